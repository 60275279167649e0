"""Findings: days, exceptions, groups, recurring duties, and what is only counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

DUTIES = """
- id: file
  obligation: File
  each: State as state
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == "file")
  due: instrument.adopted + months(12)
- id: promptly
  obligation: File promptly
  each: State as state
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == "promptly")
  due: promptly
- id: answer
  obligation: Answer promptly
  each: Order as o
  on: o.served
  satisfied_when: any(r for r in Report if r.about == o.id)
  due: promptly
- id: settle
  obligation: Settle by the day that the order names
  each: Order as o
  satisfied_when: any(r for r in Report if r.about == o.id)
  due: o.answer_by
"""
FILED = "claims:\n  - {{fact: Report, state: FRA, about: file, filed: {0}, by: FRA, source: paper}}\n"
ORDER = "claims:\n  - {{fact: Order, id: o, state: FRA, served: {0}, answer_by: {1}, by: USA, source: paper}}\n"
COVERED = "coverage: [{fact: Report, source: paper}]\n"


@pytest.mark.parametrize(
    "dossier, as_of, verdict, days",
    [
        (COVERED, "2018-12-31", "pending", (None, 1, None)),
        (COVERED, "2019-01-01", "pending", (None, 0, None)),
        (COVERED, "2019-01-02", "violated", (1, None, None)),
        (COVERED, "2019-02-01", "violated", (31, None, None)),
        (COVERED + FILED.format("2019-01-11"), "2019-02-01", "fulfilled_late", (10, None, None)),
        (COVERED + FILED.format("2018-12-01"), "2019-02-01", "fulfilled", (None, None, None)),
        ("", "2019-02-01", "undetermined", (None, None, None)),
    ],
)
def test_days_overdue_and_days_left(
    study: Any, dossier: str, as_of: str, verdict: str, days: tuple[int | None, ...]
) -> None:
    finding = study(DUTIES, dossier).one("file", "FRA", as_of)
    assert finding.verdict.value == verdict
    assert (finding.days_overdue, finding.days_left, finding.days_elapsed) == days
    assert str(finding.due) == "2019-01-01"


def test_days_elapsed_where_the_text_gives_no_number(study: Any) -> None:
    changes = """
instrument: protocol
changes:
  - {title: Reworded, amend: [promptly], set: {severity: high}}
"""
    made = study(DUTIES, COVERED, changes__yaml=changes)
    # They run from the day on which the duty began, not from that on which its text changed.
    assert made.one("promptly", "FRA", "2018-01-31").days_elapsed == 30
    assert made.one("promptly", "FRA", "2018-12-31").days_elapsed == 364
    served = study(DUTIES, COVERED + ORDER.format("2018-05-01", "2018-06-01"))
    assert served.one("answer", "o", "2018-05-31").days_elapsed == 30
    vague = study(DUTIES, COVERED + ORDER.format("2018-05", "2018-06-01"))
    assert vague.one("answer", "o", "2018-08-31").days_elapsed is None


def test_an_imprecise_due_day(study: Any) -> None:
    made = study(DUTIES, COVERED + ORDER.format("2018-02-01", "2018-05-01..2018-05-31"))
    verdicts = {as_of: made.one("settle", "o", as_of) for as_of in ("2018-04-30", "2018-05-10", "2018-06-01")}
    assert {day: one.verdict.value for day, one in verdicts.items()} == {
        "2018-04-30": "pending", "2018-05-10": "undetermined", "2018-06-01": "violated",
    }  # fmt: skip
    assert {str(one.due) for one in verdicts.values()} == {"2018-05"}
    days = {day: (one.days_left, one.days_overdue, one.days_overdue_most) for day, one in verdicts.items()}
    # Never more days than are certain: a breach of 1 to 31 days is told as that.
    assert days == {
        "2018-04-30": (None, None, None), "2018-05-10": (None, None, None), "2018-06-01": (None, 1, 31),
    }  # fmt: skip
    assert [one.value for one in verdicts["2018-05-10"].possible] == ["pending", "violated"]
    note = "it depends on a day that is not known exactly: 2018-05-01 violated, 2018-05-09 violated, 2018-05-10 pending"
    assert (verdicts["2018-05-10"].because.note or "").startswith(note)


# --- exceptions, bearers, groups, periods, events ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "burden, permit, verdict, holds, decided",
    [
        ("bearer", "", "violated", "unknown", False),
        ("authority", "", "undetermined", "unknown", False),
        ("bearer", "claims: [{fact: Permit, id: p, covers: x, granted: 2018-05-01, by: FRA, source: paper}]", "exempt", "true", True),
        ("bearer", "  - {fact: Permit, source: paper}", "violated", "false", False),
        ("authority", "  - {fact: Permit, source: paper}", "violated", "false", False),
    ],
)  # fmt: skip
def test_exceptions_that_were_looked_at(
    study: Any, burden: str, permit: str, verdict: str, holds: str, decided: bool
) -> None:
    rules = f"""
