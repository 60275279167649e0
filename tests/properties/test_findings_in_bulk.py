"""What is listed over claim tables are the findings over the dossier, one by one: what is news to somebody is never only counted."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given, reject

from sanctions_engine import BadQuestion, BulkFindings, Findings, evaluate
from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.engines.relational import planning
from sanctions_engine.facts.bulk import ClaimTables, claim_tables_from
from sanctions_engine.models.claims import Dossier
from sanctions_engine.semantics.law import Law
from tests.properties.strategies.examples import Example, examples


def asked(example: Example, law: Law) -> dict[str, object]:
    """Return what is asked, without subjects: those who name them get every verdict."""
    question = example.question
    return {
        "as_of": question.as_of,
        "known_at": question.known_at,
        "perspective": question.perspective,
        "reading": None if question.reading == "default" else question.reading,
        "assume": example.assumed,
        "all_states": question.all_states,
    }


@given(found=examples())
def test_findings_are_those_of_the_dossier(found: list[Example]) -> None:
    law = found[0].law()
    if law is None:
        reject()
    for example in found:
        options = asked(example, law)
        try:
            expected = judged(law, example.dossier, options)
        except (BadQuestion, EvaluationFailed):
            continue  # such as a reading that no rule asked for has
        with claim_tables_from(example.dossier, law.kinds) as tables, patch.object(planning, "FEW", 0):
            in_bulk = judged(law, tables, options)
            assert list(in_bulk) == list(expected)
            assert in_bulk.run.counts == expected.run.counts


def judged(law: Law, facts: Dossier | ClaimTables, options: dict[str, object]) -> Findings | BulkFindings:
    """Return the findings."""
    return evaluate(law.packs, facts, **options)  # type: ignore[call-overload, no-any-return]  # options by name
