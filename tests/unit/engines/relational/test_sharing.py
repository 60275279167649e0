"""Terms that are said several times as columns below: the plan before and after, and both executed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanctions_engine.engines.relational.plan import Query, Source, Table, told
from sanctions_engine.engines.relational.running import rows_of, statement
from sanctions_engine.engines.relational.sharing import BELOW, shared
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Column,
    Term,
    add,
    all_of,
    any_of,
    apply,
    choose,
    constant,
    equal,
    is_null,
    less,
    negation,
)

A, B, DAY = Column("r", "a"), Column("r", "b"), Column("r", "day")
BOTH = all_of([less(constant(1), A), less(B, constant(3))])
LONG = choose([(BOTH, constant(1)), (is_null(A), constant(2))], NULL)
SHIFTED = apply("shift days", DAY, A)
ROWS = {"r": Table("rows")}

ABOVE = {
    "a condition": Query(ROWS, {"x": choose([(BOTH, A)], B), "y": choose([(BOTH, B)], A)}),
    "one within another": Query(ROWS, {"x": add(LONG, A), "y": add(LONG, B), "z": choose([(BOTH, TRUE)], FALSE)}),
    "what filters": Query(ROWS, {"x": LONG, "y": negation(equal(LONG, constant(1)))}, where=BOTH),
    "what is summed up": Query(
        ROWS,
        {"b": B},
        group=True,
        aggregates={"x": ("sum", LONG), "given": ("count given", LONG), "a": ("greatest", A)},
    ),
    "the last of what is summed up": Query(
        ROWS,
        {"b": B},
        group=True,
        aggregates={
            name: ("last", apply("by", one, choose([(BOTH, DAY)], NULL)))
            for name, one in (("x", A), ("y", LONG), ("z", LONG))
        },
    ),
    "a day that every row has": Query(ROWS, {"day": SHIFTED, "x": choose([(BOTH, SHIFTED)], SHIFTED)}),
}
"""Plans that are said shorter."""

LEFT = {
    "said once": Query(ROWS, {"x": LONG, "y": A}),
    "short": Query(ROWS, {"x": is_null(A), "y": any_of([is_null(A), TRUE])}),
    "what a choice stands before": Query(
        ROWS, {"x": choose([(is_null(B), SHIFTED)], DAY), "y": choose([(less(A, B), SHIFTED)], DAY)}
    ),
}
"""Plans that stay as they are."""

STATEMENTS = {name: (statement(plan), statement(shared(plan))) for name, plan in {**ABOVE, **LEFT}.items()}
SCHEMA = pa.schema([("a", pa.int64()), ("b", pa.int64()), ("day", pa.date32())])

numbers = st.none() | st.integers(0, 4)
some_rows = st.lists(st.tuples(numbers, numbers, st.none() | st.just(date(2020, 1, 31))), max_size=8)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as found:
        yield found


def said(source: Source, term: Term) -> int:
    """Return how often a plan says a term."""
    return told(source).count(told(Query({}, {"x": term})).partition("= ")[2])


@pytest.mark.parametrize("name", ABOVE)
def test_what_is_said_again_is_a_column_below(name: str) -> None:
    before, after = ABOVE[name], shared(ABOVE[name])
    assert BELOW in after.sources
    for term in (BOTH, SHIFTED):
        assert said(after, term) <= (2 if term == BOTH and before.where == BOTH else 1)


@pytest.mark.parametrize("name", LEFT)
def test_other_plans_stay(name: str) -> None:
    assert shared(LEFT[name]) == LEFT[name]


@settings(max_examples=20)
@given(rows=some_rows)
def test_both_come_to_the_same(rows: list[tuple[object, ...]], connection: duckdb.DuckDBPyConnection) -> None:
    listed = [dict(zip(SCHEMA.names, one, strict=True)) for one in rows]
    connection.register("rows", pa.Table.from_pylist(listed, schema=SCHEMA))
    for name, statements in STATEMENTS.items():
        before, after = (sorted(rows_of(one, connection), key=repr) for one in statements)
        assert after == before, name
