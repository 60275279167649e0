"""Each case of `tests/cases/linting` gives exactly the problems that it lists, at the places it names; fixes give the text that it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from sanctions_engine.diagnostics import Label, Problem, Severity
from sanctions_engine.linting.fixing import fixed, write
from sanctions_engine.linting.run import Checked, lint

CASES = Path(__file__).parents[2] / "cases" / "linting"
KEYS = {"case", "rules", "changes", "files", "expect", "suppressed", "fixed"}


def _cases() -> list[Any]:
    found = []
    for file in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(file.read_text(encoding="utf-8")):
            assert not set(case) - KEYS, f"{file.name}: unknown keys {set(case) - KEYS}"
            found.append(pytest.param(case, id=f"{file.stem}: {case['case']}"))
    return found


def _text(rules: str, changes: str = "") -> str:
    """Return a rule file; the first of its rules stands in line 4."""
    indented = rules.replace("\n", "\n  ").rstrip()
    more = f"\nchanges:\n  {changes.replace(chr(10), chr(10) + '  ').rstrip()}" if changes else ""
    return f'instrument: res-1\nparagraph: "1"\nrules:\n  {indented}{more}\n'


def _write(case: dict[str, Any], folder: Path) -> None:
    files = {file.name: file.read_text(encoding="utf-8") for file in (CASES / "base").iterdir()}
    ids = re.findall(r"\bid: ([a-z0-9-]+)", case["rules"])
    pinned = "".join(f"  - {{case: {id}, expect: [{{rule: {id}, verdict: violated}}]}}\n" for id in ids)
    files |= {"a.yaml": _text(case["rules"], case.get("changes", "")), **case.get("files", {})}
    if not any(name.endswith(".cases.yaml") for name in files):
        files["all.cases.yaml"] = f"cases:\n{pinned}"
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def _place(label: Label, folder: Path, expected: str) -> str:
    """Return a label as the cases write it: `file:line`, with the marked text if `expected` has one."""
    span = label.span
    place = f"{Path(span.file).relative_to(folder).as_posix()}:{span.line}"
    if " " in expected:
        line = Path(span.file).read_text(encoding="utf-8").splitlines()[span.line - 1]
        place += f" {line[span.column - 1 : span.end_column - 1]}"
    return place


def _fits(problem: Problem, expected: dict[str, str], folder: Path) -> bool:
    assert set(expected) <= {"code", "place", "says", "ends", "label", "also"}
    return (
        problem.code.name == expected["code"]
        and _place(problem.labels[0], folder, expected["place"]) == expected["place"]
        and expected.get("says", "") in problem.message
        and problem.message.endswith(expected.get("ends", ""))
        and expected.get("label", "") in problem.labels[0].text
        and ("also" not in expected or expected["also"] in {_place(one, folder, "") for one in problem.labels[1:]})
    )


@pytest.mark.parametrize("case", _cases())
def test_a_lint_tells_what_is_wrong_and_nothing_else(case: dict[str, Any], tmp_path: Path) -> None:
    _write(case, tmp_path)
    checked = lint([tmp_path])
    left = list(checked.problems)
    for expected in case["expect"]:
        matching = [one for one in left if _fits(one, expected, tmp_path)]
        assert matching, f"{expected} is not among {[str(one) for one in left]}"
        left.remove(matching[0])
    assert [str(one) for one in left] == []
    assert sorted(one.problem.code.name for one in checked.suppressed) == case.get("suppressed", [])
    if "fixed" in case:
        _check_fixes(case, checked, tmp_path)


def _check_fixes(case: dict[str, Any], checked: Checked, folder: Path) -> None:
    texts, made = fixed(checked)
    if case["fixed"] == "none":
        assert (texts, made) == ({}, [])
        return
    write(checked.packs, texts)
    expected = _text(case["fixed"], case.get("changes", ""))
    assert (folder / "a.yaml").read_text(encoding="utf-8") == expected
    mendable = {one for one in checked.problems if one.fix}
    again = lint([folder])
    assert not again.of(Severity.ERROR)
    assert not [one for one in again.problems if one.fix]
    assert len(again.problems) == len(checked.problems) - len(mendable)


def test_fixes_keep_the_ends_of_lines_and_the_mark_at_the_start(tmp_path: Path) -> None:
    rules = "- id: ban\n  prohibition: Import\n  each: Flow as flow\n  let:\n    a: flow.crates\n  violated_when: flow.crates > 5\n"
    _write({"rules": rules}, tmp_path)
    file = tmp_path / "a.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    checked = lint([tmp_path])
    texts, _ = fixed(checked)
    write(checked.packs, texts)
    left = _text(rules.replace("  let:\n    a: flow.crates\n", "")).replace("\n", "\r\n")
    assert file.read_bytes() == b"\xef\xbb\xbf" + left.encode()


def test_a_suppression_that_is_left_over_in_a_case_file_is_taken_out_there(tmp_path: Path) -> None:
    rules = "- {id: ban, prohibition: Import, each: Flow as flow, violated_when: flow.crates > 5}\n"
    cases = "cases:\n  - {case: one, expect: [{rule: ban, verdict: violated}]}"
    _write({"rules": rules, "files": {"a.cases.yaml": f"{cases}  # noqa: SE724 a title of ours\n"}}, tmp_path)
    checked = lint([tmp_path])
    assert [one.code.name for one in checked.problems] == ["SE723"]
    texts, _ = fixed(checked)
    write(checked.packs, texts)
    assert (tmp_path / "a.cases.yaml").read_text(encoding="utf-8") == f"{cases}\n"
    assert lint([tmp_path]).problems == ()


def test_a_pack_that_another_one_requires_is_not_linted(tmp_path: Path) -> None:
    for name, requires, rules in (
        ("base", "", "- {id: ban, prohibition: Import, each: Flow as flow, violated_when: flow.crates < 0}"),
        (
            "own",
            "requires: [base]\n",
            "- {id: own, prohibition: Import, each: Flow as flow, violated_when: flow.crates > 5}",
        ),
    ):
        folder = tmp_path / name
        folder.mkdir()
        _write({"rules": rules}, folder)
        (folder / "pack.yaml").write_text(f"name: {name}\nversion: '1'\ntitle: One\n{requires}", encoding="utf-8")
    assert lint([tmp_path / "own"]).problems == ()
    assert [one.code.name for one in lint([tmp_path]).problems] == ["SE702"]
