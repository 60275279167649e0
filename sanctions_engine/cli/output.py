"""Where a report goes: to the standard output, or to a file that is complete or not there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from sanctions_engine.diagnostics.replacing import replacing
from sanctions_engine.diagnostics.written import note_printed
from sanctions_engine.reports.lines import WIDTH, Line, plain
from sanctions_engine.reports.terminal import show, width_of


def write_text(text: str, output: str | None) -> None:
    """Write a report for machines, in UTF-8 whatever the terminal speaks.

    Raises:
        BadQuestion: If the file cannot be written.
    """
    if output is not None:
        _to_file(text, Path(output))
        return
    buffer = getattr(sys.stdout, "buffer", None)
    note_printed()
    try:
        sys.stdout.flush()
        if buffer is None:
            sys.stdout.write(text)
        else:
            buffer.write(text.encode("utf-8", "backslashreplace"))
            buffer.flush()
    except BrokenPipeError:
        close_quietly()


def write_parts(parts: Iterable[str], output: str | None) -> None:
    """Write a report for machines as it is made, part by part; see `write_text`.

    Raises:
        BadQuestion: If the file cannot be written.
    """
    if output is not None:
        with replacing(Path(output)) as beside, beside.open("wb") as stream:
            for part in parts:
                stream.write(part.encode("utf-8", "backslashreplace"))
        return
    for part in parts:
        write_text(part, None)


def write_lines(lines: Iterable[Line], output: str | None) -> None:
    """Write a report for people: with colours on a terminal, plain elsewhere; what a terminal cannot show becomes `?`.

    Raises:
        BadQuestion: If the file cannot be written.
    """
    if output is not None:
        _to_file(plain(lines), Path(output))
        return
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    note_printed()
    try:
        show(lines, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        close_quietly()


def _to_file(text: str, path: Path) -> None:
    with replacing(path) as beside:
        beside.write_bytes(text.encode("utf-8", "backslashreplace"))


def close_quietly() -> None:
    """Point the standard output at nothing: whoever read it has left, and that is no error."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())


def report_width(output: str | None) -> int:
    """Return the columns of a report for people: those of the terminal, a fixed number for a file or a pipe."""
    return width_of(sys.stdout) if output is None else WIDTH
