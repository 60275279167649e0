"""The verdict table as a whole: every situation has a verdict, and unknowns never decide what is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from sanctions_engine.models.verdicts import DEFINITE, Verdict
from sanctions_engine.semantics.verdict_table import SHAPES, Situation, possible, verdict

V = Verdict
SOUND = {
    V.VIOLATED: {V.FULFILLED_LATE, V.EXEMPT},
    V.FULFILLED_LATE: {V.EXEMPT},
    V.EXEMPT: {V.FULFILLED, V.CLEAN},
    V.FULFILLED: {V.NOT_APPLICABLE, V.NOT_IN_FORCE},
    V.CLEAR: {V.NOT_APPLICABLE, V.NOT_IN_FORCE},
    V.CLEAN: {V.NOT_APPLICABLE, V.NOT_IN_FORCE},
    V.NOT_APPLICABLE: {V.NOT_IN_FORCE},
}
"""What a definite verdict may still become when more is known: soundness, design section 3.

A day that may lie outside the time in force counts as an unknown `applies_when`: not to be in force is then as good as not to apply.
"""

USED = {
    "due": ("applies", "overdue", "now", "at_due", "since", "exempt"),
    "no_due": ("in_force", "applies", "now", "exempt"),
    "promptly": ("in_force", "applies", "now", "exempt"),
    "event": ("in_force", "applies", "violated", "exempt"),
    "group": ("applies", "violated", "joinable", "exempt"),
    "state": ("in_force", "applies", "violated", "exempt"),
    "indicator": ("in_force", "applies", "raised"),
}
TWO_VALUED = {"overdue", "joinable"}


def situations(shape: str) -> Iterator[Situation]:
    names = USED[shape]
    for letters in product(*("TF" if name in TWO_VALUED else "TFU" for name in names)):
        situation = Situation(shape, **dict(zip(names, letters, strict=True)))  # type: ignore[arg-type]
        if situation.since != "F" and (situation.overdue == "F" or situation.at_due == "T"):
            continue
        yield situation


def completions(situation: Situation) -> Iterator[Situation]:
    open_names = [name for name in USED[situation.shape] if getattr(situation, name) == "U"]
    for letters in product("TF", repeat=len(open_names)):
        yield replace(situation, **dict(zip(open_names, letters, strict=True)))  # type: ignore[arg-type]


def test_every_shape_is_looked_at() -> None:
    assert set(USED) == set(SHAPES)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_situation_has_a_verdict(shape: str) -> None:
    for situation in situations(shape):
        assert isinstance(verdict(situation), Verdict)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_definite_verdict_is_that_of_every_completion(shape: str) -> None:
    for situation in situations(shape):
        found = verdict(situation)
        if found in DEFINITE:
            for complete in completions(situation):
                assert verdict(complete) in {found, *SOUND.get(found, set())}, (situation, complete)


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_undetermined_can_become_what_its_completions_are(shape: str) -> None:
    for situation in situations(shape):
        if verdict(situation) is V.UNDETERMINED:
            assert {verdict(one) for one in completions(situation)} <= possible(situation), situation


@pytest.mark.parametrize("shape", SHAPES)
def test_an_exception_that_holds_leaves_nothing_open_or_broken(shape: str) -> None:
    for situation in situations(shape):
        if situation.exempt == situation.applies == situation.in_force == "T":
            assert verdict(situation) in {V.EXEMPT, V.FULFILLED, V.CLEAN}, situation


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_not_in_force_or_does_not_apply_is_not_judged_further(shape: str) -> None:
    for situation in situations(shape):
        assert verdict(replace(situation, in_force="F")) is V.NOT_IN_FORCE
        assert verdict(replace(situation, in_force="T", applies="F")) is V.NOT_APPLICABLE


@pytest.mark.parametrize(
    "situation, found",
    [
        (Situation("due"), V.PENDING),
        (Situation("due", now="U"), V.PENDING),
        (Situation("due", now="T"), V.FULFILLED),
        (Situation("due", overdue="T", at_due="T"), V.FULFILLED),
        (Situation("due", overdue="T", at_due="F"), V.VIOLATED),
        (Situation("due", overdue="T", at_due="F", since="T"), V.FULFILLED_LATE),
        (Situation("due", overdue="T", at_due="F", since="U"), V.VIOLATED),
        (Situation("due", overdue="T", at_due="U"), V.UNDETERMINED),
        (Situation("due", overdue="T", at_due="U", since="T"), V.UNDETERMINED),
        (Situation("no_due"), V.VIOLATED),
        (Situation("no_due", now="U"), V.UNDETERMINED),
        (Situation("no_due", now="T"), V.FULFILLED),
        (Situation("promptly"), V.UNDETERMINED),
        (Situation("promptly", now="T"), V.FULFILLED),
        (Situation("event"), V.CLEAN),
        (Situation("event", violated="T"), V.VIOLATED),
        (Situation("event", violated="T", in_force="U"), V.UNDETERMINED),
        (Situation("event", violated="F", in_force="U"), V.CLEAN),
        (Situation("group"), V.FULFILLED),
        (Situation("group", joinable="T"), V.PENDING),
        (Situation("group", violated="U", joinable="T"), V.UNDETERMINED),
        (Situation("indicator", raised="T"), V.RAISED),
        (Situation("indicator"), V.CLEAR),
        (Situation("indicator", raised="U"), V.UNDETERMINED),
        (Situation("due", exempt="T"), V.EXEMPT),
        (Situation("due", exempt="U"), V.PENDING),
        (Situation("due", overdue="T", at_due="F", exempt="U"), V.UNDETERMINED),
        (Situation("due", overdue="T", at_due="F", since="T", exempt="U"), V.UNDETERMINED),
        (Situation("due", overdue="T", at_due="T", exempt="U"), V.FULFILLED),
        (Situation("due", overdue="T", at_due="F", exempt="T", applies="U"), V.UNDETERMINED),
    ],
)
def test_a_situation_has_the_verdict_of_its_row(situation: Situation, found: Verdict) -> None:
    assert verdict(situation) is found


@pytest.mark.parametrize(
    "situation, verdicts",
    [
        (Situation("due", overdue="T", at_due="U"), {V.FULFILLED, V.VIOLATED}),
        (Situation("due", overdue="T", at_due="U", since="U"), {V.FULFILLED, V.FULFILLED_LATE, V.VIOLATED}),
        (Situation("due", overdue="T", at_due="U", since="T"), {V.FULFILLED, V.FULFILLED_LATE}),
        (Situation("due", overdue="T", at_due="F", exempt="U", may_be_exempt=True), {V.VIOLATED, V.EXEMPT}),
        (Situation("no_due", now="U", may_be_exempt=True), {V.VIOLATED, V.FULFILLED, V.EXEMPT}),
        (Situation("event", violated="T", applies="U"), {V.VIOLATED, V.NOT_APPLICABLE}),
        (Situation("event", violated="T", in_force="U"), {V.VIOLATED, V.NOT_IN_FORCE}),
        (Situation("group", violated="U"), {V.VIOLATED, V.FULFILLED}),
        (Situation("group", violated="U", joinable="T"), {V.VIOLATED, V.PENDING}),
        (Situation("indicator", raised="U"), {V.RAISED, V.CLEAR}),
    ],
)
def test_an_undetermined_situation_lists_what_it_can_become(situation: Situation, verdicts: set[Verdict]) -> None:
    assert possible(situation) == verdicts
