"""W3: the table: sums by supplier and year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.bulk.measuring import measure
from tests.benchmarks.bulk.supplies.contenders import CONTENDERS
from tests.benchmarks.bulk.supplies.evidence import supplies
from tests.benchmarks.bulk.supplies.workload import ANSWER, Supplies


def tables(
    folder: Path, *, supplied: int, rounds: int, in_place: bool, threads: int | None, clock: str
) -> Iterable[str]:
    """Yield the lines of the table; what writes the evidence is not timed."""

    def workload(rows: int) -> Supplies:
        return replace(supplies(folder / f"supplies-{rows}.parquet", rows), threads=threads, in_place=in_place)

    taking_part = [one for one in CONTENDERS if one.in_place or one.most is not None or not in_place]
    found = measure(taking_part, workload, ANSWER, rows=supplied, rounds=rounds, clock=clock)
    verdicts = found.answer.group_by("verdict").aggregate([("verdict", "count")]).sort_by("verdict").to_pylist()
    where = "read from Parquet" if in_place else "in memory"
    yield f"W3: {supplied:,} supplies, {where}: {found.answer.num_rows:,} sums by supplier and year"
    yield "  the same answer from all: " + ", ".join(f"{one['verdict_count']:,} {one['verdict']}" for one in verdicts)
    yield from found.lines()
    yield ""
