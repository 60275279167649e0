"""Whether a duty was done after its due day: the counterpart of `Judge._done_since` and `semantics.changes_of_day`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sanctions_engine.engines.relational import day_spans
from sanctions_engine.engines.relational.aggregates import read_back, read_on
from sanctions_engine.engines.relational.extremes import smaller
from sanctions_engine.engines.relational.formulas import compiled, condition
from sanctions_engine.engines.relational.plan import Days, Query, Source, Union
from sanctions_engine.engines.relational.record_fields import SINCE, Record, fields_of
from sanctions_engine.engines.relational.rule_texts import reads_no_evidence
from sanctions_engine.engines.relational.scope import Scope
from sanctions_engine.engines.relational.selection import fixed_to
from sanctions_engine.engines.relational.terms import (
    FALSE,
    TRUE,
    Column,
    Constant,
    Term,
    all_of,
    any_of,
    apply,
    at_most,
    constant,
    is_false,
    is_true,
    less,
    not_false,
)
from sanctions_engine.engines.relational.values import Duration, Span, SqlValue
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.kinds import STATE
from sanctions_engine.semantics.changes_of_day import LONGEST

DAY = Column("days", "day")
"""A day on which what is asked may have been done."""


def done_late(
    rule: Rule, done_when: Expr, scope: Scope, then: Scope, due: Term, done: Term
) -> tuple[Term, dict[str, Query]]:
    """Return whether a duty was done on a day after the due day: true or unknown, and the query that looks for the day.

    It looks where the verdict asks for it: where the due day is over and the duty surely was not done on it.

    Args:
        then: What was compiled in whether it was done on the due day.
        done: The condition for that.
    """
    today = scope.day
    asked = all_of([is_true(less(due, today)), is_false(done)])
    node = _one_series(rule, done_when, then)
    if node is not None:
        return _said_later(done_when, node, then, due, asked), {}
    days = turning_days([done_when], rule, scope)
    if days is None:
        days = [_every_day_after(due, today)]
    if not days:
        return FALSE, {}
    on = replace(scope.on(DAY), deferred=[])
    value = condition(done_when, on).value
    opened = is_true(any_of(one.condition for one in on.deferred))
    alias = scope.fresh("late")
    union = Union(tuple(replace(one, where=all_of([one.where, asked, _within(one, due, today)])) for one in days))
    query = Query(
        {"days": Query({"all": union}, {"day": Column("all", "day")}, distinct=True), **on.laterals},
        {},
        group=True,
        aggregates={"late": ("any true", is_true(value)), "open": ("any true", opened)},
        lateral=frozenset(on.laterals),
    )
    scope.defer(is_true(Column(alias, "open")), "claims that leave open when a duty was done")
    return is_true(Column(alias, "late")), {alias: query}


def _one_series(rule: Rule, done_when: Expr, then: Scope) -> nodes.Aggregate | None:
    """Return the `latest` of one series that alone can change what a condition comes to; None if other things can."""
    parts = list(_with_lets(done_when, rule, set()))
    found = list(dict.fromkeys(part for part in parts if isinstance(part, nodes.Aggregate)))
    if len(found) != 1 or found[0] not in then.laid:
        return None
    (node,) = found
    if node.function != "latest" or node.window is not None or node.none is not None or then.laid[node].inner.deferred:
        return None
    if any(isinstance(part, nodes.Special) and part.name == "as_of" for part in parts):
        return None
    others = (day for part in parts if part != node for day in _turning_days(part, then))
    return node if next(others, None) is None else None


def _said_later(done_when: Expr, node: nodes.Aggregate, then: Scope, due: Term, asked: Term) -> Term:
    """Return whether a duty was done after the due day that asks for the latest fact of one series.

    Each such fact is the latest on its own day. So those of later days are read along with those of the due day.
    """
    chosen = then.laid[node]
    assert chosen.series is not None
    series = chosen.series
    later = is_true(less(due, series.day))
    on = replace(then.on(series.day), deferred=[])
    on.known[node] = read_back(chosen.value(), lambda _, term: term, on)
    met = is_true(condition(done_when, on).value)
    opened = any_of([series.open, *(one.condition for one in on.deferred)])
    late, late_open = all_of([later, series.passes, series.counts, met]), all_of([later, opened])
    if late_open != FALSE:
        leaves_open = all_of([asked, is_true(read_on(chosen, constant(then.family.day), "late open", late_open))])
        then.defer(leaves_open, "claims that leave open when a duty was done")
    return all_of([asked, is_true(read_on(chosen, constant(then.family.day), "late", late))])


def _within(days: Query, due: Term, today: Term) -> Term:
    """Whether a day is after the due day, and none after the day judged: true or false."""
    day = days.columns["day"]
    return all_of([is_true(less(due, day)), is_true(at_most(day, today))])


def turning_days(formulas: Sequence[Expr], rule: Rule, scope: Scope) -> list[Query] | None:
    """Return queries for the days on which some expressions can change; None where that is every day."""
    parts = [part for one in formulas for part in _with_lets(one, rule, set())]
    compared = {id(side) for part in parts for side in _sides(part)}
    if any(isinstance(one, nodes.Special) and one.name == "as_of" and id(one) not in compared for one in parts):
        return None
    return [day for part in parts for day in _turning_days(part, scope)]


def _turning_days(part: Expr, scope: Scope) -> Iterator[Query]:
    """Yield queries for the days on which a part of a condition can change."""
    if isinstance(part, nodes.Aggregate):
        yield from _days_of_facts(part, scope)
    elif isinstance(part, nodes.FieldOf) and part.name == "un_member" and part.kind == "State":
        record = next((one for one in scope.records.values() if SINCE in one.fields), None)
        if record is not None:
            since = record.fields[SINCE]
            assert isinstance(since, Span)
            yield Query({}, {"day": since.low})
    for side in _sides(part):
        if isinstance(side, nodes.FieldOf):
            yield from _days_of_field(side, scope)


def _sides(part: Expr) -> tuple[Expr, ...]:
    """Return the sides of a comparison of a field of a claim with the day judged, or what `done` asks of; none of others."""
    if isinstance(part, nodes.Call) and part.function == "done":
        return part.arguments
    if not isinstance(part, nodes.Compare):
        return ()
    sides = (part.left, part.right)
    today = [side for side in sides if isinstance(side, nodes.Special) and side.name == "as_of"]
    fields = [side for side in sides if isinstance(side, nodes.FieldOf) and side.kind != STATE.name]
    return sides if len(today) == len(fields) == 1 else ()


def _every_day_after(due: Term, today: Term) -> Query:
    """Return every day after a due day, as many as the reference evaluator tries."""
    last = smaller(today, apply("shift days", due, constant(LONGEST + 1)))
    return Query({"each": Days(apply("shift days", due, constant(1)), last)}, {"day": Column("each", "day")})


def _days_of_field(field: nodes.FieldOf, scope: Scope) -> Iterator[Query]:
    """Yield queries for the days on which a comparison of a field with the day judged can change."""
    sources: dict[str, Source] = {}
    record = scope.records.get(field.variable)
    if record is None:  # the record of an aggregate: whichever it reads
        facts = scope.facts(field.kind)
        if facts is None:
            return
        name = scope.fresh("d")
        sources, record = {name: scope.source(facts)}, Record(facts.table.kind, fields_of(facts.table, name))
    value = record.fields[field.name]
    assert isinstance(value, Span)
    for end in dict.fromkeys((value.low, value.high)):
        yield from _around(sources, end, TRUE, None)


def _days_of_facts(node: nodes.Aggregate, scope: Scope) -> Iterator[Query]:
    window = None if node.window is None else compiled(node.window, scope)
    for coverage in scope.coverage(node.kind):
        for day in (coverage.start, coverage.end):
            if day is not None:
                yield from _around({}, constant(day), TRUE, window)
    facts = scope.facts(node.kind)
    if facts is None:
        return
    name = scope.fresh("d")
    record = Record(facts.table.kind, fields_of(facts.table, name))
    dated = record.fields[facts.table.kind.dated or ""]
    assert isinstance(dated, Span)
    fixed = [
        fixed_to(record.fields[pin], compiled(expression, scope))
        for pin, expression in node.pins
        if _is_fixed(expression, scope)
    ]
    where = all_of(not_false(one) for one in fixed)
    sources: dict[str, Source] = {name: scope.source(facts)}
    for end in dict.fromkeys((dated.low, dated.high)):
        yield from _around(sources, end, where, window)


def _is_fixed(expression: Expr, scope: Scope) -> bool:
    """Whether a pin is the same on every day, and says so of the subject alone."""
    if isinstance(expression, nodes.FieldOf):
        return expression.variable in scope.records and expression.name != "un_member"
    return reads_no_evidence(expression, today=False)


def _around(sources: Mapping[str, Source], day: Term, where: Term, window: SqlValue | None) -> Iterator[Query]:
    for number in (0, 1):
        yield Query(dict(sources), {"day": _later(day, number)}, where=where)
    if isinstance(window, Duration):
        moved, _ = day_spans.shift(Span(day, day, is_day=True), window)
        for number in range(-1, 5):
            yield Query(dict(sources), {"day": _later(moved.high, number)}, where=where)


def _later(day: Term, days: int) -> Term:
    if not days:
        return day
    if isinstance(day, Constant) and isinstance(day.value, date):
        return constant(day.value + timedelta(days=days))
    return apply("shift days", day, constant(days))


def _with_lets(node: Expr, rule: Rule, seen: set[str]) -> Iterator[Expr]:
    """Yield every part of an expression and of the `let` names that it uses; what sits in `recent(…)` is left out."""
    windows = {id(part.window) for part in nodes.walk(node) if isinstance(part, nodes.Aggregate)}
    for part in nodes.walk(node):
        if id(part) in windows:
            continue
        yield part
        if isinstance(part, nodes.LetRef) and part.name not in seen:
            seen.add(part.name)
            formula = next(formula for name, formula in rule.let if name == part.name)
            yield from _with_lets(formula.node, rule, seen)
