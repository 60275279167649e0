"""The page of a rule says what every text of it demands, and what has happened and would happen to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sanctions_engine.findings.rulebook.cases import CasesOfFile, cases_by_rule
from sanctions_engine.findings.rulebook.days import in_force
from sanctions_engine.findings.rulebook.history import change_statement
from sanctions_engine.findings.rulebook.pages import rule_page
from sanctions_engine.findings.rulebook.parts import Statement
from sanctions_engine.semantics.law import Law


def told(law: Law, id: str) -> list[str]:
    """Return a page as lines of plain text."""
    return list(_lines(rule_page(law, id, cases_by_rule(law.packs)).statements, ""))


def _lines(statements: tuple[Statement, ...], indent: str) -> list[str]:
    found = []
    for one in statements:
        found.append(f"{indent}{one.label}: {''.join(part.text for part in one.parts)}")
        found += _lines(one.below, f"{indent}  ")
    return found


def test_every_text_over_time_is_told_with_what_changed(law: Law) -> None:
    lines = told(law, "report")
    start = next(index for index, line in enumerate(lines) if line.startswith("in force"))
    assert lines[start : start + 8] == [
        "in force: 2018-01-31 to 2019-05-31: the first text",
        "in force: 2019-06-01 to 2019-08-31: amended by Second act, paragraph 1 (More time)",
        "  severity: high",
        '  due: instrument.adopted + months(18, round="down") = 2019-07-31',
        "in force: 2019-09-01 to 2019-09-30: suspended by Second act, paragraph 1 (A pause)",
        "in force: 2019-10-01 to 2020-06-30: in force again",
        "in force: from 2020-07-01: amended by Third act",
        '  where: any_report = any(r for r in Report if r.state == state.code and r.filed > date("2018-01-01"))',
    ]


def test_the_body_is_the_first_text_and_says_what_is_otherwise_later(law: Law) -> None:
    assert rule_page(law, "report", {}).weight == "mandatory, severity medium (otherwise 2019-06-01 to 2019-08-31)"
    lines = told(law, "report")
    # A reader who stops at the body must not take an amended due day for the law of today.
    assert (
        'due: instrument.adopted + months(1, round="down") = 2018-02-28 '
        "(in the first text; otherwise 2019-06-01 to 2019-08-31, see below)"
    ) in lines
    assert "done: when any_report" in lines


def test_days_that_follow_from_the_adoption_are_computed(law: Law) -> None:
    text = "\n".join(told(law, "report") + told(law, "ban/coal"))
    assert "(instrument.adopted + days(9) is 2018-02-09)" in text
    assert "(instrument.adopted is 2018-01-31, instrument.adopted + days(row.days) is 2018-03-02)" in text


def test_drafts_are_told_as_what_would_be(law: Law) -> None:
    lines = told(law, "report")
    assert "draft: would be amended by A hope; a draft, no law" in lines
    assert '  due: instrument.adopted + months(36, round="down") = 2021-01-31' in lines
    assert any(line.startswith("draft: would exempt by mercy: Mercy; when state.un_member;") for line in lines)
    assert "draft: would be repealed by A past hope, from instrument.adopted + days(1); lapsed, no law" in told(
        law, "ban/pearls"
    )


def test_a_scenario_makes_a_draft_law_and_says_that_it_is_one(law: Law) -> None:
    lines = told(Law(law.packs, {"hope": date(2021, 1, 1)}), "report")
    assert "in force: from 2021-01-01: amended by A hope" in lines
    assert "assumed: hope adopted on 2021-01-01: a scenario, not the law" in lines
    assert not any("would" in line for line in lines)


def test_the_rule_of_a_draft_is_no_law(law: Law) -> None:
    assert "in force: never: A hope is a draft, no law" in told(law, "mercy")
    assert in_force(law, "mercy") == "never: no law"


def test_a_row_tells_its_cells_what_covers_it_and_what_the_text_leaves_to_it(law: Law) -> None:
    lines = told(law, "ban/coal")
    for line in (
        "of: whoever is flow.buyer",
        "row: hs = 2701",
        "in force: from 2020-06-01: repealed by Third act",
        "ledger: First act, paragraph 10 (number not verified) (first-10): It stands in the ban",
        "note: The codes are our own",
        "cites: First act, paragraph 4 - paragraph number not verified against the text",
        "cases: x/a.cases.yaml",
        "  : aid passes",
        "written: x/rules.yaml, pack own/x",
    ):
        assert line in lines
    exempt = next(line for line in lines if line.startswith("exempt"))
    assert exempt == (
        'exempt: aid: Aid; when flow.hs == "30"; the bearer has to show it; from 2019-01-01 [First act, paragraph 4]'
    )
    old = next(line for line in lines if line.startswith("except"))
    assert "; the authority has to show that it does not hold; pleaded as contract [First act, paragraph 4 (b)" in old
    # An empty cell disables what needs it: the page must not offer that exception.
    assert not any(line.startswith("except") for line in told(law, "ban/pearls"))


def test_a_cap_tells_its_groups_and_dated_values(law: Law) -> None:
    page = rule_page(law, "cap", {})
    assert page.weight == "hortatory (asked for, not binding), severity medium (otherwise 2019-06-01 to 2019-11-30)"
    lines = told(law, "cap")
    for line in (
        "of: all States together",
        "group: all of one year = year(flow.date)",
        "value: cap = 500, 2018-01-01 to 2019-12-31 [First act, paragraph 4]",
        "value: cap = 400, from 2020-01-01 [by hand]",
    ):
        assert line in lines


def test_an_amendment_that_ends_is_told(law: Law) -> None:
    lines = told(law, "cap")
    start = lines.index("in force: 2018-01-31 to 2019-05-31: the first text")
    assert lines[start + 1 : start + 5] == [
        "in force: 2019-06-01 to 2019-11-30: amended by Second act, paragraph 1 (For a while)",
        "  severity: low",
        "in force: from 2019-12-01: no longer amended by Second act, paragraph 1 (For a while)",
        "  severity: medium",
    ]


def test_exemptions_and_indicators_name_the_rules_that_they_are_about(law: Law) -> None:
    assert "covers: ban/*" in told(law, "aid")
    assert "burden: the bearer has to show it" in told(law, "aid")
    assert "look at: report" in told(law, "flag")
    assert "flagged: by flag" in told(law, "report")


def test_cases_are_found_by_rule_by_exemption_and_by_whom_they_judge(law: Law) -> None:
    found = cases_by_rule(law.packs)
    assert found["report"] == (CasesOfFile("x/a.cases.yaml", ("late",)),)  # twice in one case is once
    assert found["aid"] == (CasesOfFile("x/a.cases.yaml", ("aid passes",)),)
    assert found["flag"] == (CasesOfFile("x/a.cases.yaml", ("nobody else",)),)
    assert cases_by_rule(law.packs, ["nothing-of-this-name"]) == {}


def test_cases_of_a_pack_inside_the_pack_and_broken_files_are_left_out(law: Law) -> None:
    inside = Path("x/inside")
    inside.mkdir()
    (inside / "pack.yaml").write_text("name: own/inside\nversion: '1'\ntitle: T\n", encoding="utf-8")
    text = Path("x/a.cases.yaml").read_text(encoding="utf-8")
    (inside / "b.cases.yaml").write_text(text, encoding="utf-8")
    Path("x/broken.cases.yaml").write_text("cases: [{case: report", encoding="utf-8")
    Path("x/odd.cases.yaml").write_text(
        "cases: [report, {case: [report]}, {case: a, expect: [report]}]", encoding="utf-8"
    )
    assert {one.file for files in cases_by_rule(law.packs).values() for one in files} == {"x/a.cases.yaml"}


@pytest.mark.parametrize(
    "id, days",
    [
        ("report", "2018-01-31 to 2019-08-31, from 2019-10-01"),  # an amendment is no gap, a suspension is
        ("ban/coal", "2018-01-31 to 2020-05-31"),
        ("cap", "from 2018-01-31"),
    ],
)
def test_the_days_of_a_rule_in_short(law: Law, id: str, days: str) -> None:
    assert in_force(law, id) == days


def test_what_an_instrument_does_to_others(law: Law) -> None:
    lines = _lines(tuple(change_statement(law, change) for change in law.changes), "")
    assert ": repeals ban/coal [Third act]" in lines
    assert (
        ': suspends report, from date("2019-09-01"), until before date("2019-10-01"): A pause [Second act, paragraph 1]'
        in lines
    )
    assert ": would repeal ban/*, from instrument.adopted + days(1) [A past hope]" in lines
    assert '  due: instrument.adopted + months(18, round="down") = 2019-07-31' in lines


def test_a_rule_that_does_not_exist(law: Law) -> None:
    with pytest.raises(KeyError):
        rule_page(law, "nothing", {})
