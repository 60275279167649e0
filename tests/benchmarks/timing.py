"""Ratios measured in one run: the commands take turns, and medians are compared."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping


def interleaved(work: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median seconds of each piece of work; they run in turn, after one round that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in work}
    for number in range(rounds + 1):
        for name, run in work.items():
            gc.collect()  # nobody pays for what the one before left behind
            start = time.perf_counter()
            run()
            if number:
                taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def report(title: str, medians: Mapping[str, float], base: str) -> None:
    """Print the medians and their ratios to `base`."""
    print(title)
    for name, seconds in medians.items():
        print(f"  {name:<52} {seconds * 1000:10.1f} ms   {seconds / medians[base]:6.2f} x")
