"""A trace leaves no part of a formula out; why-not finds the smallest changes, and says how far it looked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sanctions_engine import BadQuestion, Claim, DateRange, Dossier, Pack, Source, load_pack, read_dossiers
from sanctions_engine.findings.evidence_changes import SOURCE
from sanctions_engine.findings.inquiries import trace, why_not
from sanctions_engine.language.nodes import Literal, Variable, walk
from sanctions_engine.models.claims import FieldValue
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.traces import RuleTrace, TracedPart
from sanctions_engine.models.verdicts import Verdict

FILES = {
    "pack.yaml": "name: policy\nversion: 0.1.0\ntitle: Reviews\n",
    "instruments.yaml": "instruments:\n  policy-7: {title: Policy 7, body: Bank, adopted: 2019-01-31}\n",
    "facts.yaml": """\
kinds:
  Hit:
    is: event
    dated: found
    identity: [customer]
    fields: {customer: text, found: date, amount: decimal? >= 0, cleared: bool?}
  Review:
    is: event
    dated: done
    identity: [customer, by_whom]
    fields: {customer: text, by_whom: text, done: date}
""",
    "reviews.yaml": """\
instrument: policy-7
rules:
  - id: review
    obligation: Review a customer within 30 days of a hit
    each: Hit as hit
    satisfied_when: any(r for r in Review if r.customer == hit.customer and r.by_whom == "desk")
    due: hit.found + days(30)
  - id: two-reviews
    obligation: Have a hit reviewed by two
    each: Hit as hit
    let:
      desk: any(r for r in Review if r.customer == hit.customer and r.by_whom == "desk")
      head: any(r for r in Review if r.customer == hit.customer and r.by_whom == "head")
    satisfied_when: desk and head
    due: hit.found + days(30)
  - id: yearly
    prohibition: Accept more than the yearly sum
    each: Hit as hit
    on: hit.found
    group_by: {year: year(hit.found)}
    violated_when: total(hit.amount) > 1000
  - id: large
    prohibition: Accept a large sum
    each: Hit as hit
    on: hit.found
    violated_when: hit.amount > 1000
    exceptions:
      - {id: cleared, when: hit.cleared}
