"""Groups: the records that count against one shared limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from sanctions_engine.diagnostics import Code, EvaluationFailed, Problem
from sanctions_engine.language.nodes import Expr, FieldOf
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.semantics.aggregates import term
from sanctions_engine.semantics.arithmetic import add
from sanctions_engine.semantics.causes import Cause, Causes, Why
from sanctions_engine.semantics.comparison import compare
from sanctions_engine.semantics.completeness import declarations_behind, is_complete, unclaimed
from sanctions_engine.semantics.environment import Env, Trace
from sanctions_engine.semantics.evaluator import evaluate, holds
from sanctions_engine.semantics.evidence import View, key_text
from sanctions_engine.semantics.judgement import Considered
from sanctions_engine.semantics.parameters import values_on
from sanctions_engine.semantics.ranking import Record
from sanctions_engine.semantics.reading import Window, read_series
from sanctions_engine.semantics.truth import TRUE, Truth, any_of
from sanctions_engine.semantics.values import Choice, Interval, Value, exactly, hull, one_text

MAX_KEYS = 60
ONE_DAY = timedelta(days=1)
MAX_DAYS = 3660
AskedOfRecord = Callable[[Env], Truth]


@dataclass(slots=True)
class Member:
    """A record with its surroundings, whether it belongs to the group, and the exemptions that were looked at for it."""

    record: Record
    env: Env
    belongs: Truth
    relief: tuple[Considered, ...] = ()


class Group:
    """The members of one group, as `total` and `members` read them.

    Attributes:
        of: The records that belong, or may.
        missing: Why there may be more.
        typical: The value of an expression for a record that nobody claimed.
        out: The records that an exemption takes out; `belongs` tells whether each would belong without it.
    """

    def __init__(
        self, members: list[Member], missing: Causes, typical: Callable[[Expr], Value], out: Iterable[Member] = ()
    ) -> None:
        self.of = members
        self.missing = missing
        self.typical = typical
        self.out = tuple(out)

    @property
    def relieved(self) -> Truth:
        """Whether there is a record that an exemption takes out."""
        return any_of(one.belongs for one in self.out)

    def total(self, value: Expr) -> Interval:
        """Return the sum over the members: the known part and more where the list is not complete."""
        result = exactly(0)
        for member in self.of:
            result = add(result, term(evaluate(value, member.env), member.belongs))
        result = replace(result, absent=False)
        if not self.missing:
            return result
        typical = self.typical(value)
        low = result.low if isinstance(typical, Interval) and typical.low is not None and typical.low >= 0 else None
        return Interval(low, None, result.causes | self.missing)

    def count(self) -> Interval:
        """Return how many members there are."""
        sure = sum(1 for one in self.of if one.belongs.is_true)
        causes = frozenset[Cause]().union(*(one.belongs.causes for one in self.of))
        if self.missing:
            return Interval(sure, None, causes | self.missing)
        return Interval(sure, len(self.of), causes)


@dataclass(slots=True)
class Grouping:
    """How a rule's text sorts records into groups on a day.

    Attributes:
        in_force: Whether the law was in force on a record's own day.
        relief: The exemptions that may take a record out of the group.
    """

    rule: Rule
    view: View
    day: date
    adopted: date | None
    in_force: AskedOfRecord
    relief: Callable[[Env], tuple[Considered, ...]]
    trace: Trace | None = None

    def env(self, record: Record) -> Env:
        """Return the surroundings of one record."""
        env = Env(self.view, self.rule, self.day, {self.rule.each.variable: record}, adopted=self.adopted)
        env.hypothetical = record.of is None
        env.trace = None if env.hypothetical else self.trace
        if self.rule.on is not None:
            on = evaluate(self.rule.on.node, env)
            env.law_day = on if isinstance(on, Interval) else None
        return env

    def candidate(self, env: Env) -> Truth:
        """Tell whether a record passes `where`."""
        return holds(self.rule.where.node, env) if self.rule.where else TRUE

    def keys(self, env: Env) -> list[Value]:
        """Return the key values of a record."""
        return [evaluate(formula.node, env) for _, formula in self.rule.group_by or ()]

    def matches(self, env: Env, key: tuple[Value, ...]) -> Truth:
        """Tell whether a record has the key of a group."""
        result = TRUE
        for value, wanted in zip(self.keys(env), key, strict=True):
            result = result & compare("==", value, wanted)
        return result

    def belongs(self, record: Record, key: tuple[Value, ...]) -> Truth:
        """Tell whether a record that nobody claimed could belong to a group."""
        env = self.env(record)
        result = self.candidate(env)
        result = result if result.is_false else result & self.matches(env, key) & self.in_force(env)
        return result if result.is_false else result & ~taken_out(self.relief(env))

    def group(self, key: tuple[Value, ...]) -> tuple[Group, bool]:
        """Return a group, and whether a record has its key while the law was not in force for it."""
        members, out, outside = list[Member](), list[Member](), False
        for series in self.view.evidence.series(self.rule.each.kind.name):
            for found in read_series(series, self.view, Window(self.day), history=False, trace=self.trace):
                env = self.env(found.record)
                passes = found.holds & self.candidate(env)
                passes = passes if passes.is_false else passes & self.matches(env, key)
                if passes.is_false:
                    continue
                bound = passes & self.in_force(env)
                if bound.is_false:
                    outside = True
                    continue
                relief = self.relief(env)
                belongs = bound & ~taken_out(relief)
                is_out = belongs.is_false
                (out if is_out else members).append(Member(found.record, env, bound if is_out else belongs, relief))
        kind, window = self.rule.each.kind, Window(self.day)
        could_belong = partial(self.belongs, key=key)
        complete = is_complete(kind, self.view, window, could_belong)
        if complete and self.trace is not None:
            self.trace.take_as_complete(declarations_behind(kind, self.view, window, could_belong))
        missing: Causes = frozenset() if complete else frozenset((Cause(Why.NOT_COVERED, kind.name),))
        typical = self.env(unclaimed(kind, window))
        return Group(members, missing, lambda value: evaluate(value, typical), out), outside

    def is_closed(self, key: tuple[Value, ...], spans: Iterable[tuple[date | None, date | None]]) -> bool:
        """Whether no record that nobody claimed could belong to a group.

        Args:
            spans: First day, and first day without it, of each time in which the law was in force: where the record's own day
                decides, only these can hold a member.
        """
        kind, on = self.rule.each.kind, self.rule.on
        windows = [Window(self.day)]
        if on is not None and isinstance(on.node, FieldOf) and on.node.name == kind.dated:
            windows = [
                Window(
                    self.day if until is None or until > self.day else until - ONE_DAY,
                    exactly(since) if since else None,
                )
                for since, until in spans
                if since is None or since <= self.day
            ]
        return all(is_complete(kind, self.view, one, lambda record: self.belongs(record, key)) for one in windows)

    def joinable(self, key: tuple[Value, ...]) -> bool:
        """Whether a fact dated after the day judged could still join a group."""
        later = unclaimed(self.rule.each.kind, Window(self.day))
        tomorrow = Interval(self.day + ONE_DAY, None)
        later.date = tomorrow
        later.fields[self.rule.each.kind.dated or ""] = tomorrow
        return not self.belongs(later, key).is_false

    def subjects(self) -> list[tuple[Subject, tuple[Value, ...]]]:
        """Return the groups that the records make, in order of their keys."""
        names = tuple(name for name, _ in self.rule.group_by or ())
        found: dict[tuple[str, ...], tuple[Value, ...]] = {}
        for series in self.view.evidence.series(self.rule.each.kind.name):
            for each in read_series(series, self.view, Window(self.day), history=False, trace=None):
                env = self.env(each.record)
                if self.candidate(env).is_false:
                    continue
                for key in self._possible_keys(each.record, env):
                    found.setdefault(key_texts(key), key)
        kind = self.rule.each.kind.name
        return [
            (Subject(kind, texts, names=names, group=True), key)
            for texts, key in sorted(found.items(), key=lambda item: item[0])
        ]

    def _possible_keys(self, record: Record, env: Env) -> list[tuple[Value, ...]]:
        """Return the keys that a record can have; of one whose day is imprecise those of each day, where that is what leaves them open."""
        choices = [single_values(value) for value in self.keys(env)]
        low, high = record.date.low, record.date.high
        if all(choices) or low is None or high is None or not 0 < (high - low).days < MAX_DAYS:
            return every_key(choices)
        keys: dict[tuple[Value, ...], None] = {}
        for number in range((high - low).days + 1):
            on = self.env(record.pinned(record.kind.dated or "", exactly(low + timedelta(days=number))))
            keys.update(dict.fromkeys(every_key([single_values(value) for value in self.keys(on)])))
        return list(keys)


def taken_out(relief: Iterable[Considered]) -> Truth:
    """Tell whether one of the exemptions that were looked at for a record takes it out of its group."""
    return any_of(one.counts for one in relief)


def single_values(value: Value) -> list[Value]:
    """Return the single values that a key can be, if they are few: a record of an imprecise key may belong to each."""
    if isinstance(value, Choice) and value.options is not None:
        return [one_text(text) for text in sorted(value.options)]
    if isinstance(value, Interval) and value.low is not None and value.high is not None:
        if value.low == value.high:
            return [exactly(value.low)]
        if isinstance(value.low, int) and isinstance(value.high, int) and value.high - value.low < MAX_KEYS:
            return [exactly(number) for number in range(value.low, value.high + 1)]
    if isinstance(value, Truth) and value.value is not None:
        return [Truth(value.value)]
    return []


def every_key(choices: list[list[Value]]) -> list[tuple[Value, ...]]:
    """Return every combination of the values of several keys; none where a key has none."""
    keys: list[tuple[Value, ...]] = [()]
    for choice in choices:
        keys = [(*key, value) for key in keys for value in choice]
    return keys


def key_texts(key: Iterable[Value]) -> tuple[str, ...]:
    """Return the key of a group as a subject names it."""
    return tuple(_text(value) for value in key)


def _text(value: Value) -> str:
    if isinstance(value, Choice):
        return value.text
    if isinstance(value, Interval):
        return str(value.low)
    return key_text(value.value) if isinstance(value, Truth) else ""


def law_day_of(rule: Rule, group: Group) -> Interval | None:
    """Return the days of a group's members, for the parameters that are read for the group as a whole.

    Raises:
        EvaluationFailed: If a parameter has two values on the days of those that surely belong (SE601).
    """
    days = [(one, one.env.law_day) for one in group.of if one.env.law_day is not None]
    for name, parameter in rule.parameters.items():
        values = {
            one.value
            for member, day in days
            if member.belongs.is_true and day.is_exact
            for one in values_on(parameter, day)
        }
        if len(values) > 1:
            listed = " and ".join(sorted(f"`{value}`" for value in values))
            message = f"parameter `{name}` has the values {listed} on days of one group"
            raise EvaluationFailed(
                [Problem(Code.SE601, message, help="group by the period in which the value applies")]
            )
    joined: Value | None = None
    for _, day in days:
        joined = day if joined is None else hull(joined, day)
    return joined if isinstance(joined, Interval) else None


def last_day_of(group: Group) -> Interval | None:
    """Return the day of a group's last member, on which an exemption of the whole group has to be law; None if it is open."""
    days = [(one.belongs, one.env.law_day) for one in group.of if one.env.law_day is not None]
    lows = [day.low for belongs, day in days if belongs.is_true and isinstance(day.low, date)]
    highs = [day.high for _, day in days if isinstance(day.high, date)]
    if not lows or len(highs) < len(days):
        return None
    causes: Causes = frozenset[Cause]().union(*(day.causes for _, day in days))
    return Interval(max(lows), max(highs), causes)
