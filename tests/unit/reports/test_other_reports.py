"""Timelines and comparisons as text; rules explained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sanctions_engine.findings.fixed_days import fixed_due
from sanctions_engine.language.packs import load_pack
from sanctions_engine.models.findings import Change, Comparison, Findings, Timeline, TimelineSpan
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.reports.comparison import comparison_lines
from sanctions_engine.reports.lines import length, plain
from sanctions_engine.reports.norm import norm_lines
from sanctions_engine.reports.timeline import timeline_lines
from sanctions_engine.semantics.law import Law

MakeFindings = Callable[..., Findings]


def _span(since: str, until: str | None, verdict: Verdict, because: str = "") -> TimelineSpan:
    last = None if until is None else date.fromisoformat(until)
    return TimelineSpan(since=date.fromisoformat(since), until=last, verdict=verdict, because=because)


def test_a_timeline_is_one_line_a_span() -> None:
    spans = (
        _span("2017-12-21", "2017-12-21", Verdict.NOT_IN_FORCE, "not yet in force"),
        _span("2017-12-22", "2019-12-22", Verdict.PENDING, "due 2019-12-22"),
        _span("2019-12-23", None, Verdict.VIOLATED),
    )
    found = Timeline(rule="r", subject="RUS", known_at=date(2020, 1, 1), spans=spans)
    assert plain(timeline_lines(found, last=date(2020, 1, 24))) == (
        "r for RUS, as known at 2020-01-01\n"
        "  2017-12-21                NOT IN FORCE  not yet in force\n"
        "  2017-12-22 to 2019-12-22  PENDING       due 2019-12-22\n"
        "  2019-12-23 to 2020-01-24  VIOLATED\n"
    )
    assert "  from 2019-12-23           VIOLATED\n" in plain(timeline_lines(found))


def test_a_long_reason_is_wrapped_under_itself() -> None:
    spans = (_span("2019-12-23", None, Verdict.VIOLATED, "word " * 40),)
    text = plain(timeline_lines(Timeline(rule="r", subject="RUS", known_at=None, spans=spans), width=80))
    lines = text.splitlines()
    assert max(map(length, lines)) <= 80
    assert {line.index("word") for line in lines[1:]} == {38}


def _comparison(findings: MakeFindings, *changes: Change) -> Comparison:
    before = findings([]).run
    after = findings([], assumed={"draft-1": date(2019, 12, 16)}).run
    return Comparison(before=before, after=after, changes=changes, unchanged=3)


def test_a_comparison_says_what_differs_and_why(findings: MakeFindings) -> None:
    changes = (
        Change(rule="b", subject="CHN", before=Verdict.PENDING, after=Verdict.FULFILLED, why=("it was done",)),
        Change(rule="a", subject="RUS", before=Verdict.VIOLATED, after=None, why=("law: repealed", "due day: gone")),
    )
    text = plain(comparison_lines(_comparison(findings, *changes)))
    assert text.startswith(
        "before   nothing but what both have\nafter    draft-1 assumed adopted on 2019-12-16\nboth     as of"
    )
    assert "\nRUS  a  VIOLATED  ->  no finding\n  because  law: repealed\n           due day: gone\n" in text
    assert text.index("RUS") < text.index("CHN")  # the gravest change first
    assert text.endswith("\n2 findings changed, 3 did not\n")


def test_a_finding_that_is_there_in_both_with_one_verdict_says_so(findings: MakeFindings) -> None:
    change = Change(rule="a", subject="RUS", before=Verdict.VIOLATED, after=Verdict.VIOLATED, why=("contested now",))
    assert "RUS  a  VIOLATED  ->  VIOLATED\n" in plain(comparison_lines(_comparison(findings, change)))


def _pack(folder: Path, rules: str) -> Law:
    (folder / "pack.yaml").write_text("name: own/x\nversion: '1'\ntitle: T\nrequires: [un/dprk]\n", encoding="utf-8")
    (folder / "instruments.yaml").write_text(
        "instruments:\n  i: {title: The policy, body: B, adopted: 2018-01-31}\n"
        "  j: {title: Later, body: B, adopted: 2019-06-01}\n",
        encoding="utf-8",
    )
    (folder / "a.yaml").write_text(rules, encoding="utf-8")
    return Law([load_pack(folder)])


CAP = """
instrument: i
paragraph: "4"
rules:
  - id: cap
    prohibition: Buy above the cap
    binding: hortatory
    each: PetroleumSupply as supply
    where: supply.product == "refined"
    on: supply.date
    bearer: all
    group_by: {year: year(supply.date)}
    parameters:
      cap:
        - {from: 2018-01-01, until: 2020-01-01, value: 500000, cite: i 4}
        - {from: 2020-01-01, value: 400000, cite: by hand}
    violated_when: total(supply.barrels) > parameter.cap
  - id: monthly
    obligation: Report every month
    each: State as state
    every: {period: months(1), from: date("2018-02-01")}
    satisfied_when: any(r for r in ImplementationReport if r.state == state.code and r.submitted > period.start)
    due: period.end + days(30)
  - id: once
    obligation: Report once
    each: State as state
    satisfied_when: any(r for r in ImplementationReport if r.state == state.code and r.about == "x")
    due: instrument.adopted + months(1, round="down")
"""
LATER = """
instrument: j
changes:
  - {suspend: [once], until: date("2019-09-01"), title: A pause}
"""


def test_a_cap_is_explained(tmp_path: Path) -> None:
    text = plain(norm_lines(_pack(tmp_path, CAP), "cap"))
    for told in (
        "PROHIBITION  cap  hortatory, severity medium\n",
        "  forbids  Buy above the cap\n  of       all States together\n",
        '  each     PetroleumSupply (`supply`), only where supply.product == "refined"\n',
        "  group    all of one year = year(supply.date)\n",
        "  broken   when total(supply.barrels) > parameter.cap\n",
        "  value    cap = 500000, from 2018-01-01 before 2020-01-01 [The policy, paragraph 4]\n",
        "           cap = 400000, from 2020-01-01 [by hand]\n",
    ):
        assert told in text


def test_a_recurring_duty_is_explained_and_has_no_one_due_day(tmp_path: Path) -> None:
    law = _pack(tmp_path, CAP)
    text = plain(norm_lines(law, "monthly"))
    assert '  every    months(1), from date("2018-02-01")\n' in text
    assert "  due      period.end + days(30)\n" in text
    assert fixed_due(law, law.rules["monthly"]) is None


def test_a_suspension_is_told_with_its_days(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(LATER, encoding="utf-8")
    law = _pack(tmp_path, CAP)
    text = plain(norm_lines(law, "once"))
    assert (
        "  in force from 2018-01-31 before 2019-06-01\n"
        "           from 2019-06-01 before 2019-09-01: suspended by Later (A pause)\n"
        "           from 2019-09-01\n"
    ) in text
    assert str(fixed_due(law, law.rules["once"])) == "2018-02-28"


@pytest.mark.parametrize("pack", ["un/dprk", "us/dprk"])
def test_every_rule_that_ships_can_be_explained(pack: str) -> None:
    loaded = load_pack(pack)
    law = Law([loaded])
    for id, rule in loaded.rules.items():
        lines = plain(norm_lines(law, id, width=80)).splitlines()
        assert max(map(length, lines)) <= 80 + max(len(word) for line in lines for word in line.split())
        assert any(rule.norm.citation.instrument in line or str(rule.norm.citation)[:20] in line for line in lines)
