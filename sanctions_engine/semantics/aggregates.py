"""Aggregates over claims: the table of design section 3, in both columns (covered, not covered)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from sanctions_engine.language.nodes import Aggregate, And, Expr
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.semantics.arithmetic import add, greater, smaller
from sanctions_engine.semantics.causes import NO_CAUSES, Cause, Causes, Why
from sanctions_engine.semantics.completeness import declarations_behind, is_complete, unclaimed
from sanctions_engine.semantics.durations import shift
from sanctions_engine.semantics.environment import Env, watched
from sanctions_engine.semantics.evidence import View, is_event, key_text
from sanctions_engine.semantics.passing import PassingDay
from sanctions_engine.semantics.ranking import Record
from sanctions_engine.semantics.reading import Found, Window, read_series, surely_after, why_nothing
from sanctions_engine.semantics.truth import FALSE, TRUE, Truth, all_of, any_of, unknown
from sanctions_engine.semantics.values import (
    NOTHING,
    Choice,
    Interval,
    Length,
    Value,
    exactly,
    hull,
    is_exact,
    wholly_unknown,
)

Evaluate = Callable[[Expr, Env], Value]
Answer = TypeVar("Answer")

HISTORY = frozenset({"latest", "earliest", "max", "min"})
"""Aggregates that read every value that a status had, not only the one that holds."""


@dataclass(slots=True)
class Selection:
    """The records that an aggregate reads, and what it needs to know of those that nobody claimed.

    Attributes:
        window: The days that it looks at.
        fixed: Identity fields that its filter fixes, as texts.
        found: The records that may pass, each with whether it does.
        left_aside: Why claims were not read: they are stale, or became known later than asked.
        claimed: Whether its filter fixes every identity field of an event that somebody claims: then there is no other.
    """

    node: Aggregate
    env: Env
    evaluate: Evaluate
    window: Window
    fixed: dict[str, str]
    found: list[Found]
    left_aside: Causes = NO_CAUSES
    claimed: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether no record that nobody claimed could be read."""
        if self.claimed:
            return True
        kind, view, trace = self.env.view.evidence.kinds[self.node.kind], self.env.view, self.env.trace
        complete = self._supposing(lambda: is_complete(kind, view, self.window, self.passes))
        if complete and trace is not None:
            trace.take_as_complete(self._supposing(lambda: declarations_behind(kind, view, self.window, self.passes)))
        return complete

    def passes(self, record: Record) -> Truth:
        """Tell whether a record passes the filter."""
        if self.node.condition is None:
            return TRUE
        return self.holds_for(record, self.node.condition)

    def holds_for(self, record: Record, expression: Expr) -> Truth:
        """Evaluate a condition with the aggregate's variable standing for a record."""
        return watched(expression, condition(self.value_for(record, expression)), self.env)

    def value_for(self, record: Record, expression: Expr) -> Value:
        """Evaluate an expression with the aggregate's variable standing for a record."""
        records = self.env.records
        shadowed = records.get(self.node.variable)
        records[self.node.variable] = record
        try:
            return self.evaluate(expression, self.env)
        finally:
            if shadowed is None:
                del records[self.node.variable]
            else:
                records[self.node.variable] = shadowed

    @property
    def unclaimed_causes(self) -> Causes:
        """Why there may be more than what was found."""
        if self.left_aside:
            return self.left_aside
        return frozenset((Cause(Why.NOT_COVERED, self.node.kind, tuple(self.fixed.items())),))

    def typical(self) -> Value:
        """Return all that the aggregate's value can be for a record that nobody claimed."""
        kind = self.env.view.evidence.kinds[self.node.kind]
        value = self.node.value
        assert value is not None
        return self._supposing(lambda: self.value_for(unclaimed(kind, self.window), value))

    def _supposing(self, ask: Callable[[], Answer]) -> Answer:
        """Ask something about records that nobody claimed: what is read on the way is no part of a proof, and nothing is presumed."""
        env = self.env
        before = env.trace, env.lets, env.hypothetical
        env.trace, env.lets, env.hypothetical = None, dict(env.lets), True
        try:
            return ask()
        finally:
            env.trace, env.lets, env.hypothetical = before


def condition(value: Value) -> Truth:
    """Return a value that stands as a condition: one known to be without is false."""
    return FALSE if value is NOTHING else cast(Truth, value)


