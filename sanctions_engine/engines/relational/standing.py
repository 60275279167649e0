"""Prohibitions of single events, and indicators on them: the counterpart of `Judge._standing`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sanctions_engine.engines.relational.codes import CodeJoin
from sanctions_engine.engines.relational.formulas import Deferral, Scope, condition
from sanctions_engine.engines.relational.law_days import law_day, lies_in, touches, up_to
from sanctions_engine.engines.relational.records import Records
from sanctions_engine.engines.relational.rule_texts import Family
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
from sanctions_engine.engines.relational.verdicts import Branch, adjusted, branches
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.norms import Burden, Modality
from sanctions_engine.semantics.law import Law


@dataclass(frozen=True, slots=True)
class Standing:
    """What a family comes to for one subject and one text, as terms.

    Attributes:
        touched: Whether the law's day may fall into the text: true or false.
        inside: Whether it surely does.
        branches: The verdicts; the first that fits counts.
        exception: The place in `exceptions` of the one that decided, null for none.
        exceptions: Ids of exceptions and exemptions.
        deferred: Where the reference evaluator has to judge.
        asked: Whether the rule applies; a condition.
        found: Whether what is forbidden happened, or the sign is there; a condition.
        days: The law's day, none after the day judged.
    """

    touched: Term
    inside: Term
    branches: Sequence[Branch]
    exception: Term
    exceptions: tuple[str, ...]
    deferred: Sequence[Deferral]
    asked: Term
    found: Term
    days: Span


def standing(family: Family, law: Law, records: Records, join: CodeJoin | None = None) -> Standing:
    """Compile a family.

    Args:
        join: The test of a code against each text's own list, where there is one.

    Raises:
        Unsupported: If something in it has no form in SQL.
    """
    rule = family.texts[0].rule
    codes = None if join is None else (join.node, join.answer)
    scope = Scope(family, rule, {rule.each.variable: records.record}, family.day, codes=codes)
    on = law_day(rule, scope)
    scope.law_day = None if rule.on is None else on
    days = up_to(on, constant(family.day))
    since = family.column([one.since for one in family.texts])
    until = family.column([one.until for one in family.texts])
    touched, inside = touches(days, since, until), lies_in(days, since, until)
    several = any(one.several for one in family.texts)
    scope.defer(all_of([touched, negation(inside)]), "a day that leaves open which text is law", always=several)
    scope.defer(records.deferred, "claims that leave the subject open")

    parts = [condition(one.node, scope).value for one in (rule.where, rule.applies_when) if one is not None]
    asked = all_of([records.exists.value, *parts])
    indicator = rule.modality is Modality.INDICATOR
    formula = rule.raised_when if indicator else rule.violated_when
    assert formula is not None
    found = condition(formula.node, scope).value
    shape, letter = ("indicator", "raised") if indicator else ("event", "violated")
    exempt, which, ids = _relief(family, law, scope, days)
    letters = {"applies": asked, letter: found, "exempt": exempt}
    table = adjusted(branches(shape, letters), shape, letters)
    return Standing(touched, inside, table, which, ids, scope.deferred, asked, found, days)


def _relief(family: Family, law: Law, scope: Scope, days: Span) -> tuple[Term, Term, tuple[str, ...]]:
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
        doubt = "a day that leaves open whether an exemption is law"
        scope.defer(all_of([touched, negation(inside)]), doubt, always=False)
        if text.rule is None:
            continue
        read = text.rule
        adopted = law.adopted(read.instrument)
        inner = Scope(
            scope.family,
            read,
            {read.each.variable: scope.records[scope.rule.each.variable]},
            scope.day,
            law_day=days,
            rules=[(read, adopted)] * len(scope.family.texts),
            deferred=scope.deferred,
        )
        formulas = (read.where, read.applies_when, read.when)
        value = all_of(condition(one.node, inner).value for one in formulas if one is not None)
        found.append((choose([(inside, value)], FALSE), read.burden))
    return found
