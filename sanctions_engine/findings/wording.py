"""Values, series and law in words."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import floor, log10

from sanctions_engine.models.claims import FieldValue, field_to_json
from sanctions_engine.models.numbers import format_number
from sanctions_engine.semantics.law import Text
from sanctions_engine.semantics.truth import Truth
from sanctions_engine.semantics.values import NOTHING, Choice, Interval, Length, Value

SHORT = 4
"""A number of more decimal places is told rounded: to one place, and to two digits that count where it is below one."""

LONG = 30
"""A number of more digits than this is told as a power of ten."""


def value_in_words(value: Value) -> str:
    """Return a value as a proof tells it.

    Example:
        >>> value_in_words(Interval(900, 1100)), value_in_words(Interval(Fraction(16613, 2035), Fraction(16613, 2035)))
        ('900..1100', '8.2')
    """
    if isinstance(value, Truth):
        return {True: "true", False: "false", None: "unknown"}[value.value]
    if value is NOTHING:
        return "none"
    if isinstance(value, Interval):
        words = _interval(value)
        return f"{words} or none" if value.maybe_none and words != "unknown" else words
    if isinstance(value, Choice):
        return " or ".join(one or '""' for one in sorted(value.options)) if value.options else "unknown"
    if isinstance(value, Length):
        return " + ".join(f"{_interval(step.count)} {step.unit.replace('_', ' ')}" for step in value.steps)
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return "unknown"


def _interval(value: Interval) -> str:
    if value.low is not None and value.low == value.high:
        return _bound(value.low)
    if value.low is None and value.high is None:
        return "unknown"
    low = "" if value.low is None else _bound(value.low)
    high = "" if value.high is None else _bound(value.high)
    return f"{low}..{high}"


def _bound(value: int | Fraction | date) -> str:
    return value.isoformat() if isinstance(value, date) else _number(Fraction(value))


def _number(value: Fraction) -> str:
    """Return a number as it is where that is short, else rounded; one that is very large or small as a power of ten."""
    size = _size(value)
    if not -LONG < size < LONG:
        return f"{_rounded(value / Fraction(10) ** size, 1)} * 10^{size}"
    text = format_number(value.numerator if value.denominator == 1 else value)
    if "/" in text or len(text.partition(".")[2]) > SHORT:
        return _rounded(value, max(1, 1 - size))
    return text


def _size(value: Fraction) -> int:
    """Return the power of ten below a number, 0 for zero; exact for numbers that no float can hold."""
    if not value:
        return 0
    size = floor(log10(abs(value.numerator)) - log10(value.denominator))
    return size + 1 if abs(value) >= Fraction(10) ** (size + 1) else size - (abs(value) < Fraction(10) ** size)


def _rounded(value: Fraction, places: int) -> str:
    digits = str(abs(round(value * 10**places))).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def field_in_words(value: FieldValue) -> str:
    """Return a field of a claim as text."""
    plain = field_to_json(value)
    return str(plain).lower() if isinstance(plain, bool) else str(plain)


def law_in_words(text: Text | None) -> str | None:
    """Return what made the text in force what it is, or why there is none; None for the text as first adopted.

    Example:
        >>> law_in_words(None) is None
        True
    """
    if text is None:
        return None
    if text.why == "before":
        return "not yet in force" + (f": in force from {text.until}" if text.until else "")
    if text.why == "ended":
        return f"ended: not in force since {text.since}"
    if text.why == "no parameter":
        return "no value of its parameter applies on this day"
    told = []
    for change in text.changes:
        word = {"amend": "amended", "repeal": "repealed", "suspend": "suspended"}[change.action]
        since = f" from {text.since}" if change.action != "amend" and text.since else ""
        told.append(f"{word} by {change.citation}{since}")
    return "; ".join(told) or None
