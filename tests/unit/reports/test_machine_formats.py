"""JSON, JSON lines and CSV: complete, stable, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from sanctions_engine.models.findings import Finding, Findings, PleaMatched
from sanctions_engine.reports.csv_report import COLUMNS, cell, csv_text
from sanctions_engine.reports.json_report import json_text, jsonl_lines

MakeFinding = Callable[..., Finding]
MakeFindings = Callable[..., Findings]

AGREED = [
    *("rule", "citation", "subject", "bearer", "verdict", "contested", "worst", "possible", "verdicts", "rests_on"),
    *("as_of", "known_at", "due", "days_overdue", "severity", "because", "missing", "presumed", "exceptions", "pleas"),
    *("assessments", "claims", "pack"),
]
"""The keys of a finding that others rely on."""


def test_json_holds_everything_and_reads_back(finding: MakeFinding, findings: MakeFindings) -> None:
    run = findings([finding(), finding(subject="Åland")])
    text = json_text(run)
    assert Findings.model_validate_json(text) == run
    assert "Åland" in text  # written as it is, not as an escape
    assert json_text(run) == text
    assert list(json.loads(text)) == ["run", "findings"]


def test_json_has_the_agreed_keys(finding: MakeFinding, findings: MakeFindings) -> None:
    (found,) = json.loads(json_text(findings([finding()])))["findings"]
    assert set(AGREED) <= set(found)
    assert [key for key in found if key in AGREED] == AGREED
    assert {"instrument", "paragraph", "url"} <= set(found["citation"])
    assert set(found["pack"]) == {"name", "version", "digest"}


def test_json_lines_are_one_finding_each(finding: MakeFinding, findings: MakeFindings) -> None:
    run = findings([finding(title="two\nlines"), finding(subject="CHN")])
    lines = "".join(jsonl_lines(run)).splitlines()
    assert [Finding.model_validate_json(line) for line in lines] == list(run.findings)


def test_csv_is_one_row_a_finding(finding: MakeFinding, findings: MakeFindings) -> None:
    plea = PleaMatched(by="RUS", ground='say "please", or not', words=None, source="s", matches=None, note="n")
    rows = list(csv.DictReader(io.StringIO(csv_text(findings([finding(pleas=(plea,)), finding(subject="CHN")])))))
    assert [row["subject"] for row in rows] == ["RUS", "CHN"]
    assert list(rows[0]) == list(COLUMNS)
    assert rows[0]["verdict"] == "violated"
    assert rows[0]["contested"] == "false"
    assert rows[0]["due"] == "2019-12-22"
    assert rows[0]["known_at"] == ""
    assert rows[0]["pleas"] == 'RUS: say "please", or not (n)'


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 30", "-5", "@SUM(A1)", "\t=1", "  =1", "\r=1", "\n=1", "\uff1d1", "\ufeff=1", "'=1"[1:]]
)
def test_no_cell_is_a_formula(finding: MakeFinding, findings: MakeFindings, text: str) -> None:
    assert cell(text) == f"'{text}"
    rows = list(csv.DictReader(io.StringIO(csv_text(findings([finding(subject=text)])), newline="")))
    assert rows[0]["subject"] == f"'{text}"


def test_an_ordinary_cell_stays_as_it_is() -> None:
    assert [cell(one) for one in ("RUS", "a=b", 5, False, None, "")] == ["RUS", "a=b", "5", "false", "", ""]


def test_every_field_of_a_finding_is_in_the_csv_or_left_to_json() -> None:
    # A field that is added to findings must not be forgotten here without a thought.
    left_to_json = {"because", "text_in_force"}
    assert set(Finding.model_fields) - left_to_json <= set(COLUMNS)
