"""Duties that are quiet by the record and disputed: over claim tables they are listed as over a dossier, and not only counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sanctions_engine import evaluate
from sanctions_engine.engines.relational import planning
from sanctions_engine.facts.bulk import claim_tables_from
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question

StudyOf = Callable[..., Any]
SMALL = """
- id: not-sixty
  prohibition: Ship sixty tonnes
  each: Shipment as s
  on: s.date
  violated_when: s.tonnes == 60
- id: signed
  obligation: Sign what is insured by the end of 2019
  each: Shipment as s
  applies_when: s.insured
  satisfied_when: done(s.signed)
  due: date("2019-12-31")
"""
SHIPMENT = "  - {{fact: Shipment, id: {}, sender: FRA, date: 2019-01-01, by: {}, source: paper, grade: {}, {}}}\n"


def test_duties_and_speakers_who_contradict_themselves(study: StudyOf, monkeypatch: pytest.MonkeyPatch) -> None:
    # Trap: neither 50 nor 80 tonnes are forbidden, and what lies between may be; a duty is listed in another way than a ban.
    monkeypatch.setattr(planning, "FEW", 0)
    claims = "".join(
        SHIPMENT.format(*one)
        for one in (
            ("several", "USA", "B1", "tonnes: 50, insured: false, signed: none"),
            ("several", "USA", "B1", "tonnes: 80, insured: false, signed: none"),
            ("several", "FRA", "A1", "tonnes: 10, insured: false, signed: none"),
            ("insured", "USA", "B1", "tonnes: 10, insured: true, signed: none"),
            ("insured", "FRA", "A1", "tonnes: 10, insured: false, signed: none"),
        )
    )
    made = study(SMALL, f"claims:\n{claims}")
    expected = made.evaluate("2020-06-30")
    assert {(one.rule, one.subject, one.verdict.value, one.worst.value) for one in expected.findings} == {
        ("not-sixty", "several", "clean", "undetermined"),
        ("signed", "insured", "not_applicable", "violated"),
    }
    with claim_tables_from(made.dossier, made.pack.kinds) as tables:
        assert list(evaluate(made.pack, tables, as_of=date(2020, 6, 30))) == list(expected)


READ = """
- id: insure
  obligation: Insure what is shipped, within ten days
  each: Shipment as s
  applies_when: not no(s.insured)
  satisfied_when: s.insured
  due: s.date + days(10)
  readings:
    - {{id: signed, title: Papers have to be signed, satisfied_when: s.insured and done(s.signed)}}
    - {{id: strict, title: Nobody may be without, {otherwise}}}
- id: insure-at-once
  obligation: Insure what is shipped
  each: Shipment as s
  satisfied_when: s.insured
  readings:
    - {{id: signed, title: Papers have to be signed, satisfied_when: s.insured and done(s.signed)}}
"""
AS_COLUMNS = pytest.param("satisfied_when: shown(s.insured)", set(), id="columns beside the verdict")
APPLIES = pytest.param('applies_when: "true"', set(), id="and whether it applies")
ASKED_AGAIN = pytest.param("due: s.date + days(1)", {"insure"}, id="another due day is a question of its own")


@pytest.mark.parametrize("otherwise, again", [AS_COLUMNS, APPLIES, ASKED_AGAIN])
def test_duties_that_are_done_as_written_and_not_so_read_are_listed(
    otherwise: str, again: set[str], study: StudyOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Trap: a duty that is fulfilled is only counted. One record is open by its claims, one by a due day in a tie.
    monkeypatch.setattr(planning, "FEW", 0)
    claims = "".join(
        SHIPMENT.format(*one)
        for one in (
            ("signed", "USA", "B1", "insured: true, signed: 2019-01-05"),
            ("unsigned", "USA", "B1", "insured: true, signed: none"),
            ("late", "USA", "B1", "insured: true, signed: 2019-01-15"),
            ("without", "USA", "B1", "insured: none"),
            ("unsaid", "USA", "B1", ""),
            ("tied", "USA", "B1", "insured: true, signed: none, hs: '2701'"),
            ("tied", "FRA", "B1", "insured: true, signed: none, hs: '2702'"),
            ("nobody-insured", "USA", "B1", "insured: none, hs: '2701'"),
            ("nobody-insured", "USA", "B1", "insured: none, hs: '2702'"),
        )
    )
    made = study(READ.format(otherwise=otherwise), f"claims:\n{claims}")
    reference = made.evaluate("2019-03-01")
    contested = {(one.rule, one.subject) for one in reference.findings if one.contested}
    assert contested >= {(rule, subject) for rule in ("insure", "insure-at-once") for subject in ("unsigned", "tied")}
    with claim_tables_from(made.dossier, made.pack.kinds) as tables:
        found = evaluate(made.pack, tables, as_of=date(2019, 3, 1))
        assert list(found) == list(reference)
        assert found.counts == reference.run.counts
        assert found.run.answered is not None
        assert found.run.answered.by_reference == {}
        law = Law([made.pack])
        plan = planning.planned_with_disputes(Question(as_of=date(2019, 3, 1)), law, tables)
        assert {rule for one in plan.disputes for rule in one.question.rules} == again
        plan.close()


MONTHLY = """
- id: monthly
  obligation: Insure each month what is on its way
  each: Shipment as s
  every: {period: months(1), from: date("2019-01-01")}
  applies_when: s.date <= period.end
  satisfied_when: s.insured
  due: period.end + days(10)
