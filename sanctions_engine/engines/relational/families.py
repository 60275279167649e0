"""Sorts the rules that are asked for into families of one shape, and sets aside those that have no form in SQL."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from sanctions_engine.engines.relational.periods import check_periods, periods_of
from sanctions_engine.engines.relational.rule_texts import Family, RuleText
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question


def families(rules: Sequence[Rule], judge: Judge, question: Question) -> Iterator[Family]:
    """Yield the texts of some rules in families; rules of which not all texts are of one shape have a part in several."""
    shapes: dict[Hashable, Family] = {}
    for number, rule in enumerate(rules):
        periods = periods_of(rule, judge, question.as_of)
        for text in rule_texts(rule, judge):
            alike = (shape(text.rule, judge.law), periods)
            family = shapes.setdefault(alike, Family([], [], question.as_of, periods))
            family.texts.append(text)
            family.numbers.append(number)
    yield from shapes.values()


def rule_texts(rule: Rule, judge: Judge) -> list[RuleText]:
    """Return the texts that a rule has in force, as the reading has them."""
    adopted = judge.law.adopted(rule.instrument)
    texts = [text for text in judge.law.texts(rule.id) if text.rule is not None]
    return [
        RuleText(rule.id, judge.read(text.rule), adopted, text.since, text.until, len(texts) > 1, place)
        for place, text in enumerate(texts)
        if text.rule is not None
    ]


def check_form(rule: Rule) -> None:
    """Refuse a rule of a sort that has no form in SQL.

    Raises:
        Unsupported: With the reason.
    """
    check_periods(rule)


def shape(rule: Rule, law: Law) -> Hashable:
    """Return what rule texts of one family have in common: all but table rows, days of adoption and days in force."""
    return (
        rule.each.kind.name,
        rule.each.variable,
        rule.modality,
        *(_node(one) for one in (rule.where, rule.on, rule.applies_when, rule.violated_when, rule.raised_when)),
        *(_node(one) for one in (rule.satisfied_when, rule.due, rule.bearer)),
        rule.promptly,
        tuple((text.since, text.until) for text in law.texts(rule.id) if text.why == "suspended"),
        tuple((name, formula.node) for name, formula in rule.let),
        tuple((one.id, one.when.node, one.burden) for one in rule.exceptions),
        tuple(one.id for one in law.exemptions(rule.id)),
        repr(sorted(rule.parameters.items())),
    )


def _node(formula: Formula | None) -> Expr | None:
    return None if formula is None else formula.node
