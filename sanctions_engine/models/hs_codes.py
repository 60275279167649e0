"""The Harmonized System: which codes its editions have. `data/hs_codes.md` says where the list comes from."""

from __future__ import annotations

import csv
from bisect import bisect_left
from datetime import date
from functools import cache
from importlib.resources import files

EDITIONS = (2002, 2007, 2012, 2017, 2022)
"""The editions that are listed; each is in force from the first of January of its year until the next one is."""

DIGITS = 6
"""The digits that all States share; further ones are a State's own."""


def edition_on(day: date) -> int | None:
    """Return the edition in force on a day, or None before the first that is listed.

    Example:
        >>> edition_on(date(2017, 12, 22)), edition_on(date(2016, 3, 2)), edition_on(date(1999, 1, 1))
        (2017, 2012, None)
    """
    return max((year for year in EDITIONS if year <= day.year), default=None)


def editions_with(code: str) -> tuple[int, ...]:
    """Return the editions that have a code: a chapter, a heading or a subheading; of a longer one its first six digits count.

    Example:
        >>> editions_with("2701"), editions_with("890392"), editions_with("2799")
        ((2002, 2007, 2012, 2017, 2022), (2002, 2007, 2012, 2017), ())
    """
    start = code[:DIGITS]
    codes, editions = _table()
    found: set[int] = set()
    for index in range(bisect_left(codes, start), len(codes)):
        if not codes[index].startswith(start):
            break
        found.update(editions[index])
    return tuple(sorted(found))


@cache
def _table() -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """Return the codes in order, and the editions of each."""
    text = files("sanctions_engine.models").joinpath("data", "hs_codes.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))[1:]
    return tuple(row[0] for row in rows), tuple(tuple(int(year) for year in row[1].split()) for row in rows)