"""
INSURED = "  - {{fact: Shipment, id: {}, sender: FRA, date: 2019-01-20, by: {}, source: paper, grade: {}, tonnes: 1, insured: {}}}\n"


def test_a_period_in_which_one_of_several_sees_a_breach_is_listed(
    study: StudyOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Trap: the record has the shipment leave in March, so that nothing is asked of it in January.
    monkeypatch.setattr(planning, "FEW", 0)
    claims = INSURED.format("both", "USA", "B1", "false")
    claims += INSURED.format("both", "FRA", "A1", "false").replace("2019-01-20", "2019-03-05")
    claims += INSURED.format("alone", "USA", "B1", "true")
    made = study(MONTHLY, f"claims:\n{claims}")
    reference = made.evaluate("2019-04-05")
    contested = {one.subject for one in reference.findings if one.contested}
    assert contested == {"both 2019-01-01..2019-01-31", "both 2019-02-01..2019-02-28"}
    with claim_tables_from(made.dossier, made.pack.kinds) as tables:
        found = evaluate(made.pack, tables, as_of=date(2019, 4, 5))
        assert list(found) == list(reference)
        assert found.counts == reference.run.counts


def test_a_duty_of_which_the_law_is_open_goes_to_the_reference_evaluator_period_by_period(
    study: StudyOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A tie on whether it was insured leaves the record open: each of its periods is judged by itself.
    monkeypatch.setattr(planning, "FEW", 0)
    claims = "".join(INSURED.format("tied", by, "B1", said) for by, said in (("USA", "true"), ("CHN", "none")))
    made = study(MONTHLY, f"claims:\n{claims}")
    reference = made.evaluate("2019-04-05")
    with claim_tables_from(made.dossier, made.pack.kinds) as tables:
        found = evaluate(made.pack, tables, as_of=date(2019, 4, 5))
        assert list(found) == list(reference)
        assert found.run.answered is not None
        assert found.run.answered.deferred == {"claims that leave the subject open": 4}


ENDED = """
- id: signed
  obligation: Sign within thirty days
  each: Shipment as s
  satisfied_when: done(s.signed)
  due: s.date + days(30)
- id: monthly
  obligation: Insure each month
  each: Shipment as s
  every: {period: months(1), from: date("2018-06-01")}
  satisfied_when: s.insured
  due: period.end + days(10)
