"""`evaluate`: formats, files, exit codes."""

from __future__ import annotations

import csv
import io
import json
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sanctions_engine import evaluation
from sanctions_engine.cli.evaluate import is_hit
from sanctions_engine.models.verdicts import Verdict

ROOT = Path(__file__).resolve().parents[3]
RUSSIA = ("evaluate", "examples/russia-2020", "--as-of", "2020-01-24")
ONE = ("--rule", "unscr-2397-8", "--subject", "RUS")


def test_the_russia_case_is_told_in_words(command: Any) -> None:
    done = command(*RUSSIA, *ONE)
    assert (done.code, done.err) == (0, "")
    assert "VIOLATED  RUS  unscr-2397-8  due 2019-12-22, 33 days ago" in done.out
    assert "earning-now: fulfilled late" in done.out
    assert "not an exception that paragraph 8 knows" in done.out
    assert done.out.endswith("1 rule, 1 subject: 1 violated (1 contested)\n")
    assert "\x1b[" not in done.out


def test_the_same_question_gives_the_same_bytes(command: Any) -> None:
    for format in ("text", "json", "jsonl", "csv"):
        assert command(*RUSSIA, "--format", format) == command(*RUSSIA, "--format", format)


def test_the_formats(command: Any) -> None:
    document = json.loads(command(*RUSSIA, "--format", "json").out)
    assert list(document) == ["run", "findings"]
    lines = [json.loads(line) for line in command(*RUSSIA, "--format", "jsonl").out.splitlines()]
    assert lines == document["findings"]
    rows = list(csv.DictReader(io.StringIO(command(*RUSSIA, "--format", "csv").out, newline="")))
    assert [row["verdict"] for row in rows] == [finding["verdict"] for finding in lines]


def test_options_reach_the_question(command: Any) -> None:
    options = ("--known-at", "2019-12-31", "--perspective", "Russia", "--reading", "earning-now")
    run = json.loads(command(*RUSSIA, *ONE, *options, "--assume", "draft-2019-12-16", "--format", "json").out)["run"]
    assert run["as_of"] == "2020-01-24"
    assert run["known_at"] == "2019-12-31"
    assert run["perspective"] == "RUS"
    assert run["reading"] == "earning-now"
    assert run["assumed"] == {"draft-2019-12-16": "2019-12-16"}


def test_packs_can_be_named(command: Any, dossier: Path) -> None:
    run = json.loads(command("evaluate", str(dossier), "--as-of", "2020-06-01", "--format", "json").out)["run"]
    assert [pack["name"] for pack in run["packs"]] == ["un/dprk"]
    named = command(
        "evaluate", "examples/russia-2020", "--as-of", "2020-01-24", "--rules", "rules/us/dprk", "--format", "json"
    )
    assert "us/dprk" in [pack["name"] for pack in json.loads(named.out)["run"]["packs"]]


def test_all_states(command: Any, dossier: Path) -> None:
    asked = ("evaluate", str(dossier), "--as-of", "2020-06-01", "--rule", "unscr-2397-8*", "--format", "json")
    some, every = json.loads(command(*asked).out), command(*asked, "--all-states")
    assert len(json.loads(every.out)["findings"]) > 100 * len(some["findings"]) / 10


@pytest.mark.parametrize(
    "verdict, code",
    [("violated", 1), ("fulfilled_late", 1), ("fulfilled-late", 1), ("undetermined", 1), ("error", 0)],
)
def test_fail_on(command: Any, verdict: str, code: int) -> None:
    done = command(*RUSSIA, *ONE, "--fail-on", verdict)
    assert done.code == code
    assert "VIOLATED" in done.out  # the report comes first, whatever the exit code


def test_fail_on_asks_the_worst_verdict(command: Any) -> None:
    # Under the reading alone it is fulfilled late; as the record stands it is violated.
    assert command(*RUSSIA, *ONE, "--reading", "earning-now", "--fail-on", "violated").code == 0
    assert command(*RUSSIA, *ONE, "--fail-on", "violated").code == 1


