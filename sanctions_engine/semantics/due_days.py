"""The due day of an obligation, and the days that an imprecise one can be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Rule
from sanctions_engine.semantics.changes_of_day import change_days, reads_due
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
    return replace(due, low=moved(law, env.rule.id, due.low), high=moved(law, env.rule.id, due.high))


def moved(law: Law, rule: str, day: date | None) -> date | None:
    """Return a due day, or the day on which the suspension ends that it falls into."""
    while day is not None:
        text = law.text_on(rule, day)
        if text.why != "suspended":
            return day
        if text.until is None:
            return date.max
        day = text.until
    return None


def due_choices(due: Value, law: Law, env: Env) -> list[date | None]:
    """Return the days that a due day can be, as far as they can differ in their verdict on the day judged.

    None stands for no due day. Days after the day judged all mean the same: there is time left.
    """
    if due is NOTHING:
        return [None]
    assert isinstance(due, Interval)
    if due.is_exact:
        return [due.low]
    found = _days_between(due, law, env)
    if law.is_suspended_ever(env.rule.id):
        found = [day for one in found if (day := moved(law, env.rule.id, one)) is not None]
    none: list[date | None] = [None] if due.maybe_none else []
    return [*dict.fromkeys(found), *none]


def _days_between(due: Interval, law: Law, env: Env) -> list[date]:
    day = env.day
    if due.low is not None and due.low > day:
        return [due.low]
    after = min(day, date.max - ONE_DAY) + ONE_DAY
    last = after if due.high is None or due.high > day else due.high
    first = max(due.low or date.min, min(_day_before(law, env.rule.id), last))
    if (last - first).days <= EVERY_DAY or reads_due(_conditions(env.rule), env.rule):
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]
    chosen = {first, last, *((day,) if first <= day <= last else ())}
    for one in _telling_days(law, env, first, last):
        chosen.update(near for near in (one - ONE_DAY, one, one + ONE_DAY) if first <= near <= last)
    return sorted(chosen)


def _day_before(law: Law, rule: str) -> date:
    """Return the day before a rule is first in force: an earlier due day means no other than this one does."""
    days = [text.since or date.min for text in law.texts(rule) if text.rule is not None]
    first = min(days, default=date.min)
    return first if first == date.min else first - ONE_DAY


def _telling_days(law: Law, env: Env, first: date, last: date) -> Iterable[date]:
    """Return the days on which it can make a difference that one of them, and not the day before, is the due day."""
    rule = env.rule
    exemptions = [one.id for one in law.exemptions(rule.id)]
    cuts = {day for id in (rule.id, *exemptions) for text in law.texts(id) for day in (text.since, text.until) if day}
    cuts |= {
        day for one in rule.parameters.values() for value in one.values for day in (value.since, value.until) if day
    }
    return sorted({*change_days(_conditions(rule), env, first, last), *(day for day in cuts if first <= day <= last)})


def _conditions(rule: Rule) -> list[Expr]:
    formulas = (rule.satisfied_when, rule.applies_when, rule.where, *(one.when for one in rule.exceptions))
    return [one.node for one in formulas if one is not None]
