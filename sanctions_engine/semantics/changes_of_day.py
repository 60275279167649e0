"""The days on which something that a rule reads can change; between two of them every condition keeps its value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeGuard, cast

from sanctions_engine.language.nodes import Aggregate, Call, Compare, Expr, FieldOf, LetRef, Special, walk
from sanctions_engine.language.rules import Rule
from sanctions_engine.semantics.aggregates import window_start
from sanctions_engine.semantics.durations import shift
from sanctions_engine.semantics.environment import Env, StateRecord
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.evidence import key_text
from sanctions_engine.semantics.truth import Truth
from sanctions_engine.semantics.values import Choice, Interval, Length, exactly

ONE_DAY = timedelta(days=1)
LONGEST = 36_600
"""Days that are tried one by one where a rule counts from the day judged (about a century)."""


def change_days(nodes: list[Expr], env: Env, first: date, last: date) -> list[date]:
    """Return the days from `first` to `last` on which one of the expressions can change, in order.

    Where an expression counts from the day judged (`as_of` outside an aggregate's window), that is every day, unless it only compares
    `as_of` with a field: then it is the days that claims give the field.
    """
    whole = [part for node in nodes for part in _telling(node, env)]
    if any(isinstance(part, Special) for part in whole):
        length = min((last - first).days, LONGEST)
        return [first + timedelta(days=number) for number in range(length + 1)]
    found: set[date] = set()
    for part in whole:
        if isinstance(part, Aggregate):
            found.update(_aggregate_days(part, env))
        elif isinstance(part, (Compare, Call)):
            found.update(_field_days(_claimed_day(part), env))
        elif isinstance(part, FieldOf):
            record = env.records.get(part.variable)
            if isinstance(record, StateRecord) and record.state.un_member_since:
                found.add(record.state.un_member_since)
    return sorted(day for day in found if first <= day <= last)


def reads_due(nodes: list[Expr], rule: Rule) -> bool:
    """Whether one of the expressions reads the due day."""
    parts = (part for node in nodes for part in _with_lets(node, rule, set()))
    return any(isinstance(part, Special) and part.name == "due" for part in parts)


def _telling(node: Expr, env: Env) -> tuple[Expr, ...]:
    """Return the parts that change with the day: aggregates, `as_of`, a field compared with it, the membership of a State.

    They are remembered for the next subject.
    """
    rule, key = env.rule, ("telling", id(env.rule), id(node))
    told = env.view.cache.get(key)
    if told is None:
        whole = list(_with_lets(node, rule, set()))
        compared = {id(side) for part in whole if _field_against_today(part) for side in (part.left, part.right)}
        parts = tuple(part for part in whole if _is_telling(part) and id(part) not in compared)
        told = env.view.cache[key] = (rule, node, parts)
    assert isinstance(told, tuple)
    return cast(tuple[Expr, ...], told[2])


def _is_telling(part: Expr) -> bool:
    if isinstance(part, Special):
        return part.name == "as_of"
    return (
        isinstance(part, Aggregate)
        or _field_against_today(part)
        or _is_done(part)
        or (isinstance(part, FieldOf) and part.name == "un_member")
    )


def _field_against_today(node: Expr) -> TypeGuard[Compare]:
    """Whether an expression compares a field of a claim with the day judged, and nothing else."""
    if not isinstance(node, Compare):
        return False
    sides = (node.left, node.right)
    today = [side for side in sides if isinstance(side, Special) and side.name == "as_of"]
    fields = [side for side in sides if isinstance(side, FieldOf) and side.kind != "State"]
    return len(today) == len(fields) == 1


def _is_done(node: Expr) -> TypeGuard[Call]:
    """Whether an expression asks if an act was done by the day judged."""
    return isinstance(node, Call) and node.function == "done"


def _claimed_day(node: Compare | Call) -> FieldOf:
    """Return the field that an expression compares with the day judged."""
    sides = node.arguments if isinstance(node, Call) else (node.left, node.right)
    return next(side for side in sides if isinstance(side, FieldOf))


def _field_days(field: FieldOf, env: Env) -> Iterator[date]:
    """Yield the days on which a comparison of a field with the day judged can change, whatever record it is read of."""
    for series in env.view.evidence.series(field.kind):
        for held in series.held:
            value = held.value(field.name)
            if isinstance(value, Interval):
                yield from _around(value, None)


def _with_lets(node: Expr, rule: Rule, seen: set[str]) -> Iterator[Expr]:
    """Yield every part of an expression and of the `let` names that it uses; what sits in `recent(…)` is left out."""
    for part in walk(node):
        yield part
        if isinstance(part, LetRef) and part.name not in seen:
            seen.add(part.name)
            formula = next(formula for name, formula in rule.let if name == part.name)
            yield from _with_lets(formula.node, rule, seen)


def _aggregate_days(node: Aggregate, env: Env) -> Iterator[date]:
    view = env.view
    length = _window(node, env)
    for series in view.evidence.series(node.kind, _fixed(node, env)):
        for held in series.held:
            if held.date is not None:
                yield from _around(held.date, length)
    for coverage in view.covering(node.kind):
        for day in (coverage.start, coverage.end):
            if day is not None:
                yield from _around(exactly(day), length)


def _around(dated: Interval, length: Length | None) -> Iterator[date]:
    """Yield the days on which a fact comes into view and, where the reading is `recent`, goes stale."""
    for day in (dated.low, dated.high):
        if day is None:
            continue
        yield day
        if day < date.max:
            yield day + ONE_DAY
        if length is not None:
            stale = shift(exactly(day), length).high
            if stale is not None:
                yield from (stale + timedelta(days=number) for number in range(-1, 5))


def _window(node: Aggregate, env: Env) -> Length | None:
    if node.window is None or window_start(node, env, evaluate) is None:
        return None
    length = evaluate(node.window, env)
    return length if isinstance(length, Length) else None


def _fixed(node: Aggregate, env: Env) -> dict[str, str]:
    """Return the identity fields that the filter fixes to values that are known here."""
    fixed = {}
    for name, expression in node.pins:
        if any(isinstance(part, FieldOf) and part.variable not in env.records for part in walk(expression)):
            continue  # fixed to the record of an aggregate around this one
        if _telling(expression, env):
            continue  # fixed to something else on another day
        value = evaluate(expression, env)
        if isinstance(value, Choice) and value.is_exact:
            fixed[name] = value.text
        elif isinstance(value, Truth) and value.value is not None:
            fixed[name] = key_text(value.value)
    return fixed
