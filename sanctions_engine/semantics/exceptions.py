"""Exceptions of a rule and exemptions that cover it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sanctions_engine.language.rules import Rule
from sanctions_engine.models.norms import Burden
from sanctions_engine.semantics.causes import Cause
from sanctions_engine.semantics.days_of_law import holds_on_some_day
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
        is_open = value.is_unknown and clause.burden is Burden.BEARER
        in_doubt = is_open and holds_on_some_day(env, value, partial(holds, clause.when.node))
        found.append(
            Considered(clause.id, clause.title, clause.grounds, clause.citation, clause.burden, value, step, in_doubt)
        )
    for rule in law.exemptions(env.rule.id):
        if env.rule.group_by is not None and rule.group_by is None:
            continue  # it takes single records out of the group
        considered = consider_exemption(law, rule, env, law_day)
        if considered is not None:
            found.append(considered)
    return found


def consider_exemption(law: Law, exemption: Rule, env: Env, law_day: Interval) -> Considered | None:
    """Evaluate one exemption; None where it was not in force on the law's day.

    Where the law's day is imprecise, each text that it may have been is looked at: if they do not come to the same, or if a text
    holds on some of those days and not on others, the law is in doubt.
    """
    one = _exemption(law, exemption, env, law_day)
    if one is None or not one.holds.is_unknown or not one.counts.is_false:
        return one
    in_doubt = holds_on_some_day(env, one.holds, lambda on: _on_its_day(law, exemption, on))
    return replace(one, law_in_doubt=in_doubt)


def _on_its_day(law: Law, exemption: Rule, env: Env) -> Truth:
    assert env.law_day is not None
    one = _exemption(law, exemption, env, env.law_day)
    return one.holds if one is not None else FALSE


def _exemption(law: Law, exemption: Rule, env: Env, law_day: Interval) -> Considered | None:
    found: list[Considered] = []
    texts = [text for text in law.texts(exemption.id) if text.touches(law_day)]
    norm = exemption.norm
    for text in texts:
        step = _step(law, text.rule, env, law_day) if text.rule is not None else None
        value = step.value if step is not None else FALSE
        assert isinstance(value, Truth)
        burden = (text.rule or exemption).burden
        found.append(Considered(norm.id, norm.title, exemption.grounds, norm.citation, burden, value, step))
    read = [one for one in found if one.step is not None]
    if not read:
        return None
    last = read[-1]
    if len({one.holds.value for one in found}) == 1:
        causes = frozenset[Cause]().union(*(one.holds.causes for one in found))
        return replace(last, holds=unknown(causes) if last.holds.is_unknown else last.holds)
    causes = law_day.causes.union(*(one.holds.causes for one in found))
    in_doubt = len({one.counts.value for one in found}) > 1
    return replace(last, holds=unknown(causes), law_in_doubt=in_doubt)


def _step(law: Law, rule: Rule, env: Env, law_day: Interval) -> Step:
    record = env.records.get(env.rule.each.variable)
    records = {rule.each.variable: record} if record is not None else {}
    inner = Env(
        env.view, rule, env.day, records, law_day, law.adopted(rule.instrument), env.due, env.period, env.keys,
        env.members, env.due_of, env.trace, {}, env.hypothetical, env.asked, env.rule,
    )  # fmt: skip
    assert rule.when is not None
    value = holds(rule.when.node, inner)
    if rule.applies_when is not None:
        value = holds(rule.applies_when.node, inner) & value
    if rule.where is not None:
        value = holds(rule.where.node, inner) & value
    return Step(f"exemption {rule.id}", rule.when, inner, value)


def relief(law: Law, env: Env, law_day: Interval) -> tuple[Considered, ...]:
    """Return the exemptions that may take one record out of the group of a rule.

    One that is not shown, with the burden on the bearer, leaves the record in: the burden presumes that it does not hold.
    """
    found = []
    for rule in law.exemptions(env.rule.id):
        considered = consider_exemption(law, rule, env, law_day) if rule.group_by is None else None
        if considered is None:
            continue
        if considered.holds.is_unknown and considered.counts.is_false and env.trace is not None:
            assert considered.step is not None
            env.trace.presume(considered.step.formula.node, FALSE, considered.holds.causes)
        found.append(considered)
    return tuple(found)


def summary(considered: list[Considered]) -> tuple[str, bool, str | None]:
    """Return the table's entry `exempt`, whether one may hold after all, and the id of the one that decided."""
    for one in considered:
        if one.holds.is_true:
            return "T", False, one.id
    may_be = any(one.holds.is_unknown for one in considered)
    return ("U" if any(one.counts.is_unknown for one in considered) else "F"), may_be, None
