"""What would give another verdict: the smallest sets of changes, found by judging them one set after the other.

The search is honest about its bound: it tells how many single changes it thought of, how many sets it judged, and up to which size it
judged all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import combinations

from sanctions_engine.findings.claim_ids import claim_id
from sanctions_engine.findings.evidence_changes import Change, Changes, changed
from sanctions_engine.findings.field_targets import targets_of
from sanctions_engine.findings.one_subject import OneSubject
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.traces import EvidenceChange, WhyNot
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.environment import Trace
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.judgement import Judgement, Step

SETS = 2000
"""How many sets of changes are judged at most."""

LARGEST = 3
"""The greatest number of changes in a set."""

WAYS = 10
"""How many ways are told."""


def search(asked: OneSubject, evidence: Evidence, wanted: Verdict, sets: int = SETS) -> WhyNot:
    """Return the smallest sets of changes that give a verdict.

    Args:
        asked: The rule and the subject, under the question.
        evidence: The evidence as it is.
        wanted: The verdict asked about.
        sets: The number of sets at which the search stops.
    """
    trace = Trace()
    judged = asked.judged(evidence, trace) or Judgement(Verdict.NOT_APPLICABLE)
    read = frozenset(claim_id(held.claim) for series, _ in trace.series.values() for held in series.held)
    question = asked.question
    steps = _steps(judged)
    known = min(filter(None, (question.as_of, question.known_at)))
    targets = targets_of(steps, question.as_of)
    changes = Changes(evidence, targets, read, question.perspective or "supposed", known).of(steps)
    ways: list[tuple[Change, ...]] = []
    tried, size = 0, 0
    for number in range(1, LARGEST + 1):
        if wanted is judged.verdict or (ways and number > 1):
            break
        for one in _sets(changes, number):
            if tried >= sets:
                break
            tried += 1
            if _verdict(asked, evidence, one) is wanted:
                ways.append(one)
        else:
            size = number
            continue
        break
    told = [_told(asked, evidence, way, wanted, judged) for way in ways[:WAYS]]
    return WhyNot(
        rule=asked.rule,
        subject=str(asked.subject),
        as_of=question.as_of,
        verdict=judged.verdict,
        wanted=wanted,
        ways=tuple(told),
        candidates=len(changes),
        tried=tried,
        size=size,
        limit=sets,
    )


def _steps(judged: Judgement) -> list[Step]:
    """Return what was looked at; of a day that is open, what was looked at under each."""
    found = [*judged.steps, *(one.step for one in judged.considered if one.step is not None)]
    for _, other in judged.alternatives:
        found += [*other.steps, *(one.step for one in other.considered if one.step is not None)]
    return found


def _sets(changes: Sequence[Change], size: int) -> Iterator[tuple[Change, ...]]:
    """Yield the sets of one size in which no claim is changed twice."""
    for one in combinations(changes, size):
        places = [change.place for change in one if change.place is not None]
        if len(places) == len(set(places)):
            yield one


def _verdict(asked: OneSubject, evidence: Evidence, changes: Sequence[Change]) -> Verdict | None:
    judged = asked.judged(Evidence(changed(evidence.dossier, changes), evidence.kinds))
    return None if judged is None else judged.verdict


def _told(
    asked: OneSubject, evidence: Evidence, way: tuple[Change, ...], wanted: Verdict, judged: Judgement
) -> tuple[EvidenceChange, ...]:
    """Return a way in words; a fact that has to be dated by the due day says so."""
    due = judged.due.high if judged.due is not None and judged.due.is_exact else None
    told = []
    for one in way:
        claim, says = one.claim, one.told
        name = evidence.kinds[claim.fact].dated if claim is not None else None
        if one.place is None and claim is not None and name and due and claim.fields.get(name) == DateRange.of(due):
            later = claim.model_copy(update={"fields": {**claim.fields, name: DateRange.of(due + timedelta(days=1))}})
            others = [Change(one.told, claim=later) if other is one else other for other in way]
            if _verdict(asked, evidence, others) is not wanted:
                dated = f"{name} {due}"
                says = says.model_copy(update={"says": says.says.replace(dated, f"{dated} at the latest", 1)})
        told.append(says)
    return tuple(told)
