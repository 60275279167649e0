"""Runs plans in DuckDB."""

from __future__ import annotations

from itertools import count
from typing import Any

import duckdb
import pyarrow as pa

from sanctions_engine.engines.relational.emit_duckdb import sql
from sanctions_engine.engines.relational.plan import Query, Rows, Union

_NUMBERS = count(1)


def fetch(connection: duckdb.DuckDBPyConnection, plan: Query) -> list[tuple[Any, ...]]:
    """Return the rows that a plan comes to."""
    text, registered = prepared(connection, plan)
    try:
        return connection.execute(text).fetchall()
    finally:
        forget(connection, registered)


def prepared(connection: duckdb.DuckDBPyConnection, plan: Query | Union) -> tuple[str, list[str]]:
    """Return the SQL of a plan and the names of the tables of constants that were registered for it."""
    constants: dict[str, Rows] = {}
    text = sql(plan, constants, f"$constants.{next(_NUMBERS)}")
    for name, rows in constants.items():
        connection.register(name, pa.table({key: list(values) for key, values in rows.columns.items()}))
    return text, list(constants)


def forget(connection: duckdb.DuckDBPyConnection, registered: list[str]) -> None:
    """Take registered tables of constants away again."""
    for name in registered:
        connection.unregister(name)


def keep(connection: duckdb.DuckDBPyConnection, plan: Query | Union) -> str:
    """Store what a plan comes to in a temporary table, and return its name."""
    name = f"$kept.{next(_NUMBERS)}"
    text, registered = prepared(connection, plan)
    try:
        connection.execute(f'CREATE TEMP TABLE "{name}" AS {text}')
    finally:
        forget(connection, registered)
    return name
