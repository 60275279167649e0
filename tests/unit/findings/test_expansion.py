"""Contested: by whom it is believed, how the law is read, and on whose word the verdict rests."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sanctions_engine import evaluate, scorecard
from sanctions_engine.models.findings import Finding
from sanctions_engine.models.verdicts import Verdict

RULES = """
- id: shrink
  obligation: At most 100
  each: State as state
  satisfied_when: latest(k.amount for k in Stock if k.state == state.code and k.item == "coal") <= 100
  readings:
    - id: strict
      title: Ten at most
      satisfied_when: latest(k.amount for k in Stock if k.state == state.code and k.item == "coal") <= 10
- id: no-lead
  prohibition: Ship lead
  each: Shipment as s
  on: s.date
  violated_when: hs_in(s.hs, ("7801",))
  exceptions:
    - {id: permit, when: any(p for p in Permit if p.covers == s.id), burden: bearer}
"""


def stock(amount: str, by: str, more: str = "") -> str:
    return f"  - {{fact: Stock, state: FRA, item: coal, amount: {amount}, at: 2018-05-01, by: {by}, source: paper{more}}}\n"


def told(finding: Finding) -> dict[tuple[str, str], str]:
    return {(one.perspective, one.reading): one.verdict.value for one in finding.verdicts}


def test_a_dispute_between_speakers(study: Any) -> None:
    made = study(RULES, f"claims:\n{stock('50', 'FRA', ', grade: B2')}{stock('500', 'USA', ', grade: A1')}")
    finding = made.one("shrink", "FRA")
    assert told(finding) == {
        ("record", "default"): "violated",
        ("record", "strict"): "violated",
        ("FRA", "default"): "fulfilled",
        ("USA", "default"): "violated",
    }
    assert (finding.verdict.value, finding.contested, finding.worst.value) == ("violated", True, "violated")
    assert finding.rests_on == ("USA",)


def test_the_worst_verdict_may_be_that_of_another_speaker(study: Any) -> None:
    made = study(RULES, f"claims:\n{stock('50', 'FRA', ', grade: A1')}{stock('500', 'USA', ', grade: B2')}")
    finding = made.one("shrink", "FRA")
    assert (finding.verdict.value, finding.contested, finding.worst.value) == ("fulfilled", True, "violated")


def test_a_dispute_about_the_law_alone(study: Any) -> None:
    finding = study(RULES, f"claims:\n{stock('50', 'FRA')}").one("shrink", "FRA")
    assert told(finding) == {("record", "default"): "fulfilled", ("record", "strict"): "violated"}
    assert (finding.contested, finding.worst.value, finding.rests_on) == (True, "violated", ("FRA",))


def test_speakers_who_agree_contest_nothing(study: Any) -> None:
    finding = study(RULES, f"claims:\n{stock('5', 'FRA')}{stock('6', 'USA')}").one("shrink", "FRA")
    assert set(told(finding).values()) == {"fulfilled"}
    assert (finding.contested, finding.worst.value) == (False, "fulfilled")
    # Without either of them the other one still says it.
    assert finding.rests_on == ()


def test_a_speaker_who_is_alone_is_no_dispute(study: Any) -> None:
    # Under the perspective of somebody who does not speak in a series nothing changes: it is not listed.
    finding = study(RULES, f"claims:\n{stock('500', 'USA')}").one("shrink", "FRA")
    assert {perspective for perspective, _ in told(finding)} == {"record"}
    assert (finding.contested, finding.rests_on) == (False, ("USA",))


@pytest.mark.parametrize(
    "asked, listed",
    [
        ({"perspective": "FRA"}, {("FRA", "default"): "fulfilled"}),
        ({"perspective": "USA"}, {("USA", "default"): "violated"}),
        ({"reading": "strict"}, {("record", "strict"): "violated"}),
        ({"reading": "default"}, None),
        ({"perspective": "FRA", "reading": "strict"}, {("FRA", "strict"): "violated"}),
    ],
)
def test_a_perspective_or_reading_that_is_asked_for_is_told_alone(
    study: Any, asked: dict[str, str], listed: dict[tuple[str, str], str] | None
) -> None:
    made = study(RULES, f"claims:\n{stock('50', 'FRA', ', grade: B2')}{stock('500', 'USA', ', grade: A1')}")
    finding = made.one("shrink", "FRA", **asked)
    if listed is None:
        assert finding == made.one("shrink", "FRA")
    else:
        assert told(finding) == listed
        assert finding.contested is False
        assert finding.worst is finding.verdict


FLOW = "  - {{fact: Shipment, id: a, sender: FRA, hs: '{0}', date: {1}, by: {2}, source: {3}{4}}}\n"


def test_a_verdict_rests_on_the_claims_of_its_own_subject(study: Any) -> None:
    finding = study(RULES, f"claims:\n{FLOW.format('7801', '2018-05-01', 'USA', 'paper', '')}").one("no-lead", "a")
    assert (finding.verdict.value, finding.rests_on) == ("violated", ("USA",))


def test_a_subject_that_two_speak_of_is_judged_as_each_has_it(study: Any) -> None:
    flows = FLOW.format("7801", "2018-05-01", "USA", "paper", ", grade: A1") + FLOW.format(
        "2501", "2018-05-01", "FRA", "paper", ", grade: B2"
    )
    finding = study(RULES, f"claims:\n{flows}").one("no-lead", "a")
    assert told(finding) == {
        ("record", "default"): "violated", ("FRA", "default"): "clean", ("USA", "default"): "violated",
    }  # fmt: skip
    assert (finding.contested, finding.rests_on) == (True, ("USA",))


def test_one_who_denies_the_event_makes_it_contested(study: Any) -> None:
    flows = FLOW.format("7801", "2018-05-01", "USA", "paper", ", grade: A1") + FLOW.format(
        "7801", "2018-05-01", "FRA", "paper", ", grade: B2, denied: true"
    )
    finding = study(RULES, f"claims:\n{flows}").one("no-lead", "a")
    assert told(finding)["FRA", "default"] == "not_applicable"
    assert (finding.verdict.value, finding.contested) == ("violated", True)


def test_who_spoke_too_late_is_not_asked(study: Any) -> None:
    # The claim became known later than asked: nobody can have judged by it.
    flows = FLOW.format("7801", "2018-05-01", "USA", "paper", "") + FLOW.format(
        "2501", "2018-05-01", "FRA", "later", ""
    )
    finding = study(RULES, f"claims:\n{flows}").one("no-lead", "a", known_at=date(2019, 6, 1))
    assert {perspective for perspective, _ in told(finding)} == {"record"}


def test_who_dates_the_event_later_than_the_day_judged_disputes_the_word_of_the_others(study: Any) -> None:
    # Nothing happened yet by the word of FRA, who is believed as much: who is asked is whoever tells of the days judged.
    flows = FLOW.format("7801", "2018-05-01", "USA", "paper", "") + FLOW.format(
        "2501", "2019-12-01", "FRA", "paper", ""
    )
    finding = study(RULES, f"claims:\n{flows}").one("no-lead", "a")
    assert told(finding) == {("record", "default"): "undetermined", ("USA", "default"): "violated"}


def test_the_word_of_whoever_shows_an_exception_counts(study: Any) -> None:
    flows = FLOW.format("7801", "2018-05-01", "USA", "paper", "")
    permit = "  - {fact: Permit, id: p, covers: a, granted: 2018-01-01, by: FRA, source: paper}\n"
    finding = study(RULES, f"claims:\n{flows}{permit}").one("no-lead", "a")
    assert (finding.verdict.value, finding.exception, finding.rests_on) == ("exempt", "permit", ("FRA", "USA"))


def test_members_of_a_group_are_judged_as_each_has_them(study: Any) -> None:
    rules = """
