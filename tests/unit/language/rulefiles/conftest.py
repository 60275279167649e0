"""Writes packs for the tests: the files of `tests/cases/packs/bad/base`, and on top of them what a test gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sanctions_engine.language.packs import load_pack
from sanctions_engine.language.rules import Pack, Rule

PACKS = Path(__file__).parents[3] / "cases" / "packs"

WritePack = Callable[..., Path]
OnlyRule = Callable[..., Rule]


@pytest.fixture
def write_pack(tmp_path: Path) -> WritePack:
    """Return a function that writes a pack: the text of `a.yaml`, the folder, further files by name; it returns the folder."""

    def write(text: str = "", *, folder: str = "", files: dict[str, str] | None = None) -> Path:
        root = tmp_path / folder
        root.mkdir(parents=True, exist_ok=True)
        for file in (PACKS / "bad" / "base").iterdir():
            (root / file.name).write_bytes(file.read_bytes())
        for name, content in {**({"a.yaml": text} if text else {}), **(files or {})}.items():
            (root / name).write_text(content, encoding="utf-8", newline="")
        return root

    return write


@pytest.fixture
def only_rule(write_pack: WritePack) -> OnlyRule:
    """Return a function that loads the one rule of a file of `res-1`, given as it stands under `rules`."""

    def rule(text: str, *, files: dict[str, str] | None = None) -> Rule:
        (found,) = load_pack(write_pack(f"instrument: res-1\nrules:\n{text}", files=files)).rules.values()
        return found

    return rule


@pytest.fixture(scope="session")
def design() -> Pack:
    """Return the pack that the design page writes out."""
    return load_pack(PACKS / "good" / "design")
