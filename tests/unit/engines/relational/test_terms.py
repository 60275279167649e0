"""Terms settle at once what constants settle, and keep SQL's three values."""

from __future__ import annotations

from itertools import product

import duckdb
import pytest

from sanctions_engine.engines.relational.emit_duckdb import sql
from sanctions_engine.engines.relational.extremes import greater, smaller
from sanctions_engine.engines.relational.plan import Query, Table
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Column,
    Constant,
    Term,
    add,
    all_of,
    any_of,
    apply,
    as_filter,
    at_most,
    choose,
    constant,
    equal,
    is_false,
    is_null,
    is_true,
    less,
    multiply,
    negation,
    never_null,
    not_false,
)
from sanctions_engine.semantics import truth as semantics
from sanctions_engine.semantics.truth import Truth

X, GIVEN = Column("r", "x"), Column("r", "y", nullable=False)
TRUTH, OTHER, SURE = Column("r", "t"), Column("r", "o"), Column("r", "s", nullable=False)
LATE, EARLY = (Column("r", name, nullable=False, low=low, high=low + 9) for name, low in (("late", 20), ("early", 1)))
MAYBE = Column("r", "maybe", low=20, high=29)
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
        (all_of([SURE, X, negation(SURE)]), FALSE),
        (any_of([negation(SURE), X, SURE]), TRUE),
        (less(EARLY, LATE), TRUE),
        (less(LATE, EARLY), FALSE),
        (equal(LATE, EARLY), FALSE),
        (less(LATE, constant(20)), FALSE),
        (less(constant(29), LATE), FALSE),
        (less(LATE, constant(30)), TRUE),
        (equal(LATE, constant(30)), FALSE),
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


@pytest.mark.parametrize(
    "term",
    [
        all_of([TRUTH, negation(TRUTH)]),  # null where it is null
        less(LATE, constant(21)),
        less(LATE, constant(29)),
        less(MAYBE, constant(10)),  # null in some rows
        equal(MAYBE, constant(10)),
    ],
)
def test_what_no_row_settles_is_left(term: Term) -> None:
    assert not isinstance(term, Constant)


def conditions() -> list[Term]:
    """Return conditions over truths of every shape that a filter is made shorter by."""
    simple: list[Term] = [TRUTH, OTHER, SURE, negation(TRUTH), is_null(TRUTH)]
    found = [
        *(choose([(one, value)], other) for one, other in product(simple, simple) for value in (TRUE, FALSE, NULL)),
        *(choose([(one, TRUE), (OTHER, NULL)], FALSE) for one in simple),
        *(choose([(one, NULL)], TRUE) for one in simple),
    ]
    found += [shape(one) for one in found for shape in (is_true, is_false, not_false, negation, is_null)]
    found += [join([one, OTHER]) for one in found[:60] for join in (all_of, any_of)]
    return [*simple, *found]


def test_a_filter_is_true_where_its_condition_is_and_conditions_mean_what_they_say() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE truths (v BOOLEAN)")
    connection.execute("INSERT INTO truths VALUES (true), (false), (NULL)")
    rows = "(SELECT a.v AS t, b.v AS o, c.v AS s FROM truths a, truths b, truths c WHERE c.v IS NOT NULL)"

    def came_to(term: Term) -> list[object]:
        query = sql(Query({"r": Table("rows")}, {"x": term}), {})
        found = connection.execute(query.replace('"rows"', rows) + " ORDER BY r.t, r.o, r.s").fetchall()
        return [one for (one,) in found]

    for term in conditions():
        truths = came_to(term)
        assert [one is True for one in came_to(as_filter(term))] == [one is True for one in truths]
        assert came_to(is_true(term)) == [one is True for one in truths]
        assert came_to(is_null(term)) == [one is None for one in truths]
        assert came_to(not_false(term)) == [one is not False for one in truths]
        assert came_to(negation(term)) == [None if one is None else not one for one in truths]


def test_a_filter_leaves_a_choice_before_what_may_fail() -> None:
    # `and` promises no order: without the choice a shift may meet the day that it was to be kept from
    risky = less(apply("shift months", GIVEN, LATE), GIVEN)
    for value in (TRUE, FALSE):
        guard = choose([(SURE, value)], risky)
        assert as_filter(guard) == guard
