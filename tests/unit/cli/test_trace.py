"""`trace` and `why-not` on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ASKED = ("--rule", "unscr-2397-8-final", "--subject", "CHN", "--as-of", "2020-05-01", "--rules", "un/dprk")


def test_a_trace_is_a_tree_under_the_text_of_the_rule(command: Any, dossier: Path) -> None:
    told = command("trace", str(dossier), *ASKED)
    assert told.code == 0
    lines = told.out.splitlines()
    assert lines[0].startswith("FULFILLED LATE") or lines[0].startswith("FULFILLED, LATE")
    # the formula as the rule has it, its value, then its parts further in
    at = next(number for number, line in enumerate(lines) if line.startswith("satisfied_when on 2020-03-22"))
    assert any("rules/un/dprk/unscr-2397/08-workers.yaml:" in line for line in lines[at : at + 2])
    assert "  = false" in "\n".join(lines[at : at + 6])
    assert "counts: true" in told.out
    assert "[1] ImplementationReport: state CHN" in told.out


def test_a_trace_as_json_has_bounds_and_places(command: Any, dossier: Path) -> None:
    told = json.loads(command("trace", str(dossier), *ASKED, "--format", "json").out)
    due = told["formulas"][0]
    assert (due["role"], due["whole"]["low"], due["whole"]["column"]) == ("due", "2020-03-22", 0)


def test_why_not_tells_the_ways_and_the_bound(command: Any, dossier: Path) -> None:
    told = command("why-not", str(dossier), *ASKED, "--verdict", "fulfilled")
    assert told.code == 0
    said = " ".join(told.out.split())
    assert "fulfilled with `submitted` 2020-03-22, and not 2020-03-23" in said
    assert "all single ones were judged" in said
    short = " ".join(command("why-not", str(dossier), *ASKED, "--verdict", "exempt", "--sets", "1").out.split())
    assert "no change that was tried gives exempt" in short
    assert "not even all single ones were judged" in short


def test_words_that_name_nothing_are_errors(command: Any, dossier: Path) -> None:
    assert command("why-not", str(dossier), *ASKED, "--verdict", "guilty").code == 2
    other = ("--rule", "unscr-2397-8-final", "--subject", "Atlantis", "--as-of", "2020-05-01", "--rules", "un/dprk")
    told = command("trace", str(dossier), *other)
    assert told.code == 2
    assert "SE506" in told.err
