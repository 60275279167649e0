"""The facts that an aggregate reads, for all subjects at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from sanctions_engine.engines.relational import calculating, day_spans
from sanctions_engine.engines.relational.comparing import compare
from sanctions_engine.engines.relational.facts import Facts, latest
from sanctions_engine.engines.relational.hypothetical import covered, unclaimed
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Query, Source
from sanctions_engine.engines.relational.record_fields import Record, fields_of
from sanctions_engine.engines.relational.terms import (
    FALSE,
    TRUE,
    Column,
    Constant,
    Term,
    all_of,
    any_of,
    choose,
    constant,
    equal,
    is_true,
    negation,
    never_null,
    not_false,
    parts_of,
)
from sanctions_engine.engines.relational.values import (
    Condition,
    Duration,
    NoValue,
    Quotient,
    Span,
    SqlValue,
    is_exact,
)
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.models.kinds import FactKind, Nature

if TYPE_CHECKING:
    from sanctions_engine.engines.relational.scope import Scope

HISTORY = frozenset({"latest", "earliest", "max", "min"})

Compile = Callable[[Expr, "Scope"], SqlValue]
Aggregates = dict[str, tuple[str, Term]]


@dataclass(frozen=True, slots=True)
class OneSeries:
    """Facts of one status series, each of a day of its own: what is known of those that an aggregate can read.

    Attributes:
        day: The day of a fact.
        same: Whether a fact is of the series: conditions that are never null, as are the others.
        in_time: Whether it is dated on or before the day judged.
        passes: Whether it passes what else the filter asks.
        open: Whether claims leave it open.
        order: What the latest, or the earliest, of those in time has most, or least, of.
        counts: Whether a fact counts on its own day.
    """

    day: Term
    same: tuple[Term, ...]
    in_time: Term
    passes: Term
    open: Term
    order: Term
    counts: Term


@dataclass(slots=True)
class Selection:
    """The facts that an aggregate reads, and what is known of those that nobody claimed.

    Attributes:
        alias: The lateral source that holds what comes of them.
        rows: Their query: `holds`, and what `listed` adds; None where nobody claims a fact of the kind.
        complete: Whether no fact that nobody claimed could be read: true or false.
        typical: What the aggregate's value can be for such a fact.
        inner: What the value is compiled in.
        series: What is known of the facts where all are of one series and no two of one day.
        also: Conditions of these facts; whether some fact meets them is a column of what comes of them.
        unsure: How many of the first deferrals of `inner` leave open whether a fact passes; the others, what its value is.
    """

    node: nodes.Aggregate
    alias: str
    rows: Query | None
    complete: Term
    typical: Callable[[], SqlValue]
    inner: Scope
    scope: Scope
    compile: Compile
    size: int
    doubtful: bool = False
    series: OneSeries | None = None
    also: dict[str, Term] = field(default_factory=dict)
    unsure: int = 0

    def column(self, name: str, *, nullable: bool = True) -> Column:
        """Return a column of what comes of the facts."""
        return Column(self.alias, name, nullable)

    @property
    def nobody(self) -> Term:
        """Whether no fact was found: true or false."""
        if self.rows is None:
            return TRUE
        return equal(self.column("found" if self.series is None else "sure", nullable=False), constant(0))

    @property
    def holds(self) -> Term:
        """Whether a fact passes, to be read of the rows that are laid: a constant, or a condition."""
        assert self.rows is not None
        holds = self.rows.columns["holds"]
        return holds if isinstance(holds, Constant) else replace(HOLDS, nullable=False) if never_null(holds) else HOLDS

    def value(self) -> SqlValue:
        """Return the aggregate's value for one fact."""
        assert self.node.value is not None
        return _no_quotient(self.compile(self.node.value, self.inner))

    def fold(self, listed: Mapping[str, Term], aggregates: Aggregates) -> None:
        """Lay the lateral query of the aggregate: facts with the columns of `listed`, summed up by `aggregates` over source `f`."""
        self.lay(self.with_columns(listed), aggregates)

    def with_columns(self, listed: Mapping[str, Term]) -> Query:
        """Return the query of the facts with more columns, and with the aggregates that these read."""
        assert self.rows is not None
        sources = {**self.rows.sources, **self.inner.laterals}
        columns = {**self.rows.columns, **listed, **self._left()}
        return replace(self.rows, sources=sources, columns=columns, lateral=frozenset(self.inner.laterals))

    def _left(self) -> dict[str, Term]:
        """Return a column for each reason for which facts are left to the reference evaluator."""
        assert self.rows is not None
        passes = [one.condition for one in self.inner.deferred[: self.unsure]]
        read = any_of([not_false(self.rows.columns["holds"]), *passes])
        found: dict[str, list[Term]] = {}
        for place, one in enumerate(self.inner.deferred):
            here = one.condition if place < self.unsure else all_of([read, one.condition])
            found.setdefault(one.reason, []).append(here)
        return {f"{LEFT} {reason}": is_true(any_of(conditions)) for reason, conditions in found.items()}

    def lay(self, rows: Source, aggregates: Aggregates) -> None:
        """Lay the lateral query of the aggregate over some rows."""
        assert self.rows is not None
        whole: Aggregates = {"sure": ("count true", is_true(self.holds)), **aggregates}
        if self.series is None:  # else those that are found surely pass
            whole["found"] = ("count true", not_false(self.holds))
        if self.rows.columns["claimed"] != FALSE:
            whole["claimed"] = ("any true", Column("f", "claimed"))
        if self.doubtful:
            whole["open"] = ("any true", Column("f", "open"))
        if self.doubtful and self.alias not in self.scope.laterals:
            self.scope.defer(is_true(self.column("open")), "claims that leave open what an aggregate reads")
        for reason in dict.fromkeys(one.reason for one in self.inner.deferred):
            name = f"{LEFT} {reason}"
            whole[name] = ("any true", Column("f", name))
            if self.alias not in self.scope.laterals:
                self.scope.pass_on(reason, is_true(self.column(name)))
        self.scope.laterals[self.alias] = Query({"f": rows}, {}, group=True, aggregates=whole)


