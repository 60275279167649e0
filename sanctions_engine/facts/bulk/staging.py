"""Reads the parts of a table once: values where they are plain, and the text of what Python has to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.connections import first_row, first_rowid, unused_name
from sanctions_engine.facts.bulk.field_sql import FieldSql, Written, absent_sql, cell_text, field_sql
from sanctions_engine.facts.bulk.sources import NUMBERS, Part, plain_type
from sanctions_engine.facts.tables import CLAIM_COLUMNS
from sanctions_engine.models.kinds import FactKind, FieldKind


@dataclass(frozen=True, slots=True)
class Stage:
    """The rows of all parts, read but not yet judged.

    Its columns: `<field>`, of an `ENUM` where the field is a State or one of some words, and for few fields `<field>.doubt`,
    see `FieldSql`; `$rest`, NULL or a list of the texts that SQL did not read, one for each field, of which a field that
    has to be given may have none; `<field>.high` and
    `<field>.state` of fields that are `vague`, for what these texts mean; what a claim says beside its fields as text, under
    `$by.text` and so on; `$part`, the number of the file, of several; `$at`, the line where it was read, unless each row is a
    line in all parts.

    Attributes:
        kind: The kind.
        relation: The table or view, quoted.
        number: SQL for the number of a row in it, from 0, where it is read as `s`; it stays the same as long as the table does.
        in_place: It is a view that reads files.
        parts: The parts.
        starts: The number of each part's first row.
        said: The columns `$….text` that there are, by the name of what they say.
        written: How fields are written, by name.
        files: The names of the files, by `$part`.
        owned: The temporary tables that hold it.
    """

    kind: FactKind
    relation: str
    number: str
    in_place: bool
    parts: tuple[Part, ...]
    starts: tuple[int, ...]
    said: tuple[str, ...]
    written: Mapping[str, Written]
    files: tuple[str, ...]
    owned: tuple[str, ...]

    def rest(self, name: str) -> str:
        """Return SQL for the text of a field that was left, where the stage is read as `s`."""
        return f's."$rest"[{list(self.kind.fields).index(name) + 1}]'

    def cell(self, name: str) -> str:
        """Return SQL for the value of a field that was read, where the stage is read as `s`; a word as text."""
        column, declared = f"s.{quoted(name)}", self.kind.fields[name]
        return f"CAST({column} AS VARCHAR)" if declared.kind is FieldKind.STATE or declared.one_of else column

    def scale(self, name: str) -> int:
        """Return the decimal places in which a field is kept."""
        return self.written[name].scale if name in self.written else 0

    def doubt(self, name: str) -> str | None:
        """Return SQL for a number that was read and may be meant larger, where the stage is read as `s`; None if none can be."""
        return f"s.{quoted(f'{name}.doubt')}" if self.written[name].places >= 3 else None

    def line(self) -> str:
        """Return SQL for the line of a row."""
        counted = f"{self.number} + {_by_part(self._first_lines())}"
        return f'coalesce(s."$at", {counted})' if any(part.line for part in self.parts) else counted

    def file(self) -> str:
        """Return SQL for the file of a row."""
        return _by_part([f"'{one.replace(chr(39), chr(39) * 2)}'" for one in self.files])

    def _first_lines(self) -> list[str]:
        found: list[str] = []
        for part, start in zip(self.parts, self.starts, strict=True):
            found += [str((part.first_line or 1) - start)] * max(1, len(part.files))
        return found


def _by_part(values: Sequence[str]) -> str:
    return values[0] if len(set(values)) == 1 else f'([{", ".join(values)}])[CAST(s."$part" AS BIGINT) + 1]'


def stage_part(
    kind: FactKind,
    parts: Sequence[Part],
    part: Part,
    index: int,
    written: Mapping[str, Written],
    connection: duckdb.DuckDBPyConnection,
    *,
    as_view: bool = False,
) -> str:
    """Read one of the parts of a table into a temporary table, or make a view that reads it; return its name.

    Args:
        kind: The kind.
        parts: The parts.
        part: The one to read.
        index: The number of its first file.
        written: How fields are written.
        connection: The connection.
        as_view: Make a view.

    Raises:
        duckdb.Error: If it cannot be read.
    """
    name = unused_name("stage")
    own: dict[str, str] = {}
    if len(_files(parts)) > 1:
        own["$part"] = f"CAST({index}{' + file_index' if part.number else ''} AS INTEGER)"
    if any(one.line for one in parts):
        own["$at"] = f"CAST({part.line or 'NULL'} AS BIGINT)"
    own |= {f"${one}.text": _said(part, one) for one in said_by(parts)}
    if as_view:
        own["$n"] = str(part.number)
    what = "VIEW" if as_view else "TABLE"
    connection.execute(f"CREATE TEMP {what} {quoted(name)} AS {staged_sql(kind, part, written, own)}")
    return name


def staged_sql(kind: FactKind, part: Part, written: Mapping[str, Written], own: Mapping[str, str]) -> str:
    """Return the query for the rows of a part as a stage has them.

    Args:
        kind: The kind.
        part: The part.
        written: How fields are written.
        own: The SQL of what rows have beside their fields, by column.
    """
    fields = fields_sql(kind, part, written)
    kept = list(map(quoted, own))
    cells = [f"{sql} AS {quoted(name)}" for name, sql in own.items()]
    cells += [f"{sql.cell} AS {quoted(f'{name}.cell')}" for name, sql in fields.items()]
    query = f"SELECT {', '.join(cells)} FROM {part.relation}"
    steps: tuple[dict[str, str], ...] = (
        {f"{name}.cast": sql.cast for name, sql in fields.items() if sql.cast != "NULL"},
        {f"{name}.read": sql.read for name, sql in fields.items()},
        {name: sql.value for name, sql in fields.items()},
    )
    for step in steps:
        query = f"SELECT {', '.join(('*', *(f'{sql} AS {quoted(name)}' for name, sql in step.items())))} FROM ({query})"
    for name, sql in fields.items():
        form = written.get(name, Written())
        kept.append(quoted(name))
        if form.vague:
            kept.append(f"CAST(NULL AS UTINYINT) AS {quoted(f'{name}.state')}")
            if kind.fields[name].kind in (*NUMBERS, FieldKind.DATE):
                kept.append(f"{quoted(name)} AS {quoted(f'{name}.high')}")
        if form.places >= 3:
            kept.append(f"{sql.doubt or 'CAST(NULL AS VARCHAR)'} AS {quoted(f'{name}.doubt')}")
    return f'SELECT {", ".join(kept)}, {_rest(kind, fields)} AS "$rest" FROM ({query})'


def _rest(kind: FactKind, fields: Mapping[str, FieldSql]) -> str:
    """Return the SQL of the texts that are left of a row, one for each field; NULL where all is there, as in nearly all rows."""
    read = [
        f"({quoted(name)} IS NULL) = ({sql.absent})" if kind.fields[name].optional else f"{quoted(name)} IS NOT NULL"
        for name, sql in fields.items()
        if sql.absent != "TRUE"
    ]
    if not read:
        return "CAST(NULL AS VARCHAR[])"
    texts = ", ".join(f"CASE WHEN {quoted(name)} IS NULL THEN {sql.text} END" for name, sql in fields.items())
    return f"CASE WHEN {' AND '.join(read)} THEN NULL ELSE [{texts}] END"


def fields_sql(kind: FactKind, part: Part, written: Mapping[str, Written]) -> dict[str, FieldSql]:
    """Return how SQL reads each field of a part."""
    return {
        name: field_sql(
            name, declared, part.types[name], written.get(name, Written()), strips=part.strips, printed=part.printed
        )
        if name in part.types
        else absent_sql(declared)
        for name, declared in kind.fields.items()
    }


def _said(part: Part, name: str) -> str:
    if name not in part.types or plain_type(part.types[name]) == '"NULL"':
        return "CAST(NULL AS VARCHAR)"
    return cell_text(quoted(name), part.types[name])


def said_by(parts: Sequence[Part]) -> tuple[str, ...]:
    """Return what some part says of each row beside its fields."""
    return tuple(name for name in CLAIM_COLUMNS if any(name in part.types for part in parts))


def rows_in(name: str, connection: duckdb.DuckDBPyConnection) -> int:
    """Return how many rows a table has."""
    found = first_row(connection, f"SELECT count(*) FROM {quoted(name)}")
    return int(found[0]) if found else 0


def _files(parts: Sequence[Part]) -> tuple[str, ...]:
    return tuple(file for part in parts for file in (part.files or (part.file,)))


def _numbered(name: str, connection: duckdb.DuckDBPyConnection) -> str:
    """Copy a table, with the numbers of its rows in a column `$n`, and drop it; return the name of the copy."""
    copy = unused_name("stage")
    told = f'SELECT row_number() OVER () - 1 AS "$n", * FROM {quoted(name)}'
    connection.execute(f"CREATE TEMP TABLE {quoted(copy)} AS {told}")
    connection.execute(f"DROP TABLE {quoted(name)}")
    return copy


def joined_stage(
    kind: FactKind,
    parts: Sequence[Part],
    names: Sequence[str],
    written: Mapping[str, Written],
    connection: duckdb.DuckDBPyConnection,
    *,
    as_view: bool = False,
) -> Stage:
    """Return the parts that were read as one stage, in their order.

    Args:
        kind: The kind.
        parts: The parts.
        names: Their tables.
        written: How fields are written.
        connection: The connection.
        as_view: The one part is a view.
    """
    counts = [0] if as_view else [rows_in(name, connection) for name in names]
    name = names[0]
    if len(names) > 1:
        name = unused_name("stage")
        united = " UNION ALL ".join(f"SELECT * FROM {quoted(one)}" for one in names)
        connection.execute(f"CREATE TEMP TABLE {quoted(name)} AS {united}")
        for one in names:
            connection.execute(f"DROP TABLE {quoted(one)}")
    number = 's."$n"' if as_view else "s.rowid"
    if not as_view and first_rowid(name, connection):
        name, number = _numbered(name, connection), 's."$n"'
    return Stage(
        kind=kind,
        relation=quoted(name),
        number=number,
        in_place=as_view,
        parts=tuple(parts),
        starts=tuple(sum(counts[:index]) for index in range(len(counts))),
        said=said_by(parts),
        written=written,
        files=_files(parts),
        owned=(name,),
    )
