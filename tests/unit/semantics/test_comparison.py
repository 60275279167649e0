"""Comparisons of values that can be none, of texts that are known in part, and of codes."""

from __future__ import annotations

import pytest

from sanctions_engine.semantics.causes import Cause, Causes, Why
from sanctions_engine.semantics.comparison import code_in, compare, text_test
from sanctions_engine.semantics.truth import FALSE, TRUE, unknown
from sanctions_engine.semantics.values import NOTHING, Choice, Interval, Value, exactly, one_text

ABSENT: Causes = frozenset({Cause(Why.ABSENT, "Shipment", (), "hs")})
OPERATORS = ("==", "!=", "<", "<=", ">", ">=")


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("other", [exactly(5), Interval(None, None), NOTHING])
def test_a_comparison_with_none_is_false(operator: str, other: Value) -> None:
    assert compare(operator, NOTHING, other) is FALSE
    assert compare(operator, other, NOTHING) is FALSE


@pytest.mark.parametrize(
    "operator, left, right",
    [
        (">=", Interval(0, None, maybe_none=True), exactly(0)),
        ("<", exactly(5), Interval(6, 7, maybe_none=True)),
        ("==", Choice(frozenset({"a"}), maybe_none=True), one_text("a")),
        ("!=", Choice(frozenset({"a"}), maybe_none=True), one_text("b")),
    ],
)
def test_a_comparison_that_holds_is_unknown_while_one_side_may_be_none(
    operator: str, left: Value, right: Value
) -> None:
    assert compare(operator, left, right).is_unknown


@pytest.mark.parametrize(
    "operator, left, right",
    [
        ("<", Interval(0, None, maybe_none=True), exactly(0)),
        ("==", Choice(frozenset({"a"}), maybe_none=True), one_text("b")),
        ("!=", Choice(frozenset({"a"}), maybe_none=True), one_text("a")),
    ],
)
def test_a_comparison_that_fails_is_false_whether_one_side_is_none_or_not(
    operator: str, left: Value, right: Value
) -> None:
    assert compare(operator, left, right) is FALSE


@pytest.mark.parametrize(
    "left, right, same",
    [
        (one_text("a"), one_text("a"), TRUE),
        (one_text("a"), one_text("b"), FALSE),
        (Choice(frozenset({"a", "b"})), one_text("a"), None),
        (Choice(frozenset({"a", "b"})), one_text("c"), FALSE),
        (Choice(frozenset({"a", "b"})), Choice(frozenset({"a", "b"})), None),
        (Choice(None), one_text("a"), None),
        (Choice(None), Choice(None), None),
        (Choice(None, excluded=frozenset({"a"})), one_text("a"), FALSE),
        (Choice(None, excluded=frozenset({"a", "b"})), Choice(frozenset({"a", "b"})), FALSE),
        (Choice(None, excluded=frozenset({"a"})), Choice(frozenset({"a", "b"})), None),
    ],
)
def test_texts_are_the_same_only_if_nothing_else_is_left(left: Value, right: Value, same: object) -> None:
    for one, other in ((left, right), (right, left)):
        answer = compare("==", one, other)
        assert answer.is_unknown if same is None else answer is same
        assert compare("!=", one, other).value == (~answer).value


def test_an_unknown_comparison_has_the_causes_of_both_sides() -> None:
    stale = frozenset({Cause(Why.STALE, "Stock")})
    assert compare("<", Interval(0, 9, ABSENT), Interval(0, 9, stale)).causes == ABSENT | stale


@pytest.mark.parametrize(
    "code, codes, answer",
    [
        (one_text("270112"), ("2701",), TRUE),
        (one_text("2701"), ("2701",), TRUE),
        (one_text("27"), ("2701",), None),
        (one_text("28"), ("2701",), FALSE),
        (Choice(frozenset({"2701", "270112"})), ("2701",), TRUE),
        (Choice(frozenset({"2701", "2801"})), ("2701",), None),
        (Choice(frozenset({"2801", "2901"})), ("2701",), FALSE),
        (Choice(frozenset({"2701"}), maybe_none=True), ("2701",), None),
        (Choice(frozenset({"2801"}), maybe_none=True), ("2701",), FALSE),
        (Choice(None, ABSENT), ("2701",), None),
        (Choice(None, ABSENT), (), FALSE),
        (NOTHING, ("2701",), FALSE),
    ],
)
def test_a_code_is_in_a_list_if_all_that_it_can_be_is(code: Value, codes: tuple[str, ...], answer: object) -> None:
    found = code_in(code, codes)
    assert found.is_unknown if answer is None else found is answer


@pytest.mark.parametrize(
    "test, subject, argument, answer",
    [
        ("startswith", one_text("Air Koryo"), one_text("Air"), TRUE),
        ("endswith", one_text("Air Koryo"), one_text("Air"), FALSE),
        ("startswith", Choice(frozenset({"Air Koryo", "Airbus"})), one_text("Air"), TRUE),
        ("startswith", Choice(frozenset({"Air Koryo", "Koryo"})), one_text("Air"), None),
        ("startswith", Choice(frozenset({"Air"}), maybe_none=True), one_text("Air"), None),
        ("startswith", Choice(frozenset({"Sea"}), maybe_none=True), one_text("Air"), FALSE),
        ("startswith", Choice(None), one_text("Air"), None),
        ("startswith", NOTHING, one_text("Air"), FALSE),
    ],
)
def test_a_test_of_a_text_holds_if_it_does_for_all_that_it_can_be(
    test: str, subject: Value, argument: Value, answer: object
) -> None:
    found = text_test(test, subject, argument)
    assert found.is_unknown if answer is None else found is answer


def test_conditions_compare_as_values() -> None:
    assert compare("==", TRUE, TRUE) is TRUE
    assert compare("!=", TRUE, FALSE) is TRUE
    assert compare("==", TRUE, unknown()).is_unknown
