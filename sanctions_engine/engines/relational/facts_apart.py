"""Claims for records of which several speak, each as a fact of its own."""

from __future__ import annotations

from sanctions_engine.engines.relational.facts import OPEN, Facts, key_columns, stored_names
from sanctions_engine.engines.relational.plan import Query, Table, Window
from sanctions_engine.engines.relational.terms import (
    FALSE,
    TRUE,
    Column,
    all_of,
    any_of,
    apply,
    at_most,
    constant,
    equal,
    is_true,
    less,
    negation,
    not_false,
)
from sanctions_engine.facts.bulk import ClaimTable
from sanctions_engine.semantics.reference import Question


def facts_apart(table: ClaimTable, question: Question) -> Facts:
    """Return the claims for records of which several speak, each as a fact of its own."""
    limit = question.known_at
    names = ("$row", "$denied", *stored_names(table))
    low, high = Column("one", "$known.low"), Column("one", "$known.high")
    may_be_known = TRUE if limit is None else not_false(at_most(low, constant(limit)))
    maybe = FALSE if limit is None else negation(is_true(at_most(high, constant(limit))))
    by, key = Column("one", "$by"), key_columns(table, "one")
    marked = Query(
        {"one": Table(table.name)},
        {**{name: Column("one", name) for name in names}, "maybe": maybe},
        where=may_be_known,
        windows={
            "first": Window("least", by, key),
            "last": Window("greatest", by, key),
            "own": Window("count", TRUE, (*key, by)),
        },
    )
    alone = apply("same", Column("two", "first"), Column("two", "last"), strict=False)
    opened = any_of([is_true(Column("two", "maybe")), less(constant(1), Column("two", "own", nullable=False))])
    columns = {**{name: Column("two", name) for name in names}, OPEN: opened}
    told = all_of([negation(alone), equal(Column("two", "$denied", nullable=False), FALSE)])
    return Facts(table, Query({"two": marked}, columns, where=told), doubtful=True)
