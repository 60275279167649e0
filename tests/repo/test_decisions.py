"""Decision records are numbered without gaps, and each says the same four things in at most a page."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

NAME = re.compile(r"(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.md")
SECTIONS = ["Context", "Choice", "Why", "Rejected"]
MOST_LINES = 80


def numbering_faults(names: Iterable[str]) -> list[str]:
    """Return the names that are not the next number, or not `0001-words-with-hyphens.md`."""
    faults = []
    expected = 1
    for name in sorted(names):
        match = NAME.fullmatch(name)
        if match is None or int(match[1]) != expected:
            faults.append(name)
        expected += 1
    return faults


def test_records_are_numbered_without_gaps(project_files: list[Path]) -> None:
    names = [path.name for path in project_files if path.parent == Path("docs/decisions") and path.name != "README.md"]
    assert names, "no record was seen"
    assert numbering_faults(names) == []


@pytest.mark.parametrize("names", [["0002-a.md"], ["0001-a.md", "0001-b.md"], ["0001-a.md", "0003-b.md"], ["one.md"]])
def test_a_fault_in_the_numbering_is_seen(names: list[str]) -> None:
    assert numbering_faults(names)


def test_each_record_says_the_same_four_things(root: Path, project_files: list[Path]) -> None:
    for path in project_files:
        if path.parent == Path("docs/decisions") and NAME.fullmatch(path.name):
            text = (root / path).read_text(encoding="utf-8")
            assert text.startswith(f"# {path.name[:4]}: "), path
            assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS, path
            assert text.count("\n") <= MOST_LINES, path
