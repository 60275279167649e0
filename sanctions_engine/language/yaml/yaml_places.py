"""Finds where in a file each character of a YAML scalar's text stands, by reading the scalar again as YAML 1.1 says.

The reading is checked against the text that the parser gave: where they differ, the scalar as a whole is the place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_SPACE = re.compile("[ \t\r\n\x85\u2028\u2029]+")
_HEADER = re.compile("[|>]([+-]?)[1-9]?([+-]?)[^\r\n\x85\u2028\u2029]*")
_NOT_BREAK = re.compile("[^\r\n\x85\u2028\u2029]*")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}


@dataclass(slots=True)
class Places:
    """For each character of a text, where in the file it begins and ends."""

    characters: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, character: str, start: int, end: int) -> None:
        """Note one more character."""
        self.characters.append(character)
        self.starts.append(start)
        self.ends.append(end)

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the file the characters [start, end) stand; an empty stretch stands before its character."""
        last = len(self.starts)
        start, end = min(max(start, 0), last), min(max(end, 0), last)
        if start >= end:
            place = self.starts[start] if start < last else self.ends[-1]
            return place, place
        return self.starts[start], self.ends[end - 1]


def places_of(text: str, start: int, end: int, value: str, style: str) -> Places:
    """Return the places of the characters of `value`, a scalar that stands in `text` between `start` and `end`.

    Args:
        text: The text of the file.
        start: Offset of the first character of the scalar, quote or `|` included.
        end: Offset after its last one.
        value: The text of the scalar; not empty.
        style: Its opening mark; empty for a plain scalar.

    Example:
        >>> places_of("'it''s'", 0, 7, "it's", "'").stretch(3, 4)
        (5, 6)
    """
    quote = 1 if style in {"'", '"'} else 0
    if text[start + quote : end - quote] == value:
        offset = start + quote
        return Places([], list(range(offset, offset + len(value))), list(range(offset + 1, offset + len(value) + 1)))
    if style in {"|", ">"}:
        found = _block(text, start, end, value, style == "|")
    else:
        found = _flow(text, start + quote, end - quote, style)
    if found is not None and "".join(found.characters) == value:
        return found
    return Places([], [start] * len(value), [end] * len(value))


def _flow(text: str, position: int, end: int, style: str) -> Places:
    """Read a plain or quoted scalar: line breaks fold, quotes and escapes are undone."""
    places = Places()
    while position < end:
        space = _SPACE.match(text, position, end)
        if space:
            _fold(text, position, space.end(), places)
            position = space.end()
        elif style == "'" and text.startswith("''", position):
            places.add("'", position, position + 2)
            position += 2
        elif style == '"' and text[position] == "\\":
            position = _unescape(text, position, end, places)
        else:
            places.add(text[position], position, position + 1)
            position += 1
    return places


def _fold(text: str, start: int, end: int, places: Places, *, escaped: bool = False) -> None:
    """Read blanks and line breaks: blanks alone stay, one break becomes a space, of several all but the first stay."""
    breaks = [(_normal(found.group()), *found.span()) for found in _BREAK.finditer(text, start, end)]
    if not breaks and not escaped:
        for position in range(start, end):
            places.add(text[position], position, position + 1)
        return
    if not escaped:
        first, *breaks = breaks
        if first[0] != "\n":
            places.add(*first)
        elif not breaks:
            places.add(" ", start, end)
    for found in breaks:
        places.add(*found)


def _normal(line_break: str) -> str:
    """Return what a line break is in the text of a scalar."""
    return line_break if line_break in {"\u2028", "\u2029"} else "\n"


def _unescape(text: str, position: int, end: int, places: Places) -> int:
    """Read one escape of a double-quoted scalar, and the blanks after it where it hides a line break."""
    hidden = _BREAK.match(text, position + 1, end)
    if hidden:
        space = _SPACE.match(text, hidden.end(), end)
        after = space.end() if space else hidden.end()
        _fold(text, hidden.end(), after, places, escaped=True)
        return after
    found = _ESCAPE.match(text, position, end)
    if found is None:
        return position + 1
    digits = found[1] or found[2] or found[3]
    places.add(chr(int(digits, 16)) if digits else _ESCAPED.get(found[4], found[4]), *found.span())
    return found.end()


def _block(text: str, start: int, end: int, value: str, literal: bool) -> Places | None:
    """Read a literal or folded scalar."""
    header = _HEADER.match(text, start, end)
    body = _BREAK.match(text, header.end(), end) if header else None
    if header is None or body is None:
        return None
    indent = _indentation(_BREAK.split(text[body.end() : end]), _BREAK.split(value))
    return _block_lines(text, body.end(), end, indent, literal, header[1] or header[2])


def _indentation(lines: list[str], value_lines: list[str]) -> int:
    """Return the indentation of a block scalar: what its first line with more than spaces has lost in its text.

    The header does not say it, for what it gives counts from the parent. Without such a line, it is what the longest
    line has lost.
    """
    line, rest = (next((each for each in side if each.strip(" ")), None) for side in (lines, value_lines))
    if line is None or rest is None:
        return max(map(len, lines)) - max(map(len, value_lines))
    return len(line) - len(line.lstrip(" ")) - (len(rest) - len(rest.lstrip(" ")))


_Break = tuple[str, int, int]


def _block_lines(text: str, position: int, end: int, indent: int, literal: bool, keep: str) -> Places:
    """Read the lines of a block scalar; the names are those of the YAML reference parser, whose steps these are."""
    places = Places()
    leading: _Break | None = None
    leading_blank = False
    position, trailing = _empty_lines(text, position, end, indent)
    while position < end and _indented(text, position, indent):
        blank = text[position] in " \t"
        if leading and leading[0] == "\n" and not (literal or leading_blank or blank):
            if not trailing:
                places.add(" ", leading[1], position)
        elif leading:
            places.add(*leading)
        for found in trailing:
            places.add(*found)
        leading_blank = blank
        line = _NOT_BREAK.match(text, position, end)
        position = line.end() if line else end
        for offset in range(line.start() if line else end, position):
            places.add(text[offset], offset, offset + 1)
        line_break = _BREAK.match(text, position, end)
        leading = (_normal(line_break.group()), *line_break.span()) if line_break else None
        position, trailing = _empty_lines(text, line_break.end() if line_break else end, end, indent)
    if leading and keep != "-":
        places.add(*leading)
    for found in trailing if keep == "+" else ():
        places.add(*found)
    return places


def _empty_lines(text: str, position: int, end: int, indent: int) -> tuple[int, list[_Break]]:
    """Skip blank lines and the indentation of the next one; return where that begins, and the breaks skipped."""
    breaks: list[_Break] = []
    while True:
        column = 0
        while column < indent and position < end and text[position] == " ":
            position, column = position + 1, column + 1
        found = _BREAK.match(text, position, end)
        if found is None:
            return position, breaks
        breaks.append((_normal(found.group()), *found.span()))
        position = found.end()


def _indented(text: str, position: int, indent: int) -> bool:
    """Whether the `indent` characters before a place are the indentation of its line."""
    return text[max(0, position - indent) : position] == " " * indent
