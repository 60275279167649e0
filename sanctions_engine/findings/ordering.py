"""The order in which law is listed: instruments by their day, paragraphs by their numbers."""

from __future__ import annotations

import re
from datetime import date

from sanctions_engine.models.instruments import Instrument

_NUMBERS = re.compile(r"(\d+)")


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts numbers in a text by their value.

    Example:
        >>> sorted(["16 (b)", "9", "annex", "16 (a)"], key=natural)
        ['9', '16 (a)', '16 (b)', 'annex']
    """
    parts = (part for part in _NUMBERS.split(text) if part)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def by_day(one: Instrument) -> tuple[date, str]:
    """Return a key that sorts instruments by adoption; drafts by the day on which they were put forward."""
    return one.adopted or one.tabled or date.max, one.id
