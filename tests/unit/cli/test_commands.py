"""`check`, `test`, `explain`, `timeline`, `compare`, and what every command has in common."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sanctions_engine.cli.app import COMMANDS, ROOT_EXAMPLES

ROOT = Path(__file__).resolve().parents[3]
RUSSIA = "examples/russia-2020"
ALL_EXAMPLES = [*ROOT_EXAMPLES, *(example for _, examples, _ in COMMANDS for example in examples)]
CLAIM = json.dumps(
    {"fact": "WorkerPresence", "state": "RUS", "nationality": "PRK", "earning_income": True, "count": 1000}
    | {"at": "2019-12-22", "by": "RUS", "known": "2020-01-24"}
)
NAMES = [function.__module__.rpartition(".")[2].replace("_", "-") for function, _, _ in COMMANDS]


@pytest.mark.parametrize("name", NAMES)
def test_help_has_an_example(command: Any, name: str) -> None:
    done = command(name, "--help")
    assert done.code == 0
    assert f"  Example:\n    sanctions-engine {name} " in done.out


def test_the_commands_are_those_of_the_design(command: Any) -> None:
    own = [
        "evaluate",
        "scorecard",
        "check",
        "test",
        "mutate",
        "explain",
        "trace",
        "why-not",
        "timeline",
        "compare",
        "watch",
        "new",
        "schema",
    ]
    assert own == NAMES
    out = command("--help").out
    assert all(f"\n  {name} " in out for name in NAMES)
    assert "70  internal error" in out


@pytest.mark.parametrize("example", ALL_EXAMPLES)
def test_every_example_of_the_help_runs(command: Any, dossier: Path, tmp_path: Path, example: str) -> None:
    program, *words = shlex.split(example)
    assert program == "sanctions-engine"
    shutil.copytree(ROOT / "rules/un/dprk", tmp_path / "my" / "dprk")
    (tmp_path / "claims.jsonl").write_text(CLAIM + "\n", encoding="utf-8")
    places = {
        "claims.jsonl": str(tmp_path / "claims.jsonl"),
        "watch.db": str(tmp_path / "watch.db"),
        "dossier.yaml": str(dossier),
        "findings.json": str(tmp_path / "findings.json"),
        "rules=my/dprk": f"rules={tmp_path / 'my/dprk'}",
        "my-cases": str(tmp_path),
        "schema.json": str(tmp_path / "schema.json"),
    }
    house = str(tmp_path / "house" / "visits")
    if words[0] == "new" and words[1] != "pack":
        command("new", "pack", house)
    if words[:2] == ["new", "case"]:
        command("new", "rule", f"{house}/reports.yaml")
    done = command(*(places.get(word, word.replace("house/visits", house)) for word in words))
    assert done.code in ((0, 1) if "--fail-on" in words else (0,)), done.err


def test_help_is_quick_because_it_loads_little() -> None:
    code = (
        "import sys\nfrom sanctions_engine.cli.entry import run\nrun(['evaluate', '--help'])\n"
        "heavy = {'rich', 'holidays', 'pycountry', 'yaml', 'sanctions_engine.evaluation'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, env=environment)


def test_the_version(command: Any) -> None:
    assert command("--version").out.startswith("sanctions-engine ")


# --- check ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "paths", [("rules",), ("rules/",), ("un/dprk",), (), ("rules/un/dprk/unscr-2397/08-workers.yaml",)]
)
def test_check_accepts_packs_folders_and_files(command: Any, paths: tuple[str, ...]) -> None:
    done = command("check", *paths)
    assert (done.code, done.err) == (0, "")
    assert "un/dprk 0.1.0" in done.out
    assert ": no problems; " in done.out  # and no warning: what is left is advice


def test_check_tells_all_problems_at_once_with_their_lines(command: Any, tmp_path: Path) -> None:
    pack = tmp_path / "dprk"
    shutil.copytree(ROOT / "rules/un/dprk", pack)
    rules = pack / "unscr-2397" / "08-workers.yaml"
    text = rules.read_text(encoding="utf-8").replace("w.count", "w.cuont").replace("severity: high", "severty: high")
    rules.write_text(text, encoding="utf-8")
    done = command("check", str(pack))
    assert (done.code, done.out) == (3, "")
    assert "error[SE204]: unknown field `cuont` on `WorkerPresence`" in done.err
    assert "error[SE101]" in done.err
    assert "^^^^^" in done.err
    assert "help: did you mean `count`?" in done.err
    assert f"--> {rules}:" in done.err


def test_a_warning_is_told_and_changes_nothing(command: Any, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("name: own/x\nversion: '1'\ntitle: T\nrequires: [un/dprk]\n", "utf-8")
    (tmp_path / "instruments.yaml").write_text("instruments: {i: {title: I, body: B, adopted: 2019-01-01}}\n", "utf-8")
    (tmp_path / "a.yaml").write_text(
        "instrument: i\nrules:\n  - id: r\n    obligation: R\n    each: State as state\n"
        "    satisfied_when: latest(w.count for w in WorkerPresence if w.state == state.code) == 0\n"
        "    due: none\n",
        "utf-8",
    )
    done = command("check", str(tmp_path))
    assert done.code == 0
    assert re.findall(r"warning\[(SE\d+)\]", done.err) == ["SE719", "SE720", "SE219"]
    assert done.out.endswith("3 warnings\n")


# --- test ------------------------------------------------------------------------------------------


def test_cases_hold(command: Any) -> None:
    done = command("test", "rules/us/dprk")
    assert done.code == 0, done.out
    assert done.out.endswith("expectations: all hold\n")


def test_a_case_that_fails_says_what_was_expected_and_found(command: Any, tmp_path: Path) -> None:
    cases = tmp_path / "x.cases.yaml"
    cases.write_text(
        "packs: [un/dprk]\ncases:\n  - case: nothing is known\n    as_of: 2020-01-24\n"
        "    expect: [{rule: unscr-2397-8, subject: RUS, verdict: violated}]\n",
        encoding="utf-8",
    )
    done = command("test", str(cases))
    assert done.code == 1
    assert "FAILED nothing is known" in done.out
    assert f"{cases}:3" in done.out
    assert (
        "`verdict`\n          expected violated\n          found    undetermined\n          because  unknown whether"
        in done.out
    )
    # The condition that decided; the proof itself needs `-v`.
    assert "<= shown(barred) is unknown: earning" in done.out
    assert "demands" not in done.out
    # What is open is most often open for want of a `coverage`.
    assert "\n                   not covered: look for `WorkerPresence` (" in done.out
    assert done.out.endswith("1 case, 1 expectation: 1 failed\n")
    missed = command("test", str(cases), "--case", "something else")
    assert (missed.code, missed.out) == (2, "")  # nothing was held against anything
    assert "no case matches `something else`, of 1" in missed.err


def test_coverage_is_told_written_and_demanded(command: Any, tmp_path: Path) -> None:
    asked = ("test", "rules/us/dprk", "--html", str(tmp_path / "pages"), "--fail-under")
    done = command(*asked, "99")
    assert done.code == 1
    assert "expectations: all hold\n\nus-dprk-blocked-party: 14 of 16 exercised\n" in done.out
    assert done.out.endswith("coverage: 14 of 16 exercised, 87.5 per cent\n")
    assert done.err == "coverage of 87.5 per cent is under 99\n"
    assert (tmp_path / "pages/index.html").is_file()
    assert command(*asked, "87.5").code == 0
    junit = command(*asked, "87.5", "--format", "junit")
    assert junit.out.endswith("</testsuites>\n")


def test_cases_that_cannot_be_read_are_input(command: Any, tmp_path: Path) -> None:
    cases = tmp_path / "x.cases.yaml"
    cases.write_text("packs: [un/dprk]\ncases:\n  - {case: a, as_off: 2020-01-24, expect: []}\n", encoding="utf-8")
    done = command("test", str(cases))
    assert done.code == 4
    assert "error[SE101]" in done.err
    assert "nothing was run" in done.out


# --- explain ------------------------------------------------------------------------------------------


def test_explain_a_rule(command: Any) -> None:
    out = command("explain", "unscr-2397-8").out
    assert out.startswith("OBLIGATION  unscr-2397-8  mandatory, severity high\n")
    for told in (
        "demands  Repatriate DPRK nationals",
        "due      instrument.adopted + months(24) = 2019-12-22",
        "except   committee-approved",
        "read as  earning-now",
        "in force from 2017-12-22: the first text",
        "cases    rules/un/dprk/draft-2019-12-16/changes.cases.yaml\n",
        "           rules/un/dprk/unscr-2397/08-workers.cases.yaml\n             before its adoption the",
        "draft    would be repealed by Draft resolution",
        "cites    Security Council resolution 2397 (2017), paragraph 8",
        "written  rules/un/dprk/unscr-2397/08-workers.yaml:",
    ):
        assert told in out


def test_explain_under_a_scenario(command: Any) -> None:
    out = command("explain", "unscr-2397-8", "--assume", "draft-2019-12-16").out
    assert "in force 2017-12-22 to 2019-12-15: the first text\n" in out
    assert "from 2019-12-16: repealed by Draft" in out
    assert "a scenario, not the law" in out
    assert "draft    would" not in out


def test_explain_all_rows_of_a_table(command: Any) -> None:
    out = command("explain", "unscr-2397-7/*").out
    assert out.count("PROHIBITION  unscr-2397-7/") >= 3
    assert "paragraph number not verified against the text" in out


def test_explain_a_fact_kind(command: Any) -> None:
    out = command("explain", "WorkerPresence").out
    assert out.startswith("FACT KIND  WorkerPresence\n  records  Nationals of a State")
    for told in (
        "is       a status: holds from its day until the next claim with the same state, nationality, earning_income",
        "read by  dprk-transport-capacity, unscr-2397-8,",
        "fields   state: State, required; Where they are",
        "count: whole number, at least 0, required; How many persons",
        "- {fact: WorkerPresence, ",
    ):
        assert told in out
    assert command("explain", "workerpresence").out == out


def test_explain_a_code(command: Any) -> None:
    out = command("explain", "se204").out
    assert out.startswith("error[SE204]: unknown field\n")
    assert "help: " in out
    assert command("explain", "SE219").out.startswith("warning[SE219]")


# --- timeline, compare ------------------------------------------------------------------------------------------


def test_a_timeline(command: Any) -> None:
    words = ("timeline", RUSSIA, "--rule", "unscr-2397-8", "--subject", "RUS", "--until", "2020-01-24")
    lines = command(*words).out.splitlines()
    assert lines[0] == "unscr-2397-8 for RUS"
    assert " ".join(lines[2].split()).startswith("2017-12-22 to 2019-12-22 PENDING")
    assert " ".join(lines[3].split()).startswith("2019-12-23 to 2020-01-24 VIOLATED")
    spans = json.loads(command(*words, "--format", "json").out)["spans"]
    assert [span["verdict"] for span in spans] == ["not_in_force", "pending", "violated"]
    later = command(*words, "--since", "2019-12-23").out
    assert "2019-12-23 to 2020-01-24" in later
    assert "PENDING" not in later


def test_the_law_over_time(command: Any) -> None:
    words = ("timeline", "--law", "un/dprk", "--since", "2019-01-01", "--until", "2019-12-22")
    assert command(*words).out.endswith("nothing changes between these days\n")
    assumed = command(*words, "--assume", "draft-2019-12-16").out
    assert "\n2019-12-16\n" in assumed
    assert "unscr-2397-8: duty: Repatriate DPRK nationals" in assumed
    assert "[draft-2019-12-16 (unverified)] (assumed)" in assumed
    found = json.loads(command(*words, "--assume", "draft-2019-12-16", "--format", "json").out)
    assert {one["step"] for one in found["changes"] if one["modality"] != "exemption"} == {"repealed"}


@pytest.mark.parametrize(
    "words, told",
    [
        (("--law", "un/dprk", "--subject", "RUS"), "the law has no evidence, rule or subject"),
        (("--law", "un/dprk", RUSSIA), "the law has no evidence, rule or subject"),
        ((RUSSIA, "--rule", "unscr-2397-8"), "invalid value for `--subject`"),
        (("--rule", "unscr-2397-8", "--subject", "RUS"), "invalid value for `DOSSIER`"),
    ],
)
def test_a_timeline_is_of_evidence_or_of_the_law(command: Any, words: tuple[str, ...], told: str) -> None:
    done = command("timeline", *words)
    assert done.code == 2
    assert told in done.err


def test_compare_law_and_scenario(command: Any) -> None:
    done = command("compare", RUSSIA, "--as-of", "2020-01-24", "--assume", "draft-2019-12-16=2019-12-16")
    assert done.code == 0
    assert "after    draft-2019-12-16 assumed adopted on 2019-12-16\n" in done.out
    assert (
        "RUS                unscr-2397-8                  VIOLATED  ->  NOT IN FORCE\n  because  law: repealed"
        in done.out
    )
    assert "invented-statues unscr-2321-29/statues VIOLATED -> NOT IN FORCE" in " ".join(done.out.split())
    assert done.out.splitlines()[-1].startswith("10 findings changed (6 on made-up evidence), ")


def test_compare_two_days_shorthand_and_long(command: Any) -> None:
    short = command("compare", RUSSIA, "--as-of", "2019-12-22", "--as-of", "2019-12-23", "--rule", "unscr-2397-8")
    long = command(
        "compare", RUSSIA, "--rule", "unscr-2397-8", "--before", "as-of=2019-12-22", "--after", "as-of=2019-12-23"
    )
    assert short == long
    assert "PENDING  ->  VIOLATED" in short.out
    assert "before   as of 2019-12-22\nafter    as of 2019-12-23\n" in short.out


def test_compare_readings_as_json(command: Any) -> None:
    words = ("compare", RUSSIA, "--as-of", "2020-01-24", "--subject", "RUS", "--after", "reading=earning-now")
    found = json.loads(command(*words, "--format", "json").out)
    assert list(found) == ["before", "after", "changes", "unchanged"]
    (change,) = [one for one in found["changes"] if one["rule"] == "unscr-2397-8"]
    assert (change["before"], change["after"]) == ("violated", "fulfilled_late")


def test_what_one_side_says_goes_over_what_both_say(command: Any) -> None:
    both = ("--as-of", "2020-01-24", "--known-at", "2020-01-24")
    out = command("compare", RUSSIA, *both, "--before", "known-at=2019-12-31").out
    assert "before   as known at 2019-12-31\nafter    as known at 2020-01-24\n" in out


@pytest.mark.parametrize(
    "words, told",
    [
        ((), "there is nothing to compare"),
        # What a scenario assumes on both sides makes no difference between them.
        (("--assume", "draft-2019-12-16", "--before", "assume=draft-2019-12-16"), "there is nothing to compare"),
        (("--before", "foo=1"), "`--before` cannot be `foo`"),
        (("--before", "as-off=2020-01-01"), "did you mean `as-of`?"),
        (("--after", "reading"), "is not of the form `KEY=VALUE`"),
        (("--after", "reading=a", "--after", "reading=b"), "gives `reading` more than once"),
        (("--as-of", "2020-01-01", "--as-of", "2020-01-02", "--as-of", "2020-01-03"), "is given 3 times"),
        (("--before", "as-of=x"), "`--before as-of x` is not a day"),
    ],
)
def test_a_comparison_that_makes_no_sense(command: Any, words: tuple[str, ...], told: str) -> None:
    done = command("compare", RUSSIA, *words)
    assert done.code == 2
    assert told in done.err
