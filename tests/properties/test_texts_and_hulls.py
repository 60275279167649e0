"""Texts, values that may be `none`, and hulls: what is said of values that are not known is true of all that they can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.semantics.comparison import code_in, compare, text_test
from sanctions_engine.semantics.truth import FALSE, TRUE, Truth, unknown
from sanctions_engine.semantics.values import NOTHING, Choice, Interval, Value, hull, one_text

truths = st.sampled_from((TRUE, FALSE, unknown()))
ends = st.none() | st.integers(-5, 5)
intervals = st.tuples(ends, ends).map(
    lambda pair: Interval(*(sorted(pair) if None not in pair else pair))  # type: ignore[type-var]  # both are numbers
)
signs = st.sampled_from(("<", "<=", ">", ">=", "==", "!="))


def settles(answer: Truth, value: bool) -> bool:
    return answer.is_unknown or answer.value is value


@given(intervals, signs)
def test_a_comparison_with_what_is_known_to_be_without_is_false(one: Interval, sign: str) -> None:
    assert compare(sign, one, NOTHING).is_false
    assert compare(sign, NOTHING, one).is_false
    # and one with what may be without is never true
    assert not compare(sign, one, Interval(0, 3, maybe_none=True)).is_true


codes = st.sampled_from(("27", "2701", "270112", "50", "5"))
choices = st.builds(Choice, st.none() | st.frozensets(codes, min_size=1, max_size=3))


def text_of(draw: Callable[..., Any], choice: Choice) -> str:
    text: str = draw(codes if choice.options is None else st.sampled_from(sorted(choice.options)))
    return text


@given(st.data(), choices, choices, st.frozensets(codes, max_size=3))
def test_what_is_said_of_texts_is_true_of_each_of_them(
    data: st.DataObject, one: Choice, other: Choice, listed: frozenset[str]
) -> None:
    a, b = text_of(data.draw, one), text_of(data.draw, other)
    assert settles(compare("==", one, other), a == b)
    assert settles(compare("!=", one, other), a != b)
    for test in ("startswith", "endswith"):
        assert settles(text_test(test, one, other), getattr(a, test)(b))
    finer = a + data.draw(st.sampled_from(("", "00", "12")))  # a code that is not spelled out may be any longer one
    assert settles(code_in(one, listed), any(finer.startswith(code) for code in listed))


@given(st.sampled_from((intervals, truths, choices)).flatmap(lambda sort: st.tuples(*[sort | st.just(NOTHING)] * 2)))
def test_a_hull_does_not_depend_on_the_order(pair: tuple[Value, Value]) -> None:
    one, other = pair
    assert hull(one, other) == hull(other, one)
    assert hull(one, one) == one


@given(st.frozensets(codes, min_size=1, max_size=3), codes)
def test_a_hull_of_texts_holds_both(options: frozenset[str], text: str) -> None:
    joined = hull(Choice(options), one_text(text))
    assert isinstance(joined, Choice)
    assert joined.options == options | {text}
