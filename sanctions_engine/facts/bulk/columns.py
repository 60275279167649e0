"""Lays the values of one field out as Arrow arrays: which columns they take, and how numbers are scaled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from sanctions_engine.facts.bulk.claim_tables import ABSENT, GIVEN, NONE_GIVEN, ClaimColumn
from sanctions_engine.models.claims import NONE, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FieldKind, FieldType
from sanctions_engine.models.numbers import Number, NumberRange, format_number

MOST_DIGITS = 38
"""So many decimal digits fit into a HUGEINT, whatever they are."""

_BIGINT = range(-(2**63), 2**63)
_NUMBERS = (FieldKind.INT, FieldKind.DECIMAL)
_PLAIN = {FieldKind.STATE: pa.string(), FieldKind.TEXT: pa.string(), FieldKind.BOOL: pa.bool_()}


@dataclass(frozen=True, slots=True)
class Laid:
    """One field of a table: how it is stored, and its Arrow arrays by the name of their column."""

    column: ClaimColumn
    arrays: dict[str, pa.Array]


def laid_field(name: str, declared: FieldType, values: Sequence[FieldValue | None]) -> Laid:
    """Lay out what claims give of one field; None for a claim that does not give it.

    Example:
        >>> laid = laid_field("tonnes", FieldType(kind="decimal"), [NumberRange.parse("7.9"), NumberRange.parse("8..")])
        >>> laid.column.scale, {name: array.to_pylist() for name, array in laid.arrays.items()}
        (1, {'tonnes.low': [79, 80], 'tonnes.high': [79, None]})
    """
    arrays: dict[str, pa.Array] = {}
    states = [ABSENT if value is None else NONE_GIVEN if value is NONE else GIVEN for value in values]
    has_states = any(state != GIVEN for state in states)
    if has_states:
        arrays[f"{name}.state"] = pa.array(states, pa.uint8())
    if declared.kind in _PLAIN:
        plain = [None if value is NONE else value for value in values]
        arrays[name] = pa.array(plain, _PLAIN[declared.kind])
        codes = declared.kind is FieldKind.TEXT and all(_is_code(value) for value in plain if value is not None)
        return Laid(ClaimColumn(name, declared, states=has_states, codes=codes), arrays)
    if declared.kind in _NUMBERS:
        return _laid_numbers(name, declared, values, arrays, has_states=has_states)
    days = [(value.low, value.high) if isinstance(value, DateRange) else (None, None) for value in values]
    bounds = [bound for pair in days for bound in pair if bound is not None]
    column = ClaimColumn(
        name, declared, has_states, _is_interval(values), low=min(bounds, default=None), high=max(bounds, default=None)
    )
    return Laid(column, arrays | _bounds(column, days, pa.date32()))


def _laid_numbers(
    name: str,
    declared: FieldType,
    values: Sequence[FieldValue | None],
    arrays: dict[str, pa.Array],
    *,
    has_states: bool,
) -> Laid:
    ranges = [(value.low, value.high) if isinstance(value, NumberRange) else (None, None) for value in values]
    bounds = [bound for pair in ranges for bound in pair if bound is not None]
    interval = _is_interval(values)
    scale = common_scale(bounds)
    largest = 0 if scale is None else max((abs(bound) * 10**scale for bound in bounds), default=0)
    if scale is None or largest >= 10**MOST_DIGITS:
        column = ClaimColumn(name, declared, has_states, interval, as_text=True)
        texts = [
            (None if low is None else format_number(low), None if high is None else format_number(high))
            for low, high in ranges
        ]
        return Laid(column, arrays | _bounds(column, texts, pa.string()))
    scaled = [(_scaled(low, scale), _scaled(high, scale)) for low, high in ranges]
    stored = [bound for pair in scaled for bound in pair if bound is not None]
    least, most = min(stored, default=None), max(stored, default=None)
    fits = least is None or (least in _BIGINT and most in _BIGINT)
    column = ClaimColumn(name, declared, has_states, interval, scale, least, most)
    return Laid(column, arrays | _bounds(column, scaled, pa.int64() if fits else pa.decimal128(MOST_DIGITS, 0)))


def common_scale(bounds: Iterable[Number]) -> int | None:
    """Return the number of decimal places that all of some numbers need, None if one is no decimal of up to 38 places.

    Example:
        >>> from fractions import Fraction
        >>> common_scale([3, Fraction(79, 10)]), common_scale([Fraction(1, 8)]), common_scale([Fraction(1, 3)])
        (1, 3, None)
    """
    scale = 0
    for denominator in {bound.denominator for bound in bounds}:
        while 10**scale % denominator:
            scale += 1
            if scale > MOST_DIGITS:
                return None
    return scale


def scaled_bound(bound: Number, scale: int) -> int:
    """Return a bound times ten to a power, which is a whole number.

    Example:
        >>> from fractions import Fraction
        >>> scaled_bound(Fraction(79, 10), 2), scaled_bound(3, 1)
        (790, 30)
    """
    unit: int = 10**scale
    return bound * unit if isinstance(bound, int) else bound.numerator * (unit // bound.denominator)


def _scaled(bound: Number | None, scale: int) -> int | None:
    return None if bound is None else scaled_bound(bound, scale)


def _bounds(column: ClaimColumn, pairs: Sequence[tuple[object, object]], type: pa.DataType) -> dict[str, pa.Array]:
    low = pa.array([pair[0] for pair in pairs], type)
    if not column.interval:
        return {column.name: low}
    return {f"{column.name}.low": low, f"{column.name}.high": pa.array([pair[1] for pair in pairs], type)}


def _is_interval(values: Iterable[FieldValue | None]) -> bool:
    return any(isinstance(value, (NumberRange, DateRange)) and not value.is_exact for value in values)


def _is_code(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdigit()
