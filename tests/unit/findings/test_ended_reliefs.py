"""An exemption that has ended by the law's day, such as a wind-down, is told with its last day, and changes no verdict."""

from __future__ import annotations

from typing import Any

import pytest

RULES = """
- id: ban
  prohibition: Ship fish
  each: Shipment as s
  on: s.date
  bearer: s.sender
  violated_when: s.hs == "03"
- id: winddown
  exemption: Old contracts may run out
  each: Shipment as s
  in_force: {until: date("2018-03-01")}
  covers: [ban]
  grounds: [existing contract]
  when: s.barrels > 100
- id: later
  exemption: A relief of later days
  each: Shipment as s
  in_force: {from: date("2019-01-01")}
  covers: [ban]
  when: s.barrels > 100
"""
SHIPMENT = "{{fact: Shipment, id: {0}, sender: CHN, hs: '{1}', barrels: {2}, date: {3}, by: CHN, source: paper}}"
PLEA = "pleas:\n  - {by: CHN, rule: ban, ground: existing contract, source: paper}\n"
ENDED = "ended: the last day was 2018-02-28"


def dossier(barrels: int, day: str, hs: str = "03") -> str:
    return f"claims:\n  - {SHIPMENT.format('a', hs, barrels, day)}\n{PLEA}"


@pytest.mark.parametrize(
    "day, barrels, verdict, told",
    [
        ("2018-02-28", 400, "exempt", {"winddown": None}),
        ("2018-02-28", 4, "violated", {"winddown": None}),
        ("2018-03-01", 400, "violated", {"winddown": ENDED}),
        ("2018-03-01", 4, "violated", {"winddown": ENDED}),
        # A month that reaches over the last day leaves the verdict open, and nothing has surely ended.
        ("2018-02..2018-03", 400, "undetermined", None),
        # Where another exemption decides, the end of the first is no news.
        ("2019-01-01", 400, "exempt", {"later": None}),
    ],
)
def test_a_winddown_is_told_from_the_day_after_its_last_on(
    study: Any, day: str, barrels: int, verdict: str, told: dict[str, str | None] | None
) -> None:
    finding = study(RULES, dossier(barrels, day)).one("ban", "a", as_of="2019-06-30")
    assert finding.verdict.value == verdict
    if told is None:
        assert ENDED not in [one.note for one in finding.exceptions]
        return
    assert {one.id: one.note for one in finding.exceptions} == told
    assert not any(one.decided for one in finding.exceptions if one.note == ENDED)


def test_a_plea_of_the_winddown_is_answered_by_its_end(study: Any) -> None:
    finding = study(RULES, dossier(400, "2018-03-01")).one("ban", "a")
    assert [plea.note for plea in finding.pleas] == [f"this is the exemption winddown: {ENDED}"]


def test_what_is_not_forbidden_needs_no_exemption(study: Any) -> None:
    finding = study(RULES, dossier(400, "2018-03-01", hs="27")).one("ban", "a")
    assert (finding.verdict.value, finding.exceptions) == ("clean", ())


def test_an_exemption_that_was_repealed_says_by_what(study: Any) -> None:
    change = 'instrument: pact\nchanges:\n- {repeal: [winddown], from: date("2018-02-01"), title: No more}\n'
    finding = study(RULES, dossier(400, "2018-02-10"), changes__yaml=change).one("ban", "a")
    (one,) = finding.exceptions
    assert finding.verdict.value == "violated"
    assert one.note is not None
    assert one.note.startswith("repealed by ")
    assert one.note.endswith(" from 2018-02-01")
