"""Which verdicts a rule can give: read from the verdict table, by what the rule has and has not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from sanctions_engine.findings.formulas import walk_with_lets
from sanctions_engine.language.nodes import Aggregate, FieldOf, Members, Total
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.subjects import is_single
from sanctions_engine.semantics.verdict_table import F, Situation, T, U, verdict


def reachable_verdicts(rule: Rule, law: Law) -> frozenset[Verdict]:
    """Return the verdicts that a text of a rule can give, `error` apart.

    Every situation of the verdict table is tried that fits what the rule has: an exemption only where an exception is written or an
    exemption covers it, `not_applicable` only with `where` or `applies_when`, an unknown only where a condition reads evidence.
    """
    if rule.modality is Modality.EXEMPTION:
        return frozenset()
    shape = _shape(rule)
    choices = dict(_choices(rule, law, shape))
    names = tuple(choices)
    situations: Iterator[dict[str, Any]] = (
        dict(zip(names, letters, strict=True)) for letters in product(*choices.values())
    )
    return frozenset(verdict(replace(Situation(shape), **one)) for one in situations)


def _shape(rule: Rule) -> str:
    if rule.modality is Modality.INDICATOR:
        return "indicator"
    if rule.modality is Modality.OBLIGATION:
        return "promptly" if rule.promptly else "due" if rule.due is not None else "no_due"
    return "group" if rule.group_by is not None else "event" if is_single(rule) else "state"


def _choices(rule: Rule, law: Law, shape: str) -> Iterator[tuple[str, str]]:
    """Yield each entry of a situation with the letters that it can take."""
    filters = [one for one in (rule.where, rule.applies_when) if one is not None]
    applies = T
    if filters and shape != "group":
        applies += F
    if shape == "group" or any(_reads_evidence(one, rule) for one in filters):
        applies += U
    yield "in_force", T + F
    yield "applies", applies
    main = rule.satisfied_when or rule.violated_when or rule.raised_when
    letters = T + F + (U if main is not None and _reads_evidence(main, rule) else "")
    match shape:
        case "due":
            yield "overdue", T + F
            yield "now", letters
            yield "at_due", letters
            yield "since", T + F
        case "no_due" | "promptly":
            yield "now", letters
        case "indicator":
            yield "raised", letters
        case _:
            yield "violated", letters
    if shape == "group":
        yield "joinable", T + F
    if shape != "indicator":
        yield "exempt", F + (T if _can_be_exempt(rule, law) else "")


def _can_be_exempt(rule: Rule, law: Law) -> bool:
    """Whether something lets the bearer off; one that takes single records out of a group gives no verdict of its own."""
    return bool(rule.exceptions) or any(
        rule.group_by is None or one.group_by is not None for one in law.exemptions(rule.id)
    )


def _reads_evidence(formula: Formula, rule: Rule) -> bool:
    """Whether a formula reads claims: of the register of States everything is known."""
    return any(
        isinstance(part, (Aggregate, Total, Members)) or (isinstance(part, FieldOf) and part.kind != "State")
        for part in walk_with_lets(formula.node, rule)
    )
