"""Judging one unit: its findings in essence, what they rest on, and until when they hold."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sanctions_engine.engines.monitor.evidence import GrowingEvidence
from sanctions_engine.engines.monitor.index import Unit
from sanctions_engine.engines.monitor.reads import Reads
from sanctions_engine.findings.from_outcomes import FindingMaker
from sanctions_engine.findings.lateness import days
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import Finding
from sanctions_engine.models.kinds import STATE
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.monitoring.essence import Essence, essence
from sanctions_engine.semantics.disputes import Disputes, is_disputed, is_of_the_record
from sanctions_engine.semantics.environment import Trace
from sanctions_engine.semantics.evidence import View
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.passing import PassingDay, Watch, plain_day, plain_days
from sanctions_engine.semantics.reference import Question, case_of, cases, denied_outcome, outcome
from sanctions_engine.semantics.subjects import Case, with_periods


class Found(NamedTuple):
    """What a unit tells of one subject.

    Attributes:
        outcome: The outcome, which makes a finding.
        essence: What that finding says in essence.
        finding: The finding as it is told on the day judged.
    """

    outcome: Outcome
    essence: Essence
    finding: Finding


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a unit.

    Attributes:
        found: What it tells of each subject that makes a finding.
        reads: What was read of the evidence.
        until: The first day on which something may be otherwise though nothing new is said; None for never.
    """

    found: dict[Subject, Found]
    reads: Reads
    until: date | None


class _DecidingMaker(FindingMaker):
    """Makes findings that note until when they hold; that the days are counted is not noted, for that differs tomorrow whatever happens."""

    def _days(self, judged: Judgement) -> dict[str, int | None]:
        told = judged
        if judged.due is not None or (judged.rule is not None and judged.rule.promptly):
            told = copy(judged)
            told.due, told.law_day, told.late_on = map(plain_days, (judged.due, judged.law_day, judged.late_on))
        return days(told, self.law, plain_day(self.question.as_of))


class Judging:
    """Judges units on one day, while nothing is added to the evidence.

    Attributes:
        follows: Whether `known_at` is the day judged.
    """

    def __init__(self, question: Question, law: Law, evidence: GrowingEvidence, *, follows: bool) -> None:
        self.question = question
        self.law = law
        self.evidence = evidence
        self.follows = follows
        self._deciding = _DecidingMaker(question, law, evidence)
        self._maker = FindingMaker(question, law, evidence)
        self._cache: dict[object, object] = {}

    def judged(self, unit: Unit) -> Judged:
        """Judge a unit, and note what that rests on."""
        watch, reads = Watch(self.question.as_of), Reads()
        known_at = watch.day if self.follows else self.question.known_at
        asked = replace(self.question, as_of=watch.day, known_at=known_at)
        maker = self._deciding
        maker.question = asked
        maker.view = View(self.evidence, known_at, asked.perspective, cache=self._cache)
        self.evidence.reads = reads
        try:
            found = {one.outcome.subject: one for one in self._found(unit, maker)}
        finally:
            self.evidence.reads = None
        told = {subject: one._replace(outcome=_told(one.outcome)) for subject, one in found.items()}
        return Judged(told, reads, watch.until)

    def finding(self, one: Outcome) -> Finding:
        """Return the finding of an outcome, as it is told on the day judged."""
        return self._maker.finding(one)

    def _found(self, unit: Unit, maker: FindingMaker) -> Iterator[Found]:
        """Yield what makes findings."""
        rule, asked = self.law.rules[unit.rule], maker.question
        judge = Judge(self.law, maker.view, asked.reading)
        is_plain = unit.key is not None and rule.every is None
        seen = set()
        for case in self._cases(unit, rule, judge, asked):
            trace = Trace()
            judging = Judge(self.law, maker.view, asked.reading, trace) if is_plain else judge
            judged = judging.judge(rule.id, case, asked.as_of)
            one = outcome(rule.id, case.subject, judged)
            seen.add(case.subject)
            if maker.is_quiet(one) and not is_disputed(rule, case.subject, asked, self.law, maker.view):
                continue
            # What is one of several is judged again, for its proof is of its subject alone and not of how that was found.
            proved = maker.proved(rule, case, judged, judging, trace) if is_plain else maker.finding(one)
            yield Found(one, essence(proved), proved)
        for subject in self._told_by_somebody(unit, rule, asked):
            if subject not in seen:
                seen.add(subject)
                one = denied_outcome(rule, subject, judge, asked)
                finding = maker.finding(one)
                yield Found(one, essence(finding), finding)

    def _told_by_somebody(self, unit: Unit, rule: Rule, asked: Question) -> Iterator[Subject]:
        """Yield the subjects of a unit of which somebody's word makes more than the record: see `semantics.disputes`."""
        if not is_of_the_record(asked) or (rule.each.kind == STATE and rule.group_by is None):
            return
        disputes = Disputes(asked, self.law, self.evidence)
        if unit.key is None:
            yield from disputes.of_rule(rule)
            return
        series = self.evidence.at(rule.each.kind.name, unit.key)
        speakers = set() if series is None else {one.claim.by for one in series.held}
        for speaker in sorted(speakers) if len(speakers) > 1 else ():
            yield from disputes.by(rule, speaker, [unit.key])

    def _cases(self, unit: Unit, rule: Rule, judge: Judge, asked: Question) -> Iterator[Case]:
        if unit.key is None:
            yield from cases(rule, asked, judge)
            return
        case = case_of(rule, _subject(rule, unit.key), judge, asked)
        if case is None:
            return
        chosen: Iterator[Case] = iter((case,))
        if rule.every is not None:
            text = judge.read(rule)
            adopted = self.law.adopted(rule.instrument)
            chosen = with_periods(case, text.every or rule.every, text, judge.view, adopted, asked.as_of)
        wanted = set(asked.subjects)
        for one in chosen:
            if not wanted or str(one.subject) in wanted or (one.subject.period and "/".join(one.subject.key) in wanted):
                yield one


def _subject(rule: Rule, key: tuple[str, ...]) -> Subject:
    kind = rule.each.kind
    return Subject(kind.name, key, names=("code",) if kind.name == "State" else kind.identity)


def _told(one: Outcome) -> Outcome:
    """Return an outcome as it is told: a due day that counts from the day judged is another one tomorrow."""
    due = one.due
    if due is None or not (isinstance(due.low, PassingDay) or isinstance(due.high, PassingDay)):
        return one
    ends = (day.told() if isinstance(day, PassingDay) else day for day in (due.low, due.high))
    return replace(one, due=DateRange(*ends))
