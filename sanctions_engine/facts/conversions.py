"""Fields that a kind computes from an amount and its unit: `quantity: 5000, unit: kg` fills `tonnes`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from sanctions_engine.diagnostics import Code
from sanctions_engine.facts.rows import Fault
from sanctions_engine.models.claims import FieldValue
from sanctions_engine.models.kinds import Conversion, FactKind
from sanctions_engine.models.numbers import Number, NumberRange, exact

ROUNDING = Fraction(1, 100)
"""Two statements of one amount agree where they differ by no more than this part: the smaller unit may be rounded."""
_ONE = NumberRange(1, 1)


def converted(kind: FactKind, fields: dict[str, FieldValue]) -> dict[str, FieldValue] | Fault:
    """Return the fields of a record with those filled that its kind converts from an amount and its unit.

    A field that the record states keeps its value; where that is another amount, the record contradicts itself: a fault
    (SE429). A unit without a factor converts nothing: the field stays absent.

    Example:
        >>> from sanctions_engine.language.packs import load_pack
        >>> flow = load_pack("un/dprk").kinds["TradeFlow"]
        >>> {name: str(value) for name, value in converted(flow, {"quantity": NumberRange.of(1500), "unit": "kg"}).items()}
        {'quantity': '1500', 'unit': 'kg', 'tonnes': '1.5'}
        >>> converted(flow, {"quantity": NumberRange.of(5), "unit": "t", "tonnes": NumberRange.of(7)}).message
        '`tonnes` is `7`, and `quantity: 5` in `unit: t` is `5`'
    """
    found = dict(fields)
    for name, conversion in conversions(kind):
        amount = in_field(conversion, fields)
        stated = fields.get(name)
        if amount is None:
            continue
        if stated is None:
            found[name] = amount
        elif isinstance(stated, NumberRange) and not amounts_agree(stated, amount):
            given = (
                f"`{conversion.amount}: {fields[conversion.amount]}` in `{conversion.unit}: {fields[conversion.unit]}`"
            )
            help = f"leave out `{conversion.amount}` or `{name}`, or correct one of them"
            return Fault(Code.SE429, f"`{name}` is `{stated}`, and {given} is `{amount}`", name, help)
    return {field: found[field] for field in kind.fields if field in found}


def conversions(kind: FactKind) -> Iterator[tuple[str, Conversion]]:
    """Yield the fields of a kind that are converted from others."""
    for name, declared in kind.fields.items():
        if declared.converts is not None:
            yield name, declared.converts


def in_field(conversion: Conversion, fields: Mapping[str, FieldValue]) -> NumberRange | None:
    """Return the amount in the unit of the field; None where the amount or a unit with a factor is not given."""
    amount, unit = fields.get(conversion.amount), fields.get(conversion.unit)
    factor = next((factor for word, factor in conversion.by if word == unit), None)
    if factor is None or not isinstance(amount, NumberRange):
        return None
    return NumberRange(times(amount.low, factor.low), times(amount.high, factor.low))


def amounts_agree(value: NumberRange, other: NumberRange, factor: NumberRange = _ONE) -> bool:
    """Whether a number can be another one times a factor, rounding aside; none of them is below 0.

    Example:
        >>> amounts_agree(NumberRange.of(7), NumberRange.of(1), NumberRange.parse("7.9..8.3"))
        False
    """
    least, most = times(other.low, factor.low), times(other.high, factor.high)
    reaches = value.high is None or least is None or value.high * (1 + ROUNDING) >= least
    return reaches and (value.low is None or most is None or value.low <= most * (1 + ROUNDING))


def times(bound: Number | None, factor: Number | None) -> Number | None:
    """Return a bound times a factor; None, which is open, where one of them is."""
    return None if bound is None or factor is None else exact(Fraction(bound) * Fraction(factor))
