"""Pleas and assessments: beside which verdicts they stand, what they match, and that they change nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sanctions_engine.models.verdicts import Verdict

RULES = """
- id: file
  obligation: File
  each: State as state
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == "file")
  due: instrument.adopted + months(12)
  exceptions:
    - {id: force-majeure, title: Act of God, grounds: [Earthquake, great flood], when: 'any(p for p in Permit if p.covers == "flood")'}
  readings:
    - {id: mild, title: A mild reading, grounds: [no harm done], due: 'date("2020-01-01")'}
- id: relief
  exemption: Small States are spared
  each: State as state
  covers: [file]
  grounds: [smallness]
  when: state.code == "LUX"
- id: ban
  prohibition: Ship
  each: Shipment as s
  bearer: s.sender
  table:
    columns: [id]
    rows: [[a], [b]]
  violated_when: s.insured
- id: cap
  prohibition: Ship more than ten
  each: Shipment as s
  bearer: all
  group_by: {}
  violated_when: total(s.barrels) > 10
- id: sign
  indicator: A sign
  each: Stock as k
  raised_when: k.amount > 0
"""
CLAIMS = """
claims:
  - {fact: Shipment, id: a, sender: FRA, barrels: 20, insured: true, date: 2018-05-01, by: FRA, source: paper}
  - {fact: Stock, state: FRA, item: coal, amount: 5, at: 2018-05-01, by: FRA, source: paper}
