"""Coverage: what there is to exercise, what a case exercises of it, and what the reports say is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sanctions_engine.authoring.coverage import Coverage, CoverageRecorder
from sanctions_engine.authoring.coverage_gaps import gaps_of
from sanctions_engine.authoring.coverage_items import What
from sanctions_engine.findings.case_files import run_cases
from sanctions_engine.reports.coverage import coverage_lines
from sanctions_engine.reports.coverage_html import coverage_pages
from sanctions_engine.reports.lines import plain

RULES = """
- id: file
  obligation: File
  each: State as state
  applies_when: state.un_member and state.code != "PRK"
  let:
    whole: any(r for r in Report if r.state == state.code and r.about == "file" and (r.complete or r.pages > 9))
  satisfied_when: whole
  due: instrument.adopted + months(12)
  exceptions:
    - {id: permit, when: any(p for p in Permit if p.covers == "file" and p.state == state.code)}
  readings:
    - {id: mild, due: 'date("2020-01-01")'}
- id: stock
  prohibition: Hold {row.item}
  each: Stock as k
  table:
    columns: [id, item, most]
    rows:
      - [coal, coal, 10]
      - [iron, iron, 20]
  violated_when: k.item == row.item and k.amount > row.most
"""
CASES = """
- case: nothing is filed in time
  as_of: 2019-06-30
  coverage: [{fact: Report}]
  facts: {Report: [{state: FRA, about: other, filed: 2018-05-01}]}
  expect: [{rule: file, subject: FRA, verdict: violated}]
- case: coal
  as_of: 2019-06-30
  facts: {Stock: [{state: FRA, item: coal, amount: 11, at: 2019-05-01}]}
  expect:
    - {rule: stock/coal, subject: FRA/coal, verdict: violated}
    - {rule: stock/iron, subject: FRA/coal, verdict: fulfilled}
"""
MORE = """
- case: a report that is not complete and short, and one that is
  as_of: 2019-06-30
  facts:
    Report:
      - {state: FRA, about: file, filed: 2018-05-01, complete: false, pages: 9}
      - {state: BEL, about: file, filed: 2018-05-01, complete: true}
      - {state: LUX, about: file, filed: 2018-05-01, complete: false, pages: 10}
      - {state: PRK, about: file, filed: 2018-05-01}
      - {state: CHN, about: file, filed: 2018-05-01}
    Permit: [{id: p, state: FRA, covers: file, granted: 2018-02-01}]
  expect:
    - {rule: file, subject: FRA, verdict: exempt}
    - {rule: file, subject: BEL, verdict: fulfilled}
    - {rule: file, subject: LUX, verdict: fulfilled}
    - {rule: file, subject: PRK, verdict: not_applicable}
    - {rule: file, subject: VAT, verdict: not_applicable}
    - {rule: file, subject: CHN, verdict: undetermined}
    - {rule: file, subject: CHN, as_of: 2017-06-30, verdict: not_in_force}
    - {rule: file, subject: USA, as_of: 2018-06-30, verdict: pending}
- case: a report after the last day
  as_of: 2019-06-30
  coverage: [{fact: Report}, {fact: Permit}]
  facts:
    Report: [{state: FRA, about: file, filed: 2019-05-01, complete: true}]
    Permit: [{id: p, state: FRA, covers: other, granted: 2018-02-01}, {id: q, state: BEL, covers: file, granted: 2018-02-01}]
  expect: [{rule: file, subject: FRA, verdict: fulfilled_late}]
- case: iron
  as_of: 2019-06-30
  facts:
    Stock:
      - {state: FRA, item: iron, amount: 21, at: 2019-05-01}
      - {state: LUX, item: iron, amount: 20, at: 2019-05-01}
      - {state: BEL, item: iron, at: 2019-05-01}
      - {state: BEL, item: iron, at: 2017-05-01}
  expect:
    - {rule: stock/iron, subject: FRA/iron, verdict: violated}
    - {rule: stock/iron, subject: LUX/iron, verdict: fulfilled}
    - {rule: stock/iron, subject: BEL/iron, verdict: undetermined}
    - {rule: stock/iron, subject: BEL/iron, as_of: 2017-06-30, verdict: not_in_force}
