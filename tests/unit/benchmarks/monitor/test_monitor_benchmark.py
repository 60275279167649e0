"""What the benchmark of the monitor measures answers alike, and as the rules say."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanctions_engine.engines.reference import ReferenceEngine
from sanctions_engine.models.claims import Dossier
from sanctions_engine.semantics.evidence import Evidence
from tests.benchmarks.bulk.answers import AnswersDiffer
from tests.benchmarks.monitor import __main__ as command
from tests.benchmarks.monitor.matching import HAS_DURABLE_RULES, MOST_BY_HAND, NAMES, check, contenders
from tests.benchmarks.monitor.memory import alone
from tests.benchmarks.monitor.workload import lines, work


@pytest.mark.parametrize("rules", [10, 40])
def test_all_match_alike_and_as_the_reference_engine_judges(rules: int) -> None:
    given = work(rules, 60, 0.5)
    ready = contenders(given)
    assert set(ready) == set(NAMES if HAS_DURABLE_RULES else NAMES[:2])
    hit = check(ready, given.claims)
    law, dossier = given.law, Dossier(claims=given.claims)
    outcomes = list(ReferenceEngine().outcomes(given.question, law, Evidence(dossier, law.kinds)))
    told = {(one.subject.key[0], one.rule) for one in outcomes if one.verdict.value == "violated"}
    found = {(one.fields["id"], id) for one in given.claims for id in ready["bare dict"](one)}
    assert told <= found
    assert 20 <= hit == len(found) <= 40


def test_more_bans_hit_the_same_lines() -> None:
    one, other = work(40, 200, 0.02), work(2_560, 200, 0.02)
    assert one.claims == other.claims
    ready = contenders(other)
    assert not any("by hand" in name for name in ready), f"more than {MOST_BY_HAND} tests of one field never end"
    assert check(ready, other.claims) == check(contenders(one), one.claims)


def test_a_contender_that_answers_otherwise_is_told() -> None:
    ready = contenders(work(10, 0, 0))
    with pytest.raises(AnswersDiffer, match="`hash index` finds"):
        check({**ready, "hash index": lambda claim: {"other"}}, lines(3, 0.5))


def test_the_command_prints_its_tables(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["matching", "whole", "restart", "--claims", "80", "--bans", "40", "--rounds", "1"]) == 0
    out = capsys.readouterr().out
    assert "matching alone, 80 claims" in out
    assert "the whole, claim by claim" in out
    assert "opened again after 800 claims" in out
    assert command.main(["speed"]) == 2


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads /proc")
def test_memory_grows_with_the_claims() -> None:
    # Trap: memory that was freed before is taken first, and hides what is held. A new process has none.
    assert alone(2_000, 0.5) > 2**21
