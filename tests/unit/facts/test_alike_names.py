"""One speaker or party under two names: told, for two speakers can dispute a fact, and a list finds a party by its name alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sanctions_engine.facts import load_dossier
from sanctions_engine.language.packs import load_pack
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


def test_a_party_that_is_listed_in_another_spelling_is_told(tmp_path: Path) -> None:
    # Trap: the dealing is clean, for the list knows no such name.
    kinds = load_pack("un/dprk").kinds
    path = tmp_path / "dossier.yaml"
    rows = [
        "fact: Listing, party: KOMID, name: KOMID, authority: UN Security Council, action: listed, date: 2009-04-24",
        "fact: Dealing, id: a, party: Komid, date: 2018-01-01, state: CHN, kind: funds",
        "fact: Dealing, id: b, party: Tanchon, date: 2018-01-01, state: CHN, kind: funds",
    ]
    text = "".join(f"  - {{{row}, by: x, source: r}}\n" for row in rows)
    path.write_text("sources: {r: {published: 2020}}\nclaims:\n" + text, "utf-8")
    (warning,) = load_dossier(path, kinds=kinds).warnings
    assert "warning[SE430]: the parties `KOMID` and `Komid` may be one" in warning
