"""Timelines: they agree with what is judged on each single day, and name every day on which something changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from sanctions_engine import BadQuestion, Pack, timeline
from sanctions_engine.findings import questions
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.findings import Timeline
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, cases, judges, rules_asked

ONE_DAY = timedelta(days=1)
RULES = ("unscr-2397-8*", "unscr-2375-17*", "unscr-2321-29*", "unscr-2375-19", "dprk-*", "us-*")
"""Rules of every kind; all of the regime, on every day of two years, would take minutes."""

NOT_THERE = "not_applicable"
"""What a timeline says of days on which nobody tells of the subject; `evaluate` has no finding then."""


def days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def on(told: Timeline, day: date) -> str:
    """Return the verdict that a timeline gives on a day."""
    (verdict,) = [
        one.verdict.value for one in told.spans if one.since <= day and (one.until is None or day <= one.until)
    ]
    return verdict


def spans(told: Timeline) -> list[tuple[str, str]]:
    return [(one.since.isoformat(), one.verdict.value) for one in told.spans]


def check_form(told: Timeline, first: date | None = None) -> None:
    """Check that spans follow on each other, and that no two neighbours say the same."""
    assert told.spans
    assert first is None or told.spans[0].since == first
    assert told.spans[-1].until is None
    for one, following in zip(told.spans, told.spans[1:], strict=False):
        assert one.until is not None
        assert one.since <= one.until
        assert following.since == one.until + ONE_DAY
        assert (one.verdict, one.because) != (following.verdict, following.because)


def check_days(packs: Any, dossier: Dossier, question: Question, first: date, assume: Any = ()) -> int:
    """Compare the timeline of every rule and subject with the verdicts of each day; return how many there are."""
    law = Law(packs, questions.assumptions(packs, assume))
    evidence = Evidence(dossier, law.kinds)
    told: dict[tuple[str, Subject], Timeline] = {}
    judge = judges(question, law, evidence)
    for rule in rules_asked(question, law):
        for case in cases(rule, question, judge):
            told[rule.id, case.subject] = timeline(
                packs,
                dossier,
                rule=rule.id,
                subject=str(case.subject),
                as_of=question.as_of,
                since=first,
                known_at=question.known_at,
                perspective=question.perspective,
                reading=question.reading,
                assume=assume,
            )
    for one in told.values():
        check_form(one, first)
    for day in days(first, question.as_of):
        judged = dict(_verdicts(replace(question, as_of=day), law, judge))
        for key, one in told.items():
            assert on(one, day) == judged.get(key, NOT_THERE), f"{key[0]} {key[1]} on {day}"
    return len(told)


def _verdicts(asked: Question, law: Law, judge: Judge) -> Iterator[tuple[tuple[str, Subject], str]]:
    for rule in rules_asked(asked, law):
        for case in cases(rule, asked, judge):
            yield (rule.id, case.subject), judge.judge(rule.id, case, asked.as_of).verdict.value


@pytest.mark.parametrize(
    "question, assume",
    [
        (Question(as_of=date(2020, 3, 31), rules=RULES), []),
        (Question(as_of=date(2020, 3, 31), rules=RULES), ["draft-2019-12-16"]),
        (Question(as_of=date(2020, 3, 31), known_at=date(2020, 1, 23), reading="earning-now", rules=RULES), []),
    ],
    ids=["as it is", "with the draft", "as known then, read mildly"],
)
def test_every_timeline_of_russia_agrees_with_every_day(
    russia: tuple[tuple[Pack, ...], Dossier], question: Question, assume: list[str]
) -> None:
    packs, dossier = russia
    assert check_days(packs, dossier, question, date(2017, 12, 1), assume) > 20


def test_the_timeline_of_russia(russia: tuple[tuple[Pack, ...], Dossier]) -> None:
    packs, dossier = russia
    told = timeline(packs, dossier, rule="unscr-2397-8", subject="Russia", as_of=date(2020, 1, 24))
    assert (told.subject, told.known_at) == ("RUS", None)
    assert spans(told) == [
        ("2017-12-21", "not_in_force"), ("2017-12-22", "pending"), ("2019-12-23", "violated"),
    ]  # fmt: skip
    assert [one.because for one in told.spans] == [
        "not yet in force: in force from 2017-12-22", "due 2019-12-22", "not done by 2019-12-22",
    ]  # fmt: skip


STOCK = "  - {{fact: Stock, state: FRA, item: coal, amount: {0}, at: {1}, by: FRA, source: paper}}\n"
REPORT = "  - {{fact: Report, state: FRA, about: file, filed: {0}, by: FRA, source: paper}}\n"
LATEST = 'latest(k.amount for k in Stock if k.state == state.code and k.item == "coal") <= {0}'

FILE = Path(__file__).resolve().parents[2] / "cases" / "findings" / "timelines.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[one["case"] for one in CASES])
def test_a_timeline_names_the_day_of_every_change(study: Any, case: dict[str, Any]) -> None:
    rule = {"id": "limit", "obligation": "Limit", "each": "State as state", **case["rule"]}
    made = study(f"{case.get('more', '')}{yaml.safe_dump([rule], width=1000)}", case["dossier"])
    first, last = date(2018, 1, 1), date(2018, 12, 31)
    told = timeline(made.pack, made.dossier, rule="limit", subject="FRA", as_of=last, since=first)
    assert spans(told) == [(day.isoformat(), verdict) for day, verdict in case["spans"].items()]
    check_form(told)
    check_days([made.pack], made.dossier, Question(as_of=last, subjects=("FRA",)), first)


def test_law_that_changes(study: Any) -> None:
    changes = """
