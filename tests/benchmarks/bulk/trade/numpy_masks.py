"""W1 with NumPy: the bans are bits; a code has a mask of those that it falls under, a day one of those in force.

The columns are arrays of numbers before the clock starts, codes numbered, absent days a number of their own. What is done for
each code that occurs (5,120 where nothing is missing) is part of the run, as it is in the other plans.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sanctions_engine.models.text_forms import is_code
from tests.benchmarks.bulk.answers import Prepared
from tests.benchmarks.bulk.parquet import Mask, Numbers
from tests.benchmarks.bulk.trade.sql import together
from tests.benchmarks.bulk.trade.workload import ANSWER, Key, Trade, digits_of, keys

AT_A_TIME = 65_536
"""Lines whose bits are spread out together: one byte a line and ban."""
EPOCH = date(1970, 1, 1).toordinal()
NEVER, ALWAYS = 2**31 - 1, -(2**31)


@dataclass(slots=True)
class Columns:
    """The lines as arrays; a line that no ban can hit is left out when the clock runs."""

    id: pa.Array
    exporter: Numbers  # 1 the DPRK, 0 absent, -1 another
    code: Numbers
    codes: list[str | None]
    day: Numbers
    contract: Numbers  # `NEVER` where it is absent
    approved: Mask


def prepare(trade: Trade) -> Prepared:
    """Return the masks, ready to run."""
    columns = _columns(trade)
    return Prepared(lambda: list(_answers(trade, columns)), lambda found: together([_told(*one) for one in found]))


def _columns(trade: Trade) -> Columns:
    table = pq.read_table(trade.file).filter(pc.field("date") <= trade.as_of)
    prk = np.where(_array(pc.fill_null(pc.equal(table["exporter"], "PRK"), False)), 1, -1)
    coded = table["hs"].combine_chunks().dictionary_encode(null_encoding="encode")
    return Columns(
        id=table["id"].combine_chunks(),
        exporter=np.where(_array(table["exporter"].is_null()), 0, prk).astype(np.int8),
        code=_array(coded.indices),
        codes=coded.dictionary.to_pylist(),
        day=_days(table["date"]),
        contract=_days(table["contract_date"]),
        approved=_array(pc.fill_null(table["approved"], False)),
    )


def _array(column: pa.Array) -> Any:
    return column.to_numpy(zero_copy_only=False) if isinstance(column, pa.Array) else column.to_numpy()


def _days(column: pa.ChunkedArray) -> Numbers:
    return _array(pc.fill_null(column.cast(pa.int32()), NEVER))  # type: ignore[no-any-return]


def _answers(trade: Trade, lines: Columns) -> Iterator[tuple[pa.Array, Numbers, Numbers, Numbers, list[Key]]]:
    """Yield the hits: lines, number of the key in a list of keys, verdicts (0 to 3) and that list."""
    table = keys(trade.bans)
    keyed, loose = [key for key in table if key.ban], [key for key in table if not key.ban]
    near = np.flatnonzero(lines.exporter >= 0)
    sure, coarse, coded = _masks(lines.codes, keyed)
    starts = np.array([_number(ban.adopted) for ban in trade.bans])
    lasts = np.array([ALWAYS if ban.last is None else _number(ban.last) for ban in trade.bans])
    days = np.arange(lines.day.min(initial=0), lines.day.max(initial=0) + 1)
    in_force = np.packbits(days[:, None] >= starts[None, :], axis=1)
    one_a_ban = [Key("", ban.id, ban.adopted, ban.last, True, 1) for ban in trade.bans]
    for start in range(0, len(near), AT_A_TIME):
        rows = near[start : start + AT_A_TIME]
        code, day = lines.code[rows], lines.day[rows]
        mask = (sure[code] | coarse[code]) & in_force[day - days[0]]
        hit, ban = _bits(mask, len(trade.bans))
        rows_hit = rows[hit]
        is_sure = (lines.exporter[rows_hit] == 1) & (sure[lines.code[rows_hit], ban >> 3] >> (7 - (ban & 7)) & 1 == 1)
        verdict = _verdicts(lines, rows_hit, starts[ban], lasts[ban], is_sure)
        yield lines.id.take(pa.array(rows_hit)), rows_hit, ban, verdict, one_a_ban
        unknown = rows[~coded[code]]
        for place, key in enumerate(loose):
            hit_loose = unknown[lines.day[unknown] >= _number(key.adopted)]
            last = ALWAYS if key.last is None else _number(key.last)
            verdict = _verdicts(lines, hit_loose, _number(key.adopted), last, np.zeros(len(hit_loose), np.bool_))
            yield lines.id.take(pa.array(hit_loose)), hit_loose, np.full(len(hit_loose), place), verdict, loose


def _number(day: date) -> int:
    return day.toordinal() - EPOCH


def _masks(codes: list[str | None], keyed: list[Key]) -> tuple[Numbers, Numbers, Mask]:
    """Return for each code the bans that list it, those that list something finer, and whether it is a code at all."""
    bans = {ban: number for number, ban in enumerate(dict.fromkeys(key.ban for key in keyed))}
    by_text: dict[str, list[int]] = {}
    for key in keyed:
        by_text.setdefault(key.text, []).append(bans[key.ban])
    shape = (len(codes), (len(bans) + 7) // 8)
    sure, coarse = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    coded = np.array([code is not None and is_code(code) for code in codes], np.bool_)
    digits = digits_of(keyed)
    for number, code in enumerate(codes):
        if code is None or not coded[number]:
            continue
        for mask, texts in ((sure, {code[:one] for one in digits}), (coarse, {f"={code}"})):
            for ban in (one for text in texts for one in by_text.get(text, ())):
                mask[number, ban >> 3] |= 128 >> (ban & 7)
    return sure, coarse, coded


def _bits(mask: Numbers, bans: int) -> tuple[Numbers, Numbers]:
    """Return the lines and bans whose bits are set; only bytes that are not empty are spread out."""
    line, byte = np.nonzero(mask)
    spread = np.unpackbits(mask[line, byte][:, None], axis=1)
    place, bit = np.nonzero(spread)
    return line[place], byte[place] * 8 + bit


def _verdicts(lines: Columns, rows: Numbers, starts: Any, lasts: Any, sure: Mask) -> Numbers:
    """Return 0 for violated, 1 for undetermined, 2 for exempt by wind-down, 3 for exempt by approval."""
    winding_down = (lines.contract[rows] < starts) & (lines.day[rows] <= lasts)
    return np.where(winding_down, 2, np.where(lines.approved[rows], 3, np.where(sure, 0, 1)))


def _told(line: pa.Array, rows: Numbers, key: Numbers, verdict: Numbers, table: list[Key]) -> pa.Table:
    words = (("violated", None), ("undetermined", None), ("exempt", "wind-down"), ("exempt", "approved"))
    numbers = pa.array(key, pa.int64())
    columns = [
        line,
        pa.array([one.ban for one in table], pa.string()).take(numbers),
        pa.array([one for one, _ in words], pa.string()).take(pa.array(verdict, pa.int64())),
        pa.array([one for _, one in words], pa.string()).take(pa.array(verdict, pa.int64())),
        pa.array([one.bans for one in table], pa.int64()).take(numbers),
    ]
    return pa.table(columns, schema=ANSWER)
