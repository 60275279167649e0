"""What a caller gives becomes law, evidence and a question, each part checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sanctions_engine.facts import checked_claims
from sanctions_engine.findings.arguments import (
    Assume,
    Packs,
    assume_given,
    day_given,
    dossier_given,
    optional_day,
    optional_text,
    packs_given,
    texts_given,
)
from sanctions_engine.findings.questions import assumptions, question
from sanctions_engine.models.claims import Dossier
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question


def question_asked(
    law: Law,
    dossier: Dossier,
    as_of: date,
    known_at: date | None,
    perspective: str | None,
    reading: str | None,
    rules: Iterable[str] = (),
    subjects: tuple[str, ...] = (),
    *,
    all_states: bool = False,
    speakers: Collection[str] | None = None,
) -> Question:
    """Return the question, after checking each part of it."""
    return question(
        law,
        dossier,
        day_given("as_of", as_of),
        optional_day("known_at", known_at),
        optional_text("perspective", perspective),
        optional_text("reading", reading),
        texts_given("rules", rules),
        subjects,
        all_states,
        speakers,
    )


def law_and_evidence(packs: Packs, dossier: Dossier, assume: Assume) -> tuple[Law, Evidence]:
    """Return the law of some packs, drafts that are assumed included, and a dossier as evidence."""
    given = packs_given(packs)
    law = Law(given, assumptions(given, assume_given(assume)))
    return law, Evidence(checked_dossier(dossier_given(dossier), law), law.kinds)


def checked_dossier(dossier: Dossier, law: Law) -> Dossier:
    """Return the dossier with the claims that were made in Python checked like those of a file."""
    claims = checked_claims(dossier.claims, law.kinds)
    unchanged = all(one is other for one, other in zip(claims, dossier.claims, strict=True))
    return dossier if unchanged else dossier.model_copy(update={"claims": claims})
