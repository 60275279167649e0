"""Long terms as columns of a query beside the others, so that what is made of them does not say them again and again."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from sanctions_engine.engines.relational.plan import Query
from sanctions_engine.engines.relational.scope import Scope
from sanctions_engine.engines.relational.terms import Column, Term, never_null, walk
from sanctions_engine.engines.relational.values import Number, Quotient

SHORT = 12
"""Terms of so many parts may stand several times."""


def named(value: Number, scope: Scope) -> Number:
    """Return a number whose ends are short terms: columns of a query that the scope gets, where they are long."""
    over = value.over if isinstance(value, Quotient) else value
    given = {"low": over.low, "high": over.high, "absent": over.absent, "nothing": over.nothing}
    given["maybe none"] = over.maybe_none
    if isinstance(value, Quotient):
        given["by"] = value.by
    long = {name: term for name, term in given.items() if _is_long(term)}
    if not long:
        return value
    alias = scope.fresh("n")
    first = {term: name for name, term in reversed(long.items())}
    scope.laterals[alias] = Query({}, {name: term for term, name in first.items()})
    known = {term: Column(alias, name, nullable=not never_null(term)) for term, name in first.items()}
    ends = {name: known.get(term, term) for name, term in given.items()}
    over = replace(
        over,
        low=ends["low"],
        high=ends["high"],
        absent=ends["absent"],
        nothing=ends["nothing"],
        maybe_none=ends["maybe none"],
    )
    return replace(value, over=over, by=ends["by"]) if isinstance(value, Quotient) else over


def _is_long(term: Term) -> bool:
    return next(islice(walk(term), SHORT, None), None) is not None