HOLDS = Column("f", "holds")
"""Whether a fact passes the filter."""

LEFT = "left:"
"""What the columns begin with that say of which facts the reference evaluator has to say what they come to, with the reason."""


def select(node: nodes.Aggregate, scope: Scope, compile: Compile) -> Selection:
    """Find the facts that an aggregate reads."""
    kind = scope.family_kinds[node.kind]
    facts = scope.facts(node.kind)
    start = _window_start(node, scope, compile)
    pins = {name: compile(expression, scope) for name, expression in node.pins}
    alias = scope.fresh("a")

    def supposing(record: Record, expression: Expr) -> SqlValue:
        # no source stands behind such a record: what is read on the way belongs to the scope around
        inner = replace(
            scope.within(node.variable, record, hypothetical=True), laterals=scope.laterals, deferred=scope.deferred
        )
        return compile(expression, inner)

    def passes(record: Record) -> Term:
        if node.condition is None:
            return TRUE
        return truth_of(supposing(record, node.condition))

    def typical() -> SqlValue:
        assert node.value is not None
        return _no_quotient(supposing(unclaimed(kind, start, scope.day), node.value))

    complete = covered(kind, scope.coverage(node.kind), start, scope.day, passes)
    if facts is None:
        inner = scope.within(node.variable, unclaimed(kind, start, scope.day))
        return Selection(node, alias, None, complete, typical, inner, scope, compile, 0)
    name = scope.fresh("r")
    record = Record(kind, fields_of(facts.table, name), Column(name, "$row", nullable=False))
    inner = scope.within(node.variable, record)
    rows, claims, series = _rows(node, kind, facts, name, record, inner, start, pins, compile)
    one_event = kind.nature is Nature.EVENT and set(pins) == set(kind.identity) and claims not in (None, FALSE)
    if one_event:
        complete = any_of([complete, is_true(Column(alias, "claimed"))])
    size, doubtful, unsure = facts.table.rows, facts.doubtful, len(inner.deferred)
    return Selection(node, alias, rows, complete, typical, inner, scope, compile, size, doubtful, series, unsure=unsure)


def _no_quotient(value: SqlValue) -> SqlValue:
    if isinstance(value, Quotient):
        raise Unsupported("quotients that are summed up or sorted by")
    return value


def fixed_to(field: SqlValue, value: SqlValue) -> Term:
    """Return whether a field is what a filter fixes it to, which may be to be without; a condition."""
    if isinstance(value, NoValue):
        return truth_of(calculating.no(field))
    return compare("==", field, value).value


def truth_of(value: SqlValue) -> Term:
    """Return the truth of a value that stands as a condition: one known to be without is false."""
    if isinstance(value, NoValue):
        return FALSE
    if not isinstance(value, Condition):
        raise Unsupported("a condition that is none")
    return value.value if value.nothing == FALSE else choose([(value.nothing, FALSE)], value.value)


