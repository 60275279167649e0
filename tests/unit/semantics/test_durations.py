"""Days and durations at their edges; the laws stand in the property tests."""

from __future__ import annotations

from datetime import date

import pytest

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.semantics.causes import Cause, Why
from sanctions_engine.semantics.durations import period_start, shift
from sanctions_engine.semantics.values import Interval, Length, Step, exactly

JANUARY_31 = exactly(date(2019, 1, 31))


def length(unit: str, count: object, **options: object) -> Length:
    interval = count if isinstance(count, Interval) else exactly(count)
    return Length((Step(unit, interval, **options),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "start, by, end",
    [
        (exactly(date(2019, 3, 1)), length("days", 0), date(2019, 3, 1)),
        (exactly(date(2017, 12, 22)), length("months", 24), date(2019, 12, 22)),
        (JANUARY_31, length("months", 1, round="down"), date(2019, 2, 28)),
        (JANUARY_31, length("months", 1, round="up"), date(2019, 3, 1)),
        (exactly(date(2020, 2, 29)), length("months", 12, round="down"), date(2021, 2, 28)),
        (exactly(date(2020, 2, 29)), length("months", 48), date(2024, 2, 29)),
        (exactly(date(2024, 7, 3)), length("business_days", 1, calendar="US-federal"), date(2024, 7, 5)),
        (exactly(date(2019, 12, 15)), length("days", 7, roll=True, calendar="US-federal"), date(2019, 12, 23)),
    ],
)
def test_an_exact_duration_ends_on_one_day(start: Interval, by: Length, end: date) -> None:
    answer = shift(start, by)
    assert (answer.low, answer.high) == (end, end)
    assert not answer.causes


def test_a_day_that_does_not_exist_is_either_rounding_and_says_so() -> None:
    answer = shift(JANUARY_31, length("months", 1))
    assert (answer.low, answer.high) == (date(2019, 2, 28), date(2019, 3, 1))
    assert answer.causes == {Cause(Why.AMBIGUOUS_DATE)}


def test_months_and_days_are_added_one_after_the_other() -> None:
    # 31 January + 1 month + 1 day is 1 March; + 1 day + 1 month would be 1 March too, but by another way.
    both = Length((Step("months", exactly(1), "down"), Step("days", exactly(2))))
    assert shift(JANUARY_31, both).low == date(2019, 3, 2)


def test_an_open_start_stays_open() -> None:
    answer = shift(Interval(None, date(2019, 3, 1)), length("days", 10))
    assert (answer.low, answer.high) == (None, date(2019, 3, 11))


def test_an_open_length_has_no_last_day() -> None:
    answer = shift(exactly(date(2019, 3, 1)), length("days", Interval(0, None)))
    assert (answer.low, answer.high) == (date(2019, 3, 1), None)


def test_going_back_turns_an_imprecise_length_around() -> None:
    answer = shift(exactly(date(2019, 3, 31)), length("days", Interval(10, 20)), -1)
    assert (answer.low, answer.high) == (date(2019, 3, 11), date(2019, 3, 21))


def test_a_part_of_a_day_is_rounded_outwards() -> None:
    answer = shift(exactly(date(2019, 3, 1)), length("days", Interval(exactly(21).low / 2, exactly(21).low / 2)))
    assert (answer.low, answer.high) == (date(2019, 3, 11), date(2019, 3, 12))


@pytest.mark.parametrize(
    "start, by, sign",
    [
        (date(9999, 12, 31), length("days", 1), 1),
        (date(9999, 12, 31), length("months", 1), 1),
        (date(1, 1, 1), length("days", 1), -1),
        (date(9999, 12, 31), length("business_days", 1, calendar="US-federal"), 1),
        (date(2019, 3, 1), length("days", 10**12), 1),
        (date(2019, 3, 1), length("business_days", 1, calendar="US-federal"), -1),
    ],
)
def test_a_day_that_cannot_be_reckoned_is_an_error_and_no_unknown(start: date, by: Length, sign: int) -> None:
    with pytest.raises(EvaluationFailed):
        shift(exactly(start), by, sign)


@pytest.mark.parametrize(
    "day, step, first",
    [
        (date(2019, 3, 31), Step("months", exactly(1)), date(2019, 3, 1)),
        (date(2019, 3, 31), Step("months", exactly(3)), date(2019, 1, 1)),
        (date(2019, 4, 1), Step("months", exactly(3)), date(2019, 4, 1)),
        (date(2019, 6, 30), Step("months", exactly(6)), date(2019, 1, 1)),
        (date(2019, 12, 31), Step("months", exactly(12)), date(2019, 1, 1)),
        (date(2019, 12, 29), Step("days", exactly(7)), date(2019, 12, 23)),
        (date(2019, 12, 30), Step("days", exactly(7)), date(2019, 12, 30)),
    ],
)
def test_a_period_begins_where_the_calendar_says(day: date, step: Step, first: date) -> None:
    assert period_start(day, step) == first
