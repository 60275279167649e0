"""`watch`: lines in, changes out; what is set aside, what is counted, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sanctions_engine.cli import watch
from sanctions_engine.cli.entry import run

SOURCE = {"is": "source", "id": "news", "publisher": "News", "published": "2019-12-20"}
PRESENT = {
    "fact": "WorkerPresence",
    "state": "RUS",
    "nationality": "PRK",
    "earning_income": True,
    "count": "~1000",
    "at": "2019-12-22",
    "by": "RUS",
    "source": "news",
}
BAD = {**PRESENT, "cuont": 3}
LATER = {"is": "day", "to": "2019-12-23"}
ASKED = ["--rules", "un/dprk", "--rule", "unscr-2397-8", "--as-of", "2019-12-22"]


def written(path: Path, *lines: dict[str, Any] | str) -> None:
    with path.open("a", encoding="utf-8") as out:
        out.writelines(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines)


def told(text: str) -> list[tuple[str, ...]]:
    """Return of each change its id, turn, subject and verdict."""
    changes = [json.loads(line) for line in text.splitlines()]
    assert all(one["finding"]["rule"] == one["rule"] == "unscr-2397-8" for one in changes)
    return [(one["id"], one["turn"], one["subject"], one["finding"]["verdict"]) for one in changes]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return tmp_path / "claims.jsonl"


OPENED = [("2-1", "opened", "PRK", "not_applicable"), ("2-2", "opened", "RUS", "pending")]


def test_changes_are_told_as_lines_of_json(lines: Path, capfd: pytest.CaptureFixture[str]) -> None:
    written(lines, SOURCE, PRESENT, LATER)
    assert run(["watch", str(lines), "--once", *ASKED]) == 0
    assert told(capfd.readouterr().out) == [*OPENED, ("3-1", "changed", "RUS", "violated")]


def test_a_bad_line_is_set_aside_with_its_number_and_the_reason(
    lines: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    written(lines, SOURCE, BAD, "", "not json", {"is": "nothing"}, {**LATER, "to": "2019-02-30"}, PRESENT)
    written(lines, {**LATER, "to": "2019-12-01"}, {**PRESENT, "is": "withdrawal", "count": 7})
    aside = tmp_path / "aside.jsonl"
    assert run(["watch", str(lines), "--once", "--quarantine", str(aside), *ASKED]) == 0
    out, err = capfd.readouterr()
    assert [one[1:] for one in told(out)] == [one[1:] for one in OPENED]
    kept = [json.loads(line) for line in aside.read_text().splitlines()]
    assert [(one["line"], one["code"], one["field"]) for one in kept] == [
        (2, "SE403", "cuont"),
        (4, "SE417", None),
        (5, "SE405", "is"),
        (6, "SE405", "to"),
        (8, "SE405", "is"),
        (9, "SE405", "is"),
    ]
    assert f"set aside, not read: {lines}:2: unknown field `cuont`" in err
    assert "days do not go back" in kept[4]["reason"]
    assert "nothing like it was said" in kept[5]["reason"]


def test_what_is_counted_stands_in_a_file(lines: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    written(lines, SOURCE, PRESENT, BAD, LATER)
    metrics = tmp_path / "watch.prom"
    assert run(["watch", str(lines), "--once", "--metrics", str(metrics), *ASKED]) == 0
    values = dict(line.rsplit(" ", 1) for line in metrics.read_text().splitlines() if not line.startswith("#"))
    assert values["sanctions_engine_lines_total"] == "4"
    assert values["sanctions_engine_lines_set_aside_total"] == "1"
    assert values['sanctions_engine_changes_total{turn="changed"}'] == "1"
    assert values['sanctions_engine_findings{verdict="violated"}'] == "1"
    assert values["sanctions_engine_as_of_timestamp_seconds"] == "1577059200"


def test_a_run_goes_on_where_the_last_one_ended(lines: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    command = ["watch", str(lines), "--once", "--journal", str(tmp_path / "watch.db"), *ASKED]
    written(lines, SOURCE, PRESENT, BAD)
    assert run(command) == 0
    assert told(capfd.readouterr().out) == OPENED
    assert run(command) == 0
    assert capfd.readouterr().out == ""
    written(lines, {**PRESENT, "is": "withdrawal"}, BAD)
    assert run(command) == 0
    out, err = capfd.readouterr()
    assert told(out)[0] == ("4-1", "closed", "PRK", "not_applicable")
    assert f"{lines}:5: " in err
    assert run([*command, "--known-at", "as-of"]) == 4


def test_a_file_that_was_written_anew_is_refused(
    lines: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    command = ["watch", str(lines), "--once", "--journal", str(tmp_path / "watch.db"), *ASKED]
    written(lines, SOURCE, PRESENT)
    assert run(command) == 0
    lines.write_text(f"{json.dumps(SOURCE)}\n")
    assert run(command) == 4
    assert "SE423" in capfd.readouterr().err


def test_a_file_that_is_not_there_and_a_day_that_is_none_are_told(
    lines: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["watch", str(lines), *ASKED]) == 2
    assert run(["watch", str(lines), "--rules", "un/dprk", "--as-of", "soon"]) == 2
    assert "cannot be read" in capfd.readouterr().err


def test_without_a_day_days_pass_by_the_clock(
    lines: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    days = iter([date(2019, 12, 22), date(2019, 12, 22)])
    monkeypatch.setattr(watch, "_today", lambda: next(days, date(2019, 12, 23)))
    written(lines, SOURCE, PRESENT)
    monkeypatch.setattr(
        "sanctions_engine.cli.growing.BLOCK", 60
    )  # a block, and with it a look at the clock, for each part of a line
    assert run(["watch", str(lines), "--once", *ASKED[:-2]]) == 0
    assert told(capfd.readouterr().out)[-1][2:] == ("RUS", "violated")


def process(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    code = "from sanctions_engine.cli import main; main()"
    command = [sys.executable, "-c", code, "watch", *arguments, *ASKED]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options)


def test_sigterm_ends_it_and_leaves_a_clean_journal(
    lines: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    journal = str(tmp_path / "watch.db")
    written(lines, SOURCE, PRESENT)
    with process(str(lines), "--journal", journal) as running:
        assert running.stdout is not None
        first = running.stdout.readline()
        running.stdout.readline()
        written(lines, LATER)  # the file grows while it is read
        changed = running.stdout.readline()
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
        assert running.stdout.read() == b""
    assert told((first + changed).decode()) == [OPENED[0], ("3-1", "changed", "RUS", "violated")]
    assert run(["watch", str(lines), "--once", "--journal", journal, *ASKED]) == 0
    assert capfd.readouterr().out == ""


def test_the_standard_input_is_followed_line_by_line() -> None:
    with process() as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(f"{json.dumps(SOURCE)}\n{json.dumps(PRESENT)}\n".encode())
        running.stdin.flush()
        lines = [running.stdout.readline(), running.stdout.readline()]  # before the input ends
        running.stdin.write(json.dumps(LATER).encode())  # the last line has no end
        running.stdin.close()
        lines.append(running.stdout.readline())
        assert running.wait(20) == 0
    assert told(b"".join(lines).decode()) == [*OPENED, ("3-1", "changed", "RUS", "violated")]


def test_what_nobody_read_is_told_again(lines: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    journal = str(tmp_path / "watch.db")
    written(lines, SOURCE)
    with process(str(lines), "--journal", journal) as running:
        assert running.stdout is not None
        running.stdout.close()  # whoever read the changes has left
        while not os.path.exists(journal):  # noqa: PTH110
            time.sleep(0.02)
        written(lines, PRESENT)
        assert running.wait(20) == 0
    assert run(["watch", str(lines), "--once", "--journal", journal, *ASKED]) == 0
    assert told(capfd.readouterr().out) == OPENED
