"""W3: what every contender is given, and what it has to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

ANSWER = pa.schema([("supplier", pa.string()), ("year", pa.int32()), ("verdict", pa.string())])
"""The verdict on each supplier and year in which there is a supply, or may be."""

ADOPTED = date(2016, 1, 1)
SECOND_CAP_FROM = date(2018, 1, 1)


@dataclass(frozen=True, slots=True)
class Complete:
    """The list of one supplier's supplies is complete from a day to a day, both included."""

    supplier: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Supplies:
    """Supplies in a Parquet file, and the yearly caps that they are judged by.

    Attributes:
        complete: Whose list is complete, one period a supplier.
        caps: Barrels a supplier and year: up to 2017, and from 2018 on.
        threads: How many threads a contender may use; None for as many as it likes.
        in_place: Leave the supplies in the file; else a contender may load them before it is timed.
    """

    file: Path
    complete: tuple[Complete, ...]
    caps: tuple[int, int]
    as_of: date
    threads: int | None = None
    in_place: bool = False
