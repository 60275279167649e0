"""How many records rules leave unasked or find clean: counted by the law's day, never listed."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from sanctions_engine.engines.relational.rule_texts import RuleText
from sanctions_engine.models.verdicts import Verdict


@dataclass(slots=True)
class QuietCounts:
    """The outcomes of rules that are not listed, out of how many records have each law's day.

    Those not in force follow from the days, then those that are not asked; the clean ones are the rest.

    Attributes:
        told: By rule, how many outcomes of records that are asked are listed, or settled in another way.
        unasked: By rule, how many outcomes of records that are not asked are settled in another way.
    """

    told: Mapping[str, int]
    unasked: Mapping[str, int]
    _days: dict[str, Days] = field(default_factory=dict)
    _texts: dict[str, list[RuleText]] = field(default_factory=dict)
    _asked: Counter[str] = field(default_factory=Counter)

    def add(self, texts: Sequence[RuleText], days: Days, asked: Mapping[int, int] | None) -> None:
        """Take in the texts of a family.

        Args:
            texts: The texts.
            days: How many records have each law's day.
            asked: By the place of a text in `texts`, how many records it may apply to; None where `days` tells.
        """
        for number, text in enumerate(texts):
            self._texts.setdefault(text.id, []).append(text)
            self._days[text.id] = days
            self._asked[text.id] += days.within(text, asked=True) if asked is None else asked.get(number, 0)

    def by_rule(self) -> Iterable[tuple[str, Counter[Verdict]]]:
        """Yield each rule with its counts."""
        for id, texts in self._texts.items():
            days, asked = self._days[id], self._asked[id]
            straddling = days.straddling(texts)
            reached = sum(days.within(text) for text in texts) + straddling
            yield (
                id,
                Counter(
                    {
                        Verdict.NOT_IN_FORCE: days.total - reached,
                        Verdict.NOT_APPLICABLE: reached - straddling - asked - self.unasked.get(id, 0),
                        Verdict.CLEAN: asked + straddling - self.told.get(id, 0),
                    }
                ),
            )


class Days:
    """How many records have each law's day.

    Attributes:
        total: How many records there are.
    """

    def __init__(self, rows: Iterable[tuple[date | None, date | None, bool, int]]) -> None:
        exact: dict[bool, dict[date, int]] = {True: {}, False: {}}
        self._open: list[tuple[date | None, date | None, bool, int]] = []
        self.total = 0
        for low, high, asked, number in rows:
            self.total += number
            if low is not None and low == high:
                exact[asked][low] = exact[asked].get(low, 0) + number
            else:
                self._open.append((low, high, asked, number))
        self._sums = {asked: self._cumulated(found) for asked, found in exact.items()}

    @staticmethod
    def _cumulated(found: Mapping[date, int]) -> tuple[list[date], list[int]]:
        days = sorted(found)
        return days, [0, *accumulate(found[day] for day in days)]

    def within(self, text: RuleText, *, asked: bool = False) -> int:
        """Return how many records fall into a text; those that may, where the rule has no other text."""
        found = 0
        for is_asked in (True,) if asked else (True, False):
            days, sums = self._sums[is_asked]
            first = 0 if text.since is None else bisect_left(days, text.since)
            last = len(days) if text.until is None else bisect_left(days, text.until)
            found += max(0, sums[last] - sums[first])
        for low, high, is_asked, number in self._open:
            if (is_asked or not asked) and (_surely(text, low, high) if text.several else _perhaps(text, low, high)):
                found += number
        return found

    def straddling(self, texts: Sequence[RuleText]) -> int:
        """Return how many records leave open which of several texts they fall into."""
        if len(texts) < 2:
            return 0
        return sum(
            number
            for low, high, _, number in self._open
            if any(_perhaps(text, low, high) for text in texts) and not any(_surely(text, low, high) for text in texts)
        )


def _perhaps(text: RuleText, low: date | None, high: date | None) -> bool:
    begun = text.since is None or high is None or text.since <= high
    return begun and (text.until is None or low is None or low < text.until)


def _surely(text: RuleText, low: date | None, high: date | None) -> bool:
    begun = text.since is None or (low is not None and text.since <= low)
    return begun and (text.until is None or (high is not None and high < text.until))
