"""Finds the tables of a dossier folder and reads their rows."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from sanctions_engine.diagnostics import Code, Problems, whole_file
from sanctions_engine.diagnostics.reading import inside, read_text
from sanctions_engine.facts.csv_rows import Columns, read_csv
from sanctions_engine.facts.documents import TableShape
from sanctions_engine.facts.json_lines import read_json_lines
from sanctions_engine.facts.rows import Reading, Row, Wording, faults_of, unknown_kind
from sanctions_engine.models.kinds import FactKind

TABLE_LIMIT = 200_000_000
"""The largest table in bytes that is read into memory."""

READ = (".csv", ".jsonl")
TABLE_ENDINGS = frozenset({*READ, ".parquet", ".tsv", ".ndjson", ".xlsx", ".xls", ".ods"})
"""How files of tables end: none of them is a dossier."""

CLAIM_COLUMNS = ("by", "source", "known", "grade", "denied")
"""What a row can say beside the fields of its kind."""

_OTHER_FORMS = {
    ".parquet": "Parquet is read for the relational engine; for another save it as CSV or JSON lines",
    ".tsv": 'save it as `.csv`, with `delimiter: "\\t"` under `tables` in dossier.yaml',
    ".json": "write one object a line and call it `.jsonl`",
    ".ndjson": "call it `.jsonl`",
    ".xlsx": "save the sheet as CSV in UTF-8",
    ".xls": "save the sheet as CSV in UTF-8",
    ".ods": "save the sheet as CSV in UTF-8",
    ".gz": "unpack it",
    ".zip": "unpack it",
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a dossier folder: its kind, its path, its name in messages."""

    kind: FactKind
    path: Path
    file: str


def find_tables(
    folder: Path, shown_as: str, kinds: Mapping[str, FactKind], problems: Problems, *, read: Collection[str] = READ
) -> list[Table]:
    """Return the tables of a folder, by name.

    Files of other sorts may lie beside them (a press article, notes). One that looks like data and is not read is an
    error: nothing is passed over in silence.

    Args:
        folder: The dossier folder.
        shown_as: Its name in messages.
        kinds: The fact kinds that may be claimed.
        problems: Gets SE010 (a link out of the folder), SE402 (no such kind) and SE414 (a form that is not read).
        read: The endings of files that are read; an empty one stands for folders.
    """
    found: list[Table] = []
    for path in sorted(folder.iterdir()):
        suffix, stem = path.suffix.lower(), path.name.partition(".")[0]
        if path.name.startswith(".") or not (suffix in (*READ, *_OTHER_FORMS) or stem in kinds):
            continue
        file = f"{shown_as}/{path.name}"
        kind = kinds.get(path.stem)
        if suffix not in read or path.is_dir() != (not suffix):
            help = _OTHER_FORMS.get(suffix, "tables are read from `.csv` and `.jsonl`, other claims from dossier.yaml")
            problems.add(Code.SE414, f"`{file}` is of a form that is not read", whole_file(file), help=help)
        elif inside(folder, path.name) is None:
            problems.add(
                Code.SE010, f"`{file}` leads out of the folder", whole_file(file), help="copy the file into it"
            )
        elif kind is None or kind.dated is None:
            fault = unknown_kind(path.stem, sorted(name for name, known in kinds.items() if known.dated is not None))
            message = f"`{file}` is a table of `{path.stem}`, which is no fact kind"
            problems.add(
                fault.code,
                message,
                whole_file(file),
                help=fault.help,
                offending=path.stem,
                suggestion=fault.suggestion,
            )
        else:
            found.append(Table(kind, path, file))
    return found


def read_table(
    table: Table, defaults: TableShape, problems: Problems, *, limit: int = TABLE_LIMIT
) -> Iterator[Reading]:
    """Yield the rows of a table, empty cells filled with what the dossier says for the whole table.

    Args:
        table: The table.
        defaults: What `tables` in dossier.yaml says of it.
        problems: Gets what makes the file as a whole unreadable: SE001 to SE005, SE412, SE416.
        limit: The largest size in bytes.
    """
    text = read_text(table.path, problems, shown_as=table.file, limit=limit)
    if text is None:
        return
    said = values_said(defaults)
    if table.path.suffix.lower() == ".csv":
        delimiter = defaults.delimiter or ","
        lines = io.StringIO(text, newline="")
        readings = read_csv(lines, table.file, columns_of(table.kind, said), problems, delimiter=delimiter)
    else:
        readings = read_json_lines(text.split("\n"), table.file)
    for reading in readings:
        if said and isinstance(reading, Row):
            fill(reading, said)
        yield reading


def values_said(defaults: TableShape) -> dict[str, object]:
    """Return what a dossier says of all rows of a table."""
    return {name: value for name in CLAIM_COLUMNS if (value := getattr(defaults, name)) is not None}


def shape_from(defaults: Mapping[str, object], problems: Problems) -> TableShape:
    """Return what a caller says of all rows of tables; that of nothing where it cannot be, which is noted.

    Args:
        defaults: Values by name, as `tables` of a dossier has them; a day may be a `date`.
        problems: Gets an unknown name (SE101), a value of the wrong form (SE103) and a grade that is none (SE418).

    Example:
        >>> problems = Problems()
        >>> shape_from({"by": "customs", "sorce": "customs-2020"}, problems)
        TableShape(by=None, source=None, known=None, grade=None, denied=None, delimiter=None)
        >>> [str(problem) for problem in problems]
        ['error[SE101]: unknown key `sorce` of `defaults` (help: did you mean `source`?)']
    """
    given = {name: one.isoformat() if isinstance(one, date) else one for name, one in defaults.items()}
    try:
        return TableShape.model_validate(given)
    except ValidationError as error:
        words = Wording("`defaults`", tuple(TableShape.model_fields), Code.SE101, Code.SE102, Code.SE103)
        for fault in faults_of(error, words):
            problems.add(fault.code, fault.message, help=fault.help, offending=fault.field, suggestion=fault.suggestion)
        return TableShape()


def fill(row: Row, said: Mapping[str, object]) -> None:
    """Fill in what the row does not say; JSON's `null` says nothing."""
    for name, value in said.items():
        if row.values.get(name) is None:
            row.values[name] = value


def columns_of(kind: FactKind, said: Mapping[str, object]) -> Columns:
    """Return the columns that a table of a kind may have and must have.

    Args:
        kind: The kind.
        said: What is said of all rows of the table.
    """
    required = [name for name, declared in kind.fields.items() if not declared.optional]
    required += [name for name in ("by", "source") if name not in said]
    return Columns(kind.name, (*kind.fields, *CLAIM_COLUMNS), tuple(required))
