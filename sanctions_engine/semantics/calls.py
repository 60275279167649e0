"""The plain functions of the language, one row each in `CALLS`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import cast

from sanctions_engine.language.nodes import Call, Expr, FieldOf, Literal
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.text_forms import TextForm, misfit
from sanctions_engine.semantics import arithmetic
from sanctions_engine.semantics.causes import Cause, Why
from sanctions_engine.semantics.comparison import code_in, compare, text_test
from sanctions_engine.semantics.durations import days_between, period_start
from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.ranking import Record
from sanctions_engine.semantics.truth import FALSE, TRUE, Truth, truth, unknown
from sanctions_engine.semantics.values import (
    NOTHING,
    Choice,
    Interval,
    Length,
    Step,
    Value,
    causes_of,
    exactly,
    hull,
    is_absent,
    is_exact,
    may_be_none,
)

Evaluate = Callable[[Expr, Env], Value]


def _length(unit: str, factor: int = 1) -> Callable[[Call, Env, Evaluate], Value]:
    def make(node: Call, env: Env, evaluate: Evaluate) -> Value:
        number = evaluate(node.arguments[0], env)
        if number is NOTHING:
            return NOTHING
        count = cast(Interval, number)
        if factor != 1:
            count = arithmetic.multiply(count, Interval(factor, factor))
        options = dict(node.options)
        calendar = options.get("calendar")
        if unit == "business_days" and len(node.arguments) > 1:
            calendar = str(cast(Literal, node.arguments[1]).value)
        return Length((Step(unit, count, options.get("round"), "roll" in options, calendar),))

    return make


def _part(
    of: Callable[[date], int], whole_range: Callable[[Interval], tuple[object, object]]
) -> Callable[[Call, Env, Evaluate], Value]:
    def read(node: Call, env: Env, evaluate: Evaluate) -> Value:
        day = evaluate(node.arguments[0], env)
        if day is NOTHING:
            return NOTHING
        assert isinstance(day, Interval)
        if day.is_exact:
            return replace(day, low=of(day.low), high=of(day.low))
        low, high = whole_range(day)
        return replace(day, low=low, high=high)

    return read


def _years(day: Interval) -> tuple[object, object]:
    return day.low and day.low.year, day.high and day.high.year


def _months(day: Interval) -> tuple[object, object]:
    if day.low is not None and day.high is not None and day.low.year == day.high.year:
        return day.low.month, day.high.month
    return 1, 12


def _days_between(node: Call, env: Env, evaluate: Evaluate) -> Value:
    one, other = (evaluate(argument, env) for argument in node.arguments)
    if one is NOTHING or other is NOTHING:
        return NOTHING
    return days_between(cast(Interval, one), cast(Interval, other))


def _period_of(node: Call, env: Env, evaluate: Evaluate) -> Value:
    day, length = (evaluate(argument, env) for argument in node.arguments)
    if day is NOTHING:
        return NOTHING
    assert isinstance(day, Interval)
    step = cast(Length, length).steps[0]
    low = None if day.low is None else period_start(day.low, step)
    high = None if day.high is None else period_start(day.high, step)
    return replace(day, low=low, high=high)


def _ceil(node: Call, env: Env, evaluate: Evaluate) -> Value:
    value = evaluate(node.arguments[0], env)
    return value if value is NOTHING else arithmetic.ceil(cast(Interval, value))


def _two(combine: Callable[[Interval, Interval], Interval]) -> Callable[[Call, Env, Evaluate], Value]:
    def apply(node: Call, env: Env, evaluate: Evaluate) -> Value:
        one, other = (evaluate(argument, env) for argument in node.arguments)
        if one is NOTHING or other is NOTHING:
            return NOTHING
        return combine(cast(Interval, one), cast(Interval, other))

    return apply


def _no(node: Call, env: Env, evaluate: Evaluate) -> Value:
    """Whether a value is known to be without."""
    value = evaluate(node.arguments[0], env)
    if value is NOTHING:
        return TRUE
    return unknown(causes_of(value), absent=is_absent(value)) if may_be_none(value) else FALSE


def _done(node: Call, env: Env, evaluate: Evaluate) -> Value:
    """Whether an act was done by a day.

    On the day judged what comes later is open: nobody can know yet that it will be done. Looking back at an earlier day, such as
    the due day, it is not done.
    """
    value = evaluate(node.arguments[0], env)
    result = compare("<=", value, exactly(env.day))
    if value is NOTHING or not result.is_false or env.day < (env.asked or env.day):
        return result
    field = node.arguments[0]
    read = env.records.get(field.variable) if isinstance(field, FieldOf) else None
    series = read.series if isinstance(read, Record) else ()
    kind, name = (field.kind, field.name) if isinstance(field, FieldOf) else ("", "")
    return unknown(causes_of(value) | {Cause(Why.LATER_THAN_AS_OF, kind, series, name)})


def _shown(node: Call, env: Env, evaluate: Evaluate) -> Value:
    """What the evidence shows: of a number its lower bound, of a condition whether it is definitely true."""
    value = evaluate(node.arguments[0], env)
    if is_exact(value) or env.hypothetical:
        return value
    if isinstance(value, Truth):
        result: Value = truth(value.value is True)
    else:
        assert isinstance(value, Interval)
        if value.low is None:
            return value
        result = Interval(value.low, value.low)
    if env.trace is not None:
        env.trace.presume(node, result, causes_of(value))
    return result


def _presume(node: Call, env: Env, evaluate: Evaluate) -> Value:
    """The default where nothing was said of the value."""
    value = evaluate(node.arguments[0], env)
    if not is_absent(value):
        return value
    default = evaluate(node.arguments[1], env)
    if env.hypothetical:
        return hull(value, default)
    if env.trace is not None:
        env.trace.presume(node, default, causes_of(value))
    return default


def _hs_in(node: Call, env: Env, evaluate: Evaluate) -> Value:
    code, codes = (evaluate(argument, env) for argument in node.arguments)
    result = code_in(code, cast(Iterable[str], codes))
    if result.is_unknown and not result.causes:
        field = node.arguments[0]
        name = field.name if isinstance(field, FieldOf) else ""
        kind = field.kind if isinstance(field, FieldOf) else ""
        odd = sorted(
            ": ".join(found) for one in cast(Choice, code).options or () if (found := misfit(TextForm.TARIFF_CODE, one))
        )
        note = odd[0] if odd else "the code is coarser than a listed one"
        return unknown(frozenset((Cause(Why.IMPRECISE, kind, (), name, note),)))
    return result


def _due_of(node: Call, env: Env, evaluate: Evaluate) -> Value:
    assert env.due_of is not None
    rule = cast(Literal, node.arguments[0]).value
    return env.due_of(str(rule), env.day)


def _names_rule(node: Call, env: Env, evaluate: Evaluate) -> Value:
    value = evaluate(node.arguments[0], env)
    if value is NOTHING:
        return FALSE
    assert isinstance(value, Choice)
    if value.options is None:
        return unknown(value.causes, absent=value.absent)
    names = {name.casefold() for rule in (env.rule, env.judged or env.rule) for name in names_of(rule)}
    answers = {one.casefold() in names for one in value.options}
    if len(answers) > 1 or (True in answers and value.maybe_none):
        return unknown(value.causes)
    return truth(True in answers)


def names_of(rule: Rule) -> tuple[str, ...]:
    """Return what a text can call a rule: its id, that of its table, that of its row, its paragraph."""
    table, _, row = rule.id.partition("/")
    cited = rule.norm.citation
    paragraph = (f"{cited.instrument}-{cited.paragraph}",) if cited.paragraph else ()
    return (rule.id, table, *((row,) if row else ()), *paragraph)


def _text_test(test: str) -> Callable[[Call, Env, Evaluate], Value]:
    def apply(node: Call, env: Env, evaluate: Evaluate) -> Value:
        return text_test(test, evaluate(node.arguments[0], env), evaluate(node.arguments[1], env))

    return apply


def _text_change(change: Callable[[str], str]) -> Callable[[Call, Env, Evaluate], Value]:
    def apply(node: Call, env: Env, evaluate: Evaluate) -> Value:
        value = evaluate(node.arguments[0], env)
        if not isinstance(value, Choice):
            return value
        if value.options is None:
            return replace(value, excluded=frozenset())
        return replace(value, options=frozenset(change(text) for text in value.options))

    return apply


CALLS: dict[str, Callable[[Call, Env, Evaluate], Value]] = {
    "days": _length("days"),
    "weeks": _length("days", 7),
    "months": _length("months"),
    "years": _length("months", 12),
    "business_days": _length("business_days"),
    "year": _part(lambda day: day.year, _years),
    "month": _part(lambda day: day.month, _months),
    "days_between": _days_between,
    "period_of": _period_of,
    "ceil": _ceil,
    "min": _two(arithmetic.smaller),
    "max": _two(arithmetic.greater),
    "no": _no,
    "done": _done,
    "shown": _shown,
    "presume": _presume,
    "hs_in": _hs_in,
    "due_of": _due_of,
    "names_rule": _names_rule,
    "startswith": _text_test("startswith"),
    "endswith": _text_test("endswith"),
    "lower": _text_change(str.lower),
    "upper": _text_change(str.upper),
}
"""Every function that `language.nodes.Call` can name."""
