"""`docs/explanation/meaning.md`: its table of truth is that of the code, and every part shows cases that run.

The cases themselves are run by `test_docs_examples.py`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sanctions_engine.semantics.truth import FALSE, TRUE, Truth, unknown

PAGE = Path("docs/explanation/meaning.md")
VALUES = {"true": TRUE, "false": FALSE, "unknown": unknown()}
WITHOUT_CASES = {"What a definite verdict is worth", "All of it holds"}
"""Parts that property tests show, or that run what stands above them."""


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / PAGE).read_text(encoding="utf-8")


def value(head: str, a: Truth) -> Truth:
    """Return what the head of a column comes to: `not a`, or `a and unknown`."""
    words = head.strip("`").split()
    if words == ["not", "a"]:
        return ~a
    _, operator, other = words
    return a & VALUES[other] if operator == "and" else a | VALUES[other]


def test_the_table_of_truth_is_that_of_the_code(page: str) -> None:
    head, _, *rows = ([cell.strip() for cell in line[1:-1].split("|")] for line in page.splitlines() if line[:1] == "|")
    assert [row[0] for row in rows] == [f"`a` is {name}" for name in VALUES]
    assert len(head) == 1 + 1 + 2 * len(VALUES)
    for name, row in zip(VALUES, rows, strict=True):
        for told, told_head in zip(row[1:], head[1:], strict=True):
            assert value(told_head, VALUES[name]).value == VALUES[told].value, (name, told_head)


def test_every_part_shows_cases(page: str) -> None:
    parts = re.split(r"^## (.+)$", page, flags=re.MULTILINE)[1:]
    with_cases = {title for title, text in zip(parts[::2], parts[1::2], strict=True) if "\ncases:\n" in text}
    assert with_cases == set(parts[::2]) - WITHOUT_CASES
