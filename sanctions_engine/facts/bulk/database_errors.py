"""What the database says when it cannot go on, in the words of this project."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import duckdb

from sanctions_engine.diagnostics import Code, Label, Problem, whole_file

_USED = re.compile(r"\(([0-9.]+ [KMGT]?i?B/[0-9.]+ [KMGT]?i?B used)\)")
_NO_MEMORY = ("could not allocate block", "failed to pin block", "out of memory")
"""What the database says when its memory is full, in errors of other classes too, such as one of a commit."""


def reason_of(error: duckdb.Error) -> str:
    r"""Return what a database says of an error, in one line without its class.

    Example:
        >>> reason_of(duckdb.IOException("IO Error: No magic bytes found\nat the end"))
        'no magic bytes found'
    """
    if _is_disk_full(error):
        return "no space left on device"  # around it stand names of files that nobody has heard of
    if no_room(error):
        used = _USED.search(str(error))
        return f"the memory that the database may take is used up{f' ({used[1]})' if used else ''}"
    first = str(error).partition("\n")[0]
    told = first.partition("Error: ")[2] or first
    return told[:1].lower() + told[1:]


def no_room(error: duckdb.Error) -> bool:
    """Whether memory or disk is full.

    Example:
        >>> no_room(duckdb.IOException("IO Error: Could not write file: No space left on device")), no_room(duckdb.Error("x"))
        (True, False)
    """
    told = str(error).lower()
    return (
        isinstance(error, duckdb.OutOfMemoryException) or _is_disk_full(error) or any(one in told for one in _NO_MEMORY)
    )


def _is_disk_full(error: duckdb.Error) -> bool:
    return "no space left" in str(error).lower()


def is_of_data(error: duckdb.Error) -> bool:
    """Whether the fault may lie in what was read and not in the query: damaged pages, a disk, a view that fails for some row.

    What goes wrong inside a Parquet file has no class of its own.

    Example:
        >>> is_of_data(duckdb.Error("Out of buffer")), is_of_data(duckdb.BinderException("no such column"))
        (True, False)
        >>> is_of_data(duckdb.ConnectionException("Connection already closed!"))
        False
    """
    known = (duckdb.OperationalError, duckdb.DataError, duckdb.InvalidInputException)
    if isinstance(error, duckdb.ConnectionException):
        return False  # somebody closed it
    return isinstance(error, known) or type(error) is duckdb.Error


def unreadable(error: duckdb.Error, files: Iterable[str]) -> Problem:
    """Return the problem of tables that were being read when an error came: no room (SE424), else SE001.

    Args:
        error: The error.
        files: The names of what was read; empty where that is not known.
    """
    told = reason_of(error)
    if no_room(error):
        disk = "name a folder on another disk as `temp_directory` (`--temp-directory`)"
        help = f"raise `memory_limit` (`--memory-limit`), for not all of a query can go to the disk; if that is full, {disk}"
        if _is_disk_full(error):
            help = f"free room, or {disk}"
        return Problem(Code.SE424, f"a table cannot be read: {told}", help=help)
    names = tuple(files)
    if not names:
        return Problem(Code.SE001, f"a table cannot be read: {told}")
    damaged = Path(names[0]).suffix.lower() == ".parquet"
    help = "the file is damaged: write or copy it again" if damaged else "a query of all its rows shows the same error"
    more = f", or one of {len(names) - 1} more files," if len(names) > 1 else ""
    return Problem(Code.SE001, f"`{names[0]}`{more} cannot be read: {told}", (Label(whole_file(names[0])),), help)
