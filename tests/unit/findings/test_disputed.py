"""Events that are clean as the rule stands: told where a reading or a speaker makes more of them, counted where none does."""

from __future__ import annotations

from typing import Any

from sanctions_engine.semantics.disputes import kinds_asked
from sanctions_engine.semantics.law import Law

RULES = """
- id: no-lead
  prohibition: Ship lead
  each: Shipment as s
  on: s.date
  let: {meant: 's.hs in ("7801",)'}
  violated_when: meant
  readings:
    - {id: ores, title: Ores of lead are lead, let: {meant: 's.hs in ("7801", "2607")'}}
- id: no-gold
  prohibition: Ship gold
  each: Shipment as s
  on: s.date
  violated_when: s.hs == "7108"
- id: signed
  obligation: Sign what is insured by the end of 2019
  each: Shipment as s
  applies_when: s.insured
  satisfied_when: done(s.signed)
  due: date("2019-12-31")
"""


def shipment(id: str, hs: str, more: str = "") -> str:
    return (
        f'  - {{fact: Shipment, id: {id}, sender: FRA, hs: "{hs}", date: 2019-01-01, by: USA, source: paper{more}}}\n'
    )


CLAIMS = f"claims:\n{shipment('lead', '7801')}{shipment('ore', '2607')}{shipment('coal', '2701')}"


def test_an_event_that_another_reading_forbids_is_told(study: Any) -> None:
    # Trap: it is clean as the rule stands, so it was counted and nobody saw that the law is disputed.
    found = study(RULES, CLAIMS).evaluate(rules=["no-*"])
    told = {(one.rule, one.subject): (one.verdict.value, one.contested, one.worst.value) for one in found.findings}
    assert told == {
        ("no-lead", "lead"): ("violated", False, "violated"),
        ("no-lead", "ore"): ("clean", True, "violated"),
    }
    assert found.run.counts == {"violated": 1, "clean": 5}


def test_under_one_reading_or_perspective_nothing_else_is_looked_at(study: Any) -> None:
    made = study(RULES, CLAIMS)
    for asked in ({"reading": "ores"}, {"perspective": "USA"}):
        found = made.evaluate(rules=["no-lead"], **asked).findings
        assert [one.subject for one in found if one.verdict.value == "clean"] == []


def graded(id: str, hs: str, more: str = "") -> str:
    return shipment(id, hs, f", grade: A1{more}").replace("by: USA", "by: FRA")


TOLD_BY_TWO = (
    f"claims:\n{shipment('denied', '7801')}{shipment('other', '7801')}{shipment('agreed', '2701')}"
    f"{graded('denied', '7801', ', denied: true')}{graded('other', '2701')}{graded('agreed', '2701')}"
)


def test_an_event_that_one_speaker_tells_and_another_denies_or_tells_otherwise_is_told(study: Any) -> None:
    # Trap: whoever is believed first settles the verdict, so a breach that a panel reports would vanish on a customs office's word.
    found = study(RULES, TOLD_BY_TWO).evaluate(rules=["no-lead"])
    told = {one.subject: (one.verdict.value, one.contested, one.worst.value) for one in found.findings}
    assert told == {"denied": ("not_applicable", True, "violated"), "other": ("clean", True, "violated")}
    assert found.run.counts == {"not_applicable": 1, "clean": 2}


def test_the_proof_of_an_event_that_the_record_denies_names_who_denies_it(study: Any) -> None:
    found = study(RULES, TOLD_BY_TWO).evaluate(rules=["no-lead"]).findings
    (denied,) = (one for one in found if one.subject == "denied")
    (against,) = (part for part in denied.because.parts if part.text == "it is denied")
    assert denied.because.note == "by the record there is no such event by 2019-06-30"
    assert [(one.by, one.says[:7]) for one in denied.claims if one.id in against.claims] == [("FRA", "denied:")]


def test_a_speaker_on_what_the_rule_looks_at_can_dispute_an_event(study: Any) -> None:
    rules = """
- id: no-listed
  prohibition: Ship with a listed carrier
  each: Shipment as s
  on: s.date
  violated_when: any(l for l in Permit if l.covers == s.carrier)
"""
    permit = "  - {{fact: Permit, id: p, covers: {}, granted: 2018-01-01, by: {}, source: paper, grade: {}}}\n"
    claims = (
        shipment("a", "2701", ", carrier: boat")
        + permit.format("boat", "USA", "B1")
        + permit.format("ship", "FRA", "A1")
    )
    found = study(rules, f"claims:\n{claims}coverage: [{{fact: Permit, source: paper}}]\n").evaluate(
        rules=["no-listed"]
    )
    told = [(one.subject, one.verdict.value, one.worst.value) for one in found.findings]
    assert told == [("a", "clean", "violated")]


def test_what_sorts_records_into_groups_is_looked_at_and_what_lets_off_is_not(study: Any) -> None:
    rules = """
- id: cap
  prohibition: Ship more than ten
  each: Shipment as s
  on: s.date
  group_by: {site: 'latest((k.site for k in Stock if k.state == s.sender and k.item == "grain"), none="none")'}
  violated_when: total(s.tonnes) > 10
  exceptions:
    - {id: permit, when: any(p for p in Permit if p.covers == "cap")}
"""
    assert kinds_asked("cap", Law([study(rules).pack])) == {"Stock"}


def test_a_pending_duty_of_which_it_is_unknown_whether_it_is_there_says_so(study: Any) -> None:
    made = study(RULES, f"claims:\n{shipment('known', '2701', ', insured: true')}{shipment('unsaid', '2701')}")
    known, unsaid = (made.one("signed", subject) for subject in ("known", "unsaid"))
    assert (known.verdict.value, unsaid.verdict.value) == ("pending", "pending")
    assert known.because.note == "not shown to be done, and there is time left"
    assert (
        unsaid.because.note == f"{known.because.note}; it is unknown whether the rule applies: pending only if it does"
    )


def test_an_act_of_a_later_day_is_missing_until_then(study: Any) -> None:
    made = study(
        RULES.replace('\n  due: date("2019-12-31")', ""),
        f"claims:\n{shipment('a', '2701', ', insured: true, signed: 2019-07-01')}",
    )
    finding = made.one("signed", "a", "2019-06-30")
    assert [(one.kind, one.field, one.why) for one in finding.missing] == [("Shipment", "signed", "later than as_of")]
    assert (
        finding.missing[0].remedy
        == "judge a later day: by 2019-06-30 what the field `signed` of `Shipment` (id a) tells of was still to come"
    )
    assert made.one("signed", "a", "2019-07-01").verdict.value == "fulfilled"
