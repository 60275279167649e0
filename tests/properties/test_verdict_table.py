"""The verdict table: complete, without dead rows, and its `possible` is what settling every unknown gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.verdict_table import ADJUSTMENTS, BASE, SHAPES, F, Situation, T, U, possible, verdict

LETTERS = (T, F, U)
THREE_VALUED = ("in_force", "applies", "now", "at_due", "since", "violated", "raised", "exempt")
"""Entries that evidence can leave open; `overdue` and `joinable` are facts of the calendar."""

situations = st.builds(
    Situation,
    shape=st.sampled_from(SHAPES),
    **{name: st.sampled_from(LETTERS) for name in THREE_VALUED},
    overdue=st.sampled_from((T, F)),
    joinable=st.sampled_from((T, F)),
    may_be_exempt=st.booleans(),
)


def every_situation() -> Iterator[Situation]:
    """Yield every situation that the table can be asked about, exceptions apart."""
    for shape in SHAPES:
        for in_force, applies, overdue, now, at_due, since, violated, joinable, raised in product(
            LETTERS, LETTERS, (T, F), LETTERS, LETTERS, LETTERS, LETTERS, (T, F), LETTERS
        ):
            yield Situation(shape, in_force, applies, overdue, now, at_due, since, violated, joinable, raised)


def settled(situation: Situation) -> Iterator[Situation]:
    """Yield every situation without unknowns that this one can turn out to be."""
    names = [name for name in THREE_VALUED if getattr(situation, name) == U]
    choices: list[tuple[str, ...]] = [(T, F)] * len(names)
    if situation.may_be_exempt and situation.exempt == F:
        names, choices = [*names, "exempt"], [*choices, (T, F)]
    for answers in product(*choices):
        yield replace(situation, may_be_exempt=False, **dict(zip(names, answers, strict=True)))


@given(situations)
def test_possible_is_what_settling_every_unknown_gives(situation: Situation) -> None:
    assert possible(situation) == {verdict(one) for one in settled(situation)}


@given(situations)
def test_a_settled_situation_is_undetermined_only_where_the_text_gives_no_number_of_days(situation: Situation) -> None:
    for one in settled(situation):
        promptly = one.shape == "promptly" and one.now == F
        assert verdict(one) is not Verdict.UNDETERMINED or promptly


@given(situations)
def test_a_definite_verdict_stays_but_for_the_named_transitions(situation: Situation) -> None:
    # Trap: a row that gives a verdict although one of its unknowns could turn it into the opposite.
    stays = {
        Verdict.VIOLATED: {Verdict.EXEMPT, Verdict.FULFILLED_LATE},
        Verdict.FULFILLED_LATE: {Verdict.EXEMPT},
        Verdict.EXEMPT: {Verdict.FULFILLED, Verdict.CLEAN},
        Verdict.FULFILLED: {Verdict.NOT_APPLICABLE, Verdict.NOT_IN_FORCE},
        Verdict.CLEAN: {Verdict.NOT_APPLICABLE, Verdict.NOT_IN_FORCE},
        Verdict.CLEAR: {Verdict.NOT_APPLICABLE, Verdict.NOT_IN_FORCE},
        Verdict.NOT_APPLICABLE: {Verdict.NOT_IN_FORCE},
    }
    first = verdict(situation)
    if first not in (Verdict.UNDETERMINED, Verdict.PENDING):
        assert possible(situation) - {Verdict.UNDETERMINED} <= {first} | stays.get(first, set())


def test_every_situation_has_a_verdict() -> None:
    # A gap in the table would end the search without a row.
    assert all(isinstance(verdict(one), Verdict) for one in every_situation())


def test_every_row_decides_some_situation() -> None:
    def decides(situation: Situation) -> int:
        return next(
            number
            for number, row in enumerate(BASE)
            if situation.shape in row.shapes
            and all(getattr(situation, name) in answers for name, answers in row.when.items())
        )

    assert {decides(one) for one in every_situation()} == set(range(len(BASE)))


def changed_in(situation: Situation, entries: Mapping[str, Any]) -> Situation:
    """Return a situation with some of its entries changed."""
    return replace(situation, **entries)


def test_every_adjustment_changes_some_verdict() -> None:
    names = {field.name for field in fields(Situation)}
    for number, adjustment in enumerate(ADJUSTMENTS):
        assert set(adjustment.when) <= names
        entries = {name: answers[0] for name, answers in adjustment.when.items()}
        plain = [one for one in every_situation() if one.in_force == T and one.applies == T]
        changed = {(verdict(one), verdict(changed_in(one, entries))) for one in plain}
        assert {(before, adjustment.into) for before in adjustment.turns} <= changed | {
            # a plain situation is never exempt: the rows below turn what the first row made
            (Verdict.EXEMPT, adjustment.into)
        }, number


@given(situations, st.sampled_from(THREE_VALUED))
def test_settling_one_unknown_only_narrows_what_is_possible(situation: Situation, name: str) -> None:
    if getattr(situation, name) == U:
        for letter in (T, F):
            narrower = changed_in(situation, {name: letter})
            # settling `exempt` as false says that no exception holds, so none may hold after all
            if name == "exempt":
                narrower = replace(narrower, may_be_exempt=False)
            assert possible(narrower) <= possible(situation)
