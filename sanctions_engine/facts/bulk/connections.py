"""One DuckDB database in memory for each thread, and names that no other table has."""

from __future__ import annotations

import threading
from itertools import count
from typing import Any

import duckdb

_LOCAL = threading.local()
_NUMBERS = count(1)


def shared_connection() -> duckdb.DuckDBPyConnection:
    """Return the connection of this thread to a database in memory of its own; opened once, since that takes a while."""
    found: duckdb.DuckDBPyConnection | None = getattr(_LOCAL, "connection", None)
    if found is None:
        found = _LOCAL.connection = duckdb.connect(":memory:")
    return found


def first_row(connection: duckdb.DuckDBPyConnection, query: str, parameters: object = None) -> tuple[Any, ...] | None:
    """Return the first row of a query, None where it has none; nothing of the result is left open.

    Example:
        >>> first_row(shared_connection(), "SELECT 1, $1", ["a"])
        (1, 'a')
    """
    found = connection.execute(query, parameters).fetchall()
    return found[0] if found else None


def unused_name(word: str) -> str:
    """Return a name for a temporary table that nobody else in this process gets.

    Example:
        >>> unused_name("Report") == unused_name("Report")
        False
    """
    return f"$claims.{next(_NUMBERS)}.{word}"
