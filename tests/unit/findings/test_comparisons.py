"""Comparisons: what changed between two sets of findings, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sanctions_engine import Findings, Pack, compare, evaluate
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.findings import Comparison
from sanctions_engine.models.verdicts import Verdict

RULES = """
- id: shrink
  obligation: At most 100
  each: State as state
  satisfied_when: latest(k.amount for k in Stock if k.state == state.code and k.item == "coal") <= 100
  due: instrument.adopted + months(12)
  exceptions:
    - {id: permit, when: any(p for p in Permit if p.covers == "shrink" and p.granted <= as_of)}
  readings:
    - id: strict
      title: Ten at most
      satisfied_when: latest(k.amount for k in Stock if k.state == state.code and k.item == "coal") <= 10
"""
STOCK = "  - {{fact: Stock, state: FRA, item: coal, amount: {0}, at: {1}, by: {2}, source: {3}{4}}}\n"
PERMIT = "  - {fact: Permit, id: p, covers: shrink, granted: 2019-03-01, by: FRA, source: paper}\n"
SAID = STOCK.format(50, "2018-06-01", "FRA", "paper", ", grade: B2")
CLAIMS = f"claims:\n{SAID}coverage: [{{fact: Permit, source: paper}}]"
LATER = (
    f"claims:\n{SAID}{STOCK.format(500, '2018-09-01', 'FRA', 'later', '')}coverage: [{{fact: Permit, source: paper}}]"
)


def why(comparison: Comparison) -> list[str]:
    (change,) = comparison.changes
    return list(change.why)


def verdicts(comparison: Comparison) -> tuple[str | None, str | None]:
    (change,) = comparison.changes
    return change.before and change.before.value, change.after and change.after.value


def test_nothing_changes_between_a_set_and_itself(study: Any) -> None:
    found = study(RULES, CLAIMS).evaluate()
    comparison = compare(found, found)
    assert (comparison.changes, comparison.unchanged) == ((), len(found))
    assert (comparison.before, comparison.after) == (found.run, found.run)


def test_time_passes(study: Any) -> None:
    made = study(RULES, CLAIMS.replace("amount: 50", "amount: 500"))
    comparison = compare(made.evaluate("2019-01-01"), made.evaluate("2019-01-02"))
    assert verdicts(comparison) == ("pending", "violated")
    assert why(comparison)[0] == "time: the due day 2019-01-01 passed"
    back = compare(made.evaluate("2019-01-02"), made.evaluate("2019-01-01"))
    assert why(back)[0] == "time: the due day 2019-01-01 had not passed"


def test_evidence_becomes_known(study: Any) -> None:
    made = study(RULES, LATER)
    comparison = compare(made.evaluate(known_at=date(2019, 6, 1)), made.evaluate())
    assert verdicts(comparison) == ("fulfilled", "violated")
    assert why(comparison) == [
        "evidence: now read: state FRA, item coal, amount 500, at 2018-09-01 (FRA, later)",
        "evidence: no longer read: state FRA, item coal, amount 50, at 2018-06-01 (FRA, paper)",
        "known: up to 2019-06-01 became up to any day",
        "contested: the verdicts no longer differ",
    ]


def test_coverage_becomes_known(study: Any) -> None:
    # No claim differs: what differs is that a list is complete.
    rules = "- {id: none, obligation: None, each: State as s, satisfied_when: 'not any(r for r in Report if r.state == s.code)'}"
    made = study(rules, "coverage: [{fact: Report, source: later}]")
    asked = {"subjects": ["FRA"]}
    comparison = compare(made.evaluate(known_at=date(2019, 6, 1), **asked), made.evaluate(**asked))
    assert verdicts(comparison) == ("undetermined", "fulfilled")
    assert why(comparison) == ["known: up to 2019-06-01 became up to any day"]
    bare = study(rules, "")
    comparison = compare(bare.evaluate(**asked), made.evaluate(**asked))
    assert "evidence: the two sets read other dossiers" in why(comparison)


def test_another_dossier(study: Any) -> None:
    one, other = study(RULES, CLAIMS), study(RULES, LATER)
    comparison = compare(one.evaluate(), other.evaluate())
    assert [line.partition(":")[0] for line in why(comparison)] == ["evidence", "evidence", "contested"]


def test_the_law_is_changed_by_a_draft(study: Any) -> None:
    changes = "instrument: draft-more\nchanges: [{title: End it, repeal: [shrink]}]\n"
    made = study(RULES, LATER, changes__yaml=changes)
    comparison = compare(made.evaluate(), made.evaluate(assume={"draft-more": date(2018, 6, 1)}))
    assert verdicts(comparison) == ("violated", "not_in_force")
    assert why(comparison) == ["law: repealed by A draft that would change them further (invented) from 2018-06-01"]
    back = compare(made.evaluate(assume={"draft-more": date(2018, 6, 1)}), made.evaluate())
    assert why(back) == ["law: in force as adopted"]


def test_the_law_is_amended_between_two_days(study: Any) -> None:
    changes = """