- id: file
  obligation: File
  each: State as state
  satisfied_when: any(r for r in Report if r.state == state.code)
  due: instrument.adopted + months(12)
  exceptions:
    - {{id: permit, title: A permit, cite: charter 4, burden: {burden}, when: 'any(p for p in Permit if p.covers == "x")'}}
"""
    covered, claims = ("\n" + permit, "") if permit.startswith("  ") else ("", permit)
    dossier = f"coverage:\n  - {{fact: Report, source: paper}}{covered}\n{claims}"
    finding = study(rules, dossier).one("file", "FRA")
    assert finding.verdict.value == verdict
    (one,) = finding.exceptions
    assert (one.id, one.title, one.burden, one.holds, one.decided) == ("permit", "A permit", burden, holds, decided)
    assert str(one.citation).startswith("The charter")
    assert finding.exception == ("permit" if decided else None)


def test_exceptions_of_a_duty_that_was_met_are_not_looked_at(study: Any) -> None:
    rules = DUTIES.replace(
        "due: instrument", "exceptions: [{id: never, when: 'state.code == \"BEL\"'}]\n  due: instrument"
    )
    assert study(rules, FILED.format("2018-05-01")).one("file", "FRA").exceptions == ()


def test_the_bearer_of_an_event(study: Any) -> None:
    rules = "- {id: ban, prohibition: Ship, each: Shipment as s, bearer: s.sender, violated_when: s.insured}"
    flow = "claims:\n  - {{fact: Shipment, id: a{0}, date: 2018-05-01, insured: true, by: FRA, source: paper}}\n"
    assert study(rules, flow.format(", sender: FRA")).one("ban", "a").bearer == "FRA"
    receiver = rules.replace("s.sender", "s.receiver")
    assert study(receiver, flow.format(", sender: FRA")).one("ban", "a").bearer == "unknown"
    assert study(receiver, flow.format(", sender: FRA, receiver: none")).one("ban", "a").bearer is None


def test_a_group_and_its_bearer(study: Any) -> None:
    rules = """
- id: cap
  prohibition: Ship more than ten
  each: Shipment as s
  on: s.date
  bearer: all
  group_by: {sender: s.sender, year: year(s.date)}
  violated_when: total(s.barrels) > 10
"""
    flow = "  - {{fact: Shipment, id: {0}, sender: {1}, barrels: {2}, date: {3}, by: FRA, source: paper}}\n"
    dossier = (
        f"claims:\n{flow.format('a', 'FRA', 6, '2018-05-01')}{flow.format('b', 'FRA', 6, '2018-06-01')}"
        f"{flow.format('c', 'BEL', 6, '2018-06-01')}{flow.format('d', 'FRA', 6, '2019-06-01')}"
        "coverage: [{fact: Shipment, source: paper}]"
    )
    found = study(rules, dossier).evaluate()
    assert [(one.subject, one.verdict.value, one.bearer) for one in found] == [
        ("sender=BEL, year=2018", "fulfilled", "all"),
        ("sender=FRA, year=2018", "violated", "all"),
        ("sender=FRA, year=2019", "pending", "all"),
    ]
    assert {len(one.claims) for one in found} == {1, 2}


def test_a_recurring_duty_has_a_finding_for_each_period(study: Any) -> None:
    rules = """
- id: monthly
  obligation: Report every month, within ten days
  each: State as state
  every: {period: months(1), from: date("2019-05-01")}
  satisfied_when: any(r for r in Report if r.state == state.code and r.filed >= period.start)
  due: period.end + days(10)
