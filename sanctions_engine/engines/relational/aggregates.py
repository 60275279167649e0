"""Aggregates as lateral queries: the counterpart of `semantics.aggregates`, one fold for each function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from sanctions_engine.engines.relational import calculating
from sanctions_engine.engines.relational.comparing import compare
from sanctions_engine.engines.relational.facts import Facts, latest
from sanctions_engine.engines.relational.hypothetical import covered, unclaimed
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Query, Source, Window
from sanctions_engine.engines.relational.record_fields import Record, fields_of
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Column,
    Term,
    all_of,
    any_of,
    choose,
    constant,
    equal,
    is_null,
    is_true,
    less,
    negation,
    not_false,
)
from sanctions_engine.engines.relational.values import (
    Condition,
    Duration,
    NoValue,
    Span,
    SqlValue,
    Words,
    absent_of,
    fits,
    is_exact,
    maybe_none_of,
    nothing_of,
    where,
)
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.models.kinds import FactKind, Nature

if TYPE_CHECKING:
    from sanctions_engine.engines.relational.formulas import Scope

HISTORY = frozenset({"latest", "earliest", "max", "min"})

Compile = Callable[[Expr, "Scope"], SqlValue]
Aggregates = dict[str, tuple[str, Term]]


@dataclass(slots=True)
class Selection:
    """The facts that an aggregate reads, and what is known of those that nobody claimed.

    Attributes:
        alias: The lateral source that holds what comes of them.
        rows: Their query: `holds`, and what `listed` adds; None where nobody claims a fact of the kind.
        complete: Whether no fact that nobody claimed could be read: true or false.
        typical: What the aggregate's value can be for such a fact.
        inner: What the value is compiled in.
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

    def column(self, name: str, *, nullable: bool = True) -> Column:
        """Return a column of what comes of the facts."""
        return Column(self.alias, name, nullable)

    @property
    def nobody(self) -> Term:
        """Whether no fact was found: true or false."""
        return TRUE if self.rows is None else equal(self.column("found", nullable=False), constant(0))

    def value(self) -> SqlValue:
        """Return the aggregate's value for one fact."""
        assert self.node.value is not None
        return self.compile(self.node.value, self.inner)

    def fold(self, listed: Mapping[str, Term], aggregates: Aggregates) -> None:
        """Lay the lateral query of the aggregate: facts with the columns of `listed`, summed up by `aggregates` over source `f`."""
        self.lay(self.with_columns(listed), aggregates)

    def with_columns(self, listed: Mapping[str, Term]) -> Query:
        """Return the query of the facts with more columns, and with the aggregates that these read."""
        assert self.rows is not None
        sources = {**self.rows.sources, **self.inner.laterals}
        columns = {**self.rows.columns, **listed}
        return replace(self.rows, sources=sources, columns=columns, lateral=frozenset(self.inner.laterals))

    def lay(self, rows: Source, aggregates: Aggregates) -> None:
        """Lay the lateral query of the aggregate over some rows."""
        holds = Column("f", "holds")
        whole: Aggregates = {
            "found": ("count true", not_false(holds)),
            "sure": ("count true", is_true(holds)),
            "claimed": ("any true", Column("f", "claimed")),
            **aggregates,
        }
        if self.doubtful:
            whole["open"] = ("any true", Column("f", "open"))
            self.scope.defer(is_true(self.column("open")), "claims that leave open what an aggregate reads")
        self.scope.laterals[self.alias] = Query({"f": rows}, {}, group=True, aggregates=whole)


HOLDS = Column("f", "holds")


def aggregate(node: nodes.Aggregate, scope: Scope, compile: Compile) -> SqlValue:
    """Return the value of an aggregate.

    Raises:
        Unsupported: If something in it has no form in SQL.
    """
    return _FOLDS[node.function](select(node, scope, compile))


