"""One DuckDB database in memory for each thread, and names that no other table has."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any

import duckdb

from sanctions_engine.diagnostics import BadQuestion, Code, Problem

_LOCAL = threading.local()
_NUMBERS = count(1)
_OWN = "$claims."
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(?:[KMGT]i?B)", re.IGNORECASE)


_USUAL: dict[str, tuple[object, ...]] = {  # as SQL sets it first, then as a new connection tells it
    "preserve_insertion_order": (True,),
    "default_order": ("ASC", "ASCENDING"),
    "default_null_order": ("NULLS_LAST",),
    "default_collation": ("",),
    "integer_division": (False,),
}


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


def first_rowid(name: str, connection: duckdb.DuckDBPyConnection) -> int:
    """Return what `rowid` of a table begins with: 0, but for rows that a transaction holds back; theirs change once it ends."""
    found = first_row(connection, f'SELECT min(rowid) FROM "{name}"')
    return int(found[0] or 0) if found else 0


def within_transaction(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a connection is within a transaction, which the first error of the database would break off.

    Example:
        >>> with duckdb.connect(":memory:") as connection:
        ...     before = within_transaction(connection)
        ...     _ = connection.begin()
        ...     before, within_transaction(connection)
        (False, True)
    """
    query = "SELECT txid_current()"
    return first_row(connection, query) == first_row(connection, query)


@contextmanager
def usual_settings(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let a connection keep rows in order, sort, compare and divide as a new one does, whatever its owner set; then set that again.

    Example:
        >>> with duckdb.connect(":memory:") as connection:
        ...     _ = connection.execute("SET default_order = 'DESC'")
        ...     with usual_settings(connection):
        ...         inside = first_row(connection, "SELECT current_setting('default_order')")
        ...     inside, first_row(connection, "SELECT current_setting('default_order')")
        (('ASC',), ('DESC',))
    """
    asked = ", ".join(f"current_setting('{name}')" for name in _USUAL)
    found = dict(zip(_USUAL, first_row(connection, f"SELECT {asked}") or (), strict=True))
    odd = {name: value for name, value in found.items() if value not in _USUAL[name]}
    try:
        for name in odd:
            _set(name, _USUAL[name][0], connection)
        yield
    finally:
        with suppress(duckdb.Error):  # what went wrong before is told
            for name, value in odd.items():
                _set(name, value, connection)


def _set(name: str, value: object, connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"SET {name} = '{value}'")


def check_size(name: str, text: str) -> None:
    """See that a size of memory can be read: a number above zero with its unit.

    Raises:
        BadQuestion: If it cannot (SE507).
        TypeError: If it is no text.

    Example:
        >>> check_size("memory_limit", "2GB")
        >>> check_size("memory_limit", "lots")
        Traceback (most recent call last):
        ...
        sanctions_engine.diagnostics.problems.BadQuestion: error[SE507]: `memory_limit` cannot be `lots` (help: ...
    """
    if not isinstance(text, str):
        raise TypeError(f"`{name}` is {text!r}, not a text such as `2GB`")
    found = _SIZE.fullmatch(text.strip())
    if found is None or float(found[1]) == 0:
        help = "write a number with a unit, such as `500MB` or `2GB`"
        raise BadQuestion([Problem(Code.SE507, f"`{name}` cannot be `{text}`", help=help, offending=text)])


def names_taken(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the names of `unused_name` that temporary tables and views of a connection have.

    Example:
        >>> names_taken(duckdb.connect(":memory:"))
        set()
    """
    told = (
        f"SELECT {kind}_name FROM duckdb_{kind}s() WHERE temporary AND starts_with({kind}_name, '{_OWN}')"
        for kind in ("table", "view")
    )
    return {row[0] for row in connection.execute(" UNION ALL ".join(told)).fetchall()}


def unused_name(word: str) -> str:
    """Return a name for a temporary table that nobody else in this process gets.

    Example:
        >>> unused_name("Report") == unused_name("Report")
        False
    """
    return f"{_OWN}{next(_NUMBERS)}.{word}"