"""


def plea(ground: str = "flood", by: str = "FRA", rule: str = "file", more: str = "", source: str = "paper") -> str:
    return f"  - {{by: {by}, rule: {rule}, ground: {ground}, source: {source}{more}}}\n"


@pytest.mark.parametrize(
    "ground, matches",
    [
        ("force-majeure", "exception force-majeure"),
        ("act of god", "exception force-majeure"),
        ("EARTHQUAKE", "exception force-majeure"),
        ("Great  Flood", "exception force-majeure"),
        ("mild", "reading mild"),
        ("No harm done", "reading mild"),
        ("a MILD reading", "reading mild"),
        ("Smallness", "exemption relief"),
        ("small states are spared", "exemption relief"),
        ("relief", "exemption relief"),
        ("flood", None),
        ("god", None),
    ],
)
def test_a_ground_is_compared_with_ids_titles_and_grounds(study: Any, ground: str, matches: str | None) -> None:
    finding = study(RULES, f"{CLAIMS}pleas:\n{plea(ground)}").one("file", "FRA")
    (one,) = finding.pleas
    assert one.matches == matches
    if matches is None:
        assert one.note == "not an exception that paragraph 5 knows"
        return
    # A ground that is named is not one that is shown: the note says how it stands.
    stands = {
        "exception": "not shown; the bearer has to show it",
        "reading": "under it pending",
        "exemption": "does not hold",
    }
    assert one.note == f"this is the {matches}: {stands[matches.partition(' ')[0]]}"


def test_a_plea_and_an_assessment_never_change_a_verdict(study: Any) -> None:
    bare = study(RULES, f"{CLAIMS}coverage: [{{fact: Report, source: paper}}]").one("file", "FRA")
    says = "assessments:\n  - {by: USA, rule: file, subject: FRA, says: fulfilled, source: paper}\n"
    pleaded = f"{CLAIMS}coverage: [{{fact: Report, source: paper}}]\npleas:\n{plea('act of God')}{says}"
    beside = study(RULES, pleaded).one("file", "FRA")
    assert (len(beside.pleas), len(beside.assessments)) == (1, 1)
    kept = {"pleas": (), "assessments": (), "pack": bare.pack}
    assert beside.model_copy(update=kept) == bare


@pytest.mark.parametrize(
    "rule, subject, by, listed",
    [
        ("file", "FRA", "FRA", True),
        ("file", "FRA", "BEL", False),
        ("ban/a", "a", "FRA", True),
        ("ban/a", "a", "BEL", False),
        ("cap", "all", "BEL", True),  # a shared cap binds all
        ("sign", "FRA/coal", "FRA", True),
        ("sign", "FRA/coal", "BEL", False),
    ],
)
def test_a_plea_is_that_of_the_bearer(study: Any, rule: str, subject: str, by: str, listed: bool) -> None:
    made = study(RULES, f"{CLAIMS}pleas:\n{plea(by=by, rule=rule)}")
    assert bool(made.one(rule, subject).pleas) is listed


def test_a_plea_stands_beside_every_one_who_may_be_the_bearer(study: Any) -> None:
    two = (
        CLAIMS
        + "  - {fact: Shipment, id: a, sender: BEL, barrels: 20, insured: true, date: 2018-05-01, by: USA, source: paper}\n"
    )
    made = study(RULES, f"{two}pleas:\n{plea(by='BEL', rule='ban/a')}{plea(by='LUX', rule='ban/a')}")
    finding = made.one("ban/a", "a")
    assert (finding.bearer, [one.by for one in finding.pleas]) == ("BEL or FRA", ["BEL"])


def test_a_plea_about_a_whole_table_is_about_each_of_its_rows(study: Any) -> None:
    made = study(RULES, f"{CLAIMS}pleas:\n{plea(rule='ban/b')}")
    assert [len(made.one(rule, "a").pleas) for rule in ("ban/a", "ban/b")] == [0, 1]
    made = study(
        RULES, f"{CLAIMS}pleas:\n{plea(rule='ban')}"
    )  # a loader that knows the rules takes the id of the table
    assert [len(made.one(rule, "a").pleas) for rule in ("ban/a", "ban/b")] == [1, 1]


@pytest.mark.parametrize(
    "more, source, known_at, listed",
    [
        ("", "paper", None, True),
        ("", "later", None, True),
        ("", "later", "2020-05-31", False),
        ("", "later", "2020-06-01", True),
        (", known: 2020-07", "later", "2020-07-15", False),  # it may have been known only afterwards
        (", on: 2019-06-30", "paper", None, True),
        (", on: 2019-07-01", "paper", None, False),  # nobody has said it yet on the day judged
        (", on: 2019", "paper", None, True),
    ],
)
def test_what_was_not_said_or_known_yet_is_not_listed(
    study: Any, more: str, source: str, known_at: str | None, listed: bool
) -> None:
    said = f"  - {{by: USA, rule: file, subject: FRA, says: violated, source: {source}{more}}}\n"
    made = study(RULES, f"{CLAIMS}pleas:\n{plea(more=more, source=source)}assessments:\n{said}")
    limit = date.fromisoformat(known_at) if known_at else None
    finding = made.one("file", "FRA", known_at=limit)
    assert (bool(finding.pleas), bool(finding.assessments)) == (listed, listed)


def test_pleas_come_in_one_order_and_once(study: Any) -> None:
    said = [plea("b"), plea("A"), plea("b"), plea("c", source="later")]
    one, other = (study(RULES, f"{CLAIMS}pleas:\n{''.join(order)}").one("file", "FRA") for order in (said, said[::-1]))
    assert [each.ground for each in one.pleas] == ["A", "b", "c"]
    assert one.pleas == other.pleas


@pytest.mark.parametrize(
    "says, agrees",
    [("violated", True), ("Violated", True), ("fulfilled late", False), ("deadline missed", False)],
)
def test_an_assessment_says_whether_it_agrees(study: Any, says: str, agrees: bool) -> None:
    said = f"assessments:\n  - {{by: USA, rule: file, subject: FRA, says: {says}, source: paper}}\n"
    finding = study(RULES, f"{CLAIMS}{said}coverage: [{{fact: Report, source: paper}}]\n").one("file", "FRA")
    assert finding.verdict is Verdict.VIOLATED
    assert [one.agrees for one in finding.assessments] == [agrees]


def test_a_verdict_of_two_words_is_recognised(study: Any) -> None:
    report = "  - {fact: Report, state: FRA, about: file, filed: 2019-02-01, by: FRA, source: paper}\n"
    said = "assessments:\n  - {by: USA, rule: file, subject: FRA, says: Fulfilled late, source: paper}\n"
    finding = study(RULES, f"{CLAIMS}{report}{said}").one("file", "FRA")
    assert (finding.verdict, finding.assessments[0].agrees) == (Verdict.FULFILLED_LATE, True)


def test_an_assessment_of_a_state_stands_beside_each_of_its_periods(study: Any) -> None:
    rules = """
- id: monthly
  obligation: Report every month
  each: State as state
  every: {period: months(1), from: date("2018-01-01"), until: date("2018-03-01")}
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == "monthly")
  due: period.end
"""
    said = "assessments:\n  - {by: USA, rule: monthly, subject: FRA, says: violated, source: paper}\n"
    found = study(rules, said).evaluate(subjects=["FRA"])
    assert [(one.subject, len(one.assessments)) for one in found] == [
        ("FRA 2018-01-01..2018-01-31", 1), ("FRA 2018-02-01..2018-02-28", 1),
    ]  # fmt: skip