instrument: protocol
changes:
  - title: Lower
    amend: [limit]
    set: {satisfied_when: 'latest(k.amount for k in Stock if k.state == state.code and k.item == "coal") <= 10'}
  - {title: Not now, suspend: [limit], from: 'date("2018-11-01")', until: 'date("2018-12-01")'}
  - {title: No more, repeal: [limit], from: 'date("2019-02-01")'}
"""
    made = study(
        f"- {{id: limit, obligation: Limit, each: State as state, satisfied_when: '{LATEST.format(100)}'}}",
        f"claims:\n{STOCK.format(50, '2018-01-01')}",
        changes__yaml=changes,
    )
    told = timeline(made.pack, made.dossier, rule="limit", subject="FRA", as_of=date(2019, 6, 1))
    protocol = "The protocol that changes the pact (invented)"
    assert [(str(one.since), one.verdict.value, one.because) for one in told.spans] == [
        ("2017-12-31", "not_in_force", "not yet in force: in force from 2018-01-01"),
        ("2018-01-01", "fulfilled", ""),
        ("2018-10-01", "violated", f"amended by {protocol}"),
        ("2018-11-01", "not_in_force", f"suspended by {protocol} from 2018-11-01"),
        ("2018-12-01", "violated", f"amended by {protocol}"),
        ("2019-02-01", "not_in_force", f"repealed by {protocol} from 2019-02-01"),
    ]
    check_days([made.pack], made.dossier, Question(as_of=date(2019, 3, 1), subjects=("FRA",)), date(2017, 12, 1))


def test_a_record_that_is_denied_has_a_timeline(study: Any) -> None:
    rules = """
- id: no-lead
  prohibition: Ship lead
  each: Shipment as s
  on: s.date
  violated_when: s.hs == "7801"
"""
    line = (
        "  - {{fact: Shipment, id: a, sender: PRK, hs: '7801', date: 2019-01-10, by: {}, source: paper, grade: {}{}}}\n"
    )
    made = study(rules, "claims:\n" + line.format("USA", "B1", "") + line.format("PRK", "A1", ", denied: true"))
    asked = partial(timeline, made.pack, made.dossier, rule="no-lead", subject="a", as_of=date(2019, 6, 30))
    assert (asked().spans[-1].verdict.value, asked().spans[-1].because) == ("not_applicable", "the record denies it")
    assert asked(perspective="USA").spans[-1].verdict.value == "violated"


def test_a_group_over_time(study: Any) -> None:
    # The year ends on a day that no claim and no law names.
    rules = """
- id: cap
  prohibition: Ship more than ten
  each: Shipment as s
  on: s.date
  group_by: {year: year(s.date)}
  violated_when: total(s.barrels) > 10
