"""What a command has written so far, so that one that is broken off can say what is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Written:
    """What was written.

    Attributes:
        printed: Writing to the standard output was begun.
        files: The files that were written, each once, in order.
    """

    printed: bool = False
    files: list[Path] = field(default_factory=list)


_NOTES: ContextVar[Written | None] = ContextVar("notes", default=None)


@contextmanager
def noting() -> Iterator[Written]:
    """Give notes of what is written meanwhile.

    Example:
        >>> with noting() as written:
        ...     note_file(Path("report.txt"))
        >>> written
        Written(printed=False, files=[...Path('report.txt')])
    """
    notes = Written()
    token = _NOTES.set(notes)
    try:
        yield notes
    finally:
        _NOTES.reset(token)


def note_printed() -> None:
    """Note that writing to the standard output begins."""
    if (notes := _NOTES.get()) is not None:
        notes.printed = True


def note_file(path: Path) -> None:
    """Note that a file was written."""
    if (notes := _NOTES.get()) is not None and path not in notes.files:
        notes.files.append(path)
