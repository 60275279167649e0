"""Reading expressions: what is read, as which type, and what is said of everything else. The cases are data."""

from __future__ import annotations

import ast
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from sanctions_engine.diagnostics import Code, Problems, Severity, Span
from sanctions_engine.language.expressions import formulas
from sanctions_engine.language.expressions.formulas import READ, read_formula
from sanctions_engine.language.expressions.scopes import Scope
from sanctions_engine.language.expressions.unparse import unparse
from sanctions_engine.language.expressions.unsupported import note_unsupported
from sanctions_engine.language.nodes import Aggregate, FieldOf, LetRef, Literal, RowCell, Special, walk
from sanctions_engine.language.rules import Formula
from sanctions_engine.language.types import CONDITION, DATE, NUMBER, STATE_CODE, TEXT, Type
from sanctions_engine.models.claims import NONE

CASES = Path(__file__).parents[3] / "cases" / "language"


def load(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return cases


GOOD, BAD, BREAKOUTS = load("good.yaml"), load("bad.yaml"), load("breakouts.yaml")


def locate(start: int, end: int) -> Span:
    return Span("case", 1, start + 1, 1, end + 1)


@dataclass
class Outcome:
    """What reading a text gave; `underlined` is the text at the main label of each problem."""

    text: str
    formula: Formula | None
    problems: Problems

    @property
    def codes(self) -> list[str]:
        return [problem.code.name for problem in self.problems]

    def underlined(self, index: int) -> str:
        span = self.problems.found[index].span
        assert span is not None
        return self.text[span.column - 1 : span.end_column - 1]


def read(text: str, scope: Scope, expected: Type | None = None) -> Outcome:
    problems = Problems()
    formula = read_formula(text, scope, expected, problems, locate)
    return Outcome(text, formula, problems)


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case["text"])
def test_what_fits_is_read_and_typed(
    case: dict[str, Any], formula_scopes: dict[str, Scope], types_by_name: dict[str, Type]
) -> None:
    scope = formula_scopes[case.get("scope", "state")]
    outcome = read(case["text"], scope)
    assert outcome.formula is not None, outcome.problems.found
    assert len(outcome.problems) == 0
    node = outcome.formula.node
    assert node.type == types_by_name[case["as"]]
    assert unparse(node) == case.get("written", case["text"])
    assert read(unparse(node), scope).formula == outcome.formula
    if "pins" in case:
        assert isinstance(node, Aggregate)
        assert [name for name, _ in node.pins] == case["pins"]


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case["text"])
def test_every_part_knows_its_place(case: dict[str, Any], formula_scopes: dict[str, Scope]) -> None:
    # the trap: columns of Python's parser count bytes of UTF-8, begin anew on every line, and leave out leading blanks
    formula = read(case["text"], formula_scopes[case.get("scope", "state")]).formula
    assert formula is not None
    for node in walk(formula.node):
        source = formula.source(node)
        match node:
            case FieldOf(variable=variable, name=name):
                assert source == f"{variable}.{name}"
            case LetRef(name=name) | Special(name=name):
                assert source == name
            case RowCell(column=name):
                assert source == f"row.{name}"
            case Literal(value=str() as value):
                assert ast.literal_eval(source) == value
            case Aggregate(function=name):
                assert source.startswith(f"{name}(")
                assert source.endswith(")")
            case _:
                assert source == source.strip() != ""


@pytest.mark.parametrize("case", BAD, ids=lambda case: case["text"] or "empty")
def test_what_does_not_fit_is_told_with_place_and_remedy(
    case: dict[str, Any], formula_scopes: dict[str, Scope], types_by_name: dict[str, Type]
) -> None:
    expected = types_by_name[case["expected"]] if "expected" in case else None
    outcome = read(case["text"], formula_scopes[case.get("scope", "state")], expected)
    found = []
    for index, problem in enumerate(outcome.problems):
        told = {"code": problem.code.name, "at": outcome.underlined(index), "says": problem.message}
        found.append(
            (problem.span.column if problem.span else 0, told | ({"help": problem.help} if problem.help else {}))
        )
    found.sort(key=lambda pair: (pair[0], pair[1]["code"]))
    assert [told for _, told in found] == case["problems"]
    only_warnings = bool(found) and all(Code[told["code"]].severity is Severity.WARNING for _, told in found)
    assert (outcome.formula is not None) is only_warnings


