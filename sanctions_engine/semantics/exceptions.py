"""Exceptions of a rule and exemptions that cover it."""

from __future__ import annotations

from sanctions_engine.language.rules import Rule
from sanctions_engine.models.norms import Burden
from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.evaluator import holds
from sanctions_engine.semantics.judgement import Considered, Step
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.truth import FALSE, Truth, unknown
from sanctions_engine.semantics.values import Interval


def consider(law: Law, env: Env, law_day: Interval) -> list[Considered]:
    """Evaluate the exceptions of a rule, then the exemptions that cover it, with the facts up to the day judged."""
    found = []
    for clause in env.rule.exceptions:
        value = holds(clause.when.node, env)
        step = Step(f"exception {clause.id}", clause.when, env, value)
        found.append(Considered(clause.id, clause.title, clause.grounds, clause.citation, clause.burden, value, step))
    for rule in law.exemptions(env.rule.id):
        if env.rule.group_by is not None and rule.group_by is None:
            continue  # it takes single records out of the group
        considered = consider_exemption(law, rule, env, law_day)
        if considered is not None:
            found.append(considered)
    return found


def consider_exemption(law: Law, exemption: Rule, env: Env, law_day: Interval) -> Considered | None:
    """Evaluate one exemption; None where it was not in force on the law's day."""
    holding: Truth | None = None
    step: Step | None = None
    out_of_force = False
    for text in law.texts(exemption.id):
        if not text.touches(law_day):
            continue
        if text.rule is None:
            out_of_force = True
            continue
        step = _step(law, text.rule, env, law_day)
        value = step.value
        assert isinstance(value, Truth)
        if holding is None or holding == value:
            holding = value
        else:  # it depends on the text, and so on the day
            holding = unknown(holding.causes | value.causes | law_day.causes)
    if holding is None:
        return None
    if out_of_force and not holding.is_false:
        holding = unknown(holding.causes | law_day.causes)
    norm = exemption.norm
    return Considered(exemption.id, norm.title, exemption.grounds, norm.citation, exemption.burden, holding, step)


def _step(law: Law, rule: Rule, env: Env, law_day: Interval) -> Step:
    record = env.records.get(env.rule.each.variable)
    records = {rule.each.variable: record} if record is not None else {}
    inner = Env(
        env.view, rule, env.day, records, law_day, law.adopted(rule.instrument), env.due, env.period, env.keys,
        env.members, env.due_of, env.trace, {}, env.hypothetical,
    )  # fmt: skip
    assert rule.when is not None
    value = holds(rule.when.node, inner)
    if rule.applies_when is not None:
        value = holds(rule.applies_when.node, inner) & value
    if rule.where is not None:
        value = holds(rule.where.node, inner) & value
    return Step(f"exemption {rule.id}", rule.when, inner, value)


def takes_out(law: Law, env: Env, law_day: Interval) -> Truth:
    """Tell whether an exemption takes one record out of the group of a rule.

    One that is not shown, with the burden on the bearer, leaves the record in: the burden presumes that it does not hold.
    """
    result = FALSE
    for rule in law.exemptions(env.rule.id):
        if rule.group_by is None:
            considered = consider_exemption(law, rule, env, law_day)
            if considered is None:
                continue
            if considered.holds.is_unknown and considered.burden is Burden.BEARER:
                if env.trace is not None and considered.step is not None:
                    env.trace.presume(considered.step.formula.node, FALSE, considered.holds.causes)
                continue
            result = result | considered.holds
    return result


def summary(considered: list[Considered]) -> tuple[str, bool, str | None]:
    """Return the table's entry `exempt`, whether one may hold after all, and the id of the one that decided."""
    for one in considered:
        if one.holds.is_true:
            return "T", False, one.id
    unknowns = [one for one in considered if one.holds.is_unknown]
    open_to_authority = any(one.burden is Burden.AUTHORITY for one in unknowns)
    return ("U" if open_to_authority else "F"), bool(unknowns), None
