"""Proof trees: which parts they show, which claims their leaves name, and what they say where there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sanctions_engine.models.findings import Finding, ProofNode

Parts = Callable[[Finding, str], list[ProofNode]]

REPORT = """
- id: file
  obligation: File a complete report
  each: State as state
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == "file" and r.complete)
  due: instrument.adopted + months(12)
"""


def claim(state: str = "FRA", more: str = "", by: str = "FRA") -> str:
    return f"  - {{fact: Report, state: {state}, about: file, filed: 2018-05-01, by: {by}, source: paper{more}}}\n"


LEAVES = {
    "a record that counts": (claim(more=", complete: true"), "true", 1, None),
    "one that was read and does not fit": (claim(more=", complete: false"), "false", 1, "read, and does not fit"),
    "one of which nothing is said": (claim(), "unknown", 1, None),
    "none": (claim("BEL"), "unknown", 0, "no claim"),
    "one that is denied": (claim(more=", complete: true, denied: true"), "false", 1, "denied"),
}


@pytest.mark.parametrize("name", LEAVES)
def test_an_aggregate_says_what_it_rests_on(study: Any, parts: Parts, name: str) -> None:
    claims, value, number, note = LEAVES[name]
    finding = study(REPORT, f"claims:\n{claims}").one("file", "FRA")
    (leaf,) = parts(finding, "satisfied_when")
    assert (leaf.value, len(leaf.claims), leaf.note) == (value, number, note)
    assert [finding.claim(id).by for id in leaf.claims] == ["FRA"] * number


def test_a_leaf_without_claims_names_the_source_that_declares_the_list_complete(study: Any, parts: Parts) -> None:
    # That nothing was filed is evidence too, and somebody has said so.
    covered = study(REPORT, f"claims:\n{claim('BEL')}coverage:\n  - {{fact: Report, source: later}}\n")
    (leaf,) = parts(covered.one("file", "FRA"), "satisfied_when")
    assert (leaf.value, leaf.claims, leaf.note) == ("false", (), "no claim; the list is declared complete (later)")


def test_a_leaf_says_that_claims_became_known_too_late(study: Any, parts: Parts) -> None:
    late = study(
        REPORT, "claims:\n  - {fact: Report, state: FRA, about: file, filed: 2018-05-01, by: FRA, source: later}\n"
    )
    (leaf,) = parts(late.one("file", "FRA", known_at=date(2019, 6, 1)), "satisfied_when")
    assert (leaf.claims, leaf.note) == ((), "claims left aside: later than known_at")


def test_a_claim_that_is_repeated_is_named_once(study: Any, parts: Parts) -> None:
    finding = study(REPORT, f"claims:\n{claim(more=', complete: true') * 3}").one("file", "FRA")
    (leaf,) = parts(finding, "satisfied_when")
    assert len(leaf.claims) == len(finding.claims) == 1


def test_records_that_the_filter_does_not_speak_of_are_not_named(study: Any, parts: Parts) -> None:
    rules = """
- id: insure
  obligation: Ship something insured
  each: State as state
  satisfied_when: any(s for s in Shipment if s.sender == state.code and s.insured)
"""
    flow = "  - {{fact: Shipment, id: {0}, sender: {0}, insured: false, date: 2018-05-01, by: {0}, source: paper}}\n"
    dossier = f"claims:\n{flow.format('FRA')}{flow.format('BEL')}coverage: [{{fact: Shipment, source: paper}}]"
    finding = study(rules, dossier).one("insure", "FRA")
    assert (finding.verdict.value, [one.by for one in finding.claims]) == ("violated", ["FRA"])


def test_a_number_of_records_rests_on_who_declares_the_list_complete(study: Any, parts: Parts) -> None:
    rules = """
- id: few
  obligation: Ship twice at most
  each: State as state
  satisfied_when: count(s for s in Shipment if s.sender == state.code and s.insured) <= 2