""",
}
AS_OF = date(2020, 6, 1)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = tmp_path_factory.mktemp("policy")
    for name, text in FILES.items():
        Path(folder, name).write_text(text, encoding="utf-8")
    return load_pack(folder)


def said(fact: str, **fields: FieldValue) -> Claim:
    return Claim(fact=fact, fields=fields, by="desk", source="register", known=DateRange.of(AS_OF))


def dossier(*claims: Claim) -> Dossier:
    return Dossier(sources={"register": Source(id="register")}, claims=claims)


HIT = said("Hit", customer="c1", found=DateRange.parse("2020-03-01"))


def asked(pack: Pack, evidence: Dossier, rule: str, verdict: str, **more: Any) -> list[list[str]]:
    """Return the ways to a verdict in words."""
    found = why_not(pack, evidence, rule=rule, subject="c1", verdict=verdict, as_of=AS_OF, **more)
    return [[one.says for one in way] for way in found.ways]


# --- why-not -----------------------------------------------------------------------------------------------------------


def test_one_report_by_the_due_day_would_do(policy: Pack) -> None:
    ways = asked(policy, dossier(HIT), "review", "fulfilled")
    # Trap: the day told is the day judged, or any day that works; it is the last one that does.
    assert ["one more `Review`: customer c1, by_whom desk, done 2020-03-31 at the latest"] in ways
    assert all(len(way) == 1 for way in ways)


def test_two_changes_are_told_together_and_none_that_one_alone_does(policy: Pack) -> None:
    ways = asked(policy, dossier(HIT), "two-reviews", "fulfilled")
    assert [
        "one more `Review`: customer c1, by_whom desk, done 2020-03-31 at the latest",
        "one more `Review`: customer c1, by_whom head, done 2020-03-31 at the latest",
    ] in [sorted(way) for way in ways]
    assert {len(way) for way in ways} == {2}


def test_what_is_not_known_may_be_a_complete_list(policy: Pack) -> None:
    ways = asked(policy, dossier(HIT), "review", "violated")
    assert ["a source that declares its list of `Review` complete"] in ways


def test_a_field_is_tried_at_the_threshold_and_beside_it(policy: Pack) -> None:
    large = said("Hit", customer="c1", found=DateRange.parse("2020-03-01"), amount=NumberRange.of(5000))
    ways = asked(policy, dossier(large), "large", "clean")
    assert ["`amount` 1000, and not 5000, of `Hit` (customer c1) by desk"] in ways
    assert not any("1001" in says for way in ways for says in way)
    assert ["`cleared` true, of `Hit` (customer c1) by desk"] in asked(policy, dossier(large), "large", "exempt")


def test_members_of_a_group_are_changed_and_withdrawn(policy: Pack) -> None:
    day = DateRange.parse("2019-03-01")
    evidence = dossier(*(said("Hit", customer=name, found=day, amount=NumberRange.of(600)) for name in ("c1", "c2")))
    found = why_not(policy, evidence, rule="yearly", subject="year=2019", verdict="pending", as_of=date(2019, 12, 1))
    assert found.verdict is Verdict.VIOLATED
    broken = why_not(policy, evidence, rule="yearly", subject="year=2019", verdict="undetermined", as_of=AS_OF)
    ways = [[one.says for one in way] for way in broken.ways]
    assert ["without the `Hit` by desk: customer c1, found 2019-03-01, amount 600"] in ways
    assert len({one.says for way in broken.ways for one in way if one.what == "withdrawn"}) == 2


def test_claims_that_nobody_read_are_left_alone(policy: Pack) -> None:
    others = [said("Review", customer=f"x{number}", by_whom="desk", done=DateRange.of(AS_OF)) for number in range(30)]
    few = why_not(policy, dossier(HIT), rule="review", subject="c1", verdict="fulfilled", as_of=AS_OF)
    many = why_not(policy, dossier(HIT, *others), rule="review", subject="c1", verdict="fulfilled", as_of=AS_OF)
    assert (many.candidates, many.ways) == (few.candidates, few.ways)


def test_the_bound_of_the_search_is_told(policy: Pack) -> None:
    cut = why_not(policy, dossier(HIT), rule="two-reviews", subject="c1", verdict="fulfilled", as_of=AS_OF, sets=3)
    assert (cut.ways, cut.tried, cut.size, cut.limit) == ((), 3, 0, 3)
    whole = why_not(policy, dossier(HIT), rule="review", subject="c1", verdict="exempt", as_of=AS_OF)
    # no exception, so no set of any size gives it: all of them were judged
    assert not whole.ways
    assert whole.size == 3
    assert whole.tried < whole.limit
    same = why_not(policy, dossier(HIT), rule="review", subject="c1", verdict="undetermined", as_of=AS_OF)
    assert (same.verdict, same.tried) == (Verdict.UNDETERMINED, 0)


def test_what_is_told_gives_the_verdict(policy: Pack) -> None:
    # Trap: a way that was only worked out. Judge the claims as they are told.
    found = why_not(policy, dossier(HIT), rule="review", subject="c1", verdict="fulfilled", as_of=AS_OF)
    (one,) = found.ways[0]
    fields: dict[str, FieldValue] = {
        name: DateRange.parse(value) if name == "done" else value for name, value in one.fields.items()
    }
    more = Claim(fact=one.fact, fields=fields, by="x", source=SOURCE, known=DateRange.of(AS_OF))
    told = trace(policy, dossier(HIT, more), rule="review", subject="c1", as_of=AS_OF)
    assert told.verdict is Verdict.FULFILLED


def test_errors_of_names(policy: Pack) -> None:
    with pytest.raises(BadQuestion, match="c9"):
        why_not(policy, dossier(HIT), rule="review", subject="c9", verdict="fulfilled", as_of=AS_OF)
    with pytest.raises(BadQuestion, match="reviw"):
        trace(policy, dossier(HIT), rule="reviw", subject="c1", as_of=AS_OF)
    with pytest.raises(ValueError, match="no-verdict"):
        why_not(policy, dossier(HIT), rule="review", subject="c1", verdict="no-verdict", as_of=AS_OF)


# --- traces ------------------------------------------------------------------------------------------------------------


def parts(whole: TracedPart) -> Iterator[TracedPart]:
    yield whole
    for one in whole.parts:
        yield from parts(one)


@pytest.fixture(scope="module")
def russia() -> RuleTrace:
    packs, evidence = read_dossiers(["examples/russia-2020"], packs=["un/dprk"])
    return trace(packs, evidence, rule="unscr-2397-8", subject="Russia", as_of=date(2020, 1, 24))


def test_every_part_of_a_formula_is_there_with_its_text(russia: RuleTrace) -> None:
    rule = load_pack("un/dprk").rules["unscr-2397-8"]
    assert rule.satisfied_when is not None
    (formula,) = [one for one in russia.formulas if one.role == "satisfied_when"]
    told = {one.text for one in parts(formula.whole)}
    for let in (rule.satisfied_when, *(formula for name, formula in rule.let if name != "sent")):
        for node in walk(let.node):
            if not isinstance(node, (Literal, Variable)) and "latest" not in let.text and "sum" not in let.text:
                assert let.source(node) in told
    # what did not decide is there too: nobody claims who is idle
    idle = [one for one in parts(formula.whole) if one.text == "idle"]
    assert [(one.low, one.high, one.value) for one in idle] == [("0", None, "0..")]
    assert any(cause.startswith("not covered: WorkerPresence") for cause in idle[0].why)


def test_a_record_that_was_looked_at_shows_what_its_filter_made_of_it(policy: Pack) -> None:
    other = said("Review", customer="c1", by_whom="head", done=DateRange.parse("2020-03-05"))
    told = trace(policy, dossier(HIT, other), rule="review", subject="c1", as_of=AS_OF)
    (formula,) = [one for one in told.formulas if one.role == "satisfied_when" and str(one.on) == "2020-03-31"]
    whole = {one.text: one.value for one in parts(formula.whole)}
    # the series of the desk is asked for, and the one of the head is another
    assert whole['any(r for r in Review if r.customer == hit.customer and r.by_whom == "desk")'] == "unknown"
    desk = said("Review", customer="c1", by_whom="desk", done=DateRange.parse("2020-03-20"))
    done = trace(policy, dossier(HIT, desk), rule="review", subject="c1", as_of=AS_OF)
    records = [one for formula in done.formulas for one in parts(formula.whole) if one.text.startswith("Review")]
    assert [(one.text, one.value) for one in records] == [("Review c1/desk of 2020-03-20", "counts: true")]
    assert 'r.by_whom == "desk"' in {one.text for one in parts(records[0])}


def test_a_trace_shows_what_each_member_adds_to_a_group(policy: Pack) -> None:
    # Trap: a sum whose parts are not told is the one number that cannot be checked.
    amounts = {"c1": NumberRange.of(600), "c2": NumberRange.parse("300..500")}
    hits = (
        said("Hit", customer=name, found=DateRange.parse("2019-03-01"), amount=one) for name, one in amounts.items()
    )
    told = trace(policy, dossier(*hits), rule="yearly", subject="year=2019", as_of=AS_OF)
    total = next(part for one in told.formulas for part in one.whole.parts if part.text == "total(hit.amount)")
    assert total.value == "900.."  # the list is open
    assert [(part.text, part.value, [one.value for one in part.parts]) for part in total.parts] == [
        ("Hit c1 of 2019-03-01", "belongs: true", ["600"]),
        ("Hit c2 of 2019-03-01", "belongs: true", ["300..500"]),
    ]


def test_a_trace_names_places_and_claims(russia: RuleTrace) -> None:
    due = russia.formulas[0]
    assert (due.role, due.whole.value) == ("due", "2019-12-22")
    assert due.place.startswith("rules/un/dprk/unscr-2397/08-workers.yaml:")
    named = {id for formula in russia.formulas for one in parts(formula.whole) for id in one.claims}
    assert named == {claim.id for claim in russia.claims}
    assert russia == RuleTrace.model_validate_json(russia.model_dump_json())
