"""Disputes: the law as read otherwise, and the facts as one of several speakers has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from sanctions_engine.language.nodes import Aggregate, Call, Literal, walk
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.models.kinds import STATE
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.models.verdicts import QUIET, Verdict
from sanctions_engine.semantics.environment import Trace
from sanctions_engine.semantics.evidence import Evidence, SeriesKey, View
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reading import Window, read_series
from sanctions_engine.semantics.reference import Question, case_of, cases, rules_asked
from sanctions_engine.semantics.subjects import is_single

Speaking = Mapping[str, Iterable[SeriesKey]]
"""By speaker, the series in which others speak as well."""


def disputed_rules(question: Question, law: Law) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the rules on single events that have readings, with these: under one of them an event may be none that is quiet."""
    if is_of_the_record(question):
        for rule in filter(is_single, rules_asked(question, law)):
            found = readings_of(rule.id, law)
            if found:
                yield rule.id, found


def is_of_the_record(question: Question) -> bool:
    """Whether a question is about the record and the rules as written: under one reading or perspective nothing else is looked at."""
    return question.reading == "default" and question.perspective is None


def readings_of(rule: str, law: Law) -> tuple[str, ...]:
    """Return the ids of the readings that some text of a rule has."""
    texts = (text.rule for text in law.texts(rule) if text.rule is not None)
    return tuple(dict.fromkeys(reading.id for text in texts for reading in text.readings))


def shared_series(evidence: Evidence, kind: str) -> dict[str, list[SeriesKey]]:
    """Return the series of a kind in which several speak, by speaker.

    Example:
        >>> from sanctions_engine.models.claims import Dossier
        >>> shared_series(Evidence(Dossier(), {}), "TradeFlow")
        {}
    """
    found: dict[str, list[SeriesKey]] = {}
    for series in evidence.series(kind):
        speakers = {one.claim.by for one in series.held}
        for speaker in speakers if len(speakers) > 1 else ():
            found.setdefault(speaker, []).append(series.key)
    return found


def kinds_asked(rule: str, law: Law) -> set[str]:
    """Return the kinds whose records can tell whether an event is more than quiet, besides that of the event.

    Exceptions and exemptions are not among what is looked at: they only let off who would be held to a rule.
    """
    found: set[str] = set()
    waiting, seen = [rule], {rule}
    while waiting:
        for text in law.texts(waiting.pop()):
            for part in chain.from_iterable(walk(one.node) for one in _conditions(text.rule)):
                if isinstance(part, Aggregate):
                    found.add(part.kind)
                elif isinstance(part, Call) and part.function == "due_of":
                    (named,) = part.arguments
                    assert isinstance(named, Literal)
                    if (other := str(named.value)) not in seen:
                        seen.add(other)
                        waiting.append(other)
    return found


def _conditions(rule: Rule | None) -> Iterator[Formula]:
    if rule is None:
        return
    named = (
        rule.where,
        rule.on,
        rule.applies_when,
        rule.satisfied_when,
        rule.violated_when,
        rule.raised_when,
        rule.due,
    )
    yield from (one for one in named if one is not None)
    yield from (formula for _, formula in (*rule.let, *(rule.group_by or ())))
    if rule.every is not None:
        yield from (one for one in (rule.every.since, rule.every.until, rule.every.period) if one is not None)


GRAVE = frozenset({Verdict.VIOLATED, Verdict.FULFILLED_LATE, Verdict.UNDETERMINED, Verdict.RAISED})
"""Verdicts for which a group or a standing that the record does not have makes a finding."""


@dataclass(slots=True)
class Disputes:
    """Finds what is quiet by the record, or is not there, and is more by the word of one of several speakers.

    Attributes:
        question: What was asked.
        law: The law.
        evidence: The claims.
        shared: By kind, what `shared_series` gives; filled when it is needed.
    """

    question: Question
    law: Law
    evidence: Evidence
    shared: dict[str, Speaking] = field(default_factory=dict)
    _judges: dict[str | None, Judge] = field(default_factory=dict)
    _groups: dict[str, frozenset[Subject]] = field(default_factory=dict)
    _cache: dict[object, object] = field(default_factory=dict)

    def of_rule(self, rule: Rule) -> Iterator[Subject]:
        """Yield each subject of a rule that is more than quiet under the perspective of somebody who does not speak alone.

        Of a rule over groups or standings these are the ones that the record does not have, for of the others it tells in any case.
        """
        if rule.each.kind == STATE and rule.group_by is None:
            return
        own = self._shared(rule.each.kind.name)
        elsewhere = {speaker for kind in kinds_asked(rule.id, self.law) for speaker in self._shared(kind)}
        for speaker in sorted(own.keys() | elsewhere):
            whole = speaker in elsewhere or rule.group_by is not None
            yield from self.by(rule, speaker, None if whole else own[speaker])

    def by(self, rule: Rule, speaker: str, keys: Iterable[SeriesKey] | None) -> Iterator[Subject]:
        """Yield the subjects of a rule that are more than quiet under the perspective of a speaker.

        Args:
            rule: The rule.
            speaker: Who is believed.
            keys: The series to look at; None for all.
        """
        judge = self._judge(speaker)
        for case in cases(rule, self.question, judge, keys):
            verdict = judge.judge(rule.id, case, self.question.as_of).verdict
            if is_single(rule):
                if verdict not in QUIET:
                    yield case.subject
            elif verdict in GRAVE and not self._is_on_record(rule, case.subject):
                yield case.subject

    def _is_on_record(self, rule: Rule, subject: Subject) -> bool:
        """Whether the record has a group or standing."""
        if not subject.group:
            return case_of(rule, subject, self._judge(None), self.question) is not None
        if rule.id not in self._groups:
            found = cases(rule, self.question, self._judge(None))
            self._groups[rule.id] = frozenset(case.subject for case in found)
        return subject in self._groups[rule.id]

    def _shared(self, kind: str) -> Speaking:
        if kind not in self.shared:
            self.shared[kind] = shared_series(self.evidence, kind)
        return self.shared[kind]

    def _judge(self, speaker: str | None) -> Judge:
        if speaker not in self._judges:
            view = View(self.evidence, self.question.known_at, speaker, cache=self._cache)
            self._judges[speaker] = Judge(self.law, view)
        return self._judges[speaker]


def is_disputed(rule: Rule, subject: Subject, question: Question, law: Law, view: View) -> bool:
    """Whether a single event is more than quiet under a reading of the rule, or by the word of one of several speakers.

    Args:
        rule: The rule.
        subject: The event; somebody tells of it, though the record may not have it.
        question: What was asked.
        law: The law.
        view: The record.
    """
    if not is_of_the_record(question) or not is_single(rule):
        return False

    def is_quiet(judge: Judge) -> bool:
        case = case_of(rule, subject, judge, question)
        return case is None or judge.judge(rule.id, case, question.as_of).verdict in QUIET

    trace = Trace()
    is_quiet(Judge(law, view, trace=trace))
    series = view.evidence.at(subject.kind, subject.key)
    if series is not None:
        read_series(series, view, Window(question.as_of), history=False, trace=trace)
    judges = chain(
        (Judge(law, view, reading) for reading in readings_of(rule.id, law)),
        (Judge(law, replace(view, perspective=one)) for one in trace.disputing()),
    )
    return not all(map(is_quiet, judges))
