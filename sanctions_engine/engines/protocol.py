"""What every engine does: answer a question with outcomes. None knows another, and none makes proofs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from sanctions_engine.models.findings import Answered
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question


class Engine(Protocol):
    """An engine: `name` is what `--engine` takes.

    Attributes:
        answered: How the last question was answered, if the engine has something to tell of that.
    """

    name: str
    answered: Answered | None

    def outcomes(self, question: Question, law: Law, evidence: Evidence) -> Iterable[Outcome]:
        """Return the outcome of every rule asked for on every subject.

        Raises:
            EngineUnavailable: If a component that the engine needs is missing.
        """
