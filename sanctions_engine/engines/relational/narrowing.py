"""The records that can come out of a join at all, picked once before the join."""

from __future__ import annotations

from collections.abc import Iterable

from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.plan import Kept, Query, Source, columns_in
from sanctions_engine.engines.relational.records import RECORDS, Records
from sanctions_engine.engines.relational.rule_texts import RULES
from sanctions_engine.engines.relational.running import fetch
from sanctions_engine.engines.relational.terms import (
    TRUE,
    Apply,
    Column,
    Term,
    all_of,
    as_filter,
    columns_of,
    constant,
    less,
    negation,
    parts_of,
)

MOST_KEPT = 30_000_000
"""No more records than so many are kept; of more, the columns that a join needs would take some gigabytes."""


def narrowed(
    records: Records,
    where: Term,
    touched: Term,
    read: Iterable[Term],
    laterals: Iterable[Source],
    evidence: TablesOfFacts,
) -> tuple[Source, Term]:
    """Return the records that meet what a condition asks of them alone, and the rest of the condition.

    They are kept, so that what is read twice is picked once; where that would be too many, they are picked twice.

    Args:
        records: The records.
        where: The condition.
        touched: Whether the law's day of a record may fall into a text.
        read: What else the plan reads of the records.
        laterals: Queries for each record.
        evidence: The facts; they are counted where there are very many.
    """
    parts = parts_of(as_filter(where))
    alone = [one for one in parts if {column.source for column in columns_of(one)} == {RECORDS}]
    rest = all_of(one for one in parts if one not in alone)
    early = all_of([*alone, *_without_rules(touched)])
    if early == TRUE:
        return records.source, rest
    terms = {column for term in (*read, rest) for column in columns_of(term)}
    terms.update(column for one in laterals for column in columns_in(one))
    names = sorted({one.name for one in terms if one.source == RECORDS})
    near = Query({RECORDS: records.source}, {name: Column(RECORDS, name) for name in names}, where=early)
    if records.claims > MOST_KEPT:
        counted = Query({RECORDS: near}, {}, group=True, aggregates={"number": ("count", TRUE)})
        if fetch(evidence.tables.connection, counted)[0][0] > MOST_KEPT:
            return near, rest
    return Kept("near", near), rest


def _without_rules(touched: Term) -> Iterable[Term]:
    """Yield what follows, for the records alone, from not being dated before any text's first day."""
    for part in parts_of(touched):
        match part:
            case Apply(operation="not", arguments=(Apply(operation="less", arguments=(day, Column() as first)),)):
                if first.source == RULES and first.low is not None and not first.nullable and _is_of_records(day):
                    yield negation(less(day, constant(first.low)))


def _is_of_records(term: Term) -> bool:
    return {column.source for column in columns_of(term)} == {RECORDS}
