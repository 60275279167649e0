"""Contenders on one workload, in turns, after their answers have been found to be the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from tests.benchmarks.bulk.answers import Prepared, check_same
from tests.benchmarks.bulk.contenders import Contender, Workload
from tests.benchmarks.timing import CLOCKS, Timing, timings


@dataclass(frozen=True, slots=True)
class Measured:
    """A line of a table of results.

    Attributes:
        rows: How many rows it was run on; its timing is for all of them.
        by_hand: A yardstick: ratios are to the quickest of these.
    """

    name: str
    timing: Timing
    rows: int
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Results:
    """Everybody's timing on one workload.

    Attributes:
        asked: Rows that were asked for.
        answer: What all of them answer.
        left_out: Why others did not take part.
    """

    asked: int
    answer: pa.Table
    measured: tuple[Measured, ...]
    left_out: tuple[str, ...]

    @property
    def base(self) -> float:
        """Median of the quickest yardstick."""
        return min(one.timing.median for one in self.measured if one.by_hand)

    def lines(self) -> Iterable[str]:
        """Yield the lines of a table: medians, ratios to the quickest yardstick, the quickest and the slowest round."""
        yield f"  {'':<34} {'median':>12} {'ratio':>10}   rounds from .. to"
        for one in self.measured:
            timing = one.timing
            spread = f"{timing.least * 1000:,.1f} .. {timing.most * 1000:,.1f} ms"
            note = "" if one.rows == self.asked else f"   extrapolated from {one.rows:,} rows"
            ratio = timing.median / self.base
            yield f"  {one.name:<34} {timing.median * 1000:>9,.1f} ms {ratio:>8,.2f} x   {spread}{note}"
        yield from (f"  {one}" for one in self.left_out)


def measure(
    contenders: Iterable[Contender[Workload]],
    workload: Callable[[int], Workload],
    schema: pa.Schema,
    *,
    rows: int,
    factor: int = 1,
    rounds: int,
    clock: str = "wall",
) -> Results:
    """Let contenders run in turns on a workload.

    Args:
        workload: Makes the workload with so many rows.
        schema: The form of the answers.
        rows: How many rows are asked for.
        factor: How much work a row is; see `Contender.most`.
        clock: Which seconds are counted; see `CLOCKS`.

    Raises:
        AnswersDiffer: If two of them give different answers.
    """
    taking_part, left_out = list[tuple[Contender[Workload], int]](), list[str]()
    for one in contenders:
        missing = one.missing()
        if missing is not None:
            left_out.append(missing)
        elif one.at_most_bans is not None and factor > one.at_most_bans:
            left_out.append(f"`{one.name}` is left out: {factor:,} rules are more than it takes")
        else:
            taking_part.append((one, rows if one.most is None else min(rows, one.most // factor)))
    sizes = sorted({size for _, size in taking_part}, reverse=True)
    ready: dict[str, Prepared] = {}
    answers = {}
    for size in sizes:
        here = [one for one, wanted in taking_part if wanted == size]
        yardstick = next(one for one, _ in taking_part if one.by_hand)
        given = workload(size)
        prepared = {one.name: one.prepare(given) for one in here}
        ready.update(prepared)
        judge = prepared if yardstick.name in prepared else {f"{yardstick.name} ": yardstick.prepare(given), **prepared}
        answers[size] = check_same({name: one.answer(one.run()) for name, one in judge.items()}, schema)
    taken = timings({name: one.run for name, one in ready.items()}, rounds, CLOCKS[clock])
    measured = tuple(
        Measured(one.name, taken[one.name].times(rows / size), size, one.by_hand) for one, size in taking_part
    )
    return Results(rows, answers[rows], measured, tuple(left_out))


def compared(name: str, work: Mapping[str, Callable[[], object]], rounds: int, clock: str = "wall") -> Iterable[str]:
    """Yield the lines of a table for pieces of work that do different things; ratios are to the one that is named."""
    taken = timings(work, rounds, CLOCKS[clock])
    base = taken[name].median
    yield f"  {'':<34} {'median':>12} {'ratio':>10}   rounds from .. to"
    for one, timing in taken.items():
        spread = f"{timing.least * 1000:,.1f} .. {timing.most * 1000:,.1f} ms"
        yield f"  {one:<34} {timing.median * 1000:>9,.1f} ms {timing.median / base:>8,.2f} x   {spread}"
