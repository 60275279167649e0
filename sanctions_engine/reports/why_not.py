"""What would give another verdict, as text."""

from __future__ import annotations

from sanctions_engine.models.traces import WhyNot
from sanctions_engine.reports.lines import WIDTH, Line, Piece, paragraph
from sanctions_engine.reports.words import STYLE_OF, spoken


def why_not_lines(found: WhyNot, *, width: int = WIDTH) -> list[Line]:
    """Return what would give another verdict as lines: the verdict, the ways, and how far the search went.

    Args:
        found: What was found.
        width: Columns of the terminal.
    """
    verdict = Piece(spoken(found.verdict).upper(), STYLE_OF[found.verdict])
    wanted = Piece(spoken(found.wanted), STYLE_OF[found.wanted])
    lines = paragraph(verdict, "  ", Piece(found.subject, "name"), f"  {found.rule}, as of {found.as_of}", width=width)
    if found.verdict is found.wanted:
        return [*lines, *paragraph("it is ", wanted, " as it is", width=width, indent=2)]
    for way in found.ways:
        told = "; and ".join(one.says for one in way)
        by = " " if told.startswith("without ") else " with "
        lines += paragraph(wanted, by, told, width=width, indent=2, hanging=4)
    if not found.ways:
        lines += paragraph("no change that was tried gives ", wanted, width=width, indent=2)
    return [*lines, *paragraph(Piece(_bound(found), "label"), width=width, indent=2, hanging=2)]


def _bound(found: WhyNot) -> str:
    """Return how far the search went."""
    changes = "1 change was" if found.candidates == 1 else f"{found.candidates:,} changes were"
    if found.size == 0:
        whole = "not even all single ones were judged"
    else:
        whole = "all single ones" if found.size == 1 else f"all sets of up to {found.size}"
        whole += " were judged"
    return f"{changes} thought of; {found.tried:,} sets of them were judged, at most {found.limit:,}: {whole}"
