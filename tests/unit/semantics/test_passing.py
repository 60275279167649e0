"""The day that passes: until when its answers hold, whatever it is asked."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanctions_engine.models.deadlines import Round, add_months
from sanctions_engine.semantics.passing import PassingDay, Watch

TODAY = date(2020, 2, 29)
days = st.dates(date(2017, 1, 1), date(2023, 12, 31))
Ask = Callable[[date, date], object]
ASKED: dict[str, Ask] = {
    "<": lambda day, other: day < other,
    "<=": lambda day, other: day <= other,
    ">": lambda day, other: day > other,
    ">=": lambda day, other: day >= other,
    "==": lambda day, other: day == other,
    "!=": lambda day, other: day != other,
    "reflected <": lambda day, other: other < day,
    "reflected <=": lambda day, other: other <= day,
    "reflected ==": lambda day, other: other == day,
    "min": lambda day, other: min(day, other) == other,
    "year": lambda day, other: day.year - other.year,
    "month": lambda day, other: day.month,
    "day": lambda day, other: day.day,
    "days between": lambda day, other: (day - other).days,
    "reflected days between": lambda day, other: (other - day).days,
    "weekday": lambda day, other: day.weekday(),
    "replaced": lambda day, other: day.replace(day=1) < other,
    "hash": lambda day, other: day in {other},
    "two that move": lambda day, other: day - timedelta(days=30) < day,
}
MOVES: dict[str, Callable[[date], date]] = {
    "the day itself": lambda day: day,
    "thirty days before": lambda day: day - timedelta(days=30),
    "the day after": lambda day: day + timedelta(days=1),
    "a year before": lambda day: add_months(day, -12, Round.DOWN),
    "a month after": lambda day: add_months(day, 1, Round.DOWN),
}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
@settings(max_examples=20)
@given(today=days, other=days)
def test_an_answer_holds_until_the_day_that_was_noted(
    ask: Ask, move: Callable[[date], date], today: date, other: date
) -> None:
    watch = Watch(today)
    answer = ask(PassingDay.of(watch, move), other)
    assert answer == ask(move(today), other)
    last = watch.until or today + timedelta(days=900)
    for number in {0, 1, (last - today).days // 2, (last - today).days - 1}:
        if 0 <= number < (last - today).days:
            assert ask(move(today + timedelta(days=number)), other) == answer


@pytest.mark.parametrize("ask", [ASKED[name] for name in ("<", "<=", ">", ">=", "==")])
@given(other=days)
def test_no_day_is_noted_too_early(ask: Ask, other: date) -> None:
    # A day too early is a judgement in vain: one for each subject on each day would be polling.
    watch = Watch(TODAY)
    answer = ask(watch.day, other)
    if watch.until is not None:
        assert ask(watch.until, other) != answer or watch.until in (other, other + timedelta(days=1))
    assert (watch.until is None) or watch.until >= min(other, TODAY + timedelta(days=1))


def test_a_day_that_is_only_told_is_not_noted() -> None:
    watch = Watch(TODAY)
    assert f"{watch.day} {watch.day.isoformat()}" == "2020-02-29 2020-02-29"
    assert watch.until is None


def test_a_day_at_the_end_of_the_calendar_waits_for_nothing() -> None:
    watch = Watch(date.max)
    assert watch.day >= TODAY
    assert watch.day.year == 9999
    assert watch.until is None


def test_a_day_is_kept_as_a_plain_one() -> None:
    kept = pickle.loads(pickle.dumps(Watch(TODAY).day))
    assert (kept, type(kept)) == (TODAY, date)
