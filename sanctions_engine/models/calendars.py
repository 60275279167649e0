"""Calendars of business days, from the `holidays` library.

A calendar is named by a body (`US-federal`, `CA-federal`, `ECB`, `NYSE`) or by a State's alpha-2 code (`DE`),
which means that State's public holidays and weekend. The library is loaded on first use.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Protocol

NAMED = {
    "US-federal": ("country", "US"),
    "CA-federal": ("country", "CA"),
    "ECB": ("market", "ECB"),
    "NYSE": ("market", "NYSE"),
}
"""Names that are not alpha-2 codes, and where the `holidays` library keeps them."""


class Calendar(Protocol):
    """A calendar of working days, as the `holidays` library gives it."""

    def is_working_day(self, key: date) -> bool:
        """Whether business is done on the day."""


def calendar_names() -> tuple[str, ...]:
    """Return every name that `calendar=` accepts: the named calendars, then alpha-2 codes.

    Example:
        >>> "US-federal" in calendar_names()
        True
    """
    return (*NAMED, *sorted(_countries()))


def is_calendar(name: str) -> bool:
    """Whether there is a calendar of that name.

    Example:
        >>> is_calendar("US-federal"), is_calendar("Mars")
        (True, False)
    """
    return name in NAMED or name in _countries()


@cache
def _countries() -> frozenset[str]:
    import holidays

    return frozenset(code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2)


@cache
def calendar_of(name: str) -> Calendar:
    """Return the calendar of a name.

    Raises:
        LookupError: If there is none.

    Example:
        >>> calendar_of("US-federal").is_working_day(date(2019, 12, 25))
        False
    """
    import holidays

    if not is_calendar(name):
        raise LookupError(f"there is no calendar `{name}`")
    where, key = NAMED.get(name, ("country", name))
    if where == "market":
        return holidays.financial_holidays(key)
    return holidays.country_holidays(key)


def add_business_days(start: date, count: int, calendar: str) -> date:
    """Return the day that is `count` business days after `start`; the start day is not counted.

    Args:
        start: Day of the triggering event; it need not be a business day.
        count: Number of business days, zero or more; zero is the start day itself.
        calendar: Name of the calendar.

    Raises:
        ValueError: If `count` is negative.
        LookupError: If there is no such calendar.
        OverflowError: If the day lies after the year 9999.

    Example:
        >>> add_business_days(date(2024, 7, 3), 10, "US-federal")  # 4 July is a holiday
        datetime.date(2024, 7, 18)
    """
    if count < 0:
        raise ValueError("a number of business days is not negative")
    working = calendar_of(calendar)
    day = start
    while count:
        day += timedelta(days=1)
        count -= working.is_working_day(day)
    return day


def roll_forward(day: date, calendar: str) -> date:
    """Return the day itself if it is a business day, else the next one.

    Example:
        >>> roll_forward(date(2019, 12, 22), "US-federal")  # a Sunday
        datetime.date(2019, 12, 23)
    """
    working = calendar_of(calendar)
    while not working.is_working_day(day):
        day += timedelta(days=1)
    return day
