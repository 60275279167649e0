"""Ratios measured in one run: the commands take turns, and medians are compared."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one piece of work over all rounds that count.

    Attributes:
        median: Half of the rounds were quicker.
        least: The quickest round.
        most: The slowest round.
    """

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, seconds: list[float]) -> Timing:
        """Return the timing of some rounds.

        Example:
            >>> Timing.of([3.0, 1.0, 2.0])
            Timing(median=2.0, least=1.0, most=3.0)
        """
        return cls(statistics.median(seconds), min(seconds), max(seconds))

    def times(self, factor: float) -> Timing:
        """Return what so many times the work would take."""
        return Timing(self.median * factor, self.least * factor, self.most * factor)


Clock = Callable[[], float]
CLOCKS: dict[str, Clock] = {"wall": time.perf_counter, "cpu": time.process_time}
"""What seconds can be: those that pass, or those that the threads of this process compute, which others on the machine disturb less."""


def timings(
    work: Mapping[str, Callable[[], object]], rounds: int, clock: Clock = time.perf_counter
) -> dict[str, Timing]:
    """Return the timing of each piece of work; they run in turn, after one round that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in work}
    for number in range(rounds + 1):
        for name, run in work.items():
            gc.collect()  # nobody pays for what the one before left behind
            start = clock()
            run()
            if number:
                taken[name].append(clock() - start)
    return {name: Timing.of(times) for name, times in taken.items()}


def interleaved(
    work: Mapping[str, Callable[[], object]], rounds: int, clock: Clock = time.perf_counter
) -> dict[str, float]:
    """Return the median seconds of each piece of work; they run in turn, after one round that does not count."""
    return {name: timing.median for name, timing in timings(work, rounds, clock).items()}


def report(title: str, medians: Mapping[str, float], base: str) -> None:
    """Print the medians and their ratios to `base`."""
    print(title)
    for name, seconds in medians.items():
        print(f"  {name:<52} {seconds * 1000:10.1f} ms   {seconds / medians[base]:6.2f} x")
