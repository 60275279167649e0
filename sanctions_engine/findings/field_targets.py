"""The values at which the conditions of a rule turn, by kind and field: its constants, its due day, and their neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.findings.formulas import walk_with_lets
from sanctions_engine.language.nodes import Aggregate, Call, Compare, Expr, FieldOf, Member
from sanctions_engine.models.claims import NONE, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind, FieldKind
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.judgement import Step
from sanctions_engine.semantics.truth import Truth
from sanctions_engine.semantics.values import Choice, Interval, Value

ONE_DAY = timedelta(days=1)
FEW = 3
"""Of a list of texts so many are tried."""


def value_of(node: Expr, env: Env) -> Value | None:
    """Return what an expression comes to; None where it names a record that is not at hand here."""
    try:
        return evaluate(node, replace(env, trace=None, lets={}))
    except (EvaluationFailed, KeyError, AssertionError):
        return None


@dataclass(slots=True)
class Targets:
    """Values to try, by kind and field.

    Attributes:
        days: The days on which a fact may matter: the due day and the day judged.
        said: What conditions compare each field with.
    """

    days: tuple[date, ...] = ()
    said: dict[tuple[str, str], dict[FieldValue, None]] = field(default_factory=dict)

    def of(self, kind: FactKind, name: str) -> list[FieldValue]:
        """Return the values to try of a field, all of them such as it can hold."""
        declared = kind.fields[name]
        found: list[FieldValue] = [one for one in self.said.get((kind.name, name), ()) if _fits(one, kind, name)]
        if declared.kind is FieldKind.BOOL:
            found += [True, False]
        if declared.kind is FieldKind.DATE:
            found += [DateRange.of(day) for day in self.days]
        if declared.optional:
            found.append(NONE)
        if not found:
            found += _plain(kind, name)
        return list(dict.fromkeys(found))


def targets_of(steps: Iterable[Step], as_of: date) -> Targets:
    """Return the values at which some formulas turn."""
    found = Targets()
    days: dict[date, None] = {}
    for step in steps:
        due = step.env.due
        if isinstance(due, Interval) and due.is_exact and due.low <= as_of:
            days[due.low] = None
        for node in walk_with_lets(step.formula.node, step.env.rule):
            for (kind, name), values in _compared(node, step.env):
                found.said.setdefault((kind, name), {}).update(dict.fromkeys(values))
    found.days = (*days, *(day for day in (as_of,) if day not in days))
    return found


def _compared(node: Expr, env: Env) -> Iterator[tuple[tuple[str, str], list[FieldValue]]]:
    match node:
        case Compare(left=one, right=other) | Member(item=one, options=other):
            sides = (one, other)
        case Call(function="hs_in" | "startswith" | "endswith", arguments=(one, other)):
            sides = (one, other)
        case Call(function="names_rule", arguments=(FieldOf(kind=kind, name=name),)):
            yield (kind, name), [env.rule.id]
            return
        case _:
            return
    for side, against in (sides, sides[::-1]):
        value = value_of(against, env)
        if value is None:
            continue
        near = list(_near(value))
        for part in walk_with_lets(side, env.rule):
            if isinstance(part, FieldOf) and part.kind != "State" and near:
                yield (part.kind, part.name), near
            elif isinstance(part, Aggregate) and isinstance(part.value, FieldOf) and near:
                yield (part.value.kind, part.value.name), near


def _near(value: Value) -> Iterator[FieldValue]:
    """Yield the ends of a value with their neighbours, as claims state them."""
    if isinstance(value, frozenset):
        yield from sorted(value)[:FEW]
    elif isinstance(value, Choice) and value.options is not None:
        yield from sorted(value.options)[:FEW]
    elif isinstance(value, Truth) and value.value is not None:
        yield value.value
    elif isinstance(value, Interval):
        for end in dict.fromkeys(one for one in (value.low, value.high) if one is not None):
            if isinstance(end, date):
                yield from (DateRange.of(day) for day in (end, end - ONE_DAY, end + ONE_DAY))
            else:
                yield from (NumberRange.of(number) for number in (end, end + 1, end - 1))


def _fits(value: FieldValue, kind: FactKind, name: str) -> bool:
    declared = kind.fields[name]
    match declared.kind:
        case FieldKind.BOOL:
            return isinstance(value, bool)
        case FieldKind.DATE:
            return isinstance(value, DateRange)
        case FieldKind.INT | FieldKind.DECIMAL:
            if not isinstance(value, NumberRange) or value.low is None:
                return False
            low = declared.bounds.low if declared.bounds else None
            whole = declared.kind is FieldKind.DECIMAL or value.low == int(value.low)
            return whole and (low is None or value.low >= low)
        case _:
            is_word = isinstance(value, str) and (not declared.one_of or value in declared.one_of)
            return is_word and (declared.kind is not FieldKind.STATE or len(str(value)) == len("RUS"))


def _plain(kind: FactKind, name: str) -> list[FieldValue]:
    """Return a value for a field that no condition reads."""
    declared = kind.fields[name]
    if declared.kind in (FieldKind.INT, FieldKind.DECIMAL):
        low = declared.bounds.low if declared.bounds else None
        return [NumberRange.of(low or 0)]
    if declared.kind is FieldKind.TEXT:
        return [declared.one_of[0] if declared.one_of else "new"]
    return []
