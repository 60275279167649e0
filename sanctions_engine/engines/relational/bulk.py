"""Answers a question over claim tables: flagged outcomes stay in the database, quiet ones are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count

import pyarrow as pa

from sanctions_engine.diagnostics import InputRejected
from sanctions_engine.engines.relational.by_reference import Again, ByReference
from sanctions_engine.engines.relational.contested import disputed_groups, records_not_listed, told_apart
from sanctions_engine.engines.relational.duties_in_bulk import DutyTable
from sanctions_engine.engines.relational.each_subject import EachSubject, Left, named_states
from sanctions_engine.engines.relational.groups import group_again, judged_groups
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.planning import PlannedQuestion, planned_with_disputes
from sanctions_engine.engines.relational.quiet_counts import Days, QuietCounts
from sanctions_engine.engines.relational.running import Statement, constants_of, rows_of
from sanctions_engine.engines.relational.table_evidence import TableEvidence, check_size, subjects_of_rows
from sanctions_engine.engines.relational.verdicts import NUMBER as VERDICT_NUMBER
from sanctions_engine.facts.bulk import ClaimTables
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import STATE
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import QUIET, Verdict
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, cases, judges, outcome
from sanctions_engine.semantics.subjects import Case

_NUMBERS = count(1)


@dataclass(slots=True)
class Flagged:
    """What a question came to over claim tables.

    Attributes:
        name: A table of the connection with the columns `rule` (a place in `rules`), `row` (the claim of the subject in the
            table of its kind), `verdict` (a place in `verdicts.VERDICTS`), `exception` (a place in `exceptions`, or null) and
            `due` (a place in `dues`, or null): every outcome of a rule that was answered in the database and is not quiet.
        rules: Ids of rules.
        exceptions: Ids of exceptions and exemptions.
        dues: The due days, each with its place.
        quiet: By rule, how many outcomes only count.
        others: Outcomes of groups, of rules of which every outcome is listed, and of those that have no form in SQL.
        here: Those of `others` that were found in the database.
        each: The rules of which every outcome is among these.
        disputed: Rules and groups that the record does not have, and somebody's word does.
        by_reference: Why these were left to the reference evaluator.
        deferred: How many subjects of other rules were left to it, by reason.
        records: How many records of each kind the rules that were answered in the database judge.
        read: The evidence that these outcomes rest on, as far as the reference evaluator read it.
    """

    name: str
    rules: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    dues: dict[DateRange, int] = field(default_factory=dict)
    quiet: dict[str, Counter[Verdict]] = field(default_factory=dict)
    others: list[Outcome] = field(default_factory=list)
    here: list[Outcome] = field(default_factory=list)
    each: list[str] = field(default_factory=list)
    disputed: set[tuple[str, Subject]] = field(default_factory=set)
    by_reference: dict[str, str] = field(default_factory=dict)
    deferred: Counter[str] = field(default_factory=Counter)
    records: dict[str, int] = field(default_factory=dict)
    read: TableEvidence | None = None


Told = Callable[[str, int, int], None]
"""Is told what is being done, how many steps are done, and of how many."""


def flagged(
    question: Question,
    law: Law,
    tables: ClaimTables,
    *,
    told: Told | None = None,
    left: Mapping[str, str] | None = None,
) -> Flagged:
    """Answer a question over claim tables.

    Args:
        question: The question. Subjects are chosen by name among the rules left to the reference evaluator alone.
        law: The law.
        tables: The claims.
        told: Is told how far it is.
        left: Rules that are to be left to the reference evaluator, each with the reason.

    Raises:
        InputRejected: With SE423 for each file of the tables that was written to since they were loaded.
    """
    plan = planned_with_disputes(question, law, tables, left=left)
    try:
        return answered(plan, told=told)
    finally:
        plan.close()


def answered(plan: PlannedQuestion, *, told: Told | None = None, counted: bool = True) -> Flagged:
    """Answer a question that was planned; it can be answered again.

    Args:
        plan: The question.
        told: Is told how far it is.
        counted: Count what is quiet; else `quiet` and `records` have only what the reference evaluator settled.

    Raises:
        InputRejected: With SE423 for each file of the tables that was written to since they were loaded.
    """
    found = _Bulk(plan, told or (lambda what, done, of: None), counted).answer()
    try:
        plan.tables.check_unchanged()
    except InputRejected:
        plan.tables.connection.execute(f"DROP TABLE {quoted(found.name)}")
        raise
    return found


class _Bulk:
    def __init__(self, plan: PlannedQuestion, told: Told, counted: bool) -> None:
        self.plan, self.told, self.counted = plan, told, counted
        self.question, self.law, self.tables = plan.question, plan.law, plan.tables
        self.connection = self.tables.connection
        self.reference = ByReference(plan.question, plan.law, plan.tables)
        self.found = Flagged(
            f"$outcomes.{next(_NUMBERS)}",
            rules=[rule.id for rule in plan.rules],
            exceptions=list(plan.exceptions),
            by_reference=dict(plan.left),
        )
        self._places = {rule.id: place for place, rule in enumerate(plan.rules)}
        self._of_duties: dict[str, Counter[Verdict]] = {}
        self._told: Counter[str] = Counter()
        self._unasked: Counter[str] = Counter()

    def answer(self) -> Flagged:
        """Return what the question comes to."""
        planned = self.plan.families
        for rule in self.plan.groups:
            self._of_groups(rule)
        self._of_each()
        self._check_sizes()
        self.connection.execute(
            f"CREATE TEMP TABLE {quoted(self.found.name)} "
            '("rule" INTEGER, "row" BIGINT, "verdict" UTINYINT, "exception" INTEGER, "deferred" VARCHAR, "due" INTEGER, '
            '"asked" BOOLEAN)'
        )
        steps = len(planned) + 2 + len(self.found.by_reference)
        for number, one in enumerate(planned):
            self.told(f"rules {one.family.texts[0].id} …", number, steps)
            self._insert(one.flagged)
        self._fill_duties()
        query = f'SELECT "rule", count(*) FROM {quoted(self.found.name)} WHERE "deferred" IS NULL GROUP BY "rule"'
        self._told.update(
            {self.found.rules[rule]: number for rule, number in self.connection.execute(query).fetchall()}
        )
        self.told("subjects left to the reference evaluator", len(planned), steps)
        self._settle_deferred()
        self.told("counts", len(planned) + 1, steps)
        if self.counted:
            self._count()
        self._settle_open()
        for dispute in self.plan.disputes:
            self._list_disputed(dispute)
        self._list_contested()
        for number, id in enumerate(self.found.by_reference):
            self.told(f"rule {id}", len(planned) + 2 + number, steps)
            self._by_reference(self.law.rules[id])
        self.told("done", steps, steps)
        return self.found

    def _check_sizes(self) -> None:
        """Refuse at once, rather than after all else is done, what cannot be answered."""
        for id, why in self.found.by_reference.items():
            table = self.tables.tables.get(self.law.rules[id].each.kind.name)
            if table is not None and not self.question.subjects:
                check_size(table, id, why)

    def _of_groups(self, rule: Rule) -> None:
        """List the outcomes of a rule over groups: groups are few."""
        try:
            found = judged_groups(rule, self.plan.judge, self.plan.facts)
            again = group_again(rule, self.plan.judge, self.plan.facts, found)
            settled = list(found.settled(again))
            self.found.disputed |= set(disputed_groups(rule, self.plan, {one.subject for one in settled}))
        except Unsupported as limit:
            self.found.by_reference[rule.id] = limit.reason
            return
        self.found.deferred += found.reasons()
        self.found.here += [one for one in settled if one.subject not in found.deferred]
        self.found.others += [one for one in settled if one.subject in found.deferred]

    def _of_each(self) -> None:
        """List the outcomes of rules whose subjects are few, such as States."""
        each = EachSubject(self.plan.judge, self.plan.facts, self._named)
        left: dict[str, list[Subject]] = {}
        for one in each.outcomes(self.plan.each):
            if isinstance(one, Left):
                left.setdefault(one.rule.id, []).append(one.subject)
            else:
                self.found.here.append(one)
        self.found.others += self.found.here
        self.found.by_reference.update(each.failed)
        self.found.each = [rule.id for rule in self.plan.each if rule.id not in each.failed]
        self.found.deferred += each.deferred
        for id, subjects in left.items():
            again = self.reference.of_subjects(self.law.rules[id], subjects, self._read())
            self.found.others += [found[0] for found in again if found is not None]

    def _named(self, kind: str, rows: Sequence[int]) -> Mapping[int, Subject]:
        if kind == STATE.name:
            return named_states(self.plan.facts)
        return dict(subjects_of_rows(self.tables, self.tables.tables[kind], rows))

    def _read(self) -> TableEvidence:
        if self.found.read is None:
            self.found.read = TableEvidence(self.tables)
        return self.found.read

    def _insert(self, flagged: Statement) -> None:
        with constants_of(flagged, self.connection):
            self.connection.execute(f"INSERT INTO {quoted(self.found.name)} BY NAME {flagged.text}")

    def _fill_duties(self) -> None:
        """List and count what duties of very many records come to."""
        table = DutyTable(self.connection, self.law, self.found.name, self.found.dues)
        table.fill(self.plan.duties, self.plan.rules)
        self.found.records.update(table.records)
        self._of_duties.update(table.quiet)

    def _settle_deferred(self) -> None:
        """Let the reference evaluator judge what the database could not."""
        rules = self.plan.rules
        name = quoted(self.found.name)
        query = (
            f'SELECT "rule", "row", min("deferred"), bool_or(coalesce("asked", true)) FROM {name} '
            'WHERE "deferred" IS NOT NULL GROUP BY "rule", "row" ORDER BY ALL'
        )
        left: dict[int, list[tuple[int, str]]] = {}
        for number, row, reason, asked in self.connection.execute(query).fetchall():
            left.setdefault(number, []).append((row, reason))
            self.found.deferred[reason] += 1
            (self._told if asked else self._unasked)[self.found.rules[number]] += 1
        if not left:
            return
        self.connection.execute(
            f'DELETE FROM {name} WHERE ("rule", "row") IN (SELECT "rule", "row" FROM {name} WHERE "deferred" IS NOT NULL)'
        )
        for number, rows in left.items():
            rule, places = rules[number], [row for row, _ in rows]
            self._add(number, zip(places, self.reference.of_rows(rule, places), strict=True))

    def _settle_open(self) -> None:
        """Let the reference evaluator judge the records of which several claims leave something open: each once."""
        for kind, rows in self.plan.open.items():
            found = sorted(row for (row,) in rows_of(rows, self.connection))
            subjects: dict[Subject, int] = {}
            for row, subject in subjects_of_rows(self.tables, self.tables.tables[kind], found):
                subjects.setdefault(subject, row)
            places = sorted(subjects.values())
            self.found.records[kind] = self.found.records.get(kind, 0) + len(places)
            for number, rule in enumerate(self.plan.rules):
                if rule.each.kind.name == kind and places:
                    self.found.deferred["claims that leave the subject open"] += len(places)
                    self._add(number, zip(places, self.reference.of_rows(rule, places), strict=True))

    def _list_disputed(self, dispute: PlannedQuestion) -> None:
        """List the records that are quiet by the record and as the rules are written, and are not as another question asks."""
        read = answered(dispute, counted=False)
        try:
            for place, rule in enumerate(dispute.rules):
                number = self._places[rule.id]
                found = self.connection.execute(
                    f'SELECT "row" FROM {quoted(read.name)} WHERE "rule" = {place} AND "row" NOT IN '
                    f'(SELECT "row" FROM {quoted(self.found.name)} WHERE "rule" = {number}) ORDER BY "row"'
                )
                rows = [row for (row,) in found.fetchall()]
                again = zip(rows, self.reference.of_rows(rule, rows), strict=True)
                self._list(number, [(row, one[0], True) for row, one in again if one is not None])
        finally:
            self.connection.execute(f"DROP TABLE {quoted(read.name)}")

    def _list_contested(self) -> None:
        """List the records that are more than quiet by the word of one of several who tell of them."""
        if self.plan.contested is None:
            return
        for id, rows in told_apart(self.plan.contested):
            number, kind = self._places[id], self.law.rules[id].each.kind.name
            left = records_not_listed(self.tables, kind, rows, self.found.name, number)
            found = self.reference.disputed(self.law.rules[id], left)
            self._list(number, [(left[one.subject], one, recorded) for one, recorded in found])

    def _list(self, number: int, disputed: Sequence[tuple[int, Outcome, bool]]) -> None:
        """List outcomes that are quiet, each with its row and whether it was counted, under a rule."""
        quiet = self._quiet(self.plan.rules[number].id)
        quiet.subtract(Counter(one.verdict for _, one, counted in disputed if counted))
        self._insert_outcomes(number, [(row, one) for row, one, _ in disputed])

    def _add(self, number: int, judged: Iterable[tuple[int, Again]]) -> None:
        """Add what the reference evaluator made of records, each with its row, to what was found under a rule."""
        listed = []
        for row, again in judged:
            if again is None:
                continue
            one, taken_away = again
            if one.verdict in QUIET and not taken_away:
                self._quiet(one.rule)[one.verdict] += 1
            else:
                listed.append((row, one))
        self._insert_outcomes(number, listed)

    def _insert_outcomes(self, number: int, outcomes: Sequence[tuple[int, Outcome]]) -> None:
        """Insert outcomes under a rule into the table of those that are listed."""
        if not outcomes:
            return
        exceptions = {id: place for place, id in enumerate(self.found.exceptions)}
        dues, found = self.found.dues, [one for _, one in outcomes]
        columns = {
            "rule": pa.array([number] * len(found), pa.int32()),
            "row": pa.array([row for row, _ in outcomes], pa.int64()),
            "verdict": pa.array([VERDICT_NUMBER[one.verdict] for one in found], pa.uint8()),
            "exception": pa.array([one.exception and exceptions[one.exception] for one in found], pa.int32()),
            "due": pa.array([one.due and dues.setdefault(one.due, len(dues)) for one in found], pa.int32()),
        }
        settled = f"$settled.{next(_NUMBERS)}"
        self.connection.register(settled, pa.table(columns))
        self.connection.execute(f"INSERT INTO {quoted(self.found.name)} BY NAME SELECT * FROM {quoted(settled)}")
        self.connection.unregister(settled)

    def _quiet(self, rule: str) -> Counter[Verdict]:
        return self.found.quiet.setdefault(rule, Counter())

    def _count(self) -> None:
        """Count the outcomes that are not listed."""
        for id, of_duty in self._of_duties.items():
            self.found.quiet[id] = +(self._quiet(id) + of_duty)
        counts = QuietCounts(self._told, self._unasked)
        asked: dict[str, Days] = {}
        for one in self.plan.families:
            days = asked.get(one.days.text)  # of rules over the same records it mostly is the same question
            if days is None or one.days.constants:
                days = asked[one.days.text] = Days(rows_of(one.days, self.connection))
            by_text = None if one.asked is None else dict(rows_of(one.asked, self.connection))
            self.found.records[one.family.texts[0].rule.each.kind.name] = days.total
            counts.add(one.family.texts, days, by_text)
        reached = {text.id for one in self.plan.families for text in one.family.texts} | set(self._of_duties)
        for kind, counted in self.plan.idle.items():
            ((number,),) = rows_of(counted, self.connection)
            self.found.records[kind] = number
            for rule in self.plan.rules:
                if rule.each.kind.name == kind and rule.id not in reached:
                    self._quiet(rule.id)[Verdict.NOT_IN_FORCE] += number
        for id, quiet in counts.by_rule():
            self.found.quiet[id] = +(self._quiet(id) + quiet)

    def _by_reference(self, rule: Rule) -> None:
        """Let the reference evaluator answer a rule that has no form in SQL."""
        evidence = self._read()
        judge = judges(self.question, self.law, evidence)

        def judged(case: Case) -> Outcome:
            return outcome(rule.id, case.subject, judge.judge(rule.id, case, self.question.as_of))

        (found,) = evidence.answers([lambda: list(cases(rule, self.question, judge))])
        self.found.others += evidence.answers([partial(judged, one) for one in found])
