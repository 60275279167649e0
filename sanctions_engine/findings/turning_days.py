"""The days on which the verdict of one rule and subject is likely to change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.findings.formulas import formulas_of, rules_named
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.semantics.changes_of_day import change_days
from sanctions_engine.semantics.due_days import due_value
from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.subjects import Case
from sanctions_engine.semantics.values import Interval

ONE_DAY = timedelta(days=1)
ROUNDS = 8
"""A due day may rest on evidence, and evidence may come on the due day: so often the days are looked through again."""


def turning_days(
    judge: Judge, rule: Rule, subject: Subject, case: Case | None, first: date, last: date
) -> Iterable[date]:
    """Return days from `first` to `last`: those of law, parameters, evidence, coverage, staleness, and due days.

    Args:
        case: The subject on the last day; None where nobody tells of it.
    """
    found = {day for day in _law_days(judge, rule) if first <= day <= last}
    found.update(day for day in _subject_days(judge, subject) if first <= day <= last)
    if case is not None:
        for text in _texts(judge, rule):
            found.update(_evidence_days(judge, text, case, first, last))
            found.update(_due_days(judge, text, case, found, first, last))
    return sorted(found)


def _ids(judge: Judge, rule: Rule) -> list[str]:
    """Return the rules whose law matters: the rule, its exemptions, and those whose due days they read."""
    ids = [rule.id, *(one.id for one in judge.law.exemptions(rule.id))]
    waiting = list(ids)
    while waiting:
        for text in judge.law.texts(waiting.pop()):
            named = rules_named(judge.read(text.rule)) if text.rule else set()
            new = [id for id in sorted(named) if id not in ids and id in judge.law.rules]
            ids += new
            waiting += new
    return ids


def _texts(judge: Judge, rule: Rule) -> Iterator[Rule]:
    for id in _ids(judge, rule):
        for text in judge.law.texts(id):
            if text.rule is not None:
                yield judge.read(text.rule)


def _law_days(judge: Judge, rule: Rule) -> Iterator[date]:
    for id in _ids(judge, rule):
        for text in judge.law.texts(id):
            yield from (day for day in (text.since, text.until) if day)
            for parameter in text.rule.parameters.values() if text.rule else ():
                yield from (day for value in parameter.values for day in (value.since, value.until) if day)


def _subject_days(judge: Judge, subject: Subject) -> Iterator[date]:
    if subject.period:
        yield date.fromisoformat(subject.period[0])
    for series in judge.view.evidence.series(subject.kind):
        for held in series.held:
            if held.date is not None and (subject.group or series.key == subject.key):
                yield from (day for day in (held.date.low, held.date.high) if day)


def _evidence_days(judge: Judge, rule: Rule, case: Case, first: date, last: date) -> Iterable[date]:
    """Return the days on which what the formulas read can change; every day where that cannot be told."""
    try:
        env = _env(judge, rule, case, last)
        return change_days([formula.node for formula in formulas_of(rule)], env, first, last)
    except EvaluationFailed:
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _env(judge: Judge, rule: Rule, case: Case, day: date) -> Env:
    if case.record is not None:
        return judge.env(rule, case, day)
    return Env(
        judge.view, rule, day, {}, adopted=judge.law.adopted(rule.instrument)
    )  # a group has no record of its own


def _due_days(judge: Judge, rule: Rule, case: Case, known: set[date], first: date, last: date) -> set[date]:
    """Return the due days that a rule has on any of the days that are known to matter, with the day after each."""
    if rule.due is None or case.record is None:
        return set()
    found: set[date] = set()
    waiting = {*known, first, last}
    for _ in range(ROUNDS):
        new: set[date] = set()
        for day in waiting:
            new.update(near for near in _due_on(judge, rule, case, day) if first <= near <= last)
        waiting = new - known - found
        found |= new
        if not waiting:
            break
    return found


def _due_on(judge: Judge, rule: Rule, case: Case, day: date) -> Iterator[date]:
    try:
        due = due_value(judge.law, judge.env(rule, case, day))
    except EvaluationFailed:
        return
    for end in (due.low, due.high) if isinstance(due, Interval) else ():
        if end is not None:
            yield end
            if end < date.max:
                yield end + ONE_DAY
