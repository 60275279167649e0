"""A rule that fails to evaluate gives an error with a place, never a verdict; and it does not keep the others from being judged."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sanctions_engine import timeline
from sanctions_engine.diagnostics import Code, EngineDisagreement
from sanctions_engine.engines.registry import ENGINES
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.reference import outcomes

RULES = """
- id: cap
  prohibition: Send more than the limit
  each: Shipment as s
  on: s.date
  group_by: {year: year(s.date)}
  parameters:
    limit:
      - {from: 2018-01-01, value: 500, cite: pact 19}
      - {from: 2018-07-01, value: 300, cite: pact 20}
  violated_when: total(s.barrels) > parameter.limit
- id: far
  obligation: Settle in a far future
  each: Shipment as s
  satisfied_when: s.insured
  due: s.date + years(9000)
"""
PLAIN = """
- id: plain
  obligation: Be insured
  each: Shipment as s
  satisfied_when: s.insured
"""
FLOWS = """
claims:
  - {fact: Shipment, id: a, sender: FRA, barrels: 10, insured: true, date: 2018-05-01, by: FRA, source: paper}
  - {fact: Shipment, id: b, sender: FRA, barrels: 10, insured: true, date: 2018-09-01, by: FRA, source: paper}
"""


@pytest.mark.parametrize(
    "rule, subject, told",
    [
        ("cap", "year=2018", "error[SE601]: parameter `limit` has the values `300` and `500` on days of one group"),
        ("far", "a", "error[SE602]: 2018-05-01 and 108000 months lies outside the years 1 to 9999"),
    ],
)
def test_an_error_becomes_a_finding_with_its_place(study: Any, rule: str, subject: str, told: str) -> None:
    finding = study(RULES, FLOWS).one(rule, subject)
    assert (finding.verdict, finding.worst, finding.contested) == (Verdict.ERROR, Verdict.ERROR, False)
    assert told in finding.error
    assert finding.error.partition(": error")[0].rpartition("/")[2].startswith("rules.yaml:")
    assert finding.because.note in finding.error
    assert (finding.possible, finding.presumed, finding.rests_on) == ((), (), ())


def test_an_error_does_not_keep_other_rules_from_being_judged(study: Any) -> None:
    found = study(RULES + PLAIN, FLOWS).evaluate()
    assert found.run.counts == {"error": 3, "fulfilled": 2}


def test_an_error_of_one_alternative_is_told_under_it(study: Any) -> None:
    rules = """
- id: soon
  obligation: Settle soon
  each: Shipment as s
  satisfied_when: s.insured
  due: s.date + days(30)
  readings: [{id: late, title: Late, due: s.date + years(9000)}]
"""
    finding = study(rules, FLOWS).one("soon", "a")
    assert finding.verdict is Verdict.FULFILLED
    assert [(one.reading, one.verdict.value) for one in finding.verdicts] == [
        ("default", "fulfilled"),
        ("late", "error"),
    ]
    assert (finding.contested, finding.worst) == (False, Verdict.ERROR)


def test_a_figure_that_cannot_be_reckoned_does_not_hide_the_verdict(study: Any) -> None:
    rules = """
- id: sign
  indicator: A sign
  each: Shipment as s
  raised_when: s.insured
  shows: {barrels: s.barrels, later: s.date + years(9000)}
"""
    finding = study(rules, FLOWS).one("sign", "a")
    assert finding.verdict is Verdict.RAISED
    assert finding.shows["barrels"] == "10"
    assert finding.shows["later"].startswith("error: 2018-05-01 and 108000 months lies outside")


FAR_KEYS = {
    "key": "group_by: {year: year(s.signed + years(9))}",
    "where": "where: s.signed + years(9) > s.date\n  group_by: {}",
}


@pytest.mark.parametrize("name", FAR_KEYS)
def test_a_group_whose_members_cannot_be_told_is_an_error(study: Any, name: str) -> None:
    # Registers write 9999-12-31 where they mean "for ever".
    rules = f"""
- id: cap
  prohibition: Send more than ten
  each: Shipment as s
  {FAR_KEYS[name]}
  violated_when: total(s.barrels) > 10
{PLAIN}"""
    flows = FLOWS.replace("barrels: 10,", "barrels: 10, signed: 9999-12-31,", 1).replace(
        "10, ins", "10, signed: 2018-01-01, ins"
    )
    for claims in (flows, "claims:" + "".join(f"\n{line}" for line in reversed(flows.strip().splitlines()[1:]))):
        found = study(rules, claims).evaluate()
        assert found.run.counts["fulfilled"] == 2
        assert {one.verdict.value for one in found.of("cap")} == {"error"}
        assert all("SE602" in str(one.error) for one in found.of("cap"))


def test_law_whose_days_do_not_exist_under_a_scenario_is_an_error(study: Any) -> None:
    changes = """
instrument: draft-more
changes:
  - {title: A month later, repeal: [file], from: instrument.adopted + months(1)}
