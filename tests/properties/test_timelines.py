"""Timelines: on every day of a span, judging gives the verdict that the span has."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from sanctions_engine.findings.timelines import timeline
from sanctions_engine.models.findings import Timeline
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.reference import Question
from tests.properties.strategies.dossiers import Situation, questions, situations
from tests.properties.strategies.kinds import DAYS
from tests.properties.strategies.laws import judge_all, law_of

FIRST = date(2018, 12, 30)
days = st.sampled_from(DAYS) | st.dates(FIRST, date(2020, 3, 15))


def is_quick(situation: Situation) -> bool:
    """Whether no due day that rests on evidence meets a condition that counts from the day judged.

    Then every day can be the due day and every day after it can tell, for every day of the timeline: minutes for one example.
    """
    text = situation.file.text
    return not ("as_of" in text and re.search(r"due: .*\b(latest|earliest|min|max)\(", text))


def timeline_of(situation: Situation, question: Question, rule: str, subject: Subject) -> Timeline:
    law = law_of(situation.file)
    return timeline(question, law, Evidence(situation.dossier, law.kinds), rule, str(subject), FIRST)


@given(st.data(), situations())
def test_a_timeline_says_what_judging_each_day_says(data: st.DataObject, situation: Situation) -> None:
    assume(is_quick(situation))
    question = data.draw(questions(situation))[0]
    chosen = data.draw(st.lists(days.filter(lambda day: day <= question.as_of), min_size=1, max_size=8, unique=True))
    judged = {day: judge_all(situation.file, situation.dossier, replace(question, as_of=day)) for day in chosen}
    for rule, subject in judge_all(situation.file, situation.dossier, question):
        spans = timeline_of(situation, question, rule, subject).spans
        for day in chosen:
            (span,) = [one for one in spans if one.since <= day and (one.until is None or day <= one.until)]
            found = judged[day].get((rule, subject))
            # no record of that day or before: there is nothing to judge yet
            verdict = Verdict.NOT_APPLICABLE if found is None else found.verdict
            assert span.verdict is verdict, (str(subject), day)


@given(st.data(), situations())
def test_spans_follow_each_other_without_a_gap(data: st.DataObject, situation: Situation) -> None:
    assume(is_quick(situation))
    question = data.draw(questions(situation))[0]
    for rule, subject in judge_all(situation.file, situation.dossier, question):
        spans = timeline_of(situation, question, rule, subject).spans
        assert spans[0].since == FIRST
        assert spans[-1].until is None
        for one, following in pairwise(spans):
            assert one.until == following.since - timedelta(days=1)
