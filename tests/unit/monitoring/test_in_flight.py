"""A claim at which the process dies while durable-rules matches it is matched once more, and after that by the index alone."""

from __future__ import annotations

import os
import signal
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sanctions_engine.engines.monitor import trial
from sanctions_engine.language.rules import Pack
from sanctions_engine.models.claims import Claim
from sanctions_engine.models.dates import DateRange
from sanctions_engine.monitoring.in_flight import InFlightFile
from sanctions_engine.monitoring.journal import Journal, header_of
from sanctions_engine.monitoring.journaled import JournaledMonitor
from tests.properties.strategies.pack_texts import PACT, PackText, load

pytest.importorskip("durable_rules_engine", reason="durable-rules cannot be imported here", exc_type=ImportError)
BAN = {"prohibition": "Sell", "each": "Deal as e", "violated_when": 'e.buyer == "CHN" and hs_in(e.hs, ("2701", "50"))'}
DAY = date(2019, 5, 1)


def sold(hs: str) -> Claim:
    known = DateRange.of(date(2019, 2, 1))
    return Claim(
        fact="Deal", fields={"id": hs, "buyer": "CHN", "hs": hs, "date": known}, by="press", source="s", known=known
    )


@pytest.fixture
def pack() -> Pack:
    found = load(PackText({PACT: {"rules": [{"id": "law0", **BAN}]}}))
    assert found is not None
    return found


def dies_at(hs: str, pack: Pack, journal: Path) -> int:
    """Feed a claim in a process that dies while the claim is matched; return how the process ended."""
    child = os.fork()
    if child == 0:
        ruleset = trial.driving().Ruleset
        hits = ruleset.hits
        fatal = ",".join(f'"a{place}":"{digit}"' for place, digit in enumerate(hs))

        def dying(self: Any, fact: str) -> Any:
            if fatal in fact:
                os.kill(os.getpid(), signal.SIGKILL)
            return hits(self, fact)

        ruleset.hits = dying
        try:
            monitor = JournaledMonitor([pack], journal, as_of=DAY, matcher="durable-rules")
            if monitor._journal.last == 0:
                monitor.feed(sold("2702"))
                monitor.feed(sold(hs))
            os._exit(7 if monitor.matching.index_alone else 0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes that it forks")
def test_a_claim_at_which_the_process_died_twice_goes_to_the_index_alone(pack: Pack, tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    assert dies_at("2701", pack, journal) == -signal.SIGKILL
    assert dies_at("2701", pack, journal) == -signal.SIGKILL, "it is matched once more after one crash"
    assert dies_at("2701", pack, journal) == 7, "and after two it is not"
    with JournaledMonitor([pack], journal, as_of=DAY, matcher="durable-rules") as monitor:
        assert [one.verdict.value for one in monitor.findings] == ["violated"]
        assert monitor.matching.index_alone == 1
        assert monitor.matching.differences == 0
    with JournaledMonitor([pack], journal, as_of=DAY) as monitor:  # the other matcher goes on with the same journal
        assert [one.verdict.value for one in monitor.findings] == ["violated"]


def test_what_was_not_being_matched_at_a_crash_is_not_counted(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.db", header_of([]), DAY)
    path = tmp_path / "journal.db-matching"
    for _ in range(3):
        noted = InFlightFile(journal, path)
        assert noted.alone == frozenset()
        noted.begin('{"id":"1"}')
        noted.end()
        noted.close()
    for times in range(3):
        noted = InFlightFile(journal, path)
        assert noted.alone == (frozenset(['{"a":"1"}']) if times >= 2 else frozenset())
        noted.begin('{"a":"1"}')
        noted.close()
    journal.close()
