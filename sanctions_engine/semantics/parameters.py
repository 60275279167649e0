"""Parameters: the value that the law gives on a day."""

from __future__ import annotations

from sanctions_engine.language.rules import Parameter, ParameterValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.semantics.causes import NO_CAUSES, Cause, Why
from sanctions_engine.semantics.values import Interval, Value, hull, one_text


def values_on(parameter: Parameter, day: Interval) -> list[ParameterValue]:
    """Return every value of a parameter that can apply on an imprecise day."""
    return [
        one
        for one in parameter.values
        if (one.since is None or day.high is None or one.since <= day.high)
        and (one.until is None or day.low is None or day.low < one.until)
    ]


def parameter_value(parameter: Parameter, day: Interval) -> Value:
    """Return what a parameter is on a day: the hull of its values where the day leaves several."""
    found = [_value(one.value, parameter.name) for one in values_on(parameter, day)]
    if not found:
        return Interval(None, None, frozenset((Cause(Why.ABSENT, field=f"parameter.{parameter.name}"),)), absent=True)
    result = found[0]
    for value in found[1:]:
        result = hull(result, value, day.causes)
    return result


def _value(value: NumberRange | DateRange | str, name: str) -> Value:
    if isinstance(value, str):
        return one_text(value)
    cause = frozenset((Cause(Why.IMPRECISE, field=f"parameter.{name}"),))
    return Interval(value.low, value.high, NO_CAUSES if value.is_exact else cause)
