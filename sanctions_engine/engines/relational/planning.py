"""What is done about a question before any record is judged: rules become statements, or are left to the reference evaluator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sanctions_engine.engines.relational.contested import speakers_who_share
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.families import check_form, families, tried
from sanctions_engine.engines.relational.flagged import all_pairs, plans, read_as
from sanctions_engine.engines.relational.judged import Judged
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.pairs_in_bulk import PAIR, PlannedPairs
from sanctions_engine.engines.relational.periods import Periods, periods_of
from sanctions_engine.engines.relational.plan import Query
from sanctions_engine.engines.relational.records import RECORDS, ROW, Records, records_of
from sanctions_engine.engines.relational.rule_texts import Family
from sanctions_engine.engines.relational.running import Statement, statement
from sanctions_engine.engines.relational.terms import (
    FALSE,
    TRUE,
    Column,
    Term,
    add,
    all_of,
    any_of,
    apply,
    constant,
    is_null,
    is_true,
    negation,
)
from sanctions_engine.engines.relational.verdicts import NUMBER
from sanctions_engine.facts.bulk import ClaimTables
from sanctions_engine.facts.bulk.connections import unused_name
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.verdicts import QUIET
from sanctions_engine.semantics.disputes import disputed_rules, is_of_the_record, kinds_asked
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.law import Law, taken_away
from sanctions_engine.semantics.reference import Question, judges, rules_asked
from sanctions_engine.semantics.subjects import is_single

DISPUTED = "readings or speakers by which a quiet event is none"
"""Why rules on single events are left to the reference evaluator where what others make of them has no form in SQL."""

FEW = 200_000
"""Of so many subjects every outcome may be listed in Python."""

OUTCOME = ("rule", "row", "verdict", "exception", "deferred", "asked")
"""The columns of a table of outcomes."""


@dataclass(frozen=True, slots=True)
class PlannedFamily:
    """The statements of a family.

    Attributes:
        flagged: Gives the outcomes that are not quiet, as `OUTCOME`.
        days: Gives how many records have each law's day; see `flagged.Plans`.
        asked: Gives how many records each text may apply to; None where `days` tells.
    """

    family: Family
    flagged: Statement
    days: Statement
    asked: Statement | None


@dataclass(slots=True)
class PlannedQuestion:
    """A question, ready to be answered over the claim tables that it was planned for.

    Attributes:
        judge: Judges without any claim.
        facts: What the statements read.
        rules: The rules that are answered in the database record by record; outcomes name them by their place.
        groups: The rules over groups that are to be tried there.
        each: The rules of which every outcome is to be listed there: duties, States and standings, if the subjects are few.
        pairs: The statements of duties and standings whose subjects are very many.
        periods: The periods of those of `rules` that recur.
        readings: The readings by which a quiet event may be none, of rules of which every pair is judged; such rules are never few.
        asked_again: Those of these rules whose readings are no columns beside the verdict, so that they are questions of their own.
        families: The statements.
        idle: By kind, counts the records; for rules that never are law.
        disputes: The same question under each reading that some of the rules have, and under the perspective of each of several
            who speak of what some of the rules look at; for these rules alone.
        contested: The same question about the records of which several speak, as each of them tells of it; None if there is none.
        open: By kind, gives the rows of records of which several claims leave something open.
        exceptions: Ids of exceptions and exemptions, which outcomes name by their place.
        left: Why other rules are left to the reference evaluator.
    """

    question: Question
    law: Law
    tables: ClaimTables
    judge: Judge
    facts: TablesOfFacts
    rules: list[Rule] = field(default_factory=list)
    groups: list[Rule] = field(default_factory=list)
    each: list[Rule] = field(default_factory=list)
    pairs: list[PlannedPairs] = field(default_factory=list)
    periods: dict[str, Periods] = field(default_factory=dict)
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked_again: set[str] = field(default_factory=set)
    families: list[PlannedFamily] = field(default_factory=list)
    idle: dict[str, Statement] = field(default_factory=dict)
    disputes: list[PlannedQuestion] = field(default_factory=list)
    contested: PlannedQuestion | None = None
    open: dict[str, Statement] = field(default_factory=dict)
    exceptions: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)

    @property
    def as_columns(self) -> frozenset[str]:
        """The rules of which the verdict under each reading is a column beside their own."""
        return frozenset(rule.id for rule in self.rules if self.readings.get(rule.id)) - self.asked_again

    def close(self) -> None:
        """Drop the tables that were made for the statements to read."""
        for one in (*self.disputes, *((self.contested,) if self.contested else ())):
            one.close()
        self.facts.close()


def planned(
    question: Question,
    law: Law,
    tables: ClaimTables,
    *,
    left: Mapping[str, str] | None = None,
    apart: frozenset[str] = frozenset(),
    record: TablesOfFacts | None = None,
    readings: Mapping[str, tuple[str, ...]] | None = None,
) -> PlannedQuestion:
    """Plan a question over claim tables.

    Args:
        question: The question.
        law: The law.
        tables: The claims.
        left: Rules that are to be left to the reference evaluator, each with the reason.
        apart: Kinds of which claims are facts of their own: see `TablesOfFacts`.
        record: The facts by the record, where a speaker is asked beside it; they have to be kept as long as these.
        readings: See `PlannedQuestion`.
    """
    judge = judges(question, law, Evidence(tables.dossier, tables.kinds))
    found = PlannedQuestion(
        question,
        law,
        tables,
        judge,
        TablesOfFacts(tables, question, apart, record),
        readings=readings or {},
        left=dict(left or {}),
    )
    asked: list[Rule] = []
    for rule in rules_asked(question, law):
        if rule.id in found.left:
            continue
        try:
            check_form(rule)
            if rule.group_by is not None:
                found.groups.append(rule)
            elif not _is_flagged(rule) and rule.id not in found.readings and _has_few(rule, found):
                found.each.append(rule)
            else:
                _check_pairs(rule, law)
                asked.append(rule)
        except Unsupported as limit:
            found.left[rule.id] = limit.reason
    while True:  # a rule of which one text has no form is left aside with all its texts, and the numbers change
        known, found.rules = len(found.left), [rule for rule in asked if rule.id not in found.left]
        found.exceptions, found.pairs, found.asked_again = [], [], set()
        found.families = [*_families(found, found.rules)]
        if len(found.left) == known:
            found.open = dict(_open(found))
            found.idle = dict(_idle(found))
            found.periods = {rule.id: its for rule in found.rules if (its := _periods(rule, found)) is not None}
            return found


def planned_with_disputes(
    question: Question, law: Law, tables: ClaimTables, *, left: Mapping[str, str] | None = None
) -> PlannedQuestion:
    """Plan a question, and the same question as those ask it who read the law or have the facts otherwise.

    That is under each reading, and by the word of each of several speakers, for those rules by which an event may be quiet as
    written and by the record, and not so. See `semantics.disputes`.

    Args:
        question: The question.
        law: The law.
        tables: The claims.
        left: Rules that are to be left to the reference evaluator, each with the reason.
    """
    left = dict(left or {})
    disputed = {id: its for id, its in disputed_rules(question, law) if id not in left}
    left |= {id: DISPUTED for id in disputed if _has_other_periods(id, law)}
    of_pairs = {id: its for id, its in disputed.items() if id not in left and not _is_flagged(law.rules[id])}
    while True:
        plan = planned(question, law, tables, left=left, readings=of_pairs)
        readings: dict[str, list[str]] = {}
        for rule in plan.rules:
            if rule.id in plan.as_columns:
                continue
            for reading in disputed.get(rule.id, ()):
                readings.setdefault(reading, []).append(rule.id)
        plan.disputes = [
            planned(
                replace(question, reading=reading, rules=tuple(ids)), law, tables, readings=dict.fromkeys(of_pairs, ())
            )
            for reading, ids in readings.items()
        ]
        _plan_speakers(plan)
        others = (*plan.disputes, *((plan.contested,) if plan.contested else ()))
        failed = {id: DISPUTED for one in others for id in one.left}
        if not failed:
            return plan
        plan.close()
        left |= failed


def _plan_speakers(plan: PlannedQuestion) -> None:
    """Plan a question as each of several speakers has the facts, for the rules that look at records of which several speak."""
    if not is_of_the_record(plan.question):
        return
    kinds = {rule.id: kinds_asked(rule.id, plan.law) for rule in plan.rules}
    looked_at = {rule.each.kind.name for rule in plan.rules}.union(*kinds.values())
    shared = {kind: speakers for kind in sorted(looked_at) if (speakers := speakers_who_share(plan.tables, kind))}
    by_speaker: dict[str, list[str]] = {}
    apart: list[str] = []
    for rule in filter(is_single, plan.rules):
        elsewhere = frozenset[str]().union(*(shared.get(kind, ()) for kind in kinds[rule.id]))
        for speaker in elsewhere:
            by_speaker.setdefault(speaker, []).append(rule.id)
        if not elsewhere and rule.each.kind.name in shared:
            apart.append(rule.id)
    for speaker, ids in sorted(by_speaker.items()):
        asked = replace(plan.question, perspective=speaker, rules=tuple(ids))
        plan.disputes.append(planned(asked, plan.law, plan.tables, record=plan.facts))
    if apart:
        asked = replace(plan.question, rules=tuple(apart))
        plan.contested = planned(asked, plan.law, plan.tables, apart=frozenset(shared))


def _has_other_periods(rule: str, law: Law) -> bool:
    """Whether a duty recurs otherwise under a reading: it has other subjects there."""
    texts = (text.rule for text in law.texts(rule) if text.rule is not None)
    return any("every" in reading.overrides for text in texts for reading in text.readings)


def _is_flagged(rule: Rule) -> bool:
    """Whether the outcomes of a rule are flagged and counted, rather than all listed: bans and indicators of single records."""
    return is_single(rule) and rule.modality is not Modality.OBLIGATION and rule.every is None


def _has_few(rule: Rule, found: PlannedQuestion) -> bool:
    """Whether a rule has so few subjects that every outcome may be listed in Python."""
    table, periods = found.tables.tables.get(rule.each.kind.name), _periods(rule, found)
    return table is None or table.rows * (1 if periods is None else len(periods)) <= FEW


def _periods(rule: Rule, found: PlannedQuestion) -> Periods | None:
    return periods_of(rule, found.judge, found.question.as_of)


def _check_pairs(rule: Rule, law: Law) -> None:
    """Refuse rules on very many subjects of which the pairs of a subject and a text do not tell all.

    Raises:
        Unsupported: If it is such a rule.
    """
    if _is_flagged(rule):
        return
    if not any(text.rule for text in law.texts(rule.id)):
        raise Unsupported("a duty that never was law, over very many records")
    if rule.every is not None and rule.due is None and is_single(rule) and taken_away(rule.id, law):
        raise Unsupported("a recurring duty without a due day that was taken away, over very many records")


def _families(found: PlannedQuestion, rules: Sequence[Rule]) -> Iterable[PlannedFamily]:
    known = [
        one
        for one in families(rules, found.judge, found.question)
        if one.texts[0].rule.each.kind.name in found.tables.tables
    ]
    for family, made in tried(known, lambda one: _planned(one, found)):
        if isinstance(made, Unsupported):
            found.left.update((text.id, made.reason) for text in family.texts)
        elif isinstance(made, PlannedPairs):
            found.pairs.append(made)
        else:
            yield made


def _idle(found: PlannedQuestion) -> Iterable[tuple[str, Statement]]:
    reached = {text.id for one in found.families for text in one.family.texts} | {
        id for one in found.pairs for id in one.rules
    }
    for kind in dict.fromkeys(rule.each.kind.name for rule in found.rules if rule.id not in reached):
        if kind in found.tables.tables:
            records = records_of(kind, found.facts).settled
            counts = {"number": ("count", TRUE)}
            query = Query({RECORDS: records.source}, {}, where=records.listed, group=True, aggregates=counts)
            yield kind, statement(query)


def _open(found: PlannedQuestion) -> Iterable[tuple[str, Statement]]:
    for kind in dict.fromkeys(rule.each.kind.name for rule in found.rules):
        if kind in found.tables.tables:
            records = records_of(kind, found.facts)
            if records.deferred != FALSE:
                where = all_of([records.listed, records.deferred])
                yield kind, statement(Query({RECORDS: records.source}, {"row": ROW}, where=where))


def _planned(family: Family, found: PlannedQuestion) -> PlannedFamily | PlannedPairs:
    rule = family.texts[0].rule
    if not _is_flagged(rule):
        return _pairs(family, found)
    made = plans(family, found.law, found.facts, records_of(rule.each.kind.name, found.facts).settled)
    columns = {name: Column("one", name) for name in OUTCOME}
    numbered = {**columns, "exception": add(columns["exception"], constant(len(found.exceptions)))}
    found.exceptions += made.judged.exceptions
    asked = None if made.asked is None else statement(made.asked)
    return PlannedFamily(family, statement(Query({"one": made.flagged}, numbered)), statement(made.days), asked)


def _pairs(family: Family, found: PlannedQuestion) -> PlannedPairs:
    rule = family.texts[0].rule
    records = _kept_records(rule.each.kind.name, found)
    asked_of = unused_name("periods")
    readings = tuple(dict.fromkeys(one for text in family.texts for one in found.readings.get(text.id, ())))
    try:
        judged, pairs = all_pairs(family, found.law, found.facts, records, readings=readings, asked_of=asked_of)
    except Unsupported:
        if not readings:
            raise
        found.asked_again.update(text.id for text in family.texts)
        judged, pairs = all_pairs(family, found.law, found.facts, records, asked_of=asked_of)
    columns: dict[str, Term] = {name: Column("one", name) for name in PAIR if name in _columns_of(judged)}
    if judged.read_as:
        columns["disputed"] = any_of(_is_loud(Column("one", read_as(one))) for one in judged.read_as)
    columns["exception"] = add(columns["exception"], constant(len(found.exceptions)))
    found.exceptions += judged.exceptions
    taken = rule.due is None and is_single(rule) and any(taken_away(one.id, found.law) for one in family.texts)
    days = {"low": judged.days.low, "high": judged.days.high} if taken else {}
    rows = Query({RECORDS: records.source}, {"row": ROW, **days}, where=records.listed)
    ids = tuple(dict.fromkeys(text.id for text in family.texts))
    planned = statement(Query({"one": pairs}, columns))
    return PlannedPairs(ids, planned, statement(rows), rule.each.kind.name, family.periods, asked_of)


def _kept_records(kind: str, found: PlannedQuestion) -> Records:
    """Return the records of a kind of which claims leave nothing open; standings, which several plans read, are computed once."""
    records = records_of(kind, found.facts).settled
    if not isinstance(records.source, Query):
        return records
    columns = {name: Column(RECORDS, name) for name in records.source.columns}
    listed = Query({RECORDS: records.source}, columns, where=records.listed)
    return replace(records, source=found.facts.once(f"standings of {kind}", listed), listed=TRUE)


def _columns_of(judged: Judged) -> frozenset[str]:
    """Return which of the columns of `PAIR` a family has."""
    without = {"disputed"} if judged.due is not None else {"disputed", "due", "due high", "is due", "gap"}
    return frozenset(PAIR) - without


def _is_loud(verdict: Term) -> Term:
    """Whether a verdict makes a finding of an event: true or false."""
    quiet = apply("in", verdict, *(constant(NUMBER[one]) for one in sorted(QUIET)))
    return all_of([negation(is_null(verdict)), negation(is_true(quiet))])
