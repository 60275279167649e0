"""The relational engine: answers in the database what has a form in SQL, and asks the reference evaluator for the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sanctions_engine.engines.relational.answers import TableAnswer
from sanctions_engine.engines.relational.bulk import Told
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.explaining import Explained, explained
from sanctions_engine.engines.relational.families import check_form, families, tried
from sanctions_engine.engines.relational.flagged import all_pairs
from sanctions_engine.engines.relational.groups import judged_groups
from sanctions_engine.engines.relational.judged import Judged
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.periods import periods_of
from sanctions_engine.engines.relational.plan import Query
from sanctions_engine.engines.relational.records import RECORDS, ROW, Records, records_of
from sanctions_engine.engines.relational.rule_texts import Family
from sanctions_engine.engines.relational.running import fetch
from sanctions_engine.engines.relational.terms import Column
from sanctions_engine.engines.relational.verdicts import VERDICTS
from sanctions_engine.facts.bulk import ClaimTables, claim_tables_from
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import Answered
from sanctions_engine.models.kinds import STATE
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.evidence import Evidence, key_text
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, case_of, cases, judges, outcome, rules_asked


@dataclass(slots=True)
class Tally:
    """How a question is being answered.

    Attributes:
        by_reference: Why rules were left to the reference evaluator as a whole, by id.
        deferred: How many subjects were left to it, by reason.
        in_sql: How many subjects were judged in the database.
    """

    by_reference: dict[str, str] = field(default_factory=dict)
    deferred: Counter[str] = field(default_factory=Counter)
    in_sql: int = 0


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


def _due(low: date | None = None, high: date | None = None, given: bool = False) -> DateRange | None:
    return DateRange(low, high) if given else None


class RelationalEngine:
    """Answers in DuckDB.

    Attributes:
        answered: How the last question was answered.
    """

    name = "relational"

    def __init__(self) -> None:
        self.answered: Answered | None = None

    def outcomes(self, question: Question, law: Law, evidence: Evidence) -> Iterable[Outcome]:
        """Return the outcome of every rule asked for on every subject."""
        with claim_tables_from(evidence.dossier, evidence.kinds) as tables:
            run = _Run(question, law, evidence, tables)
            try:
                found = tuple(run.outcomes())
            finally:
                run.facts.close()
            tally = run.answered
            self.answered = Answered(
                in_database=tally.in_sql,
                by_reference=dict(sorted(tally.by_reference.items())),
                deferred=dict(sorted(tally.deferred.items())),
            )
            return found

    def explained(self, question: Question, law: Law, ids: list[str]) -> list[Explained]:
        """Return how some rules are answered; see `engines.relational.explaining`."""
        return list(explained(question, law, ids))

    def answer(
        self,
        question: Question,
        law: Law,
        tables: ClaimTables,
        *,
        told: Told | None = None,
        why_not: str | None = None,
    ) -> TableAnswer:
        """Answer a question over claim tables; see `TableAnswer`."""
        return TableAnswer(question, law, tables, told=told, why_not=why_not)


class _Run:
    """One question put to the database."""

    def __init__(self, question: Question, law: Law, evidence: Evidence, tables: ClaimTables) -> None:
        self.question, self.law, self.evidence, self.tables = question, law, evidence, tables
        self.judge = judges(question, law, evidence)
        self.answered = Tally()
        self.facts = TablesOfFacts(tables, question)
        self._records: dict[str, Records] = {}
        self._open: dict[str, set[int]] = {}
        self._subjects: dict[str, list[Subject]] = {}

    def outcomes(self) -> Iterator[Outcome]:
        """Yield every outcome."""
        in_sql: list[Rule] = []
        for rule in rules_asked(self.question, self.law):
            try:
                check_form(rule)
                if rule.group_by is None:
                    in_sql.append(rule)
                else:
                    yield from self._of_groups(rule)
            except Unsupported as limit:
                yield from self._by_reference(rule, limit.reason)
        found: dict[str, Answers] = {rule.id: {} for rule in in_sql}
        failed: dict[str, str] = {}
        whole = families(in_sql, self.judge, self.question)
        for family, made in tried(whole, lambda one: self._answer(one, in_sql, found)):
            if isinstance(made, Unsupported):
                failed.update((text.id, made.reason) for text in family.texts)
        for rule in in_sql:
            if rule.id in failed:
                yield from self._by_reference(rule, failed[rule.id])
            else:
                yield from self._of_rule(rule, found[rule.id])

    def _of_rule(self, rule: Rule, found: Answers) -> Iterator[Outcome]:
        kind = rule.each.kind
        if kind.name not in self.tables.tables and kind != STATE:
            return
        several = rule.due is not None and len([one for one in self.law.texts(rule.id) if one.rule]) > 1
        for row, period, subject in self._subjects_of(rule):
            answer = found.get((row, period))
            if row in self._open[kind.name] or (
                answer is None and several
            ):  # whether there is such a subject, and on which day, is open as well
                yield from self._again(rule, subject)
            elif answer is None:
                self.answered.in_sql += 1
                yield Outcome(rule.id, subject, Verdict.NOT_IN_FORCE)
            elif answer.outcome is None:
                yield from self._again(rule, subject)
            else:
                self.answered.in_sql += 1
                verdict, due, exception = answer.outcome
                yield Outcome(rule.id, subject, verdict, due, exception)

    def _subjects_of(self, rule: Rule) -> Iterator[tuple[int, int | None, Subject]]:
        """Yield row, number of the period and subject of all that a rule is asked of."""
        wanted = set(self.question.subjects)
        periods = periods_of(rule, self.judge, self.question.as_of)
        for row in self._listed(rule.each.kind.name):
            subject = self._subject(rule.each.kind.name, row)
            if periods is None:
                if not wanted or str(subject) in wanted:
                    yield row, None, subject
                continue
            for number, (start, end) in enumerate(periods):
                one = replace(subject, period=(start.isoformat(), end.isoformat()))
                if not wanted or str(one) in wanted or str(subject) in wanted:
                    yield row, number, one

    def _of_groups(self, rule: Rule) -> Iterator[Outcome]:
        found = judged_groups(rule, self.judge, self.facts)
        self.answered.in_sql += len(found.outcomes)
        self.answered.deferred += found.reasons()
        wanted = set(self.question.subjects)
        for one in found.settled(lambda subject: self._again(rule, subject)):
            if not wanted or str(one.subject) in wanted:
                yield one

    def _by_reference(self, rule: Rule, reason: str) -> Iterator[Outcome]:
        self.answered.by_reference[rule.id] = reason
        for case in cases(rule, self.question, self.judge):
            judged = self.judge.judge(rule.id, case, self.question.as_of)
            yield outcome(rule.id, case.subject, judged)

    def _again(self, rule: Rule, subject: Subject) -> Iterator[Outcome]:
        """Yield what the reference evaluator makes of a subject; nothing where there is none by its reading of the claims."""
        case = case_of(rule, subject, self.judge, self.question)
        if case is not None:
            yield outcome(rule.id, subject, self.judge.judge(rule.id, case, self.question.as_of))

    def _answer(self, family: Family, rules: Sequence[Rule], found: dict[str, Answers]) -> None:
        kind = family.texts[0].rule.each.kind
        if (kind.name not in self.tables.tables and kind != STATE) or family.periods == ():
            return
        judged, plan = all_pairs(family, self.law, self.facts, self._records_of(kind.name))
        for number, row, verdict, exception, reason, place, period, *day in self._rows(plan, judged):
            of_rule = found[rules[number].id]
            before = of_rule.get((row, period))
            if reason is not None:
                self.answered.deferred[reason] += 1
                of_rule[row, period] = Answer(-1, None)
            elif before is None or place < before.place:  # of several texts the first one judges
                reached = VERDICTS[verdict]
                by = judged.exceptions[exception] if reached is Verdict.EXEMPT else None
                of_rule[row, period] = Answer(place, (reached, _due(*day), by))

    def _rows(self, plan: Query, judged: Judged) -> Iterator[tuple[Any, ...]]:
        names = ["rule", "row", "verdict", "exception", "deferred", "place", "period"]
        if judged.due is not None:
            names += ["due", "due high", "is due"]
        yield from fetch(self.tables.connection, Query({"one": plan}, {name: Column("one", name) for name in names}))

    def _records_of(self, kind: str) -> Records:
        if kind not in self._records:
            self._records[kind] = records_of(kind, self.facts)
        return self._records[kind]

    def _listed(self, kind: str) -> list[int]:
        records = self._records_of(kind)
        columns = {"row": ROW, "open": records.deferred}
        found = sorted(fetch(self.tables.connection, Query({RECORDS: records.source}, columns, where=records.listed)))
        self._open[kind] = {row for row, is_open in found if is_open}
        rows: dict[Subject, int] = {}
        for row, _ in found:
            first = rows.setdefault(self._subject(kind, row), row)
            if first != row:  # a series of which it is open whose word counts
                self._open[kind].add(first)
        return list(rows.values())

    def _subject(self, kind: str, row: int) -> Subject:
        if kind not in self._subjects and kind == STATE.name:
            self._subjects[kind] = [Subject(kind, (code,), names=("code",)) for code in self.facts.codes()]
        if kind not in self._subjects:
            names = self.evidence.kinds[kind].identity
            self._subjects[kind] = [
                Subject(kind, tuple(key_text(claim.fields.get(name)) for name in names), names=names)
                for claim in self.evidence.dossier.claims
                if claim.fact == kind
            ]
        return self._subjects[kind][row]
