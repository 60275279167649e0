"""Slips that change no verdict are not made; those that look like them and change one are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sanctions_engine.authoring.mutants import mutants_of
from sanctions_engine.authoring.parts import units_of
from sanctions_engine.language.packs import load_pack
from sanctions_engine.semantics.law import Law

MakePack = Callable[..., Path]
Slips = set[tuple[str, str, str, str]]

STAND_IN = """
- id: stand-in
  prohibition: Serve those who are listed
  each: Shipment as s
  on: s.date
  let:
    first: latest((p.covers for p in Permit if p.id == s.id), none="unsaid")
    handed_on: latest((p.covers for p in Permit if p.id == s.id), none="nobody")
  violated_when: first == "listed" or handed_on in ("listed", "asked") or presume(s.carrier, "silent") != "listed"
"""
DUTY = """
- id: duty
  obligation: File
  each: State as state
  satisfied_when: any(r for r in Report if r.state == state.code)
  due: {due}
  exceptions:
    - {{id: permit, when: any(p for p in Permit if p.state == state.code)}}
"""


def slips(folder: Path) -> Slips:
    pack = load_pack(folder)
    kinds = Law([pack]).kinds
    return {
        (one.slip, one.role, one.before, one.after)
        for unit in units_of([pack]).values()
        for one in mutants_of(pack, unit, kinds)
    }


def words(made: Slips) -> set[str]:
    return {before for slip, _, before, _ in made if slip == "word"}


def test_another_word_for_what_nobody_said_is_no_slip_where_it_is_only_held_against_others(make_pack: MakePack) -> None:
    assert words(slips(make_pack(STAND_IN, "[]"))) == {'"listed"'}


@pytest.mark.parametrize(
    "before, after",
    [
        ('first == "listed"', 'first == "unsaid"'),  # the word itself
        ('first == "listed"', 'first == "unsaix"'),  # the word that the slip would write
        ('first == "listed"', "first == s.id"),  # any word
        ('first == "listed"', 'first.startswith("uns")'),  # no comparison
        ('first == "listed"', 'first == "listed" or handed_on == first'),  # handed to what is not written out
    ],
)
def test_a_word_that_may_be_asked_for_is_a_slip(make_pack: MakePack, before: str, after: str) -> None:
    assert '"unsaid"' in words(slips(make_pack(STAND_IN.replace(before, after), "[]")))


def burdens(made: Slips) -> set[str]:
    return {role for slip, role, _, _ in made if slip == "burden"}


def test_a_burden_does_not_matter_to_a_duty_that_is_due_promptly(make_pack: MakePack) -> None:
    assert burdens(slips(make_pack(DUTY.format(due="promptly"), "[]"))) == set()


@pytest.mark.parametrize("due", ["none", "instrument.adopted + months(1)"])
def test_a_burden_matters_to_every_other_duty(make_pack: MakePack, due: str) -> None:
    assert burdens(slips(make_pack(DUTY.format(due=due), "[]"))) == {"exception permit"}


def test_a_burden_matters_where_a_reading_names_a_day(make_pack: MakePack) -> None:
    read = DUTY.format(due="promptly") + "  readings:\n    - {id: soon, due: instrument.adopted + months(1)}\n"
    assert burdens(slips(make_pack(read, "[]"))) == {"exception permit"}


def test_a_day_that_counts_its_days_is_off_once_and_not_twice(make_pack: MakePack) -> None:
    made = slips(make_pack(DUTY.format(due="instrument.adopted + days(30)"), "[]"))
    assert sorted(after for slip, role, _, after in made if role == "due" and slip in ("day", "number")) == ["29", "31"]
    made = slips(make_pack(DUTY.format(due="instrument.adopted + months(3)"), "[]"))
    assert len([slip for slip, role, _, _ in made if role == "due" and slip in ("day", "number")]) == 4
