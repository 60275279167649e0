"""Work on claim tables whose files may change under it, or that may need more room than there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from sanctions_engine.diagnostics import Code, EngineDisagreement, InputRejected, Problem
from sanctions_engine.facts.bulk import ClaimTables
from sanctions_engine.facts.bulk.typed_tables import reason_of


@contextmanager
def guarded(tables: ClaimTables) -> Iterator[None]:
    """Tell what goes wrong in the words of this project; a file that changed is told first, it explains the rest.

    Raises:
        InputRejected: If a file that is read where it lies has changed (SE423) or cannot be read (SE001), or there is too
            little room in memory and on the disk (SE424).
    """
    try:
        yield
    except EngineDisagreement:
        tables.check_unchanged()
        raise
    except (duckdb.OutOfMemoryException, duckdb.IOException, duckdb.InvalidInputException) as error:
        tables.check_unchanged()
        told = reason_of(error)
        full = isinstance(error, duckdb.OutOfMemoryException) or "no space left" in told.lower()
        if not full and not tables.stamps:
            raise  # no file is to blame
        help = "free room, raise `memory_limit`, or name another `temp_directory`" if full else None
        problem = Problem(Code.SE424 if full else Code.SE001, f"a table cannot be read: {told}", help=help)
        raise InputRejected([problem]) from error
    tables.check_unchanged()
