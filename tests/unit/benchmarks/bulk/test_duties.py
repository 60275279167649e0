"""W2: what is measured gives the same answer as the reference engine."""

from __future__ import annotations

from functools import partial

import pyarrow as pa
import pytest

from tests.benchmarks.bulk.answers import check_same
from tests.benchmarks.bulk.duties import engine, sql
from tests.benchmarks.bulk.duties.by_reference import ByReference
from tests.benchmarks.bulk.duties.evidence import AS_OF, write_parties, write_standings
from tests.benchmarks.bulk.duties.pack import duties
from tests.benchmarks.bulk.duties.workload import RECORD, SPEAKERS, WITH_READINGS, Duties

PARTIES = 120
VERDICTS = {
    *("violated", "fulfilled_late", "undetermined", "pending", "exempt", "fulfilled", "not_applicable", "not_in_force"),
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> ByReference:
    """A small workload with the reference engine."""
    folder, chosen = tmp_path_factory.mktemp("duties"), duties(20)
    parties = write_parties(folder / "parties.parquet", PARTIES)
    standings = write_standings(folder / "standings.parquet", PARTIES, chosen)
    return ByReference(Duties(parties, standings, chosen, AS_OF), folder / "pack")


@pytest.fixture(scope="module")
def record(judged: ByReference) -> pa.Table:
    return judged.record()


def test_the_small_workload_meets_every_verdict(record: pa.Table) -> None:
    assert set(record["verdict"].to_pylist()) == VERDICTS


@pytest.mark.parametrize("query", [sql.as_of_join, sql.grouped], ids=lambda one: one.__name__)
def test_the_record_is_that_of_the_reference_engine(query: sql.Query, judged: ByReference, record: pa.Table) -> None:
    ready = sql.prepare(query, judged.given)
    check_same({"reference": record, "by hand": ready.answer(ready.run())}, RECORD)


def test_the_engine_says_what_the_reference_engine_says(judged: ByReference, record: pa.Table) -> None:
    ready = engine.prepare(judged.given)
    check_same({"reference": record, "engine": ready.answer(ready.run())}, RECORD)


def test_the_readings_are_those_of_the_reference_engine(judged: ByReference) -> None:
    by_hand = sql.prepare(partial(sql.grouped, readings=True), judged.given)
    ready = engine.prepare_readings(judged.given)
    answers = {"by hand": by_hand.answer(by_hand.run()), "engine": ready.answer(ready.run())}
    check_same({"reference": judged.with_readings(), **answers}, WITH_READINGS)


def test_the_perspectives_are_those_of_the_reference_engine(judged: ByReference, record: pa.Table) -> None:
    ready, expected = sql.prepare_perspectives(judged.given), judged.speakers()
    check_same({"reference": expected, "by hand": ready.answer(ready.run())}, SPEAKERS)
    whole = engine.prepare_perspectives(judged.given, sorted(set(expected["speaker"].to_pylist())))
    check_same({"reference": expected, "engine": engine.of_these(whole.answer(whole.run()), expected)}, SPEAKERS)
    alone = {(row["party"], row["duty"]): row["verdict"] for row in record.to_pylist()}
    assert any(row["verdict"] != alone[row["party"], row["duty"]] for row in expected.to_pylist())
