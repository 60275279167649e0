"""Obligations with a due day: the counterpart of `Judge._obligation` and `Judge._with_due`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from sanctions_engine.engines.relational.due_days import DUES, due_day
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.extremes import smaller
from sanctions_engine.engines.relational.formulas import compiled, condition
from sanctions_engine.engines.relational.judged import Judged
from sanctions_engine.engines.relational.lateness import done_late, turning_days
from sanctions_engine.engines.relational.law_days import law_day, lies_in, touches
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Query, Source
from sanctions_engine.engines.relational.records import Records
from sanctions_engine.engines.relational.relief import relief
from sanctions_engine.engines.relational.rule_texts import Family
from sanctions_engine.engines.relational.scope import Scope
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
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
)
from sanctions_engine.engines.relational.values import Span, SqlValue, where
from sanctions_engine.engines.relational.verdicts import Branch, adjusted, branches
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.changes_of_day import reads_due
from sanctions_engine.semantics.law import Law

SHAPE = "due"
AS_READ = ""
"""The reading in which the texts of the family stand."""

Branches = Callable[[Mapping[str, Term]], list[Branch]]
"""What the verdicts come to that the letters of a situation give."""


def duty(
    family: Family, law: Law, evidence: TablesOfFacts, records: Records, readings: Mapping[str, Rule] | None = None
) -> Judged:
    """Compile a family of obligations with a due day.

    A text judges where the earlier of the day judged and the due day falls into it.

    Args:
        readings: Readings of which the verdict is asked beside that of the rule as it is read, each as the first text has it: they
            differ from it in when the duty applies and what is to be done, and in nothing else.

    Raises:
        Unsupported: If something in it has no form in SQL.
    """
    rule = family.texts[0].rule
    today = constant(family.day)
    scope = Scope(family, rule, {rule.each.variable: records.record}, evidence, today)
    on = law_day(rule, scope)
    scope.law_day = None if rule.on is None else on
    value = compiled(rule.due.node, scope) if rule.due is not None else None
    if not isinstance(value, Span):
        raise Unsupported("a due day that is no day")
    ways = {AS_READ: rule, **(readings or {})}
    formulas = [formula for one in ways.values() for formula in (one.satisfied_when, one.applies_when, one.where)]
    asked_of = [one.node for one in (*formulas, *(one.when for one in rule.exceptions)) if one is not None]
    turning = None if reads_due(asked_of, rule) else turning_days(asked_of, rule, replace(scope, deferred=[]))
    due = due_day(value, law, family, turning)
    first: dict[str, Source] = dict(scope.laterals)
    if due.choices is not None:
        first |= {**due.ends, DUES: due.choices}  # after what the due day reads, before what reads the day chosen
    scope.defer(due.open, "a due day that can be one of very many, or one of several in several texts")
    scope.defer(records.deferred, "claims that leave the subject open")
    law_day_term = smaller(today, due.day) if isinstance(due.day, Constant) else apply("least", today, due.day)
    since = family.column([one.since for one in family.texts])
    until = family.column([one.until for one in family.texts])
    begun = TRUE if since == NULL else is_true(at_most(since, law_day_term))
    covers = all_of([begun, is_true(not_false(less(law_day_term, until)))])

    exact = Span(law_day_term, law_day_term, is_day=True)
    days: SqlValue = exact if rule.on is None else where(due.none, on, exact)
    assert isinstance(days, Span)
    scope.due = Span(due.day, due.day, is_day=True, nothing=due.none)
    scope.law_day = exact if scope.law_day is None else scope.law_day
    then = scope.on(law_day_term)
    overdue = is_true(less(due.day, today))
    exempt, which, ids = relief(family, law, scope, days)
    without: Branches | None = None
    if due.none != FALSE:
        in_force = choose([(lies_in(days, since, until), TRUE), (negation(touches(days, since, until)), FALSE)], NULL)
        without = partial(_without_due, due.none, "promptly" if rule.promptly else "no_due", in_force)
    tables: dict[str, list[Branch]] = {}
    laterals: dict[str, Query] = {}
    applies = {name: all_of([records.exists.value, *asked_by(one, then)]) for name, one in ways.items()}
    for name, one in ways.items():
        assert one.satisfied_when is not None
        done = condition(one.satisfied_when.node, then).value
        late, more = done_late(one, one.satisfied_when.node, scope, then, due.day, done)
        laterals |= more
        letters = {
            "applies": applies[name],
            "overdue": overdue,
            "exempt": exempt,
            "now": done,
            "at_due": done,
            "since": late,
        }
        tables[name] = _table(letters, without)
        if due.choices is not None:
            tables[name].insert(0, (negation(covers), Verdict.NOT_IN_FORCE))
    given = due.given
    if due.choices is not None:
        given = all_of([given, covers])
    return Judged(
        touched=TRUE if due.choices is not None else any_of([covers, due.open, records.deferred]),
        inside=covers,
        branches=tables.pop(AS_READ),
        exception=which,
        exceptions=ids,
        deferred=scope.deferred,
        asked=applies[AS_READ],
        found=TRUE,
        days=exact,
        laterals={**first, **then.laterals, **scope.laterals, **laterals},
        due=due if due.choices is None else replace(due, given=given),
        read_as=tables,
    )


def asked_by(rule: Rule, scope: Scope) -> Iterator[Term]:
    """Yield the conditions under which a rule applies."""
    for formula in (rule.where, rule.applies_when):
        if formula is not None:
            yield condition(formula.node, scope).value


def _table(letters: Mapping[str, Term], without: Branches | None) -> list[Branch]:
    """Return the branches of the table, those first for subjects without a due day."""
    return [*(without(letters) if without else ()), *adjusted(branches(SHAPE, letters), SHAPE, letters)]


def _without_due(condition: Term, shape: str, in_force: Term, letters: Mapping[str, Term]) -> list[Branch]:
    """Return the branches of a table for some subjects only."""
    used = {"in_force": in_force, **{name: letters[name] for name in ("applies", "now", "exempt")}}
    return [(all_of([condition, test]), verdict) for test, verdict in adjusted(branches(shape, used), shape, used)]
