"""Where in a file something stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one file: lines and columns count from 1, the end column is exclusive.

    Example:
        >>> str(Span("rules/a.yaml", 3, 5, 3, 9))
        'rules/a.yaml:3:5'
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


def whole_line(file: str, line: int) -> Span:
    """Return the span that stands for a line as a whole (its first character).

    Example:
        >>> str(whole_line("dossier.yaml", 4))
        'dossier.yaml:4:1'
    """
    return Span(file, line, 1, line, 1)


def whole_file(file: str) -> Span:
    """Return the span that stands for a file as a whole (its first character)."""
    return Span(file, 1, 1, 1, 1)
