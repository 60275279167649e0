"""The relational engine: answers in the database what has a form in SQL, and asks the reference evaluator for the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from sanctions_engine.engines.relational.emit_duckdb import sql
from sanctions_engine.engines.relational.families import check_form, families
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Query, Rows
from sanctions_engine.engines.relational.records import RECORDS, ROW, Records, records_of
from sanctions_engine.engines.relational.rule_texts import RULES, Family
from sanctions_engine.engines.relational.standing import Standing, standing
from sanctions_engine.engines.relational.terms import Column, choose, constant
from sanctions_engine.engines.relational.verdicts import VERDICTS, verdict_number
from sanctions_engine.facts.bulk import ClaimTables, claim_tables_from
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.evidence import Evidence, key_text
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, case_of, cases, judges, outcome, rules_asked


@dataclass(slots=True)
class Answered:
    """How a question was answered.

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
        self.answered = Answered()

    def outcomes(self, question: Question, law: Law, evidence: Evidence) -> Iterable[Outcome]:
        """Return the outcome of every rule asked for on every subject."""
        with claim_tables_from(evidence.dossier, evidence.kinds) as tables:
            run = _Run(question, law, evidence, tables)
            found = tuple(run.outcomes())
            self.answered = run.answered
            return found


class _Run:
    """One question put to the database."""

    def __init__(self, question: Question, law: Law, evidence: Evidence, tables: ClaimTables) -> None:
        self.question, self.law, self.evidence, self.tables = question, law, evidence, tables
        self.judge = judges(question, law, evidence)
        self.answered = Answered()
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
        for family, rules in families(in_sql, self.judge, self.question):
            try:
                self._answer(family, found)
            except Unsupported as limit:
                failed.update((rule.id, limit.reason) for rule in rules)
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

    def _answer(self, family: Family, found: dict[str, dict[int, tuple[Verdict, str | None] | None]]) -> None:
        kind = family.texts[0].rule.each.kind.name
        if kind not in self.tables.tables:
            return
        records = self._records_of(kind)
        judged = standing(family, self.law, records)
        plan = pairs(family, records, judged)
        for text, row, verdict, exception, reason in self._fetch(plan):
            id = family.texts[text].id
            if reason is not None:
                self.answered.deferred[judged.deferred[reason][1]] += 1
                found[id][row] = None
            elif found[id].get(row, (None, None)) is not None:
                by = None if exception is None else judged.exceptions[exception]
                reached = VERDICTS[verdict]
                found[id][row] = (reached, by if reached is Verdict.EXEMPT else None)

    def _records_of(self, kind: str) -> Records:
        if kind not in self._records:
            self._records[kind] = records_of(self.tables.tables[kind], self.question)
        return self._records[kind]

    def _listed(self, kind: str) -> list[int]:
        records = self._records_of(kind)
        plan = Query({RECORDS: records.source}, {"row": ROW}, where=records.listed)
        return sorted(row for (row,) in self._fetch(plan))

    def _subject(self, kind: str, row: int) -> Subject:
        if kind not in self._subjects:
            names = self.evidence.kinds[kind].identity
            self._subjects[kind] = [
                Subject(kind, tuple(key_text(claim.fields.get(name)) for name in names), names=names)
                for claim in self.evidence.dossier.claims
                if claim.fact == kind
            ]
        return self._subjects[kind][row]

    def _fetch(self, plan: Query) -> list[tuple[int, ...]]:
        constants: dict[str, Rows] = {}
        text = sql(plan, constants)
        connection = self.tables.connection
        for name, rows in constants.items():
            connection.register(name, pa.table({key: list(values) for key, values in rows.columns.items()}))
        try:
            return connection.execute(text).fetchall()
        finally:
            for name in constants:
                connection.unregister(name)


def pairs(family: Family, records: Records, judged: Standing) -> Query:
    """Return the plan that judges every record under every text of a family that its day may fall into."""
    columns = {
        "text": Column(RULES, "number", nullable=False),
        "row": ROW,
        "verdict": verdict_number(judged.branches),
        "exception": judged.exception,
        "deferred": choose([(term, constant(number)) for number, (term, _) in enumerate(judged.deferred)], constant(None)),
    }
    numbers = tuple(range(len(family.texts)))
    rules = Rows({"number": numbers, **{name: tuple(values) for name, values in family.columns.items()}})
    return Query(
        {RECORDS: records.source, RULES: rules}, columns, on={RULES: judged.touched}, where=records.listed
    )


