"""W3: who takes part. A new engine is one more row."""

from __future__ import annotations

from tests.benchmarks.bulk.contenders import Contender, found_in
from tests.benchmarks.bulk.supplies import engine, python_loop, sql
from tests.benchmarks.bulk.supplies.workload import Supplies

CONTENDERS: tuple[Contender[Supplies], ...] = (
    Contender("SQL: grouped sum", sql.prepare, by_hand=True, in_place=True),
    Contender("relational engine", engine.prepare),
    Contender(
        "Polars grouped sum", found_in("tests.benchmarks.bulk.supplies.polars_sums"), "polars", "polars", in_place=True
    ),
    Contender("Python loop", python_loop.prepare, most=1_000_000),
)
