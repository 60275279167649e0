"""Where the rows of a table come from, as the SQL that reads them: one part for each file, or set of files, of a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sanctions_engine.diagnostics import Code, Problems, whole_file
from sanctions_engine.facts.bulk.files import FileStamp
from sanctions_engine.facts.csv_rows import Columns, how_to_add
from sanctions_engine.facts.rows import Fault, Row, remedy
from sanctions_engine.facts.tables import CLAIM_COLUMNS
from sanctions_engine.models.claims import FieldValue
from sanctions_engine.models.kinds import FactKind, FieldKind

Reread = Callable[[Sequence[int]], Iterator[tuple[int, Row]]]
"""Gives rows of a part again, by their numbers in it, as the row-wise loader would read them."""

_WHOLE = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "HUGEINT",
    "UHUGEINT",
)
_TEXT = ("VARCHAR", "ENUM")
_DAYS = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
NUMBERS = (FieldKind.INT, FieldKind.DECIMAL)

_FITTING = {
    FieldKind.STATE: _TEXT,
    FieldKind.TEXT: _TEXT,
    FieldKind.BOOL: (*_TEXT, "BOOLEAN"),
    FieldKind.INT: (*_TEXT, *_WHOLE, "DECIMAL", "FLOAT", "DOUBLE"),
    FieldKind.DECIMAL: (*_TEXT, *_WHOLE, "DECIMAL"),
    FieldKind.DATE: (*_TEXT, *_DAYS),
}
_FITTING_CLAIM = {"known": (*_TEXT, *_DAYS), "denied": (*_TEXT, "BOOLEAN")}
_FRACTIONS = ("FLOAT", "DOUBLE", "halffloat")
_NESTED = ("STRUCT", "MAP", "UNION")
_REMEDIES = {
    FieldKind.STATE: "write the State's code or name as text",
    FieldKind.TEXT: "write it as text",
    FieldKind.BOOL: "write it as a truth value, or as the words `true` and `false`",
    FieldKind.INT: "write whole numbers, or text for numbers that are imprecise",
    FieldKind.DECIMAL: "write it as DECIMAL, or as text",
    FieldKind.DATE: "write it as DATE, or as text for days that are imprecise",
}
_REASONS = {
    FieldKind.TEXT: ((*_WHOLE, *_FRACTIONS, "DECIMAL"), "a code that was stored as a number may have lost zeros"),
    FieldKind.DECIMAL: (_FRACTIONS, "a binary fraction is not the number that was written"),
}
"""Why a column does not do, for the types of which it is true."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a table.

    Attributes:
        relation: What stands after `FROM`; reading it twice gives the same rows in the same order.
        types: The columns that are there, with their SQL types.
        file: Name in messages; of a set of files None, then `files` has them.
        files: The names of a set of files, by `file_index`.
        first_line: The line of the first row where each row is one line; see `line`.
        number: SQL for the number of a row within the part, None where only reading it shows.
        line: SQL for the line of a row, None where `first_line` tells it.
        strips: Cells lose blanks at both ends, and empty ones are absent.
        complete: Rows say all that is said of them: what is said of all rows of a table is not said of these.
        printed: No cell has blanks at its ends, and all are of printed ASCII.
        reread: Gives some rows again.
        skipped: Rows that could not be taken apart, or hold what is no text, with what is wrong with them if that is known.
        stamps: What the files looked like before.
        begin: What stands after `FROM` where the first rows alone are read, None if that is the same.
        after: Statements that put away what is needed no more once the rows are read.
        meant: By field, the values that words stand for which no cell holds: numbers that are too long to be read.
    """

    relation: str
    types: Mapping[str, str]
    file: str
    reread: Reread
    files: tuple[str, ...] = ()
    first_line: int | None = 1
    number: str | None = None
    line: str | None = None
    strips: bool = False
    complete: bool = False
    printed: bool = False
    skipped: tuple[tuple[Row, list[Fault]], ...] = ()
    stamps: tuple[FileStamp, ...] = ()
    begin: str | None = None
    after: tuple[str, ...] = ()
    meant: Mapping[str, Mapping[str, FieldValue]] = field(default_factory=dict)


def plain_type(type: str) -> str:
    """Return a type without what stands in brackets; a list is no such type as its entries are.

    Example:
        >>> plain_type("DECIMAL(18,2)"), plain_type("TIMESTAMP WITH TIME ZONE"), plain_type("DECIMAL(18,2)[]")
        ('DECIMAL', 'TIMESTAMP WITH TIME ZONE', 'DECIMAL[]')
    """
    if type.endswith("]"):
        before, bracket, size = type.rpartition("[")
        return f"{plain_type(before)}{bracket}{size}"
    return type.partition("(")[0]


def check_columns(kind: FactKind, types: Mapping[str, str], allowed: Columns, file: str, problems: Problems) -> bool:
    """Whether typed columns fit a kind; notes everything that does not.

    Args:
        kind: The kind.
        types: The columns with their SQL types.
        allowed: The columns that there may and must be.
        file: Name of the table in messages.
        problems: Gets SE416 (a column that is unknown or missing) and SE425 (one of a type that does not fit).
    """
    before, span = len(problems.errors), whole_file(file)
    for name, type in types.items():
        declared = kind.fields.get(name)
        if declared is None and name not in CLAIM_COLUMNS:
            help, nearest = remedy(name, allowed.allowed)
            message = f"unknown column `{name}` in a table of `{kind.name}`"
            problems.add(Code.SE416, message, span, help=help, offending=name, suggestion=nearest)
            continue
        fitting = _FITTING[declared.kind] if declared is not None else _FITTING_CLAIM.get(name, _TEXT)
        if plain_type(type) not in (*fitting, '"NULL"'):
            word = f"`{declared.kind.value}`" if declared is not None else "part of every claim"
            help = _remedy(None if declared is None else declared.kind, type)
            message = f"column `{name}` of `{file}` holds {type}, and the field is {word}"
            problems.add(Code.SE425, message, span, help=help, offending=type)
    for name in allowed.required:
        if name not in types:
            problems.add(Code.SE416, f"`{file}` has no column `{name}`", span, help=how_to_add(name, kind.name))
    return len(problems.errors) == before


def _remedy(kind: FieldKind | None, type: str) -> str:
    """Return how to write a column of a type that does not fit; the kind of field is None for a part of every claim."""
    plain = plain_type(type)
    if plain.endswith("]") or plain in _NESTED:
        return "a cell holds one value: give each value that stands in it a row, or a column, of its own"
    if kind is None:
        return "write it as text"
    types, reason = _REASONS.get(kind, ((), ""))
    return f"{_REMEDIES[kind]}: {reason}" if plain in types else _REMEDIES[kind]
