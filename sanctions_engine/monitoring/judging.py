"""Judging one unit: its findings in essence, what they rest on, and until when they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sanctions_engine.engines.monitor.evidence import GrowingEvidence
from sanctions_engine.engines.monitor.index import Unit
from sanctions_engine.engines.monitor.reads import Reads
from sanctions_engine.findings.from_outcomes import FindingMaker
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import Finding
from sanctions_engine.models.kinds import STATE
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.monitoring.essence import Essence, essence
from sanctions_engine.semantics.disputes import Disputes, is_disputed, is_of_the_record
from sanctions_engine.semantics.evidence import View
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.passing import PassingDay, Watch
from sanctions_engine.semantics.reference import Question, case_of, cases, denied_outcome, outcome
from sanctions_engine.semantics.subjects import Case, with_periods


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a unit.

    Attributes:
        found: The outcome on each subject that makes a finding, with what that finding says in essence.
        reads: What was read of the evidence.
        until: The first day on which something may be otherwise though nothing new is said; None for never.
    """

    found: dict[Subject, tuple[Outcome, Essence]]
    reads: Reads
    until: date | None


class _DecidingMaker(FindingMaker):
    """Makes findings in essence: it does not count the days, which would differ tomorrow whatever happens."""

    def _days(self, judged: Judgement) -> dict[str, int | None]:
        return {}


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
            found = {one.subject: (one, essence(maker.finding(one))) for one in self._outcomes(unit, maker)}
        finally:
            self.evidence.reads = None
        told = {subject: (_told(one), said) for subject, (one, said) in found.items()}
        return Judged(told, reads, watch.until)

    def finding(self, one: Outcome) -> Finding:
        """Return the finding of an outcome, as it is told on the day judged."""
        return self._maker.finding(one)

    def _outcomes(self, unit: Unit, maker: FindingMaker) -> Iterator[Outcome]:
        """Yield the outcomes that make findings."""
        rule = self.law.rules[unit.rule]
        judge = Judge(self.law, maker.view, maker.question.reading)
        seen = set()
        for case in self._cases(unit, rule, judge, maker.question):
            judged = judge.judge(rule.id, case, maker.question.as_of)
            one = outcome(rule.id, case.subject, judged)
            seen.add(case.subject)
            if not maker.is_quiet(one) or is_disputed(rule, case.subject, maker.question, self.law, maker.view):
                yield one
        for subject in self._told_by_somebody(unit, rule, maker.question):
            if subject not in seen:
                seen.add(subject)
                yield denied_outcome(rule, subject, judge, maker.question)

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