def select(node: nodes.Aggregate, scope: Scope, compile: Compile) -> Selection:
    """Find the facts that an aggregate reads."""
    kind = scope.family_kinds[node.kind]
    facts = scope.facts(node.kind)
    start = _window_start(node, scope, compile)
    pins = {name: compile(expression, scope) for name, expression in node.pins}
    alias = scope.fresh("a")

    def supposing(record: Record, expression: Expr) -> SqlValue:
        # no source stands behind such a record: what is read on the way belongs to the scope around
        inner = replace(scope.within(node.variable, record, hypothetical=True), laterals=scope.laterals)
        return compile(expression, inner)

    def passes(record: Record) -> Term:
        if node.condition is None:
            return TRUE
        return _truth(supposing(record, node.condition))

    def typical() -> SqlValue:
        assert node.value is not None
        return supposing(unclaimed(kind, start, scope.day), node.value)

    complete = covered(kind, scope.coverage(node.kind), start, scope.day, passes)
    if facts is None:
        inner = scope.within(node.variable, unclaimed(kind, start, scope.day))
        return Selection(node, alias, None, complete, typical, inner, scope, compile, 0)
    name = scope.fresh("r")
    record = Record(kind, fields_of(facts.table, name), Column(name, "$row", nullable=False))
    inner = scope.within(node.variable, record)
    rows, claims = _rows(node, kind, facts, name, record, inner, start, pins, compile)
    one_event = kind.nature is Nature.EVENT and set(pins) == set(kind.identity) and claims is not None
    if one_event:
        complete = any_of([complete, is_true(Column(alias, "claimed"))])
    return Selection(node, alias, rows, complete, typical, inner, scope, compile, facts.table.rows, facts.doubtful)


def _truth(value: SqlValue) -> Term:
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
    moved, odd = calculating.shift(Span(scope.day, scope.day, is_day=True), Duration(steps), -1)
    scope.defer(odd, "a day outside the years 1 to 9999")
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
) -> tuple[Query, Term | None]:
    """Return the facts that may pass with `holds`, and those of the series that the filter pins; `claimed` marks the latter."""
    assert kind.dated is not None
    dated = cast(Span, record.fields[kind.dated])
    today = Span(inner.day, inner.day, is_day=True)
    in_time = [compare("<=", dated, today).value]
    if start is not None:
        in_time.append(compare(">=", dated, start).value)
    passes = TRUE if node.condition is None else _truth(compile(node.condition, inner))
    listens, unheard = facts.listens(name, inner.day, start)
    there = all_of([negation(facts.denied(name)), listens])
    holds = all_of([there, *in_time, passes])
    same = [compare("==", record.fields[pin], value).value for pin, value in pins.items()]
    claims: Term | None = None
    if kind.nature is Nature.EVENT and set(pins) == set(kind.identity):
        exact = [is_exact(one) for one in pins.values() if isinstance(one, Span)]
        claims = all_of([*map(is_true, same), *exact])
    opened = any_of([facts.is_open(name), unheard])
    source: Source = inner.source(facts)
    if kind.nature is Nature.STATUS and node.function not in HISTORY:
        identity = [term for pin, term in zip(pins, same, strict=True) if pin in kind.identity]
        source, opened = latest(source, facts, name, dated, [*map(not_false, in_time), there], identity, opened)
    kept = any_of([not_false(holds), opened, claims if claims is not None else FALSE])
    rows = Query(
        {name: source, **inner.laterals},
        {"holds": holds, "open": opened, "claimed": claims if claims is not None else FALSE},
        where=all_of([*map(not_false, same), kept]),
        lateral=frozenset(inner.laterals),
    )
    return rows, claims


def _any(chosen: Selection) -> SqlValue:
    if chosen.rows is None:
        return Condition(choose([(chosen.complete, FALSE)], NULL), negation(chosen.complete))
    value = TRUE if chosen.node.value is None else _truth(chosen.value())
    each = all_of([HOLDS, Column("f", "value")]) if value != TRUE else HOLDS
    chosen.fold(
        {} if value == TRUE else {"value": value},
        {"yes": ("any true", is_true(each)), "maybe": ("any true", is_null(each))},
    )
    yes, maybe = is_true(chosen.column("yes")), is_true(chosen.column("maybe"))
    found = choose([(yes, TRUE), (maybe, NULL), (chosen.complete, FALSE)], NULL)
    return Condition(found, all_of([is_null(found), negation(chosen.complete), chosen.nobody]))


def _all(chosen: Selection) -> SqlValue:
    if chosen.rows is None:
        return Condition(choose([(chosen.complete, TRUE)], NULL), negation(chosen.complete))
    each = any_of([negation(HOLDS), Column("f", "value")])
    chosen.fold(
        {"value": _truth(chosen.value())},
        {"not": ("any true", is_true(negation(each))), "maybe": ("any true", is_null(each))},
    )
    broken, maybe = is_true(chosen.column("not")), is_true(chosen.column("maybe"))
    found = choose([(broken, FALSE), (maybe, NULL), (chosen.complete, TRUE)], NULL)
    return Condition(found, all_of([is_null(found), negation(chosen.complete), chosen.nobody]))


