"""W1 for tools that see one line at a time: they say which bans a line may fall under, and Python does the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from sanctions_engine.models.text_forms import is_code
from tests.benchmarks.bulk.answers import Prepared
from tests.benchmarks.bulk.trade.bans import Ban
from tests.benchmarks.bulk.trade.workload import ANSWER, Trade, shortest

NO_CODE = "?"
"""Stands for a code that is absent or damaged."""


class Line(NamedTuple):
    """A trade line; `code` is `NO_CODE` where nobody can tell, `exporter` the same where it is absent."""

    id: str
    exporter: str
    code: str
    day: date
    contract: date | None
    approved: bool | None


Row = tuple[str, str | None, str, str | None]
Match = Callable[[Line], Iterable[Ban]]


def lines(trade: Trade) -> list[Line]:
    """Return the lines that are dated by the day judged."""
    columns = pq.read_table(trade.file, columns=["id", "exporter", "hs", "date", "contract_date", "approved"])
    rows = zip(*(column.to_pylist() for column in columns.columns), strict=True)
    return [
        Line(id, exporter or NO_CODE, hs if hs is not None and is_code(hs) else NO_CODE, day, contract, approved)
        for id, exporter, hs, day, contract, approved in rows
        if day <= trade.as_of
    ]


def coarser(ban: Ban) -> list[str]:
    """Return the codes that begin a listed one and are shorter."""
    found = {code[:digits] for code in shortest(ban.codes) for digits in range(2, len(code)) if digits not in (3, 5)}
    return sorted(found)


def decide(line: Line, ban: Ban) -> tuple[str, str | None]:
    """Return verdict and exception of a line that may fall under a ban that was in force."""
    last = ban.last
    if last is not None and line.contract is not None and line.contract < ban.adopted and line.day <= last:
        return "exempt", "wind-down"
    if line.approved:
        return "exempt", "approved"
    sure = line.exporter == "PRK" and line.code.startswith(ban.codes)
    return ("violated" if sure else "undetermined"), None


def answered(lines: Iterable[Line], match: Match) -> Counter[Row]:
    """Return the rows of the answer with the number of bans that each stands for."""
    found: Counter[Row] = Counter()
    for line in lines:
        for ban in match(line):
            verdict, exception = decide(line, ban)
            found[line.id, None if line.code == NO_CODE else ban.id, verdict, exception] += 1
    return found


def as_table(found: Counter[Row]) -> pa.Table:
    """Return the rows as the answer."""
    rows = [(*row, number) for row, number in found.items()]
    return pa.table([[row[place] for row in rows] for place in range(len(ANSWER))], schema=ANSWER)


def prepared(trade: Trade, match: Match) -> Prepared:
    """Return a tool that is asked line by line, ready to run."""
    every = lines(trade)
    return Prepared(lambda: answered(every, match), as_table)
