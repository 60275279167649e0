"""The reference evaluator as an engine."""

from __future__ import annotations

from collections.abc import Iterable

from sanctions_engine.models.collector import collector_paused
from sanctions_engine.models.findings import Answered
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, outcomes


class ReferenceEngine:
    """Answers from the meaning itself; the measure of every other engine."""

    name = "reference"
    answered: Answered | None = None

    def outcomes(self, question: Question, law: Law, evidence: Evidence) -> Iterable[Outcome]:
        """Return the outcome of every rule asked for on every subject, in order of rule and subject."""
        with collector_paused():  # the records of the claims all stay while the question is answered
            return tuple(outcomes(question, law, evidence))
