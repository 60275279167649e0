"""What SQL reads of a text is what the models read, however the first rows are written; what it does not read is left."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import duckdb
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sanctions_engine.facts.bulk.field_sql import DIGITS, Written
from sanctions_engine.facts.bulk.sources import Part
from sanctions_engine.facts.bulk.staging import staged_sql
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.patterns import EXACT_DAY, number_of

FIELDS = {"day": {"kind": "date"}, "whole": {"kind": "int"}, "number": {"kind": "decimal"}, "truth": {"kind": "bool"}}
KIND = FactKind.model_validate(
    {"name": "Text", "nature": "event", "dated": "day", "identity": ["day"], "fields": FIELDS}
)
CONNECTION = duckdb.connect(":memory:")

_ODD = [
    "true",
    "false",
    "t",
    "TRUE",
    "1",
    "yes",
    "infinity",
    "-infinity",
    "epoch",
    "today",
    "nan",
    "0x1F",
    "1_000",
    "1e3",
]
_AROUND = ["{}", "{}", "{}", " {}", "{} ", "+{}", "0{}", "{}0", "{} (BC)", "{}.", "{}T00:00:00"]
_apart = st.sampled_from("-/ ")
_days = st.builds(
    "{:0>4}{}{}{}{}".format, st.integers(0, 10_000), _apart, st.integers(0, 13), _apart, st.integers(0, 32)
)
_one = st.one_of(
    st.dates().map(str),
    _days,
    st.text("0123456789+-._e /x:,T", max_size=12),
    st.text("0123456789.", min_size=15, max_size=22),
    st.sampled_from(_ODD),
    st.decimals(-9999, 9999, places=2).map(str),
)
_texts = st.lists(st.builds(str.format, st.sampled_from(_AROUND), _one), min_size=1, max_size=40)


def _number(text: str, places: int, scale: int) -> int | None:
    if not re.fullmatch(number_of(DIGITS - scale, places), text):
        return None
    return int(Fraction(text) * 10**scale)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(EXACT_DAY, text) else None
    except ValueError:
        return None


@given(_texts, st.booleans(), st.integers(0, 4), st.integers(0, 2))
@example(
    ["99999999999999.99", "-99999999999999.99", "1234567890123456.5", "999999999999999999", "-0.00", "00.10"],
    True,
    2,
    0,
)
@example(["0001-01-01", "9999-12-31", "10000-01-01", "0000-05-06", "0001-01-01 (BC)", "infinity"], True, 0, 0)
@example(["99999999999999.99", "9999999999999.999", "12.345", "30.000", "0.0", "-.5"], True, 2, 2)
@settings(deadline=None)
def test_sql_reads_what_the_models_read(texts: list[str], usual: bool, places: int, further: int) -> None:
    scale = places + further
    written = {name: Written(usual=usual) for name in FIELDS} | {"number": Written(places, scale, usual=usual)}
    CONNECTION.register("texts", pa.table(dict.fromkeys(FIELDS, pa.array(texts, pa.string()))))
    part = Part(relation="texts", types=dict.fromkeys(FIELDS, "VARCHAR"), file="texts", reread=lambda numbers: iter(()))
    query = staged_sql(KIND, part, written, {})
    for text, row in zip(
        texts, CONNECTION.execute(f'SELECT day, whole, number, truth, "$rest" FROM ({query})').fetchall(), strict=True
    ):
        *values, rest = row
        told = [_day(text), _number(text, 0, 0), _number(text, places, scale), {"true": True, "false": False}.get(text)]
        assert values == told, text
        left = [text if value is None else None for value in told]
        assert rest == (left if any(left) or None in told else None), text
