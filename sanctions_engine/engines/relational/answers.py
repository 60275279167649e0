"""The answer of the relational engine over claim tables: counts, rows that stay in the database, and samples to check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from sanctions_engine.engines.relational.bulk import Told, flagged
from sanctions_engine.engines.relational.guarded import guarded
from sanctions_engine.engines.relational.listing import Listing, listing
from sanctions_engine.engines.relational.periods import Period, of_period
from sanctions_engine.engines.relational.samples import listed_sample, quiet_sample
from sanctions_engine.engines.relational.table_evidence import TableEvidence
from sanctions_engine.engines.relational.verdicts import VERDICTS
from sanctions_engine.facts.bulk import ClaimTable, ClaimTables
from sanctions_engine.facts.bulk.claim_tables import drop, quoted
from sanctions_engine.facts.bulk.connections import first_row, unused_name
from sanctions_engine.facts.bulk.field_sql import text_sql
from sanctions_engine.facts.bulk.left_aside import left_aside_of
from sanctions_engine.models.findings import Answered
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, rules_asked

SOON_READ = 5_000
"""A kind of so many claims is read as a whole to check what rests on it; proofs that are asked for read more."""


class TableAnswer:
    """What a question came to over claim tables.

    Attributes:
        others: Outcomes of the rules that were left to the reference evaluator, all of them.
        read: The evidence that they rest on.
    """

    def __init__(
        self, question: Question, law: Law, tables: ClaimTables, *, told: Told | None = None, why_not: str | None = None
    ) -> None:
        """Answer a question.

        Args:
            question: The question.
            law: The law.
            tables: The claims.
            told: Is told how far it is.
            why_not: Why every rule is left to the reference evaluator; None if that is not so.
        """
        self.question, self.law, self.tables = question, law, tables
        left = {} if why_not is None else {rule.id: why_not for rule in rules_asked(question, law)}
        with guarded(tables):
            self.found = flagged(question, law, tables, told=told, left=left)
        self.others: Sequence[Outcome] = self.found.others
        self.read = self.found.read or TableEvidence(tables)
        self._listing: Listing | None = None

    @property
    def answered(self) -> Answered:
        """How the question was answered."""
        return Answered(
            in_database=self._in_table() + self.quiet + len(self.found.here) - self.found.settled,
            by_reference=dict(sorted(self.found.by_reference.items())),
            deferred=dict(sorted(self.found.deferred.items())),
        )

    def quiet_counts(self) -> Counter[str]:
        """Return the number of outcomes that were found in the database and are only counted, by verdict."""
        found: Counter[str] = Counter()
        for counts in self.found.quiet.values():
            found.update({verdict.value: number for verdict, number in counts.items()})
        return found

    def counts(self) -> Counter[str]:
        """Return the number of outcomes that were found in the database record by record, by verdict."""
        found = self.quiet_counts()
        query = f'SELECT "verdict", count(*) FROM {quoted(self.found.name)} GROUP BY "verdict"'
        for verdict, number in self.tables.connection.execute(query).fetchall():
            found[VERDICTS[verdict].value] += number
        return found

    @property
    def quiet(self) -> int:
        """How many outcomes were found in the database and are only counted."""
        return sum(one.total() for one in self.found.quiet.values())

    def subjects(self) -> int:
        """Return how many subjects were judged."""
        counted, judged = self.found.records, self._judged_of()
        others = {
            one.subject
            for one in self.others
            if one.subject.group
            or one.subject.kind not in counted
            or one.subject.period not in judged[one.subject.kind]
        }
        return sum(number * len(judged[kind]) for kind, number in counted.items()) + len(others)

    def _judged_of(self) -> dict[str, set[tuple[str, ...]]]:
        """Return for which periods the records of each kind are judged, as subjects have them; none is one of these."""
        found: dict[str, set[tuple[str, ...]]] = {kind: set() for kind in self.found.records}
        for id in self.found.rules:
            periods: Sequence[Period | None] = self.found.recurring.get(id, (None,))
            nobody = Subject(self._kind(id), ())
            found.setdefault(nobody.kind, set()).update(of_period(nobody, one).period for one in periods)
        return found

    def left_aside(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return how many claims tell of a later day, and how many were known too late, by kind."""
        with self.guarded():
            return left_aside_of(self.tables, self.question.as_of, self.question.known_at)

    def listed(self, others: Sequence[Outcome]) -> Listing:
        """Return the table of all outcomes that make findings.

        Args:
            others: Those of `others` that do.
        """
        with self.guarded():
            return listing(self.found, others, self.law.rules, self.tables)

    def guarded(self) -> AbstractContextManager[None]:
        """Return what to read the claim tables in: see `engines.relational.guarded`."""
        return guarded(self.tables)

    def evidence(self, near: Mapping[str, ClaimTable] | None = None) -> TableEvidence:
        """Return the claims as evidence of which nothing has been read yet; `near` as `TableEvidence` takes it."""
        return TableEvidence(self.tables, near)

    def sample(self, number: int) -> tuple[list[Outcome], list[tuple[str, Subject]]]:
        """Return some of the outcomes that were found in the database: of those that make findings, and of those only counted."""
        return listed_sample(self.found, self.law, self.tables, number), quiet_sample(
            self.found, self.law, self.tables, number
        )

    def few(self) -> Sequence[Outcome]:
        """Return the outcomes of the rules of which all are listed, those that were found in the database."""
        return self.found.here

    def is_soon_read(self, kind: str) -> bool:
        """Whether a check may read the claims of a kind as a whole."""
        table = self.tables.tables.get(kind)
        return table is None or table.rows <= SOON_READ

    def _in_table(self) -> int:
        return self._number(f"SELECT count(*) FROM {quoted(self.found.name)}")

    def _number(self, query: str) -> int:
        found = first_row(self.tables.connection, query)
        return int(found[0]) if found else 0

    def made_up(self, sources: Collection[str]) -> Counter[str]:
        """Return the number of outcomes that were found in the database on records that some sources tell of, by verdict."""
        told = f'"$source" IN ({", ".join(map(text_sql, sorted(sources)))})'
        kinds = {name: self.tables.tables[name] for name in self.found.records}
        numbers = {
            name: self._number(f"SELECT count(*) FROM {quoted(one.name)} WHERE {told}") for name, one in kinds.items()
        }
        if not any(numbers.values()):
            return Counter()
        if all(numbers[name] == one.rows for name, one in kinds.items()):
            return self.counts()
        within = {
            name: replace(one, name=unused_name(name), rows=numbers[name])
            for name, one in kinds.items()
            if numbers[name]
        }
        for name, one in within.items():
            self.tables.connection.execute(
                f"CREATE TEMP VIEW {quoted(one.name)} AS SELECT * FROM {quoted(kinds[name].name)} WHERE {told}"
            )
        only = replace(self.question, rules=tuple(id for id in self.found.rules if self._kind(id) in within))
        tables = {**self.tables.tables, **within}  # what the rules read of other kinds is there as before
        answer = TableAnswer(only, self.law, replace(self.tables, tables=tables))
        try:
            return answer.quiet_counts() + self._listed_within(within)
        finally:
            answer.close()
            drop([one.name for one in within.values()], self.tables.connection)

    def _listed_within(self, within: Mapping[str, ClaimTable]) -> Counter[str]:
        """Return the number of outcomes in the table of outcomes whose record stands in one of some tables, by verdict."""
        found: Counter[str] = Counter()
        for kind, table in within.items():
            rules = ", ".join(str(place) for place, id in enumerate(self.found.rules) if self._kind(id) == kind)
            query = (
                f'SELECT "verdict", count(*) FROM {quoted(self.found.name)} WHERE "rule" IN ({rules or "NULL"}) '
                f'AND "row" IN (SELECT "$row" FROM {quoted(table.name)}) GROUP BY "verdict"'
            )
            for verdict, number in self.tables.connection.execute(query).fetchall():
                found[VERDICTS[verdict].value] += number
        return found

    def _kind(self, rule: str) -> str:
        return self.law.rules[rule].each.kind.name

    def close(self) -> None:
        """Drop the table of outcomes."""
        drop([self.found.name], self.tables.connection)
