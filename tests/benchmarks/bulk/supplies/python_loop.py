"""W3 as a loop in Python that adds up whole numbers of ten-thousandths of a barrel."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from tests.benchmarks.bulk.answers import Prepared
from tests.benchmarks.bulk.supplies.workload import ADOPTED, ANSWER, SECOND_CAP_FROM, Supplies

Row = tuple[str | None, str | None, date, Decimal | None, Decimal | None]


def prepare(given: Supplies) -> Prepared:
    """Return the loop, ready to run."""
    table = pq.read_table(given.file, columns=["supplier", "product", "date", "barrels", "tonnes"])
    rows: list[Row] = list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    def answer(found: dict[tuple[str, int], str]) -> pa.Table:
        listed = [{"supplier": name, "year": year, "verdict": verdict} for (name, year), verdict in found.items()]
        return pa.Table.from_pylist(listed, schema=ANSWER)

    return Prepared(lambda: _judged(given, rows), answer)


def _judged(given: Supplies, rows: list[Row]) -> dict[tuple[str, int], str]:
    """Return the verdicts; a sum is (sure members, supplies without an amount, at least, at most)."""
    sums: dict[tuple[str | None, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for supplier, product, day, barrels, tonnes in rows:
        if product == "crude" or day > given.as_of:
            continue
        entry = sums[supplier, day.year]
        if barrels is not None:
            low = high = int(barrels * 10_000)
        elif tonnes is not None:
            kilograms = int(tonnes * 1000)
            low, high = kilograms * 79, kilograms * 83
        else:
            low = high = 0
            entry[1] += 1
        if product is not None:
            entry[0] += 1
            entry[2] += low
        entry[3] += high
    lists = {one.supplier: one for one in given.complete}
    verdicts = {}
    for (supplier, year), (sure, without, low, high) in sums.items():
        if supplier is None:
            continue
        others = sums.get((None, year), [0, 0, 0, 0])
        cap = given.caps[year >= SECOND_CAP_FROM.year] * 10_000
        listed = lists.get(supplier)
        last = min(date(year, 12, 31), given.as_of)
        closed = listed is not None and listed.start <= date(year, 1, 1) and listed.end >= last
        if year < ADOPTED.year:
            verdict = "not_in_force"
        elif low > cap and sure:
            verdict = "violated"
        elif closed and without + others[1] == 0 and high + others[3] <= cap:
            verdict = "pending" if year == given.as_of.year else "fulfilled"
        else:
            verdict = "undetermined"
        verdicts[supplier, year] = verdict
    return verdicts
