"""The pages on fact kinds are those that the packs which ship make, and each example on them loads.

`python tests/repo/test_fact_kinds.py` writes the pages of `docs/reference/fact-kinds/` anew.
"""

from __future__ import annotations

import re
from pathlib import Path

PAGES = Path("docs/reference/fact-kinds")


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    from sanctions_engine.language.packs import load_packs, shipped_packs
    from sanctions_engine.reports.rulebook.kinds import kinds_book
    from sanctions_engine.semantics.law import Law

    return kinds_book(Law(load_packs(list(shipped_packs()))))


def test_the_pages_are_those_that_the_packs_make(root: Path) -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (root / PAGES).glob("*.md")}
    made = pages()
    stale = sorted(name for name in written.keys() | made.keys() if written.get(name) != made.get(name))
    assert stale == [], "run `python tests/repo/test_fact_kinds.py`"


def test_every_kind_that_ships_has_a_section_with_an_example_that_loads(tmp_path: Path) -> None:
    from sanctions_engine import load_dossier
    from sanctions_engine.language.packs import load_packs, shipped_packs

    made = pages()
    for pack in load_packs(list(shipped_packs())):
        for name, kind in pack.kinds.items():
            page = made[f"{kind.pack.replace('/', '-')}.md"]
            section = re.search(rf"^## {name}$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
            assert section, name
            assert [field for field in kind.fields if f"\n| `{field}` | " not in section[1]] == []
            example = re.search(r"^```yaml\n(.*?)^```$", section[1], re.MULTILINE | re.DOTALL)
            assert example, name
            file = tmp_path / "example.yaml"
            file.write_text(example[1], encoding="utf-8")
            dossier = load_dossier(file, kinds=pack.kinds, strict=True)
            assert [claim.fact for claim in dossier.claims] == [name]
            assert dossier.warnings == ()


if __name__ == "__main__":
    folder = Path(__file__).resolve().parents[2] / PAGES
    made = pages()
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.md"):
        stale.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
