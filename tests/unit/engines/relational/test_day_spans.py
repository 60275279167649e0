"""Numbers and days as spans: units, calendar periods, business days."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import duckdb
import pytest

from sanctions_engine.engines.relational import calculating, day_spans
from sanctions_engine.engines.relational.calendars import calendar_rows
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Query
from sanctions_engine.engines.relational.running import fetch
from sanctions_engine.engines.relational.terms import Term, constant
from sanctions_engine.engines.relational.values import WIDEST, common, fits, from_value, in_unit, number
from sanctions_engine.models.calendars import add_business_days, roll_forward
from sanctions_engine.semantics.durations import period_start
from sanctions_engine.semantics.values import Choice, Step, exactly


def came_to(term: Term) -> object:
    ((found,),) = fetch(duckdb.connect(), Query({}, {"found": term}))
    return found


@pytest.mark.parametrize(
    "unit, count", [("days", 7), ("months", 1), ("months", 3), ("months", 6), ("months", 12), ("months", 24)]
)
@pytest.mark.parametrize(
    "day", [date(2018, 5, 17), date(2020, 2, 29), date(2019, 12, 31), date(2021, 1, 1), date(1999, 3, 1)]
)
def test_a_period_begins_where_the_reference_evaluator_says(unit: str, count: int, day: date) -> None:
    expected = period_start(day, Step(unit, exactly(count)))
    assert came_to(day_spans.period_start(constant(day), unit, count)) == expected


def test_the_table_of_a_calendar_counts_as_the_calendar_does() -> None:
    every, open_days = calendar_rows("US-federal", 2024, 2025)
    counted = dict(zip(every.columns["day"], every.columns["number"], strict=True))
    following = dict(zip(every.columns["day"], every.columns["next"], strict=True))
    by_number = dict(zip(open_days.columns["number"], open_days.columns["day"], strict=True))
    for day in (date(2024, 7, 3), date(2024, 7, 4), date(2024, 12, 21), date(2025, 1, 1)):
        place = counted[day]
        assert isinstance(place, int)
        assert by_number[place + 10] == add_business_days(day, 10, "US-federal")
        assert following[day] == roll_forward(day, "US-federal")


@pytest.mark.parametrize("value, down, up", [(Fraction(7, 2), 3, 4), (Fraction(-7, 2), -4, -3), (Fraction(4), 4, 4)])
def test_parts_are_rounded_down_and_up(value: Fraction, down: int, up: int) -> None:
    # Databases round towards nothing, which is up for what is below it.
    rounded = calculating.whole(number(value), up=(False, True))
    assert (came_to(rounded.low), came_to(rounded.high)) == (down, up)


def test_units_have_a_common_one_and_numbers_stay_the_same_in_it() -> None:
    unit = common(Fraction(1, 10), Fraction(1, 4))
    assert came_to(in_unit(number(Fraction(1, 4)), unit).low) == 5


def test_what_no_database_can_hold_is_refused() -> None:
    with pytest.raises(Unsupported, match="126 bits"):
        fits(WIDEST + 1)
    with pytest.raises(Unsupported, match="one of several"):
        from_value(Choice(frozenset({"coal", "iron"})))
