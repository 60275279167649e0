"""Small packs over the fact kinds of the conformance corpus, with their cases beside the rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import indent

import pytest

MEANING = Path(__file__).resolve().parents[2] / "cases" / "meaning"
MakePack = Callable[..., Path]


@pytest.fixture
def make_pack(tmp_path: Path) -> MakePack:
    """Return a function that writes a pack, from the items of `rules:` and of `cases:`, and returns its folder."""

    def make(rules: str, cases: str, **files: str) -> Path:
        folder = tmp_path / "pack"
        folder.mkdir(exist_ok=True)
        for name in ("pack.yaml", "facts.yaml", "instruments.yaml"):
            (folder / name).write_bytes((MEANING / name).read_bytes())
        text = f"instrument: pact\nparagraph: '5'\nrules:\n{indent(rules.strip(), '  ')}\n"
        (folder / "rules.yaml").write_text(text, encoding="utf-8")
        (folder / "a.cases.yaml").write_text(f"cases:\n{indent(cases.strip(), '  ')}\n", encoding="utf-8")
        for name, content in files.items():
            (folder / name.replace("__", ".")).write_text(content, encoding="utf-8")
        return folder

    return make
