"""Codes are matched with the lists of all texts at once, as the reference evaluator matches each by itself."""

from __future__ import annotations

from itertools import product

import duckdb
import pyarrow as pa
import pytest

from sanctions_engine.engines.relational.codes import MATCHES, CodeJoin
from sanctions_engine.engines.relational.emit_duckdb import sql
from sanctions_engine.engines.relational.plan import Table, told
from sanctions_engine.engines.relational.records import RECORDS
from sanctions_engine.engines.relational.running import fetch
from sanctions_engine.engines.relational.terms import TRUE, Column
from sanctions_engine.engines.relational.values import Condition, RowCodes
from sanctions_engine.language.nodes import Literal
from sanctions_engine.language.types import TEXT
from sanctions_engine.semantics.comparison import code_in
from sanctions_engine.semantics.values import Choice, one_text

LISTS = (("27",), ("2701", "270112"), ("0301", "27011210"), ("012701121", "271"), ("2701121012",))
CODES = (
    *(None, "", "2", "27", "28", "2701", "2702", "0301", "270112", "2701121", "27011210", "2701121012", "27O1", "270"),
    *("127011210", "012701121", "0127011210", "301000000", "0301000000", "271000000", "0271000000", "270112101"),
)
"""Absent, of every length, no code at all, and of nine digits: these may have lost their zero."""


def join(lists: tuple[tuple[str, ...], ...]) -> CodeJoin:
    node = Literal(type=TEXT, start=0, end=0, value="x")
    return CodeJoin(node, Condition(Column(MATCHES, "hit")), RowCodes(lists), Column(RECORDS, "code"), TRUE)


@pytest.mark.parametrize("lists", [LISTS, LISTS[:1], (("27", "28"), ("01",))], ids=["all", "one", "short"])
@pytest.mark.parametrize("flagged", [False, True])
def test_each_code_meets_each_list_as_by_itself(lists: tuple[tuple[str, ...], ...], flagged: bool) -> None:
    expected = {
        (code, text): code_in(Choice(None) if code is None else one_text(code), listed).value
        for code, (text, listed) in product(CODES, enumerate(lists))
    }
    if flagged:
        expected = {key: value for key, value in expected.items() if value is not False}
    connection = duckdb.connect()
    connection.register("codes", pa.table({"code": [*CODES, *CODES]}))
    found = fetch(connection, join(lists).matches(Table("codes"), flagged=flagged))
    assert len(found) == len(expected)
    assert {(code, text): hit for code, text, hit in found} == expected


def test_distinct_codes_are_read_once_and_never_compared_with_every_listed_one() -> None:
    plan = join(LISTS).matches(Table("codes"), flagged=True)
    text = sql(plan, {})
    assert text.count('FROM "codes"') == 1
    assert "STARTS_WITH" not in text.upper()
    printed = told(plan)
    assert printed.count("table codes") == 1
    assert printed.count("the same rows kept as `codes`") == printed.count("rows kept as `codes`") - 1 > 0
