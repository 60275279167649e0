"""One DuckDB database in memory for each thread, and names that no other table has."""

from __future__ import annotations

import threading
from itertools import count

import duckdb

_LOCAL = threading.local()
_NUMBERS = count(1)


def shared_connection() -> duckdb.DuckDBPyConnection:
    """Return the connection of this thread to a database in memory of its own; opened once, since that takes a while."""
    found: duckdb.DuckDBPyConnection | None = getattr(_LOCAL, "connection", None)
    if found is None:
        found = _LOCAL.connection = duckdb.connect(":memory:")
    return found


def unused_name(word: str) -> str:
    """Return a name for a temporary table that nobody else in this process gets.

    Example:
        >>> unused_name("Report") == unused_name("Report")
        False
    """
    return f"$claims.{next(_NUMBERS)}.{word}"
