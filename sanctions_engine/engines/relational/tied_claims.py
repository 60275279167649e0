"""What claims that tie come to, field by field: a range, an unknown truth, or no form at all."""

from __future__ import annotations

from sanctions_engine.engines.relational.terms import (
    NULL,
    Column,
    Term,
    any_of,
    choose,
    constant,
    equal,
    is_null,
    is_true,
    negation,
)
from sanctions_engine.facts.bulk import ClaimColumn
from sanctions_engine.models.kinds import FieldKind

NUMBERS = frozenset({FieldKind.INT, FieldKind.DECIMAL, FieldKind.DATE})
Aggregates = dict[str, tuple[str, Term]]


def _names(column: ClaimColumn) -> list[str]:
    return [f"{column.name}.low", f"{column.name}.high"] if column.interval else [column.name]


def said_by_all(column: ClaimColumn, place: set[str]) -> Aggregates:
    """Return what is gathered of a field of the claims for one fact; nothing of what they agree in."""
    found: Aggregates = {}
    for name in _names(column):
        if name in place:
            continue
        one = Column("three", name)
        found |= {f"{name}/least": ("least", one), f"{name}/most": ("greatest", one)}
        if column.interval:
            found[f"{name}/open"] = ("any true", is_null(one))
    state = f"{column.name}.state"
    if column.states and state not in place:
        found |= {
            f"{state}/least": ("least", Column("three", state)),
            f"{state}/most": ("greatest", Column("three", state)),
        }
    return found


def of_ties(column: ClaimColumn, place: set[str], widened: bool) -> tuple[dict[str, Term], Term]:
    """Return a field of a fact in the form in which it is stored, and whether the claims leave it without a form."""

    def of(name: str, part: str) -> Term:
        return Column("four", f"{name}/{part}")

    def differ(name: str) -> Term:
        return is_true(negation(equal(of(name, "least"), of(name, "most"))))

    name, state = column.name, f"{column.name}.state"
    terms: dict[str, Term] = {}
    apart: list[Term] = []
    if column.states:
        if state in place:
            terms[state] = Column("four", state)
        else:
            terms[state] = of(state, "least")
            apart.append(differ(state))
    if all(one in place for one in _names(column)):
        return {**terms, **{one: Column("four", one) for one in _names(column)}}, any_of(apart)
    if column.type.kind in NUMBERS and not column.as_text:
        low, high = _names(column) if column.interval else (name, name)
        bottom, top = of(low, "least"), of(high, "most")
        if column.interval:
            bottom = choose([(is_true(of(low, "open")), NULL)], bottom)
            top = choose([(is_true(of(high, "open")), NULL)], top)
        if column.interval or widened:
            return {**terms, f"{name}.low": bottom, f"{name}.high": top}, any_of(apart)
        return {**terms, name: bottom}, any_of(apart)
    if column.type.kind is FieldKind.BOOL and widened:
        terms.setdefault(state, constant(1))
        return {**terms, name: choose([(differ(name), NULL)], of(name, "least"))}, any_of(apart)
    for one in _names(column):
        terms[one] = of(one, "least")
        apart.append(differ(one))
    return terms, any_of(apart)