instrument: protocol
changes:
  - {title: More time, amend: [shrink], set: {due: instrument.adopted + months(24)}}
"""
    made = study(RULES, LATER, changes__yaml=changes)
    comparison = compare(made.evaluate("2018-09-30"), made.evaluate("2018-10-01"))
    assert verdicts(comparison) == ("pending", "pending")
    assert why(comparison) == [
        "law: amended by The protocol that changes the pact (invented)",
        "due day: 2019-01-01 became 2020-01-01",
    ]


def test_a_rule_that_only_a_draft_would_make(study: Any) -> None:
    rules = (
        RULES + "- {id: soon, cite: draft-more 1, obligation: Soon, each: State as s, satisfied_when: s.un_member}\n"
    )
    made = study(rules, CLAIMS)
    comparison = compare(made.evaluate(), made.evaluate(assume=["draft-more"]))
    assert (comparison.changes[0].rule, verdicts(comparison)) == ("soon", (None, "fulfilled"))
    assert why(comparison)[0] == "law: draft-more assumed adopted on 2018-09-01"


def test_another_version_of_a_pack(study: Any) -> None:
    one, other = study(RULES, CLAIMS), study(RULES.replace("<= 100", "<= 10"), CLAIMS)
    comparison = compare(one.evaluate(), other.evaluate())
    assert verdicts(comparison) == ("fulfilled", "violated")
    was, now = (made.pack.digest[:12] for made in (one, other))
    assert why(comparison) == [
        f"pack: meaning 1.0.0 ({was}) became meaning 1.0.0 ({now})",
        "contested: the verdicts no longer differ",
    ]


def test_a_rule_that_one_of_two_packs_has(study: Any) -> None:
    one = study(RULES, CLAIMS)
    other = study(RULES + "- {id: more, obligation: More, each: State as s, satisfied_when: s.un_member}\n", CLAIMS)
    changes = {each.rule: each for each in compare(one.evaluate(), other.evaluate()).changes}
    assert list(changes) == ["more"]
    assert changes["more"].before is None
    assert changes["more"].why[0].startswith("packs: meaning 1.0.0 (")


def test_a_pack_is_not_blamed_for_a_subject_that_is_in_one_set_alone(study: Any) -> None:
    one, other = study(RULES, CLAIMS), study(RULES + "\n# reworded\n", CLAIMS)
    comparison = compare(one.evaluate(), other.evaluate(subjects=["FRA", "BEL"]))
    (change,) = [each for each in comparison.changes if each.subject == "BEL"]
    assert change.why == ("the subject is in one of the two sets alone",)


def test_what_became_known_is_not_blamed_where_the_same_is_read(study: Any) -> None:
    made = study(RULES, CLAIMS.replace("amount: 50", "amount: 500"))
    comparison = compare(made.evaluate("2019-01-01", known_at=date(2019, 1, 1)), made.evaluate("2019-01-02"))
    assert why(comparison) == ["time: the due day 2019-01-01 passed"]


def test_another_perspective(study: Any) -> None:
    two = CLAIMS.replace("coverage", f"{STOCK.format(500, '2018-06-01', 'USA', 'paper', ', grade: A1')}coverage")
    made = study(RULES, two)
    comparison = compare(made.evaluate(), made.evaluate(perspective="FRA"))
    assert verdicts(comparison) == ("violated", "fulfilled")
    assert "perspective: record became FRA" in why(comparison)
    assert "contested: the verdicts no longer differ" in why(comparison)


def test_another_reading(study: Any) -> None:
    made = study(RULES, CLAIMS)
    comparison = compare(made.evaluate(), made.evaluate(reading="strict"))
    assert verdicts(comparison) == ("fulfilled", "violated")
    assert "reading: default became strict" in why(comparison)


def test_an_exception_is_shown(study: Any) -> None:
    shown = LATER.replace("claims:\n", f"claims:\n{PERMIT}")
    made = study(RULES, shown)
    comparison = compare(made.evaluate("2019-02-28"), made.evaluate("2019-03-01"))
    assert verdicts(comparison) == ("violated", "exempt")
    assert "exception: none became permit" in why(comparison)


def test_an_error_is_told(study: Any) -> None:
    rules = (
        "- {{id: settle, obligation: Settle, each: Order as o, satisfied_when: o.served < o.answer_by + years({0})}}"
    )
    order = "claims:\n  - {fact: Order, id: a, state: FRA, served: 2018-01-01, answer_by: 2018-02-01, by: FRA, source: paper}\n"
    comparison = compare(study(rules.format(1), order).evaluate(), study(rules.format(9000), order).evaluate())
    assert verdicts(comparison) == ("fulfilled", "error")
    assert any(line.startswith("error: ") and "SE602" in line for line in why(comparison))


def test_a_day_alone_is_the_last_resort(study: Any) -> None:
    rules = "- {id: day, obligation: Day, each: State as s, satisfied_when: 'as_of <= date(\"2019-06-30\")'}"
    made = study(rules, CLAIMS)
    comparison = compare(made.evaluate("2019-06-30"), made.evaluate("2019-07-01"))
    assert why(comparison) == ["time: 2019-06-30 became 2019-07-01"]


def test_subjects_of_one_name_are_told_apart(study: Any) -> None:
    # Written with `/` between, two identities look alike; neither may hide the other.
    rules = "- {id: held, obligation: Held, each: Post as p, satisfied_when: p.staff <= 10}"
    post = "  - {{fact: Post, state: FRA, place: {0}, staff: {1}, opened: 2018-05-01, by: FRA, source: paper}}\n"
    made = study(rules, f"claims:\n{post.format('x', 5)}{post.format('y', 50)}")
    found = made.evaluate()
    alike = tuple(one.model_copy(update={"subject": "FRA"}) for one in found)
    both = found.model_copy(update={"findings": alike})
    assert compare(both, both).unchanged == 2
    assert len(compare(both, found.model_copy(update={"findings": alike[:1]})).changes) == 1


def test_something_else_than_findings_is_refused(study: Any) -> None:
    found = study(RULES, CLAIMS).evaluate()
    for before, after in ((found, found[0]), ([], found)):
        with pytest.raises(TypeError, match="not the findings of `evaluate`"):
            compare(before, after)  # type: ignore[arg-type]


def test_a_comparison_comes_back_from_json(study: Any) -> None:
    made = study(RULES, LATER)
    comparison = compare(made.evaluate("2018-09-30"), made.evaluate())
    assert Comparison.model_validate_json(comparison.model_dump_json()) == comparison


# --- the Russia case ---------------------------------------------------------------------------------------------------

PARAGRAPHS = {"seafood": "unscr-2371-9", "statues": "unscr-2321-29", "textiles": "unscr-2375-16"}
BANS = {f"{paragraph}{side}/{goods}" for goods, paragraph in PARAGRAPHS.items() for side in ("", "-supply")}


def test_the_draft_changes_exactly_what_it_lifts(russia: tuple[tuple[Pack, ...], Dossier]) -> None:
    packs, dossier = russia

    def ask(**more: Any) -> Findings:
        return evaluate(packs, dossier, as_of=date(2020, 1, 24), **more)

    base, lifted = ask(), ask(assume=["draft-2019-12-16"])
    comparison = compare(base, lifted)
    changed = {(one.rule, one.subject): one for one in comparison.changes}
    flows = {(rule, f"invented-{rule.partition('/')[2]}") for rule in BANS}
    workers = {
        (rule, state) for rule, state in changed if not rule.endswith(tuple(rule.partition("/")[2] for rule in BANS))
    }
    assert set(changed) == flows | workers
    assert {state for rule, state in workers if rule == "unscr-2397-8"} == {"CHN", "PRK", "RUS", "USA"}
    for one in changed.values():
        assert one.after is Verdict.NOT_IN_FORCE
        assert [line for line in one.why if line.startswith("law: repealed by Draft resolution")], one
        assert len(one.why) == 1
    # Every finding on either side is either among the changes or counted as unchanged.
    both = {(one.rule, one.subject) for one in (*base, *lifted)}
    assert len(comparison.changes) + comparison.unchanged == len(both)
    same = {(one.rule, one.subject): one.verdict for one in lifted}
    for finding in base:
        if (finding.rule, finding.subject) not in changed:
            assert same[finding.rule, finding.subject] is finding.verdict


EVENTS = """
- id: ship
  prohibition: Ship much
  each: Shipment as s
  on: s.date
  violated_when: s.barrels > 100
