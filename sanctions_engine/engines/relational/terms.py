"""Scalar terms of a plan: what a column holds, free of any SQL dialect.

A term is a constant, a column, an operation from `OPERATIONS`, or a choice between terms. A condition has three values as in
SQL: true, false, and null for unknown. The functions below build terms and settle at once what constants settle, so that a
plan holds no work that needs no data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import NoneType

Scalar = bool | int | str | date | None

_SORTS: dict[type, str] = {bool: "truth", int: "number", str: "text", date: "day", NoneType: "null"}

OPERATIONS = frozenset(
    {
        "and", "or", "not", "equal", "same", "less", "is null",
        "add", "multiply", "wide",
        "floor", "modulo", "least", "greatest", "weekday",
        "shift days", "shift months", "days between", "year", "month", "day of month",
        "starts with", "ends with", "beginning", "in", "matches code", "with its zero", "is ascii", "lower", "upper",
        "day", "folded", "by", "fingerprint",
    }
)  # fmt: skip
"""Every operation; an emitter has a row for each (`emit_duckdb`). `floor` is of a quotient by a positive number, `folded` is as in
`str.casefold` for a text that this turns into ASCII, and an empty text for every other. `by` is a value
with what it is ordered by: the argument of the aggregates `last` and `first`, and nothing else. `fingerprint` is a whole number that equal
arguments share, nulls included; others may share it too.
All but `and`, `or`, `is null`, `same` (equality that takes null for a value), `least` and `greatest` (which leave null aside) and
`fingerprint` are null where an argument is."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant; `sort` keeps `True` and `1` apart."""

    value: Scalar
    sort: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a source of the plan.

    Attributes:
        nullable: Whether it can be null.
        low: No value in it is less; None where that is not known. What is known of the values makes no other column.
        high: No value in it is greater.
    """

    source: str
    name: str
    nullable: bool = True
    low: Scalar = field(default=None, compare=False)
    high: Scalar = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Apply:
    """An operation of `OPERATIONS` on terms."""

    operation: str
    arguments: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Choose:
    """The value of the first branch whose condition is true, else `otherwise`."""

    branches: tuple[tuple[Term, Term], ...]
    otherwise: Term


Term = Constant | Column | Apply | Choose


def constant(value: Scalar) -> Constant:
    """Return a constant.

    Example:
        >>> constant(True) == constant(1)
        False
    """
    return Constant(value, _SORTS[type(value)])


TRUE, FALSE, NULL = constant(True), constant(False), constant(None)


def walk(term: Term) -> Iterator[Term]:
    """Yield a term and everything below it."""
    yield term
    match term:
        case Apply(arguments=arguments):
            for one in arguments:
                yield from walk(one)
        case Choose(branches=branches, otherwise=otherwise):
            for test, value in branches:
                yield from walk(test)
                yield from walk(value)
            yield from walk(otherwise)


def columns_of(term: Term) -> frozenset[Column]:
    """Return the columns that a term reads."""
    return frozenset(part for part in walk(term) if isinstance(part, Column))


def all_of(terms: Iterable[Term]) -> Term:
    """Kleene's conjunction; true of none.

    Example:
        >>> all_of([TRUE, FALSE, Column("r", "x")]) == FALSE
        True
    """
    return _junction("and", terms, neutral=TRUE, decisive=FALSE)


def parts_of(term: Term) -> tuple[Term, ...]:
    """Return the conditions that a conjunction is made of; any other term is its only part."""
    return term.arguments if isinstance(term, Apply) and term.operation == "and" else (term,)


def any_of(terms: Iterable[Term]) -> Term:
    """Kleene's disjunction; false of none."""
    return _junction("or", terms, neutral=FALSE, decisive=TRUE)


def _junction(operation: str, terms: Iterable[Term], *, neutral: Constant, decisive: Constant) -> Term:
    kept: dict[Term, None] = {}
    for term in terms:
        if term == decisive:
            return decisive
        if isinstance(term, Apply) and term.operation == operation:
            kept.update(dict.fromkeys(term.arguments))
        elif term != neutral:
            kept[term] = None
    if any(isinstance(one, Apply) and one.operation == "not" and _opposed(one, kept) for one in kept):
        return decisive
    if not kept:
        return neutral
    if len(kept) == 1:
        return next(iter(kept))
    return Apply(operation, tuple(kept))


