"""Whether the claims are complete for an aggregate: whether no record outside the coverage could pass its filter.

The records outside the coverage are described by regions: a region leaves every field open but for the values that the
coverage speaks of. The filter is evaluated on each region by the evaluator itself; only if it is false on all of them is
the aggregate covered.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sanctions_engine.models.claims import Coverage
from sanctions_engine.models.kinds import FactKind, FieldKind
from sanctions_engine.semantics.evidence import View, key_text
from sanctions_engine.semantics.ranking import Record
from sanctions_engine.semantics.reading import Window
from sanctions_engine.semantics.truth import TRUE, Truth
from sanctions_engine.semantics.values import Choice, Interval, Value

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
    regions = [one for one in [unclaimed(kind, window)] if not passes(one).is_false]
    for coverage in covering:
        regions = [part for region in regions for part in _outside(region, coverage) if not passes(part).is_false]
        if not regions:
            return True
        if len(regions) > MAX_REGIONS:
            return False
    return not regions


def _covers_all(coverage: Coverage, window: Window) -> bool:
    """Whether a coverage speaks of every record of the kind within the window."""
    start = window.start.low if window.start is not None else None
    begins = coverage.start is None or (start is not None and coverage.start <= start)
    return begins and not coverage.fields and (coverage.end is None or coverage.end >= window.day)


def _outside(region: Record, coverage: Coverage) -> list[Record]:
    """Return the parts of a region that a coverage does not speak of."""
    parts = []
    for name, value in coverage.fields.items():
        other = _without(region.read(name), key_text(value), region.kind.fields[name].kind)
        if other is not None:
            parts.append(_with(region, name, other))
    low, high = region.date.low, region.date.high
    if coverage.start is not None and (low is None or low < coverage.start):
        parts.append(_dated(region, low, _earlier(high, coverage.start - ONE_DAY)))
    if coverage.end is not None and (high is None or high > coverage.end):
        parts.append(_dated(region, _later(low, coverage.end + ONE_DAY), high))
    return parts


def _without(value: Value, text: str, kind: FieldKind) -> Value | None:
    """Return what is left of a field's values without one of them; None if nothing is left."""
    if isinstance(value, Choice):
        if value.options is not None:
            rest = value.options - {text}
            return Choice(rest) if rest else None
        return Choice(None, maybe_none=value.maybe_none, excluded=value.excluded | {text})
    if isinstance(value, Truth) and kind is FieldKind.BOOL:
        if value.value is not None:
            return None if key_text(value.value) == text and not value.maybe_none else value
        if text == "true":
            return Truth(False, maybe_none=value.maybe_none)
        # Without a value is as good as false where a condition is asked for: what is left with it is not known to be true.
        return value if value.maybe_none else TRUE
    return value  # a number or a day: what is left is not an interval, so nothing is taken away


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
