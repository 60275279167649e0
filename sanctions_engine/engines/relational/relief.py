"""Exceptions of a rule and exemptions that cover it: the counterpart of `semantics.exceptions`."""

from __future__ import annotations

from sanctions_engine.engines.relational.formulas import condition
from sanctions_engine.engines.relational.law_days import lies_in, touches
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
    is_null,
    is_true,
    negation,
)
from sanctions_engine.engines.relational.values import Span
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.norms import Burden
from sanctions_engine.semantics.law import Law


def relief(family: Family, law: Law, scope: Scope, days: Span) -> tuple[Term, Term, tuple[str, ...]]:
    """Return the entry `exempt` of the verdict table, which exception or exemption decides, and the ids of all."""
    ids: list[str] = []
    held: list[Term] = []
    open_to_authority: list[Term] = []

    def consider(id: str, value: Term, burden: Burden) -> None:
        ids.append(id)
        held.append(is_true(value))
        if burden is not Burden.BEARER:
            open_to_authority.append(is_null(value))

    rule = family.texts[0].rule
    for clause in rule.exceptions:
        consider(clause.id, condition(clause.when.node, scope).value, clause.burden)
    for exemption in law.exemptions(family.texts[0].id):
        for value, burden in _exemption(exemption, law, scope, days):
            consider(exemption.id, value, burden)
    letter = choose([(any_of(held), TRUE), (any_of(open_to_authority), NULL)], FALSE)
    which = choose([(one, constant(number)) for number, one in enumerate(held)], NULL)
    return letter, which, tuple(ids)


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
        read = text.rule
        adopted = law.adopted(read.instrument)
        inner = Scope(
            scope.family,
            read,
            {read.each.variable: scope.records[scope.rule.each.variable]},
            scope.evidence,
            scope.day,
            law_day=days,
            rules=[(read, adopted)] * len(scope.family.texts),
            due=scope.due,
            deferred=scope.deferred,
            laterals=scope.laterals,
        )
        formulas = (read.where, read.applies_when, read.when)
        value = all_of(condition(one.node, inner).value for one in formulas if one is not None)
        found.append((choose([(inside, value)], FALSE), read.burden))
    return found
