"""The root of a proof: which text judged, the due day, the conditions in order, the exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sanctions_engine.findings.proofs import Prover
from sanctions_engine.findings.wording import law_in_words
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.models.findings import ProofNode
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.verdict_table import ADJUSTMENTS, BASE


def because(prover: Prover, rule: Rule, judged: Judgement, day: date) -> ProofNode:
    """Return the proof of a judgement; every node below the root that rests on a paragraph cites it."""
    citation = rule.norm.citation
    parts = list(_law_parts(judged, rule))
    if judged.error is None:
        if rule.due is not None and judged.due is not None and judged.steps:
            parts.append(prover.formula("due", rule.due, judged.steps[0].env, citation))
        for step in judged.steps:
            parts.append(prover.step(step, citation))
        for one in judged.considered:
            if one.step is not None:
                parts.append(prover.step(one.step, one.citation))
    return ProofNode(
        role="verdict",
        text=rule.norm.title,
        value=judged.verdict.value,
        on=day,
        citation=citation,
        note=_reason(judged),
        parts=tuple(parts),
    )


def _law_parts(judged: Judgement, rule: Rule) -> Iterable[ProofNode]:
    words = law_in_words(judged.text)
    if words is not None:
        changes = judged.text.changes if judged.text else ()
        citation = changes[-1].citation if changes else rule.norm.citation
        yield ProofNode(role="law in force", text=rule.id, value=words, citation=citation)


def _reason(judged: Judgement) -> str | None:
    """Return the line of the verdict table that decided."""
    if judged.error is not None:
        return judged.error.message
    if judged.choices:
        return "it depends on a day that is not known exactly: " + ", ".join(
            f"{name} {verdict.value}" for name, verdict in _ends(judged.choices)
        )
    situation = judged.situation
    if situation is None:
        return None
    told = [
        row.says
        for row in BASE
        if situation.shape in row.shapes and all(getattr(situation, name) in told for name, told in row.when.items())
    ][:1]
    for one in ADJUSTMENTS:
        applies = all(getattr(situation, name) in answers for name, answers in one.when.items())
        if applies and judged.verdict is one.into and told and judged.verdict.value not in told:
            told.append(one.says)
    return "; ".join(told)


def _ends(choices: tuple[tuple[str, Verdict], ...]) -> list[tuple[str, Verdict]]:
    """Return the first and last choice of each verdict."""
    seen: dict[Verdict, list[tuple[str, Verdict]]] = {}
    for choice in choices:
        seen.setdefault(choice[1], []).append(choice)
    return [one for found in seen.values() for one in dict.fromkeys((found[0], found[-1]))]


def formulas_of(rule: Rule) -> Iterable[Formula]:
    """Yield every formula of a rule, those of its exceptions and readings included."""
    named = (
        rule.applies_when,
        rule.satisfied_when,
        rule.violated_when,
        rule.raised_when,
        rule.when,
        rule.due,
        rule.where,
    )
    yield from (one for one in named if one is not None)
    yield from (formula for _, formula in rule.let)
    yield from (formula for _, formula in rule.shows)
    yield from (clause.when for clause in rule.exceptions)