- id: cap
  prohibition: Ship more than ten
  each: Shipment as s
  on: s.date
  group_by: {year: year(s.date)}
  violated_when: total(s.barrels) > 10
"""
    flow = "  - {{fact: Shipment, id: a, sender: FRA, barrels: {0}, date: 2018-05-01, by: {1}, source: paper, grade: {2}}}\n"
    made = study(rules, f"claims:\n{flow.format(20, 'USA', 'A1')}{flow.format(5, 'FRA', 'B2')}")
    finding = made.one("cap", "year=2018")
    assert told(finding) == {
        ("record", "default"): "violated", ("FRA", "default"): "undetermined", ("USA", "default"): "violated",
    }  # fmt: skip
    assert (finding.bearer, finding.contested, finding.rests_on) == (None, True, ("USA",))


def test_the_russia_case(russia: Any) -> None:
    packs, dossier = russia
    (before,) = evaluate(packs, dossier, as_of=date(2019, 12, 23), rules=["unscr-2397-8"], subjects=["RUS"])
    assert (before.contested, before.worst.value, before.rests_on) == (False, "violated", ("RUS",))
    (after,) = evaluate(packs, dossier, as_of=date(2020, 1, 24), rules=["unscr-2397-8"], subjects=["RUS"])
    assert told(after) == {
        ("record", "default"): "violated",
        ("record", "earning-now"): "fulfilled_late",
        ("RUS", "default"): "violated",
        ("USA", "default"): "violated",
    }
    assert [one.note for one in after.verdicts[:2]] == [None, "done on 2020-01-23"]


def test_a_speaker_whose_word_binds_somebody_else_says_whom(study: Any) -> None:
    rules = """
