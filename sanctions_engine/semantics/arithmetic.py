"""Interval arithmetic over exact numbers; None is open."""

from __future__ import annotations

from fractions import Fraction
from math import ceil as ceil_number

from sanctions_engine.models.numbers import exact
from sanctions_engine.semantics.causes import Cause, Causes, Why
from sanctions_engine.semantics.values import Bound, Interval


def _result(low: Bound, high: Bound, one: Interval, other: Interval) -> Interval:
    return Interval(
        low, high, one.causes | other.causes, one.absent or other.absent, one.maybe_none or other.maybe_none
    )


def add(one: Interval, other: Interval) -> Interval:
    """Return every sum.

    Example:
        >>> add(Interval(1, 2), Interval(10, None)).low
        11
    """
    low = None if one.low is None or other.low is None else one.low + other.low
    high = None if one.high is None or other.high is None else one.high + other.high
    return _result(low, high, one, other)


def negate(one: Interval) -> Interval:
    """Return every negative."""
    low = None if one.high is None else -one.high
    high = None if one.low is None else -one.low
    return Interval(low, high, one.causes, one.absent, one.maybe_none)


def subtract(one: Interval, other: Interval) -> Interval:
    """Return every difference."""
    return add(one, negate(other))


def multiply(one: Interval, other: Interval) -> Interval:
    """Return every product.

    Example:
        >>> multiply(Interval(0, None), Interval(-1, 2)).low is None
        True
    """
    corners = [_times(a, b) for a in _ends(one) for b in _ends(other)]
    low, high = min(corners, key=_order), max(corners, key=_order)
    return _result(_finite(low), _finite(high), one, other)


def divide(one: Interval, other: Interval) -> Interval:
    """Return every quotient; wholly unknown where the divisor may be zero.

    Example:
        >>> divide(Interval(1, 1), Interval(3, 3)).low
        Fraction(1, 3)
    """
    low, high = other.low, other.high
    if (low is None or low <= 0) and (high is None or high >= 0):
        causes: Causes = one.causes | other.causes | {Cause(Why.DIVISION_BY_ZERO)}
        return Interval(None, None, causes, one.absent or other.absent, one.maybe_none or other.maybe_none)
    inverse_low = Fraction(0) if high is None else Fraction(1) / high
    inverse_high = Fraction(0) if low is None else Fraction(1) / low
    inverse = Interval(exact(inverse_low), exact(inverse_high), other.causes, other.absent, other.maybe_none)
    return multiply(one, inverse)


def smaller(one: Interval, other: Interval) -> Interval:
    """Return every minimum of two numbers or days."""
    low = None if one.low is None or other.low is None else min(one.low, other.low)
    highs = [bound for bound in (one.high, other.high) if bound is not None]
    return _result(low, min(highs) if highs else None, one, other)


def greater(one: Interval, other: Interval) -> Interval:
    """Return every maximum of two numbers or days."""
    lows = [bound for bound in (one.low, other.low) if bound is not None]
    high = None if one.high is None or other.high is None else max(one.high, other.high)
    return _result(max(lows) if lows else None, high, one, other)


def ceil(one: Interval) -> Interval:
    """Return every value rounded up to a whole number."""
    low = None if one.low is None else ceil_number(one.low)
    high = None if one.high is None else ceil_number(one.high)
    return Interval(low, high, one.causes, one.absent, one.maybe_none)


_Signed = tuple[int, Bound]  # (-1, _) is minus infinity, (0, number) finite, (1, _) plus infinity


def _ends(one: Interval) -> tuple[_Signed, _Signed]:
    low: _Signed = (-1, None) if one.low is None else (0, one.low)
    high: _Signed = (1, None) if one.high is None else (0, one.high)
    return low, high


def _times(one: _Signed, other: _Signed) -> _Signed:
    if one[0] == 0 and other[0] == 0:
        return 0, exact(one[1] * other[1])
    sign = _sign(one) * _sign(other)
    return (0, 0) if sign == 0 else (sign, None)


def _sign(end: _Signed) -> int:
    if end[0]:
        return end[0]
    return int(end[1] > 0) - int(end[1] < 0)


def _order(end: _Signed) -> tuple[int, Bound]:
    return end[0], end[1] if end[0] == 0 else 0


def _finite(end: _Signed) -> Bound:
    return None if end[0] else end[1]
