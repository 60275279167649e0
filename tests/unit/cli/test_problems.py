"""Whatever goes wrong ends in a message and the agreed exit code, never in a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sanctions_engine import evaluation
from sanctions_engine.cli.exits import Exit, exit_of
from sanctions_engine.diagnostics import (
    BadQuestion,
    Code,
    EngineDisagreement,
    EngineUnavailable,
    InputRejected,
    Problem,
    RulesRejected,
)

ROOT = Path(__file__).resolve().parents[3]
RUSSIA = ("evaluate", "examples/russia-2020", "--as-of", "2020-01-24")


@pytest.mark.parametrize(
    "arguments, told",
    [
        (("evaluate",), "missing argument `DOSSIER`"),
        (("evaluat", "x"), "no such command `evaluat`"),
        (("evaluate", "x", "--frmat", "json"), "--frmat"),
        (("evaluate", "examples/russia-2020", "--as-of", "24.1.2020"), "`--as-of 24.1.2020` is not a day"),
        (("evaluate", "examples/russia-2020", "--as-of", "2020-02-30"), "the date `2020-02-30` does not exist"),
        (("evaluate", "examples/russia-2020", "--as-of", "2020-1-24"), "is not a day"),
        (("evaluate", "examples/russia-2020", "--as-of", ""), "is not a day"),
        ((*RUSSIA, "--known-at", "yesterday"), "`--known-at yesterday` is not a day"),
        ((*RUSSIA, "--assume", "draft-2019-12-16=soon"), "is not a day"),
        ((*RUSSIA, "--assume", "=2020-01-01"), "names no instrument"),
        ((*RUSSIA, "--assume", "a", "--assume", "a=2020-01-01"), "names `a` twice"),
        ((*RUSSIA, "--assume", "unscr-2397"), "it is no draft"),
        ((*RUSSIA, "--format", "jsn"), "did you mean `json`?"),
        ((*RUSSIA, "--fail-on", "violatd"), "did you mean `violated`?"),
        ((*RUSSIA, "--engine", "rete"), "error[SE505]"),
        ((*RUSSIA, "--rule", "unscr-2379-8"), "error[SE501]"),
        ((*RUSSIA, "--subject", "XXX"), "error[SE506]"),
        ((*RUSSIA, "--reading", "nobody-s"), "error[SE503]"),
        (("timeline", "examples/russia-2020", "--subject", "RUS"), "`--rule`"),
        (
            ("timeline", "examples/russia-2020", "--rule", "x", "--subject", "RUS", "--until", "2020-01-24"),
            "error[SE501]",
        ),
        (
            ("timeline", "examples/russia-2020", "--rule", "unscr-2371-8", "--subject", "RUS"),
            "name one of its rows: `unscr-2371-8/coal`",
        ),
        (
            ("timeline", "examples/russia-2020", "--rule", "unscr-2371-9", "--subject", "RUS"),
            "`unscr-2371-9` is a table of 1 rule\n",
        ),
        (
            ("timeline", "examples/petroleum-2018.yaml", "--rule", "unscr-2397-5", "--subject", "2018"),
            "did you mean `year=2018`?",
        ),
        (("explain", "SE999"), "there is no code `SE999`"),
        (("explain", "unscr-2397-8-finl"), "did you mean `unscr-2397-8-final`?"),
        (("explain", "unscr-2371-99"), "did you mean `unscr-2371-9`?"),
        (("explain", "2397-8"), "did you mean `unscr-2397-8`?"),
        (("explain", "seafood"), "\n        `unscr-2371-9/seafood`: Procure seafood from the DPRK\n"),
        (("explain", "TradeFlw"), "did you mean `TradeFlow`?"),
        (("explain", "xyzzy"), "a kind such as `TradeFlow`"),
        (("explain", "TradeFlow", "--plan"), "there is no rule, fact kind or code `TradeFlow`"),
    ],
)
def test_a_bad_question_is_told_with_exit_2(command: Any, arguments: tuple[str, ...], told: str) -> None:
    done = command(*arguments)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert done.err.endswith("1 error\n")
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "arguments, code",
    [
        (("evaluate", "no-such.yaml", "--as-of", "2020-01-24"), 4),
        (("evaluate", "docs", "--as-of", "2020-01-24"), 4),
        (("evaluate", "LICENSE", "--as-of", "2020-01-24"), 4),
        (("test", "no-such-folder"), 4),
        (("check", "no/such-pack"), 3),
        (("check", "docs"), 3),
        ((*RUSSIA, "--rules", "no/such-pack"), 3),
        (("compare", "no-such.yaml", "--as-of", "2020-01-23", "--as-of", "2020-01-24"), 4),
    ],
)
def test_bad_files_are_told_with_their_exit_code(command: Any, arguments: tuple[str, ...], code: int) -> None:
    done = command(*arguments)
    assert done.code == code
    assert "error[SE" in done.err


def test_each_exception_has_its_exit_code() -> None:
    agreed = {BadQuestion: 2, EngineUnavailable: 2, RulesRejected: 3, InputRejected: 4, EngineDisagreement: 70}
    assert {kind: exit_of(kind([])) for kind in agreed} == agreed
    assert sorted(Exit) == [0, 1, 2, 3, 4, 70]


def test_no_words_at_all_show_the_help(command: Any) -> None:
    done = command()
    assert done.code == 2
    assert "Commands:" in done.out


def test_a_fault_of_the_library_is_told_in_a_few_lines(command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def _broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(evaluation, "evaluate", _broken)
    done = command(*RUSSIA)
    assert (done.code, done.out) == (70, "")
    assert done.err.startswith("internal error: ZeroDivisionError: oops\n  command: sanctions-engine evaluate ")
    assert "please report" in done.err
    assert "Traceback" not in done.err
    monkeypatch.setenv("SANCTIONS_ENGINE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        command(*RUSSIA)


def test_engines_that_disagree_are_internal(command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def _disagree(*_: object, **__: object) -> None:
        raise EngineDisagreement([Problem(Code.SE603, "one says this, the other that")])

    monkeypatch.setattr(evaluation, "evaluate", _disagree)
    done = command(*RUSSIA)
    assert done.code == 70
    assert "error[SE603]" in done.err


def _interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


NOTHING = "broken off: nothing was written\n"


def test_a_run_that_is_broken_off_says_that_nothing_was_written(
    command: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(evaluation, "evaluate", _interrupted)
    done = command(*RUSSIA, "--output", str(tmp_path / "report.txt"))
    assert (done.code, done.out, done.err) == (130, "", NOTHING)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_written_before_the_signal_is_named(
    command: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sanctions_engine.cli.evaluate.is_hit", _interrupted)
    path = tmp_path / "report.txt"
    done = command(*RUSSIA, "--fail-on", "violated", "--output", str(path))
    assert (done.code, done.out, done.err) == (130, "", f"broken off: `{path}` was written\n")
    assert path.read_text(encoding="utf-8").startswith("As of 2020-01-24")


def test_a_broken_off_report_may_be_a_part(command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sanctions_engine.cli.evaluate.is_hit", _interrupted)
    done = command(*RUSSIA, "--fail-on", "violated")
    assert (done.code, done.err) == (130, "broken off: the standard output may have only a part of the report\n")


def test_files_that_a_command_made_before_the_signal_are_named(
    command: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sanctions_engine.cli.new.write_text", _interrupted)
    done = command("new", "pack", str(tmp_path / "house"))
    made = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert (done.code, done.out) == (130, "")
    assert done.err.startswith("broken off: `")
    assert done.err.endswith(" were written\n")
    assert all(f"`{path}`" in done.err for path in made)


def test_watch_that_is_broken_off_before_it_begins_wrote_nothing(command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sanctions_engine.language.packs.load_packs", _interrupted)
    done = command("watch", "no-such.jsonl", "--once")
    assert (done.code, done.out, done.err) == (130, "", NOTHING)


@pytest.mark.parametrize("sign, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_process_with_one_line(sign: signal.Signals, code: int) -> None:
    words = (
        "import signal, sys, time; from sanctions_engine import evaluation; from sanctions_engine.cli import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # who starts the tests may ignore it
        "def judge(*_, **__): sys.stdout.write('judging'); sys.stdout.flush(); time.sleep(60)\n"
        "evaluation.evaluate = judge; main()"
    )
    with _process(*RUSSIA, program=words) as process:
        assert process.stdout is not None
        assert process.stdout.read(7) == b"judging"
        process.send_signal(sign)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.decode()) == (code, b"", NOTHING)


def _process(
    *arguments: str, program: str = "from sanctions_engine.cli import main; main()", **options: Any
) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | options.pop("env", {})
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_reader_that_leaves_early_is_no_error(format: str) -> None:
    with _process(*RUSSIA, "--verbose", "--format", format) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_a_terminal_without_unicode_is_no_error() -> None:
    with _process(*RUSSIA, "--verbose", env={"PYTHONIOENCODING": "ascii"}) as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert out.isascii()


def test_json_is_utf_8_whatever_the_terminal_speaks(dossier: Path) -> None:
    text = dossier.read_text(encoding="utf-8").replace("by: CHN", "by: Zürich")
    dossier.write_text(text, encoding="utf-8")
    arguments = ("evaluate", str(dossier), "--as-of", "2020-06-01", "--format", "json")
    with _process(*arguments, env={"PYTHONIOENCODING": "ascii"}) as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert "Zürich".encode() in out
