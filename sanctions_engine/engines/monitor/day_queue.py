"""The days on which something can change though nothing is said, in order."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from heapq import heappop, heappush
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)


class DayQueue(Generic[Item]):
    """Items, each with the day on which it is to be looked at again.

    Example:
        >>> queue = DayQueue[str]()
        >>> queue.put("report", date(2019, 12, 22)); queue.put("cap", date(2018, 12, 31)); queue.put("cap", None)
        >>> queue.first, queue.take(date(2019, 12, 22)), queue.first
        (datetime.date(2019, 12, 22), ['report'], None)
    """

    def __init__(self) -> None:
        self._days: dict[Item, date] = {}
        self._waiting: list[tuple[date, int, Item]] = []
        self._number = 0

    def __len__(self) -> int:
        return len(self._days)

    def put(self, item: Item, day: date | None) -> None:
        """Set the day of an item in place of the one that it had; None for never."""
        before = self._days.get(item)
        if day == before:
            return
        if day is None:
            del self._days[item]
            return
        self._days[item] = day
        self._number += 1
        heappush(self._waiting, (day, self._number, item))

    @property
    def first(self) -> date | None:
        """The first day on which an item is to be looked at; None if there is none."""
        waiting = self._waiting
        while waiting and self._days.get(waiting[0][2]) != waiting[0][0]:
            heappop(waiting)
        return waiting[0][0] if waiting else None

    def take(self, day: date) -> list[Item]:
        """Take out the items of all days up to one, in order."""
        found = []
        while (first := self.first) is not None and first <= day:
            item = heappop(self._waiting)[2]
            del self._days[item]
            found.append(item)
        return found