"""
    flow = "  - {{fact: Shipment, id: {0}, sender: FRA{1}, date: 2018-05-01, by: FRA, source: paper}}\n"
    claims = f"claims:\n{flow.format('a', ', insured: true')}{flow.format('b', '')}"
    text = "count(s for s in Shipment if s.sender == state.code and s.insured)"
    (open_list,) = parts(study(rules, claims).one("few", "FRA"), text)
    assert (open_list.value, open_list.note) == ("1..", None)
    (closed,) = parts(study(rules, f"{claims}coverage: [{{fact: Shipment, source: later}}]").one("few", "FRA"), text)
    assert (closed.value, closed.note) == ("1..2", "the list is declared complete (later)")


AND_OR = """
- id: both
  obligation: Both
  each: Shipment as s
  satisfied_when: s.insured and s.tonnes <= 10
- id: either
  obligation: Either
  each: Shipment as s
  satisfied_when: s.insured or s.tonnes <= 10
"""
FLOW = "  - {{fact: Shipment, id: a, sender: FRA, date: 2018-05-01, {0}, by: FRA, source: paper}}\n"


@pytest.mark.parametrize(
    "rule, fields, value, shown",
    [
        ("both", "insured: true, tonnes: 5", "true", ["s.insured", "s.tonnes <= 10"]),
        ("both", "insured: false, tonnes: 50", "false", ["s.insured"]),
        ("both", "insured: true, tonnes: 50", "false", ["s.tonnes <= 10"]),
        ("both", "insured: true, tonnes: 5..50", "unknown", ["s.tonnes <= 10"]),
        ("both", "tonnes: 50", "false", ["s.tonnes <= 10"]),
        ("either", "insured: true, tonnes: 5", "true", ["s.insured"]),
        ("either", "insured: false, tonnes: 5", "true", ["s.tonnes <= 10"]),
        ("either", "insured: false, tonnes: 50", "false", ["s.insured", "s.tonnes <= 10"]),
        ("either", "tonnes: 50", "unknown", ["s.insured"]),
    ],
)
def test_a_proof_shows_what_decides(
    study: Any, parts: Parts, rule: str, fields: str, value: str, shown: list[str]
) -> None:
    finding = study(AND_OR, f"claims:\n{FLOW.format(fields)}").one(rule, "a")
    (step,) = parts(finding, "satisfied_when")
    assert (step.value, [part.text for part in step.parts]) == (value, shown)


def test_what_evaluation_did_not_reach_is_not_evaluated_for_the_proof(study: Any, parts: Parts) -> None:
    # The second part lies outside the calendar: the rule never gets there, and its proof must not either.
    rules = """
- id: guarded
  obligation: Guarded
  each: Shipment as s
  satisfied_when: s.insured and s.date + years(9000) > s.date
- id: branch
  obligation: Branch
  each: Shipment as s
  satisfied_when: (s.date + years(9000) if s.insured else s.date) <= date("2019-01-01")
- id: presumed
  obligation: Presumed
  each: Shipment as s
  satisfied_when: presume(s.tonnes, days_between(s.date, s.date + years(9000))) <= 10
"""
    made = study(rules, f"claims:\n{FLOW.format('insured: false, tonnes: 5')}")
    assert [made.one(rule, "a").verdict.value for rule in ("guarded", "branch", "presumed")] == [
        "violated", "fulfilled", "fulfilled",
    ]  # fmt: skip
    (step,) = parts(made.one("branch", "a"), "satisfied_when")
    assert [part.text for part in step.parts[0].parts] == ["s.insured", "s.date"]


def test_a_field_says_who_gives_it_or_that_nobody_does(study: Any, parts: Parts) -> None:
    finding = study(AND_OR, f"claims:\n{FLOW.format('insured: true')}").one("both", "a")
    (leaf,) = parts(finding, "s.tonnes")
    assert (leaf.value, leaf.claims, leaf.note) == ("0.. or none", (), "no claim says it")


def test_claims_behind_an_aggregate_inside_an_aggregate_are_named(study: Any, parts: Parts) -> None:
    rules = """
- id: allowed
  obligation: Ship nothing without a permit
  each: State as state
  satisfied_when: not any(s for s in Shipment if s.sender == state.code and not any(p for p in Permit if p.covers == s.id))
"""
    dossier = f"""claims:
{FLOW.format("insured: true")}
  - {{fact: Permit, id: p, covers: a, granted: 2018-01-01, by: USA, source: paper}}
