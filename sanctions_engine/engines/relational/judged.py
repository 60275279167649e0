"""What a family of rule texts comes to, as terms: the counterpart of `semantics.judgement`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sanctions_engine.engines.relational.due_days import DueDay
from sanctions_engine.engines.relational.plan import Source
from sanctions_engine.engines.relational.scope import Deferral
from sanctions_engine.engines.relational.terms import NULL, Term
from sanctions_engine.engines.relational.values import Span
from sanctions_engine.engines.relational.verdicts import Branch


@dataclass(frozen=True, slots=True)
class Judged:
    """What a family comes to for one subject and one text, as terms.

    Attributes:
        touched: Whether the law's day may fall into the text: true or false.
        inside: Whether it surely does.
        branches: The verdicts; the first that fits counts.
        exception: The place in `exceptions` of the one that decided, null for none.
        exceptions: Ids of exceptions and exemptions.
        deferred: Where the reference evaluator has to judge.
        asked: Whether the rule applies; a condition.
        found: Whether what is forbidden happened, or the sign is there; a condition.
        days: The law's day, none after the day judged.
        laterals: What aggregates read, by the name of their source.
        due: The due day; None for rules that have none.
        read_as: By reading, the verdicts that the family comes to under it.
        gap: Of a day of law on which the rule has no text, 1 if an instrument took it away and else 0; null for a day that has one.
    """

    touched: Term
    inside: Term
    branches: Sequence[Branch]
    exception: Term
    exceptions: tuple[str, ...]
    deferred: Sequence[Deferral]
    asked: Term
    found: Term
    days: Span
    laterals: Mapping[str, Source]
    due: DueDay | None = None
    read_as: Mapping[str, Sequence[Branch]] = field(default_factory=dict)
    gap: Term = NULL
