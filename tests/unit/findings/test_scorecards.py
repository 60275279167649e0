"""The scorecard of a State: every norm in force on the day that binds it, once, with all that was judged folded into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sanctions_engine import BadQuestion, scorecard
from sanctions_engine.diagnostics import Code
from sanctions_engine.findings.bearers import can_bind
from sanctions_engine.findings.scorecards import gravest, standing
from sanctions_engine.models.findings import Finding
from sanctions_engine.models.scorecards import Scorecard, ScoredNorm, Standing
from sanctions_engine.models.verdicts import Verdict

StudyOf = Callable[..., Any]
RULES = """
- id: report
  paragraph: "10"
  obligation: Report
  each: State as state
  applies_when: state.code != "PRK"
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == 'x')
  due: instrument.adopted + days(30)
- id: monthly
  paragraph: "9"
  obligation: Report each month
  each: State as state
  every: {period: months(1), from: date("2018-02-01"), until: date("2019-01-01")}
  satisfied_when: >-
    any(r for r in Report if r.state == state.code and r.about == 'm' and r.filed >= period.start and r.filed <=
    period.end)
  due: period.end
- id: later
  obligation: Report some time
  each: State as state
  every: {period: months(1), from: date("2030-02-01")}
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == 'y')
  due: period.end
- id: ask
  obligation: Be kind
  binding: hortatory
  each: State as state
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == 'kind')
- id: buy
  paragraph: "2"
  prohibition: Buy {row.goods}
  each: Shipment as s
  on: s.date
  bearer: s.receiver
  table: {columns: [id, goods, hs], rows: [[coal, coal, ['2701']], [iron, iron, ['7201']]]}
  violated_when: s.sender == "PRK" and hs_in(s.hs, row.hs)
- id: sell
  prohibition: Sell
  each: Shipment as s
  where: s.sender == "PRK"
  on: s.date
  bearer: s.sender
  violated_when: hs_in(s.hs, ("2701",))
- id: answer
  obligation: Answer an order
  each: Order as o
  on: o.served
  bearer: o.state
  satisfied_when: not no(o.answer_by)
  due: o.served + days(5)
- id: cap
  prohibition: Buy above the cap
  each: Shipment as s
  on: s.date
  bearer: all
  group_by: {year: year(s.date)}
  violated_when: total(presume(s.tonnes, 0)) > 100
- id: own-cap
  prohibition: Buy above one's own cap
  each: Shipment as s
  on: s.date
  bearer: group.buyer
  group_by: {buyer: s.receiver}
  violated_when: total(presume(s.tonnes, 0)) > 50
- id: listing
  prohibition: Deal
  each: Shipment as s
  on: s.date
  bearer: '"Secretary"'
  violated_when: s.hs == "1"
- id: surge
  indicator: Many orders
  each: State as state
  raised_when: count(o for o in Order if o.state == state.code) > 0
- id: gone
  obligation: Report before
  each: State as state
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == 'z')
  due: instrument.adopted + days(1)
