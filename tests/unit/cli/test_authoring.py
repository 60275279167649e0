"""What those who write rules use: reports of `test`, `schema`, `new`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from sanctions_engine.facts.file_formats import FORMATS, file_schema

# --- test -------------------------------------------------------------------------------------------


def test_fail_fast_stops_after_the_first_case_that_does_not_hold(command: Any, tmp_path: Path) -> None:
    command("new", "pack", str(tmp_path / "visits"))
    command("new", "rule", str(tmp_path / "visits" / "a.yaml"))
    command("new", "rule", str(tmp_path / "visits" / "b.yaml"))
    assert "6 cases, 6 expectations: 6 failed" in command("test", str(tmp_path)).out
    done = command("test", str(tmp_path), str(tmp_path / "visits" / "b.cases.yaml"), "--fail-fast")
    assert (done.code, done.err) == (1, "")
    assert "1 case, 1 expectation: 1 failed" in done.out
    assert "a.cases.yaml:2" in done.out


def test_junit_has_a_test_for_each_case_and_an_error_for_what_could_not_be_read(command: Any, tmp_path: Path) -> None:
    house = tmp_path / "visits"
    command("new", "pack", str(house))
    command("new", "rule", str(house / "a.yaml"))
    file = house / "a.cases.yaml"
    text = file.read_text(encoding="utf-8").replace("verdict: error", "verdict: fulfilled", 1)
    file.write_text(text.replace("fill in: not done, of", "\\x01 <b> & "), encoding="utf-8")
    (house / "b.cases.yaml").write_text("cases: [{case: no expectation}]\n", encoding="utf-8")
    done = command("test", str(house), "--format", "junit")
    root = ElementTree.fromstring(done.out)
    assert (done.code, root.attrib) == (4, {"tests": "4", "failures": "2", "errors": "1"})
    cases = root.findall("testsuite/testcase")
    assert [[part.tag for part in one] for one in cases] == [[], ["failure"], ["failure"], ["error"]]
    assert cases[2].attrib["name"].endswith("<b> &  a complete list")
    failure = cases[2][0]
    assert failure.attrib["message"] == "a, FRA: verdict is violated, not error"
    assert "not done by the due day" in str(failure.text)
    output = tmp_path / "junit.xml"
    assert command("test", str(house), "--format", "junit", "--output", str(output)).out == ""
    assert output.read_text(encoding="utf-8") == done.out


# --- schema -----------------------------------------------------------------------------------------


def test_schema_prints_a_schema_for_each_format_and_for_all(command: Any) -> None:
    help = " ".join(command("schema", "--help").out.split())
    for one in FORMATS:
        done = command("schema", one.name)
        assert (done.code, json.loads(done.out)) == (0, file_schema(one.name))
        assert one.name in help
    assert json.loads(command("schema").out) == file_schema(None)


def test_schema_of_an_unknown_format_names_the_one_that_was_meant(command: Any) -> None:
    done = command("schema", "dosier")
    assert done.code == 2
    assert "did you mean `dossier`?" in done.err


# --- new --------------------------------------------------------------------------------------------


def test_new_begins_a_pack_a_rule_and_a_case_and_says_what_to_fill_in(command: Any, tmp_path: Path) -> None:
    house = tmp_path / "visits"
    for words in (("pack", house), ("rule", house / "reports.yaml"), ("rule", house / "ban.yaml", "--prohibition")):
        done = command("new", *map(str, words))
        assert (done.code, done.err) == (0, "")
    assert command("new", "case", str(house / "sub" / "late.cases.yaml"), "--rule", "ban").code == 0
    assert "2 rules: no problems" in command("check", str(house)).out
    done = command("test", str(house))
    assert done.code == 1
    assert "6 cases, 6 expectations: 6 failed" in done.out
    assert done.out.count("not filled in yet: ") == 6


@pytest.mark.parametrize(
    "words", [("pack", "."), ("rule", "a.yaml"), ("rule", "b.yaml"), ("case", "c.cases.yaml", "--rule", "a")]
)
def test_new_overwrites_nothing(command: Any, tmp_path: Path, words: tuple[str, ...]) -> None:
    house = tmp_path / "visits"
    command("new", "pack", str(house))
    command("new", "rule", str(house / "a.yaml"))
    for name in ("b.cases.yaml", "c.cases.yaml"):
        (house / name).write_text("cases: []\n", encoding="utf-8")
    before = {file.name: file.read_bytes() for file in house.iterdir()}
    done = command("new", words[0], str(house / words[1]), *words[2:])
    assert done.code == 2
    assert "already" in done.err
    assert {file.name: file.read_bytes() for file in house.iterdir()} == before


@pytest.mark.parametrize(
    "words, said",
    [
        (("rules", "a.yaml"), "did you mean `rule`?"),
        (("rule", "nowhere/a.yaml"), "is in no pack"),
        (("rule", "rules/un/dprk/a.cases.yaml"), "is not the name of such a file"),
        (("case", "rules/un/dprk/a.yaml", "--rule", "unscr-2397-8"), "is not the name of such a file"),
        (("case", "rules/un/dprk/a.cases.yaml"), "`--rule`"),
        (("pack", "house", "--prohibition"), "`--prohibition` is for `new rule`"),
    ],
)
def test_new_says_what_it_cannot_begin(command: Any, words: tuple[str, ...], said: str) -> None:
    done = command("new", *words)
    assert done.code == 2
    assert said in done.err


# --- a case that fails --------------------------------------------------------------------------------------------


def test_a_case_that_fails_names_the_exceptions_that_nobody_has_shown(command: Any, tmp_path: Path) -> None:
    # Whoever waits for `undetermined` has to see that the burden made it `violated`.
    house = tmp_path / "visits"
    command("new", "pack", str(house))
    (house / "ban.yaml").write_text(
        "instrument: visits-1\nparagraph: '1'\nrules:\n  - id: ban\n    prohibition: File\n    each: Report as r\n"
        "    bearer: r.state\n    violated_when: r.about == 'x'\n    exceptions:\n"
        "      - {id: asked, when: any(o for o in Report if o.state == r.state and o.about == 'asked')}\n"
        "      - {id: never, when: r.about == 'y'}\n",
        encoding="utf-8",
    )
    (house / "ban.cases.yaml").write_text(
        "cases:\n  - case: one\n    as_of: 2024-06-01\n    facts: {Report: [{state: FRA, about: x, submitted: 2024-05-01}]}\n"
        "    expect: [{rule: ban, subject: FRA/x, verdict: undetermined}]\n",
        encoding="utf-8",
    )
    done = command("test", str(house))
    assert done.code == 1
    assert "          except   asked: not shown; the bearer has to show it\n" in done.out
    assert "never:" not in done.out


@pytest.mark.parametrize("given", ["Report=reports.csv", "reports.csv", "Report.jsonl", "Report.parquet"])
def test_a_table_in_the_place_of_a_dossier_is_told_from_one(command: Any, tmp_path: Path, given: str) -> None:
    (tmp_path / given).write_text("state,about\nFRA,x\n", encoding="utf-8")
    done = command("evaluate", str(tmp_path / given))
    assert done.code == 4
    assert f"{given}` is a table and no dossier" in done.err
    assert "`--engine relational`" in done.err
