"""Texts of forms, and ids, that two readers may well take in two ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanctions_engine.facts import load_dossier
from sanctions_engine.facts.bulk import claims_of, load_claim_tables
from sanctions_engine.models.kinds import FactKind

KIND = FactKind.model_validate(
    {"name": "Line", "nature": "event", "dated": "on", "identity": ("id",)}
    | {
        "fields": {
            "id": {"kind": "text", "optional": True},
            "on": {"kind": "date"},
            "ship": {"kind": "text", "form": "name-or-imo", "optional": True},
            "count": {"kind": "int", "optional": True},
        }
    }
)
DOSSIER = "sources: {un: {published: 2020-01-24}}\ntables: {Line: {by: RUS, source: un}}\n"


@pytest.mark.parametrize(
    "rows, warnings",
    [
        (["a,2019-01-01,IMO 9074729,", "b,2019-01-01,\u0131mo 9074729,", "c,2019-01-01,\u0130MO 9074729,"], 0),
        (["none,2019-01-01,,1", "none,2019-01-02,,2"], 2),  # two values of one fact, and one id for what may be two
        ([",2019-01-01,,1", ",2019-01-02,,2"], 1),
        (["none,2019-01-01,,1", ",2019-01-02,,2", "a,2019-01-02,,2", "a,2019-01-03,,3"], 2),
    ],
)
def test_read_and_noticed_alike(rows: list[str], warnings: int, tmp_path: Path) -> None:
    (tmp_path / "dossier.yaml").write_text(DOSSIER)
    (tmp_path / "Line.csv").write_text("\n".join(("id,on,ship,count", *rows)) + "\n", encoding="utf-8")
    dossier = load_dossier(tmp_path, kinds={"Line": KIND})
    with load_claim_tables(tmp_path, kinds={"Line": KIND}) as tables:
        assert list(claims_of(tables, "Line")) == list(dossier.claims)
        assert sorted(tables.dossier.warnings) == sorted(dossier.warnings)
        assert len(dossier.warnings) == warnings
