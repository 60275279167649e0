"""The values of expressions as terms: what `semantics.values` holds for one subject, for all subjects at once.

Each value says besides whether it is known to be without (`nothing`), whether nothing was said of it (`absent`) and whether it
may be without (`maybe_none`); these three are conditions that are never null.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import gcd

from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    Term,
    all_of,
    any_of,
    apply,
    choose,
    constant,
    equal,
    is_null,
    multiply,
    negation,
)
from sanctions_engine.semantics.truth import Truth
from sanctions_engine.semantics.values import NOTHING, Choice, Interval, Length, Value

WIDEST = 2**126
"""No number of a plan may be larger, scaled: the widest integers of databases have 127 bits."""

NARROW = 2**62
"""Up to here numbers fit 64 bits, sums of two included."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition: `value` is null where it is unknown. `maybe_none` is None where it is not worth keeping track of."""

    value: Term
    absent: Term = FALSE
    nothing: Term = FALSE
    maybe_none: Term | None = FALSE


@dataclass(frozen=True, slots=True)
class Span:
    """A number or a day: `low` and `high` are null where it is open; the same term where the value is exact or wholly open.

    Attributes:
        unit: What one of the stored whole numbers is worth; 1 for days.
        size: No stored number is larger than this, whatever its sign; 0 for days.
        is_day: Whether it is a day.
        blank: Whether both ends are null wherever it is absent or may be without.
    """

    low: Term
    high: Term
    absent: Term = FALSE
    nothing: Term = FALSE
    maybe_none: Term = FALSE
    unit: Fraction = Fraction(1)
    size: int = 0
    is_day: bool = False
    blank: bool = False

    @property
    def is_single(self) -> bool:
        """Whether its two ends are one term."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Quotient:
    """A number that is divided by what differs from subject to subject.

    Attributes:
        over: What is divided; where both ends are open, so is the quotient.
        by: What it is divided by: a positive whole number that is never null, one for both ends.
        size: No divisor is larger.
    """

    over: Span
    by: Term
    size: int


@dataclass(frozen=True, slots=True)
class Words:
    """A text: `value` is null where it can be any text but those of `excluded`."""

    value: Term
    absent: Term = FALSE
    nothing: Term = FALSE
    maybe_none: Term = FALSE
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration: the steps of `semantics.values.Length` with their numbers as spans."""

    steps: tuple[DurationStep, ...]


@dataclass(frozen=True, slots=True)
class DurationStep:
    """One part of a duration."""

    unit: str
    count: Span
    round: str | None = None
    roll: bool = False
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class Codes:
    """A list of texts that is the same for every rule of a family."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowCodes:
    """A list of texts that each rule of a family has for itself, by the rule's number in the family."""

    lists: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class NoValue:
    """Known to be without, for every subject: the constant `none`."""


Number = Span | Quotient
SqlValue = Condition | Span | Quotient | Words | Duration | Codes | RowCodes | NoValue


def number(value: int | Fraction) -> Span:
    """Return an exact number."""
    unit = Fraction(1, Fraction(value).denominator)
    stored = int(Fraction(value) / unit)
    return Span(constant(stored), constant(stored), unit=unit, size=fits(abs(stored)))


def from_value(value: Value) -> SqlValue:
    """Return a value of the reference evaluator as constants.

    Raises:
        Unsupported: For a text that is one of several.
    """
    if value is NOTHING:
        return NoValue()
    if isinstance(value, Truth):
        return Condition(
            constant(value.value),
            absent=constant(value.absent),
            maybe_none=constant(value.maybe_none),
        )
    if isinstance(value, Choice):
        if value.excluded or (value.options is not None and len(value.options) != 1):
            raise Unsupported("a text that is one of several")
        text = None if value.options is None else value.text
        return Words(constant(text), constant(value.absent), maybe_none=constant(value.maybe_none))
    if isinstance(value, Interval):
        return _span(value)
    if isinstance(value, Length):
        steps = (
            DurationStep(step.unit, _span(step.count), step.round, step.roll, step.calendar) for step in value.steps
        )
        return Duration(tuple(steps))
    assert isinstance(value, frozenset)
    return Codes(tuple(sorted(value)))


def _span(value: Interval) -> Span:
    absent, maybe_none = constant(value.absent), constant(value.maybe_none)
    ends = [end for end in (value.low, value.high) if end is not None]
    if any(isinstance(end, date) for end in ends):
        return Span(constant(value.low), constant(value.high), absent, maybe_none=maybe_none, is_day=True)
    unit = Fraction(1)
    for end in ends:
        unit = common(unit, Fraction(1, Fraction(end).denominator))
    stored = [None if end is None else int(Fraction(end) / unit) for end in (value.low, value.high)]
    size = max((abs(one) for one in stored if one is not None), default=0)
    low, high = (constant(one) for one in stored)
    return Span(low, high, absent, maybe_none=maybe_none, unit=unit, size=fits(size))


def common(one: Fraction, other: Fraction) -> Fraction:
    """Return the largest unit that both are whole multiples of.

    Example:
        >>> common(Fraction(1, 10), Fraction(1, 4))
        Fraction(1, 20)
    """
    if one == other:
        return one
    # gcd(a/b, c/d) = gcd(a*d, c*b) / (b*d)
    denominator = one.denominator * other.denominator
    return Fraction(gcd(one.numerator * other.denominator, other.numerator * one.denominator), denominator)


def in_unit(span: Span, unit: Fraction) -> Span:
    """Return a number in a smaller unit.

    Raises:
        Unsupported: If its numbers become too large.
    """
    factor = span.unit / unit
    if factor == 1:
        return span
    assert factor.denominator == 1
    return scaled(span, int(factor), unit)


