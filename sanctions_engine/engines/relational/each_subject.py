"""Answers rules subject by subject: every outcome is listed, quiet ones included. For subjects that are few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.families import families, tried
from sanctions_engine.engines.relational.flagged import all_pairs
from sanctions_engine.engines.relational.judged import Judged
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.periods import periods_of
from sanctions_engine.engines.relational.plan import Query
from sanctions_engine.engines.relational.records import RECORDS, ROW, Records, records_of
from sanctions_engine.engines.relational.rule_texts import Family
from sanctions_engine.engines.relational.running import fetch
from sanctions_engine.engines.relational.terms import Column
from sanctions_engine.engines.relational.verdicts import VERDICTS
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import STATE
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.judge import Judge

Named = Callable[[str, Sequence[int]], Mapping[int, Subject]]
"""Returns the subjects that rows of a kind tell of, without periods."""


@dataclass(frozen=True, slots=True)
class Left:
    """A subject that the reference evaluator has to judge; it may find that there is none."""

    rule: Rule
    subject: Subject


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule came to for one subject.

    Attributes:
        place: The place of the text that judges; -1 where the reference evaluator has to.
        outcome: Verdict, due day, and the exception that decided; None for the reference evaluator.
    """

    place: int
    outcome: tuple[Verdict, DateRange | None, str | None] | None


Answers = dict[tuple[int, int | None], Answer]
"""Answers by the row of the subject and the number of the period; None where the duty does not recur."""


@dataclass(slots=True)
class EachSubject:
    """Rules put to the database, of which every outcome is listed.

    Attributes:
        judge: Reads the law; it is asked for no verdict here.
        facts: What plans read.
        named: Tells which subjects rows are.
        failed: Rules that have no form in SQL, each with the reason; known once `outcomes` has begun.
        deferred: How many subjects the database could not judge, by reason.
    """

    judge: Judge
    facts: TablesOfFacts
    named: Named
    failed: dict[str, str] = field(default_factory=dict)
    deferred: Counter[str] = field(default_factory=Counter)
    _records: dict[str, Records] = field(default_factory=dict)
    _rows: dict[str, dict[int, Subject]] = field(default_factory=dict)
    _open: dict[str, set[int]] = field(default_factory=dict)

    def outcomes(self, rules: Sequence[Rule]) -> Iterator[Outcome | Left]:
        """Yield what every rule comes to on every subject, rule by rule; nothing of the rules that are `failed`."""
        found: dict[str, Answers] = {rule.id: {} for rule in rules}
        whole = families(rules, self.judge, self.facts.question)
        for family, made in tried(whole, lambda one: self._answer(one, rules, found)):
            if isinstance(made, Unsupported):
                self.failed.update((text.id, made.reason) for text in family.texts)
        for rule in rules:
            if rule.id not in self.failed:
                yield from self._of_rule(rule, found[rule.id])

    def _has_subjects(self, rule: Rule) -> bool:
        return rule.each.kind == STATE or rule.each.kind.name in self.facts.tables.tables

    def _answer(self, family: Family, rules: Sequence[Rule], found: dict[str, Answers]) -> None:
        rule = family.texts[0].rule
        if not self._has_subjects(rule) or family.periods == ():
            return
        judged, plan = all_pairs(family, self.judge.law, self.facts, self._records_of(rule.each.kind.name))
        for number, row, verdict, exception, reason, place, period, *day in self._rows_of(plan, judged):
            of_rule = found[rules[number].id]
            before = of_rule.get((row, period))
            if reason is not None:
                self.deferred[reason] += 1
                of_rule[row, period] = Answer(-1, None)
            elif before is None or place < before.place:  # of several texts the first one judges
                reached = VERDICTS[verdict]
                by = judged.exceptions[exception] if reached is Verdict.EXEMPT else None
                of_rule[row, period] = Answer(place, (reached, _due(*day), by))

    def _rows_of(self, plan: Query, judged: Judged) -> Iterator[tuple[Any, ...]]:
        names = ["rule", "row", "verdict", "exception", "deferred", "place", "period"]
        if judged.due is not None:
            names += ["due", "due high", "is due"]
        connection = self.facts.tables.connection
        yield from fetch(connection, Query({"one": plan}, {name: Column("one", name) for name in names}))

    def _of_rule(self, rule: Rule, found: Answers) -> Iterator[Outcome | Left]:
        if not self._has_subjects(rule):
            return
        several = rule.due is not None and len([one for one in self.judge.law.texts(rule.id) if one.rule]) > 1
        for row, period, subject in self._subjects_of(rule):
            answer = found.get((row, period))
            if row in self._open[rule.each.kind.name] or (
                answer is None and several
            ):  # whether there is such a subject, and on which day, is open as well
                yield Left(rule, subject)
            elif answer is None:
                yield Outcome(rule.id, subject, Verdict.NOT_IN_FORCE)
            elif answer.outcome is None:
                yield Left(rule, subject)
            else:
                verdict, due, exception = answer.outcome
                yield Outcome(rule.id, subject, verdict, due, exception)

    def _subjects_of(self, rule: Rule) -> Iterator[tuple[int, int | None, Subject]]:
        """Yield row, number of the period and subject of all that a rule is asked of."""
        question = self.facts.question
        wanted = set(question.subjects)
        periods = periods_of(rule, self.judge, question.as_of)
        for row, subject in self._listed(rule.each.kind.name).items():
            if periods is None:
                if not wanted or str(subject) in wanted:
                    yield row, None, subject
                continue
            for number, (start, end) in enumerate(periods):
                one = replace(subject, period=(start.isoformat(), end.isoformat()))
                if not wanted or str(one) in wanted or str(subject) in wanted:
                    yield row, number, one

    def _records_of(self, kind: str) -> Records:
        if kind not in self._records:
            self._records[kind] = records_of(kind, self.facts)
        return self._records[kind]

    def _listed(self, kind: str) -> dict[int, Subject]:
        """Return the subjects of a kind, each by the first row that tells of it."""
        if kind in self._rows:
            return self._rows[kind]
        records = self._records_of(kind)
        columns = {"row": ROW, "open": records.deferred}
        query = Query({RECORDS: records.source}, columns, where=records.listed)
        found = sorted(fetch(self.facts.tables.connection, query))
        is_open = {row for row, open_yet in found if open_yet}
        names = self.named(kind, [row for row, _ in found])
        rows: dict[Subject, int] = {}
        for row, _ in found:
            first = rows.setdefault(names[row], row)
            if first != row:  # a series of which it is open whose word counts
                is_open.add(first)
        self._open[kind] = is_open
        self._rows[kind] = {row: subject for subject, row in rows.items()}
        return self._rows[kind]


def _due(low: date | None = None, high: date | None = None, given: bool = False) -> DateRange | None:
    return DateRange(low, high) if given else None


def named_states(facts: TablesOfFacts) -> dict[int, Subject]:
    """Return the States that are judged, by their row."""
    return {row: Subject(STATE.name, (code,), names=("code",)) for row, code in enumerate(facts.codes())}
