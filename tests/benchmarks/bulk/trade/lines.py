"""Trade lines: about two in a hundred fall under a ban."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from tests.benchmarks.bulk.parquet import Mask, Numbers, days, decimals, names, texts, truths, write
from tests.benchmarks.bulk.trade.bans import subheadings

BANNED = subheadings(banned=True)
CODES = (*BANNED, *subheadings(banned=False))
STATES = (
    "PRK",
    "CHN",
    "RUS",
    "IND",
    "DEU",
    "FRA",
    "USA",
    "BRA",
    "NGA",
    "ZAF",
    "VNM",
    "THA",
    "KOR",
    "JPN",
    "MEX",
    "EGY",
)
FIRST, LAST = date(2015, 1, 1), date(2018, 12, 31)
AS_OF = date(2019, 6, 30)
FROM_PRK = 0.05
SHARE_BANNED = 0.6
MISSING, COARSE, DAMAGED = 0.01, 0.05, 0.002
VARIANTS = ("complete", "gaps")
"""Lines with everything in them; or with 1 per cent of each field missing and 5 per cent coarse codes."""


def write_lines(file: Path, rows: int, *, gaps: bool, seed: int = 1718) -> Path:
    """Write so many lines to a Parquet file; return it."""
    return write(file, rows, seed, lambda random, first, length: _lines(random, first, length, gaps=gaps))


def _lines(random: np.random.Generator, first: int, rows: int, *, gaps: bool) -> pa.Table:
    exporter = np.where(random.random(rows) < FROM_PRK, 0, random.integers(1, len(STATES), rows))
    importer = random.integers(1, len(STATES), rows)
    banned = random.random(rows) < SHARE_BANNED
    code = random.integers(0, len(BANNED), rows) + np.where(banned, 0, len(BANNED))
    day = random.integers(FIRST.toordinal(), LAST.toordinal() + 1, rows) - date(1970, 1, 1).toordinal()
    contract = day - random.integers(0, 240, rows)
    value = random.integers(100, 100_000_00, rows)
    approved = random.random(rows) < 0.03
    columns = {
        "id": names(first, rows, "L"),
        "importer": texts(importer, STATES, _missing(random, rows, gaps)),
        "exporter": texts(exporter, STATES, _missing(random, rows, gaps)),
        "hs": _codes(random, code, gaps),
        "date": days(day),
        "contract_date": days(contract, _missing(random, rows, gaps)),
        "value": decimals(value, 2, _missing(random, rows, gaps)),
        "approved": truths(approved, _missing(random, rows, gaps)),
    }
    return pa.table(columns)


def _missing(random: np.random.Generator, rows: int, gaps: bool) -> Mask | None:
    return random.random(rows) < MISSING if gaps else None


def _codes(random: np.random.Generator, code: Numbers, gaps: bool) -> pa.Array:
    """Return the codes; with gaps some of two or four digits, some absent, and a few that have lost their first digit."""
    if not gaps:
        return texts(code, CODES)
    words = (*CODES, *(one[:4] for one in CODES), *(one[:2] for one in CODES), *(one[1:] for one in CODES))
    chance = random.random(len(code))
    bounds = (COARSE / 2, COARSE, COARSE + DAMAGED)
    which = np.select([chance < bounds[0], chance < bounds[1], chance < bounds[2]], [1, 2, 3], 0)
    absent = (chance >= bounds[2]) & (chance < COARSE + MISSING)
    return texts(code + which * len(CODES), words, absent)
