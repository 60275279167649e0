"""Feeds a monitor for a long time, takes back what is old, and sees that its memory stays as it is.

    python -m tests.properties.soaking 1000000 [HELD] [MATCHER]

Lines come as in the benchmark of the monitor, about one in fifty breaks a ban, and days pass. So many are held at a time: what is older is
withdrawn. After each tenth the memory is printed; at the end the findings have to be those of a batch run over what is left.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from sanctions_engine import Monitor, evaluate
from sanctions_engine.engines.monitor.matchers import matcher_named
from sanctions_engine.models.claims import Claim, Dossier
from tests.benchmarks.monitor.memory import resident
from tests.benchmarks.monitor.workload import lines, work

BLOCK, HELD, HITS = 100, 2_000, 0.02
START, SPAN = date(2019, 1, 1), 3_650
"""The first day, and over how many days all is fed."""


def soak(
    claims: int, held: int = HELD, matcher: str = "index", *, measure: Callable[[], int] = resident
) -> Iterator[tuple[int, int]]:
    """Feed so many claims, and yield now and then how many came and how much memory is taken, as it is measured.

    Raises:
        AssertionError: If the findings at the end are not those of a batch run, or the matchers differed.
    """
    pack = work(40, 0, HITS).pack
    monitor = Monitor([pack], as_of=START, matcher=matcher_named(matcher))
    window: deque[Claim] = deque()
    for first in range(0, claims, BLOCK):
        for one in lines(BLOCK, HITS, first):
            monitor.feed(one)
            window.append(one)
        while len(window) > held:
            monitor.withdraw(window.popleft())
        monitor.advance(START + timedelta(days=SPAN * first // claims))
        if (first + BLOCK) % max(BLOCK, claims // 10 // BLOCK * BLOCK) == 0:
            yield first + BLOCK, measure()
    left = Dossier(claims=tuple(window))
    assert monitor.findings == evaluate([pack], left, as_of=monitor.as_of).findings, "the end is another one"
    assert monitor.matching.differences == monitor.matching.failures == 0, "the matchers differ"


def main(arguments: list[str]) -> int:
    """Soak, and return 1 if the last memory is more than a tenth above that of the first tenth."""
    held = int(arguments[1]) if len(arguments) > 1 else HELD
    found = []
    for number, bytes in soak(int(arguments[0]), held, *arguments[2:3]):
        found.append(bytes)
        print(f"{number:>10,} claims: {bytes / 2**20:.1f} MB", flush=True)  # noqa: T201 - what the command says
    return int(found[-1] > found[0] * 1.1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