"""
    rules = (
        "- {id: file, obligation: File, each: State as s, satisfied_when: any(r for r in Report if r.state == s.code)}"
    )
    made = study(rules, changes__yaml=changes)
    found = made.evaluate(subjects=["FRA"], assume=["draft-more=2019-01-31"])
    assert found[0].verdict is Verdict.ERROR
    assert "SE605" in str(found[0].error)
    assert made.evaluate(subjects=["FRA"], assume=["draft-more=2019-01-30"])[0].verdict is Verdict.ERROR
    assert made.evaluate(subjects=["FRA"], assume=["draft-more=2019-01-28"])[0].verdict is Verdict.NOT_IN_FORCE


def test_a_timeline_tells_the_error_of_its_days(study: Any) -> None:
    made = study(RULES, FLOWS)
    told = timeline(made.pack, made.dossier, rule="cap", subject="year=2018", as_of=date(2018, 12, 1))
    assert [(str(one.since), one.verdict.value) for one in told.spans][-1] == ("2018-09-01", "error")


class Liar:
    """An engine that changes what the reference evaluator says."""

    name = "liar"
    answered = None

    def __init__(self, changed: Any) -> None:
        self.changed = changed

    def outcomes(self, question: Any, law: Any, evidence: Any) -> Any:
        return self.changed(list(outcomes(question, law, evidence)))


def _other(one: Outcome, **changes: Any) -> Outcome:
    given = {
        "rule": one.rule,
        "subject": one.subject,
        "verdict": one.verdict,
        "due": one.due,
        "exception": one.exception,
    }
    return Outcome(**{**given, **changes})


LIES: dict[str, tuple[Any, str]] = {
    "another verdict": (
        lambda found: [_other(one, verdict=Verdict.EXEMPT) for one in found],
        "the engine finds `a` under `plain` `exempt`; by the reference evaluator it is `fulfilled`",
    ),
    "another due day": (
        lambda found: [_other(one, due=DateRange.parse("2018-05-01")) for one in found],
        "`fulfilled`, due 2018-05-01; by the reference evaluator it is `fulfilled`",
    ),
    "a quiet verdict": (
        lambda found: [_other(one, verdict=Verdict.NOT_APPLICABLE) for one in found],
        "`not_applicable`; by the reference evaluator it is `fulfilled`",
    ),
    "an exception": (lambda found: [_other(one, exception="x") for one in found], "`fulfilled`, by `x`"),
    "a subject that does not exist": (
        lambda found: [_other(one, subject=Subject("Shipment", ("z",), names=("id",))) for one in found[:1]],
        "the engine finds `z` under `plain` `fulfilled`; by the reference evaluator there is no such subject",
    ),
    "a rule that does not exist": (
        lambda found: [_other(one, rule="z") for one in found[:1]],
        "the engine finds `a` under `z` `fulfilled`; by the reference evaluator there is no such rule",
    ),
    "an outcome twice": (lambda found: [*found, *found], "gives an outcome for it twice"),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_an_engine_that_lies_is_caught(study: Any, monkeypatch: pytest.MonkeyPatch, lie: str) -> None:
    changed, told = LIES[lie]
    monkeypatch.setitem(ENGINES, "liar", lambda: Liar(changed))
    made = study(PLAIN, FLOWS)
    with pytest.raises(EngineDisagreement) as caught:
        made.evaluate(engine="liar")
    (problem,) = caught.value.problems
    assert problem.code is Code.SE603
    assert told in problem.message


def test_a_quiet_lie_about_an_event_is_caught(study: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # An event that is not forbidden makes no finding: nobody would look at it again.
    rules = "- {id: no-lead, prohibition: Ship lead, each: Shipment as s, violated_when: s.insured}"
    made = study(rules, FLOWS)
    assert made.evaluate().run.counts == {"violated": 2}
    monkeypatch.setitem(
        ENGINES, "liar", lambda: Liar(lambda found: [_other(one, verdict=Verdict.CLEAN) for one in found])
    )
    with pytest.raises(EngineDisagreement):
        made.evaluate(engine="liar")


def test_an_engine_that_tells_the_truth_is_believed(study: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "honest", lambda: Liar(lambda found: found[::-1]))
    made = study(RULES + PLAIN, FLOWS)
    assert made.evaluate(engine="honest").findings == made.evaluate().findings


def test_a_group_that_no_law_judges_has_no_figures(study: Any) -> None:
    """Nobody looked into its members, so nothing can be counted, and that is no error of the library."""
    rules = """
- id: one
  prohibition: More than one
  each: Shipment as s
  on: s.date
  group_by: {sender: s.sender}
  violated_when: members() > 1
  shows: {n: members(), barrels: total(s.barrels)}
"""
    claims = "claims: [{fact: Shipment, id: a, sender: FRA, barrels: 6, date: 2017-02-01, by: FRA, source: paper}]"
    made = study(rules, f"{claims}\ncoverage: [{{fact: Shipment, source: paper}}]")
    finding = made.one("one", "sender=FRA")
    assert (finding.verdict.value, finding.shows) == ("not_in_force", {})
