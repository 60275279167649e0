"""The memory of claims that are held: a monitor in a process of its own, so that nothing else is counted.

The process is `python -m tests.benchmarks.monitor.memory CLAIMS SHARE`; it prints the bytes that it grew by.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from sanctions_engine import Monitor
from tests.benchmarks.monitor.workload import AS_OF, lines, work

_BLOCK = 1_000


def resident() -> int:
    """Return how many bytes of memory this process has, or 0 where that is not told."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[1]) * 4096 if told.exists() else 0


def grown(claims: int, hits: float) -> int:
    """Return by how many bytes a monitor grows that is fed so many claims."""
    monitor = Monitor([work(40, 0, hits).pack], as_of=AS_OF)
    monitor.feed(*lines(_BLOCK, hits))
    before = resident()
    for first in range(_BLOCK, _BLOCK + claims, _BLOCK):
        monitor.feed(*lines(_BLOCK, hits, first))
    return resident() - before


def alone(claims: int, hits: float) -> int:
    """Return the same of a monitor in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.monitor.memory", str(claims), str(hits)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def table(claims: int) -> Iterator[str]:
    """Yield what a million claims take, as many as are measured times what they are short of a million."""
    yield f"memory of claims held, 40 bans, measured with {claims:,}"
    for hits in (0.0, 0.02, 0.5):
        bytes = alone(claims, hits) / claims
        yield f"  {hits:>4.0%} hit a ban: {bytes:>8,.0f} bytes a claim, {bytes * 1e6 / 2**30:.1f} GB a million"
    yield ""


if __name__ == "__main__":
    print(grown(int(sys.argv[1]), float(sys.argv[2])))
