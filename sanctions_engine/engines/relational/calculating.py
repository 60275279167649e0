"""Arithmetic over spans: the counterpart of `semantics.arithmetic`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import cast

from sanctions_engine.engines.relational import quotients
from sanctions_engine.engines.relational.extremes import greater as greater_term
from sanctions_engine.engines.relational.extremes import smaller as smaller_term
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
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
    negation,
)
from sanctions_engine.engines.relational.terms import (
    add as add_terms,
)
from sanctions_engine.engines.relational.terms import (
    multiply as multiply_terms,
)
from sanctions_engine.engines.relational.values import (
    Condition,
    NoValue,
    Number,
    Quotient,
    Span,
    SqlValue,
    Words,
    absent_of,
    aligned,
    as_quotient,
    dividend,
    fits,
    in_unit,
    is_exact,
    maybe_none_of,
    nothing_of,
    scaled,
    where,
    wide,
    without,
)


def flags(*spans: Span) -> tuple[Term, Term, Term]:
    """Return what is `absent`, `nothing` and `maybe_none` of a value that is made of others: what one of them is.

    What is made of something known to be without is so too, whatever is not said of the rest.
    """
    nothing = any_of(one.nothing for one in spans)
    absent, maybe_none = any_of(one.absent for one in spans), any_of(one.maybe_none for one in spans)
    given = negation(nothing)
    return all_of([given, absent]), nothing, all_of([given, maybe_none])


def add(one: Number, other: Number) -> Number:
    """Return every sum."""
    if isinstance(one, Quotient) or isinstance(other, Quotient):
        return quotients.combined(_sum, one, other)
    return _sum(one, other)


def _sum(one: Span, other: Span) -> Span:
    one, other = aligned(one, other)
    size = fits(one.size + other.size)
    low = add_terms(wide(one.low, size), wide(other.low, size))
    single = one.is_single and other.is_single
    high = low if single else add_terms(wide(one.high, size), wide(other.high, size))
    return Span(low, high, *flags(one, other), unit=one.unit, size=size, blank=one.blank and other.blank)


def negate(one: Number) -> Number:
    """Return every negative."""
    return replace(one, over=_negative(one.over)) if isinstance(one, Quotient) else _negative(one)


def _negative(one: Span) -> Span:
    minus = constant(-1)
    high = multiply_terms(one.low, minus)
    low = high if one.is_single else multiply_terms(one.high, minus)
    return replace(one, low=low, high=high)


def multiply(one: Number, other: Number) -> Number:
    """Return every product.

    Raises:
        Unsupported: Where its numbers become too large.
    """
    if isinstance(one, Span) and isinstance(other, Span):
        return product(one, other)
    left, right = as_quotient(one), as_quotient(other)
    return quotients.quotient(product(left.over, right.over), *quotients.product(left, right))


def product(one: Span, other: Span) -> Span:
    """Return every product of two numbers that are no quotients."""
    if not is_constant(other):
        one, other = other, one
    if not is_constant(other):
        return _product(one, other)
    low, high = _number(other.low), _number(other.high)
    if low is None or high is None or low * high < 0 or other.absent != FALSE or other.maybe_none != FALSE:
        return _product(one, other)
    unit, size = one.unit * other.unit, fits(one.size * max(other.size, 1))

    def times(end: Term, factor: int) -> Term:
        return constant(0) if factor == 0 and end != NULL else multiply_terms(wide(end, size), constant(factor))

    if low == high:
        if low == 0:
            return _product(one, other)
        ends = (times(one.low, low), one.low if one.is_single else times(one.high, low))
        if one.is_single:
            ends = (ends[0], ends[0])
        elif low < 0:
            ends = (ends[1], ends[0])
        return replace(one, low=ends[0], high=ends[1], unit=unit, size=size, blank=False)
    if low <= 0:
        return _product(one, other)
    negative = less(one.low, constant(0))
    bottom = choose([(negative, times(one.low, high))], times(one.low, low))
    negative = less(one.high, constant(0))
    top = choose([(negative, times(one.high, low))], times(one.high, high))
    return replace(one, low=bottom, high=top, unit=unit, size=size, blank=False)


def _product(one: Span, other: Span) -> Span:
    """Return every product of two numbers, each of them open or of either sign."""
    size, zero = fits(max(one.size, 1) * max(other.size, 1)), constant(0)
    whole = replace(one, unit=one.unit * other.unit, size=size, blank=False)
    absent, nothing, maybe_none = flags(one, other)
    whole = replace(whole, absent=absent, nothing=nothing, maybe_none=maybe_none)
    if one.is_single and other.is_single:
        is_zero = is_true(any_of([equal(one.low, zero), equal(other.low, zero)]))
        term = choose([(is_zero, zero)], multiply_terms(wide(one.low, size), wide(other.low, size)))
        return replace(whole, low=term, high=term)
    finite: list[Term] = []
    least: list[Term] = []
    most: list[Term] = []
    for a, below in ((one.low, True), (one.high, False)):
        for b, other_below in ((other.low, True), (other.high, False)):
            open_end = any_of([is_null(a), is_null(b)])
            minus, plus = _signs(a, below)
            other_minus, other_plus = _signs(b, other_below)
            least.append(all_of([open_end, any_of([all_of([minus, other_plus]), all_of([plus, other_minus])])]))
            most.append(all_of([open_end, any_of([all_of([minus, other_minus]), all_of([plus, other_plus])])]))
            product = multiply_terms(wide(a, size), wide(b, size))
            infinite = any_of([least[-1], most[-1]])
            finite.append(choose([(infinite, NULL), (open_end, zero)], product))
    low = choose([(any_of(least), NULL)], apply("least", *finite, strict=False))
    high = choose([(any_of(most), NULL)], apply("greatest", *finite, strict=False))
    return replace(whole, low=low, high=high)


def _signs(end: Term, below: bool) -> tuple[Term, Term]:
    """Return whether an end is negative, and whether it is positive; one that is open is minus or plus infinity."""
    zero, is_open = constant(0), is_null(end)
    minus, plus = is_true(less(end, zero)), is_true(less(zero, end))
    return (any_of([is_open, minus]), plus) if below else (minus, any_of([is_open, plus]))


def divide(one: Number, other: Number) -> Number:
    """Return every quotient; wholly open where the divisor may be zero.

    Raises:
        Unsupported: Where its numbers become too large.
    """
    left, right = as_quotient(one), as_quotient(other)
    absent, nothing, maybe_none = flags(left.over, right.over)
    found = as_quotient(quotients.divided(quotients.times(left.over, right), right.over))
    over = replace(found.over, absent=absent, nothing=nothing, maybe_none=maybe_none)
    return quotients.quotient(over, *quotients.product(found, left))


def is_constant(one: Span) -> bool:
    """Whether a number is the same for every subject."""
    return isinstance(one.low, Constant) and isinstance(one.high, Constant) and one.nothing == FALSE


def _number(term: Term) -> int | None:
    assert isinstance(term, Constant)
    return term.value if isinstance(term.value, int) else None


def whole(one: Number, *, up: tuple[bool, bool]) -> Span:
    """Return a number rounded to a whole one, its two ends up or down."""
    if isinstance(one, Quotient):
        return quotients.whole(one, up=up)
    unit = one.unit
    if unit.denominator == 1:
        return scaled(one, unit.numerator, Fraction(1)) if unit != 1 else one
    parts = in_unit(one, Fraction(1, unit.denominator)) if unit.numerator != 1 else one
    divisor, minus = constant(unit.denominator), constant(-1)

    def rounded(end: Term, up: bool) -> Term:
        if not up:
            return apply("floor", end, divisor)
        return multiply_terms(apply("floor", multiply_terms(end, minus), divisor), minus)

    low = rounded(parts.low, up[0])
    high = low if parts.is_single and up[0] == up[1] else rounded(parts.high, up[1])
    return replace(parts, low=low, high=high, unit=Fraction(1), size=parts.size // unit.denominator + 1)


def smaller(one: Number, other: Number) -> Number:
    """Return every minimum."""
    if isinstance(one, Quotient) or isinstance(other, Quotient):
        return quotients.combined(_smaller, one, other)
    return _smaller(one, other)


def _smaller(one: Span, other: Span) -> Span:
    one, other = aligned(one, other)
    low = smaller_term(one.low, other.low)
    if one.is_single and other.is_single and one.low == other.low:
        high = low
    else:
        high = _of_given(one.high, other.high, smaller_term)
    return _joined(one, other, low, high)


def greater(one: Number, other: Number) -> Number:
    """Return every maximum."""
    if isinstance(one, Quotient) or isinstance(other, Quotient):
        return quotients.combined(_greater, one, other)
    return _greater(one, other)


def _greater(one: Span, other: Span) -> Span:
    one, other = aligned(one, other)
    low = _of_given(one.low, other.low, greater_term)
    high = low if one.is_single and other.is_single and one.low == other.low else greater_term(one.high, other.high)
    return _joined(one, other, low, high)


def _of_given(one: Term, other: Term, combine: Callable[[Term, Term], Term]) -> Term:
    return choose([(is_null(one), other), (is_null(other), one)], combine(one, other))


def _joined(one: Span, other: Span, low: Term, high: Term) -> Span:
    return Span(
        low,
        high,
        *flags(one, other),
        unit=one.unit,
        size=max(one.size, other.size),
        is_day=one.is_day or other.is_day,
    )


def hull(one: SqlValue, other: SqlValue) -> SqlValue:
    """Return the value that can be all that either can be.

    Raises:
        Unsupported: For texts: one of two texts has no form.
    """
    if one == other:
        return one
    if isinstance(one, Quotient) or isinstance(other, Quotient):
        return _hull_of_quotients(one, other)
    absent = all_of([absent_of(one), absent_of(other)])
    if isinstance(one, NoValue):
        one, other = other, one
    if nothing_of(one) != FALSE or (not isinstance(other, NoValue) and nothing_of(other) != FALSE):
        return _hull_with_nothing(one, other)
    if isinstance(other, NoValue):
        if isinstance(one, Condition):
            return Condition(NULL, absent=FALSE, nothing=one.nothing, maybe_none=constant(True))
        if isinstance(one, Span):
            return replace(one, maybe_none=constant(True), blank=False)
        raise Unsupported("a text that may be without, as one of two choices")
    if isinstance(one, Span) and isinstance(other, Span):
        one, other = aligned(one, other)
        maybe = any_of([one.maybe_none, other.maybe_none])
        low, high = smaller_term(one.low, other.low), greater_term(one.high, other.high)
        same = choose([(_equal_spans(one, other), constant(True))], FALSE)
        joined = replace(_joined(one, other, low, high), absent=absent, maybe_none=maybe, blank=False)
        return where(same, replace(one, absent=FALSE), joined)
    if isinstance(one, Condition) and isinstance(other, Condition):
        same = equal(one.value, other.value)
        value = choose([(same, one.value)], NULL)
        return Condition(value, all_of([is_null(value), absent]), maybe_none=None)
    raise Unsupported("one of two texts")


def _hull_of_quotients(one: SqlValue, other: SqlValue) -> SqlValue:
    if isinstance(one, NoValue):
        one, other = other, one
    if isinstance(other, NoValue):
        assert isinstance(one, Quotient)
        return replace(one, over=cast(Span, hull(one.over, other)))
    return quotients.combined(lambda *both: cast(Span, hull(*both)), cast(Number, one), cast(Number, other))


def _hull_with_nothing(one: SqlValue, other: SqlValue) -> SqlValue:
    """Return the hull of two values of which one or the other is known to be without in some rows."""
    nothing, no_other = nothing_of(one), nothing_of(other)
    known, known_other = _given(one), _given(other)
    if isinstance(known_other, NoValue):
        return where(nothing, without(known), hull(known, known_other))
    either = where(no_other, hull(known, NoValue()), hull(known, known_other))
    return where(nothing, where(no_other, without(known), hull(known_other, NoValue())), either)


def _given(value: SqlValue) -> SqlValue:
    return replace(value, nothing=FALSE) if isinstance(value, (Condition, Span, Words)) else value


def _equal_spans(one: Span, other: Span) -> Term:
    """Whether two spans are one value: their ends, and what else is said of them; causes do not count where it is exact."""
    return all_of([is_exact(one), is_exact(other), equal(one.low, other.low)])


def shown(value: SqlValue) -> SqlValue:
    """Return what the evidence shows: the lower bound of a number, whether a condition is definitely true."""
    if isinstance(value, Condition):
        return Condition(choose([(is_null(value.value), FALSE)], value.value), nothing=value.nothing)
    if isinstance(value, Quotient):
        return replace(value, over=cast(Span, shown(value.over)))
    if not isinstance(value, Span):
        return value
    whole = any_of([is_exact(value), is_null(value.low), value.nothing])
    bound = replace(value, high=value.low, absent=FALSE, maybe_none=FALSE)
    return where(whole, value, bound)


def absent_or(value: SqlValue, default: SqlValue) -> SqlValue:
    """Return the default where nothing was said of a value."""
    absent = absent_of(value)
    if absent == FALSE:
        return value
    return where(absent, default, value)


def no(value: SqlValue) -> Condition:
    """Whether a value is known to be without."""
    if isinstance(value, NoValue):
        return Condition(constant(True))
    value = dividend(value)
    if not isinstance(value, (Condition, Span, Words)):
        return Condition(FALSE)
    maybe = maybe_none_of(value)
    known = choose([(value.nothing, constant(True)), (maybe, NULL)], FALSE)
    return Condition(known, all_of([is_null(known), value.absent]))


def nothing_or_maybe(value: SqlValue) -> Term:
    """Whether a value is or may be without."""
    if isinstance(value, NoValue):
        return constant(True)
    value = dividend(value)
    return any_of([value.nothing, maybe_none_of(value)]) if isinstance(value, (Condition, Span, Words)) else FALSE
