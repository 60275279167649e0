"""The day judged as one that passes: it notes when what it was asked will first be answered otherwise.

A judgement asks its day little: whether it lies before a due day, after a claim, within twelve months of a report. Between two days on
which one of these answers changes, the judgement stays the same. A `PassingDay` is a day that keeps account of them: it can stand
wherever a day can, and after the judgement its `Watch` knows until when the judgement holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self, SupportsIndex

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.models.dates import DateRange

ONE_DAY = timedelta(days=1)
NEAR = 40
"""Two days that move, and are so far apart, stay in their order: months and years differ in length by less."""

_YEAR, _MONTH, _DAY = date.__dict__["year"], date.__dict__["month"], date.__dict__["day"]


@dataclass(slots=True)
class Watch:
    """Until when all that was asked of a day is answered in the same way.

    Attributes:
        today: The day.
        until: The first later day on which something is answered otherwise; None if nothing ever is.
    """

    today: date
    until: date | None = None

    @property
    def day(self) -> PassingDay:
        """The day, as one that notes what it is asked."""
        return PassingDay.of(self)


class PassingDay(date):
    """A day that moves with the day judged, such as that day itself or the one twelve months before it.

    Example:
        >>> watch = Watch(date(2019, 12, 1))
        >>> watch.day <= date(2019, 12, 22), watch.until
        (True, datetime.date(2019, 12, 23))
        >>> watch.day - timedelta(days=30) >= date(2019, 11, 2), watch.until
        (False, datetime.date(2019, 12, 2))
    """

    __slots__ = ("_moves", "_watch")
    _watch: Watch
    _moves: Callable[[date], date] | None

    @classmethod
    def of(cls, watch: Watch, moves: Callable[[date], date] | None = None) -> Self:
        """Return the day that a watch is kept on, or another that goes with it.

        Args:
            watch: Where to note what is asked.
            moves: Gives the other day for a day judged; a later one never gives an earlier one.
        """
        plain = watch.today if moves is None else moves(watch.today)
        self = super().__new__(cls, _YEAR.__get__(plain), _MONTH.__get__(plain), _DAY.__get__(plain))
        self._watch, self._moves = watch, moves
        return self

    @property
    def plain(self) -> date:
        """The day as it stands today; asking for it is not noted."""
        return date(_YEAR.__get__(self), _MONTH.__get__(self), _DAY.__get__(self))

    def through(self, moves: Callable[[date], date]) -> Self:
        """Return the day to which a function takes this one; for later days it never gives earlier ones."""
        mine = self._moves
        return type(self).of(self._watch, moves if mine is None else lambda day: moves(mine(day)))

    def told(self) -> date:
        """Return the day as it stands today, noting that tomorrow it is another one."""
        plain = self.plain
        self._reaches(_after(plain))
        return plain

    # what it notes ---------------------------------------------------------------------------------------------------

    def _on(self, today: date) -> date:
        return today if self._moves is None else self._moves(today)

    def _reaches(self, later: date | None) -> None:
        """Note the first day judged on which this day is as late as another, which it is not today; None for never."""
        watch = self._watch
        if later is None or (watch.until is not None and not self._is_there(watch.until, later)):
            return
        if self._moves is None:
            watch.until = later
            return
        low, high = watch.today.toordinal(), (watch.until or date.max).toordinal()
        while high - low > 1:
            middle = (low + high) // 2
            if self._is_there(date.fromordinal(middle), later):
                high = middle
            else:
                low = middle
        if self._is_there(date.fromordinal(high), later):
            watch.until = date.fromordinal(high)

    def _is_there(self, today: date, later: date) -> bool:
        try:
            return self._on(today) >= later
        except (OverflowError, EvaluationFailed):  # beyond the calendar
            return True

    def _compared(self, other: date, passes: bool) -> int:
        """Return how this day lies to another (-1, 0, 1), noting when it comes there (or, with `passes`, goes past it)."""
        if isinstance(other, PassingDay):
            return self._beside(other)
        mine, its = date.toordinal(self), other.toordinal()
        if mine < its or (mine == its and passes):
            self._reaches(_after(other) if passes else other)
        return (mine > its) - (mine < its)

    def _beside(self, other: PassingDay) -> int:
        """Return how this day lies to one that moves too; far apart they stay so."""
        apart = date.toordinal(self) - date.toordinal(other)
        if self._moves is not other._moves and abs(apart) < NEAR:
            self._reaches(_after(self.plain))
            other._reaches(_after(other.plain))
        return (apart > 0) - (apart < 0)

    def __lt__(self, other: date) -> bool:
        return self._compared(other, False) < 0

    def __ge__(self, other: date) -> bool:
        return self._compared(other, False) >= 0

    def __gt__(self, other: date) -> bool:
        return self._compared(other, True) > 0

    def __le__(self, other: date) -> bool:
        return self._compared(other, True) <= 0

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, date):
            return False
        return self._compared(other, date.toordinal(self) >= date.toordinal(other)) == 0

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.told())

    @property
    def year(self) -> int:
        """The year, noting when the next begins."""
        year: int = _YEAR.__get__(self)
        self._reaches(date(year + 1, 1, 1) if year < date.max.year else None)
        return year

    @property
    def month(self) -> int:
        """The month, noting when the next begins."""
        year, month = _YEAR.__get__(self), _MONTH.__get__(self)
        if (year, month) != (date.max.year, 12):
            self._reaches(date(year + month // 12, month % 12 + 1, 1))
        return int(month)

    @property
    def day(self) -> int:
        """The number of the day in its month."""
        return self.told().day

    def __add__(self, other: timedelta) -> Self:
        return self.through(lambda day: day + other)

    __radd__ = __add__

    def __sub__(self, other: Any, /) -> Any:
        if isinstance(other, date):
            return self.told() - (other.told() if isinstance(other, PassingDay) else other)
        return self.through(lambda day: day - other)

    def __rsub__(self, other: date) -> timedelta:
        return other - self.told()

    def toordinal(self) -> int:
        """The number of the day."""
        return self.told().toordinal()

    def weekday(self) -> int:
        """The day of the week, from Monday at 0."""
        return self.told().weekday()

    def isoweekday(self) -> int:
        """The day of the week, from Monday at 1."""
        return self.told().isoweekday()

    def isocalendar(self) -> Any:
        """The year, week and weekday."""
        return self.told().isocalendar()

    def timetuple(self) -> Any:
        """The day as a tuple."""
        return self.told().timetuple()

    def replace(self, year: SupportsIndex | None = None, month: SupportsIndex | None = None, day: Any = None) -> date:  # type: ignore[override]  # a plain day, which does not move
        """Return the day with a part replaced."""
        told = self.told()
        given = {"year": year, "month": month, "day": day}
        return told.replace(**{name: value for name, value in given.items() if value is not None})

    def __reduce__(self) -> Any:
        return self.plain.__reduce__()


def plain_day(day: date) -> date:
    """Return a day as it is written, which does not move; to write it down is not noted.

    Example:
        >>> plain_day(Watch(date(2020, 1, 24)).day), plain_day(date(2020, 1, 24))
        (datetime.date(2020, 1, 24), datetime.date(2020, 1, 24))
    """
    return day.plain if isinstance(day, PassingDay) else day


def plain_days(days: DateRange | None) -> DateRange | None:
    """Return a range of days as it is written, if there is one; see `plain_day`."""
    if days is None:
        return None
    low, high = days.low, days.high
    if not (isinstance(low, PassingDay) or isinstance(high, PassingDay)):
        return days
    return DateRange(None if low is None else plain_day(low), None if high is None else plain_day(high))


def _after(day: date) -> date | None:
    """Return the day after; None after the last of the calendar."""
    return None if day >= date.max else day + ONE_DAY
