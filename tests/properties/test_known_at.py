"""What was known when: a later `known_at` only adds claims, and one after all of them is no limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from sanctions_engine.models.claims import Claim, Coverage, Dossier
from sanctions_engine.semantics.evidence import Evidence, View
from tests.properties.strategies.dossiers import Situation, days, questions, situations
from tests.properties.strategies.kinds import KINDS
from tests.properties.strategies.laws import judge_all, plainly


def readable(situation: Situation, known_at: date | None) -> tuple[list[Claim], list[Claim], int]:
    """Return the claims that surely were known, those that may have been, and the number of coverages."""
    view = View(Evidence(situation.dossier, KINDS), known_at)
    sure: list[Claim] = []
    maybe: list[Claim] = []
    covering = 0
    for name in KINDS:
        for series in view.evidence.series(name):
            first, second, _ = view.known(series)
            sure += [one.claim for one in first]
            maybe += [one.claim for one in second]
        covering += len(view.covering(name))
    return sure, maybe, covering


@given(situations(), days, st.integers(0, 200))
def test_a_later_day_only_adds_claims(situation: Situation, known_at: date, more: int) -> None:
    sure, maybe, covering = readable(situation, known_at)
    later_sure, later_maybe, later_covering = readable(situation, known_at + timedelta(days=more))
    assert all(one in later_sure for one in sure)
    assert all(one in later_sure or one in later_maybe for one in maybe)
    assert later_covering >= covering


def known_things(dossier: Dossier) -> list[Claim | Coverage]:
    """Return what has a day since which it is known."""
    return [*dossier.claims, *dossier.coverage]


@given(st.data(), situations())
def test_a_day_on_which_all_was_known_is_no_limit(data: st.DataObject, situation: Situation) -> None:
    told = [one.known.high for one in known_things(situation.dossier)]
    assume(None not in told)
    last = max(day for day in told if day is not None)
    for question in data.draw(questions(situation)):
        unlimited = judge_all(situation.file, situation.dossier, replace(question, known_at=None))
        assert plainly(judge_all(situation.file, situation.dossier, replace(question, known_at=last))) == plainly(
            unlimited
        )


@given(st.data(), situations())
def test_what_became_known_later_does_not_count(data: st.DataObject, situation: Situation) -> None:
    # The dossier cut down to what surely was known or not: without doubtful days, the limit does what leaving out does.
    known_at = data.draw(days)
    dossier = situation.dossier
    assume(all(one.known.is_exact for one in known_things(dossier)))
    cut = dossier.model_copy(
        update={
            "claims": tuple(one for one in dossier.claims if one.known.low and one.known.low <= known_at),
            "coverage": tuple(one for one in dossier.coverage if one.known.low and one.known.low <= known_at),
        }
    )
    for question in data.draw(questions(situation)):
        limited = plainly(judge_all(situation.file, dossier, replace(question, known_at=known_at)))
        without = plainly(judge_all(situation.file, cut, replace(question, known_at=None)))
        # States that only later claims speak of are judged, too: nothing was known of them then
        assert {key: limited[key] for key in without} == without
