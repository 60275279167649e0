"""Reads comma-separated tables row by row, with the line that each row begins on."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sanctions_engine.diagnostics import Code, Problems, Span
from sanctions_engine.facts.rows import Fault, Row, remedy
from sanctions_engine.models.claims import Place

_DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table may have, and those that it must have."""

    owner: str
    allowed: tuple[str, ...]
    required: tuple[str, ...]


@dataclass(slots=True)
class _Record:
    """The cells of one record, or what is wrong with it; its first line and its text."""

    cells: list[str] | Fault
    line: int
    raw: str


def read_csv(
    lines: Iterable[str], file: str, columns: Columns, problems: Problems, *, delimiter: str = ","
) -> Iterator[Row | tuple[Row, list[Fault]]]:
    """Yield the rows of a table; one that cannot be taken apart comes with what is wrong with it.

    Cells lose blanks at both ends; an empty cell is an absent value; lines without any value are passed over.

    Args:
        lines: The lines of the file, their ends as they stand in it.
        file: Name of the file, for places.
        columns: What the header may and must name.
        problems: Gets SE412 (another delimiter) and SE416 (header); then no row is yielded.
        delimiter: What stands between two cells.
    """
    records = _records(lines, delimiter)
    names = _header(records, file, columns, delimiter, problems)
    if names is None:
        return
    for record in records:
        row = Row({}, Place.model_construct(file=file, line=record.line), record.raw)
        if isinstance(record.cells, Fault):
            yield row, [record.cells]
        elif any(cell.strip() for cell in record.cells):
            if len(record.cells) != len(names):
                yield row, [_wrong_length(record.cells, names)]
                continue
            for name, cell in zip(names, record.cells, strict=True):
                if value := cell.strip():
                    row.values[name] = value
            yield row


def read_header(
    lines: Iterable[str], file: str, columns: Columns, problems: Problems, *, delimiter: str = ","
) -> list[str] | None:
    """Return the names of a table's columns; None for a file without any, or after noting what is wrong with them.

    Args: as for `read_csv`; of `lines` only the header is read.
    """
    return _header(_records(lines, delimiter), file, columns, delimiter, problems)


def _header(
    records: Iterator[_Record], file: str, columns: Columns, delimiter: str, problems: Problems
) -> list[str] | None:
    header = next(records, None)
    if header is None:
        return None
    span = Span(file, header.line, 1, header.line, len(header.raw) + 1)
    if isinstance(header.cells, Fault):
        problems.add(Code.SE416, "the header cannot be read: its quotes do not fit", span)
        return None
    names = [cell.strip() for cell in header.cells]
    return names if _header_fits(names, span, columns, delimiter, problems) else None


def _records(text: Iterable[str], delimiter: str) -> Iterator[_Record]:
    lines: list[str] = []

    def remembered() -> Iterator[str]:
        for line in text:
            lines.append(line)
            yield line

    reader = csv.reader(remembered(), delimiter=delimiter, strict=True)
    while True:
        lines.clear()
        start = reader.line_num + 1
        cells: list[str] | Fault
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells = _misquoted(str(error), len(lines))
        yield _Record(cells, start, "".join(lines).rstrip("\r\n"))


def _misquoted(reason: str, lines: int) -> Fault:
    help = 'put a cell that holds a quote in quotes and double the quote: `"a ""word"""`'
    if "unexpected end" in reason:
        return Fault(
            Code.SE420, f"a quote that opens here is never closed; {lines} lines are part of the row", help=help
        )
    if "field larger" in reason:
        return Fault(Code.SE405, "a cell is too long", help="look for a quote that is not closed")
    return Fault(Code.SE420, "the quotes of the row do not fit", help=help)


def _wrong_length(cells: Sequence[str], names: Sequence[str]) -> Fault:
    number = f"{len(cells)} cell{'s' if len(cells) > 1 else ''}"
    message = f"{number} in a table of {len(names)} columns"
    if len(cells) < len(names):
        return Fault(
            Code.SE411, message, names[len(cells)], f"`{names[len(cells)]}` has no cell: is a delimiter missing?"
        )
    return Fault(Code.SE411, message, None, "put a cell that holds the delimiter in quotes")


def _header_fits(names: list[str], span: Span, columns: Columns, delimiter: str, problems: Problems) -> bool:
    """Whether the header can be used; notes everything that is wrong with it."""
    file = span.file
    if other := _other_delimiter(names, delimiter, columns):
        word = _DELIMITERS.get(other, f"`{other}`")
        shown = "\\t" if other == "\t" else other
        said = f'`tables: {{{columns.owner}: {{delimiter: "{shown}"}}}}` in dossier.yaml'
        help = f"save it with commas, or say {said}, or `--delimiter '{shown}'` of a table without one"
        message = f"the columns of `{file}` seem to be divided by {word}, not {_DELIMITERS.get(delimiter, 'that')}"
        problems.add(Code.SE412, message, span, help=help, offending=other)
        return False
    before = len(problems.errors)
    for name in dict.fromkeys(names):
        if not name:
            problems.add(Code.SE416, f"a column of `{file}` has no name", span, help="name it, or remove it")
        elif names.count(name) > 1:
            problems.add(Code.SE416, f"two columns of `{file}` are called `{name}`", span, help="remove one")
        elif name not in columns.allowed:
            hint, nearest = remedy(name, columns.allowed)
            message = f"unknown column `{name}` in a table of `{columns.owner}`"
            problems.add(Code.SE416, message, span, help=hint, offending=name, suggestion=nearest)
    for name in columns.required:
        if name not in names:
            problems.add(Code.SE416, f"`{file}` has no column `{name}`", span, help=how_to_add(name, columns.owner))
    return len(problems.errors) == before


def how_to_add(name: str, owner: str) -> str:
    """Return the remedy for a column that a table of a kind has to have.

    Example:
        >>> how_to_add("date", "TradeFlow")
        'add it: every row needs a value'
    """
    if name in ("by", "source", "known"):
        told = f"`tables: {{{owner}: {{{name}: …}}}}` in dossier.yaml"
        return f"add it, or say {told}, or `--{name}` of a table without one, if it is the same for all rows"
    return "add it: every row needs a value"


def _other_delimiter(names: list[str], delimiter: str, columns: Columns) -> str | None:
    """Return the delimiter that a header of one column was written with, if it was another."""
    if len(names) != 1 or names[0] in columns.allowed:
        return None
    counts = {other: names[0].count(other) for other in _DELIMITERS if other != delimiter}
    best = max(counts, key=lambda other: counts[other])
    return best if counts[best] else None
