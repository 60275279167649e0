"""Answers a question over claim tables: flagged outcomes stay in the database, quiet ones are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count

from sanctions_engine.diagnostics import InputRejected
from sanctions_engine.engines.relational.by_reference import ByReference, Place
from sanctions_engine.engines.relational.contested import (
    disputed_groups,
    disputed_standings,
    records_not_listed,
    told_apart,
)
from sanctions_engine.engines.relational.each_subject import EachSubject, Left, named_states
from sanctions_engine.engines.relational.groups import group_again, judged_groups
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.outcome_rows import Flagged, OutcomeRows
from sanctions_engine.engines.relational.pairs_in_bulk import PairTable, is_none_of, quiet_of
from sanctions_engine.engines.relational.periods import Period, of_period
from sanctions_engine.engines.relational.planning import PlannedQuestion, planned_with_disputes
from sanctions_engine.engines.relational.quiet_counts import Days, QuietCounts
from sanctions_engine.engines.relational.running import rows_of
from sanctions_engine.engines.relational.table_evidence import TableEvidence, check_size, subjects_of_rows
from sanctions_engine.facts.bulk import ClaimTables
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.kinds import STATE
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, cases, judges, outcome
from sanctions_engine.semantics.subjects import Case, is_single

_NUMBERS = count(1)


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


def answered(
    plan: PlannedQuestion,
    *,
    told: Told | None = None,
    counted: bool = True,
    periods: dict[Period, int] | None = None,
) -> Flagged:
    """Answer a question that was planned; it can be answered again.

    Args:
        plan: The question.
        told: Is told how far it is.
        counted: Count what is quiet; else `quiet` and `records` have only what the reference evaluator settled.
        periods: The places that periods have already; others are added.

    Raises:
        InputRejected: With SE423 for each file of the tables that was written to since they were loaded.
    """
    found = _Bulk(plan, told or (lambda what, done, of: None), counted, {} if periods is None else periods).answer()
    try:
        plan.tables.check_unchanged()
    except InputRejected:
        plan.tables.connection.execute(f"DROP TABLE {quoted(found.name)}")
        raise
    return found


class _Bulk:
    def __init__(self, plan: PlannedQuestion, told: Told, counted: bool, periods: dict[Period, int]) -> None:
        self.plan, self.told, self.counted = plan, told, counted
        self.question, self.law, self.tables = plan.question, plan.law, plan.tables
        self.connection = self.tables.connection
        self.reference = ByReference(plan.question, plan.law, plan.tables)
        self.found = Flagged(
            f"$outcomes.{next(_NUMBERS)}",
            rules=[rule.id for rule in plan.rules],
            exceptions=list(plan.exceptions),
            periods=periods,
            by_reference=dict(plan.left),
            recurring=plan.periods,
        )
        self.rows = OutcomeRows(self.connection, self.found, plan.rules)
        self._places = {rule.id: place for place, rule in enumerate(plan.rules)}
        self._of_pairs: dict[str, Counter[Verdict]] = {}
        self._disputed: dict[int, list[Place]] = {}
        self._told: Counter[str] = Counter()
        self._unasked: Counter[str] = Counter()

    def answer(self) -> Flagged:
        """Return what the question comes to."""
        planned = self.plan.families
        for rule in self.plan.groups:
            self._of_groups(rule)
        self._of_each()
        self._check_sizes()
        self.rows.create()
        steps = len(planned) + 2 + len(self.found.by_reference)
        for number, one in enumerate(planned):
            self.told(f"rules {one.family.texts[0].id} …", number, steps)
            self.rows.insert(one.flagged)
        self._fill_pairs()
        self._told.update(self.rows.counts())
        self.told("subjects left to the reference evaluator", len(planned), steps)
        self._settle_deferred()
        self.told("counts", len(planned) + 1, steps)
        if self.counted:
            self._count()
        self._settle_open()
        self._list_read_otherwise()
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

    def _fill_pairs(self) -> None:
        """List and count what duties and standings of very many records come to."""
        table = PairTable(self.connection, self.law, self.found.name, self.found.dues, self.found.periods)
        table.fill(self.plan.pairs, self.plan.rules)
        self._disputed |= table.disputed
        self.found.records.update(table.records)
        self._of_pairs.update(table.quiet)

    def _periods(self, rule: Rule) -> Sequence[Period | None]:
        """Return the periods for which a rule judges records; None alone where it does not recur."""
        return self.plan.periods.get(rule.id, (None,))

    def _settle_deferred(self) -> None:
        """Let the reference evaluator judge what the database could not."""
        left: dict[int, list[Place]] = {}
        for number, place, reason, asked in self.rows.take_deferred():
            left.setdefault(number, []).append(place)
            self.found.deferred[reason] += 1
            (self._told if asked else self._unasked)[self.found.rules[number]] += 1
        for number, places in left.items():
            self._judge_again(number, places)

    def _judge_again(self, number: int, places: Sequence[Place]) -> set[int]:
        """Add what the reference evaluator makes of subjects of a rule; return the rows of those that there are."""
        rule = self.plan.rules[number]
        judged = list(zip(places, self.reference.of_places(rule, places), strict=True))
        self.rows.add(number, judged)
        if rule.id in self.plan.as_columns:
            quiet = {
                one[0].subject: place
                for place, one in judged
                if one is not None and one[0].verdict in quiet_of(rule) and not one[1]  # what was taken away is listed
            }
            disputed = self.reference.disputed(rule, quiet)
            self._disputed.setdefault(number, []).extend(quiet[one.subject] for one, _ in disputed)
        return {row for (row, _), one in judged if one is not None}

    def _list_read_otherwise(self) -> None:
        """List the subjects that are quiet as their rule is read, and are not under another reading."""
        for number, places in self._disputed.items():
            again = self.reference.of_places(self.plan.rules[number], places)
            listed = [(place, one[0], True) for place, one in zip(places, again, strict=True) if one is not None]
            self.rows.list_disputed(number, listed)

    def _settle_open(self) -> None:
        """Let the reference evaluator judge the records of which several claims leave something open: each once."""
        for kind, rows in self.plan.open.items():
            found = sorted(row for (row,) in rows_of(rows, self.connection))
            subjects: dict[Subject, int] = {}
            for row, subject in subjects_of_rows(self.tables, self.tables.tables[kind], found):
                subjects.setdefault(subject, row)
            there: set[int] = set()
            for number, rule in enumerate(self.plan.rules):
                if rule.each.kind.name == kind and subjects:
                    places = [(row, period) for row in sorted(subjects.values()) for period in self._periods(rule)]
                    self.found.deferred["claims that leave the subject open"] += len(places)
                    there |= self._judge_again(number, places)
            self.found.records[kind] = self.found.records.get(kind, 0) + len(there)

    def _list_disputed(self, dispute: PlannedQuestion) -> None:
        """List the records that are quiet by the record and as the rules are written, and are not as another question asks."""
        read = answered(dispute, counted=False, periods=self.found.periods)
        try:
            for place, rule in enumerate(dispute.rules):
                number, periods = self._places[rule.id], list(self.found.periods)
                found = self.connection.execute(
                    f'SELECT o."row", o."period" FROM {quoted(read.name)} o ANTI JOIN {self.rows.name} c ON c."rule" = {number} '
                    'AND c."row" = o."row" AND c."period" IS NOT DISTINCT FROM o."period" '
                    f'WHERE o."rule" = {place} AND {is_none_of(quiet_of(rule), "o.")} ORDER BY ALL'
                )
                places = [(row, None if one is None else periods[one]) for row, one in found.fetchall()]
                if not places:
                    continue
                if self.tables.tables[rule.each.kind.name].one_claim_a_series:
                    again = zip(places, self.reference.of_places(rule, places), strict=True)
                    self.rows.list_disputed(number, [(where, one[0], True) for where, one in again if one is not None])
                else:  # the same record may stand at another row there
                    self._list_if_disputed(number, places)
        finally:
            self.connection.execute(f"DROP TABLE {quoted(read.name)}")

    def _list_contested(self) -> None:
        """List the records that are more than quiet by the word of one of several who tell of them."""
        for rule in self.plan.rules:
            if not is_single(rule):
                self.found.disputed |= set(disputed_standings(rule, self.plan, self.rows.name))
        if self.plan.contested is None:
            return
        for id, rows in told_apart(self.plan.contested):
            periods = self._periods(self.law.rules[id])
            self._list_if_disputed(self._places[id], [(row, period) for period in periods for row in rows])

    def _list_if_disputed(self, number: int, places: Sequence[Place]) -> None:
        """List those subjects of a rule of which no outcome is listed and that are disputed, whoever tells of them."""
        rule, rows = self.plan.rules[number], dict[Period | None, list[int]]()
        for row, period in places:
            rows.setdefault(period, []).append(row)
        for period, its in rows.items():
            place = None if period is None else self.found.periods.setdefault(period, len(self.found.periods))
            left = records_not_listed(self.tables, rule.each.kind.name, its, self.found.name, number, place)
            subjects = {of_period(subject, period): row for subject, row in left.items()}
            found = self.reference.disputed(rule, subjects)
            listed = [((subjects[one.subject], period), one, recorded) for one, recorded in found]
            self.rows.list_disputed(number, listed)

    def _count(self) -> None:
        """Count the outcomes that are not listed."""
        for id, of_pairs in self._of_pairs.items():
            self.found.quiet[id] = +(self.found.quiet_of(id) + of_pairs)
        counts = QuietCounts(self._told, self._unasked)
        asked: dict[str, Days] = {}
        for one in self.plan.families:
            days = asked.get(one.days.text)  # of rules over the same records it mostly is the same question
            if days is None or one.days.constants:
                days = asked[one.days.text] = Days(rows_of(one.days, self.connection))
            by_text = None if one.asked is None else dict(rows_of(one.asked, self.connection))
            self.found.records[one.family.texts[0].rule.each.kind.name] = days.total
            counts.add(one.family.texts, days, by_text)
        reached = {text.id for one in self.plan.families for text in one.family.texts} | set(self._of_pairs)
        for kind, counted in self.plan.idle.items():
            ((number,),) = rows_of(counted, self.connection)
            self.found.records[kind] = number
            for rule in self.plan.rules:
                if rule.each.kind.name == kind and rule.id not in reached:
                    self.found.quiet_of(rule.id)[Verdict.NOT_IN_FORCE] += number
        for id, quiet in counts.by_rule():
            self.found.quiet[id] = +(self.found.quiet_of(id) + quiet)

    def _by_reference(self, rule: Rule) -> None:
        """Let the reference evaluator answer a rule that has no form in SQL."""
        evidence = self._read()
        judge = judges(self.question, self.law, evidence)

        def judged(case: Case) -> Outcome:
            return outcome(rule.id, case.subject, judge.judge(rule.id, case, self.question.as_of))

        (found,) = evidence.answers([lambda: list(cases(rule, self.question, judge))])
        self.found.others += evidence.answers([partial(judged, one) for one in found])
