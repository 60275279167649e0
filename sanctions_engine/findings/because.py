"""The root of a proof: which text judged, the due day, the conditions in order, the exceptions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sanctions_engine.findings.formulas import walk_with_lets
from sanctions_engine.findings.proofs import Prover
from sanctions_engine.findings.reliefs import reliefs
from sanctions_engine.findings.wording import law_in_words
from sanctions_engine.language.nodes import Members, Total
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.claims import Claim
from sanctions_engine.models.findings import ProofNode
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.evidence import is_event
from sanctions_engine.semantics.groups import Group
from sanctions_engine.semantics.judgement import Considered, Judgement
from sanctions_engine.semantics.passing import plain_day
from sanctions_engine.semantics.verdict_table import ADJUSTMENTS, BASE


def because(
    prover: Prover, rule: Rule, judged: Judgement, day: date, env: Env | None, against: Sequence[Claim] | None = None
) -> ProofNode:
    """Return the proof of a judgement; every node below the root that rests on a paragraph cites it.

    Args:
        env: What the rule's text is evaluated in on the day judged; None for a group, or where that fails.
        against: The claims by which there is nothing to judge by that day, although somebody tells of it; None where there is.
    """
    citation = rule.norm.citation
    parts = [*_law_parts(judged, rule), *_told_against(prover, against or ())]
    if judged.error is None:
        if env is not None and judged.due is not None and rule.due is not None:
            parts.append(_due(prover, rule, judged, env))
        parts += _conditions(prover, rule, judged)
        if env is not None and rule.on is not None:
            parts.append(prover.formula("on", rule.on, env))
    return ProofNode(
        role="verdict",
        text=rule.norm.title,
        value=judged.verdict.value,
        on=plain_day(day),
        citation=citation,
        note=_reason(judged) if against is None else f"by the record there is no such {_sort(rule)} by {day}",
        parts=tuple(parts),
    )


def _sort(rule: Rule) -> str:
    return "group" if rule.group_by is not None else "event" if is_event(rule.each.kind) else "standing"


def _told_against(prover: Prover, against: Iterable[Claim]) -> Iterable[ProofNode]:
    """Yield what those say who are believed first: that there is no such event, or that it is of a later day."""
    told: dict[str, list[str]] = {}
    for claim in against:
        use = prover.use(claim)
        told.setdefault("it is denied" if claim.denied else f"it is of {use.at}", []).append(use.id)
    for text, ids in told.items():
        yield ProofNode(role="", text=text, value=text, claims=tuple(sorted(set(ids))))


def _conditions(prover: Prover, rule: Rule, judged: Judgement) -> Iterable[ProofNode]:
    """Yield the proof of each condition that was judged, in order, then of the exceptions."""
    if judged.choices:
        yield from _choices(prover, rule, judged)
        return
    for step in judged.steps:
        yield prover.step(step)
        parts = walk_with_lets(step.formula.node, rule)
        if step.env.members is not None and not any(isinstance(part, (Total, Members)) for part in parts):
            yield prover.members(step.env, rule.norm.citation)
        if isinstance(step.env.members, Group):
            yield from (prover.relief(one) for one in reliefs(step.env.members))
    for one in judged.considered:
        yield from _considered(prover, one)


def _considered(prover: Prover, one: Considered) -> Iterable[ProofNode]:
    if one.step is None:
        return
    if one.step.role.startswith("exemption "):
        yield prover.exemption(one)
    else:
        yield prover.step(one.step, one.citation)


def _choices(prover: Prover, rule: Rule, judged: Judgement) -> Iterable[ProofNode]:
    """Yield the proof under the first choice of an imprecise day that gives each verdict."""
    told: set[Verdict] = set()
    for name, alternative in judged.alternatives:
        if alternative.verdict in told:
            continue
        told.add(alternative.verdict)
        read = alternative.rule or rule
        yield ProofNode(
            role=f"if the day is {name}",
            text="the verdict",
            value=alternative.verdict.value,
            citation=read.norm.citation,
            note=_reason(alternative),
            parts=(*_law_parts(alternative, read), *_conditions(prover, read, alternative)),
        )


def _due(prover: Prover, rule: Rule, judged: Judgement, env: Env) -> ProofNode:
    """Return the proof of the due day; one inside a suspension has moved."""
    assert rule.due is not None
    node = prover.formula("due", rule.due, env)
    if node.value == str(judged.due):
        return node
    note = f"{node.value} lies in a suspension: it moves to the day on which that ends"
    return node.model_copy(update={"value": str(judged.due), "note": note})


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
