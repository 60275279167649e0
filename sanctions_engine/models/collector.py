"""Keeps Python's garbage collector from searching again and again what is being built."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the search for cycles while many objects are made that all stay; it goes on afterwards if it was on before.

    Each search walks over all objects of the program, and a pack of a thousand rules or a dossier of ten
    thousand claims would start dozens of them, which take longer than the reading itself. Objects without cycles are freed as always.
    What was made counts as old afterwards, so that the next search of the young does not walk over it either.

    Example:
        >>> with collector_paused():
        ...     gc.isenabled()
        False
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():  # else somebody froze objects, and unfreezing would take those along
                gc.freeze()
                gc.unfreeze()
            gc.enable()
