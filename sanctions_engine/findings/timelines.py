"""Timelines: the verdict for every span of days between changes of law, of evidence, of parameters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.findings.wording import law_in_words
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.models.findings import Timeline, TimelineSpan
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.changes_of_day import change_days
from sanctions_engine.semantics.due_days import due_value
from sanctions_engine.semantics.evidence import Evidence, View
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, case_of, cases
from sanctions_engine.semantics.subjects import Case
from sanctions_engine.semantics.values import Interval

ONE_DAY = timedelta(days=1)


def timeline(
    question: Question, law: Law, evidence: Evidence, since: date | None = None, until: date | None = None
) -> Timeline:
    """Return the timeline of one rule and subject; `question` names both, its `as_of` is the last day unless `until` is given.

    Raises:
        BadQuestion: If there is no such rule (SE501) or subject (SE506).
    """
    judge = Judge(law, View(evidence, question.known_at, question.perspective), question.reading)
    rule = _rule(question, law)
    last = until or question.as_of
    question = replace(question, as_of=last)
    subject = _subject(question, rule, judge)
    days = _days(rule, subject, judge, question, since, last)
    spans: list[TimelineSpan] = []
    for day, following in zip(days, [*days[1:], None], strict=True):
        judged = _on(rule, subject, judge, question, day)
        told = _reason(judged)
        if spans and spans[-1].verdict is judged.verdict and (spans[-1].because == told or not told):
            spans[-1] = spans[-1].model_copy(update={"until": _before(following)})
        else:
            spans.append(TimelineSpan(since=day, until=_before(following), verdict=judged.verdict, because=told))
    return Timeline(rule=rule.id, subject=str(subject), known_at=question.known_at, spans=tuple(spans))


def _before(day: date | None) -> date | None:
    return None if day is None else day - ONE_DAY


def _rule(question: Question, law: Law) -> Rule:
    (name,) = question.rules
    if name not in law.rules:
        raise BadQuestion([Problem(Code.SE501, f"there is no rule `{name}`")])
    return law.rules[name]


def _subject(question: Question, rule: Rule, judge: Judge) -> Subject:
    (name,) = question.subjects
    for case in cases(rule, question, judge):
        if str(case.subject) == name:
            return case.subject
    raise BadQuestion(
        [Problem(Code.SE506, f"rule `{rule.id}` has no subject `{name}` in this evidence by {question.as_of}")]
    )


def _on(rule: Rule, subject: Subject, judge: Judge, question: Question, day: date) -> Judgement:
    case = case_of(rule, subject, judge, replace(question, as_of=day))
    return Judgement(Verdict.NOT_APPLICABLE) if case is None else judge.judge(rule.id, case, day)


def _days(rule: Rule, subject: Subject, judge: Judge, question: Question, since: date | None, last: date) -> list[date]:
    """Return the days on which the verdict can change, the first day told included."""
    law_days = [day for text in judge.law.texts(rule.id) for day in (text.since, text.until) if day]
    for exemption in judge.law.exemptions(rule.id):
        law_days += [day for text in judge.law.texts(exemption.id) for day in (text.since, text.until) if day]
    first = since or min([*law_days, last]) - ONE_DAY
    found = {first, *(day for day in law_days if first <= day <= last)}
    case = case_of(rule, subject, judge, question)
    texts = [text.rule for text in judge.law.texts(rule.id) if text.rule]
    texts += [text.rule for one in judge.law.exemptions(rule.id) for text in judge.law.texts(one.id) if text.rule]
    for text in texts:
        found.update(_rule_days(judge.read(text), case, judge, first, last))
    if subject.kind != "State":
        for series in judge.view.evidence.series(subject.kind):
            for held in series.held:
                if held.date is not None and (subject.group or series.key == subject.key):
                    found.update(day for day in (held.date.low, held.date.high) if day and first <= day <= last)
    return sorted(found)


def _rule_days(rule: Rule, case: Case | None, judge: Judge, first: date, last: date) -> Iterable[date]:
    env = judge.env(rule, case or Case(Subject(rule.each.kind.name, ()), None), last)
    if rule.due is not None and case is not None and case.record is not None:
        due = due_value(judge.law, env)
        if isinstance(due, Interval):
            env.due = due
            ends = [day for day in (due.low, due.high) if day]
            yield from (near for day in ends for near in (day, day + ONE_DAY) if first <= near <= last)
    formulas: list[Formula | None] = [
        rule.applies_when, rule.satisfied_when, rule.violated_when, rule.raised_when, rule.when, rule.where,
        *(clause.when for clause in rule.exceptions),
    ]  # fmt: skip
    if rule.group_by is not None:
        formulas = [*formulas, *(formula for _, formula in rule.let)]
    nodes: list[Expr] = [one.node for one in formulas if one is not None]
    yield from change_days(nodes, env, first, last)


def _reason(judged: Judgement) -> str:
    law = law_in_words(judged.text)
    if judged.error is not None:
        return judged.error.message
    if judged.verdict is Verdict.NOT_IN_FORCE:
        return law or ""
    parts = []
    if judged.due is not None and judged.verdict is Verdict.PENDING:
        parts.append(f"due {judged.due}")
    if judged.due is not None and judged.verdict is Verdict.VIOLATED:
        parts.append(f"not done by {judged.due}")
    if judged.late_on is not None:
        parts.append(f"done on {judged.late_on}, due {judged.due}")
    if judged.exception is not None:
        parts.append(f"{judged.exception}")
    if judged.verdict is Verdict.UNDETERMINED:
        parts.append(", ".join(sorted({cause.why.value for cause in judged.causes})))
    if law is not None:
        parts.append(law)
    return "; ".join(part for part in parts if part)
