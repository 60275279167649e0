"""CSV and JSON lines as parts of a table.

DuckDB reads a CSV file whose text it takes apart as Python's reader does; that is seen by counting lines and
delimiters. Every other file, and JSON lines, are taken apart by the row-wise readers; their cells are checked in
columns all the same.
"""

from __future__ import annotations

import csv
import glob
import io
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa

from sanctions_engine.diagnostics import Problems
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.connections import first_rowid, unused_name
from sanctions_engine.facts.bulk.field_sql import text_sql
from sanctions_engine.facts.bulk.files import FileStamp, TextScan, is_no_text, tell_unreadable
from sanctions_engine.facts.bulk.sources import NUMBERS, Part
from sanctions_engine.facts.csv_rows import Columns, read_csv, read_header
from sanctions_engine.facts.json_lines import read_json_lines
from sanctions_engine.facts.rows import Fault, Reading, Row
from sanctions_engine.models.claims import Place
from sanctions_engine.models.kinds import FactKind, FieldKind
from sanctions_engine.models.numbers import exact, format_number

_BATCH = 20_000
_LONGEST_LINE = 131_072
_BEGIN = 8 * _LONGEST_LINE  # so much is read at once where the first rows are looked at
_USUAL_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class TextTable:
    """A file of rows as text: its kind, its path and name in messages, and what its columns may be."""

    kind: FactKind
    path: Path
    file: str
    columns: Columns
    delimiter: str = ","

    @property
    def is_csv(self) -> bool:
        """Whether it is a table of cells; else it is of JSON lines."""
        return self.path.suffix.lower() == ".csv"


def fast_part(table: TextTable, scan: TextScan, problems: Problems) -> Part | None:
    """Return a CSV file as DuckDB reads it; None if it has to be read row by row, or after noting why it cannot be read.

    Args:
        table: The table.
        scan: What its bytes look like.
        problems: Gets what is wrong with the header.
    """
    if scan.spaced_quotes or table.delimiter not in _USUAL_DELIMITERS:
        return None
    names, told = None, Problems()
    with suppress(UnicodeDecodeError), table.path.open(encoding="utf-8-sig", newline="") as lines:
        names = read_header(lines, table.file, table.columns, told, delimiter=table.delimiter)
    if told.errors:
        _tell(table, told, problems)
    if names is None:
        return None
    columns = ", ".join(f"{text_sql(name)}: 'VARCHAR'" for name in names)
    options = (
        f"read_csv({text_sql(glob.escape(str(table.path)))}, auto_detect=false, header=true, "
        f"delim={text_sql(table.delimiter)}, quote='\"', escape='\"', strict_mode=true, "
        f"null_padding=false, nullstr='', allow_quoted_nulls=true, compression='none', max_line_size={_LONGEST_LINE}, columns={{{columns}}}"
    )
    return Part(
        relation=f"{options})",
        begin=f"{options}, buffer_size={_BEGIN})",
        types=dict.fromkeys(names, "VARCHAR"),
        file=table.file,
        first_line=2,
        strips=True,
        printed=scan.printed,
        reread=lambda numbers: _lines_again(table, names, numbers),
        stamps=(FileStamp.of(table.path, table.file),),
    )


def was_read_alike(part: Part, scan: TextScan, delimiter: str, rows: int, inside: int) -> bool:
    """Whether DuckDB took a file apart as Python does: one row a line, one cell fewer than a delimiter.

    A row in several lines makes fewer rows than lines. A cell too many that is empty, which DuckDB drops in silence,
    makes more delimiters.

    Args:
        part: The part.
        scan: What its bytes look like.
        delimiter: What stands between two cells.
        rows: How many rows DuckDB found.
        inside: How many delimiters stand in cells, those of the header included.
    """
    return scan.lines == rows + 1 and scan.delimiters == (rows + 1) * (len(part.types) - 1) + inside


def _lines_again(table: TextTable, names: Sequence[str], numbers: Sequence[int]) -> Iterator[tuple[int, Row]]:
    wanted = set(numbers)
    with table.path.open(encoding="utf-8-sig", newline="\n") as lines:
        next(iter(lines))
        for number, line in enumerate(lines):
            if number in wanted:
                yield number, _row_again(table, names, line, number + 2)


def _row_again(table: TextTable, names: Sequence[str], raw: str, line: int) -> Row:
    """Take the text of one row apart that was taken apart before."""
    lines: list[str] = []
    if table.is_csv:
        header = io.StringIO()
        csv.writer(header, delimiter=table.delimiter).writerow(names)
        lines = [header.getvalue(), *io.StringIO(raw, newline="")]
    [read] = _readings(table, lines or [raw], Problems())
    assert isinstance(read, Row)
    return Row(read.values, Place.model_construct(file=table.file, line=line), read.raw)


def _readings(table: TextTable, lines: Iterable[str], problems: Problems) -> Iterator[Reading]:
    if table.is_csv:
        yield from read_csv(lines, table.file, table.columns, problems, delimiter=table.delimiter)
    else:
        yield from read_json_lines(lines, table.file)


