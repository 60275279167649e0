"""What expressions are compiled in: the counterpart of `semantics.environment.Env`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Protocol

from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.facts import Facts
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Query, Source
from sanctions_engine.engines.relational.record_fields import Record
from sanctions_engine.engines.relational.rule_texts import Family
from sanctions_engine.engines.relational.terms import (
    FALSE,
    Term,
)
from sanctions_engine.engines.relational.values import (
    Condition,
    Span,
    SqlValue,
)
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.claims import Coverage
from sanctions_engine.models.kinds import FactKind

if TYPE_CHECKING:
    from sanctions_engine.engines.relational.selection import Selection


@dataclass(frozen=True, slots=True)
class Deferral:
    """Subjects that the reference evaluator has to judge.

    Attributes:
        condition: Which: true or false.
        reason: Why.
        always: Whether it has to even where nothing that is asked or forbidden is found.
    """

    condition: Term
    reason: str
    always: bool = True


class GroupMembers(Protocol):
    """The members of a group, for `total`, `members` and `group`."""

    keys: Mapping[str, SqlValue]

    def total(self, value: Expr) -> Span:
        """Return the sum over the members."""

    def count(self) -> Span:
        """Return how many there are."""


@dataclass(slots=True)
class Scope:
    """What expressions are compiled in: the counterpart of `semantics.environment.Env`.

    Attributes:
        family: The rule texts.
        rule: The text whose expressions are read: the first of the family, or an exemption that covers it.
        records: What the record variables stand for.
        evidence: The facts of every kind.
        day: The day judged: facts dated later are not read, and `as_of` is this day.
        rules: For an exemption, the rule and the day of adoption in which each text of the family reads it.
        law_day: The day whose parameters apply; the day judged if None.
        due: The due day, where there is one.
        deferred: Where the reference evaluator has to judge; within an aggregate, of which facts it has to say what they come to.
        codes: The one list of codes that differs between the texts, if a join answers for it: the node and its answer.
        hypothetical: Whether a record is read that nobody claimed.
        laterals: The queries that aggregates have become, by the name of their source.
        outer: The scope around that of an aggregate; `let` names belong to the outermost.
        laid: Aggregates that read the facts of one series, with what is known of these.
        group: The members of a group, where one is judged.
        parameters: Values of parameters that are known already.
        wanted: The places of the rule texts for which values are asked; of all if None.
    """

    family: Family
    rule: Rule
    records: Mapping[str, Record]
    evidence: TablesOfFacts
    day: Term
    rules: Sequence[tuple[Rule, date | None]] | None = None
    law_day: Span | None = None
    due: SqlValue | None = None
    deferred: list[Deferral] = field(default_factory=list)
    lets: dict[str, SqlValue] = field(default_factory=dict)
    codes: tuple[Expr, Condition] | None = None
    hypothetical: bool = False
    laterals: dict[str, Query] = field(default_factory=dict)
    outer: Scope | None = None
    known: dict[Expr, SqlValue] = field(default_factory=dict)
    laid: dict[Expr, Selection] = field(default_factory=dict)
    group: GroupMembers | None = None
    parameters: Mapping[str, SqlValue] = field(default_factory=dict)
    wanted: frozenset[int] | None = None

    def defer(self, condition: Term, reason: str, *, always: bool = True, fails: bool = False) -> None:
        """Leave the subjects for which a condition (never null) is true to the reference evaluator.

        Within an aggregate these are the facts that leave open what the aggregate comes to; it passes them on.

        Args:
            condition: Which subjects.
            reason: Why.
            always: As in `Deferral`.
            fails: Whether the reference evaluator may fail there instead of giving a value.

        Raises:
            Unsupported: Within an aggregate, if the reference evaluator may fail: it does so too where the fact would not count.
        """
        if condition == FALSE:
            return
        if fails and self.outer is not None:
            raise Unsupported(f"within an aggregate: {reason}")
        self.deferred.append(Deferral(condition, reason, always))

    def pass_on(self, reason: str, condition: Term) -> None:
        """Leave the subjects to the reference evaluator for which an aggregate reads facts that were left to it, for their reason."""
        self.deferred.append(Deferral(condition, reason))

    def within(self, variable: str, record: Record, *, hypothetical: bool = False) -> Scope:
        """Return the scope of an aggregate: the same with one more record."""
        return replace(
            self,
            records={**self.records, variable: record},
            hypothetical=hypothetical or self.hypothetical,
            deferred=[],
            laterals={},
            outer=self,
            known={},
            laid={},
        )

    def of_texts(self, wanted: frozenset[int]) -> Scope:
        """Return the same scope for some of the rule texts: what it comes to counts for these alone."""
        return replace(self, wanted=wanted, lets=dict(self.lets), known=dict(self.known), deferred=[])

    def on(self, day: Term) -> Scope:
        """Return the same scope on another day, with aggregates of its own."""
        return replace(self, day=day, lets={}, laterals={}, known={}, laid={})

    def fresh(self, letter: str) -> str:
        """Return the name of a source that no other has."""
        return self.evidence.fresh(letter)

    def facts(self, kind: str) -> Facts | None:
        """Return the facts of a kind; None where nobody claims any."""
        return self.evidence.facts(kind)

    def coverage(self, kind: str) -> list[Coverage]:
        """Return the declarations of completeness for a kind."""
        return self.evidence.coverage(kind)

    def source(self, facts: Facts) -> Source:
        """Return what a plan reads for the facts of a kind."""
        return self.evidence.source(facts)

    @property
    def family_kinds(self) -> Mapping[str, FactKind]:
        """The fact kinds by name."""
        return self.evidence.kinds
