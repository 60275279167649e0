"""Obligations with a due day: the counterpart of `Judge._obligation` and `Judge._with_due`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sanctions_engine.engines.relational.due_days import DUES, due_day
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.extremes import smaller
from sanctions_engine.engines.relational.formulas import compiled, condition
from sanctions_engine.engines.relational.judged import Judged
from sanctions_engine.engines.relational.lateness import done_late, turning_days
from sanctions_engine.engines.relational.law_days import gap, law_day, lies_in, touches
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Source
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
    is_null,
    is_true,
    less,
    negation,
    not_false,
)
from sanctions_engine.engines.relational.values import Span, SqlValue, where
from sanctions_engine.engines.relational.verdicts import Branch, adjusted, branches
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.changes_of_day import reads_due
from sanctions_engine.semantics.law import Law

SHAPE = "due"


def duty(family: Family, law: Law, evidence: TablesOfFacts, records: Records, *, gaps: bool = False) -> Judged:
    """Compile a family of obligations with a due day.

    A text judges where the earlier of the day judged and the due day falls into it.

    Args:
        gaps: Whether the subjects are told of whose day falls where the rule has no text.

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
    formulas = (rule.satisfied_when, rule.applies_when, rule.where, *(one.when for one in rule.exceptions))
    asked_of = [one.node for one in formulas if one is not None]
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
    parts = [condition(one.node, then).value for one in (rule.where, rule.applies_when) if one is not None]
    asked = all_of([records.exists.value, *parts])
    assert rule.satisfied_when is not None
    done = condition(rule.satisfied_when.node, then).value
    overdue = is_true(less(due.day, today))
    late, laterals = done_late(rule, rule.satisfied_when.node, scope, then, due.day, done)
    exempt, which, ids = relief(family, law, scope, days)
    letters = {"applies": asked, "overdue": overdue, "now": done, "at_due": done, "since": late, "exempt": exempt}
    table = adjusted(branches(SHAPE, letters), SHAPE, letters)
    if due.none != FALSE:
        in_force = choose([(lies_in(days, since, until), TRUE), (negation(touches(days, since, until)), FALSE)], NULL)
        table = [
            *_without_due(due.none, "promptly" if rule.promptly else "no_due", {**letters, "in_force": in_force}),
            *table,
        ]
    given = due.given
    without_text = gap(law_day_term, family, law) if gaps else NULL
    if due.choices is not None or gaps:
        table = [(negation(covers), Verdict.NOT_IN_FORCE), *table]
        given = all_of([given, covers])
    touched = any_of([covers, negation(is_null(without_text)), due.open, records.deferred])
    return Judged(
        touched=TRUE if due.choices is not None else touched,
        inside=covers,
        branches=table,
        exception=which,
        exceptions=ids,
        deferred=scope.deferred,
        asked=asked,
        found=TRUE,
        days=exact,
        laterals={**first, **then.laterals, **scope.laterals, **laterals},
        due=replace(due, given=given),
        gap=without_text,
    )


def _without_due(condition: Term, shape: str, letters: Mapping[str, Term]) -> list[Branch]:
    """Return the branches of a table for some subjects only."""
    used = {name: letters[name] for name in ("in_force", "applies", "now", "exempt")}
    return [(all_of([condition, test]), verdict) for test, verdict in adjusted(branches(shape, used), shape, used)]