@pytest.mark.parametrize("case", BREAKOUTS, ids=lambda case: ascii(case["text"]))
def test_nothing_outside_its_names_is_reached(case: dict[str, Any], formula_scopes: dict[str, Scope]) -> None:
    read("state.code == 'XX' or due < as_of + business_days(1, 'DE')", formula_scopes["state"])  # loads the registers
    with Watch() as watch:
        outcome = read(case["text"], formula_scopes["state"])
    assert outcome.formula is None
    assert set(case["codes"]) <= set(outcome.codes), outcome.problems.found
    assert watch.seen == []


class Watch:
    """Notes what Python is asked to import, open, run or compile beside the parsing of the expression itself."""

    current: Watch | None = None
    WATCHED = ("import", "open", "exec", "os.", "subprocess.", "socket.", "ctypes.", "code.__new__", "builtins.")

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __enter__(self) -> Watch:
        Watch.current = self
        return self

    def __exit__(self, *_: object) -> None:
        Watch.current = None

    @staticmethod
    def hear(event: str, _: tuple[object, ...]) -> None:
        if Watch.current is not None and event.startswith(Watch.WATCHED):
            Watch.current.seen.append(event)


sys.addaudithook(Watch.hear)


def test_the_watch_hears() -> None:
    with Watch() as watch:
        exec("1")
    assert watch.seen


DEEP = {
    "brackets": ("(" * 1900 + "1" + ")" * 1900, ["SE215"]),
    "brackets that are not closed": ("(" * 3900, ["SE215"]),
    "brackets that Python reads": ("(" * 150 + "filed" + ")" * 150, []),
    "signs": ("-" * 3900 + "1", ["SE215"]),
    "not": ("not " * 990 + "filed", ["SE215"]),
    "a long sum": ("1+" * 1999 + "1", ["SE215"]),
    "a long product": ("2*" * 1999 + "2", ["SE215"]),
    "a short sum": ("+".join("1" * 40), []),
    "a sum one too long": ("+".join("1" * 41), ["SE215"]),
    "and": (" and ".join(["filed"] * 390), []),
    "or": (" or ".join(["filed"] * 390), []),
    "a chain": ("<".join("1" * 1900), []),
    "fields": ("a" + ".b" * 1900, ["SE215"]),
    "calls": ("ceil(" * 600 + "1" + ")" * 600, ["SE215"]),
    "calls of calls": ("days" + "(1)" * 1200, ["SE215"]),
    "methods": ('"a"' + ".lower()" * 480, ["SE215"]),
    "if": ("1 if filed else " * 240 + "2", ["SE215"]),
    "if inside": ("(1 if filed else " * 30 + "2" + ")" * 30, []),
    "aggregates": ("any(" * 900, ["SE215"]),
    "square brackets": ("[" * 1900 + "]" * 1900, ["SE215"]),
    "a list": (f"earning in ({', '.join('1' * 1200)})", []),
    "digits": ("9" * 3900, ["SE202"]),
    "a fraction": ("0." + "9" * 3900, ["SE202"]),
    "a text": ('place == "' + "a" * 3900 + '"', []),
    "escapes": ('place == "' + "\\\\" * 1900 + '"', []),
    "quotes": ('"' * 3999, ["SE202"]),
    "blanks": (" " * 3990 + "filed", []),
    "lines": ("\n" * 3990 + "filed", []),
    "too long": ("1" * 4001, ["SE214"]),
    "too long by blanks": ("1" + " " * 4000, ["SE214"]),
    "far too long": ("(" * 10_000_000, ["SE214"]),
}


@pytest.mark.parametrize("name", DEEP)
def test_size_and_depth_have_limits(name: str, formula_scopes: dict[str, Scope]) -> None:
    # the trap: Python's parser raises MemoryError or RecursionError, which one depends on its version
    text, codes = DEEP[name]
    outcome = read(text, formula_scopes["state"])
    assert sorted(set(outcome.codes)) == codes
    assert (outcome.formula is None) is bool(codes)


def test_every_construct_of_python_is_read_or_refused_by_name() -> None:
    # the trap: a new version of Python brings a new kind of expression, which is let through or ends in a KeyError
    assert set(formulas._HANDLERS) == set(ast.expr.__subclasses__())
    refused = {name for name, reads in formulas._HANDLERS.items() if reads is note_unsupported}
    assert refused.isdisjoint(READ)
    assert refused | set(READ) == set(ast.expr.__subclasses__())


