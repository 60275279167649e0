"""Exceptions of a rule and exemptions that cover it: the counterpart of `semantics.exceptions`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sanctions_engine.engines.relational.formulas import condition
from sanctions_engine.engines.relational.law_days import lies_in, touches
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.rule_texts import Family
from sanctions_engine.engines.relational.scope import Scope
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Term,
    all_of,
    any_of,
    choose,
    constant,
    is_false,
    is_null,
    is_true,
    negation,
    never_null,
)
from sanctions_engine.engines.relational.values import Span, is_exact
from sanctions_engine.language.rules import ExceptionClause, Rule
from sanctions_engine.models.kinds import STATE
from sanctions_engine.models.norms import Burden
from sanctions_engine.semantics.days_of_law import law_day_field
from sanctions_engine.semantics.law import Law


def relief(family: Family, law: Law, scope: Scope, days: Span) -> tuple[Term, Term, tuple[str, ...]]:
    """Return the entry `exempt` of the verdict table, which exception or exemption decides, and the ids of all."""
    ids: list[str] = []
    held: list[Term] = []
    open_to_authority: list[Term] = []

    rule = family.texts[0].rule
    doubt = day_in_doubt(rule, scope)

    def consider(id: str, value: Term, burden: Burden) -> None:
        ids.append(id)
        held.append(is_true(value))
        if burden is not Burden.BEARER:
            open_to_authority.append(is_null(value))
        else:
            scope.defer(
                all_of([is_null(value), doubt]), "a day that leaves open whether an exception holds", always=False
            )

    for clause in rule.exceptions:
        consider(clause.id, _excepted(clause, family, scope), clause.burden)
    for exemption in law.exemptions(family.texts[0].id):
        for value, burden in _exemption(exemption, law, scope, days):
            consider(exemption.id, value, burden)
    letter = choose([(any_of(held), TRUE), (any_of(open_to_authority), NULL)], FALSE)
    which = choose([(one, constant(number)) for number, one in enumerate(held)], NULL)
    return letter, which, tuple(ids)


def _excepted(clause: ExceptionClause, family: Family, scope: Scope) -> Term:
    """Return whether an exception holds: false for the texts that lack it."""
    having = family.having(clause)
    if len(having) == len(family.texts):
        return condition(clause.when.node, scope).value
    inner = scope.of_texts(having)
    has = family.column([place in having for place in range(len(family.texts))])
    found = all_of([has, condition(clause.when.node, inner).value])
    scope.deferred += [replace(one, condition=all_of([has, one.condition])) for one in inner.deferred]
    return found


def day_in_doubt(rule: Rule, scope: Scope) -> Term:
    """Whether the field that gives the law's day is not one day: then an exception may hold on some of its days; true or false."""
    name, record = law_day_field(rule), scope.records.get(rule.each.variable)
    if name is None or record is None or record.kind == STATE:
        return FALSE
    value = record.fields[name]
    return negation(is_exact(value)) if isinstance(value, Span) else FALSE


def _exemption(exemption: Rule, law: Law, scope: Scope, days: Span) -> list[tuple[Term, Burden]]:
    """Return whether each text of an exemption holds, false on other days than its own.

    Where a day leaves open whether it was law, or in which text, the reference evaluator judges.
    """
    found = []
    for text in law.texts(exemption.id):
        since, until = constant(text.since), constant(text.until)
        touched = all_of([touches(days, since, until)]) if text.since is not None else touches(days, days.high, until)
        inside = lies_in(days, since, until) if text.since is not None else lies_in(days, days.low, until)
        left_open = all_of([touched, negation(inside)])
        scope.defer(left_open, "a day that leaves open whether an exemption is law", always=False)
        if text.rule is None:
            continue
        found.append((choose([(inside, _holds(text.rule, law, scope, days))], FALSE), text.rule.burden))
    return found


def _holds(read: Rule, law: Law, scope: Scope, days: Span) -> Term:
    """Return whether one text of an exemption holds."""
    adopted = law.adopted(read.instrument)
    record = scope.records.get(scope.rule.each.variable)
    inner = Scope(
        scope.family,
        read,
        {} if record is None else {read.each.variable: record},
        scope.evidence,
        scope.day,
        law_day=days,
        rules=[(read, adopted)] * len(scope.family.texts),
        due=scope.due,
        deferred=scope.deferred,
        hypothetical=scope.hypothetical,
        laterals=scope.laterals,
        group=scope.group,
    )
    formulas = (read.where, read.applies_when, read.when)
    return all_of(condition(one.node, inner).value for one in formulas if one is not None)


def exemption_counts(exemption: Rule, law: Law, scope: Scope, days: Span) -> Term:
    """Whether an exemption lets the bearer off, after the burden; a condition.

    Where a day leaves open which text of the exemption is law, it does so for certain only if every text does.

    Raises:
        Unsupported: If something in it has no form in SQL.
    """
    found: list[tuple[Term, Term]] = []
    burdens = set()
    for text in law.texts(exemption.id):
        touched = touches(days, constant(text.since), constant(text.until))
        if touched == FALSE:
            continue
        value: Term = FALSE
        if text.rule is not None:
            burdens.add(text.rule.burden)
            value = _holds(text.rule, law, scope, days)
            if text.rule.burden is Burden.BEARER:
                if not scope.hypothetical:
                    open_day = day_in_doubt(scope.rule, scope)
                    scope.defer(
                        all_of([touched, is_null(value), open_day]),
                        "a day that leaves open whether an exception holds",
                        always=False,
                    )
                value = is_true(value)
        found.append((touched, value))
    if len(burdens) > 1:
        raise Unsupported("an exemption whose burden of proof changes")
    if days.is_single and never_null(days.low):
        return any_of(all_of([touched, value]) for touched, value in found)
    every = all_of(any_of([negation(touched), is_true(value)]) for touched, value in found)
    none = all_of(any_of([negation(touched), is_false(value)]) for touched, value in found)
    return choose([(every, TRUE), (none, FALSE)], NULL)


def group_relief(law: Law, scope: Scope, days: Span) -> tuple[Term, Term, tuple[str, ...]]:
    """Return the entry `exempt` for a group as a whole, which exception or exemption decides, and the ids of all.

    Args:
        days: The days on which an exemption has to be law.
    """
    rule = scope.rule
    counted: list[tuple[str, Term]] = []
    for clause in rule.exceptions:
        value = condition(clause.when.node, scope).value
        counted.append((clause.id, is_true(value) if clause.burden is Burden.BEARER else value))
    for one in _of_groups(law.exemptions(rule.id)):
        if one.let or one.each.variable != rule.each.variable:
            raise Unsupported("an exemption of groups with names of its own")
        counted.append((one.id, exemption_counts(one, law, scope, days)))
    letter = any_of(value for _, value in counted)
    which = choose([(is_true(value), constant(number)) for number, (_, value) in enumerate(counted)], NULL)
    return letter, which, tuple(id for id, _ in counted)


def _of_groups(exemptions: Iterable[Rule]) -> list[Rule]:
    return [one for one in exemptions if one.group_by is not None]
