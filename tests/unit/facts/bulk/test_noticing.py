"""Warnings on claims in tables: those of the loader that reads row by row, word for word."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from sanctions_engine.evaluation import read_claim_tables, read_dossiers
from sanctions_engine.facts.bulk import noticing

DOSSIER = """
dossier: What is noticed
packs: [un/dprk]
sources:
  customs: {published: 2019-01-31}
  committee: {published: 2020-04-30}
  letter: {published: 2020-05-10}
tables:
  TradeFlow: {by: CHN, source: customs}
  Dealing: {source: customs}
  ImplementationReport: {by: QAT}
  CommitteeApproval: {by: QAT, source: committee}
coverage:
  - {fact: ImplementationReport, about: unscr-2397-8-final, to: 2020-04-30, source: committee}
claims:
  - {fact: TradeFlow, id: seven, importer: CHN, exporter: PRK, hs: "7", date: 2018-01-01, by: CHN, source: customs}
"""
TABLES = {
    "TradeFlow": """
        id,importer,exporter,hs,date,quantity
        lost,CHN,PRK,303,2018-01-05,10
        lost-too,CHN,PRK,303,2018-01-06,10
        right,CHN,PRK,0303,2018-01-05,10
        twice,CHN,PRK,2701,2018-01-05,10
        twice,RUS,PRK,2701,2018-03-05,11
        again,CHN,PRK,2701,2018-01-05,10
        again,CHN,PRK,2701,2018-01-05,12
    """,
    "Dealing": """
        id,state,party,kind,date,by
        a,CHN,Jie Shun,funds,2018-01-05,1718 Committee
        b,CHN,JIE-SHUN,funds,2018-01-05,1718 committee
        c,CHN,Other,funds,2018-01-05,1718 Committee
    """,
    "ImplementationReport": """
        state,about,submitted,source
        QAT,unscr-2397-8-final,2020-03-20,letter
        CHN,2397-8-final,2020-03-20,committee
        RUS,2397-8-final,2020-03-21,committee
    """,
    "CommitteeApproval": """
        id,covers,granted
        a,machinery,2018-05-02
        b,Machinery,2018-05-03
        c,unscr-2397-7,2018-05-03
    """,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dossier.yaml").write_text(DOSSIER)
    for kind, rows in TABLES.items():
        (tmp_path / f"{kind}.csv").write_text("\n".join(line.strip() for line in rows.strip().splitlines()) + "\n")
    return tmp_path


def _in_tables(folder: Path) -> list[str]:
    _, tables = read_claim_tables([folder])
    with tables:
        return sorted(tables.dossier.warnings)


def test_the_same_is_noticed_in_tables_and_in_memory(folder: Path) -> None:
    told = sorted(read_dossiers([folder])[1].warnings)
    assert {code for one in told for code in re.findall(r"warning\[(SE4\d\d)\]", one)} == {
        *("SE413", "SE426", "SE427", "SE430", "SE431", "SE432", "SE433")
    }
    assert any("`303` is no tariff code (2 claims)" in one for one in told)
    assert _in_tables(folder) == told


def test_the_same_is_noticed_in_parquet_files_that_are_read_where_they_lie(folder: Path) -> None:
    told = _in_tables(folder)
    for path in folder.glob("*.csv"):
        options = pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(path.read_text().split("\n")[0].split(","), pyarrow.string())
        )
        pq.write_table(pyarrow.csv.read_csv(path, convert_options=options), path.with_suffix(".parquet"))
        path.unlink()
    _, tables = read_claim_tables([folder], memory_limit="1GB")
    with tables:
        found = sorted(tables.dossier.warnings)
    # Lines of a Parquet file are counted from its first row, those of a CSV file from its header.
    bare = [re.sub(r"\.(csv|parquet):\d+", "", one) for one in told]
    assert [re.sub(r"\.(csv|parquet):\d+", "", one) for one in found] == bare


def test_a_table_beside_a_dossier_is_held_against_what_is_complete_there(tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text(
        DOSSIER.partition("tables:")[0] + "coverage:" + DOSSIER.partition("coverage:")[2].partition("claims:")[0]
    )
    path = tmp_path / "ImplementationReport.csv"
    path.write_text("state,about,submitted,by,source\nQAT,unscr-2397-8-final,2020-03-20,QAT,letter\n")
    _, tables = read_claim_tables([tmp_path / "list.yaml", path])
    with tables:
        [told] = tables.dossier.warnings
    assert "SE431" in told


def test_no_more_claims_are_compared_than_memory_holds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noticing, "MOST_COMPARED", 1)
    assert {code for one in _in_tables(folder) for code in re.findall(r"warning\[(SE4\d\d)\]", one)} == {
        "SE426",
        "SE431",
        "SE433",
    }
