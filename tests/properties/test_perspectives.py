"""Perspectives: where one speaker says everything, the record is what that speaker says; who is silent changes nothing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.models.claims import Claim
from sanctions_engine.models.dates import DateRange
from tests.properties.strategies.dossiers import Situation, claims, questions, situations
from tests.properties.strategies.kinds import KINDS
from tests.properties.strategies.laws import judge_all, plainly


@given(st.data(), situations(speakers=("RUS",)))
def test_with_one_speaker_the_perspective_is_the_record(data: st.DataObject, situation: Situation) -> None:
    for question in data.draw(questions(situation)):
        record = judge_all(situation.file, situation.dossier, replace(question, perspective=None))
        own = judge_all(situation.file, situation.dossier, replace(question, perspective="RUS"))
        assert plainly(own) == plainly(record)


@given(st.data(), situations())
def test_the_perspective_of_one_who_is_silent_is_the_record(data: st.DataObject, situation: Situation) -> None:
    for question in data.draw(questions(situation)):
        record = judge_all(situation.file, situation.dossier, replace(question, perspective=None))
        silent = judge_all(situation.file, situation.dossier, replace(question, perspective="nobody"))
        assert plainly(silent) == plainly(record)


@given(st.data(), situations(speakers=("RUS", "press")))
def test_what_others_say_in_a_series_does_not_matter_to_a_perspective(
    data: st.DataObject, situation: Situation
) -> None:
    # Each claim by RUS that surely can be read gets a rival in its own series: under the perspective of RUS nothing changes.
    own = [one for one in situation.dossier.claims if one.by == "RUS"]
    series = {(one.fact, *(str(one.fields.get(name)) for name in KINDS[one.fact].identity)) for one in own}
    rivals: list[Claim] = []
    for drawn in data.draw(st.lists(claims(situation.file.kinds, speakers=("panel",)), max_size=4)):
        kind = KINDS[drawn.fact]
        same = [one for one in own if one.fact == drawn.fact]
        if same:
            model = data.draw(st.sampled_from(same))
            identity = {name: model.fields[name] for name in kind.identity if name in model.fields}
            rest = {name: value for name, value in drawn.fields.items() if name not in kind.identity}
            rivals.append(drawn.model_copy(update={"fields": {**rest, **identity}, "known": model.known}))
    assert all(
        (one.fact, *(str(one.fields.get(name)) for name in KINDS[one.fact].identity)) in series for one in rivals
    )
    more = situation.dossier.model_copy(update={"claims": (*situation.dossier.claims, *rivals)})
    days_told = [one.fields[KINDS[one.fact].dated or ""] for one in own]
    early = {day.high for day in days_told if isinstance(day, DateRange)}
    for question in data.draw(questions(situation)):
        if any(day is None or day > question.as_of for day in early) or "recent(" in situation.file.text:
            continue  # a claim of RUS may not be read on that day: then the series is read from the record
        if question.known_at is not None:
            continue
        asked = replace(question, perspective="RUS")
        assert plainly(judge_all(situation.file, more, asked)) == plainly(
            judge_all(situation.file, situation.dossier, asked)
        )
