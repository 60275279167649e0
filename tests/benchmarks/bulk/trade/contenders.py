"""W1: who takes part. A new engine is one more row."""

from __future__ import annotations

from functools import partial

from tests.benchmarks.bulk.contenders import Contender, found_in
from tests.benchmarks.bulk.trade import engine, python_loop, sql
from tests.benchmarks.bulk.trade.workload import Trade

_HERE = "tests.benchmarks.bulk.trade"

CONTENDERS: tuple[Contender[Trade], ...] = (
    Contender(
        "SQL: distinct codes, one join",
        partial(sql.prepare, sql.distinct_codes),
        by_hand=True,
        in_place=True,
        drawn=True,
    ),
    Contender(
        "SQL: filter once, join by length",
        partial(sql.prepare, sql.filter_once),
        by_hand=True,
        in_place=True,
        drawn=True,
    ),
    Contender("SQL: unnested prefixes", partial(sql.prepare, sql.unnested), by_hand=True, in_place=True, drawn=True),
    Contender("SQL: distinct codes, with counts", sql.prepare_with_counts, in_place=True),
    Contender("engine: planned before", partial(engine.prepare_planned, False), drawn=True),
    Contender("engine: with counts", partial(engine.prepare_planned, True)),
    Contender("engine: with counts and planning", engine.prepare, drawn=True),
    Contender("SQL: a statement a rule", sql.prepare_statements, at_most_bans=40, in_place=True),
    Contender("NumPy bit masks", found_in(f"{_HERE}.numpy_masks"), "numpy", "numpy", drawn=True),
    Contender("Polars join", found_in(f"{_HERE}.polars_join"), "polars", "polars", in_place=True, drawn=True),
    Contender("Python loop, a closure a rule", python_loop.prepare, most=40_000_000, drawn=True),
    Contender("OpenFisca", found_in(f"{_HERE}.openfisca_system"), "openfisca_core", "openfisca-core", 4_000_000, 40),
    Contender(
        "durable-rules", found_in(f"{_HERE}.durable_facts"), "durable_rules_engine", "durable-rules", 400_000, 40
    ),
    Contender("rule-engine", found_in(f"{_HERE}.rule_engine_rules"), "rule_engine", "rule-engine", 400_000, 40),
    Contender("zen-engine", found_in(f"{_HERE}.zen_table"), "zen", "zen-engine", 400_000, 40),
)
