"""Lays text out in terminal cells: tabs, wide letters, combining marks, characters unfit for a terminal."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

TAB = "    "
ELLIPSIS = "…"
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_STAND_IN = "\ufffd"


@lru_cache(maxsize=4096)
def shown(character: str) -> str:
    r"""Return what stands for a character on a terminal.

    A tab becomes spaces. Control characters, line breaks and those that turn the direction of text become `�`, so that
    a file cannot rewrite the screen or show something else than it says.

    Example:
        >>> shown("a"), shown("\x1b")
        ('a', '�')
    """
    if character == "\t":
        return TAB
    if character in _DIRECTIONS or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
        return _STAND_IN
    return character


@lru_cache(maxsize=4096)
def width(character: str) -> int:
    """Return how many cells a character takes: two for a wide one, none for a combining one.

    Example:
        >>> width("a"), width("国"), width("\u0301")
        (1, 2, 0)
    """
    text = shown(character)
    if len(text) > 1:
        return len(text)
    if unicodedata.category(text) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(text) in {"W", "F"} else 1


def safe(text: str) -> str:
    """Return a text on one line, fit for a terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(shown(character) for character in text)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of one line: the characters from `first` up to `last`, exclusive, with marks where the line is cut.

    Attributes:
        line: The whole line.
        first: Index of the first character shown.
        last: Index after the last character shown.
    """

    line: str
    first: int
    last: int

    @property
    def text(self) -> str:
        """What is shown."""
        before = ELLIPSIS if self.first else ""
        after = ELLIPSIS if self.last < len(self.line) else ""
        return before + safe(self.line[self.first : self.last]) + after

    @property
    def indent(self) -> int:
        """The number of blank cells that the line begins with; those of a line cut at its start do not count."""
        return 0 if self.first else len(self.text) - len(self.text.lstrip(" "))

    def shows(self, index: int) -> bool:
        """Whether a character of the line, or its end, is shown."""
        return self.first <= index < self.last or index == self.last == len(self.line)

    def cell(self, index: int) -> int:
        """Return the cell in which a character of the line begins; one that is cut off counts as the nearest shown."""
        index = min(max(index, self.first), self.last)
        return bool(self.first) + sum(width(character) for character in self.line[self.first : index])


def clip(line: str, start: int, end: int, room: int) -> Excerpt:
    """Return the stretch of a line, at most about `room` cells wide, that shows the characters from `start` on.

    As much as fits of [start, end) is shown; a third of the room that is left goes to its left side.

    Example:
        >>> clip("a" * 50 + "here" + "b" * 50, 50, 54, 20).text
        '…aaaaaherebbbbbbbbbbb…'
    """
    if len(line) <= room and sum(map(width, line)) <= room:
        return Excerpt(line, 0, len(line))
    start = min(start, len(line))
    wanted = sum(width(character) for character in line[start : min(end, start + room)])
    spare = max(0, room - wanted)
    first = _reach(line, start, -1, spare // 3)
    if first == 0:
        return Excerpt(line, 0, _reach(line, 0, 1, room))
    taken = sum(width(character) for character in line[first:start])
    last = _reach(line, start, 1, room - taken)
    if last == len(line):
        first = _reach(line, last, -1, room)
    return Excerpt(line, first, last)


def _reach(line: str, index: int, step: int, room: int) -> int:
    """Return how far from `index` one gets to the left or right within `room` cells."""
    while 0 <= index - (step < 0) < len(line):
        room -= width(line[index - (step < 0)])
        if room < 0:
            break
        index += step
    return index
