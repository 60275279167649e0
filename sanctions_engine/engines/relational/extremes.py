"""The smaller and the greater of two terms."""

from __future__ import annotations

from sanctions_engine.engines.relational.terms import NULL, Term, at_most, choose, less, never_null


def smaller(one: Term, other: Term) -> Term:
    """Return the smaller of two terms; null where one is null."""
    if one == other:
        return one
    if NULL in (one, other):
        return NULL
    if never_null(one) and never_null(other):
        return choose([(at_most(one, other), one)], other)
    return choose([(at_most(one, other), one), (less(other, one), other)], NULL)


def greater(one: Term, other: Term) -> Term:
    """Return the greater of two terms; null where one is null."""
    if one == other:
        return one
    if NULL in (one, other):
        return NULL
    if never_null(one) and never_null(other):
        return choose([(at_most(one, other), other)], one)
    return choose([(at_most(one, other), other), (less(other, one), one)], NULL)
