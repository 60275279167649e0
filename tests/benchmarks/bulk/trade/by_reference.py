"""W1 by the reference engine, in the form that the others answer in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sanctions_engine.models.text_forms import is_code
from sanctions_engine.models.verdicts import Verdict
from tests.benchmarks.bulk.reference import claims, outcomes
from tests.benchmarks.bulk.trade.pack import trade_pack
from tests.benchmarks.bulk.trade.workload import ANSWER, Trade

TOLD = frozenset({Verdict.VIOLATED, Verdict.UNDETERMINED, Verdict.EXEMPT})


def by_reference(trade: Trade, folder: Path) -> tuple[pa.Table, dict[str, int]]:
    """Return the answer, and how many pairs of lines and bans are `clean` and `not_in_force`.

    Args:
        folder: Where the pack is written.
    """
    codes = dict(zip(*(pq.read_table(trade.file)[name].to_pylist() for name in ("id", "hs")), strict=True))
    rows: Counter[tuple[str, str | None, str, str | None]] = Counter()
    quiet: Counter[str] = Counter({"clean": 0, "not_in_force": 0})
    for one in outcomes(trade_pack(folder, trade.bans), claims("TradeLine", trade.file), trade.as_of):
        if one.verdict not in TOLD:
            quiet[one.verdict.value] += 1
            continue
        (line,) = one.subject.key
        code = codes[line]
        ban = one.rule.partition("/")[2] if code is not None and is_code(code) else None
        rows[line, ban, one.verdict.value, one.exception] += 1
    columns = zip(*((*row, number) for row, number in rows.items()), strict=True) if rows else ([] for _ in ANSWER)
    return pa.table([list(column) for column in columns], schema=ANSWER), dict(quiet)
