"""Timelines: the verdict for every span of days between changes of law, of evidence, of parameters."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.findings.lateness import done_text
from sanctions_engine.findings.one_subject import subject_named
from sanctions_engine.findings.questions import check_rule
from sanctions_engine.findings.turning_days import turning_days
from sanctions_engine.findings.wording import law_in_words
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.findings import Timeline, TimelineSpan
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, case_of, denied_case, judges

ONE_DAY = timedelta(days=1)
Told = tuple[Verdict, str]
"""A verdict, and in short what it rests on: where both stay the same, a span goes on."""


def timeline(
    question: Question, law: Law, evidence: Evidence, rule: str, subject: str, since: date | None = None
) -> Timeline:
    """Return the timeline of one rule and subject up to the day that `question` judges.

    Args:
        since: The first day; None for the day before the law begins.

    Raises:
        BadQuestion: If there is no such rule (SE501) or subject (SE506), or the first day is after the last (SE507).
    """
    check_rule(rule, law)
    judge = judges(question, law, evidence)
    found = _denied(question, law.rules[rule], judge, subject) or subject_named(
        question, law.rules[rule], judge, subject
    )
    first = since or _first_day(law, rule, question.as_of)
    if first > question.as_of:
        message = f"the first day, {first}, is after the last, {question.as_of}"
        raise BadQuestion([Problem(Code.SE507, message, help="give an earlier first day, or a later last one")])
    days = _Days(law.rules[rule], found, judge, question)
    case = case_of(law.rules[rule], found, judge, question)
    likely = {first, *turning_days(judge, law.rules[rule], found, case, first, question.as_of)}
    spans = _spans(days, sorted(likely), question.as_of)
    return Timeline(rule=rule, subject=str(found), known_at=question.known_at, spans=spans)


def _denied(question: Question, rule: Rule, judge: Judge, name: str) -> Subject | None:
    """Return the record of a name that somebody tells of and the record of all claims denies; None if it is another subject."""
    if rule.group_by is not None or rule.every is not None:
        return None
    kind = rule.each.kind
    told = (Subject(kind.name, one.key, names=kind.identity) for one in judge.view.evidence.named(kind.name, (name,)))
    denied = (one for one in told if case_of(rule, one, judge, question) is None)
    return next((one for one in denied if denied_case(rule, one, judge, question) is not None), None)


def _first_day(law: Law, rule: str, last: date) -> date:
    """Return the day before the first on which the law says anything of a rule."""
    ids = [rule, *(one.id for one in law.exemptions(rule))]
    law_days = [day for id in ids for text in law.texts(id) for day in (text.since, text.until) if day]
    first = min([*law_days, last])
    return first - ONE_DAY if first > date.min else first


@dataclass(slots=True)
class _Days:
    """The verdict on each day, judged when it is asked for."""

    rule: Rule
    subject: Subject
    judge: Judge
    question: Question
    judged: dict[date, Told] = field(default_factory=dict)

    def told(self, day: date) -> Told:
        """Return the verdict on a day, and what it rests on."""
        found = self.judged.get(day)
        if found is None:
            found = self.judged[day] = self._told(day)
        return found

    def _told(self, day: date) -> Told:
        if self.subject.period and self.subject.period[0] > day.isoformat():
            return Verdict.NOT_APPLICABLE, "the period has not begun"
        case = case_of(self.rule, self.subject, self.judge, replace(self.question, as_of=day))
        if case is None:
            asked = replace(self.question, as_of=day)
            is_record = not self.subject.group
            denied = is_record and denied_case(self.rule, self.subject, self.judge, asked) is not None
            return Verdict.NOT_APPLICABLE, "the record denies it" if denied else "no claim tells of it yet"
        judged = self.judge.judge(self.rule.id, case, day)
        return judged.verdict, _reason(judged)


def _spans(days: _Days, likely: list[date], last: date) -> tuple[TimelineSpan, ...]:
    """Return the spans between changes: on the likely days, and wherever the end of a stretch differs from its beginning."""
    starts: list[date] = []
    for day, following in zip(likely, [*likely[1:], last + ONE_DAY], strict=True):
        starts.append(day)
        starts += _changes_between(days, day, following - ONE_DAY)
    kept = [day for index, day in enumerate(starts) if not index or days.told(day) != days.told(starts[index - 1])]
    ends = [*(day - ONE_DAY for day in kept[1:]), None]
    spans = []
    for day, end in zip(kept, ends, strict=True):
        verdict, because = days.told(day)
        spans.append(TimelineSpan(since=day, until=end, verdict=verdict, because=because))
    return tuple(spans)


def _changes_between(days: _Days, first: date, last: date) -> list[date]:
    """Return the days after the first on which something changes that no list of days foresaw, such as the end of a year."""
    if first >= last or days.told(first) == days.told(last):
        return []
    low, high = first, last
    while (high - low).days > 1:
        middle = low + (high - low) // 2
        if days.told(middle) == days.told(first):
            low = middle
        else:
            high = middle
    return [high, *_changes_between(days, high, last)]


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
        parts.append(f"{done_text(judged.late_on)}, due {judged.due}")
    if judged.exception is not None:
        parts.append(f"{judged.exception}")
    if judged.verdict is Verdict.UNDETERMINED:
        parts.append(", ".join(sorted({cause.why.value for cause in judged.causes})))
    if law is not None:
        parts.append(law)
    return "; ".join(part for part in parts if part)
