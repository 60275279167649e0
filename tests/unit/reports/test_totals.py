"""The last lines of a report: the numbers above them add up to them, and what is made up is counted apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sanctions_engine.cli.entry import run as run_command
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import ClaimUse, Finding, Findings, Missing
from sanctions_engine.reports.lines import plain
from sanctions_engine.reports.text import text_lines

MakeFinding = Callable[..., Finding]
MakeFindings = Callable[..., Findings]
EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "russia-2020"
RUSSIA = ("evaluate", str(EXAMPLE), "--as-of", "2020-01-24")
MADE_UP = ClaimUse(id="c", fact="X", says="x", by="nobody", source="n", known=DateRange.parse("2020"), invented=True)


def _last(run: Findings, number: int, *, verbose: bool = False) -> list[str]:
    return plain(text_lines(run, verbose=verbose, width=200)).splitlines()[-number:]


def test_a_verdict_that_is_told_in_several_places_has_the_number_of_each(
    finding: MakeFinding, findings: MakeFindings
) -> None:
    # "Open: 6 undetermined" above and "175 undetermined" below looked like a contradiction.
    gap = Missing(kind="Report", series={}, field=None, why="absent", remedy="look for `Report`")
    run = findings(
        [
            finding(verdict="undetermined", contested=True),
            *(finding(rule=f"open-{n}", verdict="undetermined", missing=(gap,)) for n in range(6)),
            *(finding(rule=f"bare-{n}", verdict="undetermined", claims=()) for n in range(7)),
        ]
    )
    places = "1 in detail, 6 by what is missing, 7 of which no claim speaks"
    assert _last(run, 1) == [f"14 rules, 1 subject: 14 undetermined (1 contested; {places})"]
    assert _last(run, 1, verbose=True) == ["14 rules, 1 subject: 14 undetermined (1 contested)"]


def test_what_is_only_counted_says_what_lists_it(finding: MakeFinding, findings: MakeFindings) -> None:
    # 18 not in force here, 12 and 48 there: of single events on which nothing is forbidden there is no finding to list.
    run = findings(
        [finding(), finding(subject="PRK", verdict="not_in_force"), finding(verdict="not_in_force", claims=(MADE_UP,))],
        counts={"violated": 1, "not_in_force": 6, "clean": 3},
        invented={"not_in_force": 5, "clean": 3},
    )
    counted = "Only counted, not listed above: 1 not in force; on made-up evidence: 3 clean, 5 not in force"
    assert _last(run, 3) == [
        f"{counted} - `-v` lists 2 of them, `--subject` tells all of one subject",
        "In all 1 rule, 2 subjects: 1 violated, 1 not in force",
        "Apart from these, on made-up evidence: 3 clean, 5 not in force",
    ]
    assert _last(run, 3, verbose=True)[0] == (
        "Only counted, not listed above: on made-up evidence: 3 clean, 4 not in force - `--subject` tells all of one subject"
    )


def _numbers(text: str) -> dict[str, int]:
    """Return the numbers of verdicts that a text names; what stands in brackets is left out."""
    found = re.findall(
        r"([\d,]+) (violated|undetermined|raised|pending|clean|not applicable|not in force)",
        re.sub(r"\([^)]*\)", "", text),
    )
    return {verdict: int(number.replace(",", "")) for number, verdict in found}


def test_the_numbers_of_an_example_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(RUSSIA) == 0
    out = " ".join(capsys.readouterr().out.split())
    judged, apart = out.partition(" In all 218 rules, ")[2].split(" Apart from these, on made-up evidence: ")
    listed = out.partition("Only counted, not listed above: ")[2].partition(" - ")[0]
    counted, counted_made_up = map(_numbers, listed.split("; on made-up evidence: "))
    real, made_up = _numbers(judged), _numbers(apart)
    places = re.search(r"175 undetermined \((\d+) in detail, (\d+) by what is missing, (\d+) of which", judged)
    assert places is not None
    assert sum(map(int, places.groups())) == real["undetermined"] == 175
    assert f"Open: {places[2]} undetermined, {real['pending']} pending" in out
    assert f"in force: {places[3]} undetermined" in out
    assert f"Open on made-up evidence: {made_up['undetermined']} undetermined" in out
    quiet = ("clean", "not applicable", "not in force")
    assert counted == {verdict: number for verdict, number in real.items() if verdict in quiet}
    assert counted_made_up == {verdict: number for verdict, number in made_up.items() if verdict in quiet}
