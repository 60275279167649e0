"""Whether the claims are complete for an aggregate: whether no record outside the coverage could pass its filter.

The records outside the coverage are described by regions: a region leaves every field open but for the values that the
coverage speaks of. The filter is evaluated on each region by the evaluator itself; only if it is false on all of them is
the aggregate covered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from sanctions_engine.models.claims import Coverage, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind, FieldKind
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.semantics.causes import Cause, Why
from sanctions_engine.semantics.evidence import View
from sanctions_engine.semantics.ranking import Record
from sanctions_engine.semantics.reading import Window
from sanctions_engine.semantics.truth import TRUE, Truth
from sanctions_engine.semantics.values import Bound, Choice, Interval, Value, from_field

MAX_REGIONS = 512
ONE_DAY = timedelta(days=1)

Passes = Callable[[Record], Truth]


def unclaimed(kind: FactKind, window: Window) -> Record:
    """Return the record that stands for all those of a kind that nobody claimed, dated within the window."""
    start = window.start.low if window.start is not None else None
    dated = Interval(start, window.day)
    fields: dict[str, Value] = {kind.dated: dated} if kind.dated else {}
    return Record(kind, None, (), (), False, dated, fields)


def is_complete(kind: FactKind, view: View, window: Window, passes: Passes) -> bool:
    """Whether no unclaimed record could pass."""
    covering = view.covering(kind.name)
    if any(_covers_all(one, window) for one in covering):
        return True
    whole = unclaimed(kind, window)
    if passes(whole).is_false:
        return True
    left = _left(whole, covering, passes)
    if left is None:  # too many parts: those that speak of what could pass are looked at first, they may settle it
        near = [any(not passes(part).is_false for part in _inside(whole, one)) for one in covering]
        ordered = sorted(range(len(covering)), key=lambda number: not near[number])
        left = _left(whole, [covering[number] for number in ordered], passes)
    return left is not None and not left


def declarations_behind(kind: FactKind, view: View, window: Window, passes: Passes) -> list[Coverage]:
    """Return the declarations because of which a list that is complete is so: none where no record could pass anyway."""
    covering = view.covering(kind.name)
    whole = unclaimed(kind, window)
    if not covering or passes(whole).is_false:
        return []
    return [
        one
        for one in covering
        if _covers_all(one, window) or any(not passes(part).is_false for part in _inside(whole, one))
    ]


def _left(region: Record, covering: Iterable[Coverage], passes: Passes) -> list[Record] | None:
    """Return the parts of a region that no coverage speaks of and that could pass; None if they become too many."""
    regions = [region]
    for coverage in covering:
        regions = [part for one in regions for part in _outside(one, coverage) if not passes(part).is_false]
        if not regions:
            break
        if len(regions) > MAX_REGIONS:
            return None
    return regions


def _inside(region: Record, coverage: Coverage) -> list[Record]:
    """Return the part of a region that a coverage speaks of; none if it speaks of no day of it."""
    low = region.date.low if coverage.start is None else _later(region.date.low, coverage.start)
    high = region.date.high if coverage.end is None else _earlier(region.date.high, coverage.end)
    if low is not None and high is not None and low > high:
        return []
    part = _dated(region, low, high)
    for name, value in coverage.fields.items():
        part = _with(part, name, from_field(value, lambda: Cause(Why.IMPRECISE, region.kind.name)))
    return [part]


def _covers_all(coverage: Coverage, window: Window) -> bool:
    """Whether a coverage speaks of every record of the kind within the window."""
    start = window.start.low if window.start is not None else None
    begins = coverage.start is None or (start is not None and coverage.start <= start)
    return begins and not coverage.fields and (coverage.end is None or coverage.end >= window.day)


def _outside(region: Record, coverage: Coverage) -> list[Record]:
    """Return the parts of a region that a coverage does not speak of."""
    parts = []
    for name, value in coverage.fields.items():
        rest = _without(region.read(name), value, region.kind.fields[name].kind)
        parts += [_with(region, name, other) for other in rest]
    low, high = region.date.low, region.date.high
    if coverage.start is not None and (low is None or low < coverage.start):
        parts.append(_dated(region, low, _earlier(high, coverage.start - ONE_DAY)))
    if coverage.end is not None and (high is None or high > coverage.end):
        parts.append(_dated(region, _later(low, coverage.end + ONE_DAY), high))
    return parts


def _without(value: Value, covered: FieldValue, kind: FieldKind) -> list[Value]:
    """Return what is left of a field's values without one of them; it may be more where the rest has no simple form."""
    if isinstance(value, Choice) and isinstance(covered, str):
        return [Choice(None, maybe_none=value.maybe_none, excluded=value.excluded | {covered})]
    if isinstance(value, Truth) and isinstance(covered, bool):
        if value.value is not None:
            return [] if value.value is covered and not value.maybe_none else [value]
        if covered:
            return [Truth(False, maybe_none=value.maybe_none)]
        # Without a value is as good as false where a condition is asked for, so what is left is not known to be true.
        return [value if value.maybe_none else TRUE]
    if isinstance(value, Interval) and isinstance(covered, (NumberRange, DateRange)) and kind is not FieldKind.DECIMAL:
        return _without_point(value, covered.low, ONE_DAY if kind is FieldKind.DATE else 1)
    return [value]


def _without_point(value: Interval, point: Bound, step: Bound) -> list[Value]:
    """Return what lies below a whole number or a day, and what lies above it."""
    if (value.low is not None and point < value.low) or (value.high is not None and point > value.high):
        return [value]
    parts = [replace(value, high=point - step)] if point != date.min else []
    if point != date.max:
        parts.append(replace(value, low=point + step))
    return [one for one in parts if one.low is None or one.high is None or one.low <= one.high]


def _with(region: Record, name: str, value: Value) -> Record:
    return Record(region.kind, None, (), (), False, region.date, {**region.fields, name: value})


def _dated(region: Record, low: date | None, high: date | None) -> Record:
    dated = Interval(low, high)
    fields = {**region.fields, region.kind.dated: dated} if region.kind.dated else region.fields
    return Record(region.kind, None, (), (), False, dated, fields)


def _earlier(one: date | None, other: date) -> date:
    return other if one is None else min(one, other)


def _later(one: date | None, other: date) -> date:
    return other if one is None else max(one, other)
