"""The values that expressions have: each says all that it can be.

A number or a day is the closed interval of what it can be; a text the set of texts it can be. `Nothing` is the value of
a field that is known to be without. `absent` marks a value of which nothing was said, `maybe_none` one that may be
without. Unknown or wide values carry their causes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sanctions_engine.models.claims import NONE, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FieldKind, FieldType
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.semantics.causes import NO_CAUSES, Cause, Causes
from sanctions_engine.semantics.truth import FALSE, TRUE, Truth, unknown

Bound = Any  # int | Fraction, or date: never both in one interval; None is open


@dataclass(slots=True, unsafe_hash=True)  # never changed; `frozen` would make each one three times as slow to build
class Interval:
    """A number or a day: every value from `low` to `high`, both included; None is open on that side.

    Example:
        >>> Interval(900, 1100).is_exact
        False
    """

    low: Bound
    high: Bound
    causes: Causes = NO_CAUSES
    absent: bool = False
    maybe_none: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether there is one value only."""
        return self.low is not None and self.low == self.high and not self.maybe_none


@dataclass(slots=True, unsafe_hash=True)  # never changed, as above
class Choice:
    """A text: one of `options`, or any text but those in `excluded` where `options` is None.

    Example:
        >>> Choice(frozenset({"RUS"})).is_exact
        True
    """

    options: frozenset[str] | None
    causes: Causes = NO_CAUSES
    absent: bool = False
    maybe_none: bool = False
    excluded: frozenset[str] = frozenset()

    @property
    def is_exact(self) -> bool:
        """Whether there is one text only."""
        return self.options is not None and len(self.options) == 1 and not self.maybe_none

    @property
    def text(self) -> str:
        """The text of an exact choice."""
        assert self.options is not None
        (only,) = self.options
        return only


@dataclass(frozen=True, slots=True)
class Nothing:
    """Known to be without."""


@dataclass(slots=True)
class Step:
    """One part of a duration: a number of `days`, `months` or `business_days`, with its options."""

    unit: str
    count: Interval
    round: str | None = None
    roll: bool = False
    calendar: str | None = None


@dataclass(slots=True)
class Length:
    """A duration: steps that are added one after the other."""

    steps: tuple[Step, ...]


NOTHING = Nothing()
Value = Truth | Interval | Choice | Nothing | Length | frozenset[str]


def exactly(value: Bound) -> Interval:
    """Return the interval that holds one number or day."""
    return Interval(value, value)


def one_text(text: str) -> Choice:
    """Return the choice that holds one text."""
    return Choice(frozenset((text,)))


def is_exact(value: Value) -> bool:
    """Whether a value is known in full."""
    if isinstance(value, Truth):
        return value.value is not None
    return not isinstance(value, (Interval, Choice)) or value.is_exact


def causes_of(value: Value) -> Causes:
    """Return the causes that a value carries."""
    return value.causes if isinstance(value, (Truth, Interval, Choice)) else NO_CAUSES


def may_be_none(value: Value) -> bool:
    """Whether a value is or may be without."""
    return value is NOTHING or (isinstance(value, (Truth, Interval, Choice)) and value.maybe_none)


def is_absent(value: Value) -> bool:
    """Whether nothing was said of a value."""
    return isinstance(value, (Truth, Interval, Choice)) and value.absent


def from_field(value: FieldValue, imprecise: Callable[[], Cause]) -> Value:
    """Turn a field of a claim into a value; `imprecise` gives the cause where it is a range."""
    if isinstance(value, (NumberRange, DateRange)):
        return Interval(value.low, value.high, NO_CAUSES if value.is_exact else frozenset((imprecise(),)))
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if value is NONE:
        return NOTHING
    assert isinstance(value, str)
    return one_text(value)


def unsaid(field: FieldType, causes: Causes, *, absent: bool = True) -> Value:
    """Return the value of a field of which nothing is known: all that its type and bounds leave."""
    optional = field.optional
    match field.kind:
        case FieldKind.BOOL:
            return unknown(causes, absent=absent, maybe_none=optional)
        case FieldKind.INT | FieldKind.DECIMAL:
            bounds = field.bounds or NumberRange(None, None)
            return Interval(bounds.low, bounds.high, causes, absent, optional)
        case FieldKind.DATE:
            return Interval(None, None, causes, absent, optional)
        case _:
            return Choice(None, causes, absent, optional)


def hull(one: Value, other: Value, cause: Causes = NO_CAUSES) -> Value:
    """Return the value that can be all that either can be; `cause` is added where they differ."""
    if one == other:
        return one
    causes = causes_of(one) | causes_of(other) | cause
    absent = is_absent(one) and is_absent(other)
    maybe_none = may_be_none(one) or may_be_none(other)
    if one is NOTHING or other is NOTHING:
        return _or_none(other if one is NOTHING else one, causes)
    if isinstance(one, Truth) and isinstance(other, Truth):
        if one.value is not None and one.value == other.value:
            return Truth(one.value)
        return unknown(causes, absent=absent, maybe_none=maybe_none)
    if isinstance(one, Interval) and isinstance(other, Interval):
        low = None if one.low is None or other.low is None else min(one.low, other.low)
        high = None if one.high is None or other.high is None else max(one.high, other.high)
        if low is not None and low == high and not maybe_none:
            return exactly(low)
        return Interval(low, high, causes, absent, maybe_none)
    if isinstance(one, Choice) and isinstance(other, Choice):
        if one.options is None or other.options is None:
            return Choice(None, causes, absent, maybe_none, _excluded(one) & _excluded(other))
        return Choice(one.options | other.options, causes, absent, maybe_none)
    raise TypeError(f"no hull of {one!r} and {other!r}")


def _excluded(choice: Choice) -> frozenset[str]:
    return choice.excluded if choice.options is None else frozenset()


def _or_none(value: Value, causes: Causes) -> Value:
    if isinstance(value, Truth):
        return unknown(causes, maybe_none=True)
    if isinstance(value, Interval):
        return Interval(value.low, value.high, causes, value.absent, True)
    if isinstance(value, Choice):
        return Choice(value.options, causes, value.absent, True, value.excluded)
    return value


def wholly_unknown(like: Value, causes: Causes, *, absent: bool) -> Value:
    """Return the value of which nothing is known, of the same sort as `like`."""
    if isinstance(like, Truth):
        return unknown(causes, absent=absent)
    if isinstance(like, Interval):
        return Interval(None, None, causes, absent)
    return Choice(None, causes, absent)


def as_date_range(value: Interval) -> DateRange:
    """Turn a value back into the day that models hold."""
    low, high = value.low, value.high
    assert low is None or isinstance(low, date)
    return DateRange(low, high)
