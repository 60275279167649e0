"""Rules over groups: the records are sorted and summed up once, then each group is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.families import rule_texts
from sanctions_engine.engines.relational.group_keys import Groups, combined, group_columns, groups, read_key
from sanctions_engine.engines.relational.group_members import Members, members
from sanctions_engine.engines.relational.group_verdicts import GroupPlan, group_plan, totals_of
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Query, Table
from sanctions_engine.engines.relational.records import records_of
from sanctions_engine.engines.relational.rule_texts import Family, RuleText
from sanctions_engine.engines.relational.running import fetch
from sanctions_engine.engines.relational.values import Span
from sanctions_engine.engines.relational.verdicts import VERDICTS
from sanctions_engine.facts.bulk import claims_of
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.kinds import STATE
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.groups import key_texts
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.reference import case_of, judges, outcome


@dataclass(frozen=True, slots=True)
class JudgedGroups:
    """What a rule over groups comes to.

    Attributes:
        outcomes: The outcome of each group that was judged in the database, by subject.
        deferred: Groups that the reference evaluator has to judge, each with the reason.
    """

    outcomes: dict[Subject, Outcome] = field(default_factory=dict)
    deferred: dict[Subject, str] = field(default_factory=dict)

    def reasons(self) -> Counter[str]:
        """Return how many groups are left to the reference evaluator, by reason."""
        return Counter(self.deferred.values())

    def settled(self, again: Callable[[Subject], Iterable[Outcome]]) -> Iterator[Outcome]:
        """Yield every outcome in order of the groups.

        Args:
            again: Asks the reference evaluator about one group; no outcome where there is none by its reading of the claims.
        """
        for subject in sorted({*self.outcomes, *self.deferred}, key=lambda one: one.key):
            if subject in self.deferred:
                yield from again(subject)
            else:
                yield self.outcomes[subject]


def judged_groups(rule: Rule, judge: Judge, evidence: TablesOfFacts) -> JudgedGroups:
    """Judge the groups of a rule.

    Raises:
        Unsupported: If something in it has no form in SQL.
    """
    kind = rule.each.kind
    if kind == STATE:
        raise Unsupported("groups of States")
    if kind.name not in evidence.tables.tables:
        return JudgedGroups()
    return _Run(rule, judge, evidence).judged()


def planned_groups(rule: Rule, judge: Judge, evidence: TablesOfFacts) -> Query:
    """Return the plan of a rule over groups, as its last text has it, for people: records of imprecise keys make no groups here.

    Raises:
        Unsupported: If something in it has no form in SQL.
    """
    text = (rule_texts(rule, judge) or [_base(rule, judge)])[-1]
    family = Family([text], [0], evidence.question.as_of)
    records = records_of(rule.each.kind.name, evidence)
    found = members(text, judge.law, evidence, records, totals_of(text.rule, judge.law), family, kept=False)
    return group_plan(found, judge.law, combined(found, Groups(None))).query


def group_again(
    rule: Rule, judge: Judge, evidence: TablesOfFacts, found: JudgedGroups
) -> Callable[[Subject], Iterable[Outcome]]:
    """Return what asks the reference evaluator about a group, with all claims read back if there are groups to ask about."""
    if not found.deferred:
        return lambda _: ()
    tables, question = evidence.tables, evidence.question
    claims = [claim for kind in tables.tables for claim in claims_of(tables, kind)]
    whole = Evidence(tables.dossier.model_copy(update={"claims": tuple(claims)}), tables.kinds)
    alone = judges(question, judge.law, whole)

    def again(subject: Subject) -> Iterator[Outcome]:
        case = case_of(rule, subject, alone, question)
        if case is not None:
            yield outcome(rule.id, subject, alone.judge(rule.id, case, question.as_of))

    return again


class _Run:
    """One rule over groups."""

    def __init__(self, rule: Rule, judge: Judge, evidence: TablesOfFacts) -> None:
        self.rule, self.judge, self.law, self.evidence = rule, judge, judge.law, evidence
        self.records = records_of(rule.each.kind.name, evidence)
        self.tables: list[str] = []

    def judged(self) -> JudgedGroups:
        """Return what the rule comes to."""
        try:
            return self._judged()
        finally:
            for name in self.tables:
                self.evidence.tables.connection.execute(f"DROP TABLE IF EXISTS {quoted(name)}")

    def _judged(self) -> JudgedGroups:
        texts = rule_texts(self.rule, self.judge)
        base = _base(self.rule, self.judge)
        unchanged = bool(texts) and _sorts_alike(texts[-1].rule, base.rule)
        summed = {place: self._members(text) for place, text in enumerate(texts)}
        of_base = summed[len(texts) - 1] if unchanged else self._members(base)
        made = groups(of_base, base.rule, self.judge, self.evidence, alone=len(texts) == 1 and unchanged)
        if not texts:
            return self._never(Query({"g": combined(of_base, made)}, group_columns(of_base, "g")), of_base)
        if any(_form(found) != _form(of_base) for found in summed.values()):
            raise Unsupported("keys of another sort in another text of the law")
        plans = {place: group_plan(found, self.law, combined(found, made)) for place, found in summed.items()}
        rows = {
            place: {texts: _Row(*row) for texts, row in self._fetched(plan.query, of_base)}
            for place, plan in plans.items()
        }
        return self._chosen(plans, rows)

    def _members(self, text: RuleText) -> Members:
        question = self.evidence.question
        family = Family([text], [0], question.as_of)
        found = members(text, self.law, self.evidence, self.records, totals_of(text.rule, self.law), family)
        if isinstance(found.source, Table):
            self.tables.append(found.source.name)
        return found

    def _fetched(self, query: Query, of_base: Members) -> Iterator[tuple[tuple[str, ...], tuple[Any, ...]]]:
        """Yield the rows of a plan after its key columns, with the keys as texts."""
        number, named = len(of_base.shapes), len(self.rule.group_by or ())
        for row in fetch(self.evidence.tables.connection, query):
            yield key_texts(read_key(row[:number], of_base.shapes)[:named]), row[number:]

    def _subject(self, texts: tuple[str, ...]) -> Subject:
        names = tuple(name for name, _ in self.rule.group_by or ())
        return Subject(self.rule.each.kind.name, texts, names=names, group=True)

    def _never(self, query: Query, of_base: Members) -> JudgedGroups:
        """Return what a rule comes to that never was law."""
        subjects = [self._subject(texts) for texts, _ in self._fetched(query, of_base)]
        return JudgedGroups({one: Outcome(self.rule.id, one, Verdict.NOT_IN_FORCE) for one in subjects})

    def _chosen(
        self, plans: Mapping[int, GroupPlan], rows: Mapping[int, Mapping[tuple[str, ...], _Row]]
    ) -> JudgedGroups:
        """Return what the text in force on the day of each group's last member comes to."""
        found, newest = JudgedGroups(), max(rows)
        for texts, first in rows[newest].items():
            place = newest if first.text is None else first.text
            row = rows[place][texts]
            subject = self._subject(texts)
            reason = first.deferred or row.deferred
            if reason is not None:
                found.deferred[subject] = reason
                continue
            verdict = VERDICTS[row.verdict]
            by = plans[place].exceptions[row.exception] if verdict is Verdict.EXEMPT else None
            found.outcomes[subject] = Outcome(self.rule.id, subject, verdict, None, by)
        return found


def _base(rule: Rule, judge: Judge) -> RuleText:
    """Return a rule as it was made, which tells what groups there are."""
    return RuleText(rule.id, judge.read(rule), judge.law.adopted(rule.instrument), None, None, False)


class _Row(NamedTuple):
    verdict: int
    exception: int
    deferred: str | None
    text: int | None


def _sorts_alike(one: Rule, other: Rule) -> bool:
    """Whether two texts of a rule sort records into the same groups."""

    def sorting(rule: Rule) -> Sequence[object]:
        formulas = (rule.where, rule.on, *(formula for _, formula in rule.group_by or ()))
        return [
            *(formula and formula.node for formula in formulas),
            *((name, formula.node) for name, formula in rule.let),
            rule.each.variable,
            rule.parameters,
            rule.row,
        ]

    return sorting(one) == sorting(other)


def _form(found: Members) -> Sequence[object]:
    return [(type(one), one.unit, one.is_day) if isinstance(one, Span) else type(one) for one in found.shapes]
