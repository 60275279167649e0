"""`evaluate --summary` and `scorecard`."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

RUSSIA = ("examples/russia-2020", "--as-of", "2020-01-24")


def test_a_summary_on_the_command_line(command: Any) -> None:
    out = command("evaluate", *RUSSIA, "--rule", "unscr-2397-8", "--summary").out
    assert "\nbearer       instrument  violated  undetermined" in out
    assert "\nRUS          unscr-2397         1" in out
    assert "because" not in out


def test_a_summary_for_programs(command: Any) -> None:
    words = ("evaluate", *RUSSIA, "--rule", "unscr-2397-8", "--summary", "--format")
    found = json.loads(command(*words, "json").out)
    assert list(found) == ["run", "rows", "totals", "verdicts", "contested", "without_finding", "invented"]
    assert {"bearer": "RUS", "verdicts": {"violated": 1}}.items() <= next(
        row for row in found["rows"] if row["bearer"] == "RUS"
    ).items()
    assert len(command(*words, "jsonl").out.splitlines()) == len(found["rows"])
    assert len(list(csv.DictReader(io.StringIO(command(*words, "csv").out)))) == len(found["rows"])


def test_made_up_evidence_is_marked_in_counts_and_comparisons(command: Any) -> None:
    told = command("evaluate", *RUSSIA, "--summary").out
    assert "\nof these on made-up evidence: 7 violated, " in told
    words = ("scorecard", *RUSSIA, "--state", "RUS")
    told = command(*words).out
    assert "2 broken (2 %, 1 on made-up evidence)" in told
    assert "VIOLATED        unscr-2321-29/statues  on made-up evidence\n" in told
    assert "unscr-2397-8  due 2019-12-22, 33 days over  contested\n" in told  # on what a newspaper says
    found = json.loads(command(*words, "--format", "json").out)
    assert found["invented"]["broken"] == 1
    assert sum(found["run"]["invented"].values()) > 0
    (norm,) = (one for one in found["norms"] if one["rule"] == "unscr-2321-29/statues")
    assert norm["invented"] == {"violated": 1}
    words = ("compare", *RUSSIA, "--assume", "draft-2019-12-16")
    real, mark, made_up = command(*words).out.partition("\nOn made-up evidence:\n")
    assert mark
    assert "unscr-2397-8" in real
    assert "invented-" not in real
    assert "\n10 findings changed (6 on made-up evidence), " in made_up
    changes = json.loads(command(*words, "--format", "json").out)["changes"]
    assert {one["subject"].startswith("invented-"): one["invented"] for one in changes} == {True: True, False: False}


def test_a_summary_does_not_change_the_exit_code(command: Any) -> None:
    words = ("evaluate", *RUSSIA, "--rule", "unscr-2397-8", "--summary", "--fail-on")
    assert command(*words, "violated").code == 1
    assert command(*words, "error").code == 0


def test_a_scorecard_on_the_command_line(command: Any) -> None:
    done = command("scorecard", *RUSSIA, "--state", "Russia", "--rule", "unscr-2397-8*")
    assert done.code == 0
    assert done.out.startswith("Russia (RUS) on 2020-01-24\n")
    assert "VIOLATED        unscr-2397-8  due 2019-12-22, 33 days over  contested\n" in done.out
    assert "norms binding RUS: 1 broken" in done.out


def test_a_scorecard_without_evidence_shows_what_binds(command: Any) -> None:
    words = ("scorecard", "--rules", "un/dprk", "--state", "CHN", "--rule", "unscr-237*", "--as-of")
    before, after = (command(*words, day).out for day in ("2017-09-10", "2017-09-11"))
    assert "unscr-2371-12" in before.partition("No longer in force")[0]
    assert "unscr-2371-12" not in after.partition("No longer in force")[0]
    assert "unscr-2375-18" in after
    assert "unscr-2375-18" not in before
    assert "violated" not in after.lower()


def test_a_scorecard_for_programs(command: Any) -> None:
    words = ("scorecard", *RUSSIA, "--state", "RUS", "--rule", "unscr-2397-8", "--format")
    found = json.loads(command(*words, "json").out)
    assert [(one["rule"], one["standing"]) for one in found["norms"]] == [("unscr-2397-8", "broken")]
    assert found["standings"] == {"broken": 1}
    (row,) = csv.DictReader(io.StringIO(command(*words, "csv").out))
    assert (row["rule"], row["verdict"], row["due"]) == ("unscr-2397-8", "violated", "2019-12-22")


@pytest.mark.parametrize(
    "words, told",
    [
        (("--state", "Ruritania"), "there is no State `Ruritania`"),
        (("--state", "RUS", "--format", "jsonl"), "`--format` cannot be `jsonl`"),
        ((), "--state"),
    ],
)
def test_a_scorecard_of_nothing(command: Any, words: tuple[str, ...], told: str) -> None:
    done = command("scorecard", *RUSSIA, *words)
    assert done.code == 2
    assert told in done.err
