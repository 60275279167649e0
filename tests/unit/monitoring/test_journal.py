"""The journal: what is in it, whom it refuses, and what is told again after a crash."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from sanctions_engine import Claim, Dossier, InputRejected, compare, evaluate, read_dossiers
from sanctions_engine.language.rules import Pack
from sanctions_engine.monitoring import journaled
from sanctions_engine.monitoring.item_texts import item_from_text, item_to_text
from sanctions_engine.monitoring.journal import Journal
from sanctions_engine.monitoring.journaled import GROUP, JournaledMonitor, read_journal, replay
from sanctions_engine.monitoring.steps import Advance, Feed, Step, Withdraw
from tests.properties.strategies.choices import Choices, choices
from tests.properties.strategies.streams import STREAM, a_stream

EXAMPLES = Path(__file__).parents[3] / "examples"
START = date(2019, 12, 22)
RULE = "unscr-2397-8"


@pytest.fixture(scope="module")
def russia() -> tuple[tuple[Pack, ...], Dossier]:
    return read_dossiers([EXAMPLES / "russia-2020"])


@pytest.fixture
def present(russia: tuple[tuple[Pack, ...], Dossier]) -> list[Claim]:
    return [one for one in russia[1].claims if one.fact == "WorkerPresence"]


class Opened:
    """Opens one journal again and again."""

    def __init__(self, packs: tuple[Pack, ...], path: Path) -> None:
        self.packs, self.path = packs, path

    def __call__(self, **asked: Any) -> JournaledMonitor:
        return JournaledMonitor(self.packs, self.path, as_of=START, **{"rules": [RULE], **asked})


@pytest.fixture
def opened(russia: tuple[tuple[Pack, ...], Dossier], tmp_path: Path) -> Opened:
    return Opened(russia[0], tmp_path / "journal.db")


@given(choices(STREAM))
def test_what_is_fed_comes_back_from_the_journal_to_the_last_digit(draw: Choices) -> None:
    stream = a_stream(draw)
    for one in stream.waiting if stream is not None else ():
        assert item_from_text(item_to_text(one)) == one


def test_what_was_told_is_not_told_again_and_what_was_not_is(opened: Opened, present: list[Claim]) -> None:
    monitor = opened()
    first = monitor.feed(*present)
    monitor.told()
    second = monitor.advance(date(2020, 1, 24))
    assert first
    assert second
    monitor.close()  # as after a crash between telling and noting: the last step was not noted
    monitor = opened()
    assert [(one.id, one.turn, one.after) for one in monitor.untold] == [
        (one.id, one.turn, one.after) for one in second
    ]
    assert monitor.as_of == date(2020, 1, 24)
    monitor.told()
    monitor.close()
    with opened() as monitor:
        assert monitor.untold == ()
        assert monitor.as_of == date(2020, 1, 24)


def test_a_restart_begins_where_the_steps_were_last_summed_up(
    opened: Opened, present: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journaled, "KEEP", 3)
    with opened() as monitor:
        for one in [*present[:2], present[0]]:
            monitor.feed(one)
            monitor.told()
        assert monitor._journal.kept() == (3, START, (present[0], present[0], present[1]))
        monitor.withdraw(present[1])
        monitor.advance(date(2020, 1, 24))
        monitor.told()
    read: list[int] = []
    steps = Journal.steps

    def counted(journal: Journal, after: int = 0, up_to: int | None = None) -> Iterator[tuple[int, Step]]:
        for number, step in steps(journal, after, up_to):
            read.append(number)
            yield number, step

    monkeypatch.setattr(Journal, "steps", counted)
    with opened() as monitor:
        assert read == [4, 5], "the steps before are not read"
        left = Dossier(claims=(present[0], present[0]))
        day = date(2020, 1, 24)
        assert monitor.findings == evaluate(opened.packs, left, as_of=day, rules=[RULE]).findings
    assert read_journal(opened.path) == (left, day), "the steps are all there still"


def test_every_change_has_an_id_of_its_own(opened: Opened, present: list[Claim]) -> None:
    with opened() as monitor:
        told = [*monitor.feed(*present), *monitor.advance(date(2020, 1, 24)), *monitor.withdraw(present[0])]
    ids = [one.id for one in told]
    assert len(ids) == len(set(ids)) > 3
    assert ids[0] == "1-1"


def test_a_step_is_on_the_disk_before_its_changes_are_told(opened: Opened, present: list[Claim]) -> None:
    monitor = opened()
    steps: list[Step] = [Feed((one,)) for one in present]
    telling = monitor.take([*steps, Advance(date(2020, 1, 24))])
    next(telling)  # the others of the group are written, and not done
    monitor._journal.close()
    with opened() as again:
        assert again._journal.last == len(present)
        assert (
            again.findings == evaluate(opened.packs, Dossier(claims=tuple(present)), as_of=START, rules=[RULE]).findings
        )


def test_many_claims_go_to_the_disk_together(
    opened: Opened, present: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened() as monitor:
        written: list[int] = []
        append = Journal.append

        def counted(journal: Journal, steps: Sequence[Step], told: int, *more: Any) -> int:
            written.append(len(steps))
            return append(journal, steps, told, *more)

        monkeypatch.setattr(Journal, "append", counted)
        steps: list[Step] = [Feed((present[0],))] * (GROUP + 1)
        list(monitor.take([*steps, Withdraw((present[0],)), Feed((present[0],))]))
    assert written == [GROUP, 1, 1, 1, 0]


def test_a_bad_claim_leaves_nothing_in_the_journal(opened: Opened, present: list[Claim]) -> None:
    with opened() as monitor:
        bad = present[0].model_copy(update={"fact": "Nothing", "place": None})
        with pytest.raises(InputRejected, match="SE402"):
            list(monitor.take([Feed((present[0],)), Feed((bad,))]))
        assert monitor._journal.last == 0
        assert monitor.findings == ()


def other_pack(packs: tuple[Pack, ...]) -> tuple[Pack, ...]:
    """Return packs of which one was changed: its rule asks for nothing any more."""
    first = packs[0]
    rules = {id: rule for id, rule in first.rules.items() if id != RULE}
    return (replace(first, rules=rules, digest="0" * 64), *packs[1:])


def test_a_journal_of_other_packs_is_told_apart(opened: Opened, present: list[Claim]) -> None:
    with opened() as monitor:
        told = [*monitor.feed(*present), *monitor.advance(date(2020, 1, 24))]
    before, opened.packs = opened.packs, other_pack(opened.packs)
    with pytest.raises(InputRejected, match=r"SE428.*un/dprk 0.1.0 \([0-9a-f]{16}\).*here.*0000000000000000"):
        opened(rules=["unscr-2397-8-midterm"])
    again = list(replay(before, opened.path, rules=[RULE]))
    assert [(one.id, one.after) for one in again] == [(one.id, one.after) for one in told]
    dossier, day = read_journal(opened.path)
    assert day == date(2020, 1, 24)
    one, other = (evaluate(packs, dossier, as_of=day) for packs in (before, opened.packs))
    changed = compare(one, other).changes
    assert {change.rule for change in changed} == {RULE}
    assert all(change.after is None for change in changed)


def test_a_journal_that_was_asked_something_else_is_told_apart(opened: Opened) -> None:
    opened().close()
    with pytest.raises(InputRejected, match=r"SE428.*known_at nothing, here"):
        opened(known_at="as_of")


def test_what_is_no_journal_is_refused(opened: Opened) -> None:
    with pytest.raises(InputRejected, match="there is no journal"):
        read_journal(opened.path)
    opened.path.write_text("dossier: not a journal\n" * 200)
    with pytest.raises(InputRejected, match="is no journal"):
        opened()
    opened.path.unlink()
    connection = sqlite3.connect(opened.path)
    connection.execute("create table other (name text)")
    connection.close()
    with pytest.raises(InputRejected, match="is no journal"):
        opened()


def test_two_do_not_write_to_one_journal(opened: Opened) -> None:
    with opened(), pytest.raises(InputRejected, match="another process writes to it"):
        Journal.open(opened.path)


def test_a_journal_that_cannot_be_written_keeps_what_it_has(opened: Opened, present: list[Claim]) -> None:
    with opened() as monitor:
        monitor.feed(present[0])
        monitor.told()
        connection = monitor._journal._connection
        ((pages,),) = connection.execute("pragma page_count")
        connection.execute(f"pragma max_page_count = {pages}")  # as on a full disk
        long = present[1].model_copy(update={"by": "x" * 100_000})
        with pytest.raises(InputRejected, match=r"SE428.*cannot be written: database or disk is full"):
            monitor.feed(long)
        connection.execute("pragma max_page_count = 1000000")
    with opened() as again:
        assert again._journal.last == 1
        assert again.untold == ()
