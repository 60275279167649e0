"""Business days counted from days of the evidence: a calendar as a table, looked up for each subject."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sanctions_engine.engines.relational import calculating, day_spans
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Query, Rows
from sanctions_engine.engines.relational.terms import (
    FALSE,
    Column,
    Term,
    add,
    all_of,
    any_of,
    choose,
    constant,
    equal,
    is_null,
    is_true,
    less,
    negation,
)
from sanctions_engine.engines.relational.values import Duration, DurationStep, Span
from sanctions_engine.models.calendars import calendar_of

if TYPE_CHECKING:
    from sanctions_engine.engines.relational.scope import Scope

YEARS_BEFORE, YEARS_AFTER = 30, 10
"""The years around the day judged that the table of a calendar holds; other days are left to the reference evaluator."""


@cache
def calendar_rows(calendar: str, first: int, last: int) -> tuple[Rows, Rows]:
    """Return the days of some years, and the business days among them.

    The first has `day`, `number` (how many business days there are up to it) and `next` (itself if it is one, else the next one);
    the second has `number` and `day`.
    """
    working = calendar_of(calendar)
    day, end, found, numbers = date(first, 1, 1), date(last, 12, 31), 0, []
    days, open_days = [], []
    while day <= end:
        if working.is_working_day(day):
            found += 1
            open_days.append(day)
        days.append(day)
        numbers.append(found)
        day += timedelta(days=1)
    is_open = set(open_days)
    following = (one if one in is_open else _at(open_days, number) for one, number in zip(days, numbers, strict=True))
    every = Rows({"day": tuple(days), "number": tuple(numbers), "next": tuple(following)})
    return every, Rows({"number": tuple(range(1, found + 1)), "day": tuple(open_days)})


def _at(days: list[date], place: int) -> date | None:
    return days[place] if place < len(days) else None


def shifted(start: Span, length: Duration, sign: int, scope: Scope) -> tuple[Span, Term]:
    """Return every day that a length of time after (or before) another can be, business days and rolling included.

    The second is true where the reference evaluator has to say so.

    Raises:
        Unsupported: For business days that are counted backwards.
    """
    odd: list[Term] = []
    for step in length.steps:
        if step.unit == "business_days":
            start, doubt = _business_days(start, step, sign, scope)
            odd.append(doubt)
        else:
            plain = Duration((DurationStep(step.unit, step.count, step.round),))
            start, doubt = day_spans.shift(start, plain, sign)
            odd.append(doubt)
        if step.roll and step.calendar:
            start, doubt = _rolled(start, step.calendar, scope)
            odd.append(doubt)
    return start, any_of(odd)


def _tables(calendar: str, scope: Scope) -> tuple[Rows, Rows]:
    year = scope.family.day.year
    return calendar_rows(calendar, max(1, year - YEARS_BEFORE), min(9998, year + YEARS_AFTER))


def _look_up(rows: Rows, given: str, key: Term, wanted: str, scope: Scope) -> Column:
    alias = scope.fresh("b")
    found = {wanted: ("greatest", Column("calendar", wanted))}
    where = equal(Column("calendar", given, nullable=False), key)
    scope.laterals[alias] = Query({"calendar": rows}, {}, group=True, where=where, aggregates=found)
    return Column(alias, wanted)


def _business_days(start: Span, step: DurationStep, sign: int, scope: Scope) -> tuple[Span, Term]:
    if sign < 0:
        raise Unsupported("business days that are counted backwards")
    count = calculating.whole(step.count, up=(False, True))
    every, open_days = _tables(step.calendar or "", scope)

    def end(day: Term, number: Term) -> tuple[Term, Term]:
        before = _look_up(every, "day", day, "number", scope)
        after = _look_up(open_days, "number", add(before, number), "day", scope)
        reached = choose([(is_true(equal(number, constant(0))), day)], after)
        given = all_of([negation(is_null(day)), negation(is_null(number))])
        outside = any_of([is_null(reached), is_true(less(number, constant(0)))])
        return reached, all_of([given, outside])

    low, odd = end(start.low, count.low)
    high, other = (low, FALSE) if start.is_single and count.is_single else end(start.high, count.high)
    absent, nothing, maybe_none = calculating.flags(start, count)
    return Span(low, high, absent, nothing, maybe_none, is_day=True), any_of([odd, other])


def _rolled(start: Span, calendar: str, scope: Scope) -> tuple[Span, Term]:
    every, _ = _tables(calendar, scope)

    def end(day: Term) -> tuple[Term, Term]:
        reached = _look_up(every, "day", day, "next", scope)
        return reached, all_of([negation(is_null(day)), is_null(reached)])

    low, odd = end(start.low)
    high, other = (low, FALSE) if start.is_single else end(start.high)
    return Span(low, high, start.absent, start.nothing, start.maybe_none, is_day=True), any_of([odd, other])