def _opposed(negated: Apply, terms: Mapping[Term, None]) -> bool:
    """Whether the opposite of a negated term, which is never null, is among some terms too."""
    (one,) = negated.arguments
    return one in terms and never_null(one)


def negation(term: Term) -> Term:
    """Kleene's negation."""
    if term in (TRUE, FALSE):
        return FALSE if term == TRUE else TRUE
    if term == NULL:
        return NULL
    if isinstance(term, Apply) and term.operation == "not":
        return term.arguments[0]
    if isinstance(term, Choose) and all(isinstance(value, Constant) for _, value in term.branches):
        return choose([(test, negation(value)) for test, value in term.branches], negation(term.otherwise))
    return Apply("not", (term,))


def is_null(term: Term) -> Term:
    """Whether a term is null: true or false, never null itself."""
    if term == NULL:
        return TRUE
    if never_null(term):
        return FALSE
    if isinstance(term, Choose) and all(isinstance(value, Constant) for _, value in term.branches):
        return choose([(test, is_null(value)) for test, value in term.branches], is_null(term.otherwise))
    if isinstance(term, Apply) and term.operation in _NULL_WITH_ARGUMENTS:
        return any_of(map(is_null, term.arguments))
    return Apply("is null", (term,))


_NULL_WITH_ARGUMENTS = frozenset(
    {"equal", "less", "add", "multiply", "wide", "shift days", "shift months", "days between"}
)
"""Operations that are null where an argument is, and nowhere else."""


def never_null(term: Term) -> bool:
    """Whether a term surely has a value in every row."""
    match term:
        case Constant():
            return term != NULL
        case Column(nullable=nullable):
            return not nullable
        case Apply(operation="is null" | "same"):
            return True
        case Apply(operation="least" | "greatest", arguments=arguments):
            return any(never_null(one) for one in arguments)
        case Apply(arguments=arguments):
            return all(never_null(one) for one in arguments)
        case Choose(branches=branches, otherwise=otherwise):
            return never_null(otherwise) and all(never_null(value) for _, value in branches)


def not_false(term: Term) -> Term:
    """Whether a condition is true or unknown: never null; a conjunction is asked part by part, which databases filter by."""
    match term:
        case _ if never_null(term):
            return term
        case Apply(operation="and", arguments=arguments):
            return all_of(not_false(one) for one in arguments)
        case Choose(branches=((test, value),), otherwise=otherwise) if value == FALSE and never_null(test):
            return all_of([negation(test), not_false(otherwise)])
        case Apply(operation="equal" | "less" | "in", arguments=arguments):
            return any_of([*(is_null(one) for one in arguments), term])
        case Apply(operation="not", arguments=(Apply(operation="less", arguments=arguments),)):
            return any_of([*(is_null(one) for one in arguments), term])
        case Choose(branches=branches, otherwise=otherwise) if all(isinstance(one, Constant) for _, one in branches):
            return choose([(test, not_false(value)) for test, value in branches], not_false(otherwise))
    return choose([(is_null(term), TRUE)], term)


def is_true(term: Term) -> Term:
    """Whether a condition is true: false where it is unknown."""
    if isinstance(term, Constant):
        return TRUE if term == TRUE else FALSE
    if never_null(term):
        return term
    if isinstance(term, Choose) and all(isinstance(value, Constant) for _, value in term.branches):
        return choose([(test, is_true(value)) for test, value in term.branches], is_true(term.otherwise))
    return choose([(term, TRUE)], FALSE)


def as_filter(term: Term) -> Term:
    """Return a shorter condition that is true where a condition is, and false or null elsewhere: all that a choice or a filter asks.

    Example:
        >>> x, y = Column("r", "x"), Column("r", "y")
        >>> as_filter(all_of([is_true(x), not_false(y)])) == all_of([x, any_of([is_null(y), y])])
        True
    """
    match term:
        case Apply(operation="and", arguments=arguments):
            return all_of(map(as_filter, arguments))
        case Apply(operation="or", arguments=arguments):
            return any_of(map(as_filter, arguments))
        case Choose(branches=((test, value),), otherwise=otherwise):
            if value == TRUE and (otherwise == FALSE or not _guarded(otherwise)):
                return any_of([test, as_filter(otherwise)])
            if value in (FALSE, NULL) and never_null(test) and not _guarded(otherwise):
                return all_of([negation(test), as_filter(otherwise)])
    return term


