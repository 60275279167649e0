"""Parquet files, tables of a database and data frames as parts of a table: their columns have types of their own."""

from __future__ import annotations

import glob
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sanctions_engine.diagnostics import Code, Problems, whole_file
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.connections import first_row, unused_name
from sanctions_engine.facts.bulk.database_errors import no_room, reason_of
from sanctions_engine.facts.bulk.field_sql import cell_text, text_sql
from sanctions_engine.facts.bulk.files import FileStamp
from sanctions_engine.facts.bulk.sources import Part, check_columns
from sanctions_engine.facts.csv_rows import Columns
from sanctions_engine.facts.rows import Row
from sanctions_engine.models.claims import Place
from sanctions_engine.models.kinds import FactKind

_ROW_LABELS = re.compile(r"__index_level_[0-9]+__")


@dataclass(frozen=True, slots=True)
class DatabaseTable:
    """A table or view of a DuckDB database file.

    Example:
        >>> DatabaseTable(Path("customs.duckdb"), "lines").schema
        'main'
    """

    database: str | Path
    table: str
    schema: str = "main"


def parquet_part(
    kind: FactKind,
    paths: Sequence[tuple[Path, str]],
    columns: Columns,
    connection: duckdb.DuckDBPyConnection,
    problems: Problems,
) -> Part | None:
    """Return Parquet files of the same columns as one part, or None after noting what is wrong with them.

    Args:
        kind: The kind.
        paths: The files, each with its name in messages.
        columns: What their columns may and must be.
        connection: The connection.
        problems: Gets SE001 for a file that cannot be read, SE416 and SE425 for columns that do not fit.
    """
    stamps = tuple(FileStamp.of(path, file) for path, file in paths)
    first: dict[str, str] | None = None
    fits = True
    for path, file in paths:
        types = _parquet_types(path, file, connection, problems)
        if types is None or not check_columns(kind, types, columns, file, problems):
            fits = False
        elif first is None:
            first = types
        elif types != first:
            fits = False
            message = f"`{file}` has other columns than `{paths[0][1]}`: {', '.join(_differences(types, first))}"
            help = "give all files of a table the same columns with the same types"
            problems.add(Code.SE425, message, whole_file(file), help=help)
    if not fits or first is None:
        return None
    counts = [_rows_of(path, connection) for path, _ in paths]
    offsets = [sum(counts[:index]) for index in range(len(counts))]
    relation = _read_parquet(*(path for path, _ in paths))
    number = (
        "file_row_number"
        if len(paths) == 1
        else f"(([{', '.join(map(str, offsets))}])[CAST(file_index AS BIGINT) + 1] + file_row_number)"
    )
    return Part(
        relation=relation,
        types=first,
        file=paths[0][1],
        files=tuple(file for _, file in paths),
        number=number,
        line="(file_row_number + 1)",
        reread=lambda numbers: _rows_again(relation, first, numbers, number, [file for _, file in paths], connection),
        stamps=stamps,
    )


def _read_parquet(*paths: Path) -> str:
    """Return SQL that reads files as they are: a folder called `hs=0301` is a name, and no column that goes before those inside."""
    listed = ", ".join(text_sql(glob.escape(str(path))) for path in paths)
    return f"read_parquet([{listed}], hive_partitioning = false)"


def _differences(types: Mapping[str, str], first: Mapping[str, str]) -> list[str]:
    """Return in words which columns of a file differ from those of the first: what each holds in the two."""
    names = [
        name for name in (*types, *(one for one in first if one not in types)) if types.get(name) != first.get(name)
    ]
    return [f"`{name}` is {types.get(name, 'missing')} here and {first.get(name, 'missing')} there" for name in names]


def _parquet_types(
    path: Path, file: str, connection: duckdb.DuckDBPyConnection, problems: Problems
) -> dict[str, str] | None:
    try:
        return _types_of(_read_parquet(path), connection)
    except duckdb.Error as error:
        if no_room(error):
            raise
        message = f"`{file}` cannot be read as Parquet: {reason_of(error)}"
        help = "a file that was cut short has no end with the list of its columns: write or copy it again"
        problems.add(Code.SE001, message, whole_file(file), help=help)
        return None


