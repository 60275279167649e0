"""What the reference evaluator makes of records of claim tables, with the evidence of some thousands in memory at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from sanctions_engine.engines.relational.periods import Period, of_period
from sanctions_engine.engines.relational.table_evidence import TableEvidence, subjects_of_rows
from sanctions_engine.facts.bulk import ClaimTables
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.disputes import is_disputed
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.law import TAKEN_AWAY, Law
from sanctions_engine.semantics.reference import Question, case_of, denied_outcome, judges, outcome

BATCH = 5_000
"""So many subjects are judged with their evidence in memory at a time."""

Place = tuple[int, Period | None]
"""A subject: the row of a claim that tells of the record, and the period of a recurring duty."""

Again = tuple[Outcome, bool] | None
"""What the reference evaluator makes of a subject, and whether a duty was taken away; None where there is no such subject."""


@dataclass(frozen=True, slots=True)
class ByReference:
    """Judges records of claim tables."""

    question: Question
    law: Law
    tables: ClaimTables

    def of_places(self, rule: Rule, places: Sequence[Place]) -> Iterator[Again]:
        """Yield what comes of some subjects, in their order."""
        for first in range(0, len(places), BATCH):
            chosen = places[first : first + BATCH]
            table = self.tables.tables[rule.each.kind.name]
            named = dict(subjects_of_rows(self.tables, table, sorted({row for row, _ in chosen})))
            subjects = [of_period(named[row], period) for row, period in chosen]
            yield from self.of_subjects(rule, subjects, self._evidence(rule, subjects))

    def of_subjects(self, rule: Rule, subjects: Iterable[Subject], evidence: TableEvidence) -> list[Again]:
        """Return what comes of some subjects."""
        judge = judges(self.question, self.law, evidence)
        may_be_taken = rule.modality is Modality.OBLIGATION

        def judged(subject: Subject) -> Again:
            case = case_of(rule, subject, judge, self.question)
            if case is None:
                return None
            found = judge.judge(rule.id, case, self.question.as_of)
            why = found.text.why if found.text is not None and found.verdict is Verdict.NOT_IN_FORCE else ""
            return outcome(rule.id, subject, found), may_be_taken and why in TAKEN_AWAY

        return evidence.answers([partial(judged, one) for one in subjects])

    def disputed(self, rule: Rule, subjects: Iterable[Subject]) -> Iterator[tuple[Outcome, bool]]:
        """Yield the outcome on each subject that is disputed, and whether the record has it: see `semantics.disputes`."""
        left = iter(subjects)
        while batch := list(islice(left, BATCH)):
            evidence = self._evidence(rule, batch)
            judge = judges(self.question, self.law, evidence)

            def told(subject: Subject, judge: Judge = judge) -> tuple[Outcome, bool] | None:
                if not is_disputed(rule, subject, self.question, self.law, judge.view):
                    return None
                case = case_of(rule, subject, judge, self.question)
                if case is None:
                    return denied_outcome(rule, subject, judge, self.question), False
                return outcome(rule.id, subject, judge.judge(rule.id, case, self.question.as_of)), True

            found = evidence.answers([partial(told, one) for one in batch])
            yield from (one for one in found if one is not None)

    def _evidence(self, rule: Rule, subjects: Iterable[Subject]) -> TableEvidence:
        evidence = TableEvidence(self.tables)
        evidence.ahead(rule.each.kind.name, dict.fromkeys(one.key for one in subjects))
        return evidence
