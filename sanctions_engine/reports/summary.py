"""A run in numbers: by bearer, instrument and verdict, as a table, as CSV and as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sanctions_engine.models.norms import Binding
from sanctions_engine.models.summaries import Summary, SummaryRow
from sanctions_engine.models.verdicts import BY_GRAVITY, Verdict
from sanctions_engine.reports.counting import csv_rows, table_lines
from sanctions_engine.reports.lines import WIDTH, Line, Piece, paragraph
from sanctions_engine.reports.text import run_lines
from sanctions_engine.reports.words import STYLE_OF, left_aside_text, several, spoken


def summary_lines(summary: Summary, *, width: int = WIDTH) -> list[Line]:
    """Return a summary as lines: what was asked, the table with the sum of each bearer, and the sum of all.

    Args:
        summary: From `summarise`.
        width: Columns of the terminal, for what can be wrapped; the table is as wide as it must be.
    """
    lines = [*run_lines(summary.run, width=width), ()]
    shown = list(summary.verdicts)
    if not summary.rows:
        lines += paragraph("nothing to count: no finding", width=width)
    else:
        head = ["bearer", "instrument", *map(spoken, shown), "all", "contested"]
        rows = []
        for total in summary.totals:
            own = [row for row in summary.rows if row.bearer == total.bearer]
            rows += [_cells(row, shown) for row in own]
            if len(own) > 1:
                names = (_who(total.bearer), "all instruments")
                rows.append(_line(names, total.verdicts, total.contested, shown))
        rows.append(_line(("all of them", ""), summary.verdicts, summary.contested, shown))
        lines += table_lines(head, rows, numbers=len(shown) + 2)
    lines.append(())
    for told in _without(summary):
        lines += paragraph(Piece(told, "label"), width=width)
    return lines


def _without(summary: Summary) -> Iterator[str]:
    if summary.without_finding:
        counted = ", ".join(f"{number:,} {spoken(verdict)}" for verdict, number in summary.without_finding.items())
        number = several(sum(summary.without_finding.values()), "outcome")
        yield f"no finding, and so no row, for {number}: {counted}"
    if summary.run.rejected:
        yield f"{several(len(summary.run.rejected), 'row')} of the evidence set aside, not read"
    aside = left_aside_text(summary.run)
    if aside:
        yield aside


def _cells(row: SummaryRow, shown: Sequence[Verdict]) -> list[Piece]:
    asked = "" if row.binding is Binding.MANDATORY else " (hortatory)"
    return _line((_who(row.bearer), f"{row.instrument}{asked}"), row.verdicts, row.contested, shown)


def _who(bearer: str | None) -> str:
    return "all States together" if bearer == "all" else bearer or "nobody named"


def _line(names: tuple[str, str], counts: dict[Verdict, int], contested: int, shown: Sequence[Verdict]) -> list[Piece]:
    told = [Piece(f"{counts[one]:,}", STYLE_OF[one]) if one in counts else Piece("-", "label") for one in shown]
    total = Piece(f"{sum(counts.values()):,}")
    return [Piece(names[0], "name"), Piece(names[1]), *told, total, Piece(f"{contested:,}" if contested else "-")]


def summary_csv(summary: Summary) -> str:
    """Return a summary as CSV: one row a bearer, instrument and binding, one column a verdict."""
    columns = ["bearer", "instrument", "title", "binding", *(one.value for one in BY_GRAVITY), "findings", "contested"]
    return csv_rows(columns, map(_values, summary.rows))


def _values(row: SummaryRow) -> Iterator[object]:
    yield from (row.bearer, row.instrument, row.title, row.binding.value)
    yield from (row.verdicts.get(verdict, 0) for verdict in BY_GRAVITY)
    yield from (row.findings, row.contested)


def summary_jsonl(summary: Summary) -> Iterator[str]:
    """Yield one row a line, each with its line break; the run is left out."""
    for row in summary.rows:
        yield f"{json.dumps(row.model_dump(mode='json'), ensure_ascii=False, separators=(',', ':'))}\n"