def slow_part(table: TextTable, connection: duckdb.DuckDBPyConnection, problems: Problems) -> Part | None:
    """Return a file that is taken apart row by row; its cells stand in a temporary table, as text.

    Args:
        table: The table.
        connection: Where the temporary table goes.
        problems: Gets what is wrong with the file as a whole.
    """
    told = Problems()
    stamp = FileStamp.of(table.path, table.file)
    cells = _Cells(table, connection)
    try:
        with table.path.open(encoding="utf-8-sig", newline="" if table.is_csv else "\n") as lines:
            cells.fill(_readings(table, lines, told))
    except UnicodeDecodeError:
        tell_unreadable(table.path, table.file, told)
    if told.errors:
        _tell(table, told, problems)
        connection.execute(f"DROP TABLE IF EXISTS {quoted(cells.name)}")
        return None
    return Part(
        relation=quoted(cells.name),
        types=dict.fromkeys(table.columns.allowed, "VARCHAR"),
        file=table.file,
        line='"$line"',
        reread=cells.again,
        skipped=tuple(cells.skipped),
        stamps=(stamp,),
        after=(f"DROP TABLE IF EXISTS {quoted(cells.name)}",),
    )


def _tell(table: TextTable, told: Problems, problems: Problems) -> None:
    """Note what is wrong with a table; that it is no text says all, wherever that begins."""
    unreadable = Problems()
    try:
        with table.path.open(encoding="utf-8-sig") as lines:
            deque(lines, maxlen=0)
        unfit = is_no_text(table.path)
    except UnicodeDecodeError:
        unfit = True
    if unfit:
        tell_unreadable(table.path, table.file, unreadable)
    problems.extend(unreadable if unreadable.errors else told)


@dataclass(slots=True)
class _Cells:
    """A temporary table of cells as text, with the line and the text of each row."""

    table: TextTable
    connection: duckdb.DuckDBPyConnection
    name: str = field(default_factory=lambda: unused_name("cells"))
    skipped: list[tuple[Row, list[Fault]]] = field(default_factory=list)

    def fill(self, readings: Iterator[Reading]) -> None:
        """Put rows into the table; those that cannot be taken apart, or hold what is no text, are set aside."""
        names = self.table.columns.allowed
        schema = pa.schema([("$line", pa.int64()), ("$raw", pa.string()), *((name, pa.string()) for name in names)])
        batch = unused_name("batch")
        self.connection.register(batch, schema.empty_table())
        self.connection.execute(f"CREATE TEMP TABLE {quoted(self.name)} AS SELECT * FROM {quoted(batch)}")
        kept = self._kept(readings)
        while rows := list(islice(kept, _BATCH)):
            arrays = [pa.array(column, part.type) for column, part in zip(zip(*rows, strict=True), schema, strict=True)]
            self.connection.register(batch, pa.table(arrays, schema=schema))
            self.connection.execute(f"INSERT INTO {quoted(self.name)} SELECT * FROM {quoted(batch)}")
        self.connection.unregister(batch)

    def _kept(self, readings: Iterator[Reading]) -> Iterator[tuple[object, ...]]:
        names, known = self.table.columns.allowed, set(self.table.columns.allowed)
        for reading in readings:
            if not isinstance(reading, Row):
                self.skipped.append(reading)
                continue
            values = reading.values
            cells = [_as_text(values.get(name), name, self.table.kind) for name in names]
            if _Refused in cells or not values.keys() <= known:
                self.skipped.append((reading, []))
            else:
                yield (reading.place.line, reading.raw, *cells)

    def again(self, numbers: Sequence[int]) -> Iterator[tuple[int, Row]]:
        """Read the text of some rows again."""
        listed = ", ".join(map(str, numbers))
        number = f"rowid - {first_rowid(self.name, self.connection)}"
        query = f'SELECT {number}, "$line", "$raw" FROM {quoted(self.name)} WHERE {number} IN ({listed}) ORDER BY rowid'
        found = self.connection.execute(query).fetchall()
        names: list[str] = []
        if self.table.is_csv:
            with self.table.path.open(encoding="utf-8-sig", newline="") as lines:
                columns, delimiter = self.table.columns, self.table.delimiter
                names = read_header(lines, self.table.file, columns, Problems(), delimiter=delimiter) or []
        for number, line, raw in found:
            yield number, _row_again(self.table, names, raw, line)


class _Refused:
    """Stands for a value that has no text which would be read alike."""


def _as_text(value: object, name: str, kind: FactKind) -> str | type[_Refused] | None:
    """Return a cell as text that is read as the value is: numbers of number fields, truths of truth fields, texts."""
    if value is None or isinstance(value, str):
        return value
    declared = kind.fields.get(name)
    if isinstance(value, bool):
        return str(value).lower() if name == "denied" or (declared and declared.kind is FieldKind.BOOL) else _Refused
    if isinstance(value, (int, Decimal)) and declared is not None and declared.kind in NUMBERS:
        return format_number(exact(value if isinstance(value, int) else Fraction(value)))
    return _Refused
