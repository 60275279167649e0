"""W1: what is measured gives the same answer as the reference engine, on generated lines and on every edge."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import product
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sanctions_engine.models.verdicts import Verdict
from tests.benchmarks.bulk.answers import AnswersDiffer, check_same
from tests.benchmarks.bulk.contenders import Contender
from tests.benchmarks.bulk.trade import engine
from tests.benchmarks.bulk.trade.bans import INSTRUMENTS, Ban, bans, subheadings
from tests.benchmarks.bulk.trade.by_reference import by_reference
from tests.benchmarks.bulk.trade.contenders import CONTENDERS
from tests.benchmarks.bulk.trade.lines import AS_OF, write_lines
from tests.benchmarks.bulk.trade.sql import prepare_counts
from tests.benchmarks.bulk.trade.workload import ANSWER, Trade

EDGES = (
    Ban("coal", ("2701",), "reg-1", 30),
    Ban("fuels", ("27", "2701"), "reg-2", None),
    Ban("fine", ("27011210", "0301"), "reg-2", 30),
    Ban("same-day", ("0301", "030111"), "reg-2", 30),
)
"""Bans that overlap, that list a code below another listed one, and a code of eight digits."""
CODES = (
    *(None, "27", "2701", "270112", "27011210", "2701121", "2702", "28", "03", "0301", "0302", "9927", "9903"),
    *("301", "2", "27O1", "2701.12", "٢٧٠١", "-2701", "27 "),
)
"""Absent, of every length, and what is no code: digits lost, a letter, a point, digits that are not ASCII, a sign, a blank.

`9927` and `9903` end like what is listed.
"""


def edges(file: Path) -> Path:
    """Write a line for every combination of what a verdict can hang on."""
    first, second = (INSTRUMENTS[one] for one in ("reg-1", "reg-2"))
    day = timedelta(days=1)
    dates = [start + number * day for start in (first, second) for number in (-1, 0, 30, 31)] + [AS_OF, AS_OF + day]
    contracts = [None, first - day, first, second - day, second]
    rows = [
        {
            "id": f"L{number}",
            "hs": hs,
            "exporter": exporter,
            "date": date,
            "contract_date": contract,
            "approved": approved,
        }
        for number, (hs, exporter, date, contract, approved) in enumerate(
            product(CODES, (None, "PRK", "CHN"), dates, contracts, (None, False, True))
        )
    ]
    types = {"hs": pa.string(), "exporter": pa.string(), "date": pa.date32(), "contract_date": pa.date32()}
    schema = pa.schema({"id": pa.string(), **types, "approved": pa.bool_()})
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), file)
    return file


def small(folder: Path, name: str) -> Trade:
    """Return one of the small workloads that everything has to agree on."""
    if name == "edges":
        return Trade(edges(folder / "edges.parquet"), EDGES, AS_OF)
    number, variant = name.split(" bans, ")
    lines = write_lines(folder / "lines.parquet", 1000 if number != "160" else 300, gaps=variant == "gaps")
    return Trade(lines, bans(int(number)), AS_OF)


@pytest.fixture(scope="module", params=["edges", "10 bans, complete", "40 bans, gaps", "160 bans, gaps"])
def judged(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Trade, pa.Table, dict[str, int]]:
    """A small workload with the reference engine's answer and counts."""
    trade = small(tmp_path_factory.mktemp("trade"), request.param)
    return trade, *by_reference(trade, trade.file.parent / "pack")


@pytest.mark.parametrize("contender", CONTENDERS, ids=lambda one: one.name)
def test_a_contender_answers_as_the_reference_engine(
    contender: Contender[Trade], judged: tuple[Trade, pa.Table, dict[str, int]]
) -> None:
    missing = contender.missing()
    if missing:
        pytest.skip(missing)
    trade, expected, _ = judged
    if contender.at_most_bans is not None and len(trade.bans) > contender.at_most_bans:
        pytest.skip("more bans than it can take")
    ready = contender.prepare(trade)
    assert expected.num_rows
    check_same({"reference": expected, contender.name: ready.answer(ready.run())}, ANSWER)


def test_quiet_verdicts_are_counted_as_the_reference_engine_counts_them(
    judged: tuple[Trade, pa.Table, dict[str, int]],
) -> None:
    trade, _, quiet = judged
    (found,) = prepare_counts(trade).run().to_pylist()
    assert found == quiet
    assert all(quiet.values())


def test_the_engine_counts_quiet_verdicts_as_the_reference_engine_counts_them(
    judged: tuple[Trade, pa.Table, dict[str, int]],
) -> None:
    trade, _, quiet = judged
    found = engine.prepare(trade).run()
    total = sum(found.quiet.values(), Counter[Verdict]())
    assert {verdict.value: number for verdict, number in total.items()} == quiet


def test_an_answer_that_differs_is_told(judged: tuple[Trade, pa.Table, dict[str, int]]) -> None:
    _, expected, _ = judged
    with pytest.raises(AnswersDiffer, match="`reference` and `short` differ"):
        check_same({"reference": expected, "short": expected.slice(1)}, ANSWER)


@pytest.mark.parametrize("number", [10, 40, 640, 2560])
def test_any_number_of_bans_covers_the_same_goods(number: int) -> None:
    made = bans(number)
    assert len(made) == number
    listed, below = [code for ban in made for code in ban.codes], dict[str, list[str]]()
    for code, digits in product(subheadings(banned=True), (2, 4, 6)):
        below.setdefault(code[:digits], []).append(code)
    assert [code for one in listed for code in below[one]] == subheadings(banned=True)
    assert not any(code.startswith(tuple(listed)) for code in subheadings(banned=False))
