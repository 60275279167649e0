"""The reference pages name every command, option, exit code and key, and nothing that does not exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main
from pydantic import BaseModel

from sanctions_engine.cli.app import COMMANDS, app
from sanctions_engine.cli.exits import Exit
from sanctions_engine.models import findings, scorecards, summaries
from sanctions_engine.models.verdicts import BY_GRAVITY

NAMES = [function.__module__.rpartition(".")[2].replace("_", "-") for function, _, _ in COMMANDS]
_HELP = {"--help", "-h"}


def section(page: str, heading: str) -> str:
    """Return what a page says under a heading."""
    found = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, f"no heading {heading}"
    return found[1]


def options_of(name: str) -> set[str]:
    """Return the options of a command."""
    group: Any = typer.main.get_command(app)
    return {option for parameter in group.commands[name].params for option in parameter.opts if option.startswith("-")}


def documented(text: str) -> set[str]:
    """Return the options in the first column of the tables of a text."""
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `-")]
    return {option for cell in cells for option in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", cell)}


@pytest.fixture(scope="module")
def cli_page(root: Path) -> str:
    return (root / "docs/reference/cli.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def findings_page(root: Path) -> str:
    return (root / "docs/reference/findings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_option_of_a_command_is_documented_and_no_other(cli_page: str, name: str) -> None:
    assert documented(section(cli_page, f"`{name}`")) == options_of(name) - _HELP


def test_every_command_has_a_section_and_no_other(cli_page: str) -> None:
    assert re.findall(r"^## `(.+)`$", cli_page, re.MULTILINE) == NAMES


def test_every_exit_code_is_documented(cli_page: str) -> None:
    told = [int(number) for number in re.findall(r"^\| (\d+) \|", section(cli_page, "Exit codes"), re.MULTILINE)]
    assert told == sorted(Exit)


def test_the_order_of_gravity_is_the_real_one(cli_page: str) -> None:
    sentence = re.search(r"Verdicts by gravity: (.+?)\. The report", cli_page, re.DOTALL)
    assert sentence
    assert re.findall(r"`(\w+)`", sentence[1]) == [verdict.value for verdict in BY_GRAVITY]


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_shown_at_work(cli_page: str, name: str) -> None:
    """`test_docs_examples.py` runs each line; without a mark such as `exit=1` it has to end well."""
    shown = section(cli_page, f"`{name}`")
    assert re.search(rf"^\$ sanctions-engine {name} .+$", shown, re.MULTILINE)
    assert "exit=" not in shown


def _missing_keys(page: str, *models: type[BaseModel]) -> set[str]:
    named = set(re.findall(r"`(\w+)`", page))
    return {key for model in models for key in model.model_fields} - named


def test_every_key_of_a_finding_and_of_the_run_is_documented(findings_page: str) -> None:
    for heading, model in (("The run", findings.Run), ("A finding", findings.Finding)):
        first_column = [
            line.split("|")[1] for line in section(findings_page, heading).splitlines() if line[:3] == "| `"
        ]
        told = [key for cell in first_column for key in re.findall(r"`(\w+)`", cell)]
        assert sorted(told) == sorted(model.model_fields)


def test_every_key_of_the_parts_is_documented(findings_page: str) -> None:
    parts = (
        findings.ProofNode,
        findings.ClaimUse,
        findings.Missing,
        findings.Presumption,
        findings.ExceptionConsidered,
        findings.PleaMatched,
        findings.AssessmentListed,
        findings.VerdictUnder,
    )
    assert _missing_keys(section(findings_page, "The parts") + section(findings_page, "A finding"), *parts) == set()
    in_database = section(findings_page, "Findings in a database")
    assert _missing_keys(in_database, findings.Answered, findings.CrossCheck) == set()
    counted = section(findings_page, "Summaries and scorecards")
    shapes = (
        summaries.Summary,
        summaries.SummaryRow,
        summaries.BearerTotal,
        scorecards.Scorecard,
        scorecards.ScoredNorm,
    )
    assert _missing_keys(counted, *shapes) == set()
    assert {one.value for one in scorecards.Standing} <= set(re.findall(r"`(\w+)`", counted))
    rest = section(findings_page, "Timelines and comparisons")
    assert _missing_keys(rest, findings.Timeline, findings.TimelineSpan, findings.Change, findings.Comparison) == set()


def test_a_gap_is_seen() -> None:
    assert documented("| `--one X`, `-o` | a |\n| two | `--three` |\n") == {"--one", "-o"}
    assert "rule" in _missing_keys("nothing", findings.Finding)