def _window_start(node: nodes.Aggregate, scope: Scope, compile: Compile) -> Span | None:
    if node.window is None:
        return None
    length = compile(node.window, scope)
    if not isinstance(length, Duration):
        raise Unsupported("a window that is no length of time")
    steps = tuple(replace(step, round=step.round or "down") for step in length.steps)
    moved, odd = day_spans.shift(Span(scope.day, scope.day, is_day=True), Duration(steps), -1)
    scope.defer(odd, "a day outside the years 1 to 9999", fails=True)
    return moved


def _rows(
    node: nodes.Aggregate,
    kind: FactKind,
    facts: Facts,
    name: str,
    record: Record,
    inner: Scope,
    start: Span | None,
    pins: Mapping[str, SqlValue],
    compile: Compile,
) -> tuple[Query, Term | None, OneSeries | None]:
    """Return the facts that may pass with `holds`, and those of the series that the filter pins; `claimed` marks the latter."""
    assert kind.dated is not None
    dated = cast(Span, record.fields[kind.dated])
    today = Span(inner.day, inner.day, is_day=True)
    in_time = [compare("<=", dated, today).value]
    if start is not None:
        in_time.append(compare(">=", dated, start).value)
    passes = TRUE if node.condition is None else truth_of(compile(node.condition, inner))
    same = {pin: fixed_to(record.fields[pin], value) for pin, value in pins.items()}
    one_series = _is_one_series(node, kind, facts, same, dated)
    needed = [not_false(one) for one in same.values()]
    # Nothing but the series is asked for and nobody denies: whoever tells of it, their last word is what counts.
    plain = start is None and not facts.table.denied and all(one in needed for one in parts_of(passes))
    ordered = one_series and facts.heard and plain and not inner.deferred
    listens, unheard = (TRUE, FALSE) if ordered else facts.listens(name, inner.day, start)
    there = all_of([negation(facts.denied(name)), listens])
    reached = not_false(all_of([there, *in_time]))
    inner.deferred[:] = [replace(one, condition=all_of([reached, one.condition])) for one in inner.deferred]
    unsure = any_of(one.condition for one in inner.deferred)
    holds = all_of([there, *in_time, passes])
    claims: Term | None = None
    known = kind.nature is Nature.EVENT and set(pins) == set(kind.identity)
    if known and not any(isinstance(one, NoValue) for one in pins.values()):  # to be without names no series
        exact = [is_exact(one) for one in pins.values() if isinstance(one, Span)]
        claims = all_of([*map(is_true, same.values()), *exact])
    opened = any_of([facts.is_open(name), unheard])
    source: Source = inner.source(facts)
    if kind.nature is Nature.STATUS and node.function not in HISTORY:
        identity = [term for pin, term in same.items() if pin in kind.identity]
        source, opened = latest(source, facts, name, dated, [*map(not_false, in_time), there], identity, opened)
    if kind.nature is Nature.STATUS and node.function in HISTORY and dated.is_single and never_null(dated.low):
        needed += [
            not_false(one) for one in in_time
        ]  # what the last claims of a later day leave open is of that day alone
        opened = all_of([opened, *in_time])
    holds = all_of(one for one in parts_of(holds) if one not in needed)
    series = None
    if unsure == FALSE and one_series and never_null(holds) and (ordered or not facts.heard):
        rest = all_of(one for one in parts_of(all_of([there, passes])) if one not in needed)
        order, counts = facts.in_order(name, dated.low, latest=node.function == "latest")
        series = OneSeries(dated.low, tuple(same.values()), all_of(in_time), rest, facts.is_open(name), order, counts)
    rows = Query(
        {name: source, **inner.laterals},
        {"holds": holds, "open": opened, "claimed": claims if claims is not None else FALSE},
        where=all_of([*needed, any_of([not_false(holds), opened, unsure, claims if claims is not None else FALSE])]),
        lateral=frozenset(inner.laterals),
    )
    return rows, claims, series


def _is_one_series(node: nodes.Aggregate, kind: FactKind, facts: Facts, same: Mapping[str, Term], dated: Span) -> bool:
    """Whether the facts that a filter finds are surely of one status series, and no two by the same word are of one day."""
    return (
        kind.nature is Nature.STATUS
        and node.function in ("latest", "earliest")
        and set(kind.identity) <= set(same)
        and all(never_null(one) for one in same.values())
        and dated.is_single
        and never_null(dated.low)
    )
