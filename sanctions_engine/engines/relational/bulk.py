"""Answers a question over claim tables: flagged outcomes stay in the database, quiet ones are counted."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import accumulate, count

import pyarrow as pa

from sanctions_engine.diagnostics import InputRejected
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.families import check_form, families
from sanctions_engine.engines.relational.flagged import Plans, plans
from sanctions_engine.engines.relational.groups import group_again, judged_groups
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Query
from sanctions_engine.engines.relational.records import records_of
from sanctions_engine.engines.relational.rule_texts import Family, RuleText
from sanctions_engine.engines.relational.running import fetch, forget, prepared
from sanctions_engine.engines.relational.table_evidence import TableEvidence, check_size, subjects_of_rows
from sanctions_engine.engines.relational.terms import Column, add, constant
from sanctions_engine.engines.relational.verdicts import NUMBER as VERDICT_NUMBER
from sanctions_engine.facts.bulk import ClaimTables
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.kinds import STATE
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, case_of, cases, judges, outcome, rules_asked
from sanctions_engine.semantics.subjects import Case, is_single

QUIET = (Verdict.CLEAN, Verdict.NOT_APPLICABLE, Verdict.NOT_IN_FORCE)

BATCH = 5_000
"""So many subjects are judged by the reference evaluator with their evidence in memory at a time."""

_NUMBERS = count(1)


@dataclass(slots=True)
class Flagged:
    """What a question came to over claim tables.

    Attributes:
        name: A table of the connection with the columns `rule` (a place in `rules`), `row` (the claim of the subject in the
            table of its kind), `verdict` (a place in `verdicts.VERDICTS`) and `exception` (a place in `exceptions`, or null):
            every outcome of a rule that was answered in the database and is not quiet.
        rules: Ids of rules.
        exceptions: Ids of exceptions and exemptions.
        quiet: By rule, how many outcomes only count.
        others: Outcomes of groups, and of rules that have no form in SQL.
        by_reference: Why these were left to the reference evaluator.
        deferred: How many subjects of other rules were left to it, by reason.
        records: How many records of each kind the rules that were answered in the database judge.
        read: The evidence that these outcomes rest on, as far as the reference evaluator read it.
    """

    name: str
    rules: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    quiet: dict[str, Counter[Verdict]] = field(default_factory=dict)
    others: list[Outcome] = field(default_factory=list)
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
    found = _Bulk(question, law, tables, told or (lambda what, done, of: None), left or {}).answer()
    try:
        tables.check_unchanged()
    except InputRejected:
        tables.connection.execute(f"DROP TABLE {quoted(found.name)}")
        raise
    return found


@dataclass(frozen=True, slots=True)
class _Planned:
    family: Family
    plans: Plans


class _Bulk:
    def __init__(self, question: Question, law: Law, tables: ClaimTables, told: Told, left: Mapping[str, str]) -> None:
        self.question, self.law, self.tables, self.told = question, law, tables, told
        self.connection = tables.connection
        self.found = Flagged(f"$outcomes.{next(_NUMBERS)}", by_reference=dict(left))
        self.nobody = Evidence(tables.dossier, tables.kinds)
        self.judge = judges(question, law, self.nobody)
        self.facts = TablesOfFacts(tables, question)

    def answer(self) -> Flagged:
        """Return what the question comes to."""
        rules, planned = self._planned()
        self._check_sizes()
        self.found.rules = [rule.id for rule in rules]
        self.connection.execute(
            f"CREATE TEMP TABLE {quoted(self.found.name)} "
            '("rule" INTEGER, "row" BIGINT, "verdict" UTINYINT, "exception" INTEGER, "deferred" VARCHAR)'
        )
        steps = len(planned) + 2 + len(self.found.by_reference)
        for number, one in enumerate(planned):
            self.told(f"rules {one.family.texts[0].id} …", number, steps)
            self._insert(one.plans)
        self.told("subjects left to the reference evaluator", len(planned), steps)
        self._settle_deferred(rules)
        self.told("counts", len(planned) + 1, steps)
        self._count(planned)
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

    def _planned(self) -> tuple[list[Rule], list[_Planned]]:
        """Return the rules that are answered in the database, with the plans of their families."""
        asked: list[Rule] = []
        left = self.found.by_reference
        for rule in rules_asked(self.question, self.law):
            if rule.id in left:
                continue
            try:
                check_form(rule)
                if rule.group_by is None:
                    asked.append(rule)
                else:
                    self._of_groups(rule)
            except Unsupported as limit:
                left[rule.id] = limit.reason
        while True:  # a rule of which one text has no form is left aside with all its texts, and the numbers change
            known, rules = len(left), [rule for rule in asked if rule.id not in left]
            planned = [*self._tried(rules)]
            if len(left) == known:
                return rules, planned

    def _of_groups(self, rule: Rule) -> None:
        """List the outcomes of a rule over groups: groups are few."""
        found = judged_groups(rule, self.judge, self.facts)
        again = group_again(rule, self.judge, self.facts, found)
        self.found.deferred += found.reasons()
        self.found.others += found.settled(again)

    def _tried(self, rules: Sequence[Rule]) -> Iterable[_Planned]:
        for family in families(rules, self.judge, self.question):
            kind = family.texts[0].rule.each.kind
            if kind.name not in self.tables.tables and kind != STATE:
                continue
            try:
                rule = family.texts[0].rule
                if not is_single(rule) or rule.modality is Modality.OBLIGATION or family.periods is not None:
                    raise Unsupported("duties, States and standings over many records")
                records = records_of(kind.name, self.facts)
                yield _Planned(family, plans(family, self.law, self.facts, records))
            except Unsupported as limit:
                self.found.by_reference.update((text.id, limit.reason) for text in family.texts)

    def _insert(self, made: Plans) -> None:
        first = len(self.found.exceptions)
        self.found.exceptions += made.judged.exceptions
        columns = {name: Column("one", name) for name in ("rule", "row", "verdict", "exception", "deferred")}
        numbered = {**columns, "exception": add(columns["exception"], constant(first))}
        text, registered = prepared(self.connection, Query({"one": made.flagged}, numbered))
        try:
            self.connection.execute(f"INSERT INTO {quoted(self.found.name)} {text}")
        finally:
            forget(self.connection, registered)

    def _settle_deferred(self, rules: Sequence[Rule]) -> None:
        """Let the reference evaluator judge what the database could not."""
        name = quoted(self.found.name)
        query = f'SELECT "rule", "row", min("deferred") FROM {name} WHERE "deferred" IS NOT NULL GROUP BY "rule", "row" ORDER BY ALL'
        left: dict[int, list[tuple[int, str]]] = {}
        for number, row, reason in self.connection.execute(query).fetchall():
            left.setdefault(number, []).append((row, reason))
            self.found.deferred[reason] += 1
        if not left:
            return
        self.connection.execute(
            f'DELETE FROM {name} WHERE ("rule", "row") IN (SELECT "rule", "row" FROM {name} WHERE "deferred" IS NOT NULL)'
        )
        columns: dict[str, list[int | None]] = {"rule": [], "row": [], "verdict": [], "exception": []}
        places = {id: number for number, id in enumerate(self.found.exceptions)}
        for number, rows in left.items():
            rule = rules[number]
            for (row, _), one in zip(rows, self._judged(rule, [row for row, _ in rows]), strict=True):
                if one.verdict in QUIET:
                    self._quiet(rule.id)[one.verdict] += 1
                    continue
                columns["rule"].append(number)
                columns["row"].append(row)
                columns["verdict"].append(VERDICT_NUMBER[one.verdict])
                columns["exception"].append(None if one.exception is None else places[one.exception])
        settled = f"$settled.{next(_NUMBERS)}"
        types = [pa.int32(), pa.int64(), pa.uint8(), pa.int32()]
        arrays = {key: pa.array(values, type) for (key, values), type in zip(columns.items(), types, strict=True)}
        self.connection.register(settled, pa.table(arrays))
        self.connection.execute(f"INSERT INTO {name} SELECT *, NULL FROM {quoted(settled)}")
        self.connection.unregister(settled)

    def _judged(self, rule: Rule, rows: Sequence[int]) -> Iterable[Outcome]:
        """Yield what the reference evaluator makes of some subjects, in the order of their rows."""
        table = self.tables.tables[rule.each.kind.name]
        for first in range(0, len(rows), BATCH):
            evidence = TableEvidence(self.tables)
            chosen = sorted(rows[first : first + BATCH])
            subjects = [one for _, one in subjects_of_rows(self.tables, table, chosen)]
            evidence.ahead(table.kind.name, (one.key for one in subjects))
            yield from self._outcomes(rule, subjects, evidence)

    def _outcomes(self, rule: Rule, subjects: Iterable[Subject], evidence: TableEvidence) -> list[Outcome]:
        judge = judges(self.question, self.law, evidence)

        def judged(subject: Subject) -> Outcome:
            case = case_of(rule, subject, judge, self.question)
            assert case is not None
            return outcome(rule.id, subject, judge.judge(rule.id, case, self.question.as_of))

        return evidence.answers([partial(judged, one) for one in subjects])

    def _quiet(self, rule: str) -> Counter[Verdict]:
        return self.found.quiet.setdefault(rule, Counter())

    def _count(self, planned: Sequence[_Planned]) -> None:
        """Count the outcomes that are not listed: those not in force by the law's days, then those not asked, then the clean ones."""
        told: Counter[str] = Counter()
        query = f'SELECT "rule", count(*) FROM {quoted(self.found.name)} GROUP BY "rule"'
        for number, found in self.connection.execute(query).fetchall():
            told[self.found.rules[number]] += found
        for id, settled in self.found.quiet.items():
            told[id] += settled.total()
        total: dict[str, int] = {}
        reached: Counter[str] = Counter()
        asked: Counter[str] = Counter()
        texts: dict[str, list[RuleText]] = {}
        histograms: dict[str, _Days] = {}
        for one in planned:
            days = _Days(fetch(self.connection, one.plans.days))
            by_text = None if one.plans.asked is None else dict(fetch(self.connection, one.plans.asked))
            self.found.records[one.family.texts[0].rule.each.kind.name] = days.total
            for number, text in enumerate(one.family.texts):
                texts.setdefault(text.id, []).append(text)
                histograms[text.id] = days
                total[text.id] = days.total
                asked[text.id] += days.within(text, asked=True) if by_text is None else by_text.get(number, 0)
        for id, of_rule in texts.items():
            days = histograms[id]
            straddling = days.straddling(of_rule)
            reached[id] = sum(days.within(text) for text in of_rule) + straddling
            quiet = self._quiet(id)
            quiet[Verdict.NOT_IN_FORCE] += total[id] - reached[id]
            quiet[Verdict.NOT_APPLICABLE] += reached[id] - straddling - asked[id]
            quiet[Verdict.CLEAN] += asked[id] + straddling - told[id]
            self.found.quiet[id] = +quiet

    def _by_reference(self, rule: Rule) -> None:
        """Let the reference evaluator answer a rule that has no form in SQL."""
        if self.found.read is None:
            self.found.read = TableEvidence(self.tables)
        evidence = self.found.read
        judge = judges(self.question, self.law, evidence)

        def judged(case: Case) -> Outcome:
            return outcome(rule.id, case.subject, judge.judge(rule.id, case, self.question.as_of))

        (found,) = evidence.answers([lambda: list(cases(rule, self.question, judge))])
        self.found.others += evidence.answers([partial(judged, one) for one in found])


