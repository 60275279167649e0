"""What is noticed of claims beside each other: warnings, which change nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sanctions_engine.diagnostics import Problem
from sanctions_engine.facts.alike_names import alike_names
from sanctions_engine.facts.contradictions import contradictions
from sanctions_engine.facts.late_for_lists import late_for_lists
from sanctions_engine.facts.used_ids import used_ids
from sanctions_engine.models.claims import Claim, Coverage
from sanctions_engine.models.kinds import FactKind


def noticed(claims: Sequence[Claim], coverage: Iterable[Coverage], kinds: Mapping[str, FactKind]) -> Iterator[Problem]:
    """Yield the warnings on claims of one dossier, or of several that are read together.

    They contradict each other (SE413), name speakers or parties that may be one (SE430), tell of more than a list that was declared
    complete (SE431), or share an id though they look like two facts (SE432).
    """
    yield from contradictions(claims, kinds)
    yield from alike_names(claims, kinds)
    yield from late_for_lists(claims, coverage, kinds)
    yield from used_ids(claims, kinds)
