"""Quotients of two figures of the evidence: a number over a divisor that differs from subject to subject.

What is asked of two of them is asked of what they divide, once both are over one divisor: it is positive, so it keeps the order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from sanctions_engine.engines.relational.terms import (
    Constant,
    Term,
    all_of,
    any_of,
    apply,
    choose,
    constant,
    equal,
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


def inverse(other: Span) -> tuple[Number, Term]:
    """Return every inverse of a number, and where there is none: where it may be zero, or is open; true or false.

    Where there is none the value means nothing.
    """
    low, high = other.low, other.high
    if other.is_single:
        none = negation(is_true(negation(equal(low, ZERO))))
        minus = is_true(less(low, ZERO))
        by = choose([(none, ONE), (minus, multiply(low, MINUS))], low)
        ends = [choose([(minus, MINUS)], ONE)] * 2
        size, most = max(other.size, 1), 1
    else:
        plus, minus = is_true(less(ZERO, low)), is_true(less(high, ZERO))
        none = negation(any_of([plus, minus]))
        both = all_of([negation(is_null(low)), negation(is_null(high))])
        size, most = fits(max(other.size, 1) ** 2), max(other.size, 1)
        # 1/high = low/(low*high): of one sign, the two ends have a positive product
        by = choose(
            [(none, ONE), (both, multiply(wide(low, size), wide(high, size))), (plus, low)], multiply(high, MINUS)
        )
        ends = [
            choose([(both, low), (plus, ZERO)], MINUS),
            choose([(both, high), (plus, ONE)], ZERO),
        ]
    over = replace(other, low=ends[0], high=ends[1], unit=1 / other.unit, size=most, blank=False)
    return quotient(over, by, size), none


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