class _Days:
    """How many records have each law's day.

    Attributes:
        total: How many records there are.
    """

    def __init__(self, rows: Iterable[tuple[date | None, date | None, bool, int]]) -> None:
        exact: dict[bool, dict[date, int]] = {True: {}, False: {}}
        self._open: list[tuple[date | None, date | None, bool, int]] = []
        self.total = 0
        for low, high, asked, number in rows:
            self.total += number
            if low is not None and low == high:
                exact[asked][low] = exact[asked].get(low, 0) + number
            else:
                self._open.append((low, high, asked, number))
        self._sums = {asked: self._cumulated(found) for asked, found in exact.items()}

    @staticmethod
    def _cumulated(found: Mapping[date, int]) -> tuple[list[date], list[int]]:
        days = sorted(found)
        return days, [0, *accumulate(found[day] for day in days)]

    def within(self, text: RuleText, *, asked: bool = False) -> int:
        """Return how many records fall into a text; those that may, where the rule has no other text."""
        found = 0
        for is_asked in (True,) if asked else (True, False):
            days, sums = self._sums[is_asked]
            first = 0 if text.since is None else bisect_left(days, text.since)
            last = len(days) if text.until is None else bisect_left(days, text.until)
            found += max(0, sums[last] - sums[first])
        for low, high, is_asked, number in self._open:
            if (is_asked or not asked) and (_surely(text, low, high) if text.several else _perhaps(text, low, high)):
                found += number
        return found

    def straddling(self, texts: Sequence[RuleText]) -> int:
        """Return how many records leave open which of several texts they fall into."""
        if len(texts) < 2:
            return 0
        return sum(
            number
            for low, high, _, number in self._open
            if any(_perhaps(text, low, high) for text in texts) and not any(_surely(text, low, high) for text in texts)
        )


def _perhaps(text: RuleText, low: date | None, high: date | None) -> bool:
    begun = text.since is None or high is None or text.since <= high
    return begun and (text.until is None or low is None or low < text.until)


def _surely(text: RuleText, low: date | None, high: date | None) -> bool:
    begun = text.since is None or (low is not None and text.since <= low)
    return begun and (text.until is None or (high is not None and high < text.until))
