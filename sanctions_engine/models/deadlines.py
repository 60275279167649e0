"""Deadlines: how the last day in time is counted.

Counting follows the usual rule of public international law and of the resolutions modelled here: the day of the event is
not counted, the last day counts to its end. Months and years keep the day number.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from dateutil.relativedelta import relativedelta
from pydantic import Field, model_validator

from sanctions_engine.models.base import Model
from sanctions_engine.models.calendars import add_business_days, calendar_names, is_calendar, roll_forward

__all__ = ["AmbiguousDay", "Deadline", "Round", "add_months", "calendar_names", "is_calendar"]


class Round(StrEnum):
    """Where a day goes that its month does not have: to the last day of the month, or to the first of the next."""

    DOWN = "down"
    UP = "up"


class AmbiguousDay(ValueError):
    """A month does not have the day, and no rounding was said.

    Attributes:
        start: The day that was counted from.
        months: The number of months, negative if counted backwards.
        down, up: The two days that it can be.
    """

    def __init__(self, start: date, months: int, down: date, up: date) -> None:
        super().__init__(f"{start} + {months} months: the day does not exist; it can be {down} or {up}")
        self.start = start
        self.months = months
        self.down = down
        self.up = up


def add_months(start: date, months: int, round: Round | None = None) -> date:
    """Return the same day number `months` later (or earlier, if negative).

    Raises:
        AmbiguousDay: If that day does not exist and `round` is None.
        OverflowError: If the day lies outside the years 1 to 9999.

    Example:
        >>> add_months(date(2017, 12, 22), 24)
        datetime.date(2019, 12, 22)
        >>> add_months(date(2019, 1, 31), 1, Round.UP)
        datetime.date(2019, 3, 1)
    """
    try:
        down: date = start + relativedelta(months=months)
    except (ValueError, OverflowError) as error:
        raise OverflowError(f"{start} + {months} months lies outside the calendar") from error
    if down.day == start.day:
        return down
    up = down + timedelta(days=1)
    if round is None:
        raise AmbiguousDay(start, months, down, up)
    return down if round is Round.DOWN else up


class Deadline(Model):
    """The last day on which something can still be done in time.

    Attributes:
        start: The day of the event; it is not counted.
        years, months, weeks, days: Length; years and months are added first, then weeks and days.
        business_days: Length in business days of `calendar`; not together with the others.
        calendar: Name of a calendar, see `calendar_names`.
        round: What to do when a month does not have the day.
        roll: Whether a last day that is no business day of `calendar` moves to the next one.

    Raises:
        ValueError: If the parts do not go together, or the day does not exist and `round` is None.

    Example:
        >>> Deadline(start=date(2017, 12, 22), months=24).due
        datetime.date(2019, 12, 22)
        >>> Deadline(start=date(2017, 12, 22), months=24).days_overdue(date(2020, 1, 24))
        33
    """

    start: date
    years: int = Field(default=0, ge=0)
    months: int = Field(default=0, ge=0)
    weeks: int = Field(default=0, ge=0)
    days: int = Field(default=0, ge=0)
    business_days: int = Field(default=0, ge=0)
    calendar: str | None = None
    round: Round | None = None
    roll: bool = False

    @model_validator(mode="after")
    def _parts_go_together(self) -> Self:
        if self.business_days and (self.years or self.months or self.weeks or self.days):
            raise ValueError("business days do not mix with other lengths")
        if (self.business_days or self.roll) and self.calendar is None:
            raise ValueError("business days and `roll` need a `calendar`")
        if self.calendar is not None and not is_calendar(self.calendar):
            raise ValueError(f"there is no calendar `{self.calendar}`")
        self._count()
        return self

    def _count(self) -> date:
        if self.business_days and self.calendar:
            return add_business_days(self.start, self.business_days, self.calendar)
        day = add_months(self.start, 12 * self.years + self.months, self.round)
        day += timedelta(days=7 * self.weeks + self.days)
        return roll_forward(day, self.calendar) if self.roll and self.calendar else day

    @property
    def due(self) -> date:
        """The last day in time, itself included."""
        return self._count()

    def is_in_time(self, day: date) -> bool:
        """Whether an act on that day is in time."""
        return day <= self.due

    def days_overdue(self, day: date) -> int:
        """How many days after the due day that day is; zero on or before it."""
        return max(0, (day - self.due).days)
