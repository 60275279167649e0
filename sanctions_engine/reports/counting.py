"""Tables of counts for people, and their cells for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from sanctions_engine.reports.csv_report import cell
from sanctions_engine.reports.lines import Line, Piece, length, padded


def table_lines(head: Sequence[str], rows: Iterable[Sequence[Piece]], *, numbers: int, gap: int = 2) -> list[Line]:
    """Return a table as lines: words to the left, the last `numbers` columns to the right, each as wide as it must be.

    Example:
        >>> from sanctions_engine.reports.lines import plain
        >>> print(plain(table_lines(["who", "n"], [[Piece("RUS"), Piece("2")]], numbers=1)), end="")
        who  n
        RUS  2
    """
    cells = [[Piece(name, "label") for name in head], *map(list, rows)]
    widths = [max(length(line[index].text) for line in cells) for index in range(len(head))]
    lines: list[Line] = []
    for line in cells:
        told = []
        for index, (one, width) in enumerate(zip(line, widths, strict=True)):
            blank = " " * (width - length(one.text))
            text = f"{blank}{one.text}" if index >= len(head) - numbers else padded(one.text, width)
            told.append(Piece(f"{text}{' ' * gap}", one.style))
        lines.append(tuple(told))
    return lines


def csv_rows(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV with a header; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return stream.getvalue()
