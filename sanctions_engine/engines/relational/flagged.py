"""What rules find among many records: the flagged ones row by row, the quiet ones as counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sanctions_engine.engines.relational.codes import MATCHES, TEXT, CodeJoin, code_join
from sanctions_engine.engines.relational.due_days import agreed
from sanctions_engine.engines.relational.duties import duty
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.judged import Judged
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.narrowing import narrowed
from sanctions_engine.engines.relational.periods import NUMBER as PERIOD
from sanctions_engine.engines.relational.periods import PERIODS, number_of, rows_of
from sanctions_engine.engines.relational.plan import Query, Rows, Source, Table
from sanctions_engine.engines.relational.records import RECORDS, ROW, Records
from sanctions_engine.engines.relational.rule_texts import RULES, Family
from sanctions_engine.engines.relational.sharing import shared
from sanctions_engine.engines.relational.standing import standing
from sanctions_engine.engines.relational.terms import (
    TRUE,
    Column,
    Term,
    add,
    all_of,
    any_of,
    choose,
    columns_of,
    constant,
    equal,
    is_false,
    multiply,
    negation,
    not_false,
)
from sanctions_engine.engines.relational.unnesting import unnested
from sanctions_engine.engines.relational.verdicts import verdict_number
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.norms import Modality
from sanctions_engine.semantics.law import Law, taken_away

NUMBER = Column(RULES, "number", nullable=False)

PERIODS_KNOWN = 1_000_000
"""All periods of all rules that are asked for are fewer."""


@dataclass(frozen=True, slots=True)
class Plans:
    """How a family is answered over many records.

    Attributes:
        judged: The family as terms.
        flagged: Rows of (rule, row, verdict, exception, deferred, asked) for every record that is not quiet: numbers of the rule
            among those asked, of the verdict in `VERDICTS`, of the exception in `judged.exceptions`; why it is deferred, or null;
            whether it is counted among those that the rule may apply to.
        days: Rows of (low, high, asked, number): how many records have each law's day; `asked` is false for those that no text
            applies to, as far as that is the same for all texts.
        asked: Rows of (text, number): how many records each text may apply to; None where `days` tells.
    """

    judged: Judged
    flagged: Query
    days: Query
    asked: Query | None


def plans(family: Family, law: Law, evidence: TablesOfFacts, records: Records) -> Plans:
    """Return the plans of a family.

    Raises:
        Unsupported: If something in it has no form in SQL.
    """
    join = code_join(family, records)
    judged = standing(family, law, evidence, records, join)
    indicator = family.texts[0].rule.modality is Modality.INDICATOR
    loud = [not_false(judged.asked)] if indicator else [not_false(judged.asked), not_false(judged.found)]
    always = [one.condition for one in judged.deferred if one.always]
    pairs = _Pairs(family, records, judged, join, evidence)
    flagged = pairs.outcomes(any_of([all_of(loud), *always]), hits=not indicator and not always)
    by_text = {column.source for column in columns_of(judged.asked)} - {RECORDS}
    asked = TRUE if by_text else negation(is_false(judged.asked))
    days = Query(
        {RECORDS: records.source},
        {"low": judged.days.low, "high": judged.days.high, "asked": asked},
        where=records.listed,
        group=True,
        aggregates={"number": ("count", TRUE)},
    )
    return Plans(judged, flagged, days, pairs.asked() if by_text else None)


def all_pairs(
    family: Family,
    law: Law,
    evidence: TablesOfFacts,
    records: Records,
    *,
    readings: Iterable[str] = (),
    asked_of: str | None = None,
) -> tuple[Judged, Query]:
    """Return the plan that judges every record under every text that its day may fall into, quiet ones included.

    Args:
        readings: Readings of which the verdict is asked too; that of each is a column `verdict as <reading>`.
        asked_of: The name of a table of the periods to judge, if the rules recur, where the records are very many: those without
            a text of the law are told then too if they are not all that no text touches. None for all periods.

    Raises:
        Unsupported: If something in the family has no form in SQL.
    """
    ways = read_otherwise(family, readings)
    if family.texts[0].rule.due is not None:
        several = any(text.several for text in family.texts)
        gaps = asked_of is not None and (several or any(taken_away(text.id, law) for text in family.texts))
        judged = duty(family, law, evidence, records, ways, gaps=gaps)
        return judged, _Pairs(family, records, judged, None, evidence, asked_of).outcomes(TRUE)
    join = code_join(family, records)
    judged = standing(family, law, evidence, records, join, ways)
    return judged, _Pairs(family, records, judged, join, evidence, asked_of).outcomes(TRUE)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The records of a family with the texts that their days may fall into."""

    family: Family
    records: Records
    judged: Judged
    join: CodeJoin | None
    evidence: TablesOfFacts
    asked_of: str | None = None

    def outcomes(self, which: Term, *, hits: bool = False) -> Query:
        """Return the outcomes of some pairs.

        Args:
            which: A condition.
            hits: Whether it is true only of records whose code may be one of the text's.
        """
        family, judged = self.family, self.judged
        reasons = [(one.condition, constant(one.reason)) for one in judged.deferred]
        columns = {
            "rule": family.column(family.numbers),
            "row": ROW,
            "verdict": verdict_number(judged.branches),
            **{read_as(name): verdict_number(one) for name, one in judged.read_as.items()},
            "exception": judged.exception,
            "deferred": choose(reasons, constant(None)),
            "place": family.column([text.place for text in family.texts]),
            "period": number_of(family.periods),
            "asked": self._counts_as_asked(),
        }
        due = judged.due
        if due is None:
            return self._joined(which, columns, hits=hits)
        columns |= {"due": due.low, "due high": due.high, "is due": due.given, "choice": due.day, "gap": judged.gap}
        pairs = self._joined(which, columns)
        verdicts = ("verdict", *map(read_as, judged.read_as))
        if due.choices is None:
            return shared(unnested(pairs, self._number()))
        return shared(agreed(pairs, ("rule", "row", "period", "place"), due, self._number(), verdicts))

    def _number(self) -> Term | None:
        """Return a number that no two pairs share; None where there is none."""
        if not self.records.once:
            return None
        subject: Term = ROW
        if self.family.periods is not None:
            subject = add(multiply(ROW, constant(PERIODS_KNOWN)), PERIOD)
        return add(multiply(subject, constant(len(self.family.texts))), NUMBER)

    def _counts_as_asked(self) -> Term:
        """Whether a pair is counted among those that the rule may apply to: true or false."""
        asked = not_false(self.judged.asked)
        several = any(one.several for one in self.family.texts)
        return any_of([asked, negation(self.judged.inside)]) if several else asked

    def asked(self) -> Query:
        """Return how many records each text may apply to."""
        several = any(one.several for one in self.family.texts)
        judged = self.judged
        reached = all_of([judged.inside if several else judged.touched, not_false(judged.asked)])
        text = Column("pairs", "text")
        pairs = self._joined(reached, {"text": NUMBER})
        return Query({"pairs": pairs}, {"text": text}, group=True, aggregates={"number": ("count", TRUE)})

    def _joined(self, which: Term, columns: dict[str, Term], *, hits: bool = False) -> Query:
        family, join, laterals, touched = self.family, self.join, self.judged.laterals, self.judged.touched
        numbers = tuple(range(len(family.texts)))
        rules = Rows({"number": numbers, **{name: tuple(values) for name, values in family.columns.items()}})
        where = all_of([self.records.listed, which])
        if any(column.source in laterals for column in columns_of(touched)):  # a join cannot read what comes after it
            where, touched = all_of([where, touched]), TRUE
        sources: dict[str, Source] = {RECORDS: self.records.source, RULES: rules}
        on = {RULES: touched}
        if join is not None:
            read = [*columns.values(), touched, join.on, join.code]
            near, where = narrowed(self.records, where, touched, read, laterals.values(), self.evidence)
            sources = {MATCHES: join.matches(near, flagged=hits), RULES: rules, RECORDS: near}
            on = {RULES: equal(NUMBER, TEXT), RECORDS: all_of([join.on, touched])}
        if family.periods is not None:
            periods = rows_of(family.periods) if self.asked_of is None else Table(self.asked_of)
            sources = {PERIODS: periods, **sources}  # first: the conditions of joins read them
        return Query({**sources, **laterals}, columns, on=on, where=where, lateral=frozenset(laterals))


def read_as(reading: str) -> str:
    """Return the column of the verdict under a reading."""
    return f"verdict as {reading}"


CONDITIONS = frozenset({"where", "applies_when", "satisfied_when", "violated_when", "raised_when"})
"""What readings change that stand as columns beside the verdict."""


def read_otherwise(family: Family, readings: Iterable[str]) -> dict[str, Rule]:
    """Return the first text of a family under some readings.

    Raises:
        Unsupported: If they change more than `CONDITIONS`, or are not the same for all texts.
    """
    found = {}
    for id in readings:
        ways = [_overrides(text.rule, id) for text in family.texts]
        first = ways[0]
        if first is None or not CONDITIONS.issuperset(first) or any(one != first for one in ways):
            raise Unsupported("a reading that changes more than when a rule applies and what it asks")
        found[id] = replace(family.texts[0].rule, **first)
    return found


def _overrides(rule: Rule, reading: str) -> Mapping[str, Any] | None:
    return next((one.overrides for one in rule.readings if one.id == reading), None)
