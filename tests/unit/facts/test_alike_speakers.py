"""One speaker under two names: told, for two speakers can dispute a fact that one would only correct."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sanctions_engine.facts import load_dossier
from sanctions_engine.models.kinds import FactKind


def told(folder: Path, kinds: Mapping[str, FactKind], *speakers: str) -> list[str]:
    path = folder / "dossier.yaml"
    rows = [f"{{fact: Cargo, id: c{number}, day: 2019, by: {by}, source: r}}" for number, by in enumerate(speakers)]
    path.write_text("sources: {r: {published: 2020}}\nclaims:\n" + "".join(f"  - {row}\n" for row in rows), "utf-8")
    return list(load_dossier(path, kinds=kinds).warnings)


def test_names_that_differ_by_letters_and_dashes_are_told_once(tmp_path: Path, kinds: Mapping[str, FactKind]) -> None:
    (warning,) = told(tmp_path, kinds, "1718 Committee", "1718-committee", "1718-committee", "1718 Committee")
    assert "warning[SE430]: the speakers `1718 Committee` and `1718-committee` may be one" in warning
    assert "dossier.yaml:4" in warning


def test_states_and_other_names_are_not_told(tmp_path: Path, kinds: Mapping[str, FactKind]) -> None:
    assert told(tmp_path, kinds, "China", "CHN", "press", "press-2", "Panel of Experts", "experts") == []
