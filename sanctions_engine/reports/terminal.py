"""Puts lines on a stream: with colours where it is a terminal, plain otherwise."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from typing import TextIO

from sanctions_engine.reports.lines import NARROWEST, WIDTH, Line, plain

STYLES = {
    "bad": "bold red",
    "late": "bold yellow",
    "open": "bold magenta",
    "flag": "bold yellow",
    "wait": "bold cyan",
    "good": "bold green",
    "quiet": "dim",
    "label": "dim",
    "name": "bold",
    "mark": "bold yellow",
}
"""The colour of each style that a piece can name."""


def is_terminal(stream: TextIO) -> bool:
    """Whether a stream is a terminal that shows colours."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def width_of(stream: TextIO) -> int:
    """Return the columns to fill: those of a terminal; elsewhere a fixed number, so that bytes do not differ."""
    return max(shutil.get_terminal_size((WIDTH, 24)).columns, NARROWEST) if stream.isatty() else WIDTH


def show(lines: Iterable[Line], stream: TextIO) -> None:
    """Write lines to a stream."""
    if not is_terminal(stream):
        stream.write(plain(lines))
        return
    from rich.console import Console  # here, so that a report that goes to a file or a pipe does not load it
    from rich.text import Text

    console = Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=True)
    for line in lines:
        text = Text()
        for piece in line:
            text.append(piece.text, STYLES.get(piece.style, ""))
        text.rstrip()
        console.print(text)
