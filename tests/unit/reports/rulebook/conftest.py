"""The law of a small pack with everything that happens to law: amendments, a pause, a repeal, drafts, exemptions, a ledger."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sanctions_engine.language.packs import load_packs
from sanctions_engine.semantics.law import Law

PACK = Path(__file__).resolve().parents[3] / "cases" / "packs" / "good" / "over-time"


@pytest.fixture
def law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Law:
    """The law of the pack, read from a copy in the folder `x`."""
    shutil.copytree(PACK, tmp_path / "x")
    monkeypatch.chdir(tmp_path)
    return Law(load_packs(["x"]))
