"""Every text is read or refused: texts that were read once and were then cut and mixed, and any text at all."""

from __future__ import annotations

from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sanctions_engine.diagnostics import Problems, Span
from sanctions_engine.language.expressions.formulas import read_formula
from sanctions_engine.language.expressions.scopes import Scope
from sanctions_engine.language.expressions.unparse import unparse
from sanctions_engine.language.nodes import Expr

Draw = st.DrawFn


def read(text: str, scope: Scope) -> tuple[Expr | None, Problems]:
    problems = Problems()
    formula = read_formula(text, scope, None, problems, lambda start, end: Span("case", 1, start + 1, 1, end + 1))
    return (None if formula is None else formula.node), problems


SEEDS = [
    case["text"]
    for case in yaml.safe_load((Path(__file__).parents[3] / "cases/language/good.yaml").read_text(encoding="utf-8"))
]
PIECES = [
    "(",
    ")",
    '"',
    "'",
    "=",
    "==",
    "&&",
    "|",
    "!",
    "not ",
    ".",
    ",",
    "#",
    "\\",
    "1e5",
    "2019-01-02",
    "_",
    "é",
    "\n",
]


@st.composite
def broken_texts(draw: Draw) -> str:
    """Draw a text that was read once, with stretches cut out and odd pieces put in."""
    text: str = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        piece = draw(st.one_of(st.just(""), st.sampled_from(PIECES), st.sampled_from(SEEDS), st.text(max_size=3)))
        text = text[:at] + piece + text[at + draw(st.integers(0, 4)) :]
    return text


@settings(deadline=None, max_examples=600)
@given(broken_texts())
def test_every_text_is_read_or_refused_with_a_place_inside_it(formula_scopes: dict[str, Scope], text: str) -> None:
    for scope in (formula_scopes["state"], formula_scopes["flow"]):
        node, problems = read(text, scope)
        assert (node is None) is bool(problems.errors)
        for problem in problems:
            span = problem.span
            assert span is not None
            assert 1 <= span.column <= span.end_column <= len(text) + 1, (problem, text)
        if node is not None:
            assert read(unparse(node), scope)[0] == node


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_at_all_is_read_or_refused(formula_scopes: dict[str, Scope], text: str) -> None:
    node, problems = read(text, formula_scopes["state"])
    assert (node is None) is bool(problems.errors)
