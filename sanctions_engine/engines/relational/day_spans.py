"""Days and lengths of time as spans: the counterpart of `semantics.durations`."""

from __future__ import annotations

from datetime import date

from sanctions_engine.engines.relational.calculating import flags, whole
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    Term,
    any_of,
    apply,
    choose,
    constant,
    is_null,
    less,
)
from sanctions_engine.engines.relational.terms import (
    add as add_terms,
)
from sanctions_engine.engines.relational.terms import (
    multiply as multiply_terms,
)
from sanctions_engine.engines.relational.values import (
    Duration,
    DurationStep,
    Span,
    fits,
)

MOST_DAYS = 3_700_000
"""More days than the years 1 to 9999 have."""


FIRST_DAY, LAST_DAY = date.min, date.max


def shift(start: Span, length: Duration, sign: int = 1) -> tuple[Span, Term]:
    """Return every day that `length` after (or before) can be, and where that needs the reference evaluator.

    The second is true where a day may lie outside the years 1 to 9999, which is an error there.

    Raises:
        Unsupported: For lengths that the calendar cannot hold.
    """
    odd: list[Term] = []
    for step in length.steps:
        start = _shift(start, step, sign)
        odd += [less(end, constant(FIRST_DAY)) for end in _ends(start)]
        odd += [less(constant(LAST_DAY), end) for end in _ends(start)]
    return start, choose([(any_of(odd), constant(True))], FALSE)


def _ends(span: Span) -> list[Term]:
    return [span.low] if span.is_single else [span.low, span.high]


def _shift(start: Span, step: DurationStep, sign: int) -> Span:
    count = step.count
    if count.unit.denominator != 1:
        count = whole(count, up=(False, True))
    factor = int(count.unit) * sign
    size = fits(count.size * abs(factor))
    if size == 0 or size > MOST_DAYS:
        raise Unsupported(
            "a length of time that can be longer than the calendar: bounds on its field, such as `int >= 0 <= 3650`, rule that out"
        )
    first, last = (count.low, count.high) if sign > 0 else (count.high, count.low)
    operation = "shift days" if step.unit == "days" else "shift months"
    numbers = [multiply_terms(one, constant(factor)) for one in (first, last)]
    low = _moved(operation, start.low, numbers[0], step.round, "down")
    single = start.is_single and count.is_single and (operation == "shift days" or step.round is not None)
    high = low if single else _moved(operation, start.high, numbers[1], step.round, "up")
    return Span(low, high, *flags(start, count), is_day=True, blank=start.blank and count.blank)


def _moved(operation: str, start: Term, number: Term, round: str | None, otherwise: str) -> Term:
    moved = apply(operation, start, number)
    if operation == "shift days" or (round or otherwise) == "down" or moved == NULL:
        return moved
    lost = less(apply("day of month", moved), apply("day of month", start))
    return choose([(lost, apply("shift days", moved, constant(1)))], moved)


def period_start(day: Term, unit: str, months: int) -> Term:
    """Return the first day of the calendar period that contains a day: a week, or some months, counted within the year or from year 1."""
    if unit == "days":
        return apply("shift days", day, multiply_terms(apply("weekday", day), constant(-1)))
    minus, one = constant(-1), constant(1)
    since = add_terms(apply("month", day), minus)
    if months % 12:
        back = apply("modulo", since, constant(months))
    else:
        years = apply("modulo", add_terms(apply("year", day), minus), constant(months // 12))
        back = add_terms(since, multiply_terms(years, constant(12)))
    first = apply("shift days", day, add_terms(one, multiply_terms(apply("day of month", day), minus)))
    return apply("shift months", first, multiply_terms(back, minus))


def days_between(one: Span, other: Span) -> Span:
    """Return every number of days from the first to the second."""
    low = apply("days between", one.high, other.low)
    high = low if one.is_single and other.is_single else apply("days between", one.low, other.high)
    return Span(low, high, *flags(one, other), size=MOST_DAYS, blank=one.blank and other.blank)


def before(on: Span, edge: date) -> Term:
    """Whether a day surely lies before another: false where it may not."""
    return choose([(less(on.high, constant(edge)), constant(True))], FALSE)


def from_day_on(on: Span, edge: date) -> Term:
    """Whether a day surely is another or lies after it: false where it may not."""
    return choose([(less(on.low, constant(edge)), FALSE), (is_null(on.low), FALSE)], constant(True))
