"""Families of rule texts: texts of one shape that differ in constants alone, and the columns that hold those constants."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.terms import Column, Constant, Scalar, Term, constant
from sanctions_engine.engines.relational.values import (
    Codes,
    Condition,
    Duration,
    DurationStep,
    NoValue,
    RowCodes,
    Span,
    SqlValue,
    Words,
    from_value,
    in_unit,
    without,
)
from sanctions_engine.engines.relational.values import common as common_unit
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import ExceptionClause, Rule
from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.law import NO_EVIDENCE

RULES = "rules"
"""The source of a plan that has one row for each rule text of a family."""


@dataclass(frozen=True, slots=True)
class RuleText:
    """The text that a rule has between two days, as the reading has it.

    Attributes:
        several: Whether the rule has other texts on other days.
        place: Its place among the texts of the rule, in order of time.
    """

    id: str
    rule: Rule
    adopted: date | None
    since: date | None
    until: date | None
    several: bool
    place: int = 0


@dataclass(slots=True)
class Family:
    """Rule texts of one shape. What differs between them stands in `columns`, a value for each text.

    Attributes:
        numbers: The number of each text's rule among those asked.
        day: The day judged.
        periods: First and last day of each period of a recurring duty; None for one that does not recur.
    """

    texts: list[RuleText]
    numbers: list[int]
    day: date
    periods: tuple[tuple[date, date], ...] | None = None
    columns: dict[str, list[Scalar]] = field(default_factory=dict)
    _hoisted: dict[tuple[Expr, frozenset[int] | None], SqlValue] = field(default_factory=dict)

    def having(self, clause: ExceptionClause) -> frozenset[int]:
        """Return the places of the texts that have an exception."""
        wanted = (clause.id, clause.when.node)
        return frozenset(
            place
            for place, text in enumerate(self.texts)
            if any((one.id, one.when.node) == wanted for one in text.rule.exceptions)
        )

    def hoisted(
        self,
        node: Expr,
        rules: Sequence[tuple[Rule, date | None]] | None = None,
        wanted: frozenset[int] | None = None,
    ) -> SqlValue:
        """Return the value of an expression that reads no evidence, evaluated for each text by the reference evaluator.

        Args:
            node: The expression.
            rules: The rule and the day of adoption that each text reads it in; those of the texts themselves if None.
            wanted: The places of the texts whose value is asked for; any value may stand for the others. All if None.

        Raises:
            Unsupported: If it fails to evaluate, or its values have no common form.
        """
        key = (node, wanted)
        if rules is None and key in self._hoisted:
            return self._hoisted[key]
        read = [(one.rule, one.adopted) for one in self.texts] if rules is None else rules
        if wanted is not None:
            some = read[min(wanted)]
            read = [one if place in wanted else some for place, one in enumerate(read)]
        found = self.joined(self._values(node, read))
        if rules is None:
            self._hoisted[key] = found
        return found

    def _values(self, node: Expr, read: Sequence[tuple[Rule, date | None]]) -> list[SqlValue]:
        """Return the value of an expression for each text, evaluated once for all that agree in what it reads."""
        cells = [part.column for part in nodes.walk(node) if isinstance(part, nodes.RowCell)]
        known: dict[Hashable, SqlValue] = {}
        found = []
        for rule, adopted in read:
            alike = (adopted, *(rule.row.get(one) for one in cells))
            if alike not in known:
                known[alike] = self._value(node, rule, adopted)
            found.append(known[alike])
        return found

    def _value(self, node: Expr, rule: Rule, adopted: date | None) -> SqlValue:
        env = Env(NO_EVIDENCE, rule, self.day, {}, adopted=adopted)
        try:
            return from_value(evaluate(node, env))
        except EvaluationFailed as failure:
            raise Unsupported(f"a constant that fails to evaluate: {failure.problems[0].message}") from failure

    def column(self, values: Sequence[Scalar]) -> Term:
        """Return a term for a value that each text has: a constant if all have the same, else a column of `RULES`."""
        first = values[0]
        if all(type(one) is type(first) and one == first for one in values):
            return constant(first)
        sorts = [type(one) for one in values]
        alike = (name for name, known in self.columns.items() if known == list(values) and [*map(type, known)] == sorts)
        name = next(alike, f"c{len(self.columns)}")
        self.columns.setdefault(name, list(values))
        given = [one for one in values if one is not None]
        return Column(
            RULES, name, nullable=len(given) < len(values), low=_extreme(min, given), high=_extreme(max, given)
        )

    def joined(self, values: list[SqlValue]) -> SqlValue:
        """Return one value for all texts, of the values that each has as constants.

        Raises:
            Unsupported: If they have no common form.
        """
        first = values[0]
        if all(one == first for one in values):
            return first
        given = next(one for one in values if not isinstance(one, NoValue))
        values = [without(given) if isinstance(one, NoValue) else one for one in values]
        if all(isinstance(one, Span) for one in values):
            return self._spans(cast("list[Span]", values))
        if all(isinstance(one, Words) for one in values):
            words = cast("list[Words]", values)
            return Words(
                self._parts(one.value for one in words),
                self._parts(one.absent for one in words),
                self._parts(one.nothing for one in words),
                self._parts(one.maybe_none for one in words),
            )
        if all(isinstance(one, Condition) for one in values):
            truths = cast("list[Condition]", values)
            return Condition(
                self._parts(one.value for one in truths),
                self._parts(one.absent for one in truths),
                self._parts(one.nothing for one in truths),
                maybe_none=None,
            )
        if all(isinstance(one, Codes) for one in values):
            return RowCodes(tuple(one.texts for one in cast("list[Codes]", values)))
        if all(isinstance(one, Duration) for one in values):
            return self._durations(cast("list[Duration]", values))
        raise Unsupported("constants of several sorts")

    def _parts(self, terms: Iterable[Term]) -> Term:
        return self.column([one.value for one in cast("Iterable[Constant]", terms)])

    def _spans(self, spans: list[Span]) -> Span:
        unit = spans[0].unit
        for one in {id(one): one for one in spans}.values():
            unit = common_unit(unit, one.unit)
        is_day = any(one.is_day for one in spans)
        if not is_day:
            spans = [in_unit(one, unit) for one in spans]
        return Span(
            self._parts([one.low for one in spans]),
            self._parts([one.high for one in spans]),
            self._parts([one.absent for one in spans]),
            self._parts([one.nothing for one in spans]),
            self._parts([one.maybe_none for one in spans]),
            unit=unit,
            size=max(one.size for one in spans),
            is_day=is_day,
        )

    def _durations(self, lengths: list[Duration]) -> Duration:
        shapes = {tuple((s.unit, s.round, s.roll, s.calendar) for s in one.steps) for one in lengths}
        if len(shapes) > 1:
            raise Unsupported("durations of several sorts in one column")
        steps = []
        for number, like in enumerate(lengths[0].steps):
            count = self._spans([one.steps[number].count for one in lengths])
            steps.append(DurationStep(like.unit, count, like.round, like.roll, like.calendar))
        return Duration(tuple(steps))


def _extreme(which: Callable[..., Scalar], values: Sequence[Scalar]) -> Scalar:
    """Return the least or the greatest of days or numbers; None for values of other sorts."""
    return which(values) if all(type(one) in (date, int) for one in values) else None


def reads_no_evidence(node: Expr, *, today: bool) -> bool:
    """Whether an expression has one value for every subject of a rule's text, whatever the evidence.

    Args:
        today: Whether `as_of` is the day judged there, and not another day.
    """
    return all(_is_constant(part, today) for part in nodes.walk(node))


def _is_constant(part: Expr, today: bool) -> bool:
    match part:
        case nodes.FieldOf() | nodes.Aggregate() | nodes.Total() | nodes.Members() | nodes.LetRef() | nodes.Variable():
            return False
        case nodes.Special(name=name):
            return name == "instrument.adopted" or (today and name == "as_of")
        case nodes.ParameterRef() | nodes.Call(function="due_of"):
            return False
        case _:
            return True
