"""A question over claim tables whose files are written to while it runs."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sanctions_engine.diagnostics import InputRejected
from sanctions_engine.engines.relational.bulk import flagged
from sanctions_engine.facts.bulk import load_claim_tables
from sanctions_engine.language.packs import load_pack
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question


def test_files_that_change_before_the_answer_is_there_are_told(tmp_path: Path) -> None:
    pack = load_pack("un/dprk")
    columns = {"id": ["a"], "importer": ["CHN"], "exporter": ["PRK"], "hs": ["2701"], "date": ["2019-05-02"]}
    path = tmp_path / "lines.parquet"
    pq.write_table(pa.table(columns), path)
    said = {"by": "CHN", "source": "customs", "known": "2020"}
    question = Question(as_of=date(2020, 1, 1), rules=("unscr-2371-8/coal",))
    with load_claim_tables({"TradeFlow": path}, kinds=pack.kinds, defaults=said) as tables:
        law = Law([pack])
        flagged(question, law, tables)
        before = tables.connection.execute("SELECT count(*) FROM duckdb_tables()").fetchall()
        os.utime(path, ns=(1, 1))
        with pytest.raises(InputRejected) as caught:
            flagged(question, law, tables)
        assert [problem.code.name for problem in caught.value.problems] == ["SE423"]
        assert tables.connection.execute("SELECT count(*) FROM duckdb_tables()").fetchall() == before
