"""One id for two facts: told, whichever of the claims outranks the other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sanctions_engine.facts import load_dossier
from sanctions_engine.models.kinds import FactKind

FLOW = "fact: TradeFlow, id: '1', importer: CHN, exporter: PRK, hs: '2701', date: 2019-01-01, quantity: 5"


def told(folder: Path, kinds: Mapping[str, FactKind], *claims: str) -> list[str]:
    path = folder / "dossier.yaml"
    rows = "".join(f"  - {{{one}, by: x, source: r}}\n" for one in claims)
    path.write_text("sources: {r: {published: 2020}}\nclaims:\n" + rows, encoding="utf-8")
    warnings = load_dossier(path, kinds=kinds, strict=True).warnings
    return [one for one in warnings if "SE432" in one]


def other(**changes: str) -> str:
    parts = dict(part.split(": ") for part in FLOW.split(", "))
    return ", ".join(f"{name}: {value}" for name, value in (parts | changes).items())


def test_another_day_and_another_state_are_two_facts(tmp_path: Path, kinds: Mapping[str, FactKind]) -> None:
    # Trap: the claim known later replaces the first, nobody disputes anything, and a cargo is gone.
    second = other(importer="RUS", date="2019-03-01", known="2021-01-01")
    (warning,) = told(tmp_path, kinds, FLOW, second, second)
    assert "`1` is told twice as `TradeFlow`: `importer` is CHN or RUS, `date` is 2019-01-01 or 2019-03-01" in warning
    assert "dossier.yaml:3" in warning


def test_a_second_list_is_one_warning(tmp_path: Path, kinds: Mapping[str, FactKind]) -> None:
    lists = [
        other(id=f"'{n}'", importer=state, date=day) for n in "123" for state, day in (("CHN", "2019"), ("RUS", "2018"))
    ]
    (warning,) = told(tmp_path, kinds, *lists)
    assert "(3 such ids)" in warning


@pytest.mark.parametrize(
    "changes",
    [
        {"importer": "RUS"},  # a correction
        {"date": "2019-03-01"},
        {"date": "2019", "importer": "RUS"},  # the day may be the same
        {"date": "2019-03-01", "importer": "RUS", "denied": "true"},
        {"date": "2019-03-01", "importer": "RUS", "id": "'2'"},
    ],
)
def test_a_correction_is_not_told(tmp_path: Path, kinds: Mapping[str, FactKind], changes: dict[str, str]) -> None:
    assert told(tmp_path, kinds, FLOW, other(**changes)) == []