"""
GAPS = [
    ("file", "never given", "exempt"),
    ("file", "never given", "fulfilled"),
    ("file", "never given", "fulfilled_late"),
    ("file", "never given", "not_applicable"),
    ("file", "never given", "not_in_force"),
    ("file", "never given", "pending"),
    ("file", "never given", "undetermined"),
    ("file", "never false", "state.un_member"),
    ("file", "never false", 'state.code != "PRK"'),
    ("file", "never evaluated", "r.complete"),
    ("file", "never evaluated", "r.pages > 9"),
    ("file", "never true", "whole"),
    ("file", "never holds", "permit"),
    ("file", "never known", 'any(p for p in Permit if p.covers == "file" and p.state == state.code)'),
    ("file", "never evaluated", 'p.covers == "file"'),
    ("file", "never evaluated", "p.state == state.code"),
    ("stock", "never hit", "stock/iron"),
    ("stock", "never given", "not_in_force"),
    ("stock", "never given", "undetermined"),
    ("stock", "never false", "k.amount > row.most"),
]
Covered = Callable[..., Coverage]


@pytest.fixture
def covered(make_pack: Callable[..., Path]) -> Covered:
    """Return a function that runs the cases of a pack and returns what they exercise."""

    def cover(rules: str = RULES, cases: str = CASES, only: tuple[str, ...] = (), **files: str) -> Coverage:
        recorder = CoverageRecorder(only)
        report = run_cases([make_pack(rules, cases, **files)], watch=recorder.record)
        assert not report.problems.errors, list(report.problems)
        assert report.passed, [one.mismatches for one in report.failed]
        return recorder.coverage()

    return cover


def test_what_no_case_exercises_is_told_with_its_place(covered: Covered) -> None:
    coverage = covered()
    gaps = gaps_of(coverage)
    assert sorted((one.unit, one.words, one.name) for one in gaps) == sorted(GAPS)
    lines = {one.name: one.place.line for one in gaps}
    assert (lines["r.pages > 9"], lines["permit"], lines["stock/iron"]) == (9, 13, 23)
    assert all(one.place.file.endswith("pack/rules.yaml") for one in gaps)


def test_cases_that_exercise_everything_leave_nothing(covered: Covered) -> None:
    coverage = covered(cases=CASES + MORE)
    assert [(one.unit, one.words, one.name) for one in gaps_of(coverage)] == []
    assert coverage.percent == 100


def test_what_is_asked_for_counts_alone(covered: Covered) -> None:
    coverage = covered(only=("stock",))
    assert {one.unit for one in coverage.items} == {"stock"}
    assert coverage.counts(What.ROW) == (1, 2)
    assert coverage.counts(What.VERDICT, "stock") == (2, 4)
    assert coverage.counts(What.VERDICT, "file") == (0, 0)


def test_a_look_up_is_no_condition_and_unknown_is_told_apart(covered: Covered) -> None:
    coverage = covered()
    names = {one.name for one in coverage.items if one.what is What.CONDITION}
    assert 'r.about == "file"' not in names
    assert "r.state == state.code" not in names
    # Four of them: nobody left the membership, the code, the item or the amount open; `complete` and `pages` were never asked for.
    assert coverage.never_unknown == len(names) - len(coverage.unknown)


READING = """
- id: stock
  prohibition: Hold much
  each: Stock as k
  violated_when: k.amount > 10
  readings:
    - {id: strict, violated_when: k.amount > 5}
"""
STOCK = """
- case: {amount}
  as_of: 2019-06-30
  facts: {{Stock: [{{state: FRA, item: coal, amount: {amount}, at: 2019-05-01}}]}}
  expect: [{{rule: stock, subject: FRA/coal, verdict: {verdict}{more}}}]
"""


@pytest.mark.parametrize(
    "amount, verdict, more, told",
    [
        (11, "violated", "", "never comes to another verdict"),
        (7, "fulfilled", "", None),
        (7, "violated", ", reading: strict", "never comes to another verdict"),  # nobody looked at the other one
    ],
)
def test_a_reading_counts_where_it_comes_to_another_verdict(
    covered: Covered, amount: int, verdict: str, more: str, told: str | None
) -> None:
    coverage = covered(READING, STOCK.format(amount=amount, verdict=verdict, more=more))
    words = {one.name: one.words for one in gaps_of(coverage)}
    assert words.get("strict") == told
    # The condition of a reading is one of its own.
    assert [one.within for one in coverage.items if one.name == "k.amount > 5"] == ["reading strict", "reading strict"]


CHANGES = """
instrument: protocol
changes:
  - amend: [stock]
    set: {violated_when: k.amount > 5}
"""


def test_the_text_of_an_amendment_is_exercised_on_its_own_days(covered: Covered) -> None:
    before = STOCK.format(amount=7, verdict="fulfilled", more="").replace("2019", "2018")
    after = STOCK.format(amount=8, verdict="violated", more="")
    rules = READING.partition("  readings")[0]

    def amended(cases: str) -> str | None:
        gaps = {one.name: one.words for one in gaps_of(covered(rules, cases, changes__yaml=CHANGES))}
        return gaps.get("k.amount > 5")

    assert amended(before) == "never evaluated"
    assert amended(before + after) == "never false"


def test_the_report_for_people(covered: Covered) -> None:
    text = plain(coverage_lines(covered(), width=1000))
    assert "\nstock: 6 of 10 exercised\n" in text
    assert "\n  never evaluated: r.pages > 9, " in text
    assert "\n  never hit: row stock/iron, " in text
    assert "conditions 6 of 20, exceptions 1 of 2, readings 1 of 1, rows 1 of 2, verdicts 3 of 12\n" in text
    assert text.endswith("coverage: 12 of 37 exercised, 32.4 per cent\n")


def test_the_pages_show_what_was_not_exercised_beside_the_text(covered: Covered, tmp_path: Path) -> None:
    coverage = covered()
    source = (tmp_path / "pack/rules.yaml").read_text("utf-8")
    place = coverage.units["file"].rules[0].place
    pages = dict(coverage_pages(coverage, {place.file: source}))
    index, page = pages.pop("index.html"), next(iter(pages.values()))
    assert f'#L{place.line}">file</a>' in index
    assert '<td class="count some">1 of 2</td>' in index
    assert '<span class="none">r.pages &gt; 9</span>' in page
    assert '<span class="some">k.amount &gt; row.most</span>' in page
    assert '<span class="all">k.item == row.item</span>' in page
    assert "never holds: exception permit" in page
    assert page.count("<tr id=") == source.count("\n")