- id: answer
  obligation: Answer every month
  each: Order as o
  every: {period: months(1), from: date("2018-01-01")}
  satisfied_when: any(r for r in Report if r.state == o.state and r.about == "monthly" and r.filed >= period.start)
  due: period.end + days(30)
"""
EVIDENCE = """
claims:
  - {fact: Shipment, id: a, sender: FRA, barrels: 400, date: 2019-03-01, by: FRA, source: paper}
  - {fact: Shipment, id: b, sender: FRA, barrels: 400, date: 2018-03-01, by: FRA, source: later}
  - {fact: Order, id: o, state: FRA, served: 2018-01-05, by: FRA, source: paper}
"""
LOWER = "instrument: protocol\nchanges: [{title: Less, amend: [ship], set: {violated_when: s.barrels > 50}}]\n"
END = "instrument: draft-more\nchanges: [{title: End it, repeal: [ship, answer]}]\n"


def test_a_record_that_begins_is_no_change_of_law(study: Any) -> None:
    # The rule was amended between the two days, and the record came after both: it is new, not newly forbidden.
    made = study(EVENTS, EVIDENCE, changes__yaml=LOWER)
    asked = {"rules": ["ship"]}
    comparison = compare(made.evaluate("2018-09-01", **asked), made.evaluate("2019-06-01", **asked))
    assert verdicts(comparison) == (None, "violated")
    assert why(comparison) == ["time: the record is of 2019-03-01"]
    back = compare(made.evaluate("2019-06-01", **asked), made.evaluate("2018-09-01", **asked))
    assert (verdicts(back), why(back)) == (("violated", None), ["time: the record is of 2019-03-01"])


def test_a_record_that_becomes_known_is_no_change_of_law(study: Any) -> None:
    made = study(EVENTS, EVIDENCE, changes__yaml=LOWER)
    asked = {"rules": ["ship"], "assume": {}}
    comparison = compare(
        made.evaluate("2018-09-01", known_at=date(2019, 1, 1), **asked), made.evaluate("2019-01-01", **asked)
    )
    assert why(comparison) == ["known: nobody had said it by 2019-01-01"]


def test_a_repealed_duty_of_a_record_is_not_in_force(study: Any) -> None:
    # "no finding" reads as if there were no such duty any more; it was taken away, and the comparison says by what.
    made = study(EVENTS, EVIDENCE, changes__yaml=END)
    asked = {"rules": ["answer"], "subjects": ["o 2018-04-01..2018-04-30"]}
    draft = {"draft-more": date(2018, 3, 1)}
    told = ["law: repealed by A draft that would change them further (invented) from 2018-03-01"]
    for more in ({}, {"subjects": ()}):
        comparison = compare(
            made.evaluate("2018-04-30", **{**asked, **more}),
            made.evaluate("2018-04-30", assume=draft, **{**asked, **more}),
        )
        april = next(one for one in comparison.changes if one.subject.endswith("2018-04-30"))
        assert (april.before, april.after, list(april.why)) == (Verdict.PENDING, Verdict.NOT_IN_FORCE, told)


def test_a_period_that_begins_is_time(study: Any) -> None:
    made = study(EVENTS, EVIDENCE)
    comparison = compare(made.evaluate("2018-03-31", rules=["answer"]), made.evaluate("2018-04-01", rules=["answer"]))
    april = next(one for one in comparison.changes if one.subject == "o 2018-04-01..2018-04-30")
    assert (april.before, april.after, april.why) == (None, Verdict.PENDING, ("time: the period begins on 2018-04-01",))


def test_an_event_under_a_ban_that_a_draft_lifts_is_not_in_force(study: Any) -> None:
    made = study(EVENTS, EVIDENCE, changes__yaml=END)
    asked = {"rules": ["ship"]}
    comparison = compare(
        made.evaluate("2019-06-01", **asked),
        made.evaluate("2019-06-01", assume={"draft-more": date(2019, 1, 1)}, **asked),
    )
    assert verdicts(comparison) == ("violated", "not_in_force")
    # Where the dossiers differ too, nobody can tell why there is no finding.
    less = study(EVENTS, EVIDENCE.replace("barrels: 400, date: 2019", "barrels: 4, date: 2019"), changes__yaml=END)
    comparison = compare(
        made.evaluate("2019-06-01", **asked),
        less.evaluate("2019-06-01", assume={"draft-more": date(2019, 1, 1)}, **asked),
    )
    assert verdicts(comparison) == ("violated", None)
