"""Fields that follow from an amount and its unit, in columns.

An amount times a factor is a product of whole numbers as long as both are decimals that fit a HUGEINT. What is neither, the
row-wise code computes: once for each amount, unit and value that a row states together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import duckdb
import pyarrow as pa

from sanctions_engine.facts.bulk.claim_tables import ABSENT, GIVEN, quoted
from sanctions_engine.facts.bulk.columns import MOST_DIGITS, common_scale
from sanctions_engine.facts.bulk.field_columns import Columns, FieldColumns, rescaled
from sanctions_engine.facts.bulk.field_sql import text_sql
from sanctions_engine.facts.bulk.overview import Overview
from sanctions_engine.facts.bulk.resolving import Stored, arrow_table
from sanctions_engine.facts.bulk.staging import Stage
from sanctions_engine.facts.bulk.texts import Texts
from sanctions_engine.facts.conversions import ROUNDING, conversions, converted
from sanctions_engine.facts.rows import Fault
from sanctions_engine.models.claims import FieldValue
from sanctions_engine.models.kinds import Conversion, FactKind
from sanctions_engine.models.numbers import Number, NumberRange, exact, format_number

_BIGINT = range(-(2**63), 2**63)
_SLACK = 1 + ROUNDING


@dataclass(slots=True)
class Units(Columns):
    """The SQL of the fields that are converted, and the conditions that a row has to meet for that."""

    conditions: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Converting:
    """One field that is converted: its name, how, its columns and those of amount and unit as rows state them."""

    name: str
    conversion: Conversion
    target: FieldColumns
    amount: FieldColumns
    unit: FieldColumns
    factors: Mapping[str, Fraction]

    @property
    def applies(self) -> str:
        """SQL: a row gives the amount, in a unit that has a factor."""
        words = ", ".join(map(text_sql, self.factors))
        return f"coalesce(({self.amount.state}) = {GIVEN} AND ({self.unit.low}) IN ({words}), FALSE)"


def converted_columns(
    stated: Columns,
    stage: Stage,
    seen: Overview,
    texts: Mapping[str, Texts],
    connection: duckdb.DuckDBPyConnection,
) -> Units:
    """Return the columns of the fields that some row gives in another unit.

    Args:
        stated: The columns of all fields as the rows state them.
        stage: The rows.
        seen: What they hold.
        texts: What the texts mean that SQL did not read.
        connection: The connection.
    """
    found = Units()
    relation = " ".join((f"{stage.relation} AS s", *stated.joins))
    for name, conversion in conversions(stage.kind):
        amount, unit = stated.fields[conversion.amount], stated.fields[conversion.unit]
        if not all(seen.fields[one].values + seen.fields[one].left for one in (conversion.amount, conversion.unit)):
            continue
        factors = {word: Fraction(factor.low) for word, factor in conversion.by if factor.low is not None}
        every = _Converting(name, conversion, stated.fields[name], amount, unit, factors)
        query = f"SELECT DISTINCT {unit.low} FROM {relation} WHERE {every.applies}"
        used = {row[0] for row in connection.execute(query).fetchall()}
        if not used:
            continue
        factors = {word: factor for word, factor in factors.items() if word in used}
        one = _Converting(name, conversion, stated.fields[name], amount, unit, factors)
        most = [_largest(each, stage, seen, texts) for each in (name, conversion.amount)]
        stored = _stored(one, *most)
        if stored.as_text:
            _look_up(one, stage.kind, relation, found, connection)
        else:
            _multiply(one, stored, found)
    return found


def _largest(name: str, stage: Stage, seen: Overview, texts: Mapping[str, Texts]) -> Fraction:
    """Return the largest bound of a number, whatever its sign."""
    told = seen.fields[name]
    unit = 10 ** stage.scale(name)
    bounds = [Fraction(one, unit) for one in (told.low, told.high) if isinstance(one, int)]
    bounds += [Fraction(one) for one in (texts[name].bounds() if name in texts else ())]
    return max(map(abs, bounds), default=Fraction(0))


def _stored(one: _Converting, most_stated: Fraction, most: Fraction) -> Stored:
    """Return how a field is stored whose values are stated or converted: as text if not every product is a decimal that fits."""
    target, amount = one.target.stored, one.amount.stored
    assert target is not None  # the kind was checked: both are numbers
    assert amount is not None
    places = common_scale(one.factors.values())
    if places is None or target.as_text or amount.as_text:
        return Stored(0, as_text=True)
    scale = max(target.scale, amount.scale + places)
    largest = max(most_stated, *(most * factor for factor in one.factors.values())) * 10**scale
    multiplier = max(_multiplier(factor, scale, amount) for factor in one.factors.values())
    if max(largest * _SLACK.numerator, multiplier) >= 10**MOST_DIGITS:
        return Stored(0, as_text=True)
    return Stored(scale, wide=int(largest) not in _BIGINT or multiplier not in _BIGINT)


def _multiplier(factor: Fraction, scale: int, amount: Stored) -> int:
    """Return by what a stored amount is multiplied to be a value stored at another scale."""
    return int(factor * 10 ** (scale - amount.scale))


def _multiply(one: _Converting, stored: Stored, found: Units) -> None:
    target, amount = one.target, one.amount
    assert target.stored is not None
    assert amount.stored is not None
    type = "HUGEINT" if stored.wide else "BIGINT"
    inner = "HUGEINT" if stored.wide or amount.stored.wide else "BIGINT"

    def product(side: str) -> str:
        assert amount.stored is not None
        cases = " ".join(
            f"WHEN {text_sql(word)} THEN CAST({side} AS {inner}) * CAST({_multiplier(factor, stored.scale, amount.stored)} AS {inner})"
            for word, factor in one.factors.items()
        )
        return f"CAST(CASE {one.unit.low} {cases} END AS {type})"

    low, high = product(amount.low), product(amount.high)
    stated = [rescaled(side, target.stored.scale, stored) for side in (target.low, target.high)]
    if target.stored.wide and not stored.wide:
        stated = [f"CAST({side} AS BIGINT)" for side in stated]
    agree = f"{_reaches(stated[1], low)} AND {_reaches(high, stated[0])}"
    found.fields[one.name] = _filled(one, (low, high), (stated[0], stated[1]), stored)
    found.conditions.append(f"CASE WHEN ({target.state}) = {GIVEN} AND {one.applies} THEN {agree} ELSE TRUE END")


def _reaches(high: str, low: str) -> str:
    """Return SQL for whether an amount up to one bound reaches up to another that begins at a bound; NULL is open."""
    wide = [f"CAST({side} AS HUGEINT)" for side in (high, low)]
    return f"coalesce({wide[0]} * {_SLACK.numerator} >= {wide[1]} * {_SLACK.denominator}, TRUE)"


def _filled(one: _Converting, computed: tuple[str, str], stated: tuple[str, str], stored: Stored) -> FieldColumns:
    """Return the columns of a field that are computed where a row does not state it."""
    fills = f"({one.target.state}) = {ABSENT} AND {one.applies}"
    state = f"CASE WHEN {fills} THEN {GIVEN} ELSE {one.target.state} END"
    low, high = (f"CASE WHEN {fills} THEN {new} ELSE {old} END" for new, old in zip(computed, stated, strict=True))
    return FieldColumns(one.target.type, state, low, high, stored)


def _look_up(
    one: _Converting, kind: FactKind, relation: str, found: Units, connection: duckdb.DuckDBPyConnection
) -> None:
    """Let the row-wise code convert every combination of amount, unit and stated value, and join what it says."""
    target, amount = one.target, one.amount
    assert target.stored is not None
    assert amount.stored is not None
    keys = [one.unit.low, amount.low, amount.high, target.low, target.high]
    written = [f"CAST({key} AS VARCHAR)" for key in keys]
    query = f"SELECT DISTINCT {', '.join(written)} FROM {relation} WHERE {one.applies}"
    rows = connection.execute(query).fetchall()
    results = [_read(one, kind, row) for row in rows]
    columns = [*zip(*rows, strict=True), *zip(*results, strict=True)]
    names = ["unit", "from", "to", "stated_from", "stated_to", "low", "high", "agrees"]
    types = [*[pa.string()] * 7, pa.bool_()]
    arrays = {n: pa.array(column, type) for n, column, type in zip(names, columns, types, strict=True)}
    table, alias = arrow_table(arrays, connection), quoted(f"units {one.name}")
    on = " AND ".join(
        f"{alias}.{quoted(n)} IS NOT DISTINCT FROM {key}" for n, key in zip(names[:5], written, strict=True)
    )
    found.owned.append(table)
    found.joins.append(f"LEFT JOIN {quoted(table)} AS {alias} ON {on}")
    stored = Stored(0, as_text=True)
    stated = [
        side if target.stored.as_text else rescaled(side, target.stored.scale, stored)
        for side in (target.low, target.high)
    ]
    found.fields[one.name] = _filled(one, (f"{alias}.low", f"{alias}.high"), (stated[0], stated[1]), stored)
    found.conditions.append(f"CASE WHEN ({target.state}) = {GIVEN} AND {one.applies} THEN {alias}.agrees ELSE TRUE END")


def _read(one: _Converting, kind: FactKind, row: Sequence[str | None]) -> tuple[str | None, str | None, bool]:
    """Return what the row-wise code makes of one combination: the amount in the unit of the field, and whether all agree."""
    unit, low, high, stated_low, stated_high = row
    assert unit is not None  # a row without is not asked for
    given: dict[str, FieldValue] = {
        one.conversion.unit: unit,
        one.conversion.amount: NumberRange(_number(low, one.amount), _number(high, one.amount)),
    }
    stated = NumberRange(_number(stated_low, one.target), _number(stated_high, one.target))
    if stated_low is not None or stated_high is not None:
        return None, None, not isinstance(converted(kind, given | {one.name: stated}), Fault)
    filled = converted(kind, given)
    value = None if isinstance(filled, Fault) else filled.get(one.name)
    assert isinstance(value, NumberRange)
    return _written(value.low), _written(value.high), True


def _number(text: str | None, column: FieldColumns) -> Number | None:
    assert column.stored is not None
    return None if text is None else exact(Fraction(text) / 10**column.stored.scale)


def _written(number: Number | None) -> str | None:
    return None if number is None else format_number(number)
