"""Files that are written chunk by chunk hold what one chunk would."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.benchmarks.bulk import parquet
from tests.benchmarks.bulk.trade.lines import write_lines


def test_decimals_keep_every_digit() -> None:
    made = parquet.decimals(np.array([0, 5, 12345]), 2, np.array([False, True, False]))
    assert made.to_pylist() == [Decimal("0.00"), None, Decimal("123.45")]


def test_a_longer_file_begins_with_the_chunks_of_a_shorter_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "CHUNK", 100)
    short = pq.read_table(write_lines(tmp_path / "short.parquet", 200, gaps=True))
    long = pq.read_table(write_lines(tmp_path / "long.parquet", 250, gaps=True))
    assert long.num_rows == 250
    assert len(set(long["id"].to_pylist())) == 250
    assert long.slice(0, 200).equals(short)
    assert not long.slice(0, 100).drop_columns("id").equals(long.slice(100, 100).drop_columns("id"))