def test_problems_of_mended_text_are_placed_in_the_text_as_written(formula_scopes: dict[str, Scope]) -> None:
    text = "  filed && !filed || earning = 1e3 && due < 2019-01-08 && statte.code == 'é' && zebra"
    outcome = read(text, formula_scopes["state"])
    assert sorted((outcome.codes[index], outcome.underlined(index)) for index in range(len(outcome.problems))) == [
        ("SE203", "statte"),
        ("SE203", "zebra"),
        ("SE209", "="),
        *[("SE210", mark) for mark in ("!", "&&", "&&", "&&", "&&", "||")],
        ("SE211", "1e3"),
        ("SE212", "2019-01-08"),
    ]


@pytest.mark.parametrize("expected", [CONDITION, NUMBER, DATE, TEXT, STATE_CODE], ids=str)
def test_what_may_be_none_fits_where_its_type_is_expected(expected: Type, formula_scopes: dict[str, Scope]) -> None:
    fields = {CONDITION: "approved", NUMBER: "quantity", DATE: "contract_date", TEXT: "goods", STATE_CODE: "origin"}
    outcome = read(f"flow.{fields[expected]}", formula_scopes["flow"], expected)
    assert outcome.formula is not None
    assert outcome.formula.node.type == Type(expected.base, optional=True)


def test_a_text_becomes_a_state_where_one_is_expected(formula_scopes: dict[str, Scope]) -> None:
    outcome = read('"PRK"', formula_scopes["state"], STATE_CODE)
    assert outcome.formula is not None
    assert outcome.formula.node == Literal(type=STATE_CODE, value="PRK")


def test_no_warning_of_python_escapes(formula_scopes: dict[str, Scope]) -> None:
    # the trap: Python warns of unknown escapes and of digits before a word; a warning that is an error would be a crash
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for text in ('place == "\\d"', "1or 2", "0x1for x in y", "1 is 1", "(1)(2)", '"a"[0]', "place == '\\8'"):
            assert read(text, formula_scopes["state"]).formula is None


@pytest.mark.parametrize(
    "raised, code",
    [(MemoryError, "SE215"), (RecursionError, "SE215"), (ValueError("embedded null byte"), "SE201")],
    ids=str,
)
def test_whatever_the_parser_raises_is_told(
    raised: Exception, code: str, formula_scopes: dict[str, Scope], monkeypatch: pytest.MonkeyPatch
) -> None:
    # the trap: versions of Python differ in what they raise, and in how deep a text has to be
    def refuse(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(ast, "parse", refuse)
    assert read("earning > 1", formula_scopes["state"]).codes == [code]


def test_a_text_without_a_character_is_refused(formula_scopes: dict[str, Scope]) -> None:
    assert read("place == '\ud800'", formula_scopes["state"]).codes == ["SE202"]
    assert read("place \ud800", formula_scopes["state"]).codes == ["SE201"]


def test_pins_say_what_a_series_is_fixed_to(formula_scopes: dict[str, Scope]) -> None:
    def pinned(condition: str) -> dict[str, str]:
        formula = read(f"any(w for w in WorkerPresence if {condition})", formula_scopes["state"]).formula
        assert formula is not None
        assert isinstance(formula.node, Aggregate)
        return {name: unparse(value) for name, value in formula.node.pins}

    assert pinned('w.state == home and "PRK" == w.nationality') == {"state": "home", "nationality": '"PRK"'}
    assert pinned("w.earning_income") == {"earning_income": "true"}
    assert pinned("not w.earning_income") == {"earning_income": "false"}
    assert pinned("w.earning_income == (earning > 1)") == {"earning_income": "earning > 1"}
    assert pinned("w.state != home and not w.state == home") == {}
    route = read("any(r for r in Route if no(r.operator))", formula_scopes["state"]).formula
    assert route is not None
    assert isinstance(route.node, Aggregate)
    assert route.node.pins == (("operator", Literal(type=Type(TEXT.base, optional=True), value=NONE)),)


def test_every_code_of_expressions_has_a_case() -> None:
    told = {problem["code"] for case in BAD for problem in case["problems"]}
    told |= {code for _, codes in DEEP.values() for code in codes}
    of_expressions = {code.name for code in Code if code.name.startswith("SE2")}
    assert of_expressions - told == {"SE220"}  # a cycle in `let` is found where the rule is read
