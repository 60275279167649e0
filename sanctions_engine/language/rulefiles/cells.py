"""An empty cell of a table disables what needs it: which formulas need which cells, and what is left of a rule without them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sanctions_engine.language.nodes import Call, Expr, LetRef, RowCell, children
from sanctions_engine.language.rules import Every, ExceptionClause, Formula, Reading

Needs = Mapping[str, frozenset[str]]
_TESTED = {"no": 1, "presume": 1}  # functions whose first argument may be empty


def needed(node: Expr, lets: Needs) -> frozenset[str]:
    """Return the columns without which a formula has no meaning, those behind `let` names included.

    `no(row.x)` and `presume(row.x, …)` do not need the cell: they say what an empty one means.
    """
    if isinstance(node, RowCell):
        return frozenset({node.column})
    if isinstance(node, LetRef):
        return lets.get(node.name, frozenset())
    parts: Iterable[Expr] = children(node)
    if isinstance(node, Call):
        parts = node.arguments[_TESTED.get(node.function, 0) :]
    return frozenset().union(*(needed(part, lets) for part in parts))


def let_needs(lets: Iterable[tuple[str, Formula]]) -> dict[str, frozenset[str]]:
    """Return for each `let` the columns that it needs."""
    needs: dict[str, frozenset[str]] = {}
    for name, formula in lets:
        needs[name] = needed(formula.node, needs)
    return needs


def main_needs(fields: Mapping[str, Any]) -> dict[str, tuple[Formula, frozenset[str]]]:
    """Return the formulas that a rule cannot do without, by what they are, with the columns that each needs."""
    needs = let_needs(fields["let"])
    return {name: (formula, needed(formula.node, needs)) for name, formula in _main_formulas(fields)}


def without_empty(fields: Mapping[str, Any], empty: frozenset[str]) -> dict[str, Any]:
    """Return the fields of a row in which some cells are empty: every `let`, exception, reading and figure that needs one is gone."""
    needs = let_needs(fields["let"])

    def has(formula: Formula) -> bool:
        return needed(formula.node, needs).isdisjoint(empty)

    kept: dict[str, Any] = dict(fields)
    kept["let"] = tuple(one for one in fields["let"] if needs[one[0]].isdisjoint(empty))
    kept["shows"] = tuple(one for one in fields["shows"] if has(one[1]))
    exceptions: tuple[ExceptionClause, ...] = fields["exceptions"]
    kept["exceptions"] = tuple(one for one in exceptions if has(one.when))
    kept["readings"] = tuple(_readings(fields, empty))
    return kept


def _readings(fields: Mapping[str, Any], empty: frozenset[str]) -> Iterator[Reading]:
    readings: tuple[Reading, ...] = fields.get("readings", ())
    for reading in readings:
        read = {**fields, **reading.overrides, "readings": ()}
        if all(columns.isdisjoint(empty) for _, columns in main_needs(read).values()):
            left = without_empty(read, empty)
            yield replace(reading, overrides={name: left[name] for name in reading.overrides})


def _main_formulas(fields: Mapping[str, Any]) -> Iterator[tuple[str, Formula]]:
    for name, value in fields.items():
        if isinstance(value, Formula):
            yield name, value
        elif isinstance(value, Every):
            yield from ((f"every {key}", one) for key, one in _periods(value) if one)
        elif name == "group_by" and value:
            yield from ((f"group_by {key}", formula) for key, formula in value)


def _periods(every: Every) -> tuple[tuple[str, Formula | None], ...]:
    return ("period", every.period), ("from", every.since), ("until", every.until)
