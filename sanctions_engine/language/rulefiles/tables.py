"""Decision tables: typed columns, and rows with their cells and citations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sanctions_engine.diagnostics import Code, Label, Problems, Span
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.nodes import Constant
from sanctions_engine.language.rulefiles.citations import CitationReader, Cited
from sanctions_engine.language.rulefiles.ids import is_id, name_fits, note_malformed_id
from sanctions_engine.language.rulefiles.raw_tables import Cell, RawTable
from sanctions_engine.language.rulefiles.values import READERS, TYPE_NAMES, looks_like
from sanctions_engine.language.types import TEXT, TEXTS, Type
from sanctions_engine.models.claims import NONE
from sanctions_engine.models.dates import DateDoesNotExist

ID, CITE, VERIFIED = "id", "cite", "verified"
_FIXED = {ID: TEXT, CITE: TEXT, VERIFIED: TYPE_NAMES["bool"]}
_LIST_USE = re.compile(r"\bin\s+row\.(\w+)|\bhs_in\((?:[^()]|\([^()]*\))*,\s*row\.(\w+)\s*\)")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its id, its cells by column (`NONE` where empty), the columns that are empty, and what it cites if it says so."""

    id: str
    cells: Mapping[str, Constant]
    empty: frozenset[str]
    cited: Cited | None
    verified: bool | None
    index: int


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table; a column's type is optional if a cell of it is empty."""

    raw: RawTable
    columns: Mapping[str, Type]
    rows: Sequence[Row]

    def place(self, row: Row, column: str | None = None) -> Span:
        """Return the place of a row, or of one of its cells."""
        return self.raw.place(row.index, None if column is None else self.raw.columns.index(column))


def list_columns(formulas: Iterable[str]) -> frozenset[str]:
    """Return the columns that formulas use as lists: `… in row.x`, `hs_in(…, row.x)`.

    Example:
        >>> sorted(list_columns(["hs_in(lower(f.hs), row.hs) and f.mode in row.modes and f.n > row.n"]))
        ['hs', 'modes']
    """
    return frozenset(name for text in formulas for names in _LIST_USE.findall(text) for name in names if name)


def read_table(
    raw: RawTable,
    types: Mapping[str, str],
    lists: frozenset[str],
    citations: CitationReader,
    type_place: Span,
    problems: Problems,
) -> Table | None:
    """Return a table with typed columns, or None where its columns cannot be used.

    A column is of the type that `types` names; else a list of texts if a formula uses it so or a cell is a list; else what all
    its cells look like (`values.looks_like`); else text.

    Args:
        raw: The cells.
        types: Declared types of columns.
        lists: Columns that formulas use as lists.
        citations: Reads the `cite` column.
        type_place: Where `types` stands, or the table.
        problems: Gets SE103 (cell of another type), SE104 (row id twice), SE107, SE108 (columns), SE112 (ids), SE113 (citations).
    """
    if not _columns_fit(raw, types, type_place, problems):
        return None
    columns: dict[str, Type] = {}
    values: list[list[Constant]] = []
    for index, name in enumerate(raw.columns):
        declared = _FIXED.get(name) or TYPE_NAMES.get(types.get(name, ""))
        type = declared or _inferred(raw, index, name in lists)
        cells = [_value(raw, row, index, type, problems) for row in range(len(raw.rows))]
        values.append(cells)
        columns[name] = Type(type.base, optional=any(cell is NONE for cell in cells))
    rows = _rows(raw, list(zip(*values, strict=True)), citations, problems)
    columns.pop(VERIFIED, None)
    return Table(raw, columns, rows)


def _columns_fit(raw: RawTable, types: Mapping[str, str], type_place: Span, problems: Problems) -> bool:
    before = len(problems)
    for index, name in enumerate(raw.columns):
        if name in raw.columns[:index]:
            also = [Label(raw.column_place(raw.columns.index(name)), "first written here")]
            problems.add(
                Code.SE108, f"column `{name}` stands twice", raw.column_place(index), also=also, help="remove one"
            )
        else:
            name_fits(name, "a column", partial(raw.column_place, index), problems)
    if ID not in raw.columns:
        message, help = "table without a column `id`", "add a column `id`; rule ids are `<rule>/<id>`"
        problems.add(Code.SE108, message, raw.column_place(0), help=help)
    for name, word in types.items():
        if name not in raw.columns:
            meant = suggest(name, raw.columns)
            help_text = f"did you mean `{meant}`?" if meant else None
            problems.add(Code.SE108, f"the table has no column `{name}`", type_place, help=help_text, offending=name)
        elif word not in TYPE_NAMES or name in _FIXED:
            words = ", ".join(f"`{known}`" for known in TYPE_NAMES)
            help_text = "its type is fixed" if name in _FIXED else f"write one of {words}"
            problems.add(Code.SE108, f"type `{word}` of column `{name}`", type_place, help=help_text, offending=word)
    return len(problems) == before


def _inferred(raw: RawTable, column: int, used_as_list: bool) -> Type:
    looks = set()
    for index, row in enumerate(raw.rows):
        cell = row[column]
        if isinstance(cell, list) or (used_as_list and cell is not None):
            return TEXTS
        if cell is not None:
            looks.add(TEXT if raw.is_quoted(index, column) else looks_like(cell))
    return looks.pop() if len(looks) == 1 else TEXT


def _value(raw: RawTable, row: int, column: int, type: Type, problems: Problems) -> Constant:
    cell: Cell = raw.rows[row][column]
    if cell is None:
        return NONE
    if type == TEXTS:
        return tuple(cell if isinstance(cell, list) else raw.split(cell))
    if isinstance(cell, list):
        message = f"cell of column `{raw.columns[column]}` is a list"
        help = f"write {type.base.value}"
        problems.add(Code.SE103, message, raw.place(row, column), help=help)
        return NONE
    try:
        return READERS[type](cell)
    except DateDoesNotExist as error:
        problems.add(Code.SE213, str(error), raw.place(row, column), offending=cell)
    except ValueError as error:
        message = f"cell of column `{raw.columns[column]}`: {error}"
        help = f"the column holds {type.base.value}; `types` of the table can say otherwise"
        problems.add(Code.SE103, message, raw.place(row, column), help=help, offending=cell)
    return NONE


def _rows(
    raw: RawTable, values: Sequence[Sequence[Constant]], citations: CitationReader, problems: Problems
) -> list[Row]:
    rows: list[Row] = []
    first: dict[str, int] = {}
    known: dict[str, Cited | None] = {}
    for index, row in enumerate(values):
        cells = dict(zip(raw.columns, row, strict=True))
        id = cells[ID]
        column = raw.columns.index(ID)
        if not isinstance(id, str):
            problems.add(
                Code.SE108, "row without an id", raw.place(index, column), help="fill in its cell of column `id`"
            )
            continue
        if not is_id(id):
            note_malformed_id(id, "a row", raw.place(index, column), problems)
            continue
        if id in first:
            also = [Label(raw.place(first[id], column), "first written here")]
            problems.add(Code.SE104, f"two rows with the id `{id}`", raw.place(index, column), also=also, offending=id)
            continue
        first[id] = index
        cite, verified = cells.get(CITE, NONE), cells.pop(VERIFIED, NONE)
        cited = None
        if isinstance(cite, str):
            if cite not in known:
                known[cite] = citations.cited(cite, raw.place(index, raw.columns.index(CITE)), problems)
            cited = known[cite]
        empty = frozenset(name for name, cell in cells.items() if cell is NONE)
        rows.append(Row(id, cells, empty, cited, verified if isinstance(verified, bool) else None, index))
    return rows
