"""What comes of a condition on each day that the law's day can be, where a record does not give it exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from sanctions_engine.language.nodes import FieldOf, walk
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.norms import Modality
from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.ranking import Record
from sanctions_engine.semantics.truth import Truth
from sanctions_engine.semantics.values import Interval, exactly

MAX_DAYS = 3660


def holds_on_some_day(env: Env, value: Truth, asked: Callable[[Env], Truth]) -> bool:
    """Whether a condition that is unknown holds on one of the days that the law's day can be, all else as it is.

    If so, that day is what leaves it open. If it holds on none of them, something else is missing too. A day that has no bounds,
    or that can be more than ten years, is not looked at day by day: there it decides whether anything else is missing at all.

    Args:
        env: The surroundings in which the condition is unknown.
        value: The condition there.
        asked: Evaluates the condition in the surroundings of one day.
    """
    name, record = law_day_field(env.rule), env.records.get(env.rule.each.variable)
    if name is None or not isinstance(record, Record) or all(cause.field != name for cause in value.causes):
        return False
    days = record.read(name)
    if not isinstance(days, Interval) or days.is_exact:
        return False
    low, high = days.low, days.high
    if not isinstance(low, date) or not isinstance(high, date) or (high - low).days > MAX_DAYS:
        return all((cause.kind, cause.field) == (record.kind.name, name) for cause in value.causes)
    return any(asked(_on(env, record, name, day)).is_true for day in _ends_first(low, high))


def law_day_field(rule: Rule) -> str | None:
    """Return the field of the record that gives the law's day; None where there is none, or more than one."""
    if rule.on is None:
        return rule.each.kind.dated if rule.modality is not Modality.OBLIGATION else None
    names = {
        part.name for part in walk(rule.on.node) if isinstance(part, FieldOf) and part.variable == rule.each.variable
    }
    return names.pop() if len(names) == 1 else None


def _on(env: Env, record: Record, name: str, day: date) -> Env:
    """Return the surroundings in which a field of the record is one day; nothing that is read there is noted."""
    pinned = record.pinned(name, exactly(day))
    inner = replace(env, records={**env.records, env.rule.each.variable: pinned}, trace=None, lets={})
    on = evaluate(env.rule.on.node, inner) if env.rule.on is not None else exactly(day)
    inner.law_day = on if isinstance(on, Interval) else exactly(day)
    return inner


def _ends_first(low: date, high: date) -> Iterator[date]:
    yield low
    yield high
    for number in range(1, (high - low).days):
        yield low + timedelta(days=number)
