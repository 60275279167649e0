"""A run in numbers: by bearer, instrument and verdict, as a table, as CSV and as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from sanctions_engine.models.norms import Binding
from sanctions_engine.models.summaries import BearerTotal, Summary, SummaryRow
from sanctions_engine.models.verdicts import BY_GRAVITY, Verdict
from sanctions_engine.reports.counting import csv_rows, table_lines
from sanctions_engine.reports.lines import WIDTH, Line, Piece, paragraph
from sanctions_engine.reports.set_aside import all_set_aside
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
        made_up = bool(summary.invented)
        head = ["bearer", "instrument", *map(spoken, shown), "all", "contested", *(["made up"] if made_up else [])]
        rows = []
        for total in summary.totals:
            own = [row for row in summary.rows if row.bearer == total.bearer]
            rows += [_line((_who(row.bearer), _text(row)), row, shown, made_up=made_up) for row in own]
            if len(own) > 1:
                rows.append(_line((_who(total.bearer), "all instruments"), total, shown, made_up=made_up))
        rows.append(_line(("all of them", ""), summary, shown, made_up=made_up))
        lines += table_lines(head, rows, numbers=len(head) - 2)
    lines.append(())
    if summary.invented:
        counted = _counts(summary.invented)
        lines += paragraph("of these ", Piece("on made-up evidence", "mark"), f": {counted}", width=width)
    for told in _without(summary):
        lines += paragraph(Piece(told, "label"), width=width)
    return lines


def _without(summary: Summary) -> Iterator[str]:
    if summary.without_finding:
        counted = _counts(summary.without_finding)
        number = several(sum(summary.without_finding.values()), "outcome")
        yield f"no finding, and so no row, for {number}: {counted}"
    if aside := all_set_aside(summary.run):
        yield f"{several(aside, 'row')} of the evidence set aside, not read"
    left = left_aside_text(summary.run)
    if left:
        yield left


def _counts(counts: Mapping[Verdict, int]) -> str:
    return ", ".join(f"{number:,} {spoken(verdict)}" for verdict, number in counts.items())


def _text(row: SummaryRow) -> str:
    return row.instrument if row.binding is Binding.MANDATORY else f"{row.instrument} (hortatory)"


def _who(bearer: str | None) -> str:
    return "all States together" if bearer == "all" else bearer or "nobody named"


def _line(
    names: tuple[str, str], of: SummaryRow | BearerTotal | Summary, shown: Sequence[Verdict], *, made_up: bool
) -> list[Piece]:
    counts = of.verdicts
    told = [Piece(f"{counts[one]:,}", STYLE_OF[one]) if one in counts else Piece("-", "label") for one in shown]
    last = [_number(of.contested), *([_number(sum(of.invented.values()))] if made_up else [])]
    return [Piece(names[0], "name"), Piece(names[1]), *told, Piece(f"{sum(counts.values()):,}"), *last]


def _number(number: int) -> Piece:
    return Piece(f"{number:,}" if number else "-")


def summary_csv(summary: Summary) -> str:
    """Return a summary as CSV: one row a bearer, instrument and binding, one column a verdict."""
    columns = ["bearer", "instrument", "title", "binding", *(one.value for one in BY_GRAVITY), "findings", "contested"]
    columns.append("on_made_up_evidence")
    return csv_rows(columns, map(_values, summary.rows))


def _values(row: SummaryRow) -> Iterator[object]:
    yield from (row.bearer, row.instrument, row.title, row.binding.value)
    yield from (row.verdicts.get(verdict, 0) for verdict in BY_GRAVITY)
    yield from (row.findings, row.contested, sum(row.invented.values()))


def summary_jsonl(summary: Summary) -> Iterator[str]:
    """Yield one row a line, each with its line break; the run is left out."""
    for row in summary.rows:
        yield f"{json.dumps(row.model_dump(mode='json'), ensure_ascii=False, separators=(',', ':'))}\n"
