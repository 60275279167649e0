"""W3: what is measured gives the same answer as the reference engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.benchmarks.bulk.answers import check_same
from tests.benchmarks.bulk.contenders import Contender
from tests.benchmarks.bulk.supplies.by_reference import by_reference
from tests.benchmarks.bulk.supplies.contenders import CONTENDERS
from tests.benchmarks.bulk.supplies.evidence import supplies
from tests.benchmarks.bulk.supplies.workload import ANSWER, Complete, Supplies

EXPECTED = (
    ("big, perhaps crude", "undetermined"),
    ("small, perhaps crude", "fulfilled"),
    ("both amounts", "fulfilled"),
    ("no amount", "undetermined"),
    ("over any cap", "violated"),
)
VERDICTS = {"violated", "undetermined", "pending", "fulfilled", "not_in_force"}


SINGLE = (
    ("big, perhaps crude", None, Decimal(900_000), None),
    ("small, perhaps crude", None, Decimal(1), None),
    ("both amounts", "refined", Decimal(1), Decimal(900_000)),
    ("no amount", "refined", None, None),
    ("over any cap", "refined", Decimal(900_000), None),
    (None, "refined", Decimal(2), None),
)
"""Supplies of suppliers who have no other: supplier, product, barrels, tonnes."""


def with_edges(given: Supplies, file: Path) -> Supplies:
    """Return the workload with single supplies of each sort beside the generated ones, and complete lists of them."""
    table = pq.read_table(given.file)
    rows = [
        {
            "id": f"E{number}",
            "supplier": who,
            "product": what,
            "date": date(2017, 7, 7),
            "barrels": much,
            "tonnes": heavy,
        }
        for number, (who, what, much, heavy) in enumerate(SINGLE)
    ]
    pq.write_table(pa.concat_tables([table, pa.Table.from_pylist(rows, schema=table.schema)]), file)
    lists = tuple(Complete(who, date(2017, 1, 1), date(2017, 12, 31)) for who, *_ in SINGLE if who)
    return replace(given, file=file, complete=given.complete + lists)


@pytest.fixture(scope="module", params=["generated", "edges", "high caps", "judged in the middle of a year"])
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Supplies, pa.Table]:
    """A small workload with the answer of the reference engine."""
    folder = tmp_path_factory.mktemp("supplies")
    given = supplies(folder / "supplies.parquet", 1500, among=10, doubts=20 if request.param == "edges" else 1)
    if request.param in ("edges", "high caps"):
        given = with_edges(given, folder / "edges.parquet")
    if request.param == "high caps":  # in ten-thousandths they do not fit into 32 bits
        given = replace(given, caps=(250_000, 187_500))
    if request.param == "judged in the middle of a year":
        given = replace(given, as_of=date(2018, 5, 20))
    return given, by_reference(given, folder / "pack")


def test_the_small_workload_meets_every_verdict(judged: tuple[Supplies, pa.Table]) -> None:
    assert set(judged[1]["verdict"].to_pylist()) == VERDICTS


def test_single_supplies_are_judged_as_they_should_be(judged: tuple[Supplies, pa.Table]) -> None:
    """The reference engine itself, where it is easy to see what is right."""
    verdicts = {row["supplier"]: row["verdict"] for row in judged[1].to_pylist() if row["supplier"] in dict(EXPECTED)}
    assert verdicts == (dict(EXPECTED) if judged[0].file.name == "edges.parquet" else {})


@pytest.mark.parametrize("contender", CONTENDERS, ids=lambda one: one.name)
def test_a_contender_answers_as_the_reference_engine(
    contender: Contender[Supplies], judged: tuple[Supplies, pa.Table]
) -> None:
    missing = contender.missing()
    if missing:
        pytest.skip(missing)
    given, expected = judged
    ready = contender.prepare(given)
    check_same({"reference": expected, contender.name: ready.answer(ready.run())}, ANSWER)