"""
CHANGES = """instrument: pact
changes:
- {repeal: [signed], from: date("2019-02-10"), title: No more}
- {suspend: [monthly], from: date("2018-09-15"), until: date("2018-11-05"), title: Not now}
"""


def test_duties_that_were_taken_away_are_told_to_those_who_had_them(
    study: StudyOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Trap: which text is law depends on the due day, so that some records of a repealed duty still have it, and some never had.
    monkeypatch.setattr(planning, "FEW", 0)
    days = {"over": "2018-12-01", "just": "2019-01-10", "ended": "2019-01-15", "vague": "2018-12-01..2019-03-01"}
    days |= {"before": "2017-11-01", "later": "2019-02-20"}
    shipment = (
        "  - {{fact: Shipment, id: {}, sender: FRA, date: {}, by: FRA, source: paper, signed: none, insured: false}}\n"
    )
    made = study(ENDED, "claims:\n" + "".join(shipment.format(*one) for one in days.items()), changes__yaml=CHANGES)
    reference = made.evaluate("2019-04-05")
    told = {one.subject: one.verdict.value for one in reference.findings if one.rule == "signed"}
    assert told == {
        "over": "violated",
        "just": "violated",
        "ended": "not_in_force",
        "vague": "undetermined",
        "later": "not_in_force",
    }
    periods = {one.subject for one in reference.findings if one.rule == "monthly" and one.verdict == "not_in_force"}
    with claim_tables_from(made.dossier, made.pack.kinds) as tables:
        found = evaluate(made.pack, tables, as_of=date(2019, 4, 5))
        assert list(found) == list(reference)
        assert found.counts == reference.run.counts
        assert found.run.answered is not None
        assert (found.run.answered.by_reference, found.run.answered.deferred) == ({}, {})
    within = made.evaluate("2018-10-01")
    periods |= {one.subject for one in within.findings if one.rule == "monthly" and one.verdict == "not_in_force"}
    assert periods
    with claim_tables_from(made.dossier, made.pack.kinds) as tables:
        assert list(evaluate(made.pack, tables, as_of=date(2018, 10, 1))) == list(within)


SIGNED_FIRST = """
- id: signed
  obligation: Sign by the day on which the first one was signed
  each: Shipment as s
  applies_when: s.insured
  satisfied_when: done(s.signed)
  due: min(other.signed for other in Shipment)
"""


def test_a_record_that_stands_at_another_row_for_a_speaker_is_listed_once(
    study: StudyOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Trap: the rule looks at records of its own kind, so it is asked again as each speaker has them, and finds what is listed already.
    monkeypatch.setattr(planning, "FEW", 0)
    said = "signed: 2019-02-01, insured: true"
    claims = "".join(SHIPMENT.format("both", by, grade, said) for by, grade in (("USA", "B1"), ("FRA", "A1")))
    claims += SHIPMENT.format("one", "USA", "A1", "signed: 2019-03-01, insured: false")
    claims += SHIPMENT.format("one", "FRA", "B1", "signed: 2019-03-01, insured: true")
    made = study(SIGNED_FIRST, f"claims:\n{claims}")
    expected = made.evaluate("2020-06-30")
    assert [one.subject for one in expected.findings] == ["both", "one"]
    with claim_tables_from(made.dossier, made.pack.kinds) as tables:
        found = evaluate(made.pack, tables, as_of=date(2020, 6, 30))
        assert list(found) == list(expected)
        assert found.counts == expected.run.counts


READ_OTHERWISE = """
- id: signed
  obligation: Sign what is insured within thirty days
  each: Shipment as s
  applies_when: s.insured
  satisfied_when: done(s.signed)
  due: s.date + days(30)
  readings:
  - {id: heavy, title: What is heavy too, applies_when: s.insured or s.tonnes > 50}
- id: monthly
  obligation: Insure each month what is heavy
  each: Shipment as s
  every: {period: months(1), from: date("2019-01-01")}
  applies_when: s.tonnes > 90
  satisfied_when: s.insured
  due: period.end + days(10)
  readings:
  - {id: heavy, title: What is rather heavy, applies_when: s.tonnes > 50}
"""


def test_duties_are_asked_again_under_each_reading(study: StudyOf, monkeypatch: pytest.MonkeyPatch) -> None:
    # Trap: as the duty is written nothing is asked of it, so it is only counted; a period of a recurring duty is one of several.
    monkeypatch.setattr(planning, "FEW", 0)
    tonnes = {"light": 10, "heavy": 60, "heaviest": 100}
    claims = "".join(
        SHIPMENT.format(id, "FRA", "A1", f"signed: none, insured: false, tonnes: {many}") for id, many in tonnes.items()
    )
    made = study(READ_OTHERWISE, f"claims:\n{claims}")
    expected = made.evaluate("2019-03-05")
    told = {(one.rule, one.subject.partition(" ")[0], one.contested) for one in expected.findings}
    assert told == {
        ("signed", "heavy", True),
        ("signed", "heaviest", True),
        ("monthly", "heavy", True),
        ("monthly", "heaviest", False),
    }
    with claim_tables_from(made.dossier, made.pack.kinds) as tables:
        found = evaluate(made.pack, tables, as_of=date(2019, 3, 5))
        assert list(found) == list(expected)
        assert found.counts == expected.run.counts
        assert found.run.answered is not None
        assert found.run.answered.by_reference == {}
