"""Turns offsets in a text into lines and columns, and back; the one place that says what a line is."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from sanctions_engine.diagnostics.spans import Span

_BLANK = " \t\r\n"
_BREAK = re.compile(r"\r\n|\n|\r")


class Lines:
    r"""The lines of one text, as editors count them: `\n`, `\r\n` and `\r` end a line, nothing else does.

    Offsets count characters from 0; lines and columns count from 1.

    Example:
        >>> lines = Lines("id: a\r\nwhen: b")
        >>> lines.position(7)
        (2, 1)
        >>> lines.line(1)
        'id: a'
    """

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        if "\r" in text:
            self._starts = [0, *(found.end() for found in _BREAK.finditer(text))]
        else:
            lengths = [len(line) + 1 for line in text.split("\n")]
            lengths.pop()
            self._starts = [0, *accumulate(lengths)]

    def __len__(self) -> int:
        return len(self._starts)

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset; one outside the text counts as its nearest end."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def start(self, line: int) -> int:
        """Return the offset at which a line begins; a line outside the text counts as the nearest one."""
        return self._starts[min(max(line, 1), len(self._starts)) - 1]

    def line(self, number: int) -> str:
        """Return the text of a line without its line break; empty where there is no such line."""
        if not 1 <= number <= len(self._starts):
            return ""
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : end].rstrip("\r\n")

    def span(self, file: str, start: int, end: int) -> Span:
        """Return the span of the characters from `start` up to, not including, `end`."""
        return Span(file, *self.position(start), *self.position(end))


class Passage:
    """A passage of a text, without the blanks at its end; its span is worked out when somebody asks for it.

    Example:
        >>> Passage(Lines("when: x > 1  "), "a.yaml", 6, 13).span
        Span(file='a.yaml', line=1, column=7, end_line=1, end_column=12)
    """

    __slots__ = ("end", "file", "lines", "start")

    def __init__(self, lines: Lines, file: str, start: int, end: int) -> None:
        self.lines = lines
        self.file = file
        self.start = start
        self.end = end

    @property
    def span(self) -> Span:
        """Where it stands."""
        end, text = self.end, self.lines.text
        while end > self.start and text[end - 1] in _BLANK:
            end -= 1
        return self.lines.span(self.file, self.start, end)