def scaled(span: Span, factor: int, unit: Fraction) -> Span:
    """Return a number whose stored numbers are multiplied by a positive factor, in the unit given."""
    size = fits(span.size * factor)
    low = multiply(wide(span.low, size), constant(factor))
    high = low if span.is_single else multiply(wide(span.high, size), constant(factor))
    return replace(span, low=low, high=high, unit=unit, size=size)


def aligned(one: Span, other: Span) -> tuple[Span, Span]:
    """Return two numbers in one unit; days as they are."""
    if one.is_day or other.is_day or one.unit == other.unit:
        return one, other
    unit = common(one.unit, other.unit)
    return in_unit(one, unit), in_unit(other, unit)


def wide(term: Term, size: int) -> Term:
    """Return a term as a wide integer where numbers of that size need it."""
    return term if size < NARROW else apply("wide", term)


def fits(size: int) -> int:
    """Return the size of a number that a database can hold.

    Raises:
        Unsupported: If it is larger.
    """
    if size > WIDEST:
        raise Unsupported("numbers of more than 126 bits")
    return size


def is_exact(value: Span) -> Term:
    """Whether a number or day is one value for certain: true or false, never null."""
    one = negation(is_null(value.low))
    if not value.is_single:
        one = all_of([one, choose([(equal(value.low, value.high), constant(True))], FALSE)])
    return one if value.blank else all_of([one, negation(value.maybe_none)])


def where(condition: Term, value: SqlValue, otherwise: SqlValue) -> SqlValue:
    """Return one value where a condition (never null) is true, the other elsewhere.

    Raises:
        Unsupported: For durations and lists of texts.
    """
    if condition == constant(True) or value == otherwise:
        return value
    if condition == FALSE:
        return otherwise

    if isinstance(value, NoValue):
        value = without(otherwise)
    if isinstance(otherwise, NoValue):
        otherwise = without(value)

    def pick(one: Term, other: Term) -> Term:
        return choose([(condition, one)], other)

    if isinstance(value, Condition) and isinstance(otherwise, Condition):
        may = (
            None
            if value.maybe_none is None or otherwise.maybe_none is None
            else pick(value.maybe_none, otherwise.maybe_none)
        )
        return Condition(
            pick(value.value, otherwise.value),
            pick(value.absent, otherwise.absent),
            pick(value.nothing, otherwise.nothing),
            may,
        )
    if isinstance(value, Words) and isinstance(otherwise, Words):
        return Words(
            pick(value.value, otherwise.value),
            pick(value.absent, otherwise.absent),
            pick(value.nothing, otherwise.nothing),
            pick(value.maybe_none, otherwise.maybe_none),
        )
    if isinstance(value, (Span, Quotient)) and isinstance(otherwise, (Span, Quotient)):
        if isinstance(value, Quotient) or isinstance(otherwise, Quotient):
            return _where_quotient(condition, value, otherwise)
        value, otherwise = aligned(value, otherwise)
        low = pick(value.low, otherwise.low)
        high = low if value.is_single and otherwise.is_single else pick(value.high, otherwise.high)
        return Span(
            low,
            high,
            pick(value.absent, otherwise.absent),
            pick(value.nothing, otherwise.nothing),
            pick(value.maybe_none, otherwise.maybe_none),
            unit=value.unit,
            size=max(value.size, otherwise.size),
            is_day=value.is_day or otherwise.is_day,
            blank=value.blank and otherwise.blank,
        )
    raise Unsupported("a choice between durations, lists, or what is known to be without")


def as_quotient(one: Number) -> Quotient:
    """Return a number as a quotient; one that is none is divided by one."""
    return one if isinstance(one, Quotient) else Quotient(one, constant(1), 1)


def _where_quotient(condition: Term, one: Number, other: Number) -> Quotient:
    left, right = as_quotient(one), as_quotient(other)
    over = where(condition, left.over, right.over)
    assert isinstance(over, Span)
    return Quotient(over, choose([(condition, left.by)], right.by), max(left.size, right.size))


def without(like: SqlValue) -> SqlValue:
    """Return what is known to be without, in the form of another value."""
    true = constant(True)
    if isinstance(like, Condition):
        return Condition(FALSE, nothing=true)
    if isinstance(like, Words):
        return Words(NULL, nothing=true)
    if isinstance(like, Quotient):
        like = like.over
    if isinstance(like, Span):
        return replace(like, low=NULL, high=NULL, absent=FALSE, nothing=true, maybe_none=FALSE)
    raise Unsupported("a duration that is known to be without")


def dividend(value: SqlValue) -> SqlValue:
    """Return what a quotient divides, which is absent or without where the quotient is; any other value as it is."""
    return value.over if isinstance(value, Quotient) else value


def any_nothing(*values: SqlValue) -> Term:
    """Whether one of some values is known to be without."""
    return any_of(nothing_of(value) for value in values)


def nothing_of(value: SqlValue) -> Term:
    """Whether a value is known to be without."""
    if isinstance(value, NoValue):
        return constant(True)
    value = dividend(value)
    return value.nothing if isinstance(value, (Condition, Span, Words)) else FALSE


def absent_of(value: SqlValue) -> Term:
    """Whether nothing was said of a value."""
    value = dividend(value)
    return value.absent if isinstance(value, (Condition, Span, Words)) else FALSE


def maybe_none_of(value: SqlValue) -> Term:
    """Whether a value may be without, what is known to be without left aside.

    Raises:
        Unsupported: Where no track is kept of it.
    """
    value = dividend(value)
    if not isinstance(value, (Condition, Span, Words)):
        return FALSE
    if value.maybe_none is None:
        raise Unsupported("whether a condition made of conditions may be without")
    return value.maybe_none
