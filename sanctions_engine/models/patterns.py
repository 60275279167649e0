"""The written forms of numbers and days as regular expressions: the one place that models and columnar loading both read.

They use what Python's `re` and RE2, which databases use, understand alike; each is to match a whole text.
"""

from __future__ import annotations

NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?"
"""An exact number: digits, a sign and decimals if there are any. No exponent, no separator."""

RATIO = r"([+-]?[0-9]+)/([0-9]+)"
"""A ratio of two whole numbers."""

DAY = r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?"
"""A year, a month or a day."""

EXACT_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
"""A day alone; whether the calendar has it is another question."""

TARIFF_CODE = r"(?:[0-9]{2}){1,4}|0[0-9]{8}|[0-9]{10,}"
"""A tariff code that has lost no digit: two, four, six, eight or more; one of nine that does not begin with a zero may have."""

GRADE = r"[A-F][1-6]"
"""Reliability, then credibility."""

MISLEADING_NUMBER = r"[+-]?[1-9][0-9]{0,2}\.[0-9]{2}0"
"""Three decimals of which the last says nothing, such as 30.000: thousands may be meant."""


def number_of(digits: int, places: int) -> str:
    """Return the expression of a `NUMBER` of at most so many digits before the point, and after it.

    Example:
        >>> import re
        >>> [bool(re.fullmatch(number_of(3, 1), text)) for text in ("-12.5", "12.55", "1234", "7", "7.")]
        [True, False, False, True, False]
    """
    return rf"[+-]?[0-9]{{1,{digits}}}" + (rf"(?:\.[0-9]{{1,{places}}})?" if places else "")
