"""Exceptions that are not shown although somebody told of what may show them: the finding names the record, and what of it is not clear."""

from __future__ import annotations

from typing import Any

import pytest

RULES = """
- id: no-lead
  prohibition: Ship lead
  each: Shipment as s
  on: s.date
  violated_when: s.hs == "7801"
  exceptions:
    - id: permit
      title: A permit
      burden: BURDEN
      when: any(p for p in Permit if p.covers == s.carrier and p.state == s.sender and p.granted <= s.date)
"""
SHIPMENT = (
    "  - {fact: Shipment, id: x, sender: FRA, hs: '7801', carrier: boat, date: 2019-01-10, by: USA, source: paper}\n"
)
PERMIT = "  - {{fact: Permit, id: {}, covers: {}, {}, by: USA, source: paper}}\n"


def note(study: Any, *permits: tuple[str, str, str], burden: str = "bearer") -> tuple[str, str | None]:
    claims = SHIPMENT + "".join(PERMIT.format(*one) for one in permits)
    finding = study(RULES.replace("BURDEN", burden), f"claims:\n{claims}").one("no-lead", "x")
    (told,) = finding.exceptions
    return finding.verdict.value, told.note


@pytest.mark.parametrize(
    "permit, why",
    [
        (("p", "boat", "granted: 2018-05-01"), "its `state` is not given"),
        (("p", "boat", "state: FRA, granted: 2019-01"), "its `granted` is not exact"),
    ],
)
def test_a_permit_that_is_not_clear_is_named(study: Any, permit: tuple[str, str, str], why: str) -> None:
    stands = "not shown; the bearer has to show it"
    assert note(study, permit) == ("violated", f"{stands}; `Permit` (id p) may show it, but {why}")


def test_with_the_burden_on_the_authority_it_is_named_too(study: Any) -> None:
    found = note(study, ("p", "boat", "granted: 2018-05-01"), burden="authority")
    assert found == (
        "undetermined",
        "not known whether it holds; `Permit` (id p) may show it, but its `state` is not given",
    )


def test_permits_for_something_else_and_none_at_all_are_not_named(study: Any) -> None:
    # Trap: the shipment's own fields are causes as well, and are told elsewhere.
    assert note(study, ("p", "ship", "granted: 2018-05-01")) == ("violated", None)
    assert note(study) == ("violated", None)
