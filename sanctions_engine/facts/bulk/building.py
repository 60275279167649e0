"""Builds the table of one kind from its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from sanctions_engine.diagnostics import Problems
from sanctions_engine.facts.bulk.claim_tables import ClaimTable, drop, quoted
from sanctions_engine.facts.bulk.connections import first_row, within_transaction
from sanctions_engine.facts.bulk.field_sql import CONTROL, Written
from sanctions_engine.facts.bulk.files import FileStamp, TextScan, is_no_text, scan_text, tell_unreadable
from sanctions_engine.facts.bulk.finishing import finished
from sanctions_engine.facts.bulk.judging import judged
from sanctions_engine.facts.bulk.quarantine import TableQuarantine
from sanctions_engine.facts.bulk.rejecting import faulty_rows, note_doubtful_numbers
from sanctions_engine.facts.bulk.sampling import written_forms
from sanctions_engine.facts.bulk.sources import Part, plain_type
from sanctions_engine.facts.bulk.staging import Stage, joined_stage, rows_in, stage_part
from sanctions_engine.facts.bulk.text_tables import TextTable, fast_part, slow_part, was_read_alike
from sanctions_engine.facts.claim_rows import ClaimReader
from sanctions_engine.models.kinds import FactKind

Source = Part | TextTable

_LEFT = "array_to_string(\"$rest\", '')"
"""SQL for the texts of a row of a stage that were left."""


@dataclass(slots=True)
class Builder:
    """Builds tables, one kind after the other.

    Attributes:
        connection: Where to.
        reader: Reads rows and texts that SQL leaves.
        quarantine: Gets the rows that are set aside.
        problems: Gets what makes a file as a whole unreadable.
        as_views: Leave rows in Parquet files where all of them hold plain values.
        tables: The tables, by kind.
        owned: Names of the tables and views to drop in the end.
        stamps: What the files looked like before they were read.
        reading: The part that is being read, None between them.
        after: Statements that put away what sources that are still to be read need.
    """

    connection: duckdb.DuckDBPyConnection
    reader: ClaimReader
    quarantine: TableQuarantine
    problems: Problems
    as_views: bool = False
    tables: dict[str, ClaimTable] = field(default_factory=dict)
    owned: list[str] = field(default_factory=list)
    stamps: list[FileStamp] = field(default_factory=list)
    reading: Part | None = None
    after: list[str] = field(default_factory=list)

    def build(self, kind: FactKind, sources: Sequence[Source], said: Mapping[str, object]) -> None:
        """Build the table of a kind; nothing is built where a source is noted as unreadable.

        Args:
            kind: The kind.
            sources: Where its rows come from, in their order.
            said: What is said of all rows that do not say it themselves.
        """
        if not sources:  # that they cannot be read is noted
            return
        self.after += [statement for one in sources if isinstance(one, Part) for statement in one.after]
        before = len(self.problems.errors)
        stage = self._fast_stage(kind, sources)
        if stage is None and len(self.problems.errors) == before:
            parts = [part for one in sources if (part := self._part(one)) is not None]
            if len(self.problems.errors) == before and parts:
                self.reading = next((part for part in parts if part.files), parts[0])
                written = written_forms(kind, parts, self.reader.tolerance, self.connection)
                as_view = self.as_views and len(parts) == 1 and parts[0].number is not None
                stage = self._staged(kind, parts, written, as_view=as_view)
        if stage is None or len(self.problems.errors) > before:
            return
        self.stamps += [stamp for part in stage.parts for stamp in part.stamps]
        self.reading = stage.parts[0] if stage.in_place else None
        judging = judged(stage, self.reader, said, self.connection)
        if not judging.all_fit or any(part.skipped for part in stage.parts):
            for row, faults in faulty_rows(judging, self.reader, said, self.connection):
                self.quarantine.add(row, faults, kind.name)
        note_doubtful_numbers(judging, self.reader, self.connection)
        result = finished(judging, self.connection)
        if result is not None:
            self.tables[kind.name] = result.table
            self.owned += result.owned
        self.reading = None
        drop(judging.owned, self.connection)
        self.after += [statement for part in stage.parts for statement in part.after if statement not in self.after]
        self.put_away()

    def put_away(self) -> None:
        """Put away what was needed to read the sources."""
        while self.after:
            self.connection.execute(self.after.pop())

    def _part(self, source: Source) -> Part | None:
        if isinstance(source, Part):
            return source
        if not source.path.is_file() or is_no_text(source.path):
            tell_unreadable(source.path, source.file, self.problems)
            return None
        return slow_part(source, self.connection, self.problems)

    def _fast_stage(self, kind: FactKind, sources: Sequence[Source]) -> Stage | None:
        """Read CSV files by DuckDB; None where one of them is none, or is not read as Python reads it.

        Within a transaction it is not tried: a text that DuckDB cannot take apart would break it off.
        """
        tables = [one for one in sources if isinstance(one, TextTable) and one.is_csv]
        if len(tables) < len(sources):
            return None
        if not all(one.path.is_file() for one in tables) or within_transaction(self.connection):
            return None
        scans = [scan_text(one.path, one.delimiter.encode()) for one in tables]
        read = [
            part
            for table, scan in zip(tables, scans, strict=True)
            if (part := fast_part(table, scan, self.problems)) is not None
        ]
        if len(read) < len(sources):
            return None
        names: list[str] = []
        try:
            written = written_forms(kind, read, self.reader.tolerance, self.connection)
            for index, part in enumerate(read):
                names.append(stage_part(kind, read, part, index, written, self.connection))
            alike = [
                self._is_alike(part, scan, table, name)
                for part, scan, table, name in zip(read, scans, tables, names, strict=True)
            ]
            if all(alike):
                return joined_stage(kind, read, names, written, self.connection)
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            pass  # told by the reader that goes row by row, with the row
        for name in names:
            self.connection.execute(f"DROP TABLE IF EXISTS {quoted(name)}")
        return None

    def _is_alike(self, part: Part, scan: TextScan, table: TextTable, name: str) -> bool:
        if not scan.printed and _has_control(name, self.connection):
            return False
        inside = _delimiters_inside(name, table.delimiter, self.connection) if scan.quotes else 0
        return was_read_alike(part, scan, table.delimiter, rows_in(name, self.connection), inside)

    def _staged(self, kind: FactKind, parts: Sequence[Part], written: Mapping[str, Written], *, as_view: bool) -> Stage:
        names, index = [], 0
        for part in parts:
            self.reading = part
            names.append(stage_part(kind, parts, part, index, written, self.connection, as_view=as_view))
            index += max(1, len(part.files))
        self.reading = None
        return joined_stage(kind, parts, names, written, self.connection, as_view=as_view)


def _has_control(name: str, connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a text that SQL did not read holds a control character; those that it read hold none."""
    types = connection.execute(f"DESCRIBE {quoted(name)}").fetchall()
    texts = [quoted(row[0]) for row in types if row[0].endswith(".text")] + [_LEFT]
    told = " OR ".join(f"regexp_matches({one}, '{CONTROL}')" for one in texts)
    return first_row(connection, f"SELECT 1 FROM {quoted(name)} WHERE {told} LIMIT 1") is not None


def _delimiters_inside(name: str, delimiter: str, connection: duckdb.DuckDBPyConnection) -> int:
    """Return how many delimiters stand in the cells of a staged CSV file: in its texts, nothing else can hold one."""
    types = connection.execute(f"DESCRIBE {quoted(name)}").fetchall()
    texts = [
        f"CAST({quoted(row[0])} AS VARCHAR)"
        for row in types
        if plain_type(row[1]) in ("VARCHAR", "ENUM") and not row[0].endswith(".doubt")
    ]
    texts.append(_LEFT)
    counted = " + ".join(
        f"coalesce(sum(CASE WHEN contains({one}, $d) THEN len({one}) - len(replace({one}, $d, '')) END), 0)"
        for one in texts
    )
    found = first_row(connection, f"SELECT {counted or '0'} FROM {quoted(name)}", {"d": delimiter})
    return int(found[0]) if found else 0
