"""Contested: the verdict under each speaker and each reading, and on whose word it rests."""

from __future__ import annotations

from dataclasses import dataclass

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.findings.bearers import bearer_of, env_of
from sanctions_engine.findings.lateness import done_text
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.findings import VerdictUnder
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.models.verdicts import QUIET, Verdict, worst_of
from sanctions_engine.semantics.environment import Trace
from sanctions_engine.semantics.evidence import View
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, case_of

RECORD, DEFAULT = "record", "default"


@dataclass(frozen=True, slots=True)
class Expansion:
    """The verdicts beside the finding's own.

    Attributes:
        verdicts: The finding's own first, then one for each reading and for each speaker who is not alone in a series.
        rests_on: Speakers without whose claims the verdict would be another.
    """

    verdicts: tuple[VerdictUnder, ...]
    rests_on: tuple[str, ...]

    @property
    def contested(self) -> bool:
        """Whether the verdicts differ; that a rule cannot be evaluated under one reading is no other verdict."""
        return len({one.verdict for one in self.verdicts} - {Verdict.ERROR}) > 1

    @property
    def worst(self) -> Verdict:
        """The most severe of them."""
        return worst_of([one.verdict for one in self.verdicts])


def expand(
    question: Question,
    law: Law,
    view: View,
    rule: Rule,
    subject: Subject,
    own: Judgement,
    trace: Trace,
    bearer: str | None = None,
) -> Expansion:
    """Judge again under each perspective and reading that can matter, and without each speaker; an error is no verdict of law.

    Args:
        question: What was asked.
        law: The law.
        view: The record.
        rule: The rule.
        subject: The subject.
        own: The finding's own judgement.
        trace: What that read.
        bearer: Who is bound by it, in words: where a speaker's word binds somebody else, their verdict says whom.
    """
    perspective, reading = question.perspective or RECORD, question.reading
    verdicts = [VerdictUnder(perspective=perspective, reading=reading, verdict=own.verdict, note=_note(own))]
    if own.verdict is Verdict.ERROR:
        return Expansion(tuple(verdicts), ())
    if question.reading == DEFAULT and question.perspective is None:
        for id in _readings(law, rule):
            judged = _again(question, Judge(law, view, id), rule, subject)
            verdicts.append(VerdictUnder(perspective=RECORD, reading=id, verdict=judged.verdict, note=_note(judged)))
        for speaker in trace.disputing():
            judge = Judge(law, _view(view, perspective=speaker))
            judged = _again(question, judge, rule, subject)
            told = filter(None, (_note(judged), _other_bearer(question, judge, rule, subject, judged, bearer)))
            note = ", ".join(told) or None
            verdicts.append(VerdictUnder(perspective=speaker, reading=DEFAULT, verdict=judged.verdict, note=note))
    rests_on = []
    for speaker in sorted({one for _, speakers in trace.series.values() for one in speakers}):
        judged = _again(question, Judge(law, _view(view, without=speaker), question.reading), rule, subject)
        if judged.verdict is not own.verdict:
            rests_on.append(speaker)
    return Expansion(tuple(verdicts), tuple(rests_on))


def _view(view: View, perspective: str | None = None, without: str | None = None) -> View:
    return View(view.evidence, view.known_at, perspective or view.perspective, without)


def _readings(law: Law, rule: Rule) -> list[str]:
    """Return the readings of every text that the rule has had; none where its texts cannot be told."""
    try:
        texts = law.texts(rule.id)
    except EvaluationFailed:
        return []
    return list({one.id: None for text in texts if text.rule for one in text.rule.readings})


def _again(question: Question, judge: Judge, rule: Rule, subject: Subject) -> Judgement:
    case = case_of(rule, subject, judge, question)
    if case is None:
        return Judgement(Verdict.NOT_APPLICABLE)
    return judge.judge(rule.id, case, question.as_of)


def _other_bearer(
    question: Question, judge: Judge, rule: Rule, subject: Subject, judged: Judgement, bearer: str | None
) -> str | None:
    """Return whom a speaker's word binds, where that is somebody else; what is quiet binds nobody to anything."""
    text = judged.rule or rule
    case = None if text.bearer is None or judged.verdict in QUIET else case_of(rule, subject, judge, question)
    if case is None:
        return None
    named, _ = bearer_of(text, case, env_of(text, case, judged, judge, question.as_of))
    return None if named is None or named == bearer else f"binding {named}"


def _note(judgement: Judgement) -> str | None:
    if judgement.error is not None:
        return judgement.error.message
    return done_text(judgement.late_on) if judgement.late_on else None
