"""Puts every case of `tests/cases/meaning/` to the engine as it answers for millions of claims: each rule, of all its subjects at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from sanctions_engine.engines.reference import ReferenceEngine
from sanctions_engine.facts.cases import Case
from sanctions_engine.findings.case_checks import check
from sanctions_engine.language.rules import Pack
from sanctions_engine.models.findings import Answered
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question
from sanctions_engine.testing.agreement import disagreements
from tests.conformance.test_meaning import every_case
from tests.properties.in_bulk import InBulk


class Beside:
    """The reference evaluator, with the engine in bulk beside it: what the two differ in is kept."""

    name = "reference"
    answered: Answered | None = None

    def __init__(self) -> None:
        self.asked: list[tuple[Question, Law]] = []
        self.differences: list[str] = []

    def outcomes(self, question: Question, law: Law, evidence: Evidence) -> Iterable[Outcome]:
        whole = replace(question, subjects=())
        if not any(one == whole and other is law for one, other in self.asked):
            self.asked.append((whole, law))
            self.differences += map(str, disagreements(whole, law, evidence, ReferenceEngine(), InBulk()))
        return ReferenceEngine().outcomes(question, law, evidence)


@pytest.mark.parametrize("rules, case", list(every_case()))
def test_the_engine_in_bulk_agrees_on_a_case(rules: Pack, case: Case) -> None:
    beside = Beside()
    check(case.dossier, case.expect, [rules], beside, case.judged)
    assert beside.asked
    assert not beside.differences
