"""The monitor on the packs that ship, and what it takes and refuses."""

from __future__ import annotations

import runpy
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from sanctions_engine import (
    BadQuestion,
    Claim,
    Coverage,
    DateRange,
    Dossier,
    InputRejected,
    Monitor,
    Source,
    Turn,
    evaluate,
    load_pack,
    read_dossiers,
)
from sanctions_engine.language.rules import Pack

EXAMPLES = Path(__file__).parents[3] / "examples"
DOSSIERS = sorted([*EXAMPLES.glob("*-20??.yaml"), EXAMPLES / "russia-2020"])


@pytest.fixture(scope="module")
def russia() -> tuple[tuple[Pack, ...], Dossier]:
    return read_dossiers([EXAMPLES / "russia-2020"])


def known(claim: Claim) -> date:
    return claim.known.high or date.max


def test_an_example_is_followed_with_durable_rules_too() -> None:
    pytest.importorskip("durable_rules_engine", exc_type=ImportError)
    packs, dossier = read_dossiers([EXAMPLES / "coal-2016-2019.yaml"])
    monitor = Monitor(packs, as_of=date(2020, 1, 24), matcher="durable-rules")
    for claim in dossier.claims:
        monitor.feed(claim)
    evidence = dossier.model_copy(update={"sources": {}, "coverage": (), "pleas": (), "assessments": ()})
    assert monitor.findings == evaluate(packs, evidence, as_of=date(2020, 1, 24)).findings
    matching = monitor.matching
    assert matching.claims > 0
    assert matching.differences == matching.failures == 0


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
def test_an_example_fed_in_parts_ends_as_a_batch_run_does(path: Path) -> None:
    packs, dossier = read_dossiers([path])
    monitor = Monitor(packs, as_of=date(2016, 6, 1), dossier=dossier.model_copy(update={"claims": ()}))
    claims = sorted(dossier.claims, key=known)
    half, last = len(claims) // 2, len(claims) - 2
    monitor.feed(*claims[:half])
    monitor.advance(date(2019, 12, 22))
    monitor.feed(*claims[half:last])
    monitor.advance(date(2020, 1, 24))
    for claim in claims[last:]:
        monitor.feed(claim)
    assert monitor.findings == evaluate(packs, dossier, as_of=date(2020, 1, 24)).findings


def test_a_finding_opens_changes_and_closes(russia: tuple[tuple[Pack, ...], Dossier]) -> None:
    packs, dossier = russia
    present = next(one for one in dossier.claims if one.fact == "WorkerPresence" and known(one) == date(2020, 1, 23))
    monitor = Monitor(packs, as_of=date(2019, 12, 22), rules=["unscr-2397-8"])
    steps = (monitor.feed(present), monitor.advance(date(2019, 12, 23)), monitor.withdraw(present))
    ((opened,), (changed,), (closed,)) = [[one for one in step if one.subject == "RUS"] for step in steps]
    assert [one.turn for one in (opened, changed, closed)] == [Turn.OPENED, Turn.CHANGED, Turn.CLOSED]
    assert [one.finding.verdict.value for one in (opened, changed)] == ["pending", "violated"]
    assert opened.before is None
    assert changed.before == opened.after
    assert closed.after is None
    assert monitor.findings == ()


def test_a_late_claim_changes_what_was_found_of_the_past(russia: tuple[tuple[Pack, ...], Dossier]) -> None:
    # Known on 23 January, dated on the due day: whoever asks what was known before is not told of it.
    packs, dossier = russia
    late = [one for one in dossier.claims if one.fact == "WorkerPresence" and known(one) == date(2020, 1, 23)]
    day = date(2020, 1, 22)
    asked = {"rules": ["unscr-2397-8"], "subjects": ["RUS"]}
    follows = Monitor(packs, as_of=day, known_at="as_of", **asked)  # type: ignore[arg-type]  # lists of texts
    at_once = Monitor(packs, as_of=day, **asked)  # type: ignore[arg-type]
    assert [one.finding.verdict.value for one in at_once.feed(*late)] == ["violated"]
    (left_aside,) = follows.feed(*late)
    assert {one.why for one in left_aside.finding.missing} == {"not covered", "later than known_at"}
    assert [one.finding.verdict.value for one in follows.advance(date(2020, 1, 23))] == ["violated"]


def test_a_claim_that_does_not_fit_is_refused_and_nothing_of_its_batch_taken(
    russia: tuple[tuple[Pack, ...], Dossier],
) -> None:
    packs, dossier = russia
    monitor = Monitor(packs, as_of=date(2020, 1, 24))
    good = next(one for one in dossier.claims if one.fact == "WorkerPresence")
    day = DateRange.of(date(2020, 1, 1))
    with pytest.raises(InputRejected, match="SE402"):
        monitor.feed(good, Claim(fact="Nothing", by="RUS", source="s", known=day))
    assert monitor.findings == ()
    with pytest.raises(TypeError, match="nothing that a dossier holds"):
        monitor.feed("WorkerPresence")  # type: ignore[arg-type]
    with pytest.raises(KeyError, match="never said"):
        monitor.withdraw(good)


def test_days_do_not_go_back(russia: tuple[tuple[Pack, ...], Dossier]) -> None:
    monitor = Monitor(russia[0], as_of=date(2020, 1, 24))
    with pytest.raises(BadQuestion, match="2020-01-23 is before 2020-01-24"):
        monitor.advance(date(2020, 1, 23))
    with pytest.raises(BadQuestion, match="unscr-9999"):
        Monitor(russia[0], as_of=date(2020, 1, 24), rules=["unscr-9999"])


def test_the_example_shows_how_the_verdict_moved(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(EXAMPLES / "monitor" / "replay_russia.py"))
    told = [line.split(" - ") for line in capsys.readouterr().out.splitlines()[:-1]]
    assert [
        (day.split()[0], day.split()[-1], why.split(" as ")[0]) for day, why in told if "changed pending" not in day
    ] == [
        ("2017-12-22", "pending", "not shown to be done, and there is time left"),
        ("2019-12-23", "violated", "not done by the due day and not shown since"),
        ("2020-01-23", "violated", "contested: fulfilled_late"),
        ("2020-01-24", "violated", "contested: fulfilled_late"),
    ]


def test_the_example_of_several_processes_ends_as_one_run_does() -> None:
    command = [sys.executable, str(EXAMPLES / "monitor" / "partition_by_state.py")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    last = done.stdout.splitlines()[-1]
    assert last.endswith("of 2 processes on 2020-04-02, as one run has them"), done.stderr


@pytest.mark.parametrize("first", ["coverage", "source"])
def test_a_list_turns_out_to_be_made_up_when_its_source_does(first: str) -> None:
    # Trap: no claim is of that source, so nothing that was read seems to have changed.
    pack = load_pack("un/dprk")
    monitor = Monitor(pack, as_of=date(2020, 5, 1), rules=["unscr-2397-8-final"], subjects=["QAT"])
    declared = Coverage(fact="ImplementationReport", source="note", known=DateRange.parse("2020-04-30"))
    source = Source(id="note", published=DateRange.parse("2020-04-30"), invented=True)
    monitor.feed(*((declared,) if first == "coverage" else (source,)))
    monitor.feed(*((source,) if first == "coverage" else (declared,)))
    (one,) = monitor.findings
    dossier = Dossier(sources={"note": source}, coverage=(declared,))
    (batch,) = evaluate(pack, dossier, as_of=date(2020, 5, 1), rules=["unscr-2397-8-final"], subjects=["QAT"])
    assert one == batch
    assert one.is_made_up