def _count(chosen: Selection) -> SqlValue:
    if chosen.rows is None:
        high = choose([(chosen.complete, constant(0))], NULL)
        return Span(constant(0), high, negation(chosen.complete))
    chosen.fold({}, {})
    high = choose([(chosen.complete, chosen.column("found", nullable=False))], NULL)
    absent = all_of([negation(chosen.complete), chosen.nobody])
    return Span(chosen.column("sure", nullable=False), high, absent, size=max(chosen.size, 1))


def _sum(chosen: Selection) -> SqlValue:
    typical = chosen.typical()
    positive: Term = FALSE
    if isinstance(typical, Span) and not typical.is_day:
        positive = is_true(negation(less(typical.low, constant(0))))
    if chosen.rows is None:
        low = choose([(any_of([chosen.complete, positive]), constant(0))], NULL)
        return Span(low, choose([(chosen.complete, constant(0))], NULL), negation(chosen.complete))
    value = chosen.value()
    if not isinstance(value, Span):
        raise Unsupported("a sum of what is known to be without")
    size = fits(value.size * max(chosen.size, 1))
    zero = constant(0)
    certain = all_of([is_true(HOLDS), negation(Column("f", "maybe none"))])
    ends: dict[str, tuple[str, Term]] = {}
    for end, combine in (("low", calculating.smaller_term), ("high", calculating.greater_term)):
        term = Column("f", end)
        added = choose(
            [(any_of([negation(not_false(HOLDS)), Column("f", "nothing")]), zero), (certain, term)], combine(term, zero)
        )
        ends[end] = ("sum", added)
        ends[f"{end} open"] = ("any true", is_null(added))
    chosen.fold({"low": value.low, "high": value.high, "nothing": value.nothing, "maybe none": value.maybe_none}, ends)

    def total(end: str) -> Term:
        whole = calculating.first_given(chosen.column(end), zero)
        return choose([(is_true(chosen.column(f"{end} open")), NULL)], whole)

    low = choose([(any_of([chosen.complete, positive]), total("low"))], NULL)
    high = choose([(chosen.complete, total("high"))], NULL)
    absent = all_of([negation(chosen.complete), chosen.nobody])
    return Span(low, high, absent, unit=value.unit, size=size)


def _extreme(chosen: Selection) -> SqlValue:
    largest = chosen.node.function == "max"
    typical = chosen.typical()
    open_ends = Span(NULL, NULL, chosen.nobody)
    if chosen.rows is None:
        return Span(NULL, NULL, TRUE, is_day=isinstance(typical, Span) and typical.is_day)
    value = chosen.value()
    if not isinstance(value, Span) or not isinstance(typical, Span):
        raise Unsupported("the largest of what is known to be without")
    listed = {"low": value.low, "high": value.high, "nothing": value.nothing, "maybe none": value.maybe_none}
    possible = all_of([not_false(HOLDS), negation(Column("f", "nothing"))])
    certain = all_of([possible, is_true(HOLDS), negation(Column("f", "maybe none"))])
    sure_end, open_end = ("low", "high") if largest else ("high", "low")
    function = "greatest" if largest else "least"
    chosen.fold(
        listed,
        {
            "certain": ("any true", certain),
            "sure end": (function, choose([(certain, Column("f", sure_end))], NULL)),
            "far end": (function, choose([(possible, Column("f", open_end))], NULL)),
            "far open": ("any true", all_of([possible, is_null(Column("f", open_end))])),
        },
    )
    far = choose([(is_true(chosen.column("far open")), NULL)], chosen.column("far end"))
    value, typical = calculating.aligned(value, typical)
    beyond = typical.high if largest else typical.low
    far = choose([(chosen.complete, far)], beyond)
    near = chosen.column("sure end")
    low, high = (near, far) if largest else (far, near)
    known = Span(low, high, unit=value.unit, size=max(value.size, typical.size), is_day=value.is_day)
    return where(is_true(chosen.column("certain")), known, replace(open_ends, unit=value.unit, is_day=value.is_day))


