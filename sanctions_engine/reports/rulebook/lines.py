"""The page of a rule as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sanctions_engine.findings.rulebook.pages import RulePage
from sanctions_engine.findings.rulebook.parts import Mark, Part, Statement
from sanctions_engine.reports.lines import WIDTH, Line, Piece, columns, row
from sanctions_engine.reports.words import DEMANDS

DEEPER = 2


def page_lines(page: RulePage, *, width: int = WIDTH) -> list[Line]:
    """Return what one rule says as lines.

    Args:
        page: The page.
        width: Columns of the terminal.
    """
    norm = page.rule.norm
    head = [
        (Piece(norm.modality.value.upper(), "name"), 0),
        (Piece(norm.id, "name"), 0),
        (Piece(page.weight), 0),
    ]
    lines = columns(head, width=width)
    lines += row(DEMANDS[norm.modality], *map(_piece, page.title), width=width)
    lines += _rows(page.statements, width, 0)
    return lines


def _rows(statements: Iterable[Statement], width: int, deeper: int) -> Iterator[Line]:
    last = ""
    for one in statements:
        label = "" if one.label == last or deeper else one.label
        named = [Piece(f"{one.label} ", "label")] if deeper and one.label else []
        yield from row(label, *named, *map(_piece, one.parts), width=width, deeper=deeper)
        yield from _rows(one.below, width, deeper + DEEPER)
        last = one.label


def _piece(part: Part) -> Piece:
    if part.mark is Mark.FILE and part.line is not None:
        return Piece(f"{part.text}:{part.line}")
    return Piece(part.text, "name" if part.mark is Mark.RULE else "")
