"""`check` as a linter: weights, formats, suppressions counted, fixes shown and made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

BASE = Path(__file__).parents[2] / "cases" / "linting" / "base"
RULES = """instrument: res-1
paragraph: "1"
rules:
  - id: ban
    prohibition: Import
    each: Flow as flow
    verified: false
    let:
      idle: flow.crates + 1  # left over
      many: flow.crates > 50
    violated_when: many and flow.exporter == "PRK"
  - {id: idle, prohibition: Import, each: Flow as flow, violated_when: flow.crates < 0}  # noqa: SE702 until they are counted
"""
CASES = "cases:\n  - {case: x, expect: [{rule: ban, verdict: violated}, {rule: idle, verdict: violated}]}\n"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack with one warning that can be mended, one advice and one suppression."""
    for file in BASE.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "a.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "a.cases.yaml").write_text(CASES, encoding="utf-8")
    return tmp_path


def test_advice_is_counted_and_shown_to_who_asks(command: Any, pack: Path) -> None:
    done = command("check", str(pack))
    assert done.code == 0
    assert "warning[SE716]: `idle` of rule `ban` is never read" in done.err
    assert "SE721" not in done.err
    assert done.out.endswith("2 rules: 1 warning; 1 piece of advice not shown (`--advice` shows it); 1 suppressed\n")
    shown = command("check", str(pack), "--advice")
    assert "advice[SE721]" in shown.err
    assert shown.err.endswith("1 warning, 1 advice\n")
    assert shown.out.endswith("2 rules: 1 warning; 1 suppressed\n")


@pytest.mark.parametrize("weight, code", [("error", 0), ("warning", 1), ("advice", 1)])
def test_what_weighs_enough_fails_the_command(command: Any, pack: Path, weight: str, code: int) -> None:
    assert command("check", str(pack), "--fail-on", weight).code == code


def test_advice_fails_only_who_asks_for_it(command: Any, pack: Path) -> None:
    command("check", str(pack), "--fix")
    assert [command("check", str(pack), "--fail-on", one).code for one in ("warning", "advice")] == [0, 1]


def test_formats_for_machines_go_to_the_standard_output_alone(command: Any, pack: Path, tmp_path: Path) -> None:
    done = command("check", str(pack), "--format", "json")
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)
    assert told["counts"] == {"error": 0, "warning": 1, "advice": 0}
    assert [one["code"] for one in told["suppressed"]] == ["SE702"]
    sarif = tmp_path / "out.sarif"
    assert command("check", str(pack), "--format", "sarif", "--advice", "--output", str(sarif)).out == ""
    results = json.loads(sarif.read_text(encoding="utf-8"))["runs"][0]["results"]
    assert [one["ruleId"] for one in results] == ["SE721", "SE716", "SE702"]
    assert command("check", str(pack), "--format", "github").out.startswith(f"::warning file={pack}/a.yaml,line=9,")


def test_errors_are_told_in_every_format_and_stop_the_linter(command: Any, pack: Path) -> None:
    (pack / "a.yaml").write_text(RULES.replace("flow.exporter", "flow.exprter"), encoding="utf-8")
    done = command("check", str(pack), "--format", "json", "--advice")
    assert done.code == 3
    assert [one["code"] for one in json.loads(done.out)["problems"]] == ["SE204"]


def test_a_diff_changes_nothing_and_fix_writes_the_same(command: Any, pack: Path) -> None:
    shown = command("check", str(pack), "--diff")
    assert (shown.code, shown.err) == (1, "")
    assert [line for line in shown.out.splitlines() if line.startswith(("-  ", "+  "))] == [
        "-      idle: flow.crates + 1  # left over"
    ]
    assert (pack / "a.yaml").read_text(encoding="utf-8") == RULES
    done = command("check", str(pack), "--fix")
    assert done.code == 0
    assert f"fixed: {pack}/a.yaml: removed the unused `let` name `idle`\n" in done.out
    assert done.out.endswith("no problems; 1 piece of advice not shown (`--advice` shows it); 1 suppressed\n")
    assert (pack / "a.yaml").read_text(encoding="utf-8") == RULES.replace(
        "      idle: flow.crates + 1  # left over\n", ""
    )
    assert command("check", str(pack), "--diff").out == ""


def test_fix_writes_nowhere_that_was_not_named(command: Any) -> None:
    for words in ((), ("un/dprk",)):
        done = command("check", *words, "--fix")
        assert (done.code, done.out) == (2, "")
        assert "`--fix` needs the folders that it may write to" in done.err
    assert command("check", "rules", "--fix", "--diff").code == 2


def test_a_report_does_not_replace_the_rules_that_it_is_about(command: Any, pack: Path) -> None:
    file = next(pack.glob("*.yaml"))
    before = file.read_text()
    for named in (pack, file):
        done = command("check", str(named), "--output", str(file))
        assert done.code == 2
        assert f"`--output {file}` would replace what `{named}` reads" in done.err
        assert file.read_text() == before
    law = command("timeline", "--law", str(pack), "--output", str(file))
    assert (law.code, file.read_text()) == (2, before)
    assert "would replace" in law.err
    for _ in range(2):  # what no command reads may stand there, and is replaced
        assert command("check", str(pack), "--output", str(pack / "told.txt")).code == 0
