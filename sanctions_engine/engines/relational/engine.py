"""The relational engine: answers in the database what has a form in SQL, and asks the reference evaluator for the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sanctions_engine.engines.relational.answers import TableAnswer
from sanctions_engine.engines.relational.bulk import Told
from sanctions_engine.engines.relational.explaining import Explained, explained
from sanctions_engine.engines.relational.families import check_form, families
from sanctions_engine.engines.relational.flagged import all_pairs
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Query
from sanctions_engine.engines.relational.records import RECORDS, ROW, Records, records_of
from sanctions_engine.engines.relational.rule_texts import Family
from sanctions_engine.engines.relational.running import fetch
from sanctions_engine.engines.relational.verdicts import VERDICTS
from sanctions_engine.facts.bulk import ClaimTables, claim_tables_from
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.findings import Answered
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
            found = tuple(run.outcomes())
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
        self._records: dict[str, Records] = {}
        self._subjects: dict[str, list[Subject]] = {}

    def outcomes(self) -> Iterator[Outcome]:
        """Yield every outcome."""
        in_sql: list[Rule] = []
        for rule in rules_asked(self.question, self.law):
            try:
                check_form(rule)
                in_sql.append(rule)
            except Unsupported as limit:
                yield from self._by_reference(rule, limit.reason)
        found: dict[str, dict[int, tuple[Verdict, str | None] | None]] = {rule.id: {} for rule in in_sql}
        failed: dict[str, str] = {}
        for family in families(in_sql, self.judge, self.question):
            try:
                self._answer(family, in_sql, found)
            except Unsupported as limit:
                failed.update((text.id, limit.reason) for text in family.texts)
        for rule in in_sql:
            if rule.id in failed:
                yield from self._by_reference(rule, failed[rule.id])
            else:
                yield from self._of_rule(rule, found[rule.id])

    def _of_rule(self, rule: Rule, found: Mapping[int, tuple[Verdict, str | None] | None]) -> Iterator[Outcome]:
        kind = rule.each.kind.name
        if kind not in self.tables.tables:
            return
        wanted = set(self.question.subjects)
        for row in self._listed(kind):
            subject = self._subject(kind, row)
            if wanted and str(subject) not in wanted:
                continue
            answer = found.get(row, (Verdict.NOT_IN_FORCE, None))
            if answer is None:
                yield self._again(rule, subject)
            else:
                self.answered.in_sql += 1
                yield Outcome(rule.id, subject, answer[0], None, answer[1])

    def _by_reference(self, rule: Rule, reason: str) -> Iterator[Outcome]:
        self.answered.by_reference[rule.id] = reason
        for case in cases(rule, self.question, self.judge):
            judged = self.judge.judge(rule.id, case, self.question.as_of)
            yield outcome(rule.id, case.subject, judged)

    def _again(self, rule: Rule, subject: Subject) -> Outcome:
        case = case_of(rule, subject, self.judge, self.question)
        assert case is not None
        return outcome(rule.id, subject, self.judge.judge(rule.id, case, self.question.as_of))

    def _answer(
        self, family: Family, rules: Sequence[Rule], found: dict[str, dict[int, tuple[Verdict, str | None] | None]]
    ) -> None:
        kind = family.texts[0].rule.each.kind.name
        if kind not in self.tables.tables:
            return
        judged, plan = all_pairs(family, self.law, self._records_of(kind))
        for number, row, verdict, exception, reason in fetch(self.tables.connection, plan):
            of_rule = found[rules[number].id]
            if reason is not None:
                self.answered.deferred[reason] += 1
                of_rule[row] = None
            elif of_rule.get(row, (None, None)) is not None:
                reached = VERDICTS[verdict]
                by = judged.exceptions[exception] if reached is Verdict.EXEMPT else None
                of_rule[row] = (reached, by)

    def _records_of(self, kind: str) -> Records:
        if kind not in self._records:
            self._records[kind] = records_of(self.tables.tables[kind], self.question)
        return self._records[kind]

    def _listed(self, kind: str) -> list[int]:
        records = self._records_of(kind)
        plan = Query({RECORDS: records.source}, {"row": ROW}, where=records.listed)
        return sorted(row for (row,) in fetch(self.tables.connection, plan))

    def _subject(self, kind: str, row: int) -> Subject:
        if kind not in self._subjects:
            names = self.evidence.kinds[kind].identity
            self._subjects[kind] = [
                Subject(kind, tuple(key_text(claim.fields.get(name)) for name in names), names=names)
                for claim in self.evidence.dossier.claims
                if claim.fact == kind
            ]
        return self._subjects[kind][row]
