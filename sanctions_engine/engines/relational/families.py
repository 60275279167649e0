"""Sorts the rules that are asked for into families of one shape, and sets aside those that have no form in SQL."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.periods import check_periods, periods_of
from sanctions_engine.engines.relational.rule_texts import Family, RuleText
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.language.types import Base
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question

Made = TypeVar("Made")


def families(rules: Sequence[Rule], judge: Judge, question: Question) -> Iterator[Family]:
    """Yield the texts of some rules in families; rules of which not all texts are of one shape have a part in several.

    Texts that lack some of the exceptions of others, because a cell of their table is empty, belong to the family of these.
    """
    shapes: dict[Hashable, dict[tuple[Hashable, ...], Family]] = {}
    for number, rule in enumerate(rules):
        periods = periods_of(rule, judge, question.as_of)
        for text in rule_texts(rule, judge):
            alike = shapes.setdefault((shape(text.rule, judge.law), periods), {})
            family = alike.setdefault(_clauses(text.rule), Family([], [], question.as_of, periods))
            family.texts.append(text)
            family.numbers.append(number)
    for alike in shapes.values():
        yield from _joined(list(alike.values()))


def _joined(alike: list[Family]) -> Iterator[Family]:
    """Yield families of one shape, those that lack some exceptions of another one joined with it."""
    whole: list[Family] = []
    for family in sorted(alike, key=lambda one: -len(one.texts[0].rule.exceptions)):
        other = next((one for one in whole if _lacks(family.texts[0].rule, one.texts[0].rule)), None)
        if other is None:
            whole.append(family)
            continue
        other.texts += family.texts  # the first text is one that has every exception
        other.numbers += family.numbers
    yield from whole


def _lacks(rule: Rule, other: Rule) -> bool:
    """Whether the exceptions of a rule are some of another's, in order, and the rest can be left out row by row."""
    if rule.due is not None or rule.every is not None:
        return False
    left = iter(_clauses(other))
    if not all(clause in left for clause in _clauses(rule)):
        return False
    have = set(_clauses(rule))
    lacking = [
        one.when.node for one, clause in zip(other.exceptions, _clauses(other), strict=True) if clause not in have
    ]
    parts = (part for node in lacking for part in nodes.walk(node))
    return not any(isinstance(part, nodes.RowCell) and part.type.base is Base.TEXTS for part in parts)


def _clauses(rule: Rule) -> tuple[Hashable, ...]:
    return tuple((one.id, one.when.node, one.burden) for one in rule.exceptions)


def tried(whole: Iterable[Family], make: Callable[[Family], Made]) -> Iterator[tuple[Family, Made | Unsupported]]:
    """Yield families with what is made of them, or with the reason why nothing can be.

    Of a family that has no form in SQL, those with the same exceptions are tried by themselves.
    """
    for family in whole:
        try:
            made = make(family)
        except Unsupported as limit:
            parts = _apart(family)
            if len(parts) == 1:
                yield family, limit
            else:
                yield from tried(parts, make)
        else:
            yield family, made


def _apart(family: Family) -> list[Family]:
    parts: dict[tuple[Hashable, ...], Family] = {}
    for text, number in zip(family.texts, family.numbers, strict=True):
        part = parts.setdefault(_clauses(text.rule), Family([], [], family.day, family.periods))
        part.texts.append(text)
        part.numbers.append(number)
    return list(parts.values())


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
    """Return what rule texts of one family have in common: all but exceptions, table rows, days of adoption and days in force."""
    return (
        rule.each.kind.name,
        rule.each.variable,
        rule.modality,
        *(_node(one) for one in (rule.where, rule.on, rule.applies_when, rule.violated_when, rule.raised_when)),
        *(_node(one) for one in (rule.satisfied_when, rule.due, rule.bearer)),
        rule.promptly,
        tuple((text.since, text.until) for text in law.texts(rule.id) if text.why == "suspended"),
        tuple((name, formula.node) for name, formula in rule.let),
        tuple(one.id for one in law.exemptions(rule.id)),
        repr(sorted(rule.parameters.items())),
    )


def _node(formula: Formula | None) -> Expr | None:
    return None if formula is None else formula.node
