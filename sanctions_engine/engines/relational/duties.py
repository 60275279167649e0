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
from sanctions_engine.engines.relational.law_days import gap, law_day, lies_in, touches
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
    is_null,
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
    family: Family,
    law: Law,
    evidence: TablesOfFacts,
    records: Records,
    readings: Mapping[str, Rule] | None = None,
    *,
    gaps: bool = False,
) -> Judged:
    """Compile a family of obligations with a due day.

    A text judges where the earlier of the day judged and the due day falls into it.

    Args:
        readings: Readings of which the verdict is asked beside that of the rule as it is read, each as the first text has it: they
            differ from it in when the duty applies and what is to be done, and in nothing else.
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
    exempt, which, ids = relief(family, law, scope, days)
    without: Branches | None = None
    if due.none != FALSE:
        in_force = choose([(lies_in(days, since, until), TRUE), (negation(touches(days, since, until)), FALSE)], NULL)
        without = partial(_without_due, due.none, "promptly" if rule.promptly else "no_due", in_force)
    asked = {name: all_of([records.exists.value, *asked_by(one, then)]) for name, one in ways.items()}
    tables, laterals = dict[str, list[Branch]](), dict[str, Query]()
    for name, one in ways.items():
        letters, more = _letters(one, scope, then, due.day)
        letters |= {"applies": asked[name], "exempt": exempt}
        tables[name] = [*(without(letters) if without else ()), *adjusted(branches(SHAPE, letters), SHAPE, letters)]
        laterals |= more
    given = due.given
    without_text = gap(law_day_term, family, law) if gaps else NULL
    if due.choices is not None or gaps:
        for table in tables.values():
            table.insert(0, (negation(covers), Verdict.NOT_IN_FORCE))
        given = all_of([given, covers])
    touched = any_of([covers, negation(is_null(without_text)), due.open, records.deferred])
    return Judged(
        touched=TRUE if due.choices is not None else touched,
        inside=covers,
        branches=tables.pop(AS_READ),
        exception=which,
        exceptions=ids,
        deferred=scope.deferred,
        asked=asked[AS_READ],
        found=TRUE,
        days=exact,
        laterals={**first, **then.laterals, **scope.laterals, **laterals},
        due=replace(due, given=given),
        read_as=tables,
        gap=without_text,
    )


def asked_by(rule: Rule, scope: Scope) -> Iterator[Term]:
    """Yield the conditions under which a rule applies."""
    for formula in (rule.where, rule.applies_when):
        if formula is not None:
            yield condition(formula.node, scope).value


def _letters(rule: Rule, scope: Scope, then: Scope, due: Term) -> tuple[dict[str, Term], dict[str, Query]]:
    """Return what the table asks of when a duty was done, and the queries that look for the day.

    Args:
        then: The scope on the earlier of the day judged and the due day.
    """
    assert rule.satisfied_when is not None
    formula = rule.satisfied_when.node
    done = condition(formula, then).value
    late, laterals = done_late(rule, formula, scope, then, due, done)
    return {"overdue": is_true(less(due, scope.day)), "now": done, "at_due": done, "since": late}, laterals


def _without_due(condition: Term, shape: str, in_force: Term, letters: Mapping[str, Term]) -> list[Branch]:
    """Return the branches of a table for some subjects only."""
    used = {"in_force": in_force, **{name: letters[name] for name in ("applies", "now", "exempt")}}
    return [(all_of([condition, test]), verdict) for test, verdict in adjusted(branches(shape, used), shape, used)]
