"""`follow` and `follow_async` tell what `feed` and `advance` tell, and read nothing ahead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import pytest

from sanctions_engine import Claim, FindingChange, JournaledMonitor, Monitor, follow, follow_async, read_dossiers
from sanctions_engine.language.rules import Pack
from sanctions_engine.monitoring.following import Coming

RUSSIA = Path(__file__).parents[3] / "examples" / "russia-2020"
START, DUE = date(2019, 12, 22), date(2020, 1, 24)
Given = tuple[tuple[Pack, ...], list[Claim], list[FindingChange]]


def monitor(packs: tuple[Pack, ...]) -> Monitor:
    return Monitor(packs, as_of=START, rules=["unscr-2397-8"])


def things(claims: list[Claim]) -> list[Coming]:
    return [*claims, DUE]


@pytest.fixture(scope="module")
def given() -> Given:
    """Return packs, claims, and what a monitor tells of the claims and of a later day."""
    packs, dossier = read_dossiers([RUSSIA])
    claims, by_hand = list(dossier.claims), monitor(packs)
    told = [change for claim in claims for change in by_hand.feed(claim)]
    return packs, claims, [*told, *by_hand.advance(DUE)]


def test_changes_come_as_things_do_and_nothing_is_read_ahead(given: Given) -> None:
    packs, claims, told = given
    taken: list[Coming] = []

    def coming() -> Iterator[Coming]:
        for one in things(claims):
            taken.append(one)
            yield one

    changes = follow(monitor(packs), coming())
    assert next(changes) == told[0]
    assert taken == claims[: len(taken)]
    assert len(taken) < len(claims)
    assert list(changes) == told[1:]


def test_a_journal_keeps_what_is_followed(given: Given, tmp_path: Path) -> None:
    packs, claims, told = given
    with JournaledMonitor(packs, tmp_path / "journal.db", as_of=START, rules=["unscr-2397-8"]) as kept:
        assert [one.after for one in follow(kept, things(claims))] == [one.after for one in told]
        assert kept._journal.last == len(claims) + 1


def test_other_tasks_have_their_turn(given: Given) -> None:
    packs, claims, told = given
    turns: list[int] = []

    async def coming() -> AsyncIterator[Coming]:
        for one in things(claims):
            yield one

    async def other(found: list[FindingChange]) -> None:
        while len(found) < len(told):
            turns.append(len(found))
            await asyncio.sleep(0)

    async def main() -> list[FindingChange]:
        found: list[FindingChange] = []
        beside = asyncio.create_task(other(found))
        async for change in follow_async(monitor(packs), coming()):
            found.append(change)
        await beside
        return found

    assert asyncio.run(main()) == told
    assert len(set(turns)) > 1, "another task ran between two changes"


def test_what_is_nothing_to_follow_is_refused(given: Given) -> None:
    with pytest.raises(TypeError, match="nothing that a dossier holds"):
        list(follow(monitor(given[0]), ["a line"]))  # type: ignore[list-item]
