"""The tree keeps its shape: few names at the top, small files."""

from collections.abc import Iterable
from pathlib import Path

AT_THE_TOP = {
    ".ci",
    ".github",
    ".mkdocs",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "docs",
    "examples",
    "pyproject.toml",
    "rules",
    "sanctions_engine",
    "tests",
}
MOST_LINES = 400


def strangers(files: Iterable[Path]) -> set[str]:
    return {path.parts[0] for path in files} - AT_THE_TOP


def test_only_agreed_names_stand_at_the_top(project_files: list[Path]) -> None:
    assert strangers(project_files) == set()


def test_a_stranger_at_the_top_is_seen() -> None:
    assert strangers([Path("setup.py"), Path("docs/index.md"), Path("src/x.py")]) == {"setup.py", "src"}


def test_python_files_stay_small(root: Path, project_files: list[Path]) -> None:
    lengths = {
        str(path): (root / path).read_text(encoding="utf-8").count("\n")
        for path in project_files
        if path.suffix == ".py"
    }
    assert lengths, "no Python file was seen"
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_the_package_ships_its_type_marker(project_files: list[Path]) -> None:
    assert Path("sanctions_engine/py.typed") in project_files
