"""The reference engine: outcomes straight from the meaning, for small inputs and as the measure of every other engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.language.rulefiles.patterns import names_rule
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.kinds import STATE
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.states import is_state_code
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.evidence import Evidence, SeriesKey, View
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.subjects import (
    Case,
    denied_record,
    record_case,
    record_cases,
    state_cases,
    states_spoken_of,
    with_periods,
)
from sanctions_engine.semantics.truth import FALSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of an engine.

    Attributes:
        as_of: The day judged.
        known_at: The day up to which claims were known; None for no limit.
        perspective: Whose claims are believed first; None for the record.
        reading: Id of the reading.
        rules: Patterns of rule ids, or ids of tables; empty for all.
        subjects: Names of subjects; empty for all.
        all_states: Judge every State of the register, not only those that the dossier speaks of.
    """

    as_of: date
    known_at: date | None = None
    perspective: str | None = None
    reading: str = "default"
    rules: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    all_states: bool = False

    def asks_for(self, rule: str) -> bool:
        """Whether a rule is asked for."""
        return not self.rules or any(names_rule(pattern, rule) for pattern in self.rules)


def judges(question: Question, law: Law, evidence: Evidence) -> Judge:
    """Return the judge that answers a question."""
    view = View(evidence, question.known_at, question.perspective)
    return Judge(law, view, question.reading)


def rules_asked(question: Question, law: Law) -> list[Rule]:
    """Return the rules to judge, in order of id.

    Exemptions are looked at only through the rules that they cover; a draft that is not assumed adopted is no law.
    """
    return [
        rule
        for id, rule in sorted(law.rules.items())
        if rule.modality is not Modality.EXEMPTION
        and question.asks_for(id)
        and law.adopted(rule.instrument) is not None
    ]


def cases(rule: Rule, question: Question, judge: Judge, keys: Iterable[SeriesKey] | None = None) -> Iterator[Case]:
    """Yield the subjects of a rule.

    Args:
        rule: The rule.
        question: What is asked.
        judge: Judges the rule under the view of the evidence that counts.
        keys: Of a rule on records, the series to look at; None for all.
    """
    if keys is None:
        found = _cases(rule, question, judge)
    else:
        told = (record_case(rule.each.kind, key, judge.view, question.as_of) for key in keys)
        found = (case for case in told if case is not None)
    if rule.every is None:
        chosen: Iterable[Case] = found
    else:
        adopted = judge.law.adopted(rule.instrument)
        text = judge.read(rule)
        every = text.every or rule.every
        chosen = (one for case in found for one in with_periods(case, every, text, judge.view, adopted, question.as_of))
    wanted = set(question.subjects)
    for case in chosen:
        if not wanted or str(case.subject) in wanted or (case.subject.period and "/".join(case.subject.key) in wanted):
            yield case


def _cases(rule: Rule, question: Question, judge: Judge) -> Iterable[Case]:
    if rule.group_by is not None:
        try:
            groups = judge.grouping(judge.read(rule), question.as_of).subjects()
        except EvaluationFailed:  # its records cannot be sorted: the judge says why
            return [Case(Subject(rule.each.kind.name, (), group=True), None)]
        return [Case(subject, None, key=key) for subject, key in groups]
    if rule.each.kind.name == "State":
        return state_cases(_states(question, judge.view.evidence), question.as_of)
    return record_cases(rule.each.kind, judge.view, question.as_of, _names(question, rule))


def _names(question: Question, rule: Rule) -> frozenset[str]:
    """Return the names that records asked for can have; with a period, the name of the record stands before it."""
    names = frozenset(question.subjects)
    return names if rule.every is None else names | {one.rpartition(" ")[0] for one in names}


def _states(question: Question, evidence: Evidence) -> Collection[str] | None:
    if question.all_states:
        return None
    spoken_of = states_spoken_of(evidence)
    named = [one.partition(" ")[0] for one in question.subjects]
    return sorted({*spoken_of, *filter(is_state_code, named)})


def case_of(rule: Rule, subject: Subject, judge: Judge, question: Question) -> Case | None:
    """Return the case of one subject under a judge's view; None if nobody claims it there."""
    if subject.group:
        return next((one for one in _cases(rule, question, judge) if one.subject == subject), None)
    case: Case | None
    if subject.kind == "State":
        case = next(iter(state_cases(subject.key, question.as_of)))
    else:
        case = record_case(rule.each.kind, subject.key, judge.view, question.as_of)
    return case and _of_period(case, subject)


def denied_case(rule: Rule, subject: Subject, judge: Judge, question: Question) -> Case | None:
    """Return the case of a record or group that somebody tells of and the record does not have; None if nobody tells of it by then.

    Such a subject is one where its teller's word makes more of it: see `semantics.disputes`.
    """
    if subject.kind == STATE.name and not subject.group:
        return None
    if subject.group:
        return Case(subject, None, exists=FALSE)
    case = denied_record(rule.each.kind, subject.key, judge.view, question.as_of)
    return case and _of_period(case, subject)


def denied_outcome(rule: Rule, subject: Subject, judge: Judge, question: Question) -> Outcome:
    """Return the outcome on a record or group that somebody tells of and the record does not have."""
    case = denied_case(rule, subject, judge, question)
    if case is None:
        return Outcome(rule.id, subject, Verdict.NOT_APPLICABLE)
    return outcome(rule.id, subject, judge.judge(rule.id, case, question.as_of))


def _of_period(case: Case, subject: Subject) -> Case:
    """Return a case with the period of its subject, if that has one."""
    if not subject.period:
        return case
    begin, end = (date.fromisoformat(day) for day in subject.period)
    return replace(case, subject=subject, days=(begin, end))


def judgements(question: Question, law: Law, evidence: Evidence) -> Iterator[tuple[Rule, Subject, Judgement]]:
    """Yield the judgement of every rule asked for on every subject."""
    judge = judges(question, law, evidence)
    for rule in rules_asked(question, law):
        for case in cases(rule, question, judge):
            yield rule, case.subject, judge.judge(rule.id, case, question.as_of)


def outcome(rule: str, subject: Subject, judgement: Judgement) -> Outcome:
    """Return the outcome that a judgement comes to."""
    return Outcome(rule, subject, judgement.verdict, judgement.due, judgement.exception)


def outcomes(question: Question, law: Law, evidence: Evidence) -> Iterator[Outcome]:
    """Yield the outcome of every rule asked for on every subject, in order of rule and subject."""
    for rule, subject, judgement in judgements(question, law, evidence):
        yield outcome(rule.id, subject, judgement)
