"""Order and repetition of claims do not matter: the findings are the same, the ids of the claims included."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.evaluation import evaluate
from sanctions_engine.models.claims import Dossier
from sanctions_engine.semantics.reference import Question
from tests.properties.strategies.dossiers import Situation, questions, situations
from tests.properties.strategies.laws import pack_of


def findings(situation: Situation, dossier: Dossier, question: Question) -> list[dict[str, Any]]:
    """Return the findings as data."""
    reading = None if question.reading == "default" else question.reading
    found = evaluate(
        pack_of(situation.file),
        dossier,
        as_of=question.as_of,
        known_at=question.known_at,
        perspective=question.perspective,
        reading=reading,
    )
    return [one.model_dump(mode="json") for one in found]


@given(st.data(), situations())
def test_order_and_repetition_of_claims_do_not_matter(data: st.DataObject, situation: Situation) -> None:
    dossier = situation.dossier
    again = data.draw(st.lists(st.sampled_from(dossier.claims), max_size=2))
    # Trap: a copy counted as a second fact, a tie told by position, ids taken from the place in the file.
    claims = data.draw(st.permutations([*dossier.claims, *again]))
    coverage = data.draw(st.permutations(dossier.coverage))
    other = dossier.model_copy(update={"claims": tuple(claims), "coverage": tuple(coverage)})
    for question in data.draw(questions(situation))[:3]:
        assert findings(situation, other, question) == findings(situation, dossier, question)
