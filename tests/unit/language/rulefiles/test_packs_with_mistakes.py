"""Packs with mistakes: each case of `tests/cases/packs/bad` gives exactly the problems it lists, at the places it names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from sanctions_engine.diagnostics import Code, Label, Problem
from sanctions_engine.language.packs import check_pack

CASES = Path(__file__).parents[3] / "cases" / "packs" / "bad"
FIXED = ("pack.yaml", "instruments.yaml", "facts.yaml")


def _cases() -> list[Any]:
    found = []
    for file in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(file.read_text(encoding="utf-8")):
            unknown = set(case) - {"case", "files", "bytes", "expect"}
            assert not unknown, f"{file.name}: unknown keys {unknown}"
            found.append(pytest.param(case, id=f"{file.stem}: {case['case']}"))
    return found


def _write(case: dict[str, Any], folder: Path) -> None:
    files = {name: (CASES / "base" / name).read_text(encoding="utf-8") for name in FIXED} | case.get("files", {})
    for name, text in files.items():
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    for name, content in case.get("bytes", {}).items():
        (folder / name).write_bytes(bytes.fromhex(content))


def _place(label: Label, folder: Path, expected: str) -> str:
    """Return a label as the cases write it: `file:line`, with the marked text if `expected` has one."""
    span = label.span
    place = f"{Path(span.file).relative_to(folder).as_posix()}:{span.line}"
    if not re.fullmatch(r"\S+:\d+", expected):
        assert span.line == span.end_line
        line = (Path(span.file)).read_text(encoding="utf-8").splitlines()[span.line - 1]
        place += f" {line[span.column - 1 : span.end_column - 1]}"
    return place


@pytest.mark.parametrize("case", _cases())
def test_a_mistake_is_told_at_its_place(case: dict[str, Any], tmp_path: Path) -> None:
    _write(case, tmp_path)
    _, problems, _ = check_pack(tmp_path)
    told = sorted(problem.code.name for problem in problems)
    assert told == sorted(one["code"] for one in case["expect"]), [str(problem) for problem in problems]
    left = list(problems)
    for expected in case["expect"]:
        matching = [one for one in left if _fits(one, expected, tmp_path)]
        assert matching, f"{expected} is not among {[str(one) for one in left]}"
        left.remove(matching[0])


def _fits(problem: Problem, expected: dict[str, Any], folder: Path) -> bool:
    if problem.code.name != expected["code"]:
        return False
    if "place" in expected and _place(problem.labels[0], folder, expected["place"]) != expected["place"]:
        return False
    if "help" in expected and problem.help != expected["help"]:
        return False
    also = expected.get("also", [])
    found = [_place(label, folder, one) for label, one in zip(problem.labels[1:], also, strict=False)]
    return bool(found == also)


def test_every_code_of_packs_and_law_has_a_case() -> None:
    told = {one["code"] for param in _cases() for one in param.values[0]["expect"]}
    needed = {code.name for code in Code if code.name[:3] in ("SE1", "SE3")}
    assert needed <= told


def test_messages_keep_to_the_style(tmp_path: Path) -> None:
    for param in _cases():
        folder = tmp_path / re.sub(r"\W+", "-", str(param.id))
        folder.mkdir()
        _write(param.values[0], folder)
        for problem in check_pack(folder)[1]:
            message = problem.message.replace(folder.as_posix(), "")
            assert not message.endswith("."), message
            assert message[0] == "`" or not message[0].isupper(), message