GUARDED = frozenset({"add", "multiply", "wide", "floor", "modulo", "day", "shift days", "shift months", "days between"})
"""Operations that some values make fail: a choice may stand before them so that they never meet these."""


def _guarded(term: Term) -> bool:
    return any(isinstance(part, Apply) and part.operation in GUARDED for part in walk(term))


def is_false(term: Term) -> Term:
    """Whether a condition is false: false where it is unknown."""
    return is_true(negation(term))


def equal(one: Term, other: Term) -> Term:
    """Whether two terms are equal; null where one is null."""
    return _compared("equal", one, other)


def less(one: Term, other: Term) -> Term:
    """Whether the first is less; null where one is null."""
    return _compared("less", one, other)


def _compared(operation: str, one: Term, other: Term) -> Term:
    if NULL in (one, other):
        return NULL
    if isinstance(one, Constant) and isinstance(other, Constant):
        if operation == "equal":
            return constant(one.value == other.value)
        return constant(one.value < other.value)  # type: ignore[operator]  # of one sort
    settled = _by_range(operation, one, other)
    return Apply(operation, (one, other)) if settled is None else settled


def _by_range(operation: str, one: Term, other: Term) -> Term | None:
    """Return what a comparison comes to in every row because of what is known of its columns; None if it may differ."""
    (low, high), (other_low, other_high) = _range(one), _range(other)
    if _is_less(high, other_low):
        return constant(operation == "less")
    if _is_less(other_high, low):
        return FALSE
    if operation == "less" and other_high is not None and (other_high == low):
        return FALSE
    return None


def _range(term: Term) -> tuple[Scalar, Scalar]:
    if isinstance(term, Constant):
        return term.value, term.value
    if isinstance(term, Column) and not term.nullable:
        return term.low, term.high
    return None, None


def _is_less(one: Scalar, other: Scalar) -> bool:
    return one is not None and other is not None and one < other  # type: ignore[operator]  # of one sort


def at_most(one: Term, other: Term) -> Term:
    """Whether the first is not greater; null where one is null."""
    return negation(less(other, one))


def choose(branches: Iterable[tuple[Term, Term]], otherwise: Term) -> Term:
    """Return the value of the first branch whose condition is true.

    Example:
        >>> choose([(FALSE, constant(1)), (TRUE, constant(2))], constant(3)).value
        2
    """
    kept: list[tuple[Term, Term]] = []
    for test, value in branches:
        test = as_filter(test)
        if test in (FALSE, NULL):
            continue
        if test == TRUE:
            otherwise = value
            break
        kept.append((test, value))
    while kept and kept[-1][1] == otherwise:
        kept.pop()
    if not kept:
        return otherwise
    return Choose(tuple(kept), otherwise)


def apply(operation: str, *arguments: Term, strict: bool = True) -> Term:
    """Return an operation; one that is null where an argument is (`strict`) is null at once where an argument is.

    Raises:
        ValueError: If there is no such operation.
    """
    if operation not in OPERATIONS:
        raise ValueError(f"`{operation}` is no operation")
    if strict and NULL in arguments:
        return NULL
    return Apply(operation, arguments)


def add(one: Term, other: Term) -> Term:
    """Return a sum of numbers."""
    if isinstance(one, Constant) and isinstance(other, Constant) and NULL not in (one, other):
        return constant(one.value + other.value)  # type: ignore[operator]  # numbers
    if one == constant(0):
        return other
    if other == constant(0):
        return one
    return apply("add", one, other)


def multiply(one: Term, other: Term) -> Term:
    """Return a product of numbers."""
    if isinstance(one, Constant) and isinstance(other, Constant) and NULL not in (one, other):
        return constant(one.value * other.value)  # type: ignore[operator]  # numbers
    if one == constant(1):
        return other
    if other == constant(1):
        return one
    return apply("multiply", one, other)


def first_given(one: Term, other: Term) -> Term:
    """Return the first term, or the second where the first is null."""
    return choose([(negation(is_null(one)), one)], other)
