"""The cells of decision tables as they stand in a rule file or a CSV file, before they have types."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sanctions_engine.diagnostics import Code, Label, Problems, Span, whole_file, whole_line
from sanctions_engine.language.yaml.yaml_document import PLAIN, Document, Path, ScalarNode

Cell = str | list[str] | None

_SEPARATORS = re.compile(r"[;\s]+")
_OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class RawTable:
    """Columns and rows of a table; every row has as many cells as there are columns.

    Attributes:
        place: Returns the place of a cell by row and column, or of a whole row where the column is None.
        column_place: Returns the place of a column's name.
        is_quoted: Whether a cell stands in quotes, and so is text.
        split: Returns the items of a list that is written in one cell.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    place: Callable[[int, int | None], Span]
    column_place: Callable[[int], Span]
    is_quoted: Callable[[int, int], bool]
    split: Callable[[str], list[str]]


def table_in_document(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], document: Document, path: Path, problems: Problems
) -> RawTable:
    """Return the table that stands in a rule file under `path`; rows with mistakes are left out.

    Args:
        columns: Names of the columns.
        rows: Cells: texts, lists of texts, or None for an empty one.
        document: The file.
        path: Where `table` stands in it.
        problems: Gets SE103 for a cell that is neither, SE107 for a row of the wrong length.
    """
    kept: list[int] = []
    cells: list[Sequence[Cell]] = []
    for index, row in enumerate(rows):
        if len(row) != len(columns):
            span = document.span(*path, "rows", index)
            _note_length(len(row), columns, span, document.span(*path, "columns"), problems)
        elif _row_fits(row, document, (*path, "rows", index), problems):
            kept.append(index)
            cells.append([cell or None for cell in row])

    def place(row: int, column: int | None) -> Span:
        return document.span(*path, "rows", kept[row], *(() if column is None else (column,)))

    def is_quoted(row: int, column: int) -> bool:
        node = document.node(*path, "rows", kept[row], column)
        return isinstance(node, ScalarNode) and node.style != PLAIN

    def column_place(column: int) -> Span:
        return document.span(*path, "columns", column)

    return RawTable(columns, cells, place, column_place, is_quoted, lambda text: [text])


def table_in_csv(text: str, file: str, problems: Problems) -> RawTable | None:
    """Return the table of a CSV file with a header; None where its header cannot be used.

    Cells are stripped; an empty one is None. Empty lines do not count. Rows of the wrong length are left out.

    Args:
        text: The text of the file, without a byte order mark.
        file: Its name in messages.
        problems: Gets SE107 for a row of the wrong length, SE108 for another delimiter or quotes that do not close.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    lines: list[int] = []
    rows: list[list[Cell]] = []
    columns: list[str] | None = None
    try:
        for found in reader:
            if not any(cell.strip() for cell in found) and len(found) < 2:
                continue
            if columns is None:
                columns = [cell.strip() for cell in found]
                if not _delimiter_fits(columns, file, reader.line_num, problems):
                    return None
            elif len(found) != len(columns):
                span = whole_line(file, reader.line_num)
                _note_length(len(found), columns, span, whole_line(file, 1), problems)
            else:
                lines.append(reader.line_num)
                rows.append([cell.strip() or None for cell in found])
    except csv.Error as error:
        message, help = f"`{file}`: {error}", 'close every quote; a quote inside quotes is written `""`'
        problems.add(Code.SE108, message, whole_line(file, reader.line_num), help=help)
        return None
    if columns is None:
        problems.add(Code.SE108, f"`{file}` has no header", whole_file(file), help="name the columns in its first line")
        return None

    def place(row: int, column: int | None) -> Span:
        return whole_line(file, lines[row])

    return RawTable(columns, rows, place, lambda column: whole_line(file, 1), lambda row, column: False, split_list)


def split_list(text: str) -> list[str]:
    """Return the items of a list that a CSV cell holds, separated by blanks or `;`.

    Example:
        >>> split_list("2701; 2704 27")
        ['2701', '2704', '27']
    """
    return [item for item in _SEPARATORS.split(text) if item]


def _delimiter_fits(columns: Sequence[str], file: str, line: int, problems: Problems) -> bool:
    for mark, name in _OTHER_DELIMITERS.items():
        if len(columns) == 1 and mark in columns[0]:
            message = f"`{file}` separates its columns by {name}"
            problems.add(Code.SE108, message, whole_line(file, line), help="save it with commas between the columns")
            return False
    return True


def _row_fits(row: Sequence[Any], document: Document, path: Path, problems: Problems) -> bool:
    fits = True
    for index, cell in enumerate(row):
        items = cell if isinstance(cell, list) else [cell]
        if isinstance(cell, dict) or not all(
            isinstance(item, str) or (item is None and cell is None) for item in items
        ):
            help = "write a text, a number, a day, a list of texts, or nothing"
            problems.add(Code.SE103, "table cell of the wrong form", document.span(*path, index), help=help)
            fits = False
    return fits


def _note_length(length: int, columns: Sequence[str], span: Span, header: Span, problems: Problems) -> None:
    also = [Label(header, f"{len(columns)} columns")]
    message = f"row has {length} {'cell' if length == 1 else 'cells'}, the table has {len(columns)} columns"
    help = "write one cell for each column; an empty one is `null`, in a CSV file nothing between two commas"
    problems.add(Code.SE107, message, span, f"{length} here", also=also, help=help)
