"""W1 with the relational engine, on the rules of the pack: planned before, with counts, and with counts and planning.

What it makes is a table of outcomes in the database: the rule, the row of the line, the verdict and the exception, one for each
pair that is not quiet. Counts are of the quiet pairs, by rule and verdict.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from sanctions_engine.engines.relational.bulk import answered, flagged
from sanctions_engine.engines.relational.outcome_rows import Flagged
from sanctions_engine.engines.relational.planning import planned
from sanctions_engine.engines.relational.verdicts import VERDICTS
from sanctions_engine.facts.bulk import ClaimTables, load_claim_tables
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question
from tests.benchmarks.bulk.answers import Prepared, UnfitForComparison
from tests.benchmarks.bulk.duck import put
from tests.benchmarks.bulk.reference import SOURCE
from tests.benchmarks.bulk.trade.pack import trade_pack
from tests.benchmarks.bulk.trade.sql import IS_CODE
from tests.benchmarks.bulk.trade.workload import Trade


@lru_cache(maxsize=2)  # the contenders of one workload share one copy of the lines
def _loaded(trade: Trade) -> tuple[Question, Law, ClaimTables]:
    with tempfile.TemporaryDirectory() as folder:
        pack = trade_pack(Path(folder) / "pack", trade.bans)
    defaults = {"by": "customs", "source": SOURCE.id, "known": str(SOURCE.published)}
    tables = load_claim_tables({"TradeLine": trade.file}, kinds=pack.kinds, defaults=defaults)
    if trade.threads is not None:
        tables.connection.execute(f"SET threads = {trade.threads:d}")
    return Question(as_of=trade.as_of), Law([pack]), tables


def prepare(trade: Trade) -> Prepared:
    """Return the question; planning it is part of what is timed."""
    question, law, tables = _loaded(trade)
    return _prepared(lambda: flagged(question, law, tables), tables)


def prepare_planned(counted: bool, trade: Trade) -> Prepared:
    """Return the question with its plan, as SQL; with `counted` quiet pairs are counted."""
    plan = planned(*_loaded(trade))
    return _prepared(lambda: answered(plan, counted=counted), plan.tables)


def _prepared(answer: Callable[[], Flagged], tables: ClaimTables) -> Prepared:
    last: list[str] = []

    def run() -> Flagged:
        for name in last:
            tables.connection.execute(f"DROP TABLE {quoted(name)}")
        found = answer()
        last[:] = [found.name]
        return found

    return Prepared(run, lambda found: _answer(found, tables))


def _answer(found: Flagged, tables: ClaimTables) -> pa.Table:
    """Return the outcomes by line and ban; those of a line without a code are counted together."""
    if found.by_reference or found.deferred or found.others:
        raise UnfitForComparison(f"left to the reference evaluator: {found.by_reference or dict(found.deferred)}")
    named = {
        "$rules": [id.partition("/")[2] for id in found.rules],
        "$verdicts": [one.value for one in VERDICTS],
        "$exceptions": list(found.exceptions) or [""],
    }
    for name, values in named.items():
        put(tables.connection, name, pa.table({"place": range(len(values)), "name": values}))
    query = f"""
        SELECT id AS line, CASE WHEN {IS_CODE} THEN r.name END AS ban, v.name AS verdict,
               CASE WHEN v.name = 'exempt' THEN e.name END AS exception, count(*) AS bans
        FROM {quoted(found.name)} o JOIN {quoted(tables.tables["TradeLine"].name)} t ON t."$row" = o."row"
        JOIN "$rules" r ON r.place = o."rule" JOIN "$verdicts" v ON v.place = o."verdict"
        LEFT JOIN "$exceptions" e ON e.place = o."exception" GROUP BY ALL"""
    answer = tables.connection.sql(query).to_arrow_table()
    for name in named:
        tables.connection.execute(f"DROP TABLE {quoted(name)}")
    return answer
