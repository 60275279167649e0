"""Evidence while it is made up: records of which some fields are settled, and what a rule makes of them so far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.language.nodes import Call, Expr, LetRef, Members, Special, Total, walk
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.claims import NONE, Claim, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind, FieldKind
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.states import state
from sanctions_engine.models.text_forms import TextForm, misfit
from sanctions_engine.semantics.causes import Cause, Why
from sanctions_engine.semantics.environment import Env, Readable, StateRecord
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.evidence import Evidence, View
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.truth import Truth
from sanctions_engine.semantics.values import NOTHING, Choice, Interval, Value, from_field, unsaid
from sanctions_engine.testing.strategies.evidence import SOURCE, dossier_of

Constant = bool | int | Fraction | str | date
"""A value that is settled: what an exact value of the language comes to."""

_UNSAID = frozenset((Cause(Why.ABSENT),))


@dataclass(eq=False, slots=True)
class Draft:
    """A record that is made up: the fields settled so far.

    Example:
        >>> from sanctions_engine import load_pack
        >>> draft = Draft(load_pack("un/dprk").kinds["TradeFlow"])
        >>> draft.settle("importer", "CHN"), draft.settle("importer", "RUS"), draft.fields["importer"]
        (True, False, 'CHN')
    """

    kind: FactKind
    fields: dict[str, FieldValue] = field(default_factory=dict)

    def read(self, name: str) -> Value:
        """Return a field as the reference evaluator reads it; one that is not settled is absent."""
        value = self.fields.get(name)
        if value is None:
            return unsaid(self.kind.fields[name], _UNSAID)
        return from_field(value, lambda: Cause(Why.IMPRECISE))

    def settle(self, name: str, value: FieldValue) -> bool:
        """Settle a field, if it is still free and can hold the value; return whether it was."""
        declared = self.kind.fields[name]
        if name in self.fields or not self._fits(name, value):
            return False
        if value is NONE and not declared.optional:
            return False
        self.fields[name] = value
        return True

    def _fits(self, name: str, value: FieldValue) -> bool:
        declared = self.kind.fields[name]
        if value is NONE:
            return declared.optional
        match declared.kind:
            case FieldKind.BOOL:
                return isinstance(value, bool)
            case FieldKind.DATE:
                return isinstance(value, DateRange)
            case FieldKind.INT | FieldKind.DECIMAL:
                return isinstance(value, NumberRange) and _within(value, declared.bounds, declared.kind)
            case FieldKind.STATE:
                return isinstance(value, str) and len(value) == 3
            case FieldKind.TEXT:
                if not isinstance(value, str) or not value.strip():
                    return False
                form = declared.form
                odd = form in (TextForm.TARIFF_CODE, TextForm.IMO_NUMBER) and misfit(form, value) is not None
                return not odd and (not declared.one_of or value in declared.one_of)

    def claim(self, by: str, known: date) -> Claim:
        """Return the claim that somebody makes of it."""
        return Claim(fact=self.kind.name, fields=dict(self.fields), by=by, source=SOURCE, known=DateRange.of(known))


def _within(value: NumberRange, bounds: NumberRange | None, kind: FieldKind) -> bool:
    if kind is FieldKind.INT and not all(end is None or end == int(end) for end in (value.low, value.high)):
        return False
    if bounds is None:
        return True
    low_enough = bounds.high is None or (value.high is not None and value.high <= bounds.high)
    return low_enough and (bounds.low is None or (value.low is not None and value.low >= bounds.low))


@dataclass(eq=False, slots=True)
class StateDraft:
    """The State of a rule that is evaluated for States."""

    code: str
    day: date

    def read(self, name: str) -> Value:
        """Return a field of the register."""
        return StateRecord(state(self.code), self.day).read(name)


Scope = dict[str, "Draft | StateDraft"]
"""What the record variables of an expression stand for."""


@dataclass(eq=False)
class World:
    """What is made up for one rule: its subject, the other records, and the days.

    Attributes:
        rule: The text of the rule in force.
        day: The day up to which facts are made up and conditions looked at.
        adopted: The day on which its instrument was adopted.
        records: The records made up so far; the subject's first, unless it is a State.
        due: The due day, once it is settled.
        period: The period of a recurring duty.
    """

    law: Law
    rule: Rule
    day: date
    adopted: date | None
    records: list[Draft] = field(default_factory=list)
    due: date | None = None
    period: tuple[date, date] | None = None
    _seen: int = -1
    _view: View | None = None

    def new_record(self, kind: FactKind) -> Draft:
        """Return a record of which nothing is settled."""
        draft = Draft(kind)
        self.records.append(draft)
        return draft

    @contextmanager
    def under(self, rule: Rule) -> Iterator[None]:
        """Look at the conditions of another rule, such as an exemption, in the same world."""
        own, adopted = self.rule, self.adopted
        self.rule, self.adopted = rule, self.law.adopted(rule.instrument)
        try:
            yield
        finally:
            self.rule, self.adopted = own, adopted

    def _evidence(self) -> View:
        """Return the evidence that the records make so far; those without a day are not part of it yet."""
        size = sum(len(one.fields) for one in self.records)
        if self._view is None or size != self._seen:
            told = [one.claim("press", date.min) for one in self.records if one.kind.dated in one.fields]
            self._view = View(Evidence(dossier_of(told), self.law.kinds))
            self._seen = size
        return self._view

    def value(self, node: Expr, scope: Scope) -> Value | None:
        """Return what an expression comes to with what is settled; None where that cannot be told."""
        if any(isinstance(one, (Total, Members)) for one in self._all(node)):
            return None
        records: dict[str, Readable] = dict(scope)
        view = self._evidence()
        env = Env(view, self.rule, self.day, records, adopted=self.adopted, period=self.period)
        env.due = NOTHING if self.due is None else Interval(self.due, self.due)
        env.law_day = Interval(self.day, self.day)
        env.due_of = lambda other, day: NOTHING
        try:
            return evaluate(node, env)
        except (EvaluationFailed, OverflowError, KeyError):
            return None

    def _all(self, node: Expr) -> list[Expr]:
        """Return the parts of an expression, `let` names followed."""
        found: list[Expr] = []
        for one in walk(node):
            found.append(one)
            if isinstance(one, LetRef):
                found += self._all(self.let(one.name))
            elif isinstance(one, Special) and one.name.startswith("group."):
                found.append(Members(type=one.type))
        return found

    def presumes(self, node: Expr) -> bool:
        """Whether a value may rest on what nothing shows yet, so that it changes when more is settled."""
        return any(isinstance(one, Call) and one.function in ("shown", "presume") for one in self._all(node))

    def let(self, name: str) -> Expr:
        """Return the expression of a `let` name."""
        return next(formula.node for other, formula in self.rule.let if other == name)

    def truth(self, node: Expr, scope: Scope) -> bool | None:
        """Return the truth of a condition with what is settled; None for unknown."""
        value = self.value(node, scope)
        return value.value if isinstance(value, Truth) else None

    def constant(self, node: Expr, scope: Scope) -> Constant | None:
        """Return the one value that an expression is settled to; None where it is open."""
        value = self.value(node, scope)
        if isinstance(value, Truth):
            return value.value
        if isinstance(value, Interval) and value.is_exact:
            low: Constant = value.low
            return low
        if isinstance(value, Choice) and value.is_exact:
            return value.text
        return None
