"""Findings over claim tables: those of the reference engine, however they are read, and checked on a sample."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sanctions_engine import (
    BadQuestion,
    BulkFindings,
    ClaimTables,
    Dossier,
    EngineDisagreement,
    Findings,
    InputRejected,
    Pack,
    evaluate,
    load_claim_tables,
    read_dossiers,
)
from sanctions_engine.engines.relational import bulk, listing, planning, table_evidence
from sanctions_engine.engines.relational.listing import FIRST, LAST
from sanctions_engine.facts.bulk import claims_of
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.findings import bulk_findings
from tests.benchmarks.bulk.trade.bans import bans
from tests.benchmarks.bulk.trade.lines import AS_OF, write_lines
from tests.benchmarks.bulk.trade.pack import trade_pack

EXAMPLES = Path(__file__).parents[3] / "examples"
DAYS = {
    "russia-2020": date(2020, 1, 24),
    "petroleum-2018.yaml": date(2018, 7, 20),
    "ventures-2018.yaml": date(2018, 2, 1),
    "listings-2020.yaml": date(2020, 6, 1),
}
SAID = {"by": "CHN", "source": "customs", "known": "2019-06-01"}
LINES = 1_500


@pytest.mark.parametrize("example", DAYS)
def test_findings_of_an_example_are_those_of_the_reference_engine(
    example: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing is small here, and few findings are made at a time: each way of fetching is taken.
    monkeypatch.setattr(table_evidence, "SMALL", 0)
    monkeypatch.setattr(bulk_findings, "TOGETHER", 200)
    monkeypatch.setattr(bulk_findings, "MANY", 0)
    monkeypatch.setattr(listing, "SORTED", 10)
    packs, dossier = read_dossiers([EXAMPLES / example])
    kinds = {name: kind for pack in packs for name, kind in pack.kinds.items()}
    expected = evaluate(packs, dossier, as_of=DAYS[example])
    with load_claim_tables(EXAMPLES / example, kinds=kinds) as tables:
        found = evaluate(packs, tables, as_of=DAYS[example], engine="relational")
        assert list(found) == list(expected)
        assert len(found) == len(expected)
        same = {"engine": "reference", "answered": None}
        assert found.run.model_copy(update=same) == expected.run.model_copy(update=same)
        answered = found.run.answered
        assert answered is not None
        if not answered.by_reference:
            assert answered.in_database + sum(answered.deferred.values()) == sum(found.counts.values())


def test_a_connection_that_sorts_in_its_own_way_gives_the_same_and_is_left_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "SORTED", 10)
    example = EXAMPLES / "petroleum-2018.yaml"
    packs, dossier = read_dossiers([example])
    kinds = {name: kind for pack in packs for name, kind in pack.kinds.items()}
    expected = evaluate(packs, dossier, as_of=date(2018, 7, 20))
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET default_order = 'DESC'; SET default_null_order = 'NULLS_FIRST'")
        with load_claim_tables(example, kinds=kinds, connection=connection) as tables:
            for kind in tables.tables:
                assert list(claims_of(tables, kind)) == [one for one in dossier.claims if one.fact == kind]
            found = evaluate(packs, tables, as_of=date(2018, 7, 20))
            assert list(found) == list(expected)
            assert [row["subject"] for row in found.to_arrow().to_pylist()] == [str(one.subject) for one in expected]
            found.close()
        assert connection.execute("SHOW ALL TABLES").fetchall() == []


@pytest.mark.parametrize("example", ["petroleum-2018.yaml", "ventures-2018.yaml"])
def test_duties_of_very_many_records_are_judged_alike(example: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "FEW", 0)
    packs, dossier = read_dossiers([EXAMPLES / example])
    kinds = {name: kind for pack in packs for name, kind in pack.kinds.items()}
    expected = evaluate(packs, dossier, as_of=DAYS[example])
    with load_claim_tables(EXAMPLES / example, kinds=kinds) as tables:
        found = evaluate(packs, tables, as_of=DAYS[example])
        assert list(found) == list(expected)
        assert found.counts == expected.run.counts
        dues = {(one.rule, one.subject): str(one.due) for one in expected if one.due is not None}
        told = {(row["rule"], row["subject"]): row["due"] for row in found.to_arrow().to_pylist() if row["due"]}
        assert told == dues


@pytest.mark.parametrize("example", DAYS)
def test_a_dossier_gives_the_same_findings_on_both_engines(example: str) -> None:
    packs, dossier = read_dossiers([EXAMPLES / example])
    expected = evaluate(packs, dossier, as_of=DAYS[example])
    found = evaluate(packs, dossier, as_of=DAYS[example], engine="relational")
    assert found.findings == expected.findings
    assert found.run.counts == expected.run.counts
    assert found.run.answered is not None
    assert found.run.answered.in_database


class Trade:
    """Trade lines with gaps, as claim tables and as a dossier, and what the reference engine finds."""

    def __init__(self, folder: Path) -> None:
        self.pack: Pack = trade_pack(folder / "pack", bans(12))
        self.file = write_lines(folder / "lines.parquet", LINES, gaps=True)
        with self.tables() as tables:
            self.dossier: Dossier = tables.dossier.model_copy(update={"claims": tuple(claims_of(tables, "TradeLine"))})
        self.expected = self.reference()

    def tables(self, **asked: Any) -> ClaimTables:
        return load_claim_tables({"TradeLine": self.file}, kinds=self.pack.kinds, defaults=SAID, **asked)

    def reference(self, **asked: Any) -> Findings:
        return evaluate(self.pack, self.dossier, as_of=AS_OF, **asked)


@pytest.fixture(scope="module")
def trade(tmp_path_factory: pytest.TempPathFactory) -> Trade:
    return Trade(tmp_path_factory.mktemp("trade"))


def judged(trade: Trade, tables: ClaimTables, **asked: Any) -> BulkFindings:
    return evaluate(trade.pack, tables, as_of=AS_OF, **asked)


@pytest.mark.parametrize("in_place", [True, False])
def test_trade_lines_are_judged_as_by_the_reference_engine(trade: Trade, in_place: bool) -> None:
    with trade.tables(in_place=in_place) as tables:
        found = judged(trade, tables)
        assert list(found) == list(trade.expected)
        assert found.counts == trade.expected.run.counts
        assert found.run.subjects == LINES
        assert found.run.inputs == (trade.file.as_posix(),)
        assert found.run.answered is not None
        assert found.run.answered.in_database == sum(found.counts.values())


def test_what_the_database_answered_and_what_it_left_add_up(trade: Trade) -> None:
    """Whether there is a line that the same source claims and denies is open: the reference evaluator settles it."""
    lines = pq.read_table(trade.file)
    again = lines.slice(0, 40)
    denied = pa.array([False] * len(lines) + [True] * len(again))
    lines = pa.concat_tables([lines, again]).append_column("denied", denied)
    with load_claim_tables({"TradeLine": lines}, kinds=trade.pack.kinds, defaults=SAID) as tables:
        found = judged(trade, tables)
        assert found.run.answered is not None
        left = sum(found.run.answered.deferred.values())
        assert left > 0
        assert found.run.answered.in_database + left == sum(found.counts.values())


def test_columns_say_what_the_findings_say(trade: Trade, tmp_path: Path) -> None:
    with trade.tables() as tables:
        found = judged(trade, tables)
        arrow = found.to_arrow()
        assert arrow.column_names == [*FIRST, "subject.id", *LAST]
        told = [
            {
                "rule": one.rule,
                "subject": one.subject,
                "subject_kind": "TradeLine",
                "subject.id": one.subject,
                "verdict": one.verdict.value,
                "due": None,
                "exception": one.exception,
                "citation": str(one.citation),
            }
            for one in trade.expected
        ]
        assert arrow.to_pylist() == told
        assert {one["exception"] for one in told} == {None, "wind-down", "approved"}
        assert found.to_polars().to_dicts() == told
        assert found.to_pandas()["subject"].tolist() == arrow.column("subject").to_pylist()
        found.write(tmp_path / "found.parquet")
        assert pq.read_table(tmp_path / "found.parquet").to_pylist() == told
        assert [one.name for one in tmp_path.iterdir()] == ["found.parquet"]


def test_one_rule_and_one_subject_can_be_read(trade: Trade) -> None:
    one = trade.expected[7]
    with trade.tables() as tables:
        found = judged(trade, tables)
        assert list(found.of(one.rule)) == list(trade.expected.of(one.rule))
        (alone,) = found.of(one.rule, one.subject)
        assert alone == one
        assert found.of(one.rule, "x' OR 'a' = 'a").to_arrow().num_rows == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"subjects": ["L000000003", "L000000077"]},
        {"bearers": ["RUS"]},
        {"rules": ["import-ban/*"], "subjects": ["L000000005"]},
    ],
)
def test_named_subjects_and_bearers_are_answered_as_by_the_reference_engine(trade: Trade, asked: Any) -> None:
    expected = trade.reference(**asked)
    with trade.tables() as tables:
        found = judged(trade, tables, **asked)
        assert list(found) == list(expected)
        assert found.counts == expected.run.counts
        assert found.run.subjects == expected.run.subjects


def test_what_does_not_exist_is_refused(trade: Trade) -> None:
    with trade.tables() as tables:
        for asked, code in (({"subjects": ["L999999"]}, "SE506"), ({"bearers": ["FJI"]}, "SE506")):
            with pytest.raises(BadQuestion) as caught:
                judged(trade, tables, **asked)
            assert [one.code.name for one in caught.value.problems] == [code]
        for one, code in (({"perspective": "RUS"}, "SE504"), ({"engine": "reference"}, "SE505")):
            with pytest.raises(BadQuestion) as caught:
                judged(trade, tables, **one)
            assert [one.code.name for one in caught.value.problems] == [code]
        assert list(judged(trade, tables, perspective="China")) == list(trade.reference(perspective="China"))


def test_made_up_evidence_is_counted_apart(trade: Trade, tmp_path: Path) -> None:
    folder = tmp_path / "dossier"
    (folder / "TradeLine").mkdir(parents=True)
    table = pq.read_table(trade.file)
    half = LINES // 2
    for name, part in (("real", table.slice(0, half)), ("made-up", table.slice(half))):
        pq.write_table(part.append_column("source", [[name] * part.num_rows]), folder / "TradeLine" / f"{name}.parquet")
    sources = "sources: {real: {published: 2019-06-01}, made-up: {published: 2019-06-01, invented: true}}\n"
    (folder / "dossier.yaml").write_text(f"dossier: halves\n{sources}tables: {{TradeLine: {{by: CHN}}}}\n")
    with load_claim_tables(folder, kinds=trade.pack.kinds) as tables:
        dossier = tables.dossier.model_copy(update={"claims": tuple(claims_of(tables, "TradeLine"))})
        expected = evaluate(trade.pack, dossier, as_of=AS_OF).run
        found = judged(trade, tables).run
        assert 0 < expected.invented["violated"] < expected.counts["violated"]
        assert found.invented == expected.invented


def plant(monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    """Let the database do something to the outcomes after they were found."""
    whole = bulk.flagged

    def faulty(question: Any, law: Any, tables: ClaimTables, **others: Any) -> Any:
        found = whole(question, law, tables, **others)
        tables.connection.execute(statement.format(name=quoted(found.name)))
        return found

    monkeypatch.setattr("sanctions_engine.engines.relational.answers.flagged", faulty)


def test_a_wrong_verdict_of_the_database_is_noticed(trade: Trade, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, 'UPDATE {name} SET "verdict" = 5 WHERE "verdict" = 0')
    with trade.tables() as tables, pytest.raises(EngineDisagreement) as caught:
        judged(trade, tables)
    (problem,) = caught.value.problems
    assert problem.code.name == "SE603"
    assert "the engine finds `L" in problem.message
    assert "by the reference evaluator it is `" in problem.message


def test_an_outcome_that_the_database_passes_over_is_noticed(trade: Trade, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, "DELETE FROM {name}")
    with trade.tables() as tables, pytest.raises(EngineDisagreement) as caught:
        judged(trade, tables, checks=LINES * 8)
    message = caught.value.problems[0].message
    assert "`not_applicable` or `not_in_force` or `clean`; by the reference evaluator `" in message


def test_the_sample_is_told_and_is_the_same_each_time(trade: Trade) -> None:
    with trade.tables() as tables:
        one, other = judged(trade, tables, checks=40), judged(trade, tables, checks=40)
        assert one.run == other.run
        assert one.run.answered is not None
        assert one.run.answered.checked is not None
        checked = one.run.answered.checked
        assert (checked.listed, checked.of_listed) == (40, len(one))
        assert 30 <= checked.counted <= 40
        assert checked.counted + checked.listed < checked.of_counted + checked.of_listed == sum(one.counts.values())


def test_a_file_that_changes_is_no_half_answer(tmp_path: Path, trade: Trade) -> None:
    file = write_lines(tmp_path / "lines.parquet", 300, gaps=False)
    with load_claim_tables({"TradeLine": file}, kinds=trade.pack.kinds, defaults=SAID, in_place=True) as tables:
        found = evaluate(trade.pack, tables, as_of=AS_OF)
        write_lines(file, 301, gaps=False)
        with pytest.raises(InputRejected) as caught:
            list(found)
        assert [one.code.name for one in caught.value.problems] == ["SE423"]


def test_findings_do_not_replace_the_claims_that_they_are_about(trade: Trade) -> None:
    before = trade.file.read_bytes()
    with trade.tables() as tables, pytest.raises(BadQuestion) as caught:
        judged(trade, tables).write(trade.file.parent / "." / trade.file.name)
    assert [one.code.name for one in caught.value.problems] == ["SE507"]
    assert trade.file.read_bytes() == before


def test_findings_that_cannot_be_written_leave_nothing(trade: Trade, tmp_path: Path) -> None:
    with trade.tables() as tables:
        found = judged(trade, tables)
        for place in (tmp_path / "nowhere" / "x.parquet", tmp_path / "x.csv"):
            with pytest.raises(BadQuestion) as caught:
                found.write(place)
            assert [one.code.name for one in caught.value.problems] == ["SE507"]
        assert not list(tmp_path.iterdir())


def test_closing_leaves_the_claim_tables_as_they_were(trade: Trade, monkeypatch: pytest.MonkeyPatch) -> None:
    with trade.tables() as tables:
        query = "SELECT table_name FROM duckdb_tables() ORDER BY 1"
        before = tables.connection.execute(query).fetchall()
        monkeypatch.setattr(bulk_findings, "MANY", 0)
        found = judged(trade, tables)
        list(found)
        found.close()
        assert tables.connection.execute(query).fetchall() == before