- id: small-print
  exemption: Medicine
  each: Shipment as s
  when: s.hs == "30"
  covers: [buy/*]
"""
CHANGES = "instrument: protocol\nchanges: [{repeal: [gone]}]\n"
EVIDENCE = """
claims:
  - {fact: Report, state: FRA, about: x, filed: 2018-02-20, by: FRA, source: paper}
  - {fact: Report, state: FRA, about: m, filed: 2018-02-20, by: FRA, source: paper}
  - {fact: Shipment, id: a, sender: PRK, receiver: FRA, hs: "2701", tonnes: 60, date: 2018-03-01, by: FRA, source: paper}
  - {fact: Shipment, id: b, sender: PRK, receiver: FRA, hs: "7305", tonnes: 1, date: 2018-04-01, by: FRA, source: paper}
  - {fact: Shipment, id: c, sender: PRK, receiver: DEU, hs: "2701", tonnes: 50, date: 2018-04-01, by: FRA, source: paper}
  - {fact: Order, id: o, state: ITA, served: 2018-05-01, answer_by: 2018-05-02, by: ITA, source: paper}
coverage:
  - {fact: Report, source: paper, to: 2018-12-31}
"""


@pytest.fixture
def card(study: StudyOf) -> Callable[..., Scorecard]:
    """Return a function that makes the scorecard of a State."""
    made = study(RULES, EVIDENCE, changes__yaml=CHANGES)

    def make(state: str, as_of: str = "2018-12-15", **asked: Any) -> Scorecard:
        return scorecard(made.pack, made.dossier, state=state, as_of=date.fromisoformat(as_of), **asked)

    return make


def one(norms: tuple[ScoredNorm, ...], rule: str) -> ScoredNorm:
    (found,) = [norm for norm in norms if norm.rule == rule]
    return found


def test_every_norm_that_binds_stands_once_by_paragraph(card: Callable[..., Scorecard]) -> None:
    # Paragraphs are numbers: 9 comes before 10. Exemptions, flags, and what binds others alone are no norms of France.
    assert [norm.rule for norm in card("FRA").norms] == [
        "buy/coal",
        "buy/iron",
        "answer",
        "ask",
        "cap",
        "later",
        "own-cap",
        "monthly",
        "report",
    ]


def test_standings(card: Callable[..., Scorecard]) -> None:
    norms = card("France").norms
    assert {norm.rule: norm.standing for norm in norms} == {
        "report": Standing.LATE,
        "monthly": Standing.BROKEN,
        "later": Standing.NO_RECORD,  # its first period has not begun
        "ask": Standing.BROKEN,
        "buy/coal": Standing.BROKEN,
        "buy/iron": Standing.CLEAN,  # nothing on record breaks it, which is not the same as kept
        "answer": Standing.NO_RECORD,
        "cap": Standing.BROKEN,
        "own-cap": Standing.BROKEN,
    }


def test_periods_are_folded_into_counts(card: Callable[..., Scorecard]) -> None:
    monthly = one(card("FRA").norms, "monthly")
    assert monthly.unit == "period"
    assert monthly.verdicts == {Verdict.VIOLATED: 9, Verdict.PENDING: 1, Verdict.FULFILLED: 1}
    assert monthly.broken[0] == "FRA 2018-03-01..2018-03-31"
    assert len(monthly.broken) == 9
    assert monthly.due is None  # there is no one day


def test_events_are_those_of_the_state_alone(card: Callable[..., Scorecard]) -> None:
    coal, iron = (one(card("FRA").norms, rule) for rule in ("buy/coal", "buy/iron"))
    # Germany's shipment is no record of France; the pipes of heading 7305 are a clean one under both rows.
    assert coal.verdicts == {Verdict.VIOLATED: 1, Verdict.CLEAN: 1}
    assert coal.broken == ("a",)
    assert iron.verdicts == {Verdict.CLEAN: 2}
    assert one(card("ITA").norms, "buy/coal").standing is Standing.NO_RECORD
    answer = one(card("ITA").norms, "answer")
    assert (answer.standing, str(answer.due)) == (Standing.KEPT, "2018-05-06")


def test_an_event_that_somebody_disputes_is_marked_on_the_card(study: StudyOf) -> None:
    told = "  - {{fact: Shipment, id: x, sender: PRK, receiver: CHN, hs: '{}', date: 2019-01-01, by: {}, source: paper, grade: {}}}\n"
    for better in ("0101", "2701', denied: 'true"):
        claims = told.format("2701", "USA", "B1") + told.format(better, "CHN", "A1").replace("'true'", "true")
        made = study(RULES, f"claims:\n{claims}")
        card = scorecard(made.pack, made.dossier, state="CHN", as_of=date(2019, 6, 30), rules=["buy/coal"])
        assert [(one.standing, one.contested, one.worst) for one in card.norms] == [
            (Standing.CLEAN, True, Verdict.VIOLATED)
        ]


def test_what_all_share_stands_apart_and_is_in_no_share(card: Callable[..., Scorecard]) -> None:
    italy = card("ITA")
    assert [norm.rule for norm in italy.shared] == ["cap"]
    # Italy bought nothing: the cap is broken all the same, and no breach of its own.
    assert italy.shared[0].standing is Standing.BROKEN
    assert Standing.BROKEN not in {norm.standing for norm in italy.own if norm.rule not in ("monthly", "report")}
    assert one(italy.norms, "own-cap").standing is Standing.NO_RECORD
    assert [norm.rule for norm in italy.hortatory] == ["ask"]
    assert sum(italy.standings.values()) == len(italy.own) == len(italy.norms) - 2


def test_a_rule_over_groups_is_judged_for_the_bearer_of_the_group(card: Callable[..., Scorecard]) -> None:
    assert one(card("FRA").norms, "own-cap").verdicts == {Verdict.VIOLATED: 1}
    assert one(card("DEU").norms, "own-cap").broken == ()


def test_what_binds_others_alone_is_only_counted(card: Callable[..., Scorecard]) -> None:
    france, korea = card("FRA"), card("PRK")
    assert france.not_bound == 2  # `sell` binds the DPRK, `listing` an official
    assert "sell" in {norm.rule for norm in korea.norms}
    assert "report" not in {norm.rule for norm in korea.norms}  # its text leaves the DPRK out


def test_want_of_evidence_is_told_from_doubt(study: StudyOf) -> None:
    made = study(RULES, EVIDENCE.partition("coverage")[0], changes__yaml=CHANGES)
    found = scorecard(made.pack, made.dossier, state="ITA", as_of=date(2018, 12, 15))
    assert one(found.norms, "report").standing is Standing.NO_EVIDENCE
    # A report of later is no evidence of an earlier day, but it is a claim that somebody made.
    france = scorecard(made.pack, made.dossier, state="FRA", as_of=date(2018, 12, 15))
    assert one(france.norms, "report").standing is Standing.LATE
    pending = scorecard(made.pack, made.dossier, state="ITA", as_of=date(2018, 1, 20))
    assert one(pending.norms, "report").standing is Standing.OPEN
    assert one(pending.norms, "report").days_left == 11


def test_a_repealed_norm_is_not_in_force_and_its_breach_is_not_forgotten(card: Callable[..., Scorecard]) -> None:
    before, after = card("FRA", "2018-09-30"), card("FRA")
    assert one(before.norms, "gone").standing is Standing.BROKEN
    assert "gone" not in {norm.rule for norm in after.norms}
    assert one(after.ended, "gone").standing is Standing.BROKEN
    assert Scorecard.model_validate_json(after.model_dump_json()) == after


def test_a_norm_that_is_not_in_force_yet_is_none(card: Callable[..., Scorecard]) -> None:
    assert card("FRA", "2017-12-31").norms == ()


def test_flags_are_no_norms(card: Callable[..., Scorecard]) -> None:
    assert [(norm.rule, norm.verdict, norm.standing) for norm in card("ITA").flags] == [("surge", Verdict.RAISED, None)]
    assert card("FRA").flags == ()


def test_a_bearer_in_doubt(study: StudyOf) -> None:
    unknown = '{fact: Shipment, id: d, sender: PRK, hs: "2701", date: 2018-03-01, by: FRA, source: paper}'
    made = study(RULES, f"claims:\n  - {unknown}\n")
    found = scorecard(made.pack, made.dossier, state="FRA", as_of=date(2018, 12, 15))
    assert one(found.norms, "buy/coal").standing is Standing.NO_RECORD
    assert found.nobody_known == 1


def test_rules_can_be_chosen_and_states_must_exist(card: Callable[..., Scorecard]) -> None:
    assert [norm.rule for norm in card("FRA", rules=["buy/*"]).norms] == ["buy/coal", "buy/iron"]
    with pytest.raises(BadQuestion) as caught:
        card("Frnace")
    assert caught.value.problems[0].code is Code.SE506
    assert "FRA" in (caught.value.problems[0].help or "")


def test_a_state_has_no_card_before_it_exists(card: Callable[..., Scorecard]) -> None:
    with pytest.raises(BadQuestion, match="South Sudan does not exist yet on 2011-07-08") as caught:
        card("SSD", as_of="2011-07-08")
    assert "it exists since 2011-07-09" in (caught.value.problems[0].help or "")
    assert card("SSD", as_of="2011-07-09").state == "SSD"


def test_the_norms_of_a_state_are_what_is_found_for_it(study: StudyOf) -> None:
    # Two ways to the same answer: the findings by bearer, and the scorecard.
    made = study(RULES, EVIDENCE, changes__yaml=CHANGES)
    found: list[Finding] = [one for one in made.evaluate("2018-12-15", bearers=["FRA"]) if one.modality != "indicator"]
    quiet = {Verdict.NOT_APPLICABLE, Verdict.NOT_IN_FORCE}
    expected = Counter((one.rule, one.verdict) for one in found if one.verdict not in quiet)
    card = scorecard(made.pack, made.dossier, state="FRA", as_of=date(2018, 12, 15))
    counted = Counter[tuple[str, Verdict]]()
    for norm in (*card.norms, *card.ended):
        for verdict, number in norm.verdicts.items():
            if verdict is not Verdict.CLEAN and not norm.shared:
                counted[norm.rule, verdict] += number
    assert counted == expected


@pytest.mark.parametrize(
    "verdicts, bare, expected",
    [
        ({}, 0, (None, Standing.NO_RECORD)),
        ({"pending": 1}, 0, (Verdict.PENDING, Standing.OPEN)),
        ({"pending": 1, "fulfilled": 11}, 0, (Verdict.FULFILLED, Standing.KEPT)),
        ({"clean": 3, "exempt": 1}, 0, (Verdict.EXEMPT, Standing.KEPT)),
        ({"violated": 1, "error": 1}, 0, (Verdict.VIOLATED, Standing.BROKEN)),  # a failure hides no breach
        ({"error": 1, "fulfilled": 1}, 0, (Verdict.ERROR, Standing.OPEN)),
        ({"fulfilled_late": 1, "undetermined": 1}, 1, (Verdict.FULFILLED_LATE, Standing.LATE)),
        ({"undetermined": 2}, 2, (Verdict.UNDETERMINED, Standing.NO_EVIDENCE)),
        ({"undetermined": 2}, 1, (Verdict.UNDETERMINED, Standing.OPEN)),
    ],
)
def test_how_verdicts_are_folded(
    verdicts: dict[str, int], bare: int, expected: tuple[Verdict | None, Standing]
) -> None:
    counts = Counter({Verdict(name): number for name, number in verdicts.items()})
    verdict = gravest(counts)
    assert (verdict, standing(verdict, counts, bare)) == expected


@pytest.mark.parametrize(
    "keys, bound",
    [
        ("bearer: s.sender, violated_when: 's.hs == \"1\"'", {"FRA", "PRK"}),
        ('bearer: s.sender, where: s.sender == "PRK", violated_when: \'s.hs == "1"\'', {"PRK"}),
        ("bearer: s.sender, where: '\"PRK\" != s.sender', violated_when: 's.hs == \"1\"'", {"FRA"}),
        ('bearer: s.sender, applies_when: \'s.sender in ("PRK", "IRN")\', violated_when: \'s.hs == "1"\'', {"PRK"}),
        ('bearer: s.sender, applies_when: \'s.sender not in ("PRK", "IRN")\', violated_when: \'s.hs == "1"\'', {"FRA"}),
        ('bearer: s.sender, violated_when: \'shown(s.sender == "PRK") and s.hs == "1"\'', {"PRK"}),
        # The other side may be the one: nothing is ruled out.
        (
            'bearer: s.sender, where: \'s.sender == "PRK" or s.receiver == "PRK"\', violated_when: \'s.hs == "1"\'',
            {"FRA", "PRK"},
        ),
        (
            'bearer: s.sender, where: \'not (s.sender == "PRK" or s.receiver == "PRK")\', violated_when: \'s.hs == "1"\'',
            {"FRA"},
        ),
        ('bearer: who, let: {who: s.sender}, where: who == "PRK", violated_when: \'s.hs == "1"\'', {"PRK"}),
        ("bearer: '\"PRK\"', violated_when: 's.hs == \"1\"'", {"PRK"}),
        ("bearer: s.hs, violated_when: 's.hs == \"1\"'", set()),
        ("bearer: all, violated_when: 's.hs == \"1\"'", {"FRA", "PRK"}),
        ("violated_when: 's.hs == \"1\"'", set()),  # nobody is named
        (
            "bearer: 's.sender if s.sender != \"PRK\" else s.receiver', where: 's.receiver == \"IRN\"', violated_when: 's.hs == \"1\"'",
            {"FRA"},
        ),
        (
            "bearer: 'presume(s.receiver, s.sender)', where: s.sender == \"PRK\", violated_when: 's.hs == \"1\"'",
            {"FRA", "PRK"},
        ),
        (
            "bearer: group.who, group_by: {who: s.sender}, where: s.sender == \"PRK\", violated_when: 'members() > 3'",
            {"PRK"},
        ),
        (
            (
                "bearer: 's.receiver if s.sender == \"PRK\" else s.sender', where: 's.receiver == \"IRN\"', "
                "violated_when: 's.hs == \"1\"'"
            ),
            {"FRA"},
        ),
        # What the rule lets stand in for evidence rules nobody out.
        ('bearer: s.sender, violated_when: \'presume(s.hs, "1") == "1"\'', {"FRA", "PRK"}),
    ],
)
def test_whom_a_text_can_bind(study: StudyOf, keys: str, bound: set[str]) -> None:
    pack = study(f"- {{id: r, prohibition: R, each: Shipment as s, {keys}}}").pack
    assert {state for state in ("FRA", "PRK") if can_bind(pack.rules["r"], state)} == bound