def _by_date(chosen: Selection) -> SqlValue:
    typical = chosen.typical()
    never = _with_absent(typical, chosen.nobody)
    default = None if chosen.node.none is None else chosen.compile(chosen.node.none, chosen.scope)
    if chosen.rows is None:
        return never if default is None else where(chosen.complete, default, never)
    value = chosen.value()
    kind = chosen.scope.family_kinds[chosen.node.kind]
    dated = cast(Span, chosen.inner.records[chosen.node.variable].fields[kind.dated or ""])
    listed = {"day low": dated.low, "day high": dated.high, **_parts(value)}
    rows = chosen.with_columns(listed)
    later = chosen.node.function == "latest"
    certain, bound = is_true(Column("e", "holds")), Column("e", "day low" if later else "day high")
    edge = choose([(certain, bound)], NULL)
    marked = Query(
        {"e": rows},
        {name: Column("e", name) for name in rows.columns},
        windows={"edge": Window("greatest" if later else "least", edge, ())},
    )
    high, low, mark = Column("f", "day high"), Column("f", "day low"), Column("f", "edge")
    reaches = (
        any_of([is_null(mark), is_null(high), negation(less(high, mark))])
        if later
        else any_of([is_null(mark), is_null(low), negation(less(mark, low))])
    )
    left = all_of([not_false(HOLDS), is_true(reaches)])
    aggregates, joined = _hulled(value, left, chosen)
    aggregates["left"] = ("count true", left)
    chosen.lay(marked, aggregates)
    sure = less(constant(0), chosen.column("sure", nullable=False))
    result = never
    if default is not None:
        nobody = equal(chosen.column("left", nullable=False), constant(0))
        doubtful = where(nobody, default, calculating.hull(joined, default) if chosen.complete != FALSE else joined)
        result = where(chosen.complete, doubtful, never)
    return where(sure, joined, result)


def _with_absent(typical: SqlValue, nobody: Term) -> SqlValue:
    if isinstance(typical, (Condition, Span, Words)):
        return replace(typical, absent=nobody)
    return typical


def _parts(value: SqlValue) -> dict[str, Term]:
    parts: dict[str, Term]
    if isinstance(value, Span):
        parts = {"low": value.low, "high": value.high}
    elif isinstance(value, (Words, Condition)):
        parts = {"low": value.value}
    else:
        raise Unsupported("the latest of what has no single value")
    return {**parts, "maybe none": maybe_none_of(value), "absent": absent_of(value), "nothing": nothing_of(value)}


def _hulled(value: SqlValue, left: Term, chosen: Selection) -> tuple[Aggregates, SqlValue]:
    """Return the aggregates of the hull of some values, and the hull."""
    low, high = Column("f", "low"), Column("f", "high")
    given = all_of([left, negation(Column("f", "nothing"))])
    aggregates: Aggregates = {
        "given": ("any true", given),
        "nothing": ("any true", all_of([left, Column("f", "nothing")])),
        "said": ("any true", all_of([given, negation(Column("f", "absent"))])),
        "maybe none": ("any true", all_of([given, Column("f", "maybe none")])),
        "least": ("least", choose([(given, low)], NULL)),
        "low open": ("any true", all_of([given, is_null(low)])),
    }
    second = high if isinstance(value, Span) else low
    aggregates["most"] = ("greatest", choose([(given, second)], NULL))
    aggregates["high open"] = ("any true", all_of([given, is_null(second)]))

    def column(name: str) -> Term:
        return is_true(chosen.column(name))

    nothing = negation(column("given"))
    maybe_none = all_of([column("given"), any_of([column("maybe none"), column("nothing")])])
    absent = all_of([column("given"), negation(column("said"))])
    bottom = choose([(column("low open"), NULL)], chosen.column("least"))
    top = choose([(column("high open"), NULL)], chosen.column("most"))
    if isinstance(value, Span):
        return aggregates, replace(
            value, low=bottom, high=top, absent=absent, nothing=nothing, maybe_none=maybe_none, blank=False
        )
    same = choose([(equal(bottom, top), bottom)], NULL)
    if isinstance(value, Words):
        apart = all_of([negation(column("low open")), is_true(negation(equal(bottom, top)))])
        chosen.scope.defer(apart, "one of two texts")
        unsure = all_of([maybe_none, negation(is_null(same))])
        chosen.scope.defer(unsure, "a text that may be without")
        return aggregates, Words(same, absent, nothing, maybe_none)
    assert isinstance(value, Condition)
    return aggregates, Condition(same, absent, nothing, maybe_none)


_FOLDS: dict[str, Callable[[Selection], SqlValue]] = {
    "any": _any,
    "all": _all,
    "count": _count,
    "sum": _sum,
    "max": _extreme,
    "min": _extreme,
    "latest": _by_date,
    "earliest": _by_date,
}
