"""What a restart takes: with the sums that a journal keeps of what its steps come to, and without."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from sanctions_engine.language.rules import Pack
from sanctions_engine.models.claims import Claim
from sanctions_engine.monitoring import journaled
from sanctions_engine.monitoring.journaled import JournaledMonitor
from sanctions_engine.monitoring.steps import Feed, Step, Withdraw
from tests.benchmarks.bulk.answers import AnswersDiffer
from tests.benchmarks.monitor.workload import AS_OF, lines, work

HELD = 2_000
_BLOCK = 1_000
_NEVER = 1 << 62


def steps(claims: int, held: int) -> Iterator[Step]:
    """Yield the steps in which so many claims come one by one; now and then the oldest are withdrawn of more than are to be held."""
    window: deque[Claim] = deque()
    for first in range(0, claims, _BLOCK):
        for one in lines(_BLOCK, 0.02, first):
            yield Feed((one,))
            window.append(one)
        if len(window) > held:
            yield Withdraw(tuple(window.popleft() for _ in range(len(window) - held)))


def fed(pack: Pack, journal: Path, claims: int, held: int, keep: int) -> JournaledMonitor:
    """Return a monitor that was fed so many claims, summed up after so many steps at least."""
    with patch.object(journaled, "KEEP", keep):
        monitor = JournaledMonitor([pack], journal, as_of=AS_OF)
        for _ in monitor.take(steps(claims, held)):
            monitor.told()
        monitor.close()
    return monitor


def table(claims: int) -> Iterator[str]:
    """Yield the seconds that it takes to open a journal again.

    Raises:
        AnswersDiffer: If the monitor has other findings afterwards.
    """
    yield f"opened again after {claims:,} claims, 40 bans, 2 in a hundred hit one: seconds"
    yield f"  {'claims held':>12}{'with sums':>12}{'without':>12}{'times':>8}"
    pack = work(40, 0, 0).pack
    for held in (HELD, claims):
        taken = []
        for keep in (journaled.KEEP, _NEVER):
            with TemporaryDirectory() as folder:
                journal = Path(folder, "journal.db")
                before = fed(pack, journal, claims, held, keep).findings
                start = time.process_time()
                monitor = JournaledMonitor([pack], journal, as_of=AS_OF)
                taken.append(time.process_time() - start)
                if monitor.findings != before:
                    raise AnswersDiffer("a monitor that is opened again finds something else")
                monitor.close()
        yield f"  {held:>12,}{taken[0]:>12.2f}{taken[1]:>12.2f}{taken[1] / taken[0]:>8.1f}"
    yield ""
