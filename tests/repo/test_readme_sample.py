"""The sample of a report that `README.md` shows is what the command above it prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sanctions_engine.cli.entry import run

COMMAND = re.compile(r"sanctions-engine (evaluate [^`\n]+)")
SAMPLE = re.compile(r"The first prints, among others:\n\n```\n(.*?)```", re.DOTALL)


def missing_lines(sample: str, printed: str) -> list[str]:
    """Return the lines of a sample that do not come one after the other in what was printed; `...` ends a line early."""
    lines = iter(" ".join(line.split()) for line in printed.splitlines())
    absent = []
    for line in filter(None, (" ".join(line.split()) for line in sample.splitlines())):
        begins, cut, _ = line.partition("...")
        if not any(one.startswith(begins) if cut else one == line for one in lines):
            absent.append(line)
    return absent


def test_the_sample_is_what_is_printed(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    readme = (root / "README.md").read_text(encoding="utf-8")
    command, sample = COMMAND.search(readme), SAMPLE.search(readme)
    assert command is not None
    assert sample is not None
    assert run(shlex.split(command[1])) == 0
    assert len(sample[1].splitlines()) > 5
    assert not missing_lines(sample[1], capsys.readouterr().out)


@pytest.mark.parametrize("sample", ["a\nc\n", "b: ...\n", "a\n\nb: one\n"])
def test_a_sample_may_leave_out_lines_and_ends_of_lines(sample: str) -> None:
    assert not missing_lines(sample, "a\nb: one\nc\n")


@pytest.mark.parametrize("sample", ["x\n", "c\na\n", "b: two\n", "b\n", "a\na\n"])
def test_a_sample_that_lies_is_seen(sample: str) -> None:
    assert missing_lines(sample, "a\nb: one\nc\n")
