"""Fields of one record that cannot both be true: amounts that are no one amount, a day before one that it follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sanctions_engine.diagnostics import Code
from sanctions_engine.facts.conversions import amounts_agree, times
from sanctions_engine.facts.rows import Fault
from sanctions_engine.models.claims import FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind, Ratio
from sanctions_engine.models.numbers import NumberRange

ONE_OF_THEM = "leave out the one that is wrong, or correct it"


def disagreements(kind: FactKind, fields: Mapping[str, FieldValue]) -> list[Fault]:
    """Return a fault (SE429) for each field that cannot be true together with another one, whatever imprecise values are.

    Example:
        >>> from sanctions_engine.language.packs import load_pack
        >>> supply = load_pack("un/dprk").kinds["PetroleumSupply"]
        >>> [one.message for one in disagreements(supply, {"barrels": NumberRange.of(100), "tonnes": NumberRange.of(600)})]
        ['`barrels: 100` is no amount of `tonnes: 600`: a ratio of 4..14 makes it 2400..8400']
        >>> disagreements(supply, {"barrels": NumberRange.of(790), "tonnes": NumberRange.of(100)})
        []
    """
    return [fault for name in agreeing(kind) for fault in _of(kind, name, fields)]


def agreeing(kind: FactKind) -> list[str]:
    """Return the fields of a kind that have to agree with another one."""
    return [name for name, declared in kind.fields.items() if declared.ratio or declared.not_before]


def _of(kind: FactKind, name: str, fields: Mapping[str, FieldValue]) -> Iterator[Fault]:
    declared, value = kind.fields[name], fields.get(name)
    if declared.ratio is not None and isinstance(value, NumberRange):
        other = fields.get(declared.ratio.to)
        if isinstance(other, NumberRange):
            fault = _of_amounts(name, value, declared.ratio, other, fields)
            yield from () if fault is None else (fault,)
    if declared.not_before is not None and isinstance(value, DateRange):
        first = fields.get(declared.not_before)
        if isinstance(first, DateRange) and value.high is not None and first.low is not None and value.high < first.low:
            message = f"`{name}: {value}` lies before `{declared.not_before}: {first}`"
            yield Fault(Code.SE429, message, name, ONE_OF_THEM)


def _of_amounts(
    name: str, value: NumberRange, ratio: Ratio, other: NumberRange, fields: Mapping[str, FieldValue]
) -> Fault | None:
    own = fields.get(ratio.stated_in or "")
    factor = own if isinstance(own, NumberRange) else ratio.within
    if amounts_agree(value, other, factor):
        return None
    made = NumberRange(times(other.low, factor.low), times(other.high, factor.high))
    if factor is ratio.within:
        why = f"a ratio of {factor} makes it {made}"
    else:
        why = f"`{ratio.stated_in}: {factor}` makes it {made}"
    return Fault(Code.SE429, f"`{name}: {value}` is no amount of `{ratio.to}: {other}`: {why}", name, ONE_OF_THEM)
