"""The relational engine: answers in the database what has a form in SQL, and asks the reference evaluator for the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sanctions_engine.engines.relational.answers import TableAnswer
from sanctions_engine.engines.relational.bulk import Told
from sanctions_engine.engines.relational.each_subject import EachSubject, Left, named_states
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.explaining import Explained, explained
from sanctions_engine.engines.relational.families import check_form
from sanctions_engine.engines.relational.groups import judged_groups
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.facts.bulk import ClaimTables, claim_tables_from
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.findings import Answered
from sanctions_engine.models.kinds import STATE
from sanctions_engine.models.outcomes import Outcome, Subject
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
        each = EachSubject(self.judge, self.facts, self._named)
        for one in each.outcomes(in_sql):
            if isinstance(one, Left):
                yield from self._again(one.rule, one.subject)
            else:
                self.answered.in_sql += 1
                yield one
        self.answered.deferred += each.deferred
        for id, reason in each.failed.items():
            yield from self._by_reference(self.law.rules[id], reason)

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

    def _named(self, kind: str, rows: Sequence[int]) -> dict[int, Subject]:
        if kind == STATE.name:
            return named_states(self.facts)
        if kind not in self._subjects:
            names = self.evidence.kinds[kind].identity
            self._subjects[kind] = [
                Subject(kind, tuple(key_text(claim.fields.get(name)) for name in names), names=names)
                for claim in self.evidence.dossier.claims
                if claim.fact == kind
            ]
        return {row: self._subjects[kind][row] for row in rows}