"""
    found = study(rules, COVERED + FILED.format("2019-06-03")).evaluate("2019-07-02", subjects=["FRA"])
    assert [(one.subject, one.verdict.value, str(one.due)) for one in found] == [
        ("FRA 2019-05-01..2019-05-31", "fulfilled", "2019-06-10"),
        ("FRA 2019-06-01..2019-06-30", "fulfilled", "2019-07-10"),
        ("FRA 2019-07-01..2019-07-31", "pending", "2019-08-10"),
    ]
    only = study(rules, COVERED).evaluate("2019-07-02", subjects=["FRA 2019-06-01..2019-06-30"])
    assert [one.subject for one in only] == ["FRA 2019-06-01..2019-06-30"]


def test_events_that_are_not_forbidden_are_counted_and_make_no_finding(study: Any) -> None:
    rules = """
- id: ban
  prohibition: Ship gold
  each: Shipment as s
  on: s.date
  applies_when: s.sender != "BEL"
  violated_when: hs_in(s.hs, ("7108",))
"""
    flow = "  - {{fact: Shipment, id: {0}, sender: {1}, hs: '{2}', date: {3}, by: FRA, source: paper}}\n"
    dossier = "claims:\n" + "".join(
        flow.format(*one)
        for one in (
            ("gold", "FRA", "710812", "2018-05-01"),
            ("wood", "FRA", "4401", "2018-05-01"),
            ("early", "FRA", "710812", "2017-05-01"),
            ("other", "BEL", "710812", "2018-05-01"),
        )
    )
    found = study(rules, dossier).evaluate()
    assert [(one.subject, one.verdict.value) for one in found] == [("gold", "violated")]
    assert found.run.counts == {"clean": 1, "not_applicable": 1, "not_in_force": 1, "violated": 1}
    assert (found.run.rules, found.run.subjects) == (1, 4)


def test_findings_are_sorted_and_can_be_picked(study: Any) -> None:
    found = study(DUTIES, COVERED + FILED.format("2018-05-01")).evaluate(
        subjects=["FRA", "BEL"], rules=["file", "promptly"]
    )
    assert [(one.rule, one.subject) for one in found] == [
        ("file", "BEL"), ("file", "FRA"), ("promptly", "BEL"), ("promptly", "FRA"),
    ]  # fmt: skip
    assert [one.subject for one in found.of("file")] == ["BEL", "FRA"]
    (one,) = found.of("file", "FRA")
    assert one.claim(one.claims[0].id).by == "FRA"
    with pytest.raises(KeyError):
        one.claim("none")


def test_claims_that_are_left_aside_for_their_day_are_counted(study: Any) -> None:
    dossier = (
        "claims:\n"
        "  - {fact: Report, state: FRA, about: file, filed: 2018-06-01, by: FRA, source: paper, known: 2018-06-02}\n"
        "  - {fact: Report, state: DEU, about: file, filed: 2018-07-01, by: DEU, source: paper, known: 2018-07-02}\n"
        "  - {fact: Report, state: ITA, about: file, filed: 2018-06-30..2018-07-02, by: ITA, source: paper, known: 2018-07-02}\n"
        "  - {fact: Order, id: o, state: FRA, served: 2018-08-01, by: USA, source: paper, known: 2018-06-01..2018-09-01}\n"
    )
    made = study(DUTIES, dossier)
    run = made.evaluate("2018-06-30").run
    assert (run.later_than_as_of, run.later_than_known_at) == ({"Order": 1, "Report": 1}, {})
    run = made.evaluate("2018-06-30", known_at=date(2018, 6, 15)).run
    assert (run.later_than_as_of, run.later_than_known_at) == ({"Order": 1}, {"Report": 2})
    run = made.evaluate("2018-08-01").run
    assert (run.later_than_as_of, run.later_than_known_at) == ({}, {})


def test_an_imprecise_day_is_a_range_of_days(study: Any) -> None:
    rule = """
- {id: buy, prohibition: Buy, each: Shipment as s, on: s.date, bearer: s.receiver, violated_when: s.tonnes > 5}
"""
    claims = "claims:\n" + "".join(
        f"  - {{fact: Shipment, id: {id}, sender: PRK, receiver: FRA, tonnes: 6, date: {day}, by: FRA, source: paper}}\n"
        for id, day in (("a", "2018-03"), ("b", "2018-03-01"))
    )
    made = study(rule, claims)
    vague, exact = made.one("buy", "a"), made.one("buy", "b")
    assert (vague.on, str(vague.on_between)) == (None, "2018-03")
    assert (str(exact.on), exact.on_between) == ("2018-03-01", None)
