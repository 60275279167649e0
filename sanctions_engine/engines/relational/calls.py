"""The plain functions of the language as terms, one row each in `CALLS`: the counterpart of `semantics.calls`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from sanctions_engine.engines.relational import calculating, day_spans
from sanctions_engine.engines.relational.comparing import code_in, of_each_row, text_test
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.terms import Constant, Term, apply, choose, constant, equal, negation
from sanctions_engine.engines.relational.values import (
    Codes,
    Duration,
    DurationStep,
    NoValue,
    Number,
    Quotient,
    RowCodes,
    Span,
    SqlValue,
    Words,
    nothing_of,
    number,
)
from sanctions_engine.language.nodes import Call, Literal

Defer = Callable[[Term, str], None]
Make = Callable[[Call, Sequence[SqlValue], Defer], SqlValue]


def _length(unit: str, factor: int = 1) -> Make:
    def make(node: Call, values: Sequence[SqlValue], defer: Defer) -> SqlValue:
        count = values[0]
        if not isinstance(count, (Span, Quotient)):
            raise Unsupported("a length of time that is known to be without")
        defer(nothing_of(count), "a length of time that is known to be without")
        options = dict(node.options)
        count = calculating.multiply(count, number(factor)) if factor != 1 else count
        return Duration(
            (DurationStep(unit, _parts_of(count), options.get("round"), "roll" in options, options.get("calendar")),)
        )

    return make


def _parts_of(count: Number) -> Span:
    """Return a number of days or months: parts of one are rounded outwards wherever they are counted."""
    return count if isinstance(count, Span) else calculating.whole(count, up=(False, True))


def _business_days(node: Call, values: Sequence[SqlValue], defer: Defer) -> SqlValue:
    if not isinstance(values[0], (Span, Quotient)):
        raise Unsupported("a length of time that is known to be without")
    defer(nothing_of(values[0]), "a length of time that is known to be without")
    options = dict(node.options)
    named = node.arguments[1:]
    calendar = str(named[0].value) if named and isinstance(named[0], Literal) else options.get("calendar")
    return Duration(
        (DurationStep("business_days", _parts_of(values[0]), options.get("round"), "roll" in options, calendar),)
    )


def _year(node: Call, values: Sequence[SqlValue], defer: Defer) -> SqlValue:
    day = values[0]
    if isinstance(day, NoValue):
        return day
    assert isinstance(day, Span)
    low = apply("year", day.low)
    return replace(day, low=low, high=low if day.is_single else apply("year", day.high), is_day=False, size=9999)


def _month(node: Call, values: Sequence[SqlValue], defer: Defer) -> SqlValue:
    day = values[0]
    if isinstance(day, NoValue):
        return day
    assert isinstance(day, Span)
    same = equal(apply("year", day.low), apply("year", day.high))
    low = choose([(same, apply("month", day.low))], constant(1))
    high = choose([(same, apply("month", day.high))], constant(12))
    return replace(day, low=low, high=high, is_day=False, size=12, blank=False)


def _days_between(node: Call, values: Sequence[SqlValue], defer: Defer) -> SqlValue:
    one, other = values
    if isinstance(one, NoValue) or isinstance(other, NoValue):
        return NoValue()
    return day_spans.days_between(cast(Span, one), cast(Span, other))


def _two(combine: Callable[[Number, Number], Number]) -> Make:
    def make(node: Call, values: Sequence[SqlValue], defer: Defer) -> SqlValue:
        one, other = values
        if isinstance(one, NoValue) or isinstance(other, NoValue):
            return NoValue()
        return combine(cast(Number, one), cast(Number, other))

    return make


def _ceil(node: Call, values: Sequence[SqlValue], defer: Defer) -> SqlValue:
    number = values[0]
    return calculating.whole(number, up=(True, True)) if isinstance(number, (Span, Quotient)) else number


def _period_of(node: Call, values: Sequence[SqlValue], defer: Defer) -> SqlValue:
    day, length = values
    if isinstance(day, NoValue):
        return day
    assert isinstance(day, Span)
    assert isinstance(length, Duration)
    (step,) = length.steps
    months = step.count.low
    if not isinstance(months, Constant) or not isinstance(months.value, int):
        raise Unsupported("a period of the calendar whose length differs")
    low = day_spans.period_start(day.low, step.unit, months.value)
    high = low if day.is_single else day_spans.period_start(day.high, step.unit, months.value)
    return replace(day, low=low, high=high)


def _no(node: Call, values: Sequence[SqlValue], defer: Defer) -> SqlValue:
    return calculating.no(values[0])


def _shown(node: Call, values: Sequence[SqlValue], defer: Defer) -> SqlValue:
    return calculating.shown(values[0])


def _presume(node: Call, values: Sequence[SqlValue], defer: Defer) -> SqlValue:
    return calculating.absent_or(values[0], values[1])


def _hs_in(node: Call, values: Sequence[SqlValue], defer: Defer) -> SqlValue:
    code, codes = values
    if isinstance(codes, RowCodes):
        return of_each_row(codes, lambda listed: code_in(code, listed))
    assert isinstance(codes, Codes)
    return code_in(code, codes.texts)


def _text_test(operation: str) -> Make:
    def make(node: Call, values: Sequence[SqlValue], defer: Defer) -> SqlValue:
        return text_test(operation, values[0], values[1])

    return make


def _text_change(operation: str) -> Make:
    def make(node: Call, values: Sequence[SqlValue], defer: Defer) -> SqlValue:
        text = values[0]
        if not isinstance(text, Words):
            return text
        other = choose([(negation(apply("is ascii", text.value)), constant(True))], constant(False))
        defer(other, "letters outside ASCII, which databases change in other ways")
        return replace(text, value=apply(operation, text.value), excluded=frozenset())

    return make


CALLS: dict[str, Make] = {
    "days": _length("days"),
    "weeks": _length("days", 7),
    "months": _length("months"),
    "years": _length("months", 12),
    "business_days": _business_days,
    "year": _year,
    "month": _month,
    "days_between": _days_between,
    "period_of": _period_of,
    "ceil": _ceil,
    "min": _two(calculating.smaller),
    "max": _two(calculating.greater),
    "no": _no,
    "shown": _shown,
    "presume": _presume,
    "hs_in": _hs_in,
    "startswith": _text_test("starts with"),
    "endswith": _text_test("ends with"),
    "lower": _text_change("lower"),
    "upper": _text_change("upper"),
}
"""Every function that has a form in SQL. The other (`due_of`) is computed in advance
where it reads no evidence, and is left to the reference evaluator where it does."""
