"""Reads the parts of a table once: values where they are plain, and the text of what Python has to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.connections import first_row, unused_name
from sanctions_engine.facts.bulk.field_sql import FieldSql, absent_sql, cell_text, field_sql
from sanctions_engine.facts.bulk.sources import Part, plain_type
from sanctions_engine.facts.tables import CLAIM_COLUMNS
from sanctions_engine.models.kinds import FactKind, FieldKind
from sanctions_engine.models.patterns import NUMBER

MOST_PLACES = 6
_SAMPLED = 5_000


@dataclass(frozen=True, slots=True)
class Stage:
    """The rows of all parts, read but not yet judged.

    Its columns: `<field>`, `<field>.rest` and, for few, `<field>.doubt`, see `FieldSql`; what a claim says beside its
    fields as text, under `$by.text` and so on; `$part`, the number of the file; `$at`, the line where it was read.

    Attributes:
        kind: The kind.
        relation: The table or view, quoted.
        number: SQL for the number of a row in it, from 0, where it is read as `s`.
        in_place: It is a view that reads files.
        parts: The parts.
        starts: The number of each part's first row.
        said: The columns `$….text` that there are, by the name of what they say.
        scales: The decimal places in which each decimal is kept.
        doubts: The fields that have a column `<field>.doubt`.
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
    scales: Mapping[str, int]
    doubts: tuple[str, ...]
    files: tuple[str, ...]
    owned: tuple[str, ...]

    def line(self) -> str:
        """Return SQL for the line of a row."""
        return f'coalesce(s."$at", {self.number} + {_by_part(self._first_lines())})'

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


def scales_of(kind: FactKind, parts: Sequence[Part], connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return the decimal places in which each decimal is kept at first: those of typed columns, or of the first rows."""
    scales: dict[str, int] = {}
    for name, declared in kind.fields.items():
        if declared.kind is not FieldKind.DECIMAL:
            continue
        scales[name] = 0
        for part in parts:
            type = part.types.get(name, "")
            if plain_type(type) == "DECIMAL":
                places = int(type.partition(",")[2].strip(" )"))
            elif plain_type(type) == "VARCHAR":
                cell = quoted(name)
                query = (
                    f"SELECT max(length({cell}) - instr({cell}, '.')) FILTER (regexp_full_match({cell}, '{NUMBER}') "
                    f"AND contains({cell}, '.')) FROM (SELECT {cell} FROM {part.relation} LIMIT {_SAMPLED})"
                )
                found = first_row(connection, query)
                places = int(found[0] or 0) if found else 0
            else:
                continue
            scales[name] = max(scales[name], min(places, MOST_PLACES))
    return scales


def stage_part(
    kind: FactKind,
    part: Part,
    index: int,
    said: Sequence[str],
    scales: Mapping[str, int],
    connection: duckdb.DuckDBPyConnection,
    *,
    as_view: bool = False,
) -> str:
    """Read one part into a temporary table, or make a view that reads it; return its name.

    Raises:
        duckdb.Error: If it cannot be read.
    """
    name = unused_name("stage")
    columns = [f'CAST({index}{" + file_index" if part.number else ""} AS INTEGER) AS "$part"']
    columns.append(f'CAST({part.line or "NULL"} AS BIGINT) AS "$at"')
    columns += [f"{_said(part, one)} AS {quoted(f'${one}.text')}" for one in said]
    for field, sql in fields_sql(kind, part, scales).items():
        columns += [f"{sql.value} AS {quoted(field)}", f"{sql.rest} AS {quoted(f'{field}.rest')}"]
        if scales.get(field, 0) >= 3:
            columns.append(f"{sql.doubt or 'CAST(NULL AS VARCHAR)'} AS {quoted(f'{field}.doubt')}")
    if as_view:
        columns.append(f'{part.number} AS "$n"')
    what = "VIEW" if as_view else "TABLE"
    connection.execute(f"CREATE TEMP {what} {quoted(name)} AS SELECT {', '.join(columns)} FROM {part.relation}")
    return name


def fields_sql(kind: FactKind, part: Part, scales: Mapping[str, int]) -> dict[str, FieldSql]:
    """Return how SQL reads each field of a part."""
    return {
        name: field_sql(name, declared, part.types[name], scales.get(name, 0), strips=part.strips)
        if name in part.types
        else absent_sql(declared)
        for name, declared in kind.fields.items()
    }


def _said(part: Part, name: str) -> str:
    if name not in part.types or plain_type(part.types[name]) == '"NULL"':
        return "CAST(NULL AS VARCHAR)"
    text = cell_text(name, part.types[name])
    return f"nullif({text}, '')" if part.strips else text


def said_by(parts: Sequence[Part]) -> tuple[str, ...]:
    """Return what some part says of each row beside its fields."""
    return tuple(name for name in CLAIM_COLUMNS if any(name in part.types for part in parts))


def rows_in(name: str, connection: duckdb.DuckDBPyConnection) -> int:
    """Return how many rows a table has."""
    found = first_row(connection, f"SELECT count(*) FROM {quoted(name)}")
    return int(found[0]) if found else 0


def joined_stage(
    kind: FactKind,
    parts: Sequence[Part],
    names: Sequence[str],
    scales: Mapping[str, int],
    connection: duckdb.DuckDBPyConnection,
    *,
    as_view: bool = False,
) -> Stage:
    """Return the parts that were read as one stage, in their order.

    Args:
        kind: The kind.
        parts: The parts.
        names: Their tables.
        scales: The decimal places of decimals.
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
    files = tuple(file for part in parts for file in (part.files or (part.file,)))
    return Stage(
        kind=kind,
        relation=quoted(name),
        number='s."$n"' if as_view else "s.rowid",
        in_place=as_view,
        parts=tuple(parts),
        starts=tuple(sum(counts[:index]) for index in range(len(counts))),
        said=said_by(parts),
        scales=scales,
        doubts=tuple(one for one in kind.fields if scales.get(one, 0) >= 3),
        files=files,
        owned=(name,),
    )
