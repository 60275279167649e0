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
    lines += row(DEMANDS[norm.modality], *map(part_piece, page.title), width=width)
    lines += statement_rows(page.statements, width)
    return lines


def statement_rows(statements: Iterable[Statement], width: int, deeper: int = 0) -> Iterator[Line]:
    """Yield statements as labelled rows; what belongs to one stands under it, further in."""
    last = ""
    for one in statements:
        label = "" if one.label == last or deeper else one.label
        named = [Piece(f"{one.label} ", "label")] if deeper and one.label else []
        yield from row(label, *named, *map(part_piece, one.parts), width=width, deeper=deeper)
        yield from statement_rows(one.below, width, deeper + DEEPER)
        last = one.label


def part_piece(part: Part) -> Piece:
    """Return a part as the words of a terminal."""
    if part.mark is Mark.FILE and part.line is not None:
        return Piece(f"{part.text}:{part.line}")
    return Piece(part.text, "name" if part.mark is Mark.RULE else "")
