"""The subjects of a kind as a source of a plan: one row for each event, or for the last value of each status series."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from sanctions_engine.engines.relational.comparing import compare
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.facts import latest
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Source
from sanctions_engine.engines.relational.record_fields import SINCE, Record, fields_of
from sanctions_engine.engines.relational.terms import (
    FALSE,
    TRUE,
    Column,
    Term,
    all_of,
    any_of,
    constant,
    negation,
    not_false,
)
from sanctions_engine.engines.relational.values import Condition, Span, SqlValue, Words
from sanctions_engine.models.kinds import STATE, Nature

RECORDS = "records"
"""The source of a plan that has one row for each subject."""

ROW = Column(RECORDS, "$row", nullable=False)


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a kind that may be dated on or before the day judged.

    Attributes:
        source: What the plan reads.
        record: Their fields as values of `RECORDS`.
        listed: Which rows of the source are such records: true or false.
        exists: Whether there surely is such a fact by the day judged.
        deferred: Where several claims leave a fact open: true or false.
        claims: There are no more of them than so many.
        once: Whether no two rows of the source have the same `$row`.
    """

    source: Source
    record: Record
    listed: Term
    exists: Condition
    deferred: Term
    claims: int = 0
    once: bool = True

    @property
    def settled(self) -> Records:
        """Those of which the claims leave nothing open."""
        return replace(self, listed=all_of([self.listed, negation(self.deferred)]), deferred=FALSE)


def records_of(kind: str, evidence: TablesOfFacts) -> Records:
    """Return the records of a kind.

    Raises:
        Unsupported: If nobody claims any, or the claims need the reference evaluator.
    """
    if kind == STATE.name:
        return _states(evidence)
    facts = evidence.facts(kind)
    if facts is None:
        raise Unsupported("no claims")
    declared = facts.table.kind
    assert declared.dated is not None
    fields = fields_of(facts.table, RECORDS)
    dated = cast(Span, fields[declared.dated])
    today = constant(evidence.question.as_of)
    exists = compare("<=", dated, Span(today, today, is_day=True)).value
    there = negation(facts.denied(RECORDS))
    listens, unheard = facts.listens(RECORDS, today, None)
    source, opened = evidence.source(facts), any_of([all_of([facts.is_open(RECORDS), listens]), unheard])
    if declared.nature is Nature.STATUS:
        source, opened = latest(source, facts, RECORDS, dated, [not_false(exists), there, listens], [], opened)
        return Records(
            source,
            Record(declared, fields, ROW),
            any_of([not_false(exists), opened]),
            Condition(exists),
            opened,
            facts.table.rows,
            not facts.heard,
        )
    listed = any_of([all_of([there, listens, not_false(exists)]), opened])
    record, claims = Record(declared, fields, ROW), facts.table.rows
    return Records(source, record, listed, Condition(exists), opened, claims, not facts.heard)


def _states(evidence: TablesOfFacts) -> Records:
    """Return the States as records; whether one is a member is read on the day of whoever reads it, from `since`."""
    code, name = (Column(RECORDS, one, nullable=False) for one in ("code", "name"))
    since = Column(RECORDS, "since")
    fields: dict[str, SqlValue] = {
        "code": Words(code),
        "name": Words(name),
        SINCE: Span(since, since, is_day=True, blank=True),
    }
    return Records(evidence.states(), Record(STATE, fields), TRUE, Condition(TRUE), FALSE)