coverage:
  - {{fact: Shipment, source: paper}}
  - {{fact: Permit, source: paper}}
"""
    finding = study(rules, dossier).one("allowed", "FRA")
    assert finding.verdict.value == "fulfilled"
    assert {one.by for one in finding.claims} == {"FRA", "USA"}


def test_a_name_that_a_filter_reads_is_proved_too(study: Any, parts: Parts) -> None:
    rules = """
- id: fewer
  obligation: Fewer than last time
  each: State as state
  let: {allowed: 'latest(k.amount for k in Stock if k.state == state.code and k.item == "allowed")'}
  satisfied_when: not any(s for s in Shipment if s.sender == state.code and s.tonnes > allowed)
"""
    dossier = f"""claims:
{FLOW.format("tonnes: 50")}
  - {{fact: Stock, state: FRA, item: allowed, amount: 10, at: 2018-02-01, by: USA, source: paper}}
"""
    finding = study(rules, dossier).one("fewer", "FRA")
    (let,) = parts(finding, "let allowed")
    assert (let.value, [finding.claim(id).by for id in let.claims]) == ("10", ["USA"])


def test_the_due_day_is_proved_as_it_stands_on_the_day_judged(study: Any, parts: Parts) -> None:
    # An order that comes after the due day it sets is read on the day judged, not on the due day.
    rules = """
- id: answer
  obligation: Answer by the day that the latest order names
  each: State as state
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == "answer")
  due: 'latest((k.answer_by for k in Order if k.state == state.code), none=date("2018-03-01"))'
"""
    order = "  - {fact: Order, id: o, state: FRA, served: 2018-06-01, answer_by: 2018-05-01, by: FRA, source: paper}\n"
    finding = study(rules, f"claims:\n{order}coverage: [{{fact: Report, source: paper}}]").one("answer", "FRA")
    (due,) = parts(finding, "due")
    assert (str(finding.due), due.value, len(due.claims)) == ("2018-05-01", "2018-05-01", 1)


def test_a_due_day_that_moved_says_so(study: Any, parts: Parts) -> None:
    changes = """
instrument: protocol
changes:
  - {title: Not now, suspend: [file], from: 'date("2018-12-01")', until: 'date("2019-03-01")'}
"""
    finding = study(REPORT, f"claims:\n{claim()}", changes__yaml=changes).one("file", "FRA")
    (due,) = parts(finding, "due")
    assert (str(finding.due), due.value) == ("2019-03-01", "2019-03-01")
    assert due.note == "2019-01-01 lies in a suspension: it moves to the day on which that ends"


def test_due_of_cites_the_other_rule_and_proves_its_due_day(study: Any, parts: Parts) -> None:
    rules = """
- id: order
  obligation: Answer the order
  cite: charter 3
  each: Order as o
  satisfied_when: any(r for r in Report if r.about == o.id)
  due: o.answer_by
- id: after
  obligation: Have answered in time
  each: Order as o
  satisfied_when: any(r for r in Report if r.about == o.id and r.filed <= due_of("order"))
"""
    order = "  - {fact: Order, id: o, state: FRA, served: 2018-02-01, answer_by: 2018-05-01, by: USA, source: paper}\n"
    report = "  - {fact: Report, state: FRA, about: o, filed: 2018-04-01, by: FRA, source: paper}\n"
    finding = study(rules, f"claims:\n{order}{report}").one("after", "o")
    assert finding.verdict.value == "fulfilled"
    (node,) = parts(finding, 'due_of("order")')
    assert node.citation is not None
    assert node.citation.instrument == "charter"
    assert [finding.claim(id).by for id in node.parts[0].claims] == ["USA"]


def test_a_step_of_an_exemption_shows_why_it_does_not_hold(study: Any, parts: Parts) -> None:
    # The ground holds; what fails is the condition under which the exemption applies at all.
    rules = (
        REPORT
        + """
- id: relief
  exemption: Small States
  each: State as state
  covers: [file]
  applies_when: state.code == "BEL"
  when: any(p for p in Permit if p.state == state.code)
