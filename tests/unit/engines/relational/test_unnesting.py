"""Queries for each row as joins: the plan before and after, and both executed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanctions_engine.engines.relational.plan import Kept, Query, Source, Table, Union, Window, told
from sanctions_engine.engines.relational.running import rows_of, statement
from sanctions_engine.engines.relational.terms import (
    NULL,
    TRUE,
    Column,
    Term,
    all_of,
    any_of,
    apply,
    at_most,
    choose,
    constant,
    equal,
    is_true,
    less,
    not_false,
)
from sanctions_engine.engines.relational.unnesting import unnested

KEY, DAY = Column("p", "key", nullable=False), Column("p", "day")
OF, AT, LEVEL = Column("r", "key", nullable=False), Column("r", "at", nullable=False), Column("r", "level")

FACTS = Query({"r": Table("facts")}, {"at": AT, "level": LEVEL}, where=all_of([equal(OF, KEY), at_most(AT, DAY)]))
"""The facts of one row: of its key, and not later than its day."""

SUMMED = Query(
    {"f": FACTS},
    {},
    group=True,
    aggregates={
        "number": ("count true", TRUE),
        "most": ("greatest", Column("f", "level")),
        "open": ("any true", choose([(less(constant(1), Column("f", "level")), TRUE)], constant(False))),
    },
)
"""What they come to."""

EDGE = Query(
    {"e": FACTS},
    {"at": Column("e", "at"), "level": Column("e", "level")},
    windows={"edge": Window("greatest", Column("e", "at"), ())},
)
LATEST = Query(
    {"f": EDGE},
    {},
    group=True,
    aggregates={
        "level": ("greatest", choose([(equal(Column("f", "at"), Column("f", "edge")), Column("f", "level"))], NULL))
    },
)
"""The last of them."""


def of_each(columns: dict[str, Term], where: Term = TRUE, **laterals: Source) -> Query:
    """Return a query with queries for each row."""
    rows = {"p": Table("pairs"), **laterals}
    return Query(rows, {"id": Column("p", "id"), **columns}, where=where, lateral=frozenset(laterals))


def days_after(day: Term) -> Query:
    """Return a query for the days after a day on which a fact of the key is dated, with what was the case on each."""
    on = Column("days", "day", nullable=False)
    near = Union(
        tuple(
            Query({"r": Table("facts")}, {"day": apply("shift days", AT, constant(number))}, where=equal(OF, KEY))
            for number in (0, 1)
        )
    )
    days = Query({"all": near}, {"day": Column("all", "day")}, distinct=True)
    facts = Query({"r": Table("facts")}, {"level": LEVEL}, where=all_of([equal(OF, KEY), at_most(AT, on)]))
    then = Query({"f": facts}, {}, group=True, aggregates={"number": ("count", TRUE)})
    reached = less(constant(1), Column("then", "number", nullable=False))
    return Query(
        {"days": days, "then": then},
        {},
        group=True,
        where=is_true(less(day, on)),
        aggregates={"late": ("any true", reached)},
        lateral=frozenset({"then"}),
    )


NUMBER = Column("a", "number", nullable=False)
JOINED = {
    "a sum": of_each({"number": NUMBER, "most": Column("a", "most"), "open": is_true(Column("a", "open"))}, a=SUMMED),
    "a count that a condition asks for": of_each({"number": NUMBER}, less(NUMBER, constant(1)), a=SUMMED),
    "the latest": of_each({"level": Column("a", "level")}, a=LATEST),
    "two": of_each({"number": NUMBER, "level": Column("b", "level")}, less(KEY, constant("c")), a=SUMMED, b=LATEST),
    "one within another": of_each({"late": Column("a", "late")}, a=days_after(DAY)),
    "one that reads another": of_each(
        {"number": NUMBER, "late": Column("b", "late")},
        a=SUMMED,
        b=replace(
            days_after(DAY),
            where=all_of([is_true(less(DAY, Column("days", "day", nullable=False))), less(NUMBER, constant(2))]),
        ),
    ),
}
"""Plans of which no query for each row is left."""

LEFT = {
    "no equality": of_each(
        {"number": NUMBER}, a=replace(SUMMED, sources={"f": replace(FACTS, where=not_false(less(AT, DAY)))})
    ),
    "one key or another": of_each(
        {"number": NUMBER},
        a=replace(SUMMED, sources={"f": replace(FACTS, where=any_of([equal(OF, KEY), less(AT, DAY)]))}),
    ),
    "a sum within": of_each(
        {"number": NUMBER},
        a=Query({"g": replace(SUMMED, columns={})}, {}, group=True, aggregates={"number": ("count", TRUE)}),
    ),
    "no sum": of_each({"level": Column("a", "level")}, a=FACTS),
}
"""Plans that stay as they are."""

NUMBERED = Column("p", "id", nullable=False)
"""What tells the rows apart, for plans in which nothing is kept."""

STATEMENTS = {
    name: tuple(map(statement, (plan, unnested(plan), unnested(plan, NUMBERED))))
    for name, plan in {**JOINED, **LEFT}.items()
}

PAIRS = pa.schema([("id", pa.int32()), ("key", pa.string()), ("day", pa.date32())])
FACTS_OF = pa.schema([("key", pa.string()), ("at", pa.date32()), ("level", pa.int64())])

Pairs = list[tuple[str, date | None]]
Claims = list[tuple[str, date, int | None]]

some_days = st.dates(date(2020, 1, 1), date(2020, 1, 6))
some_pairs = st.lists(st.tuples(st.sampled_from("abc"), st.none() | some_days), max_size=8)
some_facts = st.lists(st.tuples(st.sampled_from("abd"), some_days, st.none() | st.integers(0, 3)), max_size=12)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as found:
        yield found


def laterals(source: Source) -> int:
    """Return how many queries for each row there are."""
    match source:
        case Kept(query=query):
            return laterals(query)
        case Union(parts=parts):
            return sum(map(laterals, parts))
        case Query():
            return len(source.lateral) + sum(map(laterals, source.sources.values()))
    return 0


@pytest.mark.parametrize("name", JOINED)
def test_queries_for_each_row_become_joins(name: str) -> None:
    assert laterals(JOINED[name]) > 0
    assert laterals(unnested(JOINED[name])) == 0


@pytest.mark.parametrize("name", LEFT)
def test_what_has_no_form_as_a_join_stays(name: str) -> None:
    assert unnested(LEFT[name]) == LEFT[name]


@settings(max_examples=20)
@given(pairs=some_pairs, facts=some_facts)
def test_both_come_to_the_same(pairs: Pairs, facts: Claims, connection: duckdb.DuckDBPyConnection) -> None:
    rows = [{"id": place, "key": key, "day": day} for place, (key, day) in enumerate(pairs)]
    connection.register("pairs", pa.Table.from_pylist(rows, schema=PAIRS))
    claims = [dict(zip(FACTS_OF.names, one, strict=True)) for one in facts]
    connection.register("facts", pa.Table.from_pylist(claims, schema=FACTS_OF))
    for name, statements in STATEMENTS.items():
        before, *after = (sorted(rows_of(one, connection), key=repr) for one in statements)
        assert after == [before, before], name


def test_the_plan_of_a_sum() -> None:
    plan = told(unnested(JOINED["a sum"]))
    assert "if any, a: query" in plan
    assert "on $rows.0.$pair equal a.$pair" in plan
    assert plan.count("rows kept as `rows`") == 2  # once in full, and where the facts are joined


def test_rows_with_a_number_of_their_own_are_not_kept() -> None:
    plan = told(unnested(JOINED["a sum"], NUMBERED))
    assert "kept" not in plan
    assert "on p.id equal a.$pair" in plan
    assert plan.count("p: table pairs") == 2
