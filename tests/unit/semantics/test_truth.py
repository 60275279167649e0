"""The three truth values and their causes."""

from __future__ import annotations

import pytest

from sanctions_engine.semantics.causes import Cause, Why
from sanctions_engine.semantics.truth import FALSE, TRUE, Truth, all_of, any_of, truth, unknown

ABSENT = frozenset({Cause(Why.ABSENT, "Report")})
STALE = frozenset({Cause(Why.STALE, "Stock")})


@pytest.mark.parametrize("one", [TRUE, FALSE, unknown()])
def test_a_truth_has_no_truth_value_in_python(one: Truth) -> None:
    # `if truth:` would take an unknown for one of the two.
    with pytest.raises(TypeError, match="three values"):
        bool(one)


@pytest.mark.parametrize("value", [True, False])
def test_a_python_truth_becomes_one_of_the_two(value: bool) -> None:
    assert truth(value) is (TRUE if value else FALSE)


def test_an_unknown_keeps_the_causes_of_both_sides() -> None:
    one, other = unknown(ABSENT), unknown(STALE)
    assert (one & other).causes == (one | other).causes == ABSENT | STALE


def test_only_the_side_that_is_unknown_gives_causes() -> None:
    assert (unknown(ABSENT) & TRUE).causes == (FALSE | unknown(ABSENT)).causes == ABSENT


def test_what_is_decided_has_no_causes() -> None:
    assert not (unknown(ABSENT) & FALSE).causes
    assert not (TRUE | unknown(ABSENT)).causes


def test_a_negated_unknown_has_the_same_causes() -> None:
    assert (~unknown(ABSENT, absent=True)).causes == ABSENT
    assert (~unknown(ABSENT, absent=True)).absent


def test_two_unknowns_are_absent_only_if_both_are() -> None:
    # `presume` takes its default where nothing at all was said.
    assert (unknown(absent=True) | unknown(absent=True)).absent
    assert not (unknown(absent=True) | unknown()).absent


def test_of_nothing_none_is_true_and_all_are() -> None:
    assert any_of([]) is FALSE
    assert all_of([]) is TRUE


def test_truths_are_equal_by_value_and_causes() -> None:
    assert unknown(ABSENT) == unknown(ABSENT)
    assert unknown(ABSENT) != unknown(STALE)
    assert len({TRUE, truth(True), FALSE, unknown()}) == 3
