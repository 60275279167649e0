"""Recurring duties and standings of very many records: counted in closed form, and held to the reference evaluator on few."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sanctions_engine import BulkFindings, Pack, evaluate, load_claim_tables
from sanctions_engine.engines.relational import pairs_in_bulk, planning
from sanctions_engine.facts.bulk import claims_of
from tests.benchmarks.bulk.registers.evidence import (
    AS_OF,
    ORDINARY,
    QUARTERS,
    STANDING,
    expected,
    write_dossier,
    write_pack,
)

FEW, MANY = 420, 210_000


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return write_pack(tmp_path_factory.mktemp("pack"))


def told(found: BulkFindings) -> Counter[tuple[str, str]]:
    """Return how many outcomes there are by rule and verdict: those listed, and those only counted."""
    listed = Counter({(rule, verdict.value): number for (rule, verdict), number in found.tally().items()})
    by_verdict: Counter[str] = Counter()
    for (_, verdict), number in listed.items():
        by_verdict[verdict] += number
    quiet = Counter(found.counts) - by_verdict
    return listed + Counter({(ORDINARY, verdict): number for verdict, number in quiet.items()})


def test_outcomes_of_very_many_records_are_those_that_their_numbers_say(pack: Pack, tmp_path: Path) -> None:
    with load_claim_tables(write_dossier(tmp_path / "registers", MANY), kinds=pack.kinds) as tables:
        found = evaluate(pack, tables, as_of=AS_OF, rules=[STANDING])
        assert found.counts == {verdict: n for (rule, verdict), n in expected(MANY).items() if rule == STANDING}
        answered = found.run.answered
        assert answered is not None
        assert (answered.by_reference, answered.deferred) == ({}, {})
        assert answered.in_database == found.run.subjects == len(found) == MANY


@pytest.mark.parametrize("together", [pairs_in_bulk.TOGETHER, 2 * FEW, 1], ids=["at once", "two periods", "one by one"])
def test_few_records_taken_for_very_many_are_judged_as_by_the_reference_evaluator(
    together: int, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Trap: a stretch of periods that is counted twice or not at all; a period that stands beside the wrong record.
    monkeypatch.setattr(planning, "FEW", 0)
    monkeypatch.setattr(pairs_in_bulk, "TOGETHER", together)
    with load_claim_tables(write_dossier(tmp_path / "registers", FEW), kinds=pack.kinds) as tables:
        claims = tuple(claim for kind in tables.tables for claim in claims_of(tables, kind))
        reference = evaluate(pack, tables.dossier.model_copy(update={"claims": claims}), as_of=AS_OF)
        found = evaluate(pack, tables, as_of=AS_OF)
        assert told(found) == Counter(expected(FEW))
        assert found.counts == reference.run.counts
        assert found.run.subjects == reference.run.subjects == FEW * QUARTERS + FEW
        rows = [(one["rule"], one["subject"], one["verdict"], one["due"] or "") for one in found.to_arrow().to_pylist()]
        assert rows == [
            (one.rule, one.subject, one.verdict.value, "" if one.due is None else str(one.due)) for one in reference
        ]
        first = reference.findings[0]
        assert list(found.of(first.rule, first.subject)) == [first]
