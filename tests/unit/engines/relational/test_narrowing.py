"""Records that can be hit at all are picked once and kept, and streamed where they would be too many to keep."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sanctions_engine.engines.relational import narrowing
from sanctions_engine.engines.relational.bulk import answered
from sanctions_engine.engines.relational.outcome_rows import Flagged
from sanctions_engine.engines.relational.planning import planned
from sanctions_engine.facts.bulk import ClaimTables, load_claim_tables
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question
from tests.benchmarks.bulk.trade.bans import bans
from tests.benchmarks.bulk.trade.lines import AS_OF, write_lines
from tests.benchmarks.bulk.trade.pack import trade_pack

SAID = {"by": "customs", "source": "s", "known": "2015"}


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Law:
    return Law([trade_pack(tmp_path_factory.mktemp("pack") / "pack", bans(10))])


@pytest.fixture(scope="module")
def tables(law: Law, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClaimTables]:
    file = write_lines(tmp_path_factory.mktemp("lines") / "lines.parquet", 2000, gaps=True)
    with load_claim_tables({"TradeLine": file}, kinds=law.kinds, defaults=SAID) as found:
        yield found


def answer(law: Law, tables: ClaimTables, *, counted: bool = True) -> tuple[str, Flagged, list[tuple[object, ...]]]:
    """Return the SQL of the one family, what is told, and the outcomes."""
    plan = planned(Question(as_of=AS_OF), law, tables)
    (family,) = plan.families
    found = answered(plan, counted=counted)
    name = quoted(found.name)
    rows = tables.connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall()
    tables.connection.execute(f"DROP TABLE {name}")
    return family.flagged.text, found, rows


@pytest.mark.parametrize(
    "most, read, kept", [(10_000, 1, True), (1000, 1, True), (10, 2, False)], ids=["few", "few of many", "many"]
)
def test_the_plan_depends_on_how_many_records_are_picked(
    most: int, read: int, kept: bool, law: Law, tables: ClaimTables, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = answer(law, tables)
    monkeypatch.setattr(narrowing, "MOST_KEPT", most)
    text, found, rows = answer(law, tables)
    assert (
        text.count(f"FROM {quoted(tables.tables['TradeLine'].name)}")
        + text.count(f"JOIN {quoted(tables.tables['TradeLine'].name)}")
        == read
    )
    assert (".near" in text) is kept
    assert rows == expected[2] != []
    assert found.quiet == expected[1].quiet


def test_what_is_quiet_need_not_be_counted(law: Law, tables: ClaimTables) -> None:
    _, counted, rows = answer(law, tables)
    assert sum(one.total() for one in counted.quiet.values()) + len(rows) == 2000 * 10
    _, uncounted, same = answer(law, tables, counted=False)
    assert (uncounted.quiet, same) == ({}, rows)
