"""Comparisons and membership as terms: the counterpart of `semantics.comparison`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.quotients import over_one
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Column,
    Term,
    all_of,
    any_of,
    apply,
    at_most,
    choose,
    constant,
    equal,
    is_null,
    is_true,
    less,
    negation,
)
from sanctions_engine.engines.relational.values import (
    Condition,
    NoValue,
    Quotient,
    RowCodes,
    Span,
    SqlValue,
    Words,
    absent_of,
    any_nothing,
    maybe_none_of,
)


def compare(operator: str, left: SqlValue, right: SqlValue) -> Condition:
    """Compare two values of one sort: false with what is known to be without."""
    if isinstance(left, NoValue) or isinstance(right, NoValue):
        return Condition(FALSE)
    known = _known(operator, left, right)
    doubts = [maybe_none_of(one) for one in (left, right) if not _is_blank(one)]
    may_be_without = any_of(doubts)
    value = choose([(all_of([may_be_without, choose([(known, TRUE)], FALSE)]), NULL)], known)
    nothing = any_nothing(left, right)
    value = choose([(nothing, FALSE)], value)
    absent = any_of([absent_of(left), absent_of(right)])
    return Condition(value, _where_unknown(value, absent), maybe_none=FALSE)


def _is_blank(value: SqlValue) -> bool:
    """Whether a value is null wherever it may be without: then no comparison of it can be true there."""
    return isinstance(value, Words) or (isinstance(value, Span) and value.blank)


def _where_unknown(value: Term, absent: Term) -> Term:
    return FALSE if absent == FALSE else all_of([is_null(value), absent])


def _known(operator: str, left: SqlValue, right: SqlValue) -> Term:
    if operator == "!=":
        return negation(_known("==", left, right))
    if isinstance(left, (Span, Quotient)) and isinstance(right, (Span, Quotient)):
        one, other, _ = over_one(left, right)
        return _same_number(one, other) if operator == "==" else _ordered(operator, one, other)
    if isinstance(left, Words) and isinstance(right, Words):
        ruled_out = [_is_one_of(one.value, other.excluded) for one, other in ((left, right), (right, left))]
        return choose([(any_of(ruled_out), FALSE)], equal(left.value, right.value))
    if isinstance(left, Condition) and isinstance(right, Condition):
        return equal(left.value, right.value)
    raise Unsupported("a comparison of lists or durations")


def _is_one_of(text: Term, texts: frozenset[str]) -> Term:
    """Whether a text is known to be one of some: true or false."""
    if not texts or text == NULL:
        return FALSE
    return is_true(any_of(equal(text, constant(one)) for one in sorted(texts)))


def _ordered(operator: str, left: Span, right: Span) -> Term:
    if operator in (">", ">="):
        left, right = right, left
        operator = "<" if operator == ">" else "<="
    test = less if operator == "<" else at_most
    if left.is_single and right.is_single:
        return test(left.low, right.low)
    return choose([(test(left.high, right.low), TRUE), (negation(test(left.low, right.high)), FALSE)], NULL)


def _same_number(left: Span, right: Span) -> Term:
    if left.is_single and right.is_single:
        return equal(left.low, right.low)
    exact = [equal(one.low, one.high) for one in (left, right) if not one.is_single]
    apart = any_of([less(left.high, right.low), less(right.high, left.low)])
    return choose([(all_of([*exact, equal(left.low, right.low)]), TRUE), (apart, FALSE)], NULL)


def member(item: SqlValue, options: Iterable[str], *, negated: bool) -> Condition:
    """Tell whether a text is one of some, or is none of them; false of what is known to be without."""
    if isinstance(item, NoValue):
        return Condition(FALSE if not negated or list(options) else TRUE)
    if not isinstance(item, Words):
        raise Unsupported("membership of what is no text")
    listed = tuple(sorted(options))
    if not listed:
        return Condition(TRUE if negated else FALSE)
    found = apply("in", item.value, *(constant(one) for one in listed))
    if item.excluded:
        found = any_of(_known("==", item, Words(constant(one))) for one in listed)
    value = choose([(item.nothing, FALSE)], negation(found) if negated else found)
    return Condition(value, _where_unknown(value, item.absent))


def code_in(code: SqlValue, listed: tuple[str, ...]) -> Condition:
    """Tell whether a code begins with a listed one; unknown where it is coarser, absent or no code at all."""
    if isinstance(code, NoValue) or not listed:
        return Condition(FALSE)
    if not isinstance(code, Words):
        raise Unsupported("a code that is no text")
    readings = [_begins(one, listed) for one in (code.value, apply("with its zero", code.value))]
    agreed = choose([(equal(*readings), readings[0])], NULL)
    known = choose([(is_null(code.value), NULL), (negation(apply("matches code", code.value)), NULL)], agreed)
    value = choose([(code.nothing, FALSE)], known)
    return Condition(value, _where_unknown(value, code.absent))


MOST_LISTS = 100


def of_each_row(codes: RowCodes, test: Callable[[tuple[str, ...]], Condition]) -> Condition:
    """Return a test of a list that each rule text has for itself.

    Raises:
        Unsupported: If there are very many lists.
    """
    if len(codes.lists) > MOST_LISTS:
        raise Unsupported("very many lists of texts in one table, without a join for them")
    number = Column("rules", "number", nullable=False)
    found = [(equal(number, constant(place)), test(listed)) for place, listed in enumerate(codes.lists)]
    value = choose([(here, one.value) for here, one in found], NULL)
    return Condition(value, choose([(here, one.absent) for here, one in found], FALSE))


def _begins(code: Term, listed: tuple[str, ...]) -> Term:
    """Whether a code begins with a listed one; null where it is coarser than one."""
    begins = any_of(apply("starts with", code, constant(one)) for one in sorted(listed))
    coarser = apply("in", code, *(constant(one) for one in sorted(prefixes(listed))), strict=True)
    return choose([(begins, TRUE), (coarser, NULL)], FALSE)


def prefixes(listed: Iterable[str]) -> frozenset[str]:
    """Return every text that a listed code begins with, itself included.

    Example:
        >>> sorted(prefixes(["2701"]))
        ['', '2', '27', '270', '2701']
    """
    return frozenset(one[:length] for one in listed for length in range(len(one) + 1))


def text_test(operation: str, subject: SqlValue, argument: SqlValue) -> Condition:
    """Apply `starts with` or `ends with`."""
    if isinstance(subject, NoValue) or isinstance(argument, NoValue):
        return Condition(FALSE)
    if not isinstance(subject, Words) or not isinstance(argument, Words):
        raise Unsupported("a test of text on what is no text")
    known = apply(operation, subject.value, argument.value)
    value = choose([(any_nothing(subject, argument), FALSE)], known)
    return Condition(value, _where_unknown(value, any_of([subject.absent, argument.absent])))
