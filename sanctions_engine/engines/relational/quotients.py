"""Quotients of two figures of the evidence: a number over a divisor that differs from subject to subject.

What is asked of two of them is asked of what they divide, once both are over one divisor: it is positive, so it keeps the order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from sanctions_engine.engines.relational.terms import (
    NULL,
    Constant,
    Term,
    any_of,
    apply,
    choose,
    constant,
    is_null,
    is_true,
    less,
    multiply,
    negation,
)
from sanctions_engine.engines.relational.values import (
    Number,
    Quotient,
    Span,
    aligned,
    as_quotient,
    fits,
    wide,
)

ZERO, ONE, MINUS = constant(0), constant(1), constant(-1)


def over_one(one: Number, other: Number) -> tuple[Span, Span, Quotient]:
    """Return what two numbers are over one divisor, in one unit, and the first as a quotient by it.

    Raises:
        Unsupported: Where the numbers become too large.
    """
    left, right = as_quotient(one), as_quotient(other)
    if left.by == right.by:
        first, second = aligned(left.over, right.over)
        return first, second, replace(left, over=first)
    first, second = aligned(times(left.over, right), times(right.over, left))
    by, size = product(left, right)
    return first, second, Quotient(first, by, size)


def combined(combine: Callable[[Span, Span], Span], one: Number, other: Number) -> Quotient:
    """Return what a function that keeps scale comes to of two numbers over one divisor."""
    first, second, like = over_one(one, other)
    return replace(like, over=combine(first, second))


def product(one: Quotient, other: Quotient) -> tuple[Term, int]:
    """Return the product of two divisors, and its size."""
    size = fits(one.size * other.size)
    return multiply(wide(one.by, size), wide(other.by, size)), size


def times(span: Span, divisor: Quotient) -> Span:
    """Return a number multiplied by the divisor of a quotient."""
    if divisor.by == ONE:
        return span
    size = fits(span.size * divisor.size)
    low = multiply(wide(span.low, size), wide(divisor.by, size))
    high = low if span.is_single else multiply(wide(span.high, size), wide(divisor.by, size))
    return replace(span, low=low, high=high, size=size)


def quotient(over: Span, by: Term, size: int) -> Number:
    """Return a number divided by a positive one, which goes into the unit where it is a constant."""
    if isinstance(by, Constant):
        assert isinstance(by.value, int)
        return replace(over, unit=over.unit / by.value)
    return Quotient(over, by, size)


def divided(one: Span, other: Span) -> Number:
    """Return every quotient of two numbers; open where the divisor may be zero, or is.

    What is absent or without in it is left to say.
    """
    low, high = other.low, other.high
    minus = is_true(less(high, ZERO))
    none = negation(any_of([minus, is_true(less(ZERO, low))]))
    over, size = _turned(one, minus), max(other.size, 1)
    # The ends of the divisor are taken without its sign, which goes to what is divided.
    near = choose([(minus, multiply(high, MINUS))], low)
    if other.is_single:
        by = choose([(none, ONE)], near)
    else:
        far, area = choose([(minus, multiply(low, MINUS))], high), fits(size * size)
        is_open = is_null(far)
        by = choose([(none, ONE), (is_open, near)], multiply(wide(near, area), wide(far, area)))
        # over the product of both ends, what is divided by the near one is multiplied by the far one
        by_near, by_far = choose([(is_open, ONE)], far), choose([(is_open, ZERO)], near)
        over = _weighted(over, (by_near, by_far), size)
        size = area
    ends = [choose([(none, NULL)], end) for end in (over.low, over.high)]
    over = replace(over, low=ends[0], high=ends[1], unit=one.unit / other.unit, blank=False)
    return quotient(over, by, size)


def _turned(one: Span, minus: Term) -> Span:
    """Return a number, or where a condition is true its negative."""
    low = choose([(minus, multiply(one.high, MINUS))], one.low)
    high = low if one.is_single else choose([(minus, multiply(one.low, MINUS))], one.high)
    return replace(one, low=low, high=high)


def _weighted(one: Span, weights: tuple[Term, Term], size: int) -> Span:
    """Return every product with a number of which the largest and the smallest are given: positive, or zero."""
    whole = fits(one.size * size)
    most, least = (wide(weight, whole) for weight in weights)
    low = multiply(wide(one.low, whole), choose([(less(one.low, ZERO), most)], least))
    high = multiply(wide(one.high, whole), choose([(less(one.high, ZERO), least)], most))
    return replace(one, low=low, high=high, size=whole)


def whole(one: Quotient, *, up: tuple[bool, bool]) -> Span:
    """Return a quotient rounded to a whole number, its two ends up or down."""
    unit = one.over.unit
    over_size, by_size = fits(one.over.size * unit.numerator), fits(one.size * unit.denominator)
    by = multiply(wide(one.by, by_size), constant(unit.denominator))
    widest = max(over_size, 2 * by_size)

    def rounded(end: Term, up: bool) -> Term:
        factor = -unit.numerator if up else unit.numerator
        down = apply("floor", multiply(wide(end, fits(widest)), constant(factor)), by)
        return multiply(down, MINUS) if up else down

    low = rounded(one.over.low, up[0])
    high = low if one.over.is_single and up[0] == up[1] else rounded(one.over.high, up[1])
    size = over_size // unit.denominator + 1
    return replace(one.over, low=low, high=high, unit=Fraction(1), size=size)
