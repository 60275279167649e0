"""Lines of styled words for a terminal, and how they are wrapped; the words are the same with and without colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sanctions_engine.diagnostics.cells import safe
from sanctions_engine.diagnostics.cells import width as cells_of

WIDTH = 120
"""Columns of a report that goes to no terminal."""
LABEL = 9
INDENT = 2
NARROWEST = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in one style; the style is a name that `terminal.py` turns into a colour."""

    text: str
    style: str = ""


Line = tuple[Piece, ...]
"""One line as it is printed."""


def plain(lines: Iterable[Line]) -> str:
    r"""Return lines as text, each with its line break.

    Example:
        >>> plain([(Piece("VIOLATED", "bad"), Piece("  RUS"))])
        'VIOLATED  RUS\n'
    """
    return "".join(f"{''.join(piece.text for piece in line).rstrip()}\n" for line in lines)


def length(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(cells_of, text))


def padded(text: str, cells: int) -> str:
    """Return a text with blanks after it, so that it takes at least that many cells."""
    return text + " " * max(0, cells - length(text))


def row(label: str, *pieces: Piece | str, width: int = WIDTH, indent: int = INDENT, deeper: int = 0) -> list[Line]:
    """Return a labelled row: the label, then the words, wrapped under themselves.

    Args:
        label: What the words are about; empty under a row that has it already.
        pieces: The words; plain text is a piece without a style.
        width: Columns of the terminal.
        indent: Blanks before the label.
        deeper: Further blanks between label and words.

    Example:
        >>> print(plain(row("cites", "resolution 2397 (2017), paragraph 8", width=40)), end="")
          cites    resolution 2397 (2017),
                   paragraph 8
    """
    head: Line = (Piece(" " * indent + padded(label, LABEL) + " " * deeper, "label"),)
    blank: Line = (Piece(" " * (indent + max(LABEL, length(label)) + deeper)),)
    return _wrapped(head, blank, pieces, width)


def paragraph(*pieces: Piece | str, width: int = WIDTH, indent: int = 0, hanging: int = 0) -> list[Line]:
    """Return words wrapped over lines; those after the first are `hanging` blanks further in."""
    head: Line = (Piece(" " * indent),) if indent else ()
    blank: Line = (Piece(" " * (indent + hanging)),) if indent + hanging else ()
    return _wrapped(head, blank, pieces, width)


def columns(cells: Sequence[tuple[Piece, int]], *, width: int = WIDTH, hanging: int = 4, gap: int = 2) -> list[Line]:
    """Return cells side by side, each padded to its column; one that does not fit goes on a line of its own below.

    Example:
        >>> print(plain(columns([(Piece("PENDING"), 8), (Piece("RUS"), 3), (Piece("due 2019-12-22"), 0)])), end="")
        PENDING   RUS  due 2019-12-22
    """
    lines: list[Line] = []
    line: list[Piece] = []
    used = 0
    for piece, column in cells:
        text = safe(piece.text)
        if not text:
            continue
        if line and used + length(text) > width:
            lines.append(tuple(line))
            line, used = [Piece(" " * hanging)], hanging
        cell = padded(text, column) + " " * gap
        line.append(Piece(cell, piece.style))
        used += length(cell)
    return [*lines, tuple(line)]


def _wrapped(head: Line, blank: Line, pieces: Iterable[Piece | str], width: int) -> list[Line]:
    margin = sum(length(piece.text) for piece in blank)
    room = max(width - margin, NARROWEST)
    lines: list[Line] = []
    line: list[Piece] = list(head)
    used = 0
    for word, glued in _words(pieces):
        size = length(word.text)
        if used and used + size + (not glued) > room and not glued:
            lines.append(tuple(line))
            line, used = list(blank), 0
        if used and not glued:
            word = _joined(line, word)
            used += 1
        line.append(word)
        used += size
    return [*lines, tuple(line)]


def _joined(line: list[Piece], word: Piece) -> Piece:
    """Return a word with a blank before it, taking in the piece before it if that has the same style."""
    if line[-1].style == word.style:
        return Piece(f"{line.pop().text} {word.text}", word.style)
    line.append(Piece(" "))
    return word


def _words(pieces: Iterable[Piece | str]) -> Iterator[tuple[Piece, bool]]:
    """Yield the words with whether each follows the one before without a blank."""
    glued = False
    for piece in pieces:
        text, style = (piece, "") if isinstance(piece, str) else (piece.text, piece.style)
        if text[:1].isspace():
            glued = False
        for word in text.split():
            yield Piece(safe(word), style), glued
            glued = False
        if text:
            glued = not text[-1].isspace()
