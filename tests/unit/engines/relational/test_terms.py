"""Terms settle at once what constants settle, and keep SQL's three values."""

from __future__ import annotations

from itertools import product

import pytest

from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Column,
    Term,
    add,
    all_of,
    any_of,
    apply,
    at_most,
    choose,
    constant,
    equal,
    greater,
    is_false,
    is_null,
    is_true,
    less,
    multiply,
    negation,
    never_null,
    not_false,
    smaller,
)
from sanctions_engine.semantics import truth as semantics
from sanctions_engine.semantics.truth import Truth

X, GIVEN = Column("r", "x"), Column("r", "y", nullable=False)
TERMS = {True: TRUE, False: FALSE, None: NULL}


def truth(value: bool | None) -> Truth:
    return Truth(value)


@pytest.mark.parametrize("one, other", list(product(TERMS, TERMS)))
def test_junctions_of_constants_are_kleenes(one: bool | None, other: bool | None) -> None:
    assert settled(all_of([TERMS[one], TERMS[other]])) == semantics.all_of([truth(one), truth(other)]).value
    assert settled(any_of([TERMS[one], TERMS[other]])) == semantics.any_of([truth(one), truth(other)]).value
    assert settled(negation(TERMS[one])) == (~truth(one)).value


def settled(term: Term) -> object:
    """Return what a junction of constants comes to: null beside what decides nothing is null."""
    if term == all_of([NULL, NULL]) or term == NULL:
        return None
    return getattr(term, "value")  # noqa: B009 - a term that is no constant has none, and fails here


@pytest.mark.parametrize(
    "term, folded",
    [
        (add(constant(2), constant(3)), constant(5)),
        (add(X, constant(0)), X),
        (multiply(constant(2), constant(-3)), constant(-6)),
        (multiply(X, constant(1)), X),
        (less(constant(1), constant(2)), TRUE),
        (at_most(constant(3), constant(2)), FALSE),
        (equal(NULL, X), NULL),
        (smaller(constant(4), constant(2)), constant(2)),
        (greater(constant(4), constant(2)), constant(4)),
        (smaller(X, NULL), NULL),
        (negation(negation(X)), X),
        (is_null(GIVEN), FALSE),
        (is_null(NULL), TRUE),
        (is_true(NULL), FALSE),
        (is_false(NULL), FALSE),
        (not_false(NULL), TRUE),
        (choose([(NULL, constant(1)), (TRUE, constant(2)), (X, constant(3))], NULL), constant(2)),
        (choose([(X, constant(1))], constant(1)), constant(1)),
        (all_of([X, TRUE, X]), X),
        (any_of([X, TRUE]), TRUE),
        (apply("year", NULL), NULL),
    ],
)
def test_what_constants_settle_is_settled_at_once(term: Term, folded: Term) -> None:
    assert term == folded


def test_true_and_one_are_two_constants() -> None:
    # Python takes them for equal, and a plan that did would put a truth where a number belongs.
    assert constant(True) != constant(1)


@pytest.mark.parametrize(
    "term, expected",
    [
        (apply("least", X, GIVEN, strict=False), True),
        (apply("least", X, X, strict=False), False),
        (apply("days between", X, GIVEN), False),
        (apply("same", X, X, strict=False), True),
        (choose([(X, GIVEN)], constant(1)), True),
        (choose([(X, GIVEN)], NULL), False),
    ],
)
def test_a_term_that_is_never_null_is_known_for_it(term: Term, expected: bool) -> None:
    assert never_null(term) is expected


def test_an_operation_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="`divine` is no operation"):
        apply("divine", X)
