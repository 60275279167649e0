"""Facts that nobody claimed: all that such a fact can be, and whether the coverage leaves room for one.

The counterpart of `semantics.completeness`: the same regions, with bounds that may depend on the subject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

from sanctions_engine.engines.relational.extremes import greater, smaller
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.record_fields import Record
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Constant,
    Term,
    all_of,
    any_of,
    at_most,
    choose,
    constant,
    is_false,
    is_null,
    is_true,
    less,
    negation,
)
from sanctions_engine.engines.relational.values import Condition, Span, SqlValue, Words, fits, from_value
from sanctions_engine.models.claims import Coverage, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind, FieldKind, FieldType
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.semantics.causes import NO_CAUSES
from sanctions_engine.semantics.values import unsaid

MOST_REGIONS = 64
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Region:
    """Facts of some field values within some days, if there are any: `guard` is true or false."""

    record: Record
    low: Term
    high: Term
    guard: Term = TRUE


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration of completeness whose days may depend on the subject.

    Attributes:
        fields: Values that it speaks of.
        start: First day, null for none.
        before: The day before it.
        end: Last day, null for none.
        after: The day after it.
        applies: Whether there is such a declaration: true or false.
        pinned: Whether it speaks besides of values that its subject has, so that no other record could pass.
    """

    fields: Mapping[str, FieldValue]
    start: Term = NULL
    before: Term = NULL
    end: Term = NULL
    after: Term = NULL
    applies: Term = TRUE
    pinned: bool = False


def declared(coverage: Coverage) -> Declared:
    """Return a declaration of completeness as it stands."""
    start, end = coverage.start, coverage.end
    return Declared(
        coverage.fields,
        constant(start),
        constant(day_before(start)),
        constant(end),
        constant(day_after(end)),
    )


def day_before(day: date | None) -> date | None:
    """Return the day before; None for no day, and before the first one."""
    return None if day is None or day == date.min else day - ONE_DAY


def day_after(day: date | None) -> date | None:
    """Return the day after; None for no day, and after the last one."""
    return None if day is None or day == date.max else day + ONE_DAY


def unclaimed(kind: FactKind, start: Span | None, day: Term) -> Record:
    """Return the record that stands for all facts of a kind that nobody claimed, dated within a window."""
    return _region(kind, start, day).record


def _region(kind: FactKind, start: Span | None, day: Term) -> Region:
    fields = {name: _unsaid(field) for name, field in kind.fields.items()}
    low = NULL if start is None else start.low
    return _dated(Region(Record(kind, fields), low, day), low, day)


def _unsaid(field: FieldType) -> SqlValue:
    value = from_value(unsaid(field, NO_CAUSES, absent=False))
    if isinstance(value, Span) and field.kind is FieldKind.DATE:
        return replace(value, is_day=True)
    return value


def covered(
    kind: FactKind,
    coverage: Iterable[Coverage | Declared],
    start: Span | None,
    day: Term,
    passes: Callable[[Record], Term],
) -> Term:
    """Whether no fact that nobody claimed could pass a filter: true or false.

    Raises:
        Unsupported: If the coverage leaves too many regions to ask about.
    """
    listed = [declared(one) if isinstance(one, Coverage) else one for one in coverage]
    whole = any_of(_covers_all(one, start, day) for one in listed)
    if whole == TRUE:
        return TRUE
    regions = [_region(kind, start, day)]
    regions = [one for one in regions if passes(one.record) != FALSE]
    for one in listed:
        regions = [part for region in regions for part in _outside(region, one) if passes(part.record) != FALSE]
        if len(regions) > MOST_REGIONS:
            raise Unsupported("a coverage of many parts")
    left = (any_of([negation(one.guard), is_false(passes(one.record))]) for one in regions)
    return any_of([whole, all_of(left)])


def _covers_all(coverage: Declared, start: Span | None, day: Term) -> Term:
    if coverage.fields or coverage.pinned:
        return FALSE
    begins: Term = TRUE
    if coverage.start != NULL:
        begins = FALSE if start is None else is_true(at_most(coverage.start, start.low))
    ends = TRUE if coverage.end == NULL else is_true(at_most(day, coverage.end))
    return all_of([begins, ends])


def _outside(region: Region, coverage: Declared) -> list[Region]:
    parts = [replace(region, guard=all_of([region.guard, negation(coverage.applies)]))]
    inside = replace(region, guard=all_of([region.guard, coverage.applies]))
    for name, value in coverage.fields.items():
        field = region.record.kind.fields[name]
        parts += [_with(inside, name, other) for other in _without(region.record.fields[name], value, field)]
    if coverage.start != NULL:
        guard = any_of([is_null(region.low), is_true(less(region.low, coverage.start))])
        guard = all_of([inside.guard, negation(is_null(coverage.start)), guard])
        high = choose([(is_null(region.high), coverage.before)], smaller(region.high, coverage.before))
        parts.append(_dated(replace(region, guard=guard), region.low, high))
    if coverage.end != NULL:
        guard = any_of([is_null(region.high), is_true(less(coverage.end, region.high))])
        guard = all_of([inside.guard, negation(is_null(coverage.end)), guard])
        low = choose([(is_null(region.low), coverage.after)], greater(region.low, coverage.after))
        parts.append(_dated(replace(region, guard=guard), low, region.high))
    return [one for one in parts if one.guard != FALSE]


def _without(value: SqlValue, covered_value: FieldValue, field: FieldType) -> list[SqlValue]:
    if isinstance(value, Words) and isinstance(covered_value, str):
        return [replace(value, excluded=value.excluded | {covered_value})]
    if isinstance(value, Condition) and isinstance(covered_value, bool):
        if value.value != NULL:
            same = value.value == constant(covered_value)
            return [] if same and value.maybe_none == FALSE else [value]
        if covered_value:
            return [replace(value, value=FALSE)]
        return [value if value.maybe_none != FALSE else Condition(TRUE)]
    if isinstance(value, Span) and isinstance(covered_value, (NumberRange, DateRange)):
        if field.kind is FieldKind.DECIMAL:
            return [value]
        return _without_point(value, covered_value)
    return [value]


def _without_point(value: Span, covered_value: NumberRange | DateRange) -> list[SqlValue]:
    """Return what lies below a whole number or a day, and what lies above it."""
    if not isinstance(value.low, Constant) or not isinstance(value.high, Constant) or value.unit != 1:
        raise Unsupported("a coverage of single days of the kind's own date")
    point = covered_value.low
    assert isinstance(point, (int, date))
    low, high = cast("tuple[Any, Any]", (value.low.value, value.high.value))
    if (low is not None and point < low) or (high is not None and point > high):
        return [value]
    below, above = (day_before(point), day_after(point)) if isinstance(point, date) else (point - 1, point + 1)
    size = value.size if isinstance(point, date) else max(value.size, fits(abs(point) + 1))
    parts: list[SqlValue] = []
    if below is not None and (low is None or low <= below):
        parts.append(replace(value, high=constant(below), size=size))
    if above is not None and (high is None or above <= high):
        parts.append(replace(value, low=constant(above), size=size))
    return parts


def _with(region: Region, name: str, value: SqlValue) -> Region:
    return replace(region, record=Record(region.record.kind, {**region.record.fields, name: value}))


def _dated(region: Region, low: Term, high: Term) -> Region:
    kind = region.record.kind
    fields = dict(region.record.fields)
    if kind.dated:
        fields[kind.dated] = Span(low, high, is_day=True)
    return replace(region, record=Record(kind, fields), low=low, high=high)
