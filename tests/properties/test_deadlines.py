"""Deadlines and calendars: counting there and back, business days one by one, and intervals that hold every day they can mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from sanctions_engine.models.calendars import add_business_days, calendar_of, roll_forward
from sanctions_engine.models.deadlines import AmbiguousDay, Deadline, Round, add_months
from sanctions_engine.semantics.durations import days_between, period_start, shift
from sanctions_engine.semantics.values import Interval, Length, Step, exactly

ONE_DAY = timedelta(days=1)
days = st.dates(date(1950, 1, 1), date(2050, 12, 31))
near_days = st.dates(date(2018, 1, 1), date(2025, 12, 31))
months = st.integers(-600, 600)
calendars = st.sampled_from(("US-federal", "ECB", "DE", "NYSE"))


@given(days, months)
@example(date(2020, 2, 29), 12)
@example(date(2019, 1, 31), 1)
def test_months_keep_the_day_or_say_that_it_does_not_exist(start: date, count: int) -> None:
    down, up = add_months(start, count, Round.DOWN), add_months(start, count, Round.UP)
    if down != up:
        # the last day of a short month and the first of the next, whichever way one rounds
        assert start.day > 28
        assert (up, up.day) == (down + ONE_DAY, 1)
        with pytest.raises(AmbiguousDay) as unclear:
            add_months(start, count)
        assert (unclear.value.down, unclear.value.up) == (down, up)
        return
    day = add_months(start, count)
    assert day.day == start.day
    assert (day.year - start.year) * 12 + day.month - start.month == count
    assert add_months(day, -count) == start
    assert add_months(start, count, Round.UP) == add_months(start, count, Round.DOWN) == day


@given(days, st.integers(0, 300), st.integers(0, 300), st.sampled_from(Round))
def test_more_months_are_never_earlier(start: date, count: int, more: int, round: Round) -> None:
    assert add_months(start, count, round) <= add_months(start, count + more, round)


@given(near_days, st.integers(0, 40), calendars)
def test_business_days_are_counted_one_by_one(start: date, count: int, calendar: str) -> None:
    due = add_business_days(start, count, calendar)
    between = [start + timedelta(days=number) for number in range(1, (due - start).days + 1)]
    working = [day for day in between if calendar_of(calendar).is_working_day(day)]
    # the start day is not counted, the last day is
    assert len(working) == count
    assert due == (working[-1] if working else start)


@given(near_days, st.integers(0, 20), st.integers(0, 20), calendars)
def test_business_days_add_up(start: date, one: int, other: int, calendar: str) -> None:
    first = add_business_days(start, one, calendar)
    assert add_business_days(first, other, calendar) == add_business_days(start, one + other, calendar)


@given(near_days, calendars)
def test_rolling_forward_finds_the_next_business_day_and_stays_there(day: date, calendar: str) -> None:
    rolled = roll_forward(day, calendar)
    working = calendar_of(calendar)
    assert working.is_working_day(rolled)
    assert not any(working.is_working_day(day + timedelta(days=n)) for n in range((rolled - day).days))
    assert roll_forward(rolled, calendar) == rolled


@given(near_days, st.integers(0, 36), st.integers(0, 60), st.sampled_from(Round), st.booleans(), days)
def test_a_deadline_counts_months_then_days_then_rolls(
    start: date, count: int, more: int, round: Round, roll: bool, asked: date
) -> None:
    deadline = Deadline(start=start, months=count, days=more, round=round, roll=roll, calendar="DE" if roll else None)
    due = add_months(start, count, round) + timedelta(days=more)
    assert deadline.due == (roll_forward(due, "DE") if roll else due)
    assert deadline.is_in_time(asked) == (deadline.days_overdue(asked) == 0) == (asked <= deadline.due)


# --- intervals of days -------------------------------------------------------------------------------------------------

spans = st.builds(lambda low, length: Interval(low, low + timedelta(days=length)), near_days, st.integers(0, 90))
open_spans = spans | near_days.map(lambda low: Interval(low, None)) | near_days.map(lambda high: Interval(None, high))
counts = st.builds(lambda low, length: Interval(low, low + length), st.integers(0, 20), st.integers(0, 12))
steps = st.one_of(
    st.builds(Step, st.just("days"), counts),
    st.builds(Step, st.just("days"), counts, roll=st.just(True), calendar=calendars),
    st.builds(Step, st.just("months"), counts, round=st.none() | st.sampled_from(("down", "up"))),
    st.builds(Step, st.just("business_days"), counts, calendar=calendars),
)


Draw = Callable[..., Any]
"""What draws a value: the function that hypothesis hands to a composite strategy, or that of `st.data()`."""


def member(draw: Draw, days: Interval) -> date:
    """Draw a day that an interval can be."""
    low = days.low or days.high - timedelta(days=800)
    high = days.high or low + timedelta(days=800)
    day: date = draw(st.dates(low, high))
    return day


@given(st.data(), open_spans, st.lists(steps, min_size=1, max_size=3))
def test_adding_a_length_to_a_span_holds_every_day_that_can_result(
    data: st.DataObject, span: Interval, parts: list[Step]
) -> None:
    # Trap: rounding both ends of an ambiguous month the same way, rolling one end only, the ends of the length crossed.
    total = shift(span, Length(tuple(parts)))
    day = member(data.draw, span)
    exact = tuple(
        Step(
            part.unit,
            exactly(data.draw(st.integers(int(part.count.low), int(part.count.high)))),
            part.round or data.draw(st.sampled_from(("down", "up"))),  # without a rule, either may be meant
            part.roll,
            part.calendar,
        )
        for part in parts
    )
    result = shift(exactly(day), Length(exact))
    assert result.is_exact
    assert total.low is None or total.low <= result.low
    assert total.high is None or result.high <= total.high


@given(st.data(), open_spans, st.lists(steps.filter(lambda step: step.unit != "business_days"), min_size=1, max_size=2))
def test_subtracting_a_length_from_a_span_holds_every_day_that_can_result(
    data: st.DataObject, span: Interval, parts: list[Step]
) -> None:
    total = shift(span, Length(tuple(parts)), -1)
    day = member(data.draw, span)
    exact = tuple(
        Step(
            part.unit,
            exactly(data.draw(st.integers(int(part.count.low), int(part.count.high)))),
            part.round or data.draw(st.sampled_from(("down", "up"))),
            part.roll,
            part.calendar,
        )
        for part in parts
    )
    result = shift(exactly(day), Length(exact), -1)
    assert total.low is None or total.low <= result.low
    assert total.high is None or result.high <= total.high


@given(st.data(), open_spans, open_spans)
def test_the_days_between_two_spans_hold_every_number_that_can_result(
    data: st.DataObject, one: Interval, other: Interval
) -> None:
    between = days_between(one, other)
    number = (member(data.draw, other) - member(data.draw, one)).days
    assert between.low is None or between.low <= number
    assert between.high is None or number <= between.high


@given(days, st.sampled_from([("days", 7), ("months", 1), ("months", 3), ("months", 6), ("months", 12)]))
def test_a_period_begins_on_or_before_each_of_its_days(day: date, period: tuple[str, int]) -> None:
    unit, count = period
    step = Step(unit, exactly(count))
    start = period_start(day, step)
    following = shift(exactly(start), Length((step,))).low
    assert start <= day < following
    assert period_start(start, step) == start
    assert period_start(following - ONE_DAY, step) == start
    assert period_start(following, step) == following


@given(st.integers(-10, -1), calendars)
def test_business_days_are_counted_forward_only(count: int, calendar: str) -> None:
    with pytest.raises(ValueError, match="not negative"):
        add_business_days(date(2019, 1, 1), count, calendar)


@given(st.sampled_from((date(1, 1, 1), date(9999, 12, 31))), st.integers(1, 12 * 10_000))
def test_days_outside_the_calendar_are_told_of(end: date, count: int) -> None:
    assume(count > 0)
    with pytest.raises(OverflowError):
        add_months(end, count if end.year > 1 else -count)
