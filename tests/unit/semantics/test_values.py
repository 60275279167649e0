"""Hulls, and values of which nothing or not all is known."""

from __future__ import annotations

import pytest

from sanctions_engine.models.claims import NONE
from sanctions_engine.models.kinds import FieldKind, FieldType
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.semantics.causes import NO_CAUSES, Cause, Why
from sanctions_engine.semantics.truth import FALSE, TRUE, Truth, unknown
from sanctions_engine.semantics.values import (
    NOTHING,
    Choice,
    Interval,
    Value,
    exactly,
    from_field,
    hull,
    is_absent,
    is_exact,
    may_be_none,
    one_text,
    unsaid,
)

CAUSE = Cause(Why.CONTRADICTED, "Stock", (), "amount")
CAUSES = frozenset({CAUSE})


@pytest.mark.parametrize(
    "one, other, joined",
    [
        (exactly(5), exactly(5), exactly(5)),
        (exactly(5), exactly(20), Interval(5, 20, CAUSES)),
        (Interval(None, 5), exactly(20), Interval(None, 20, CAUSES)),
        (exactly(5), Interval(20, None), Interval(5, None, CAUSES)),
        (one_text("a"), one_text("b"), Choice(frozenset({"a", "b"}), CAUSES)),
        (one_text("a"), Choice(None), Choice(None, CAUSES)),
        (Choice(None, excluded=frozenset({"a", "b"})), Choice(None, excluded=frozenset({"b"})), None),
        (TRUE, TRUE, TRUE),
        (TRUE, FALSE, unknown(CAUSES)),
        (TRUE, unknown(), unknown(CAUSES)),
        (NOTHING, NOTHING, NOTHING),
        (NOTHING, exactly(5), Interval(5, 5, CAUSES, maybe_none=True)),
        (one_text("a"), NOTHING, Choice(frozenset({"a"}), CAUSES, maybe_none=True)),
        (NOTHING, TRUE, unknown(CAUSES)),
    ],
)
def test_a_hull_is_all_that_either_value_can_be(one: Value, other: Value, joined: Value | None) -> None:
    answer = hull(one, other, CAUSES)
    if joined is None:
        assert answer == Choice(None, CAUSES, excluded=frozenset({"b"}))
    else:
        assert answer == joined


def test_a_hull_with_none_may_be_none() -> None:
    for value in (exactly(5), one_text("a"), TRUE):
        assert may_be_none(hull(NOTHING, value))
        assert not is_exact(hull(NOTHING, value))


def test_a_hull_is_absent_only_if_both_values_are() -> None:
    absent, given = Interval(0, None, absent=True), exactly(5)
    assert not is_absent(hull(absent, given))
    assert is_absent(hull(absent, Interval(1, None, absent=True)))


def test_a_hull_of_different_sorts_is_refused() -> None:
    with pytest.raises(TypeError, match="no hull"):
        hull(TRUE, exactly(1))


@pytest.mark.parametrize(
    "field, value",
    [
        (FieldType(kind=FieldKind.INT, bounds=NumberRange(0, None)), Interval(0, None, absent=True)),
        (FieldType(kind=FieldKind.DECIMAL, optional=True), Interval(None, None, absent=True, maybe_none=True)),
        (FieldType(kind=FieldKind.DATE), Interval(None, None, absent=True)),
        (FieldType(kind=FieldKind.TEXT, optional=True), Choice(None, absent=True, maybe_none=True)),
        (FieldType(kind=FieldKind.STATE), Choice(None, absent=True)),
    ],
)
def test_an_absent_field_is_what_its_type_and_bounds_leave(field: FieldType, value: Value) -> None:
    assert unsaid(field, NO_CAUSES) == value


def test_an_absent_condition_may_be_none_if_its_field_is_optional() -> None:
    assert may_be_none(unsaid(FieldType(kind=FieldKind.BOOL, optional=True), NO_CAUSES))
    assert not may_be_none(unsaid(FieldType(kind=FieldKind.BOOL), NO_CAUSES))


@pytest.mark.parametrize(
    "given, value",
    [
        (NumberRange.of(5), exactly(5)),
        (NumberRange(900, 1100), Interval(900, 1100, CAUSES)),
        (NONE, NOTHING),
        ("RUS", one_text("RUS")),
        (True, TRUE),
    ],
)
def test_a_field_of_a_claim_becomes_a_value_with_its_cause(given: object, value: Value) -> None:
    assert from_field(given, lambda: CAUSE) == value  # type: ignore[arg-type]


def test_exactness_counts_the_possibility_of_none() -> None:
    assert is_exact(exactly(5))
    assert not is_exact(Interval(5, 5, maybe_none=True))
    assert not is_exact(Choice(frozenset({"a"}), maybe_none=True))
    assert not is_exact(Truth(None))