def select(node: Aggregate, env: Env, evaluate: Evaluate) -> Selection:
    """Find the records that an aggregate reads."""
    view = env.view
    fixed = {}
    for name, expression in node.pins:
        value = evaluate(expression, env)
        if is_exact(value) and value is not NOTHING:
            fixed[name] = _pin_text(value)
    window = Window(env.day, window_start(node, env, evaluate))
    selection = Selection(node, env, evaluate, window, fixed, [])
    kind = view.evidence.kinds[node.kind]
    one_event = is_event(kind) and len(fixed) == len(kind.identity)
    only_pins = _filters_by_pins_only(node, len(fixed), view)
    history = node.function in HISTORY
    for series in view.evidence.series(node.kind, fixed):
        count = len(selection.found)
        named = not series.vague
        for found in read_series(series, view, window, history=history, trace=env.trace):
            if only_pins and named:
                selection.found.append(found)
                continue
            holds = found.holds & selection.passes(found.record)
            if not holds.is_false:
                selection.found.append(Found(found.record, holds))
        if len(selection.found) == count:
            selection.left_aside |= why_nothing(series, view, window)
        if one_event and named and not selection.claimed:
            selection.claimed = bool(view.known(series)[0])
    return selection


def _filters_by_pins_only(node: Aggregate, fixed: int, view: View) -> bool:
    """Whether the index has done all that the filter says: each of its conditions fixes one identity field, and all are known."""
    if not fixed or fixed != len(node.pins):
        return False
    key = ("conditions", id(node))
    known = view.cache.get(key)
    if known is None:
        conditions = node.condition.operands if isinstance(node.condition, And) else (node.condition,)
        known = view.cache[key] = (node, len(conditions) == len(node.pins))
    assert isinstance(known, tuple)
    return bool(known[1])


def window_start(node: Aggregate, env: Env, evaluate: Evaluate) -> Interval | None:
    """Return the first day of `recent(…)`: that long before the day judged, rounded down."""
    if node.window is None:
        return None
    length = evaluate(node.window, env)
    assert isinstance(length, Length)
    steps = tuple(replace(step, round=step.round or "down") for step in length.steps)
    return shift(exactly(env.day), Length(steps), -1)


def _pin_text(value: Value) -> str:
    if isinstance(value, Choice):
        return value.text
    return key_text(value.value if isinstance(value, Truth) else _plain(value))


def _plain(value: Value) -> object:
    assert isinstance(value, Interval)
    low: Any = (
        value.low.told() if isinstance(value.low, PassingDay) else value.low
    )  # an exact value: its two ends are one
    make = NumberRange if isinstance(low, int) or not hasattr(low, "isoformat") else DateRange
    return make(low, low)


def any_record(selection: Selection) -> Value:
    """`any`: one exists that passes (and of which the condition before `for` is true)."""
    node = selection.node
    answers: Iterable[Truth] = (one.holds for one in selection.found)
    if node.value is not None:
        value = node.value
        answers = (one.holds & selection.holds_for(one.record, value) for one in selection.found)
    known = any_of(answers)
    if known.is_true or selection.is_complete:
        return known
    return unknown(known.causes | selection.unclaimed_causes, absent=not selection.found)


def all_records(selection: Selection) -> Value:
    """`all`: of every one that passes, the condition is true."""
    value = selection.node.value
    assert value is not None
    known = all_of(~one.holds | selection.holds_for(one.record, value) for one in selection.found)
    if known.is_false or selection.is_complete:
        return known
    return unknown(known.causes | selection.unclaimed_causes, absent=not selection.found)


def count(selection: Selection) -> Value:
    """`count`: how many there are; at least the known ones where the list is not complete."""
    sure = sum(1 for one in selection.found if one.holds.is_true)
    causes = frozenset[Cause]().union(*(one.holds.causes for one in selection.found))
    if selection.is_complete:
        return Interval(sure, len(selection.found), causes)
    return Interval(sure, None, causes | selection.unclaimed_causes, absent=not selection.found)


def total(selection: Selection) -> Value:
    """`sum`: of the values; a record that may not count adds between nothing and its value."""
    value = selection.node.value
    assert value is not None
    result = exactly(0)
    for one in selection.found:
        result = add(result, term(selection.value_for(one.record, value), one.holds))
    if selection.is_complete:
        return replace(result, absent=False)
    typical = selection.typical()
    low = result.low if isinstance(typical, Interval) and typical.low is not None and typical.low >= 0 else None
    return Interval(low, None, result.causes | selection.unclaimed_causes, absent=not selection.found)


