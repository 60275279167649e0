"""No file tells where it was made: no absolute path of a machine, no host of a package registry."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

FORBIDDEN = {
    "absolute path of a machine": re.compile(r"(?<![\w.~/-])/(?:work|tmp|root|home|Users|private)/"),
    "host of a package registry": re.compile(r"\b(?:pypi|pythonhosted|npmjs|anaconda)\.(?:org|com)\b|\bdeb\.debian\b"),
}


def forbidden(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the kind of each thing that a text should not say."""
    for number, line in enumerate(text.splitlines(), start=1):
        for kind, pattern in FORBIDDEN.items():
            if pattern.search(line):
                yield number, kind


def test_no_file_names_a_machine_or_a_registry(root: Path, project_files: list[Path]) -> None:
    found = []
    for path in project_files:
        try:
            text = (root / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture, a Parquet file
            continue
        found += [f"{path}:{line}: {kind}" for line, kind in forbidden(text)]
    assert found == []


@pytest.mark.parametrize(
    "text, seen",
    [
        ("cd " + "/".join(("", "tmp", "x")), 1),
        ("see `" + "/".join(("", "home", "me", "x")) + "`", 1),
        ("https://files." + "pythonhosted" + ".org/x", 1),
        ("https://" + "pypi" + ".org/x", 1),
        ("https://example.org/home/x", 0),  # a path in a link
        ("docs/work/x, ./tmp/x and ~/work/x", 0),  # relative
    ],
)
def test_forbidden_things_are_seen(text: str, seen: int) -> None:
    assert len(list(forbidden(text))) == seen
