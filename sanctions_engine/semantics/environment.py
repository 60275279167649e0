"""What an expression is evaluated in: the evidence, the day judged, the records that its names stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.claims import Coverage
from sanctions_engine.models.states import State
from sanctions_engine.semantics.causes import Causes
from sanctions_engine.semantics.evidence import Series, View
from sanctions_engine.semantics.truth import Truth, truth
from sanctions_engine.semantics.values import Interval, Value, one_text


class Readable(Protocol):
    """What a record variable stands for."""

    def read(self, name: str) -> Value:
        """Return the value of a field."""


class StateRecord:
    """A State of the register, as it was on a day."""

    __slots__ = ("day", "state")

    def __init__(self, state: State, day: date) -> None:
        self.state = state
        self.day = day

    def read(self, name: str) -> Value:
        """Return `code`, `name` or `un_member` (on the day)."""
        if name == "code":
            return one_text(self.state.code)
        if name == "name":
            return one_text(self.state.name)
        return truth(self.state.un_member_on(self.day))


@dataclass(slots=True)
class Presumed:
    """A value that a rule let stand in for evidence."""

    node: Expr
    value: Value
    causes: Causes


Watch = Callable[[Rule, Expr, Truth], None]
"""Is told of each condition that was evaluated: in the text of which rule, which one, and what it came to."""


@dataclass(slots=True)
class Trace:
    """What an evaluation touched: the series that it read with who spoke in them, what it presumed, and what it took as complete.

    Attributes:
        watch: Who is told of each condition, if anybody.
    """

    series: dict[tuple[str, tuple[str, ...]], tuple[Series, set[str]]] = field(default_factory=dict)
    presumed: list[Presumed] = field(default_factory=list)
    complete: list[Coverage] = field(default_factory=list)
    watch: Watch | None = None
    _outranked: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)

    def read(self, series: Series, speakers: set[str], *, outranked: bool = False) -> None:
        """Note that a series was read.

        Args:
            series: The series.
            speakers: Who speaks of the days that are looked at.
            outranked: Whether others, who speak of a later day, are believed first.
        """
        if outranked:
            self._outranked.add((series.kind.name, series.key))
        entry = self.series.get((series.kind.name, series.key))
        if entry is None:
            self.series[series.kind.name, series.key] = (series, speakers)
        else:
            entry[1].update(speakers)

    def take_as_complete(self, declarations: Iterable[Coverage]) -> None:
        """Note declarations of completeness that something rests on, each once."""
        for declared in declarations:
            if all(one is not declared for one in self.complete):
                self.complete.append(declared)

    def disputing(self) -> list[str]:
        """Return the speakers who are not alone in a series that was read: under the perspective of others nothing changes."""
        told = self.series.items()
        shared = (speakers for key, (_, speakers) in told if len(speakers) > 1 or key in self._outranked)
        return sorted({one for speakers in shared for one in speakers})

    def presume(self, node: Expr, value: Value, causes: Causes) -> None:
        """Note a presumption, once for each place in the rule."""
        if all(one.node is not node for one in self.presumed):
            self.presumed.append(Presumed(node, value, causes))


class Members(Protocol):
    """The members of a group, for `total` and `members`."""

    def total(self, value: Expr) -> Interval:
        """Return the sum over the members."""

    def count(self) -> Interval:
        """Return how many there are."""


@dataclass(slots=True)
class Env:
    """The surroundings of one evaluation.

    Attributes:
        view: The evidence.
        rule: The rule's text in force.
        day: The day judged: facts dated later are not read, and `as_of` is this day.
        records: What the record variables stand for.
        law_day: The day whose parameters apply; None for the day judged.
        adopted: The day on which the rule's instrument was adopted, or is assumed to have been.
        due: The due day, where there is one.
        period: First and last day of the period of a recurring duty.
        keys: The keys of a group.
        members: The members of a group.
        due_of: The due day of another rule for this subject.
        trace: Where to note what is touched.
        hypothetical: Whether a record is read that nobody claimed: what the evidence shows of it, and what is absent of it,
            says nothing of what it could be.
        asked: The day that the question is about, where an earlier one is looked at; None where `day` is it.
        judged: The rule that is judged, where it is looked at whether an exemption lets its bearer off; None if `rule` is it.
    """

    view: View
    rule: Rule
    day: date
    records: dict[str, Readable]
    law_day: Interval | None = None
    adopted: date | None = None
    due: Value | None = None
    period: tuple[date, date] | None = None
    keys: dict[str, Value] = field(default_factory=dict)
    members: Members | None = None
    due_of: Callable[[str, date], Value] | None = None
    trace: Trace | None = None
    lets: dict[str, Value] = field(default_factory=dict)
    hypothetical: bool = False
    asked: date | None = None
    judged: Rule | None = None

    def on(self, day: date) -> Env:
        """Return the same surroundings on another day."""
        records = self.records
        subject = records.get(self.rule.each.variable)
        if isinstance(subject, StateRecord):
            records = {**records, self.rule.each.variable: StateRecord(subject.state, day)}
        return Env(
            self.view, self.rule, day, records, self.law_day, self.adopted, self.due, self.period, self.keys,
            self.members, self.due_of, self.trace, {}, self.hypothetical, self.asked or self.day, self.judged,
        )  # fmt: skip


def traced(env: Env, trace: Trace | None) -> Env:
    """Return the same surroundings, noting elsewhere what is touched; `dataclasses.replace` takes four times as long."""
    return Env(
        env.view, env.rule, env.day, env.records, env.law_day, env.adopted, env.due, env.period, env.keys,
        env.members, env.due_of, trace, env.lets, env.hypothetical, env.asked, env.judged,
    )  # fmt: skip


def watched(node: Expr, value: Truth, env: Env) -> Truth:
    """Return the value of a condition, after telling whoever watches."""
    if env.trace is not None and env.trace.watch is not None:
        env.trace.watch(env.rule, node, value)
    return value
