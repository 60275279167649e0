"""Tables for a terminal: columns that line up and fit its width, with long cells wrapped in their column, nothing cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sanctions_engine.diagnostics.cells import safe
from sanctions_engine.reports.lines import Line, Piece, length, padded

GAP = 2
"""Blanks between two columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """How wide a column may be, in cells of a terminal.

    Attributes:
        most: Its width at most; longer cells are wrapped.
        least: Down to this its words are broken where the terminal is narrow; None if they never are.
    """

    most: int
    least: int | None = None


def fitted(rows: Sequence[Sequence[str]], columns: Sequence[Column], width: int) -> tuple[int, ...] | None:
    """Return the widths of columns: those of the longest cells, up to the most; where that is too much, what wraps least.

    Args:
        rows: The cells of all rows, the head among them.
        columns: The bounds of each column.
        width: Columns of the terminal.

    Returns:
        The widths; None if a table does not fit, whatever is wrapped.

    Example:
        >>> rows = [("VIOLATED", "a"), ("CLEAN", "one two three four")]
        >>> fitted(rows, (Column(14), Column(30)), 40), fitted(rows, (Column(14), Column(30)), 20)
        ((8, 18), (8, 10))
        >>> fitted(rows, (Column(14), Column(30)), 10) is None
        True
    """
    room = width - GAP * (len(columns) - 1)
    cells = [[safe(row[index]) for row in rows] for index in range(len(columns))]
    words = [max((length(word) for text in texts for word in text.split()), default=0) for texts in cells]
    floors = words
    if sum(floors) > room:
        floors = [word if one.least is None else min(word, one.least) for word, one in zip(words, columns, strict=True)]
    if sum(floors) > room:
        return None
    widths = [
        max(floor, min(one.most, max(map(length, texts), default=0)))
        for floor, one, texts in zip(floors, columns, cells, strict=True)
    ]
    while sum(widths) > room:
        narrower = [
            (_height(cells, widths, index), -widths[index], index)
            for index in range(len(cells))
            if widths[index] > floors[index]
        ]
        index = min(narrower)[2]
        widths[index] = max(floors[index], _used(cells[index], widths[index] - 1))
    return tuple(widths)


def row_lines(cells: Sequence[Piece], widths: Sequence[int]) -> list[Line]:
    """Return one row of a table as lines, each cell wrapped in its column.

    Example:
        >>> from sanctions_engine.reports.lines import plain
        >>> print(plain(row_lines((Piece("PENDING"), Piece("CHN and RUS"), Piece("2019-12-22")), (8, 7, 10))), end="")
        PENDING   CHN and  2019-12-22
                  RUS
    """
    wrapped = [_wrapped(safe(cell.text), cells) for cell, cells in zip(cells, widths, strict=True)]
    lines: list[Line] = []
    for number in range(max(map(len, wrapped))):
        line = [
            Piece(padded(texts[number] if number < len(texts) else "", cells + GAP), cell.style)
            for cell, texts, cells in zip(cells, wrapped, widths, strict=True)
        ]
        lines.append(tuple(line))
    return lines


def _height(cells: Sequence[Sequence[str]], widths: Sequence[int], narrower: int) -> int:
    """Return how many lines the rows take where one column is narrower by a cell."""
    tried = [cells - (index == narrower) for index, cells in enumerate(widths)]
    tall = [[len(_wrapped(text, room)) for text in texts] for texts, room in zip(cells, tried, strict=True)]
    return sum(map(max, zip(*tall, strict=True)))


def _used(texts: Sequence[str], cells: int) -> int:
    """Return the longest line of a column that is wrapped to so many cells."""
    return max(length(line) for text in texts for line in _wrapped(text, cells))


@lru_cache(maxsize=16384)
def _wrapped(text: str, cells: int) -> tuple[str, ...]:
    """Return a text in lines of so many cells; a word that is longer is broken, after `-` or `/` where it has one."""
    lines = [""]
    for word in text.split():
        rest = word
        if lines[-1] and length(lines[-1]) + 1 + length(rest) <= cells:
            lines[-1] += f" {rest}"
            continue
        while length(rest) > cells:
            at = _break(rest, cells)
            lines.append(rest[:at])
            rest = rest[at:]
        lines.append(rest)
    return tuple(lines[1:]) or ("",)


def _break(word: str, cells: int) -> int:
    """Return after how many characters a word is broken, so that its head takes no more than so many cells."""
    at = max(1, next(number for number in range(len(word), 0, -1) if length(word[:number]) <= cells or number == 1))
    return max((number for number in range(2, at + 1) if word[number - 1] in "-/"), default=at)
