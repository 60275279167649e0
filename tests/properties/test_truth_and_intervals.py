"""Laws of Kleene's logic and of intervals: what is said of an unknown holds for everything that it can be."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from math import ceil as ceil_number

from hypothesis import assume, given
from hypothesis import strategies as st

from sanctions_engine.models.text_forms import code_readings, is_code
from sanctions_engine.semantics import arithmetic
from sanctions_engine.semantics.comparison import code_in, compare
from sanctions_engine.semantics.durations import days_between, shift
from sanctions_engine.semantics.truth import FALSE, TRUE, Truth, all_of, any_of, unknown
from sanctions_engine.semantics.values import Bound, Choice, Interval, Length, Step, exactly, hull

UNKNOWN = unknown()
TRUTHS = st.sampled_from([TRUE, FALSE, UNKNOWN])
NUMBERS = st.integers(-40, 40) | st.fractions(-40, 40, max_denominator=6)
DAYS = st.dates(date(2015, 1, 1), date(2024, 12, 31))
OPERATORS: dict[str, Callable[[Bound, Bound], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def completions(truth: Truth) -> list[Truth]:
    return [TRUE, FALSE] if truth.is_unknown else [truth]


@st.composite
def intervals(draw: st.DrawFn, members: st.SearchStrategy[Bound] = NUMBERS) -> tuple[Interval, Bound]:
    """An interval, which may be open on either side, with one of its members."""
    low, member, high = sorted(draw(st.tuples(members, members, members)))
    opened = draw(st.sampled_from(["", "low", "high", "both"]))
    return Interval(None if opened in ("low", "both") else low, None if opened in ("high", "both") else high), member


def holds(interval: Interval, member: Bound) -> bool:
    """Whether a value lies in an interval."""
    return (interval.low is None or interval.low <= member) and (interval.high is None or member <= interval.high)


# --- Kleene ------------------------------------------------------------------------------------------------------------


@given(TRUTHS, TRUTHS, TRUTHS)
def test_and_and_or_are_commutative_associative_and_distributive(one: Truth, two: Truth, three: Truth) -> None:
    assert (one & two).value == (two & one).value
    assert (one | two).value == (two | one).value
    assert ((one & two) & three).value == (one & (two & three)).value
    assert ((one | two) | three).value == (one | (two | three)).value
    assert (one & (two | three)).value == ((one & two) | (one & three)).value


@given(TRUTHS, TRUTHS)
def test_negation_is_its_own_inverse_and_turns_and_into_or(one: Truth, two: Truth) -> None:
    assert (~~one).value == one.value
    assert (~(one & two)).value == (~one | ~two).value
    assert (~(one | two)).value == (~one & ~two).value


@given(TRUTHS, TRUTHS)
def test_a_definite_answer_is_that_of_every_completion(one: Truth, two: Truth) -> None:
    # The trap: an unknown that is taken for false somewhere would decide what is still open.
    for combine in (Truth.__and__, Truth.__or__):
        answer = combine(one, two)
        answers = {combine(a, b).value for a in completions(one) for b in completions(two)}
        assert answer.value in answers if len(answers) == 1 else answer.is_unknown


@given(st.lists(TRUTHS, max_size=5))
def test_any_and_all_are_or_and_and_over_many(truths: list[Truth]) -> None:
    values = [one.value for one in truths]
    assert any_of(truths).value == (True if True in values else None if None in values else False)
    assert all_of(truths).value == (False if False in values else None if None in values else True)


# --- intervals ---------------------------------------------------------------------------------------------------------


@given(intervals(), intervals())
def test_arithmetic_holds_every_result_of_its_members(
    one: tuple[Interval, Bound], other: tuple[Interval, Bound]
) -> None:
    (left, a), (right, b) = one, other
    assert holds(arithmetic.add(left, right), a + b)
    assert holds(arithmetic.subtract(left, right), a - b)
    assert holds(arithmetic.multiply(left, right), a * b)
    assert holds(arithmetic.smaller(left, right), min(a, b))
    assert holds(arithmetic.greater(left, right), max(a, b))
    assert holds(arithmetic.negate(left), -a)
    assert holds(arithmetic.ceil(left), ceil_number(a))
    if b:
        assert holds(arithmetic.divide(left, right), Fraction(a) / b)


@given(NUMBERS, NUMBERS)
def test_arithmetic_of_exact_numbers_is_exact(a: Bound, b: Bound) -> None:
    left, right = exactly(a), exactly(b)
    for operation, result in ((arithmetic.add, a + b), (arithmetic.subtract, a - b), (arithmetic.multiply, a * b)):
        answer = operation(left, right)
        assert (answer.low, answer.high) == (result, result)
    if b:
        assert arithmetic.divide(left, right).low == arithmetic.divide(left, right).high == Fraction(a) / b


@given(intervals(), intervals(), st.sampled_from(list(OPERATORS)))
def test_a_definite_comparison_is_that_of_all_members(
    one: tuple[Interval, Bound], other: tuple[Interval, Bound], name: str
) -> None:
    (left, a), (right, b) = one, other
    answer = compare(name, left, right)
    assert answer.is_unknown or answer.value == OPERATORS[name](a, b)


@given(NUMBERS, NUMBERS, st.sampled_from(list(OPERATORS)))
def test_a_comparison_of_exact_numbers_is_definite(a: Bound, b: Bound, name: str) -> None:
    assert compare(name, exactly(a), exactly(b)).value == OPERATORS[name](a, b)


@given(intervals(), intervals())
def test_an_unknown_comparison_has_members_on_either_side(
    one: tuple[Interval, Bound], other: tuple[Interval, Bound]
) -> None:
    # The trap: a comparison that gives up too early is sound, and useless.
    (left, _), (right, _) = one, other
    assume(compare("<", left, right).is_unknown)
    assert left.low is None or right.high is None or left.low < right.high
    assert left.high is None or right.low is None or left.high >= right.low


@given(intervals(), intervals(), st.sampled_from(list(OPERATORS)))
def test_a_narrower_interval_never_changes_a_definite_answer(
    one: tuple[Interval, Bound], other: tuple[Interval, Bound], name: str
) -> None:
    (left, a), (right, _) = one, other
    wide, narrow = compare(name, left, right), compare(name, exactly(a), right)
    assert wide.is_unknown or wide.value == narrow.value


@given(intervals(), intervals())
def test_a_hull_holds_what_either_side_holds_and_no_more_than_it_needs(
    one: tuple[Interval, Bound], other: tuple[Interval, Bound]
) -> None:
    (left, a), (right, b) = one, other
    joined = hull(left, right)
    assert isinstance(joined, Interval)
    assert holds(joined, a)
    assert holds(joined, b)
    assert joined.low is None or joined.low in (left.low, right.low)
    assert joined.high is None or joined.high in (left.high, right.high)


# --- days --------------------------------------------------------------------------------------------------------------


@given(intervals(DAYS), intervals(DAYS))
def test_days_between_holds_every_distance(one: tuple[Interval, date], other: tuple[Interval, date]) -> None:
    (left, a), (right, b) = one, other
    assert holds(days_between(left, right), (b - a).days)


@given(intervals(DAYS), intervals(st.integers(0, 500)))
def test_a_duration_of_days_reaches_every_day_that_it_can(
    one: tuple[Interval, date], other: tuple[Interval, int]
) -> None:
    (start, day), (count, number) = one, other
    assert holds(shift(start, Length((Step("days", count),))), day + timedelta(days=number))


@given(intervals(DAYS), st.integers(0, 40), st.sampled_from(["down", "up"]))
def test_months_reach_the_day_of_every_start(one: tuple[Interval, date], months: int, rounding: str) -> None:
    start, day = one
    length = Length((Step("months", exactly(months), rounding),))
    exact = shift(exactly(day), length)
    assert exact.low == exact.high
    assert holds(shift(start, length), exact.low)
    if day.day <= 28:
        assert (exact.low.day, exact.low.month) == (day.day, (day.month - 1 + months) % 12 + 1)


@given(DAYS, st.integers(0, 40))
def test_a_month_without_rounding_is_both_roundings(day: date, months: int) -> None:
    plain, down, up = (
        shift(exactly(day), Length((Step("months", exactly(months), said),))) for said in (None, "down", "up")
    )
    assert (plain.low, plain.high) == (down.low, up.high)
    assert bool(plain.causes) == (plain.low != plain.high)


@given(DAYS, st.integers(0, 30), st.integers(0, 30))
def test_a_longer_term_never_ends_earlier(day: date, shorter: int, more: int) -> None:
    for unit in ("days", "months", "business_days"):
        ends = [
            shift(exactly(day), Length((Step(unit, exactly(count), "down", calendar="US-federal"),))).low
            for count in (shorter, shorter + more)
        ]
        assert ends == sorted(ends)


# --- codes -------------------------------------------------------------------------------------------------------------

CODES = st.text("12", min_size=1, max_size=6)


@given(CODES, st.lists(CODES, min_size=1, max_size=3), CODES)
def test_a_finer_code_never_changes_a_definite_answer(code: str, codes: list[str], more: str) -> None:
    # what has lost a digit, or may have, is no code, and no finer one either
    assume(is_code(code + more) and len(code_readings(code + more)) == 1)
    coarse, fine = code_in(Choice(frozenset({code})), codes), code_in(Choice(frozenset({code + more})), codes)
    assert coarse.is_unknown or coarse.value == fine.value