def test_fail_on_asks_the_worst_and_not_the_verdict() -> None:
    packs, dossier = evaluation.read_dossiers([ROOT / "examples/russia-2020"])
    found = evaluation.evaluate(
        packs, dossier, as_of=date(2020, 1, 24), rules=["unscr-2397-8"], subjects=["RUS"], reading="earning-now"
    )
    assert not is_hit(found, Verdict.VIOLATED)
    worse = found[0].model_copy(update={"worst": Verdict.VIOLATED})
    assert is_hit(found.model_copy(update={"findings": (worse,)}), Verdict.VIOLATED)


def test_a_hortatory_norm_never_fails_a_run(command: Any, tmp_path: Path, dossier: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "pack.yaml").write_text("name: own/x\nversion: '1'\ntitle: T\nrequires: [un/dprk]\n", "utf-8")
    (pack / "instruments.yaml").write_text("instruments: {i: {title: I, body: B, adopted: 2019-01-01}}\n", "utf-8")
    rule = (
        "instrument: i\nrules:\n  - id: asked\n    obligation: Please report\n    binding: {}\n"
        "    each: State as state\n"
        '    satisfied_when: any(r for r in ImplementationReport if r.state == state.code and r.about == "x")\n'
        '    due: date("2019-06-01")\n'
    )
    for binding, code in (("mandatory", 1), ("hortatory", 0)):
        (pack / "a.yaml").write_text(rule.format(binding), "utf-8")
        done = command(
            "evaluate",
            str(dossier),
            "--rules",
            str(pack),
            "--as-of",
            "2020-06-01",
            "--rule",
            "asked",
            "--fail-on",
            "violated",
        )
        assert (done.code, done.err) == (code, "")
        assert "VIOLATED" in done.out


def test_output_is_a_whole_file(command: Any, tmp_path: Path) -> None:
    path = tmp_path / "findings.json"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    done = command(*RUSSIA, "--format", "json", "--output", str(path))
    assert (done.code, done.out, done.err) == (0, "", "")
    assert json.loads(path.read_text(encoding="utf-8"))["run"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["findings.json"]  # nothing half-written is left


def test_a_report_that_is_not_finished_leaves_the_old_one(
    command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "findings.txt"
    path.write_text("old", encoding="utf-8")

    def _full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", _full)
    done = command(*RUSSIA, "--output", str(path))
    assert done.code == 2
    assert "no space left on device" in done.err
    assert path.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["findings.txt"]


def test_a_file_that_cannot_be_written_keeps_what_was_there(command: Any, tmp_path: Path) -> None:
    done = command(*RUSSIA, "--output", str(tmp_path / "no" / "x.txt"))
    assert done.code == 2
    assert "cannot be written" in done.err
    folder = tmp_path / "folder"
    folder.mkdir()
    assert command(*RUSSIA, "--output", str(folder)).code == 2
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]


def test_rows_that_are_set_aside_are_told_and_strict_stops(command: Any, dossier: Path) -> None:
    with dossier.open("a", encoding="utf-8") as file:
        file.write("pleas:\n  - {by: RUS, rule: unscr-2397-88, ground: x, source: paper}\n")
    done = command("evaluate", str(dossier), "--as-of", "2020-06-01")
    assert done.code == 0
    assert "1 row of the evidence set aside, not read:" in done.out
    assert f"{dossier}:9" in done.out
    strict = command("evaluate", str(dossier), "--as-of", "2020-06-01", "--strict")
    assert (strict.code, strict.out) == (4, "")
    assert "error[SE410]" in strict.err
    assert "unscr-2397-88, ground" in strict.err  # the line itself is shown


def test_verbose_shows_more(command: Any) -> None:
    short, long = command(*RUSSIA).out, command(*RUSSIA, "--verbose").out
    assert "`-v` lists 86 of them" in " ".join(short.split())
    assert "`-v` lists" not in long
    assert len(long) > 2 * len(short)
