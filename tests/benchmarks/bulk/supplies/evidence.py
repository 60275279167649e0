"""Supplies of oil in barrels or tonnes, and whose lists of them are complete."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from tests.benchmarks.bulk.parquet import Mask, Numbers, days, decimals, names, texts, write
from tests.benchmarks.bulk.supplies.workload import Complete, Supplies

EPOCH = date(1970, 1, 1).toordinal()
FIRST, AS_OF = date(2015, 7, 1), date(2019, 6, 30)
YEARS = 4
MEAN_BARRELS = 500
UNNAMED, UNKNOWN_PRODUCT, WEIGHED, NO_AMOUNT = 0.0002, 0.0005, 0.4, 0.01
"""Share of supplies without a supplier, without a product, in tonnes, and of careless suppliers without an amount."""
ENDS = (date(2017, 12, 31), date(2018, 6, 15), date(2018, 12, 31), AS_OF)


def suppliers(number: int) -> list[str]:
    """Return so many names."""
    return [f"supplier-{one:04}" for one in range(number)]


def careless(supplier: Numbers) -> Mask:
    """Whether some of a supplier's supplies come without an amount."""
    found: Mask = supplier % 7 == 3
    return found


def supplies(file: Path, rows: int, *, among: int = 500, doubts: int = 1, seed: int = 2375) -> Supplies:
    """Write so many supplies of so many suppliers to a Parquet file, and return the workload; the caps grow with the rows.

    Args:
        doubts: How many times the usual share comes without a supplier or a product.
    """
    write(file, rows, seed, lambda random, first, length: _supplies(random, first, length, suppliers(among), doubts))
    complete = tuple(
        Complete(name, date(2015, 1, 1), ENDS[number % len(ENDS)])
        for number, name in enumerate(suppliers(among))
        if number % 10 < 7
    )
    mean = rows * MEAN_BARRELS // (among * YEARS)
    return Supplies(file, complete, (mean, mean * 3 // 4), AS_OF)


def _supplies(random: np.random.Generator, first: int, rows: int, names_of: list[str], doubts: int) -> pa.Table:
    supplier = (len(names_of) * random.random(rows) ** 1.3).astype(np.int64)  # the first ones supply more
    is_careless = careless(supplier)
    weighed = random.random(rows) < WEIGHED
    neither = is_careless & (random.random(rows) < NO_AMOUNT)
    unnamed = ~neither & (random.random(rows) < UNNAMED * doubts)
    tenths = random.integers(1, 20 * MEAN_BARRELS, rows)
    return pa.table(
        {
            "id": names(first, rows, "S"),
            "supplier": texts(supplier, names_of, unnamed),
            "product": texts(
                (random.random(rows) < 0.1).astype(np.int64),
                ["refined", "crude"],
                random.random(rows) < UNKNOWN_PRODUCT,
            ),
            "date": days(random.integers(FIRST.toordinal() - EPOCH, AS_OF.toordinal() - EPOCH + 1, rows)),
            "barrels": decimals(tenths, 1, weighed | neither),
            "tonnes": decimals(tenths * 12, 3, ~weighed | neither),
        }
    )
