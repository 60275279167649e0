"""Reads claims back from a table, as the row-wise loader would have made them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from sanctions_engine.facts.bulk.claim_tables import GIVEN, NONE_GIVEN, ClaimColumn, ClaimTable, ClaimTables, quoted
from sanctions_engine.facts.bulk.connections import usual_settings
from sanctions_engine.models.claims import NONE, Claim, FieldValue, Place
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FieldKind
from sanctions_engine.models.numbers import Number, NumberRange, exact, parse_number

_NUMBERS = (FieldKind.INT, FieldKind.DECIMAL)
Cells = Mapping[str, Any]


def claims_of(tables: ClaimTables, kind: str, rows: str | None = None) -> Iterator[Claim]:
    """Yield the claims of one kind in the order of the input, those of some rows alone if asked.

    Args:
        tables: The tables.
        kind: The kind; one that has no table has no claims.
        rows: SQL for the rows, as the right side of `"$row" IN (…)`: numbers, or a query of one column.

    Example:
        >>> [*claims_of(ClaimTables(None, {}, None, {}), "Report")]
        []
    """
    table = tables.tables.get(kind)
    if table is None:
        return
    where = "" if rows is None else f' WHERE "$row" IN ({rows})'
    query = f'SELECT * FROM {quoted(table.name)}{where} ORDER BY "$row"'
    with usual_settings(tables.connection):
        result = tables.connection.execute(query)
        names, found = [column[0] for column in result.description or ()], result.fetchall()
    read = [(name, _reader(column)) for name, column in table.columns.items()]
    for row in found:  # all at once: a result that is left half read blocks the connection
        yield _claim(table, dict(zip(names, row, strict=True)), read)


def _claim(table: ClaimTable, cells: Cells, read: list[tuple[str, Callable[[Cells], FieldValue | None]]]) -> Claim:
    given = ((name, reader(cells)) for name, reader in read)
    file, grade = cells["$file"], cells["$grade"]
    return Claim.model_construct(
        fact=table.kind.name,
        fields={name: value for name, value in given if value is not None},
        by=cells["$by"],
        source=cells["$source"],
        known=DateRange(cells["$known.low"], cells["$known.high"]),
        grade=None if grade == "Z" else grade,
        denied=cells["$denied"],
        place=None if file is None else Place.model_construct(file=file, line=cells["$line"]),
    )


def _reader(column: ClaimColumn) -> Callable[[Cells], FieldValue | None]:
    """Return what reads one field of a row: None for one that is absent."""
    name, state = column.name, f"{column.name}.state"
    value = _value_reader(column)

    def read(cells: Cells) -> FieldValue | None:
        if not column.states or cells[state] == GIVEN:
            return value(cells)
        return NONE if cells[state] == NONE_GIVEN else None

    return read if column.states or column.type.kind in (*_NUMBERS, FieldKind.DATE) else lambda cells: cells[name]


def _value_reader(column: ClaimColumn) -> Callable[[Cells], FieldValue]:
    name = column.name
    low, high = (f"{name}.low", f"{name}.high") if column.interval else (name, name)
    if column.type.kind is FieldKind.DATE:
        return lambda cells: DateRange(cells[low], cells[high])
    if column.type.kind in _NUMBERS:
        return lambda cells: NumberRange(_number(cells[low], column), _number(cells[high], column))
    return lambda cells: cells[name]


def _number(stored: int | str | date | None, column: ClaimColumn) -> Number | None:
    if isinstance(stored, str):
        return parse_number(stored, longest=None)
    return None if not isinstance(stored, int) else exact(Fraction(stored, 10**column.scale))
