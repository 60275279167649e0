"""What comes in turn goes to a monitor, and what changes comes out: as a plain iterator, and as one for `async for`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from datetime import date

from sanctions_engine.models.monitoring import FindingChange
from sanctions_engine.monitoring.arriving import Item
from sanctions_engine.monitoring.journaled import JournaledMonitor
from sanctions_engine.monitoring.monitor import Monitor

Coming = Item | date
"""An item that is fed, or a day up to which days pass."""


def follow(monitor: Monitor | JournaledMonitor, coming: Iterable[Coming]) -> Iterator[FindingChange]:
    """Yield what changes, as things come; nothing is taken before what follows from the last one was read.

    Args:
        monitor: The monitor.
        coming: Claims and what else a dossier holds, and days; it may never end.

    Raises:
        InputRejected: If a claim does not fit its kind.
        BadQuestion: If a day is before the one judged (SE507).
        TypeError: If something else comes.

    Example:
        >>> from sanctions_engine import Monitor, read_dossiers
        >>> packs, dossier = read_dossiers(["examples/russia-2020"])
        >>> monitor = Monitor(packs, as_of=date(2019, 12, 22), rules=["unscr-2397-8"], subjects=["RUS"])
        >>> present = next(one for one in dossier.claims if one.fact == "WorkerPresence" and one.by == "RUS")
        >>> coming = [present, date(2020, 1, 22)]
        >>> [(one.turn.value, one.finding.verdict.value) for one in follow(monitor, coming)]
        [('changed', 'pending'), ('changed', 'violated')]
    """
    for one in coming:
        yield from _taken(monitor, one)


async def follow_async(
    monitor: Monitor | JournaledMonitor, coming: AsyncIterable[Coming]
) -> AsyncIterator[FindingChange]:
    """Yield what changes, for `async for`; other tasks have their turn after each thing that comes.

    A judgement is not broken off: while it lasts, some milliseconds as a rule, no other task runs. Everything else is as for `follow`.

    Args:
        monitor: The monitor; whichever task reads on, it is one at a time.
        coming: As for `follow`.

    Raises:
        InputRejected: As for `follow`.
        BadQuestion: As for `follow`.
        TypeError: As for `follow`.
    """
    async for one in coming:
        for change in _taken(monitor, one):
            yield change
        await asyncio.sleep(0)


def _taken(monitor: Monitor | JournaledMonitor, one: Coming) -> tuple[FindingChange, ...]:
    return monitor.advance(one) if isinstance(one, date) else monitor.feed(one)
