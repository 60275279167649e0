"""Contested: the verdict under each speaker and each reading, and on whose word and on which lists it rests."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.findings.bearers import bearer_of, env_of
from sanctions_engine.findings.lateness import done_text
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.claims import Coverage
from sanctions_engine.models.findings import VerdictUnder
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.models.verdicts import QUIET, Verdict, worst_of
from sanctions_engine.semantics.disputes import is_of_the_record, readings_of
from sanctions_engine.semantics.environment import Trace
from sanctions_engine.semantics.evidence import View
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, case_of
from sanctions_engine.semantics.subjects import is_single

RECORD, DEFAULT = "record", "default"
Lists = tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """The verdicts beside the finding's own.

    Attributes:
        verdicts: The finding's own first, then one for each reading and for each speaker who is not alone in a series.
        rests_on: Speakers without whose claims the verdict would be another.
        is_event: Whether the subject is a single event.
        other_bearers: Whether some speaker's word binds somebody else.
        lists: Declarations that a list is complete without which the verdict would be another.
    """

    verdicts: tuple[VerdictUnder, ...]
    rests_on: tuple[str, ...]
    is_event: bool = False
    other_bearers: bool = False
    lists: Lists = ()

    @property
    def contested(self) -> bool:
        """Whether the verdicts differ, or whom they bind.

        That a rule cannot be evaluated under one reading is no other verdict. Nor is it one for a single event that a rule asks nothing
        of it for another reason.
        """
        told = {one.verdict for one in self.verdicts} - {Verdict.ERROR}
        if self.is_event and told <= QUIET:
            return False
        return len(told) > 1 or self.other_bearers

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
    """Judge again under each perspective and reading that can matter, without each speaker, and without complete lists.

    An error is no verdict of law.

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
    others = False
    if question.reading == DEFAULT and question.perspective is None:
        for id in _readings(law, rule):
            judged = _again(question, Judge(law, view, id), rule, subject)
            verdicts.append(VerdictUnder(perspective=RECORD, reading=id, verdict=judged.verdict, note=_note(judged)))
        for speaker in trace.disputing():
            judge = Judge(law, _view(view, perspective=speaker))
            judged = _again(question, judge, rule, subject)
            bound = _bound(question, judge, rule, subject, judged)
            is_other = bound is not None and bound != bearer
            others = others or is_other
            note = ", ".join(filter(None, (_note(judged), f"binding {bound}" if is_other else None))) or None
            verdicts.append(VerdictUnder(perspective=speaker, reading=DEFAULT, verdict=judged.verdict, note=note))
    rests_on = []
    for speaker in sorted({one for _, speakers in trace.series.values() for one in speakers}):
        judged = _again(question, Judge(law, _view(view, without=speaker), question.reading), rule, subject)
        if judged.verdict is not own.verdict:
            rests_on.append(speaker)
    lists = _lists(question, law, view, rule, subject, own, trace)
    return Expansion(tuple(verdicts), tuple(rests_on), is_single(rule), others, lists)


def _lists(
    question: Question, law: Law, view: View, rule: Rule, subject: Subject, own: Judgement, trace: Trace
) -> Lists:
    """Return the declarations that were read and without which the verdict would be another.

    Where it would be the same without those of made-up sources, these are left out.
    """
    sources = view.evidence.dossier.sources

    def matters(lists: Lists) -> bool:
        judge = Judge(law, replace(view, unlisted=lists), question.reading)
        return _again(question, judge, rule, subject).verdict is not own.verdict

    read = tuple(trace.complete)
    if not read or not matters(read):
        return ()
    made_up = tuple(one for one in read if one.source in sources and sources[one.source].invented)
    if made_up and len(made_up) < len(read) and not matters(made_up):
        return tuple(one for one in read if all(one is not other for other in made_up))
    return read


def _view(view: View, perspective: str | None = None, without: str | None = None) -> View:
    return View(view.evidence, view.known_at, perspective or view.perspective, without)


def _readings(law: Law, rule: Rule) -> tuple[str, ...]:
    """Return the readings of every text that the rule has had; none where its texts cannot be told."""
    try:
        return readings_of(rule.id, law)
    except EvaluationFailed:
        return ()


def _again(question: Question, judge: Judge, rule: Rule, subject: Subject) -> Judgement:
    case = case_of(rule, subject, judge, question)
    if case is None:
        return Judgement(Verdict.NOT_APPLICABLE)
    return judge.judge(rule.id, case, question.as_of)


def _bound(question: Question, judge: Judge, rule: Rule, subject: Subject, judged: Judgement) -> str | None:
    """Return whom a judgement binds, in words; what is quiet binds nobody to anything."""
    text = judged.rule or rule
    case = None if text.bearer is None or judged.verdict in QUIET else case_of(rule, subject, judge, question)
    return None if case is None else bearer_of(text, case, env_of(text, case, judged, judge, question.as_of))[0]


def bound_by_others(question: Question, law: Law, view: View, rule: Rule, subject: Subject) -> frozenset[str]:
    """Return whom each of several who speak of a record binds by their word, in words; none of a question about one of them."""
    series = None if subject.group else view.evidence.at(subject.kind, subject.key)
    speakers = {one.claim.by for one in series.held} if series is not None else set()
    if len(speakers) < 2 or rule.bearer is None or not is_of_the_record(question):
        return frozenset()
    found = set()
    for speaker in speakers:
        judge = Judge(law, _view(view, perspective=speaker))
        judged = _again(question, judge, rule, subject)
        found.add(_bound(question, judge, rule, subject, judged))
    return frozenset(one for one in found if one is not None)


def _note(judgement: Judgement) -> str | None:
    if judgement.error is not None:
        return judgement.error.message
    return done_text(judgement.late_on) if judgement.late_on else None
