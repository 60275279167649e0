"""Bans on goods by tariff code: the same goods are banned whatever the number of bans, so that the hits stay the same.

The codes are those of 80 chapters, each with 16 headings of 4 subheadings. Every other chapter is banned. The banned codes, in
order, are cut into as many runs as there are to be bans; each ban lists its run with as few codes as can be: chapters,
else headings, else subheadings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

CHAPTERS, HEADINGS, SUBHEADINGS = 80, 16, 4
IN_A_CHAPTER = HEADINGS * SUBHEADINGS
INSTRUMENTS = {f"reg-{number + 1}": date(2013, 2, 1) + timedelta(days=210 * number) for number in range(10)}
"""The regulations that ban, with their days of adoption."""
WIND_DOWNS = (None, 30, 60, 90, 180)


@dataclass(frozen=True, slots=True)
class Ban:
    """A row of the decision table.

    Attributes:
        codes: Tariff codes, each with everything below it.
        adopted: First day of the ban.
        wind_down: Days in which contracts of before may still be carried out; None for none.
    """

    id: str
    codes: tuple[str, ...]
    instrument: str
    wind_down: int | None

    @property
    def adopted(self) -> date:
        """Day of adoption of the instrument, and first day of the ban."""
        return INSTRUMENTS[self.instrument]

    @property
    def last(self) -> date | None:
        """Last day of the wind-down; None where there is none."""
        return None if self.wind_down is None else self.adopted + timedelta(days=self.wind_down)


def subheadings(*, banned: bool) -> list[str]:
    """Return the codes of six digits of the chapters that are banned, or of the others."""
    return [
        f"{chapter:02}{heading:02}{10 * subheading:02}"
        for chapter in range(1 if banned else 2, CHAPTERS + 1, 2)
        for heading in range(1, HEADINGS + 1)
        for subheading in range(1, SUBHEADINGS + 1)
    ]


def bans(number: int, seed: int = 2397) -> tuple[Ban, ...]:
    """Return so many bans.

    Example:
        >>> [one.codes for one in bans(40)][:2]
        [('01',), ('03',)]
    """
    leaves = subheadings(banned=True)
    cuts = _cuts(len(leaves), number, np.random.default_rng(seed))
    instruments = tuple(INSTRUMENTS)
    return tuple(
        Ban(
            f"ban-{place + 1:04}",
            tuple(_shortest(leaves, start, end)),
            instruments[place % len(instruments)],
            WIND_DOWNS[(place + place // len(instruments)) % len(WIND_DOWNS)],
        )
        for place, (start, end) in enumerate(pairwise(cuts))
    )


def _cuts(leaves: int, number: int, random: np.random.Generator) -> list[int]:
    """Return the ends of the runs: most where a chapter or heading ends, some moved, to a heading or to anywhere."""
    length = leaves / number
    furthest = max(0, int((length - 1) // 2))
    cuts = [0]
    for place in range(1, number):
        moved = 0
        if furthest and random.random() < 0.3:
            moved = int(random.integers(-furthest, furthest + 1))
            if furthest >= SUBHEADINGS and random.random() < 0.7:
                moved = round(moved / SUBHEADINGS) * SUBHEADINGS
        cuts.append(round(place * length) + moved)
    return [*cuts, leaves]


def _shortest(leaves: list[str], start: int, end: int) -> list[str]:
    """Return the shortest list of codes that begin the leaves from `start` up to `end`, and no others."""
    found = []
    while start < end:
        steps = ((IN_A_CHAPTER, 2), (SUBHEADINGS, 4), (1, 6))
        step, digits = next(one for one in steps if start % one[0] == 0 and start + one[0] <= end)
        found.append(leaves[start][:digits])
        start += step
    return found
