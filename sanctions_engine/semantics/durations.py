"""Days and durations: `date + duration` for intervals of both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from math import ceil, floor

from sanctions_engine.diagnostics import Code, EvaluationFailed, Problem
from sanctions_engine.models.calendars import add_business_days, roll_forward
from sanctions_engine.models.deadlines import AmbiguousDay, Round, add_months
from sanctions_engine.models.numbers import Number
from sanctions_engine.semantics.causes import NO_CAUSES, Cause, Causes, Why
from sanctions_engine.semantics.passing import PassingDay
from sanctions_engine.semantics.values import Interval, Length, Step

AMBIGUOUS: Causes = frozenset((Cause(Why.AMBIGUOUS_DATE),))
PARTIAL: Causes = frozenset((Cause(Why.IMPRECISE, note="round a length of time to whole numbers, with `ceil`"),))


def outside_the_calendar(what: str) -> EvaluationFailed:
    """Return the error of a day before the year 1 or after 9999."""
    return EvaluationFailed([Problem(Code.SE602, f"{what} lies outside the years 1 to 9999")])


def shift(day: Interval, length: Length, sign: int = 1) -> Interval:
    """Return every day that `length` after (or before, with sign -1) can be.

    Raises:
        EvaluationFailed: If a day lies outside the calendar.

    Example:
        >>> from sanctions_engine.semantics.values import exactly
        >>> shift(exactly(date(2017, 12, 22)), Length((Step("months", exactly(24)),))).low
        datetime.date(2019, 12, 22)
    """
    for step in length.steps:
        day = _shift(day, step, sign)
    return day


def _shift(day: Interval, step: Step, sign: int) -> Interval:
    count = step.count
    causes = day.causes | count.causes
    first, last = (count.low, count.high) if sign > 0 else (count.high, count.low)
    low = high = None
    ambiguous: Causes = PARTIAL if any(end is not None and end != floor(end) for end in (first, last)) else NO_CAUSES
    if day.low is not None and first is not None:
        low, unclear = _move(day.low, step, sign * first, floor, Round.DOWN)
        ambiguous |= AMBIGUOUS if unclear else NO_CAUSES
    if day.high is not None and last is not None:
        high, unclear = _move(day.high, step, sign * last, ceil, Round.UP)
        ambiguous |= AMBIGUOUS if unclear else NO_CAUSES
    if step.roll and step.calendar:
        low = low and roll_forward(low, step.calendar)
        high = high and roll_forward(high, step.calendar)
    return Interval(low, high, causes | ambiguous, day.absent or count.absent, day.maybe_none or count.maybe_none)


def _move(
    start: date, step: Step, count: Number, whole: Callable[[Number], int], otherwise: Round
) -> tuple[date, bool]:
    """Move one end of an interval; a part of a day is rounded outwards, as is a day that does not exist where no rounding was said."""
    number = whole(count)
    if isinstance(start, PassingDay) and (step.unit == "days" or (step.unit == "months" and step.round)):
        return start.through(lambda day: _move(day, step, count, whole, otherwise)[0]), False
    try:
        if step.unit == "days":
            return start + timedelta(days=number), False
        if step.unit == "business_days":
            if number < 0:
                raise EvaluationFailed([Problem(Code.SE602, "business days are counted forward only")])
            return add_business_days(start, number, step.calendar or ""), False
        said = Round(step.round) if step.round else None
        try:
            return add_months(start, number, said), False
        except AmbiguousDay:
            return add_months(start, number, otherwise), True
    except OverflowError as error:
        raise outside_the_calendar(f"{start} and {number} {step.unit}") from error


def days_between(one: Interval, other: Interval) -> Interval:
    """Return every number of days from the first to the second.

    Example:
        >>> from sanctions_engine.semantics.values import exactly
        >>> days_between(exactly(date(2019, 12, 22)), exactly(date(2020, 1, 24))).low
        33
    """
    low = None if one.high is None or other.low is None else (other.low - one.high).days
    high = None if one.low is None or other.high is None else (other.high - one.low).days
    return Interval(
        low, high, one.causes | other.causes, one.absent or other.absent, one.maybe_none or other.maybe_none
    )


def period_start(day: date, step: Step) -> date:
    """Return the first day of the calendar period (week from Monday, month, quarter, half-year, year) that contains a day.

    Example:
        >>> from sanctions_engine.semantics.values import exactly
        >>> period_start(date(2018, 5, 17), Step("months", exactly(3)))
        datetime.date(2018, 4, 1)
    """
    if step.unit == "days":
        return day - timedelta(days=day.weekday())
    months = int(step.count.low)
    if months % 12 == 0:
        years = months // 12
        return date((day.year - 1) // years * years + 1, 1, 1)
    return date(day.year, (day.month - 1) // months * months + 1, 1)