def damaged(part: Part, connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Return the name of the first of several Parquet files that cannot be read to its end; the names of all of a part otherwise."""
    for stamp in part.stamps if len(part.files) > 1 else ():
        try:
            connection.execute(f"SELECT count(hash(t)) FROM {_read_parquet(stamp.path)} AS t").fetchall()
        except duckdb.Error:
            return (stamp.file,)
    return part.files or (part.file,)


def _rows_of(path: Path, connection: duckdb.DuckDBPyConnection) -> int:
    query = f"SELECT num_rows FROM parquet_file_metadata({text_sql(glob.escape(str(path)))})"
    found = first_row(connection, query)
    return int(found[0]) if found else 0


def _types_of(relation: str, connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    found = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return {row[0]: row[1] for row in found}


def database_part(
    kind: FactKind, table: DatabaseTable, columns: Columns, connection: duckdb.DuckDBPyConnection, problems: Problems
) -> Part | None:
    """Return a table of a database as a part, or None after noting why it cannot be read."""
    path = Path(table.database)
    file = f"{path.as_posix()}:{table.table}"
    if not path.is_file():
        problems.add(Code.SE001, f"`{path.as_posix()}` does not exist", whole_file(path.as_posix()))
        return None
    attached = unused_name("database")
    detach = f"DETACH DATABASE IF EXISTS {quoted(attached)}"
    try:
        connection.execute(f"ATTACH {text_sql(str(path))} AS {quoted(attached)} (READ_ONLY)")
        relation = f"{quoted(attached)}.{quoted(table.schema)}.{quoted(table.table)}"
        types = _types_of(relation, connection)
    except duckdb.Error as error:
        message = f"`{file}` cannot be read: {reason_of(error)}"
        help = "name a table of a DuckDB database that nobody writes to, and its schema as `schema` if it is not `main`"
        problems.add(Code.SE001, message, whole_file(file), help=help)
        with suppress(duckdb.Error):  # why it cannot be read is told
            connection.execute(detach)
        return None
    found = _relation_part(kind, relation, types, file, columns, connection, problems)
    if found is None:
        connection.execute(detach)
    return None if found is None else replace(found, stamps=(FileStamp.of(path, file),), after=(detach,))


def frame_part(
    kind: FactKind, frame: Any, columns: Columns, connection: duckdb.DuckDBPyConnection, problems: Problems
) -> Part | None:
    """Return an Arrow table, or a Polars or pandas frame, as a part, or None after noting why it cannot be read."""
    file, view = f"table of {kind.name}", unused_name("frame")
    try:
        collected = frame.collect() if hasattr(frame, "collect") and hasattr(frame, "explain") else frame
        table = _as_given(pa.table(collected))
        types = _types_in(table, view, connection)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        told = str(error).partition("\n")[0]
        message = f"`{file}` cannot be read as a table: {told[:1].lower()}{told[1:]}"
        help = "give an Arrow table, a Polars or pandas frame whose columns each hold one type, or the path of a file"
        problems.add(Code.SE001, message, whole_file(file), help=help)
        return None
    if len(set(table.column_names)) != len(table.column_names):
        twice = next(name for name in table.column_names if table.column_names.count(name) > 1)
        message = f"two columns of `{file}` are called `{twice}`"
        problems.add(Code.SE416, message, whole_file(file), help="remove one")
        return None
    found = _relation_part(kind, quoted(view), types, file, columns, connection, problems)
    return None if found is None else replace(found, after=(f"DROP VIEW IF EXISTS {quoted(view)}",))


def _types_in(table: pa.Table, view: str, connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the SQL types of a table's columns, under a view; of a column that the database cannot read, its own type."""
    try:
        connection.register(view, table)
        return _types_of(quoted(view), connection)
    except duckdb.NotImplementedException:
        if table.num_columns == 1:
            return {table.column_names[0]: str(table.schema.types[0])}
        columns = [table.select([index]).slice(0, 0) for index in range(table.num_columns)]
        return {name: type for one in columns for name, type in _types_in(one, view, connection).items()}


def _as_given(table: pa.Table) -> pa.Table:
    """Return a table without what pandas adds: numbers of rows that have no name, and a type where no value has one."""
    table = table.drop_columns([name for name in table.column_names if _ROW_LABELS.fullmatch(name)])
    for index, column in enumerate(table.columns):
        if pa.types.is_floating(column.type) and column.is_null(nan_is_null=True).to_numpy().all():
            table = table.set_column(index, table.column_names[index], pa.nulls(len(column)))
    return table


def _relation_part(
    kind: FactKind,
    relation: str,
    types: dict[str, str],
    file: str,
    columns: Columns,
    connection: duckdb.DuckDBPyConnection,
    problems: Problems,
) -> Part | None:
    if not check_columns(kind, types, columns, file, problems):
        return None
    numbered = f'(SELECT row_number() OVER () - 1 AS "$n", * FROM {relation})'
    return Part(
        relation=relation,
        types=types,
        file=file,
        reread=lambda numbers: _rows_again(numbered, types, numbers, '"$n"', [file], connection),
    )


def _rows_again(
    relation: str,
    types: Mapping[str, str],
    numbers: Sequence[int],
    number: str,
    files: Sequence[str],
    connection: duckdb.DuckDBPyConnection,
) -> Iterator[tuple[int, Row]]:
    """Read some rows again, their values as text, as dossiers write them."""
    cells = ", ".join(cell_text(quoted(name), type) for name, type in types.items())
    within = f"{number}, file_index, file_row_number" if "read_parquet" in relation else f"{number}, 0, {number}"
    query = f"SELECT {within}, {cells} FROM {relation} WHERE {number} IN ({', '.join(map(str, numbers))}) ORDER BY 1"
    for at, index, line, *values in connection.execute(query).fetchall():
        given = {name: value for name, value in zip(types, values, strict=True) if value is not None}
        raw = json.dumps(given, ensure_ascii=False)
        yield at, Row(dict(given), Place.model_construct(file=files[index], line=line + 1), raw)
