"""Aggregates as lateral queries: the counterpart of `semantics.aggregates`, one fold for each function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from sanctions_engine.engines.relational import calculating, extremes, terms
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Query, Window
from sanctions_engine.engines.relational.selection import HOLDS, Aggregates, Compile, Selection, select, truth_of
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Column,
    Constant,
    Term,
    all_of,
    any_of,
    apply,
    at_most,
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
    Span,
    SqlValue,
    Words,
    absent_of,
    aligned,
    fits,
    maybe_none_of,
    nothing_of,
    where,
)
from sanctions_engine.language import nodes

if TYPE_CHECKING:
    from sanctions_engine.engines.relational.scope import Scope


def aggregate(node: nodes.Aggregate, scope: Scope, compile: Compile) -> SqlValue:
    """Return the value of an aggregate.

    Raises:
        Unsupported: If something in it has no form in SQL.
    """
    return _FOLDS[node.function](select(node, scope, compile))


def _any(chosen: Selection) -> SqlValue:
    if chosen.rows is None:
        return Condition(choose([(chosen.complete, FALSE)], NULL), negation(chosen.complete))
    value = TRUE if chosen.node.value is None else truth_of(chosen.value())
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
        {"value": truth_of(chosen.value())},
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
    for end, combine in (("low", extremes.smaller), ("high", extremes.greater)):
        term = Column("f", end)
        added = choose(
            [(any_of([negation(not_false(HOLDS)), Column("f", "nothing")]), zero), (certain, term)], combine(term, zero)
        )
        ends[end] = ("sum", added)
        ends[f"{end} open"] = ("any true", is_null(added))
    chosen.fold({"low": value.low, "high": value.high, "nothing": value.nothing, "maybe none": value.maybe_none}, ends)

    def total(end: str) -> Term:
        whole = terms.first_given(chosen.column(end), zero)
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
    value, typical = aligned(value, typical)
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
    if chosen.series is not None:
        said = of_one_fact(value, chosen)
        chosen.scope.laid[chosen.node] = chosen
        known = less(constant(0), chosen.column("sure", nullable=False))
        return where(known, said, never if default is None else where(chosen.complete, default, never))
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
        result = where(chosen.complete, where(nobody, default, _or_default(joined, default, sure, chosen)), never)
    return where(sure, joined, result)


def _or_default(found: SqlValue, default: SqlValue, sure: Term, chosen: Selection) -> SqlValue:
    """Return what may be the value of facts that may pass, or what stands for none."""
    if chosen.complete == FALSE:
        return found
    try:
        return calculating.hull(found, default)
    except Unsupported as limit:
        either = all_of(
            [chosen.complete, negation(sure), negation(equal(chosen.column("left", nullable=False), constant(0)))]
        )
        chosen.scope.defer(either, f"a choice of which it is unknown which side holds: {limit.reason}")
        return found


def of_one_fact(value: SqlValue, chosen: Selection) -> SqlValue:
    """Lay the query of the latest or earliest fact of one series, and return its value; where there is none it means nothing."""
    assert chosen.series is not None
    function = "last" if chosen.node.function == "latest" else "first"
    parts = {name: term for name, term in _parts(value).items() if not isinstance(term, Constant)}
    if isinstance(value, Span) and value.is_single:
        parts.pop("high", None)
    order = choose([(chosen.holds, Column("f", "order"))], NULL)
    aggregates: Aggregates = {name: (function, apply("by", Column("f", name), order, strict=False)) for name in parts}
    more = chosen.also
    aggregates |= {name: ("any true", Column("f", name)) for name in more}
    chosen.fold({"order": chosen.series.order, **parts, **more}, aggregates)
    return read_back(value, lambda name, term: term if name not in parts else chosen.column(name), chosen.scope)


def read_on(chosen: Selection, last: Term, name: str, term: Term) -> Column:
    """Have the query of the latest fact of one series read facts up to a later day, and return whether some of them meets a condition.

    Args:
        name: What the column is called, if no other condition has that name.
    """
    known = next((one for one, other in chosen.also.items() if other == term), None)
    if known is None:
        rows, series, known = (
            chosen.rows,
            chosen.series,
            name if name not in chosen.also else f"{name} {len(chosen.also)}",
        )
        assert rows is not None
        assert series is not None
        chosen.also[known] = term
        where = all_of([*series.same, at_most(series.day, last), any_of([series.passes, series.open])])
        holds = all_of([series.in_time, series.passes])
        chosen.rows = replace(rows, columns={**rows.columns, "holds": holds}, where=where)
        of_one_fact(chosen.value(), chosen)
    return chosen.column(known)


def read_back(value: SqlValue, read: Callable[[str, Term], Term], scope: Scope) -> SqlValue:
    """Return the value of the one fact that `latest` found.

    Args:
        value: The value as the fact has it.
        read: What stands for one of its `_parts`.
        scope: Where it is read.
    """
    terms = {name: read(name, term) for name, term in _parts(value).items()}
    nothing = is_true(terms["nothing"])
    absent = all_of([negation(nothing), is_true(terms["absent"])])
    maybe_none = all_of([negation(nothing), is_true(terms["maybe none"])])
    low = choose([(nothing, NULL)], terms["low"])
    if isinstance(value, Span):
        high = low if value.is_single else choose([(nothing, NULL)], terms["high"])
        return replace(value, low=low, high=high, absent=absent, nothing=nothing, maybe_none=maybe_none, blank=False)
    if isinstance(value, Words):
        scope.defer(all_of([maybe_none, negation(is_null(low))]), "a text that may be without")
        return Words(low, absent, nothing, maybe_none)
    return Condition(low, absent, nothing, maybe_none)


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
    same = choose([(column("nothing"), NULL)], same)  # what may be without is neither true nor false
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
