"""W2: the table: every verdict of the record, then readings, then perspectives."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from tests.benchmarks.bulk.answers import check_same
from tests.benchmarks.bulk.duties import engine, sql
from tests.benchmarks.bulk.duties.evidence import AS_OF, write_parties, write_standings
from tests.benchmarks.bulk.duties.pack import duties
from tests.benchmarks.bulk.duties.workload import RECORD, SPEAKERS, WITH_READINGS, Duties
from tests.benchmarks.bulk.measuring import compared

AS_OF_JOIN, GROUPED = "SQL: as-of join", "SQL: grouped, then joined"
ENGINE = "engine: with planning"
READINGS, PERSPECTIVES = "SQL: with 2 more readings", "SQL: with 3 perspectives"
ENGINE_READINGS, ENGINE_PERSPECTIVES = "engine: with 2 more readings", "engine: with 3 perspectives"


def tables(folder: Path, *, parties: int, number: int, rounds: int, threads: int | None, clock: str) -> Iterable[str]:
    """Yield the lines of the table; what writes the evidence is not timed."""
    table = duties(number)
    standings = write_standings(folder / "standings.parquet", parties, table)
    given = Duties(write_parties(folder / "parties.parquet", parties), standings, table, AS_OF, threads)
    plans = {AS_OF_JOIN: sql.prepare(sql.as_of_join, given), GROUPED: sql.prepare(sql.grouped, given)}
    plans[ENGINE] = engine.prepare(given)
    answers = {name: ready.answer(ready.run()) for name, ready in plans.items()}
    record = check_same(answers, RECORD)
    with_readings = {READINGS: sql.prepare(partial(sql.grouped, readings=True), given)}
    with_readings[ENGINE_READINGS] = engine.prepare_readings(given)
    check_same({name: ready.answer(ready.run()) for name, ready in with_readings.items()}, WITH_READINGS)
    by_hand = sql.prepare_perspectives(given)
    heard = by_hand.answer(by_hand.run())
    speakers = engine.prepare_perspectives(given, sorted(set(heard["speaker"].to_pylist())))
    of_speakers = engine.of_these(speakers.answer(speakers.run()), heard)
    check_same({PERSPECTIVES: heard, ENGINE_PERSPECTIVES: of_speakers}, SPEAKERS)
    plans |= {**with_readings, PERSPECTIVES: by_hand, ENGINE_PERSPECTIVES: speakers}
    more = heard.num_rows
    verdicts = record.group_by("verdict").aggregate([("verdict", "count")]).sort_by("verdict").to_pylist()
    yield f"W2: {parties:,} parties, {number} duties, in memory: {record.num_rows:,} verdicts, {more:,} more under a speaker"
    yield "  the same record from all: " + ", ".join(f"{one['verdict_count']:,} {one['verdict']}" for one in verdicts)
    yield from compared(GROUPED, {name: ready.run for name, ready in plans.items()}, rounds, clock)
    yield ""