"""
    )
    permit = "  - {fact: Permit, id: p, state: FRA, covers: x, granted: 2018-01-01, by: FRA, source: paper}\n"
    finding = study(rules, f"claims:\n{permit}coverage: [{{fact: Report, source: paper}}]").one("file", "FRA")
    (step,) = parts(finding, "exemption relief")
    assert (finding.verdict.value, step.value) == ("violated", "false")
    assert [(part.role, part.value) for part in step.parts[:1]] == [("applies_when", "false")]


IMPRECISE = """
- id: answer
  obligation: Answer the order
  each: Order as o
  satisfied_when: any(r for r in Report if r.about == o.id)
  due: o.answer_by
"""


def test_an_imprecise_due_day_is_proved_for_each_verdict(study: Any, parts: Parts) -> None:
    order = "  - {fact: Order, id: o, state: FRA, served: 2018-02-01, answer_by: 2018-05-01..2018-05-31, by: USA, source: paper}\n"
    report = "  - {fact: Report, state: FRA, about: o, filed: 2018-05-10, by: FRA, source: paper}\n"
    dossier = f"claims:\n{order}{report}coverage: [{{fact: Report, source: paper}}]"
    finding = study(IMPRECISE, dossier).one("answer", "o")
    assert finding.verdict.value == "undetermined"
    told = {part.role: part.value for part in finding.because.parts if part.role.startswith("if the day is")}
    assert told == {"if the day is 2018-05-01": "fulfilled_late", "if the day is 2018-05-10": "fulfilled"}
    assert {one.by for one in finding.claims} == {"FRA", "USA"}
    assert {one.why for one in finding.missing} == {"imprecise"}


def test_a_group_lists_its_members_in_an_order_of_their_own(study: Any, parts: Parts) -> None:
    rules = """
- id: cap
  prohibition: Send more than 500 barrels
  each: Shipment as s
  on: s.date
  group_by: {year: year(s.date)}
  violated_when: total(s.barrels) > 500
"""
    flows = [
        f"  - {{fact: Shipment, id: f{n}, sender: FRA, barrels: 10, date: 2018-05-{n % 28 + 1:02}, by: FRA, source: paper}}\n"
        for n in range(60)
    ]
    one, other = (study(rules, "claims:\n" + "".join(order)).one("cap", "year=2018") for order in (flows, flows[::-1]))
    (leaf,) = parts(one, "total(s.barrels)")
    assert one.because == other.because
    assert (leaf.value, len(leaf.claims)) == ("600..", 40)
    assert leaf.note == "60 records; the list is not declared complete; 40 of 60 records are listed"


AMENDED = """
instrument: protocol
paragraph: "2"
changes:
  - title: More time, and a higher share
    amend: [keep]
    set:
      due: instrument.adopted + months(18)
      let: {share: 40}
      parameters: {rest: [{value: 7}]}
"""
KEEP = """
- id: keep
  obligation: Keep little
  each: State as state
  parameters: {rest: [{value: 5}], most: [{value: 500}]}
  let: {held: 'latest(k.amount for k in Stock if k.state == state.code and k.item == "coal")', share: 30}
  satisfied_when: held <= share + parameter.rest and held <= parameter.most
  due: instrument.adopted + months(12)
"""


def test_what_was_amended_cites_the_paragraph_that_amended_it(study: Any, parts: Parts) -> None:
    # A reader who looks up paragraph 5 of the pact finds neither this day nor this number there.
    stock = "  - {fact: Stock, state: FRA, item: coal, amount: 46, at: 2018-05-01, by: FRA, source: paper}\n"
    finding = study(KEEP, f"claims:\n{stock}", amended__yaml=AMENDED).one("keep", "FRA", "2019-06-30")
    assert str(finding.due) == "2019-07-01"

    def cited(name: str) -> set[str | None]:
        return {node.citation.instrument if node.citation else None for node in parts(finding, name)}

    assert cited("due") == cited("let share") == cited("parameter.rest") == {"protocol"}
    assert cited("satisfied_when") == cited("parameter.most") == {"pact"}
    assert cited("let held") == {None}
    before = study(KEEP, f"claims:\n{stock}", amended__yaml=AMENDED).one("keep", "FRA", "2018-09-30")
    assert {node.citation and node.citation.instrument for node in parts(before, "due")} == {"pact"}
