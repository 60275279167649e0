"""What the documentation names exists, and its index leads to every page."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

import sanctions_engine

CODE = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^(`{3,}).*?^\1", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"(?:sanctions_engine|rules|docs|tests|examples)/[\w./-]*")
MODULE = re.compile(r"sanctions_engine(?:\.\w+)+")
LINK = re.compile(r"\]\(([\w./-]+\.md)")
INDEX = Path("docs/README.md")
BY_FOLDER = {Path("docs/reference") / name for name in ("diagnostics", "fact-kinds", "rulebook")}
"""Folders with an index of their own, of which the index names that alone."""


def named(text: str) -> set[str]:
    """Return the paths and the modules that a page names in its prose."""
    spans = CODE.findall(FENCED.sub("", text))
    return {span for span in spans if PATH.fullmatch(span) or MODULE.fullmatch(span)}


def exists(name: str, root: Path) -> bool:
    """Whether there is such a file, folder, module, or public name of the package."""
    if "/" in name:
        return (root / name).exists()
    parent, _, last = name.rpartition(".")
    if parent == "sanctions_engine" and last in sanctions_engine.__all__:
        return True
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def pages(files: list[Path]) -> list[Path]:
    return [path for path in files if path.suffix == ".md" and path.parts[0] in ("README.md", "docs", "tests")]


# A test file may be planned in a decision record before it is there, but no page may lead a reader nowhere.
PLANNED = {"sanctions_engine.engines.monitor"}


def test_every_path_and_module_that_a_page_names_exists(root: Path, project_files: list[Path]) -> None:
    found = {path: named((root / path).read_text(encoding="utf-8")) for path in pages(project_files)}
    assert sum(map(len, found.values())) > 20
    gone = {str(path): {n for n in names if n not in PLANNED and not exists(n, root)} for path, names in found.items()}
    assert {path: names for path, names in gone.items() if names} == {}


def test_the_index_leads_to_every_page(root: Path, project_files: list[Path]) -> None:
    linked = {(INDEX.parent / link) for link in LINK.findall((root / INDEX).read_text(encoding="utf-8"))}
    written = {path for path in pages(project_files) if path.parts[0] == "docs"} - {INDEX}
    expected = {folder / "README.md" for folder in BY_FOLDER} | {p for p in written if p.parent not in BY_FOLDER}
    assert linked == expected


@pytest.mark.parametrize(
    "name, there",
    [
        ("sanctions_engine/evaluation.py", True),
        ("sanctions_engine/language/", True),
        ("tests/nowhere.py", False),
        ("sanctions_engine.evaluation", True),
        ("sanctions_engine.evaluate", True),
        ("sanctions_engine.nowhere", False),
        ("sanctions_engine.nowhere.at_all", False),
    ],
)
def test_what_does_not_exist_is_seen(root: Path, name: str, there: bool) -> None:
    assert named(f"see `{name}`\n\n```\n`docs/in-a-block.md`\n```\n") == {name}
    assert exists(name, root) is there
