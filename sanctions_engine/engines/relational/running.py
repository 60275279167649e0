"""Runs plans in DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

import duckdb
import pyarrow as pa

from sanctions_engine.engines.relational.emit_duckdb import sql
from sanctions_engine.engines.relational.plan import Query, Rows, Union

_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Statement:
    """A plan as SQL, ready to be run any number of times.

    Attributes:
        text: The SQL.
        constants: The tables of constants that it reads, by name.
    """

    text: str
    constants: Mapping[str, pa.Table]


def statement(plan: Query | Union) -> Statement:
    """Return a plan as SQL."""
    constants: dict[str, Rows] = {}
    text = sql(plan, constants, f"$constants.{next(_NUMBERS)}")
    tables = {
        name: pa.table({key: list(values) for key, values in rows.columns.items()}) for name, rows in constants.items()
    }
    return Statement(text, tables)


@contextmanager
def constants_of(one: Statement, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Have the constants of a statement in place while it runs."""
    for name, table in one.constants.items():
        connection.register(name, table)
    try:
        yield
    finally:
        with suppress(duckdb.ConnectionException):  # closed meanwhile, by somebody who broke off
            for name in one.constants:
                connection.unregister(name)


def rows_of(one: Statement, connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Return the rows that a statement comes to."""
    with constants_of(one, connection):
        return connection.execute(one.text).fetchall()


def fetch(connection: duckdb.DuckDBPyConnection, plan: Query) -> list[tuple[Any, ...]]:
    """Return the rows that a plan comes to."""
    return rows_of(statement(plan), connection)


def keep(connection: duckdb.DuckDBPyConnection, plan: Query | Union) -> str:
    """Store what a plan comes to in a temporary table, and return its name."""
    name = f"$kept.{next(_NUMBERS)}"
    one = statement(plan)
    with constants_of(one, connection):
        connection.execute(f'CREATE TEMP TABLE "{name}" AS {one.text}')
    return name
