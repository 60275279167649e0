"""The due day of an obligation, and the days that an imprecise one can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.values import NOTHING, Interval, Value

ONE_DAY = timedelta(days=1)
EVERY_DAY = 400
"""Up to so many days an imprecise due day is tried day by day; beyond, on the days on which something changes."""


def due_value(law: Law, env: Env) -> Value:
    """Return the due day of the rule in `env`; one inside a suspension moves to the day on which that ends."""
    assert env.rule.due is not None
    due = evaluate(env.rule.due.node, env)
    if due is NOTHING:
        return due
    assert isinstance(due, Interval)
    if not law.is_suspended_ever(env.rule.id):
        return due
    return replace(due, low=_moved(law, env.rule.id, due.low), high=_moved(law, env.rule.id, due.high))


def _moved(law: Law, rule: str, day: date | None) -> date | None:
    while day is not None:
        text = law.text_on(rule, day)
        if text.why != "suspended":
            return day
        if text.until is None:
            return date.max
        day = text.until
    return None


def due_choices(
    due: Value, day: date, change_days: Callable[[date, date], Iterable[date]]
) -> list[date | None]:
    """Return the days that a due day can be, as far as they can differ in their verdict on `day`; None stands for no due day.

    Days after the day judged all mean the same: there is time left.
    """
    if due is NOTHING:
        return [None]
    assert isinstance(due, Interval)
    if due.is_exact:
        return [due.low]
    none: list[date | None] = [None] if due.maybe_none else []
    after = min(day, date.max - ONE_DAY) + ONE_DAY
    if due.low is not None and due.low > day:
        return [due.low, *none]
    last = after if due.high is None or due.high > day else due.high
    first = due.low
    if first is None:
        days = [one for one in change_days(date.min + ONE_DAY, last)]
        first = min(days, default=last) - ONE_DAY
    if (last - first).days <= EVERY_DAY:
        return [*(first + timedelta(days=number) for number in range((last - first).days + 1)), *none]
    chosen = {first, last, day}
    for one in change_days(first, last):
        chosen.update(near for near in (one - ONE_DAY, one, one + ONE_DAY) if first <= near <= last)
    return [*sorted(chosen), *none]
