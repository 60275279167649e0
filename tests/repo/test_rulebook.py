"""The rulebook in the documentation is the one that the packs which ship make.

`python tests/repo/test_rulebook.py` writes the pages of `docs/reference/rulebook/` anew.
"""

from __future__ import annotations

from pathlib import Path

PAGES = Path("docs/reference/rulebook")


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    from sanctions_engine.language.packs import load_packs, shipped_packs
    from sanctions_engine.reports.rulebook.book import rulebook
    from sanctions_engine.semantics.law import Law

    return rulebook(Law(load_packs(list(shipped_packs()))))


def differing(written: dict[str, str], made: dict[str, str]) -> list[str]:
    """Return the names of the pages that are missing, stale or too many."""
    return sorted(name for name in written.keys() | made.keys() if written.get(name) != made.get(name))


def test_the_pages_are_those_that_the_packs_make(root: Path) -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (root / PAGES).glob("*.md")}
    assert differing(written, pages()) == [], "run `python tests/repo/test_rulebook.py`"


def test_every_rule_that_ships_has_a_place_and_says_where_it_is_written() -> None:
    from sanctions_engine.language.packs import load_packs, shipped_packs

    made = pages()
    for pack in load_packs(list(shipped_packs())):
        for id, rule in pack.rules.items():
            page = made[f"{rule.instrument.id}.md"]
            assert f"\n## {id}\n" in page or f"\n### {id}\n" in page
            assert f"(../../../{rule.place.file})" in page


def test_a_stale_page_is_seen() -> None:
    assert differing({"a.md": "1", "b.md": "1", "c.md": "1"}, {"a.md": "1", "b.md": "2", "d.md": "1"}) == [
        "b.md",
        "c.md",
        "d.md",
    ]


if __name__ == "__main__":
    folder = Path(__file__).resolve().parents[2] / PAGES
    made = pages()
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.md"):
        stale.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
