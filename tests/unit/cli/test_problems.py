"""Whatever goes wrong ends in a message and the agreed exit code, never in a traceback."""

from __future__ import annotations

import os
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


def test_an_interrupted_run_says_nothing(command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def _interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(evaluation, "evaluate", _interrupted)
    done = command(*RUSSIA)
    assert (done.code, done.out, done.err) == (130, "", "")


def _process(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    code = "from sanctions_engine.cli import main; main()"
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | options.pop("env", {})
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
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
