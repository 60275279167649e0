"""Findings counted by bearer, instrument and verdict."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sanctions_engine import evaluate, summarise
from sanctions_engine.models.norms import Binding
from sanctions_engine.models.summaries import Summary
from sanctions_engine.models.verdicts import Verdict

StudyOf = Callable[..., Any]
RULES = """
- id: report
  obligation: Report
  each: State as state
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == 'x')
  due: instrument.adopted + days(30)
- id: ask
  obligation: Ask
  binding: hortatory
  each: State as state
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == 'y')
- id: buy
  prohibition: Buy
  each: Shipment as s
  on: s.date
  bearer: s.receiver
  violated_when: hs_in(s.hs, ("2701",))
- id: other
  cite: charter 2
  prohibition: Buy more
  each: Shipment as s
  on: s.date
  bearer: s.receiver
  violated_when: s.tonnes > 5
- id: cap
  prohibition: Buy above the cap
  each: Shipment as s
  on: s.date
  bearer: all
  group_by: {}
  violated_when: total(presume(s.tonnes, 0)) > 5
- id: nobody
  prohibition: Ship
  each: Shipment as s
  on: s.date
  violated_when: s.hs == "2701"
"""
EVIDENCE = """
claims:
  - {fact: Shipment, id: a, sender: PRK, receiver: FRA, hs: "2701", tonnes: 6, date: 2018-03-01, by: FRA, source: paper}
  - {fact: Shipment, id: b, sender: PRK, receiver: FRA, hs: "7201", tonnes: 1, date: 2018-04-01, by: FRA, source: paper}
coverage: [{fact: Report, source: paper, to: 2019-12-31}]
"""


def rows(summary: Summary) -> list[tuple[str | None, str, str, dict[str, int]]]:
    return [
        (row.bearer, row.instrument, row.binding.value, {verdict.value: n for verdict, n in row.verdicts.items()})
        for row in summary.rows
    ]


def test_findings_are_counted_by_bearer_instrument_and_verdict(study: StudyOf) -> None:
    summary = summarise(study(RULES, EVIDENCE).evaluate("2019-06-30"))
    violated = {"violated": 1}
    assert rows(summary) == [
        ("FRA", "charter", "mandatory", violated),
        ("FRA", "pact", "mandatory", {"violated": 2}),
        ("FRA", "pact", "hortatory", violated),  # what is only asked for is no breach, so it has a row of its own
        ("PRK", "pact", "mandatory", violated),
        ("PRK", "pact", "hortatory", violated),
        ("all", "pact", "mandatory", violated),
        (None, "pact", "mandatory", violated),
    ]
    assert summary.verdicts == {Verdict.VIOLATED: 8}
    assert summary.without_finding == {Verdict.CLEAN: 3}
    assert summary.rows[1].findings == 2


def test_every_finding_counts_once(study: StudyOf) -> None:
    found = study(RULES, EVIDENCE).evaluate("2018-01-15")
    summary = summarise(found)
    assert sum(row.findings for row in summary.rows) == len(found)
    total = {verdict.value: n for verdict, n in summary.verdicts.items()}
    for verdict, number in summary.without_finding.items():
        total[verdict.value] = total.get(verdict.value, 0) + number
    assert total == found.run.counts
    assert Verdict.PENDING in summary.verdicts


def test_contested_findings_are_counted(russia: Any) -> None:
    packs, dossier = russia
    summary = summarise(evaluate(packs, dossier, as_of=date(2020, 1, 24), rules=["unscr-2397-8"]))
    contested = {row.bearer: row.contested for row in summary.rows}
    assert contested["RUS"] == 1
    assert sum(contested.values()) == summary.contested
    assert all(row.binding is Binding.MANDATORY for row in summary.rows)
    assert Summary.model_validate_json(summary.model_dump_json()) == summary


def test_what_is_no_run_is_refused() -> None:
    with pytest.raises(TypeError, match="no findings"):
        summarise([])  # type: ignore[arg-type]
