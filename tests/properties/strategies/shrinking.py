"""Cuts a failing example down: rules, their parts, sub-expressions, claims, fields, what is asked; as long as it fails.

Examples are drawn from bytes, so that drawing is fast; bytes know nothing of rules, so that hypothesis would shrink slowly and badly.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, Final

from sanctions_engine.models.claims import Claim, Coverage, Dossier
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.numbers import NumberRange
from tests.properties.strategies.dossiers import one_end
from tests.properties.strategies.examples import Example, is_heavy, with_question
from tests.properties.strategies.kinds import DAYS, KINDS
from tests.properties.strategies.pack_texts import PackText

Fails = Callable[[Example], bool]
Step = str | int
TITLES: Final = frozenset(
    {"id", "each", "obligation", "prohibition", "exemption", "indicator", "burden", "covers", "table"}
)
"""Keys whose values are no formulas."""

PLAIN: Final = ("true", "false", "0", "1", 'date("2019-01-31")', '("2701",)')
"""What stands for an expression, plainest first: one of the type that is asked for is taken."""


def shrunk(example: Example, fails: Fails) -> Example:
    """Return an example that fails too, and of which nothing can be left out without it."""
    while True:
        before = example
        is_long = _takes_long(example)

        def fails_soon(one: Example, is_long: bool = is_long) -> bool:
            return (is_long or not _takes_long(one)) and fails(one)

        for smaller in (_less_evidence, _less_law, _plainer_formulas, _plainer_evidence):
            example = _exhausted(example, fails_soon, smaller)
        if example is before:
            return example


def _takes_long(example: Example) -> bool:
    """Whether a due day that may be open meets a condition that counts from the day judged, or all States: that is left out."""
    return is_heavy(example.pack) and ("as_of" in example.pack.text or example.question.all_states)


def _exhausted(example: Example, fails: Fails, smaller: Callable[[Example], Sequence[Example]]) -> Example:
    """Try each of the smaller examples in turn; after one that fails, those of that one from the same place on."""
    place = 0
    candidates = smaller(example)
    while place < len(candidates):
        one = candidates[place]
        if fails(one):
            example, candidates = one, smaller(one)
        else:
            place += 1
    return example


# --- rules -------------------------------------------------------------------------------------------------------------


def _less_law(example: Example) -> list[Example]:
    """Return examples whose law says one thing less: the largest things first."""
    law = example.pack.law
    paths = sorted(_paths(law, ()), key=len)
    less = [_without(law, path) for path in paths if len(path) >= 3]
    less += [_without_column(law, path[:-1], path[-1]) for path in paths if "columns" in path[:-1]]
    return [replace(example, pack=PackText(one)) for one in less]


def _paths(value: Any, path: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    """Yield the way to everything in a structure of mappings and lists."""
    if path:
        yield path
    parts: Iterator[tuple[Step, Any]] = iter(())
    if isinstance(value, Mapping):
        parts = iter(value.items())
    elif isinstance(value, list):
        parts = iter(enumerate(value))
    for step, part in parts:
        yield from _paths(part, (*path, step))


def _at(value: Any, path: tuple[Step, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _without(law: Mapping[str, Any], path: tuple[Step, ...]) -> dict[str, Any]:
    less = deepcopy(dict(law))
    del _at(less, path[:-1])[path[-1]]
    return less


def _without_column(law: Mapping[str, Any], columns: tuple[Step, ...], index: Step) -> dict[str, Any]:
    """Return a law with one column less in a table; its type goes too."""
    less = deepcopy(dict(law))
    table = _at(less, columns[:-1])
    name = table["columns"][index]
    for line in (table["columns"], *table["rows"]):
        del line[index]
    table.get("types", {}).pop(name, None)
    return less


def _plainer_formulas(example: Example) -> list[Example]:
    """Return examples in which one formula is plainer."""
    law = example.pack.law
    found = []
    for path in _paths(law, ()):
        text = _at(law, path)
        if isinstance(text, str) and len(path) >= 3 and not TITLES & set(path):
            for plainer in _plainer(text):
                changed = deepcopy(dict(law))
                _at(changed, path[:-1])[path[-1]] = plainer
                found.append(replace(example, pack=PackText(changed)))
    return found


def _plainer(text: str) -> list[str]:
    """Return formulas that are plainer than the given one: a part of it gives way to a part of that, or to a constant."""
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        return []
    found = {plain: None for plain in PLAIN if len(plain) < len(text) or "(" in text}
    for node in ast.walk(tree):
        if not isinstance(node, ast.expr) or isinstance(node, (ast.Constant, ast.Name, ast.Attribute)):
            continue
        whole = ast.get_source_segment(text, node)
        if whole is None:
            continue
        parts = [
            ast.get_source_segment(text, part) for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)
        ]
        if isinstance(node, ast.BoolOp) and len(node.values) > 2:
            parts += [_without_operand(text, node, index) for index in range(len(node.values))]
        parts += _without_condition(text, node)
        for part in (*PLAIN, *parts):
            if part is not None and (len(part) < len(whole)):
                start = _offset(node)
                found[f"{text[:start]}{part}{text[start + len(whole) :]}"] = None
    return sorted((one for one in found if one != text), key=len)


def _offset(node: ast.expr) -> int:
    return node.col_offset  # formulas are one line of ASCII


def _without_operand(text: str, node: ast.BoolOp, index: int) -> str:
    word = " and " if isinstance(node.op, ast.And) else " or "
    kept = [ast.get_source_segment(text, one) or "" for number, one in enumerate(node.values) if number != index]
    return word.join(kept)


def _without_condition(text: str, node: ast.expr) -> list[str]:
    """Return a generator without its filter."""
    if isinstance(node, ast.GeneratorExp) and node.generators[0].ifs:
        whole, condition = ast.get_source_segment(text, node), ast.get_source_segment(text, node.generators[0].ifs[0])
        return [(whole or "").replace(f" if {condition}", "")]
    return []


# --- evidence and question ---------------------------------------------------------------------------------------------


def _less_evidence(example: Example) -> list[Example]:
    """Return examples with one thing less in the dossier, or in what is asked."""
    dossier, question = example.dossier, example.question
    found = [replace(example, assumed={})] if example.assumed else []
    for key in ("claims", "coverage", "pleas"):
        rows = getattr(dossier, key)
        found += [_with(example, dossier, **{key: rows[:index] + rows[index + 1 :]}) for index in range(len(rows))]
    plain: dict[str, Any] = {
        "all_states": False, "known_at": None, "perspective": None, "reading": "default", "rules": (), "subjects": (),
    }  # fmt: skip
    found += [with_question(example, **{key: no}) for key, no in plain.items() if getattr(question, key) != no]
    return found


def _plainer_evidence(example: Example) -> list[Example]:
    """Return examples in which one row of the dossier is plainer."""
    found: list[Example] = []
    dossier = example.dossier
    for index, claim in enumerate(dossier.claims):
        for plainer in _plainer_claims(claim):
            found.append(
                _with(example, dossier, claims=(*dossier.claims[:index], plainer, *dossier.claims[index + 1 :]))
            )
    for index, coverage in enumerate(dossier.coverage):
        for less in _plainer_coverages(coverage):
            rows = (*dossier.coverage[:index], less, *dossier.coverage[index + 1 :])
            found.append(_with(example, dossier, coverage=rows))
    return found


def _with(example: Example, dossier: Dossier, **rows: Any) -> Example:
    return replace(example, dossier=dossier.model_copy(update=rows))


def _plainer_claims(claim: Claim) -> Iterator[Claim]:
    kind = KINDS[claim.fact]
    for name, value in claim.fields.items():
        less = {key: other for key, other in claim.fields.items() if key != name}
        if kind.fields[name].optional:
            yield claim.model_copy(update={"fields": less})
        if isinstance(value, (NumberRange, DateRange)) and not value.is_exact:
            yield claim.model_copy(update={"fields": {**claim.fields, name: one_end(value)}})
    plain: dict[str, Any] = {"grade": None, "denied": False, "known": DateRange.of(DAYS[0]), "by": "press"}
    for key, no in plain.items():
        if getattr(claim, key) != no:
            yield claim.model_copy(update={key: no})


def _plainer_coverages(coverage: Coverage) -> Iterator[Coverage]:
    for name in coverage.fields:
        yield coverage.model_copy(
            update={"fields": {key: value for key, value in coverage.fields.items() if key != name}}
        )
    plain: dict[str, Any] = {"start": None, "end": None, "known": DateRange.of(DAYS[0])}
    for key, no in plain.items():
        if getattr(coverage, key) != no:
            yield coverage.model_copy(update={key: no})
