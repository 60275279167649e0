"""Prohibitions, indicators and duties without a due day: the counterpart of `Judge._standing` and `Judge._without_due`."""

from __future__ import annotations

from collections.abc import Mapping

from sanctions_engine.engines.relational.codes import CodeJoin
from sanctions_engine.engines.relational.duties import asked_by
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.formulas import compiled, condition
from sanctions_engine.engines.relational.judged import Judged
from sanctions_engine.engines.relational.law_days import law_day, lies_in, touches, up_to
from sanctions_engine.engines.relational.records import Records
from sanctions_engine.engines.relational.relief import relief
from sanctions_engine.engines.relational.rule_texts import Family
from sanctions_engine.engines.relational.scope import Scope
from sanctions_engine.engines.relational.terms import (
    NULL,
    TRUE,
    Term,
    all_of,
    any_of,
    choose,
    constant,
    equal,
    less,
    negation,
)
from sanctions_engine.engines.relational.values import Span, Words
from sanctions_engine.engines.relational.verdicts import adjusted, branches
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.states import new_states
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.subjects import is_single


def standing(
    family: Family,
    law: Law,
    evidence: TablesOfFacts,
    records: Records,
    join: CodeJoin | None = None,
    readings: Mapping[str, Rule] | None = None,
) -> Judged:
    """Compile a family.

    Args:
        join: The test of a code against each text's own list, where there is one.
        readings: Readings of which the verdict is asked beside that of the rule as it is read, each as the first text has it: they
            differ from it in when the rule applies and what it asks, and in nothing else.

    Raises:
        Unsupported: If something in it has no form in SQL.
    """
    rule = family.texts[0].rule
    codes = None if join is None else (join.node, join.answer)
    today = constant(family.day)
    scope = Scope(family, rule, {rule.each.variable: records.record}, evidence, today, codes=codes)
    on = law_day(rule, scope)
    scope.law_day = None if rule.on is None else on
    days = on if rule.modality is Modality.OBLIGATION else up_to(on, today)
    since = family.column([one.since for one in family.texts])
    until = family.column([one.until for one in family.texts])
    touched, inside = touches(days, since, until), lies_in(days, since, until)
    several = any(one.several for one in family.texts)
    scope.defer(all_of([touched, negation(inside)]), "a day that leaves open which text is law", always=several)
    scope.defer(records.deferred, "claims that leave the subject open")

    asked = all_of([records.exists.value, *asked_by(rule, scope)])
    shape, letter, formula = _asks(rule)
    found = condition(formula.node, scope).value
    exempt, which, ids = relief(family, law, scope, days)
    letters = {"applies": asked, letter: found, "exempt": exempt, "in_force": _bound(rule, scope, days)}
    table = adjusted(branches(shape, letters), shape, letters)
    read_as = {}
    for name, other in (readings or {}).items():
        applies = all_of([records.exists.value, *asked_by(other, scope)])
        read = {**letters, "applies": applies, letter: condition(_asks(other)[2].node, scope).value}
        read_as[name] = adjusted(branches(shape, read), shape, read)
    return Judged(
        touched, inside, table, which, ids, scope.deferred, asked, found, days, scope.laterals, read_as=read_as
    )


def _bound(rule: Rule, scope: Scope, days: Span) -> Term:
    """Return the entry `in_force`: null where the law's day can be one before the State that is bound existed, else true."""
    if rule.bearer is None or rule.modality is Modality.OBLIGATION:
        return TRUE
    bearer = compiled(rule.bearer.node, scope)
    if not isinstance(bearer, Words):
        return TRUE
    early = (
        all_of([equal(bearer.value, constant(code)), less(days.low, constant(one.exists_since))])
        for code, one in sorted(new_states().items())
        if one.exists_since is not None
    )
    return choose([(any_of(early), NULL)], TRUE)


def _asks(rule: Rule) -> tuple[str, str, Formula]:
    """Return the shape of a rule in the verdict table, the entry that its condition fills, and the condition."""
    if rule.modality is Modality.INDICATOR:
        shape, letter, formula = "indicator", "raised", rule.raised_when
    elif rule.modality is Modality.OBLIGATION:
        shape, letter, formula = "promptly" if rule.promptly else "no_due", "now", rule.satisfied_when
    else:
        shape, letter, formula = "event" if is_single(rule) else "state", "violated", rule.violated_when
    assert formula is not None
    return shape, letter, formula
