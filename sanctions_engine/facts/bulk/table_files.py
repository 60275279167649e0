"""Finds the rows of one kind in whatever holds them: a file, a folder, a pattern, a table of a database, a frame."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

import duckdb

from sanctions_engine.diagnostics import Code, Problems, whole_file
from sanctions_engine.facts.bulk.sources import Part
from sanctions_engine.facts.bulk.text_tables import TextTable
from sanctions_engine.facts.bulk.typed_tables import DatabaseTable, database_part, frame_part, parquet_part
from sanctions_engine.facts.csv_rows import Columns
from sanctions_engine.models.kinds import FactKind

READ = (".csv", ".jsonl", ".parquet")
_PATTERN = "*?["


def files_of(given: str | Path, file: str, problems: Problems) -> list[tuple[Path, str]]:
    """Return the files that a path, a folder or a pattern stands for, by name, each with its name in messages.

    Args:
        given: The path; a folder stands for all files right in it that do not begin with a dot or an underline.
        file: The name of it in messages.
        problems: Gets SE001 where there is no file, SE414 for one that is not read.
    """
    path = Path(given)
    if not str(given):
        problems.add(
            Code.SE001, "a table has no path", help="name a file, a folder, or a pattern such as `lines/*.parquet`"
        )
        return []
    if path.is_dir():
        listed = sorted(one for one in path.iterdir() if one.name[0] not in "._")
        found = [(one, f"{file}/{one.name}") for one in listed]
    elif not path.exists() and any(char in str(given) for char in _PATTERN):
        plain = list(takewhile(lambda part: not any(char in part for char in _PATTERN), path.parts))
        pattern = "/".join(path.parts[len(plain) :])
        found = [(one, one.as_posix()) for one in sorted(Path(*plain).glob(pattern))]
    else:
        found = [(path, file)]
    for one, name in found:
        if one.suffix.lower() not in READ or one.is_dir():
            help = "tables are read from `.csv`, `.jsonl` and `.parquet`; take it out of the folder if it is none"
            problems.add(Code.SE414, f"`{name}` is of a form that is not read", whole_file(name), help=help)
        elif not one.is_file():
            problems.add(Code.SE001, f"`{name}` does not exist", whole_file(name))
    if not found:
        problems.add(Code.SE001, f"`{file}` holds no file", whole_file(file), help="check the path or the pattern")
    return [(one, name) for one, name in found if one.is_file() and one.suffix.lower() in READ]


def sources_of(
    kind: FactKind,
    given: Any,
    columns: Columns,
    delimiter: str,
    connection: duckdb.DuckDBPyConnection,
    problems: Problems,
    files: Sequence[tuple[Path, str]] | None = None,
) -> list[Part | TextTable]:
    """Return where the rows of a kind are read from.

    Args:
        kind: The kind.
        given: What holds them.
        columns: The columns that a table may and must have.
        delimiter: What stands between two cells of a CSV file.
        connection: The connection that is to read them.
        problems: Gets what cannot be read.
        files: The files, where `given` is a path.
    """
    if isinstance(given, DatabaseTable):
        part = database_part(kind, given, columns, connection, problems)
        return [] if part is None else [part]
    if not isinstance(given, (str, Path)):
        part = frame_part(kind, given, columns, connection, problems)
        return [] if part is None else [part]
    found: list[Part | TextTable] = []
    parquet = [(path, file) for path, file in files or () if path.suffix.lower() == ".parquet"]
    if parquet:
        part = parquet_part(kind, parquet, columns, connection, problems)
        found += [] if part is None else [part]
    for path, file in files or ():
        if path.suffix.lower() != ".parquet":
            found.append(TextTable(kind, path, file, columns, delimiter))
    return found