def term(value: Value, holds: Truth) -> Interval:
    """Return what one record adds to a sum: nothing if it is without a value, perhaps nothing if it may not count."""
    if value is NOTHING:
        return exactly(0)
    assert isinstance(value, Interval)
    if holds.is_true and not value.maybe_none:
        return Interval(value.low, value.high, value.causes)
    low = None if value.low is None else min(value.low, 0)
    high = None if value.high is None else max(value.high, 0)
    return Interval(low, high, value.causes | holds.causes)


def extreme(selection: Selection) -> Value:
    """`max` and `min` over the records: at least, or at most, the known one where the list is not complete."""
    node = selection.node
    assert node.value is not None
    largest = node.function == "max"
    combine = greater if largest else smaller
    certain: Interval | None = None
    possible: Interval | None = None
    doubts: Causes = NO_CAUSES
    for one in selection.found:
        value = selection.value_for(one.record, node.value)
        if value is NOTHING:
            continue
        assert isinstance(value, Interval)
        possible = value if possible is None else combine(possible, value)
        if one.holds.is_true and not value.maybe_none:
            certain = value if certain is None else combine(certain, value)
        else:
            doubts |= value.causes | one.holds.causes
    if certain is None or possible is None:
        return wholly_unknown(exactly(0), doubts | selection.unclaimed_causes, absent=not selection.found)
    low = certain.low if largest else possible.low
    high = possible.high if largest else certain.high
    causes = certain.causes | possible.causes | (doubts if low != high else NO_CAUSES)
    if selection.is_complete:
        return Interval(low, high, causes)
    typical = selection.typical()
    bounds = typical if isinstance(typical, Interval) else Interval(None, None)
    causes |= selection.unclaimed_causes
    if largest:
        return Interval(low, bounds.high, causes)
    return Interval(bounds.low, high, causes)


def by_date(selection: Selection) -> Value:
    """`latest` and `earliest`: the value of the record that is last, or first, by date; the hull of those that can be."""
    node = selection.node
    assert node.value is not None
    found = selection.found
    certain = [one for one in found if one.holds.is_true]
    left = decisive(selection)
    values = [selection.value_for(one.record, node.value) for one in left]
    imprecise: Causes = frozenset((Cause(Why.IMPRECISE, node.kind, tuple(selection.fixed.items())),))
    causes = frozenset[Cause]().union(imprecise, *(one.holds.causes for one in left))
    joined: Value | None = None
    for value in values:
        joined = value if joined is None else hull(joined, value, causes)
    if certain and joined is not None:
        return joined
    if node.none is not None and selection.is_complete:
        default = selection.evaluate(node.none, selection.env)
        return default if joined is None else hull(joined, default, causes)
    return _never_said(selection, causes if found else NO_CAUSES)


def decisive(selection: Selection) -> list[Found]:
    """Return the records that an aggregate's value rests on: for `latest` and `earliest` those that can be it, else all."""
    if selection.node.function not in ("latest", "earliest"):
        return selection.found
    later = selection.node.function == "latest"
    certain = [one for one in selection.found if one.holds.is_true]
    return [one for one in selection.found if not any(_beyond(other.record, one.record, later) for other in certain)]


def _beyond(one: Record, other: Record, later: bool) -> bool:
    return surely_after(one.date, other.date) if later else surely_after(other.date, one.date)


def _never_said(selection: Selection, causes: Causes) -> Value:
    """Return the value where there may be no record at all: whatever the field leaves."""
    why = causes | selection.unclaimed_causes
    absent = not selection.found
    typical = selection.typical()
    if isinstance(typical, Truth):
        return unknown(why, absent=absent, maybe_none=typical.maybe_none)
    if isinstance(typical, (Interval, Choice)):
        return replace(typical, causes=why, absent=absent)
    return typical


FOLDS: dict[str, Callable[[Selection], Value]] = {
    "any": any_record,
    "all": all_records,
    "count": count,
    "sum": total,
    "max": extreme,
    "min": extreme,
    "latest": by_date,
    "earliest": by_date,
}
"""What each aggregate makes of the records that it reads."""