- id: no-lead
  prohibition: Receive lead
  each: Shipment as s
  on: s.date
  bearer: s.receiver
  violated_when: s.hs == "7801"
"""
    line = "  - {{fact: Shipment, id: a, sender: PRK, receiver: {}, hs: '7801', date: 2018-05-01, by: {}, source: paper, grade: {}}}\n"
    made = study(rules, "claims:\n" + line.format("CHN", "USA", "A1") + line.format("RUS", "FRA", "B1"))
    finding = made.one("no-lead", "a")
    assert (finding.bearer, finding.contested) == ("CHN", True)
    assert {one.perspective: one.note for one in finding.verdicts} == {
        "record": None, "USA": None, "FRA": "binding RUS",
    }  # fmt: skip
    for bearer in ("CHN", "RUS"):  # whoever may be bound is asked for
        assert [one.subject for one in made.evaluate(bearers=[bearer]).findings] == ["a"]
    card = scorecard(made.pack, made.dossier, state="RUS", as_of=date(2019, 6, 30))
    assert [(one.rule, one.verdict, one.contested) for one in card.norms] == [("no-lead", Verdict.UNDETERMINED, True)]


def test_asking_nothing_for_another_reason_is_no_dispute(study: Any) -> None:
    rules = """
- id: no-lead
  prohibition: Ship lead from 2018 on
  each: Shipment as s
  on: s.date
  where: s.sender == "PRK"
  in_force: {from: date("2018-04-01")}
  violated_when: s.hs == "7801"
"""
    line = "  - {{fact: Shipment, id: a, sender: {}, hs: '7801', date: {}, by: {}, source: paper, grade: {}}}\n"
    told_by_two = line.format("PRK", "2018-03-01", "USA", "A1") + line.format("FRA", "2018-05-01", "CHN", "B1")
    made = study(rules, f"claims:\n{told_by_two}")
    assert made.evaluate().findings == ()
    finding = made.one("no-lead", "a")
    assert told(finding) == {
        ("record", "default"): "not_in_force", ("USA", "default"): "not_in_force", ("CHN", "default"): "not_applicable",
    }  # fmt: skip
    assert not finding.contested
