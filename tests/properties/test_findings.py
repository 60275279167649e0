"""Findings of any rules and any evidence: their proofs are whole, they survive JSON, and what presumes nothing is sound."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine import Findings, evaluate
from sanctions_engine.models.findings import Finding
from sanctions_engine.semantics.reference import Question
from sanctions_engine.testing.law_checks import Judgements
from tests.properties.strategies.completions import complete
from tests.properties.strategies.dossiers import Situation, questions, situations
from tests.properties.strategies.laws import judge_all, pack_of
from tests.properties.strategies.proofs import faults
from tests.properties.test_soundness import broken


def found(situation: Situation, question: Question) -> Findings:
    """Return the findings on a situation, asked as the question asks."""
    return evaluate(
        pack_of(situation.file),
        situation.dossier,
        as_of=question.as_of,
        known_at=question.known_at,
        perspective=question.perspective,
        reading=None if question.reading == "default" else question.reading,
    )


@given(st.data(), situations())
def test_every_proof_is_whole(data: st.DataObject, situation: Situation) -> None:
    for question in data.draw(questions(situation)):
        for finding in found(situation, question):
            assert not list(faults(finding)), (finding.rule, finding.subject)


@given(st.data(), situations())
def test_findings_come_back_from_json(data: st.DataObject, situation: Situation) -> None:
    findings = found(situation, data.draw(questions(situation))[0])
    assert Findings.model_validate_json(findings.model_dump_json()) == findings


@given(st.data(), situations())
def test_a_finding_is_contested_where_its_verdicts_differ(data: st.DataObject, situation: Situation) -> None:
    for finding in found(situation, data.draw(questions(situation))[0]):
        verdicts = {one.verdict for one in finding.verdicts}
        assert finding.verdicts[0].verdict is finding.verdict
        assert finding.contested is (len(verdicts) > 1)
        assert finding.worst in verdicts


def believed(judgements: Judgements, findings: Findings) -> Judgements:
    """Return judgements that presume what their findings say, where they have one."""
    told: dict[tuple[str, str], Finding] = {(one.rule, one.subject): one for one in findings}
    return {
        (rule, subject): replace(one, presumed=one.presumed if told[rule, str(subject)].presumed else [])
        for (rule, subject), one in judgements.items()
        if (rule, str(subject)) in told
    }


@given(st.data(), situations(), st.integers(0, 2**32))
def test_what_a_finding_does_not_list_as_presumed_is_not_presumed(
    data: st.DataObject, before: Situation, seed: int
) -> None:
    # A finding lists less than was presumed on the way: what its verdict does not rest on is left out.
    random = Random(seed)
    completions = [complete(before, random) for _ in range(5)]
    for question in data.draw(questions(before))[:2]:
        judged = judge_all(before.file, before.dossier, question)
        if not any(one.presumed for one in judged.values()):
            continue
        first = believed(judged, found(before, question))
        for completion in completions:
            assert not list(broken(first, judge_all(before.file, completion.after, question)))
