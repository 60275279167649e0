"""Fields that cannot both be true, in columns: the SQL of the rows that the row-wise code accepts.

Days are compared as they are stored. Amounts are compared as DOUBLE, with a margin far above what that rounds; what is not sure by
that is compared by the row-wise code, once for each combination that rows state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import duckdb
import pyarrow as pa

from sanctions_engine.facts.bulk.claim_tables import GIVEN, quoted
from sanctions_engine.facts.bulk.field_columns import FieldColumns
from sanctions_engine.facts.bulk.overview import Overview
from sanctions_engine.facts.bulk.resolving import arrow_table
from sanctions_engine.facts.conversions import ROUNDING, amounts_agree
from sanctions_engine.models.kinds import FactKind, Ratio
from sanctions_engine.models.numbers import Number, NumberRange, exact

_MARGIN = 1e-9
"""A DOUBLE of these amounts and their products is off by less than a millionth of this part."""


@dataclass(slots=True)
class Agreements:
    """The conditions that rows have to meet, and what has to be joined for them."""

    conditions: list[str] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)
    owned: list[str] = field(default_factory=list)


def agreeing_sql(
    kind: FactKind,
    fields: Mapping[str, FieldColumns],
    seen: Overview,
    relation: str,
    connection: duckdb.DuckDBPyConnection,
) -> Agreements:
    """Return the conditions that the fields of a row can be true together; nothing where no row states two such fields.

    Args:
        kind: The kind.
        fields: The SQL of its fields.
        seen: What the rows hold.
        relation: What stands after `FROM`.
        connection: The connection.
    """
    found = Agreements()
    for name, declared in kind.fields.items():
        if declared.not_before is not None and _are_stated((name, declared.not_before), fields, seen):
            found.conditions.append(_in_order(fields[declared.not_before], fields[name]))
        if declared.ratio is not None and _are_stated((name, declared.ratio.to), fields, seen):
            _compare(_Amounts(name, declared.ratio, fields), relation, found, connection)
    return found


def _are_stated(names: Sequence[str], fields: Mapping[str, FieldColumns], seen: Overview) -> bool:
    """Whether some row can give each of these fields: states it, or has it converted."""
    return all(seen.fields[one].values + seen.fields[one].left or fields[one].type.converts for one in names)


def _in_order(first: FieldColumns, then: FieldColumns) -> str:
    given = f"coalesce(({first.state}) = {GIVEN} AND ({then.state}) = {GIVEN}, FALSE)"
    return f"CASE WHEN {given} THEN coalesce(({then.high}) >= ({first.low}), TRUE) ELSE TRUE END"


@dataclass(frozen=True, slots=True)
class _Amounts:
    """One number that has to be another one times a factor: its name, the factors, and the SQL of all fields."""

    name: str
    ratio: Ratio
    fields: Mapping[str, FieldColumns]

    @property
    def value(self) -> FieldColumns:
        return self.fields[self.name]

    @property
    def other(self) -> FieldColumns:
        return self.fields[self.ratio.to]

    @property
    def own(self) -> FieldColumns | None:
        """The columns of the factor that a row states."""
        return None if self.ratio.stated_in is None else self.fields[self.ratio.stated_in]

    @property
    def applies(self) -> str:
        """SQL: a row gives both amounts."""
        return f"coalesce(({self.value.state}) = {GIVEN} AND ({self.other.state}) = {GIVEN}, FALSE)"

    @property
    def is_sure(self) -> str:
        """SQL: both amounts agree without a doubt."""
        slack = float(1 + ROUNDING) * (1 - _MARGIN)
        up = f"{_double(self.value, 'high')} * {slack!r} >= {_double(self.other, 'low')} * {self._factor('low')}"
        down = f"{_double(self.value, 'low')} <= {_double(self.other, 'high')} * {self._factor('high')} * {slack!r}"
        open_up = self._is_open("high", "low")
        open_down = self._is_open("low", "high")
        return f"(({open_up} OR coalesce({up}, FALSE)) AND ({open_down} OR coalesce({down}, FALSE)))"

    def _is_open(self, side: str, other: str) -> str:
        """SQL: a bound of the number, or the one of the other amount or of a stated factor that it is held against, is open."""
        open_ones = [f"({getattr(self.value, side)}) IS NULL", f"({getattr(self.other, other)}) IS NULL"]
        if self.own is not None:
            open_ones.append(f"(({self.own.state}) = {GIVEN} AND ({getattr(self.own, other)}) IS NULL)")
        return f"({' OR '.join(open_ones)})"

    def _factor(self, side: str) -> str:
        bound = getattr(self.ratio.within, side)
        assert bound is not None  # the kind was checked: both factors are numbers
        general = f"CAST({float(bound)!r} AS DOUBLE)"
        if self.own is None:
            return general
        return f"CASE WHEN ({self.own.state}) = {GIVEN} THEN {_double(self.own, side)} ELSE {general} END"

    @property
    def columns(self) -> list[tuple[FieldColumns, str]]:
        """What the row-wise code is given: the columns and side of each bound."""
        owns = [] if self.own is None else [self.own]
        return [(one, side) for one in (self.value, self.other, *owns) for side in ("low", "high")]

    def agree(self, row: Sequence[str | None]) -> bool:
        """Whether the amounts of one combination agree; the last cell says whether the row states a factor."""
        bounds = [_number(cell, one) for cell, (one, _) in zip(row, self.columns, strict=False)]
        pairs = [NumberRange(low, high) for low, high in zip(bounds[::2], bounds[1::2], strict=True)]
        factor = pairs[2] if row[-1] == "1" else self.ratio.within
        return amounts_agree(pairs[0], pairs[1], factor)


def _compare(one: _Amounts, relation: str, found: Agreements, connection: duckdb.DuckDBPyConnection) -> None:
    """Add the condition of two amounts; combinations that are not sure are compared row by row, and what that says is joined."""
    unsure = f"{one.applies} AND NOT {one.is_sure}"
    written = [f"CAST({getattr(columns, side)} AS VARCHAR)" for columns, side in one.columns]
    stated = "FALSE" if one.own is None else f"coalesce(({one.own.state}) = {GIVEN}, FALSE)"
    written.append(f"CASE WHEN {stated} THEN '1' ELSE '0' END")
    rows = connection.execute(f"SELECT DISTINCT {', '.join(written)} FROM {relation} WHERE {unsure}").fetchall()
    if not rows:
        return
    names = [f"key {number}" for number in range(len(written))]
    arrays = {key: pa.array(column, pa.string()) for key, column in zip(names, zip(*rows, strict=True), strict=True)}
    table = arrow_table(arrays | {"agrees": pa.array([one.agree(row) for row in rows], pa.bool_())}, connection)
    alias = quoted(f"ratio {one.name}")
    on = " AND ".join(
        f"{alias}.{quoted(key)} IS NOT DISTINCT FROM {given}" for key, given in zip(names, written, strict=True)
    )
    found.owned.append(table)
    found.joins.append(f"LEFT JOIN {quoted(table)} AS {alias} ON {on}")
    found.conditions.append(f"CASE WHEN {unsure} THEN {alias}.agrees ELSE TRUE END")


def _double(columns: FieldColumns, side: str) -> str:
    assert columns.stored is not None  # the kind was checked: it is a number
    return f"(TRY_CAST({getattr(columns, side)} AS DOUBLE) / {float(10**columns.stored.scale)!r})"


def _number(text: str | None, columns: FieldColumns) -> Number | None:
    assert columns.stored is not None
    return None if text is None else exact(Fraction(text) / 10**columns.stored.scale)
