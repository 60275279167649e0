"""Work on claim tables whose files may change under it, or that may need more room than there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from sanctions_engine.diagnostics import EngineDisagreement, InputRejected
from sanctions_engine.facts.bulk import ClaimTables
from sanctions_engine.facts.bulk.connections import usual_settings
from sanctions_engine.facts.bulk.database_errors import is_of_data, no_room, unreadable


@contextmanager
def guarded(tables: ClaimTables) -> Iterator[None]:
    """Tell what goes wrong in the words of this project; a file that changed is told first, it explains the rest.

    Raises:
        InputRejected: If a file that is read where it lies has changed (SE423) or cannot be read (SE001), or there is too
            little room in memory and on the disk (SE424).
    """
    try:
        with usual_settings(tables.connection):
            yield
    except EngineDisagreement:
        tables.check_unchanged()
        raise
    except duckdb.Error as error:
        if isinstance(error, duckdb.InterruptException) or not (is_of_data(error) or no_room(error)):
            raise
        tables.check_unchanged()
        if not no_room(error) and not tables.stamps:
            raise  # no file is to blame
        raise InputRejected([unreadable(error, ())]) from error
    tables.check_unchanged()
