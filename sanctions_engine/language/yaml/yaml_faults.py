"""A fault in the syntax of a YAML text: what the parser met, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sanctions_engine.diagnostics import Code
from sanctions_engine.diagnostics.lines import Lines
from sanctions_engine.language.yaml.yaml_document import Node
from sanctions_engine.language.yaml.yaml_tree import TreeBuilder

_FILLER = "x"
_LONGEST_EXAMPLE = 60
USE_QUOTES = "put the text in quotes"


class Stretch(NamedTuple):
    """The characters from `start` up to `end`, exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Repair:
    """A stretch to overwrite so that the rest of the file can be read; its length stays, so that offsets stay right."""

    at: Stretch
    filler: str = _FILLER

    def apply(self, text: str) -> str:
        """Return the text with the stretch overwritten."""
        return text[: self.at.start] + self.filler * (self.at.end - self.at.start) + text[self.at.end :]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A fault in the syntax: what, where, the other places that matter, the remedy, and how to read on, if at all."""

    message: str
    at: Stretch
    label: str = ""
    also: tuple[tuple[Stretch, str], ...] = ()
    help: str | None = None
    repair: Repair | None = None
    code: Code = Code.SE006


@dataclass(frozen=True, slots=True)
class Fault:
    """What the parser met: its words, its two offsets, and the last node that was read before."""

    words: str
    context: int
    at: int
    text: str
    lines: Lines
    builder: TreeBuilder

    @property
    def character(self) -> str:
        """The character at the fault; empty at the end of the file."""
        return self.text[self.at : self.at + 1]

    def line_of(self, offset: int) -> int:
        """Return the line of an offset."""
        return self.lines.position(offset)[0]

    def line_rest(self, offset: int) -> Stretch:
        """Return what follows in the line of an offset, without blanks at its end."""
        line = self.line_of(offset)
        return Stretch(offset, max(offset + 1, self.lines.start(line) + len(self.lines.line(line).rstrip())))

    def one(self, offset: int) -> Stretch:
        """Return the stretch of one character; empty at the end of the file."""
        return Stretch(min(offset, len(self.text)), min(offset + 1, len(self.text)))

    def last(self) -> Node | None:
        """Return the node that ends right before the fault, with nothing but blanks between, on the same line."""
        node = self.builder.last
        return node if node is not None and not self.text[node.end : self.at].strip(" \t") else None

    def quoting(self, offset: int) -> str:
        """Return the remedy for text that needs quotes, with the text in quotes where it is short."""
        shown = self.text[slice(*self.line_rest(offset))]
        mark = next((mark for mark in ('"', "'") if mark not in shown and "\\" not in shown), None)
        if self.builder.open_flow() or len(shown) > _LONGEST_EXAMPLE or mark is None:
            return USE_QUOTES
        return f"{USE_QUOTES}: `{mark}{shown}{mark}`"
