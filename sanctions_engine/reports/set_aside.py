"""Which rows of the evidence were set aside, and what was noticed in the rest: told up to a number, or only counted."""

from __future__ import annotations

import re

from sanctions_engine.models.claims import Rejected
from sanctions_engine.models.findings import Run
from sanctions_engine.reports.lines import WIDTH, Line, Piece, paragraph
from sanctions_engine.reports.words import several

MOST = 20
"""So many rows, and so many warnings, are told one by one."""

_ON_EVIDENCE = re.compile(r"\bwarning\[SE[0-9]+\]: ")


def set_aside_lines(run: Run, width: int = WIDTH, *, verbose: bool, narrowed: bool = False) -> list[Line]:
    """Return which rows of the evidence were set aside, and what was noticed in the rest.

    Args:
        run: What was asked, and what became of the evidence.
        width: Columns of the terminal.
        verbose: Tell every row and warning.
        narrowed: Only some subjects or rules were asked for: several rows and warnings of the evidence are one line.
    """
    total = all_set_aside(run)
    noticed = [one for one in run.warnings if _ON_EVIDENCE.search(one)]
    asked = [one for one in run.warnings if one not in noticed]  # what was asked cannot be answered
    lines: list[Line] = []
    if narrowed and not verbose and total + len(noticed) > 1:
        told = [f"{several(total, 'row')} of the evidence set aside, not read"] if total else []
        told += [f"{several(len(noticed), 'warning')} on the evidence"] if noticed else []
        lines += [*paragraph(Piece("; ".join(told), "bad" if total else "mark"), "; `-v` tells each", width=width), ()]
        total, noticed = 0, []
    if total:
        lines += paragraph(Piece(f"{several(total, 'row')} of the evidence set aside, not read:", "bad"), width=width)
        shown = run.rejected if verbose else run.rejected[:MOST]
        for one in shown:
            lines += paragraph(row_text(one), width=width, indent=2, hanging=2)
        if total > len(shown):
            lines += paragraph(f"and {total - len(shown):,} more", width=width, indent=2)
        lines.append(())
    first = noticed if verbose else noticed[:MOST]
    for warning in (*asked, *first):
        lines += paragraph(Piece(warning, "mark"), width=width, hanging=2)
    if len(noticed) > len(first):
        lines += paragraph(f"and {several(len(noticed) - len(first), 'more warning')}; `-v` tells each", width=width)
    return [*lines, ()] if noticed or asked else lines


def all_set_aside(run: Run) -> int:
    """Return how many rows were set aside, of which a run over claim tables keeps the first alone."""
    return max(run.set_aside, len(run.rejected))


def row_text(one: Rejected) -> str:
    """Return one row that was set aside: where it stands, and why."""
    field = f", field `{one.field}`" if one.field and f"`{one.field}`" not in one.reason else ""
    return f"{one.file}:{one.line}{field}: {one.reason} [{one.code}]"