"""
    flow = "  - {{fact: Shipment, id: {0}, sender: FRA, barrels: 6, date: {1}, by: FRA, source: paper}}\n"
    flows = (flow.format(*one) for one in (("a", "2018-02-01"), ("b", "2019-03-01"), ("c", "2019-04-01")))
    made = study(rules, f"claims:\n{''.join(flows)}coverage: [{{fact: Shipment, source: paper}}]")
    told = timeline(made.pack, made.dossier, rule="cap", subject="year=2018", as_of=date(2019, 6, 1))
    assert spans(told) == [("2017-12-31", NOT_THERE), ("2018-02-01", "pending"), ("2018-12-31", "fulfilled")]
    assert told.spans[0].because == "no claim tells of it yet"
    second = timeline(made.pack, made.dossier, rule="cap", subject="year=2019", as_of=date(2019, 6, 1))
    assert spans(second)[1:] == [("2019-03-01", "pending"), ("2019-04-01", "violated")]
    check_days([made.pack], made.dossier, Question(as_of=date(2019, 6, 1)), date(2017, 12, 1))


def test_a_period_over_time(study: Any) -> None:
    rules = """
- id: monthly
  obligation: Report every month, within ten days
  each: State as state
  every: {period: months(1), from: date("2018-01-01")}
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == "file" and r.filed >= period.start)
  due: period.end + days(10)
"""
    made = study(rules, f"claims:\n{REPORT.format('2018-03-20')}coverage: [{{fact: Report, source: paper}}]")
    ask: dict[str, Any] = {"rule": "monthly", "as_of": date(2018, 6, 1)}
    told = timeline(made.pack, made.dossier, subject="France 2018-02-01..2018-02-28", **ask)
    assert (told.subject, spans(told)) == (
        "FRA 2018-02-01..2018-02-28",
        [
            ("2017-12-31", NOT_THERE),
            ("2018-02-01", "pending"),
            ("2018-03-11", "violated"),
            ("2018-03-20", "fulfilled_late"),
        ],
    )
    assert told.spans[0].because == "the period has not begun"
    check_days([made.pack], made.dossier, Question(as_of=date(2018, 4, 20), subjects=("FRA",)), date(2018, 1, 1))
    with pytest.raises(BadQuestion) as caught:
        timeline(made.pack, made.dossier, subject="FRA", **ask)
    assert caught.value.problems[0].message == "rule `monthly` has a subject `FRA` for each of its periods"
    assert "FRA 2018-01-01..2018-01-31" in str(caught.value.problems[0].help)


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"rule": "unscr-2379-8"}, "SE501", "there is no rule `unscr-2379-8` in `un/dprk`, `us/dprk`"),
    ({"rule": "unscr-2397-*"}, "SE501", "there is no rule `unscr-2397-*` in `un/dprk`, `us/dprk`"),
    ({"subject": "RSU"}, "SE506", "rule `unscr-2397-8` has no subject `RSU` in this evidence"),
    ({"rule": "unscr-2321-29/statues"}, "SE506", "rule `unscr-2321-29/statues` has no subject `RUS` in this evidence"),
    (
        {"rule": "unscr-2321-29/statues", "subject": "invented-statues", "as_of": date(2019, 12, 1)},
        "SE506",
        "rule `unscr-2321-29/statues` has no subject `invented-statues` in this evidence by 2019-12-01",
    ),
    ({"since": date(2020, 1, 25)}, "SE507", "the first day, 2020-01-25, is after the last, 2020-01-24"),
    ({"perspective": "FRA"}, "SE504", "there is no speaker `FRA`"),
    ({"reading": "none"}, "SE503", "there is no reading `none`"),
]


@pytest.mark.parametrize("asked, code, message", BAD, ids=[str(one[0]) for one in BAD])
def test_a_question_about_nothing_is_refused(
    russia: tuple[tuple[Pack, ...], Dossier], asked: dict[str, Any], code: str, message: str
) -> None:
    given = {"rule": "unscr-2397-8", "subject": "RUS", "as_of": date(2020, 1, 24), **asked}
    with pytest.raises(BadQuestion) as caught:
        timeline(*russia, **given)
    (problem,) = caught.value.problems
    assert (problem.code.name, problem.message) == (code, message)


@pytest.mark.parametrize(
    "asked", [{"rule": ["x"]}, {"subject": None}, {"as_of": "2020-01-24"}, {"since": "2020-01-24"}]
)
def test_an_argument_of_another_sort_is_refused(
    russia: tuple[tuple[Pack, ...], Dossier], asked: dict[str, Any]
) -> None:
    with pytest.raises(TypeError):
        timeline(*russia, **{"rule": "unscr-2397-8", "subject": "RUS", "as_of": date(2020, 1, 24), **asked})
