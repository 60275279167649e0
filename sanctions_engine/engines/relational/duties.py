"""Obligations with a due day: the counterpart of `Judge._obligation` and `Judge._with_due`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sanctions_engine.engines.relational import calculating
from sanctions_engine.engines.relational.comparing import compare
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.formulas import Scope, compiled, condition
from sanctions_engine.engines.relational.judged import Judged
from sanctions_engine.engines.relational.law_days import law_day
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Days, Query, Source, Union
from sanctions_engine.engines.relational.record_fields import SINCE, Record, fields_of
from sanctions_engine.engines.relational.records import Records
from sanctions_engine.engines.relational.relief import relief
from sanctions_engine.engines.relational.rule_texts import Family, reads_no_evidence
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Column,
    Constant,
    Term,
    all_of,
    any_of,
    apply,
    at_most,
    choose,
    constant,
    is_true,
    less,
    negation,
    not_false,
    smaller,
)
from sanctions_engine.engines.relational.values import Duration, Span, SqlValue, is_exact
from sanctions_engine.engines.relational.verdicts import adjusted, branches
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.kinds import STATE
from sanctions_engine.semantics.changes_of_day import LONGEST
from sanctions_engine.semantics.law import Law

SHAPE = "due"
DAY = Column("days", "day")


@dataclass(frozen=True, slots=True)
class _Due:
    """The due day of a family: `open` where it is not one day."""

    day: Term
    open: Term


def duty(family: Family, law: Law, evidence: TablesOfFacts, records: Records) -> Judged:
    """Compile a family of obligations with a due day.

    A text judges where the earlier of the day judged and the due day falls into it.

    Raises:
        Unsupported: If something in it has no form in SQL.
    """
    rule = family.texts[0].rule
    today = constant(family.day)
    scope = Scope(family, rule, {rule.each.variable: records.record}, evidence, today)
    on = law_day(rule, scope)
    scope.law_day = None if rule.on is None else on
    due = _due(rule, law, family, scope)
    scope.defer(due.open, "a due day that is not one day")
    scope.defer(records.deferred, "claims that leave the subject open")
    law_day_term = smaller(today, due.day)
    since = family.column([one.since for one in family.texts])
    until = family.column([one.until for one in family.texts])
    begun = TRUE if since == NULL else is_true(at_most(since, law_day_term))
    covers = all_of([begun, not_false(less(law_day_term, until))])

    exact = Span(law_day_term, law_day_term, is_day=True)
    scope.due = Span(due.day, due.day, is_day=True)
    scope.law_day = exact if scope.law_day is None else scope.law_day
    then = scope.on(law_day_term)
    parts = [condition(one.node, then).value for one in (rule.where, rule.applies_when) if one is not None]
    asked = all_of([records.exists.value, *parts])
    assert rule.satisfied_when is not None
    done = condition(rule.satisfied_when.node, then).value
    overdue = is_true(less(due.day, today))
    late, laterals = _late(rule, rule.satisfied_when.node, scope, due.day)
    exempt, which, ids = relief(family, law, scope, exact)
    letters = {"applies": asked, "overdue": overdue, "now": done, "at_due": done, "since": late, "exempt": exempt}
    table = adjusted(branches(SHAPE, letters), SHAPE, letters)
    return Judged(
        touched=any_of([covers, due.open, records.deferred]),
        inside=covers,
        branches=table,
        exception=which,
        exceptions=ids,
        deferred=scope.deferred,
        asked=asked,
        found=TRUE,
        days=exact,
        laterals={**then.laterals, **scope.laterals, **laterals},
        due=due.day,
    )


def _due(rule: Rule, law: Law, family: Family, scope: Scope) -> _Due:
    assert rule.due is not None
    value = compiled(rule.due.node, scope)
    if not isinstance(value, Span):
        raise Unsupported("a due day that is no day")
    day = choose([(is_exact(value), value.low)], NULL)
    for text in law.texts(family.texts[0].id):
        if text.why != "suspended" or text.since is None:
            continue
        inside = all_of([at_most(constant(text.since), day), less(day, constant(text.until or date.max))])
        day = choose([(inside, constant(text.until or date.max))], day)
    return _Due(day, any_of([value.nothing, negation(is_exact(value))]))


def _late(
    rule: Rule, done_when: Expr, scope: Scope, due: Term
) -> tuple[Term, dict[str, Query]]:
    """Return whether a duty was done on a day after the due day: true or unknown, and the query that looks for the day."""
    parts = list(_with_lets(done_when, rule, set()))
    compared = {id(side) for part in parts for side in _sides(part)}
    if any(isinstance(one, nodes.Special) and one.name == "as_of" and id(one) not in compared for one in parts):
        days = [_every_day_after(due, scope.day)]
    else:
        days = [day for part in parts for day in _turning_days(part, scope)]
    if not days:
        return FALSE, {}
    then = replace(scope.on(DAY), deferred=[])
    value = condition(done_when, then).value
    opened = is_true(any_of(one.condition for one in then.deferred))
    alias = scope.fresh("late")
    union = Union(tuple(days))
    after = all_of([is_true(less(due, DAY)), is_true(at_most(DAY, scope.day))])
    query = Query(
        {"days": Query({"all": union}, {"day": Column("all", "day")}, distinct=True), **then.laterals},
        {},
        group=True,
        where=after,
        aggregates={"late": ("any true", is_true(value)), "open": ("any true", opened)},
        lateral=frozenset(then.laterals),
    )
    scope.defer(is_true(Column(alias, "open")), "claims that leave open when a duty was done")
    return is_true(Column(alias, "late")), {alias: query}


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
        compare("==", record.fields[pin], compiled(expression, scope)).value
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
        moved, _ = calculating.shift(Span(day, day, is_day=True), window)
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
