"""The site of the documentation shows every page, and shows it as the forge does; the pictures speak to those who do not see them."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

CONFIG = Path(".mkdocs/mkdocs.yml")
PICTURES = Path("docs/explanation/pictures")
VERDICT = re.compile(r"\b(violated|undetermined|fulfilled late|fulfilled|pending)\b")
SVG = "{http://www.w3.org/2000/svg}"


def menu(entries: Iterable[Any]) -> Iterator[str]:
    """Yield the pages of a menu, in order."""
    for entry in entries:
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, list):
            yield from menu(entry)
        else:
            yield from menu(entry.values())


def differences(shown: list[str], written: set[str], left_out: Iterable[str]) -> dict[str, set[str]]:
    """Return what a menu shows twice, shows and is not written, and what is written and not shown."""
    silent = {page for page in written for pattern in left_out if Path(page).match(pattern.lstrip("/"))}
    twice = {page for page in shown if shown.count(page) > 1}
    return {"twice": twice, "gone": set(shown) - written, "missing": written - silent - set(shown)}


@pytest.fixture(scope="module")
def config(root: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((root / CONFIG).read_text(encoding="utf-8"))
    return read


def test_the_menu_leads_to_every_page(config: dict[str, Any], project_files: list[Path]) -> None:
    pages = [path for path in project_files if path.parts[0] == "docs" and path.suffix == ".md"]
    written = {path.relative_to("docs").as_posix() for path in pages}
    left_out = config["not_in_nav"].split()
    assert differences(list(menu(config["nav"])), written, left_out) == {
        "twice": set(),
        "gone": set(),
        "missing": set(),
    }


def test_pages_that_are_not_in_the_menu_are_linked_from_the_page_of_their_folder(
    root: Path, config: dict[str, Any], project_files: list[Path]
) -> None:
    # `/source/` is what the build adds: pages that show a file, each made because a page links to it.
    patterns = [one for one in config["not_in_nav"].split() if one != "/source/"]
    for pattern in patterns:
        pages = [path for path in project_files if path.match("docs" + pattern)]
        assert pages, pattern
        for page in pages:
            assert f"]({page.name}" in (root / page.parent / "README.md").read_text(encoding="utf-8"), page


def test_a_broken_link_ends_the_build(root: Path, config: dict[str, Any]) -> None:
    assert {level for group in config["validation"].values() for level in group.values()} == {"warn"}
    assert "mkdocs build --strict" in (root / ".ci/run").read_text(encoding="utf-8")


def test_what_the_menu_lacks_is_seen() -> None:
    shown = list(menu(["a.md", {"B": ["b.md", {"C": "c.md"}]}, "a.md"]))
    assert shown == ["a.md", "b.md", "c.md", "a.md"]
    found = differences(shown, {"a.md", "b.md", "d.md", "x/SE1.md"}, ["/x/SE*.md"])
    assert found == {"twice": {"a.md"}, "gone": {"c.md"}, "missing": {"d.md"}}


@pytest.fixture(scope="module")
def forge(root: Path) -> dict[str, Any]:
    return runpy.run_path(str(root / ".mkdocs/forge_markdown.py"))


@pytest.mark.parametrize(
    "forge_text, site_text",
    [
        ("```yaml p/pack.yaml\na: b\n```", '```yaml title="p/pack.yaml"\na: b\n```'),
        ("```yaml p/r.yaml change\na: b\n```", '```yaml title="p/r.yaml, one line changed"\na: b\n```'),
        ("```console exit=1\n$ x\n```", "```console\n$ x\n```"),
        ("```\n  - kept\n```\n- a\n  - b\n1. c", "```\n  - kept\n```\n- a\n    - b\n1. c"),
        ("````markdown\n```yaml a.yaml\n```\n````", "````markdown\n```yaml a.yaml\n```\n````"),
        ("<details><summary>x</summary>", '<details markdown="1"><summary>x</summary>'),
    ],
)
def test_pages_of_the_forge_become_pages_of_the_site(forge: dict[str, Any], forge_text: str, site_text: str) -> None:
    assert forge["on_page_markdown"](forge_text) == site_text


def test_headings_have_the_anchors_of_the_forge(forge: dict[str, Any]) -> None:
    # Two blanks in a row stay two hyphens, and a stroke goes: the rulebook links so.
    assert forge["slug"]("unscr-2397-6/food  (not verified)", "-") == "unscr-2397-6food--not-verified"


def test_pictures_speak_and_follow_light_and_dark(root: Path, project_files: list[Path]) -> None:
    pictures = [path for path in project_files if path.parent == PICTURES]
    page = (root / PICTURES.parent / "unknowns-perspectives-readings.md").read_text(encoding="utf-8")
    assert pictures
    for path in pictures:
        text = (root / path).read_text(encoding="utf-8")
        picture = ElementTree.fromstring(text)
        title, told = picture.findtext(f"{SVG}title"), picture.findtext(f"{SVG}desc")
        assert title, path
        assert told, path
        assert (picture.get("role"), picture.get("aria-labelledby")) == ("img", "title desc"), path
        assert "prefers-color-scheme: dark" in text, path
        drawn = {word for one in picture.iter(f"{SVG}text") for word in VERDICT.findall(one.text or "")}
        assert drawn == set(VERDICT.findall(told)), f"{path}: the description tells other verdicts than the picture"
        shown = re.search(rf"!\[([^\]]+)\]\({PICTURES.name}/{path.name}\)", page)
        assert shown is not None, f"{path} is not shown, or without words"
        assert VERDICT.search(shown[1]), f"{path} is shown without its verdicts"
