"""Every engine says what the reference says: verdict by verdict, of random packs and random dossiers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import Phase, event, given, reject, settings

from sanctions_engine.engines.protocol import Engine
from sanctions_engine.engines.reference import ReferenceEngine
from sanctions_engine.engines.registry import ENGINES
from sanctions_engine.models.findings import Answered
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question
from tests.properties.in_bulk import InBulk
from tests.properties.strategies.agreeing import check
from tests.properties.strategies.constructs import constructs
from tests.properties.strategies.examples import Example, examples


class Backwards:
    """The reference, told everything in the opposite order; so that there is always something to compare."""

    name = "backwards"
    answered: Answered | None = None

    def outcomes(self, question: Question, law: Law, evidence: Evidence) -> Iterable[Outcome]:
        """Return the outcomes in the opposite order."""
        dossier = evidence.dossier
        turned = {key: getattr(dossier, key)[::-1] for key in ("claims", "coverage", "pleas")}
        found = ReferenceEngine().outcomes(question, law, Evidence(dossier.model_copy(update=turned), law.kinds))
        return reversed(tuple(found))


OTHERS: dict[str, Callable[[], Engine]] = {
    Backwards.name: Backwards,
    InBulk.name: InBulk,
    **{name: make for name, make in ENGINES.items() if name != "reference"},
}


# Examples are cut down by their parts, not by their bytes: see `strategies/shrinking.py`.
@settings(phases=[Phase.explicit, Phase.reuse, Phase.generate])
@pytest.mark.parametrize("make", OTHERS.values(), ids=OTHERS)
@given(found=examples())
def test_an_engine_says_what_the_reference_says(make: Callable[[], Engine], found: list[Example]) -> None:
    law = found[0].law()
    if law is None:
        reject()
    for name in sorted(constructs(found[0], law)):
        event(name)  # --hypothesis-show-statistics
    engine = make()
    for example in found:
        check(example, engine)
