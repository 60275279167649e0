"""Claims of dossier.yaml beside a table of their kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanctions_engine.facts import load_dossier
from sanctions_engine.facts.bulk import claims_of, load_claim_tables
from tests.unit.facts.bulk.typed_lines import KIND

DOSSIER = """sources: {un: {published: 2020-01-24}}
tables: {Line: {by: RUS, source: un, grade: B2, denied: true, known: 2020-03-01}}
claims:
  - {fact: Line, id: p, on: 2019-12-22, by: customs, source: un}
  - {fact: Line, id: q, on: 2019-12-22, by: customs, source: un, grade: A1}
"""
ROWS = "id,on,grade\nr,2019-12-22,\ns,2019-12-22,C3\n"


@pytest.mark.parametrize("rows", [ROWS, "id,on\nr,2019-12-22\n"])
def test_what_is_said_of_a_table_is_not_said_of_them(rows: str, tmp_path: Path) -> None:
    (tmp_path / "dossier.yaml").write_text(DOSSIER)
    (tmp_path / "Line.csv").write_text(rows)
    dossier = load_dossier(tmp_path, kinds={"Line": KIND})
    with load_claim_tables(tmp_path, kinds={"Line": KIND}) as tables:
        found = list(claims_of(tables, "Line"))
        assert found == list(dossier.claims)
        assert [one.grade for one in found][:2] == [None, "A1"]
        assert tables.dossier.rejected == dossier.rejected
