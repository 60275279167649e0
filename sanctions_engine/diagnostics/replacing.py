"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sanctions_engine.diagnostics.codes import Code
from sanctions_engine.diagnostics.problems import BadQuestion, Problem
from sanctions_engine.diagnostics.written import note_file


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the name of a new file in the same folder, and move it to its place when all went well; else remove it.

    Nobody sees half a file, whether the writing fails, the disk is full or somebody breaks it off.

    Args:
        path: Where the file is to be; one that is there is replaced and keeps its permissions.

    Raises:
        BadQuestion: If it cannot be written (SE507).

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     with replacing(Path(folder) / "report.txt") as beside:
        ...         _ = beside.write_text("whole")
        ...     [one.name for one in Path(folder).iterdir()]
        ['report.txt']
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise unwritable(path, error.strerror or str(error)) from error
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        beside.replace(path)
    except OSError as error:
        raise unwritable(path, error.strerror or str(error)) from error
    finally:
        if not beside.exists():
            note_file(path)
        try:
            beside.unlink(missing_ok=True)
        except KeyboardInterrupt:  # it came while something else went wrong
            beside.unlink(missing_ok=True)
            raise


def unwritable(path: Path, reason: str) -> BadQuestion:
    """Return the error for a file that cannot be written."""
    message = f"`{path}` cannot be written: {reason[:1].lower()}{reason[1:]}"
    help = "give a file in a folder that exists, on a disk with room"
    return BadQuestion([Problem(Code.SE507, message, help=help)])


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
