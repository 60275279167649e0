"""Parties and what is said of their standing: gaps, several speakers, and claims of one day that rank alike."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from tests.benchmarks.bulk.duties.pack import Duty
from tests.benchmarks.bulk.parquet import Numbers, days, names, texts, truths, write

EPOCH = date(1970, 1, 1).toordinal()
FIRST, LAST = date(2017, 1, 1).toordinal() - EPOCH, date(2019, 12, 31).toordinal() - EPOCH
AS_OF = date(2019, 6, 30)
SPEAKERS = ("auditor", "bank", "customs")
GRADES = ("A1", "B2", "C3")
SILENT, AGAIN, CONTESTED, CORRECTED = 0.1, 0.3, 0.1, 0.03
"""Share of series of which nobody speaks, of those with a later claim, with other speakers, with two claims of one speaker and day."""


def write_parties(file: Path, parties: int, seed: int = 1874) -> Path:
    """Write so many parties to a Parquet file; return it."""
    return write(file, parties, seed, _parties)


def write_standings(file: Path, parties: int, duties: tuple[Duty, ...], seed: int = 2094) -> Path:
    """Write the claims about every party and topic to a Parquet file; return it."""
    topics = [one.topic for one in duties]
    return write(file, parties * len(topics), seed, lambda random, first, rows: _standings(random, first, rows, topics))


def _parties(random: np.random.Generator, first: int, rows: int) -> pa.Table:
    return pa.table(
        {
            "code": names(first, rows, "P"),
            "joined": days(random.integers(FIRST - 1000, FIRST, rows)),
            "bound_on": days(random.integers(FIRST - 300, LAST - 300, rows), random.random(rows) < 0.01),
            "bound": truths(random.random(rows) < 0.95, random.random(rows) < 0.01),
            "waived": truths(random.random(rows) < 0.03, random.random(rows) < 0.01),
        }
    )


def _standings(random: np.random.Generator, first: int, rows: int, topics: list[str]) -> pa.Table:
    """Return the claims of some series: the first one of each, later ones, those of other speakers, and corrections."""
    at = random.integers(FIRST, LAST, rows)
    speaker = random.integers(0, len(SPEAKERS), rows)
    level = random.integers(0, 10, rows)
    told = random.random(rows) >= SILENT
    again = told & (random.random(rows) < AGAIN)
    contested = told & (random.random(rows) < CONTESTED)
    corrected = told & (random.random(rows) < CORRECTED)
    shift = random.integers(0, 200, rows) * (random.random(rows) < 0.5)  # half of the others speak of the same day
    parts = [
        (told, at, speaker, level),
        (again, at + random.integers(1, 300, rows), speaker, random.integers(0, 10, rows)),
        (contested, at + shift, (speaker + 1) % len(SPEAKERS), random.integers(0, 10, rows)),
        (
            contested & (random.random(rows) < 0.3),
            at - shift,
            (speaker + 2) % len(SPEAKERS),
            random.integers(0, 10, rows),
        ),
        (corrected, at, speaker, random.integers(0, 10, rows)),
    ]
    tables = []
    for mask, on, by, said in parts:
        series = first + np.flatnonzero(mask)
        tables.append(_claims(random, series, on[mask], by[mask], said[mask], topics))
    return pa.concat_tables(tables)


def _claims(
    random: np.random.Generator, series: Numbers, at: Numbers, speaker: Numbers, level: Numbers, topics: list[str]
) -> pa.Table:
    rows = len(series)
    party = series // len(topics)
    lowest = int(party.min(initial=0))
    codes = names(lowest, int(party.max(initial=0)) - lowest + 1, "P")
    return pa.table(
        {
            "party": codes.take(pa.array(party - lowest)),
            "topic": texts(series % len(topics), topics),
            "level": pa.array(level),
            "at": days(at),
            "by": texts(speaker, SPEAKERS),
            "known": days(at + random.integers(1, 4, rows)),
            "grade": texts(random.integers(0, len(GRADES), rows), GRADES, random.random(rows) < 0.05),
        }
    )
