"""W2: what every contender is given, and what it has to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from tests.benchmarks.bulk.duties.pack import READINGS, Duty

KEY = [("party", pa.string()), ("duty", pa.string())]
RECORD = pa.schema([*KEY, ("verdict", pa.string()), ("due", pa.date32()), ("exception", pa.string())])
"""Every verdict, one row for each party and duty; `due` is null where it is not known, and where the duty is not in force."""
WITH_READINGS = pa.schema([*RECORD, *((name, pa.string()) for name in READINGS)])
"""The same with the verdict under each reading."""
SPEAKERS = pa.schema([*KEY, ("speaker", pa.string()), ("verdict", pa.string())])
"""The verdict under the perspective of each speaker, where a series that is read has more than one."""


@dataclass(frozen=True, slots=True)
class Duties:
    """Parties, what is said of them, and the duties that they are judged by.

    Attributes:
        as_of: The day judged.
        threads: How many threads a contender may use; None for as many as it likes.
    """

    parties: Path
    standings: Path
    duties: tuple[Duty, ...]
    as_of: date
    threads: int | None = None
