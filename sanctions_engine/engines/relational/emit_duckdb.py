"""Plans as DuckDB's SQL, by way of sqlglot's syntax trees: one row an operation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

from sqlglot import exp

from sanctions_engine.engines.relational.plan import Days, Kept, Query, Rows, Source, Table, Union, Window
from sanctions_engine.engines.relational.terms import TRUE, Apply, Choose, Column, Constant, Term, as_filter

Expression = exp.Expression
Emit = Callable[[Sequence[Expression]], Expression]

DIALECT = "duckdb"

_ARGUMENTS = "arguments"
"""The source of what an aggregate sums up."""


def sql(plan: Query | Union, constants: dict[str, Rows], prefix: str = "$constants") -> str:
    """Return the SQL of a plan.

    Args:
        plan: The plan.
        constants: Gets the tables of constants that have to be registered, by name.
        prefix: What their names begin with.
    """
    found = _Constants(constants, prefix)
    tree = _query(plan, found)
    for name, kept in found.kept.values():
        tree = tree.with_(exp.to_identifier(name, quoted=True), as_=kept, materialized=True, copy=False)
    return tree.sql(dialect=DIALECT, copy=False)


@dataclass(slots=True)
class _Constants:
    """The tables of constants and the kept rows that a plan needs.

    Attributes:
        kept: By the identity of a source, its name and its query; each comes after those that it reads.
    """

    found: dict[str, Rows]
    prefix: str
    kept: dict[int, tuple[str, exp.Query]] = field(default_factory=dict)

    def name(self, rows: Rows) -> str:
        """Return the name of a table of constants."""
        known = next((name for name, other in self.found.items() if other is rows), None)
        if known is None:
            known = f"{self.prefix}.{len(self.found)}"
            self.found[known] = rows
        return known

    def kept_name(self, rows: Kept) -> str:
        """Return the name of rows that are computed once."""
        if id(rows) not in self.kept:
            query = _query(rows.query, self)
            self.kept[id(rows)] = (f"$kept.{len(self.kept)}.{rows.name}", query)
        return self.kept[id(rows)][0]


def _in_two_steps(plan: Query) -> Query:
    """Return a query that sums up columns of an inner one: SQL takes an aggregate of outer columns alone for one of the outer query."""
    arguments: dict[str, Term] = {}
    summed: dict[str, tuple[str, Term]] = {}
    for name, (function, term) in plan.aggregates.items():
        parts = term.arguments if isinstance(term, Apply) and term.operation == "by" else (term,)
        names = [f"{name} of", f"{name} by"][: len(parts)]
        arguments |= dict(zip(names, parts, strict=True))
        columns = tuple(Column(_ARGUMENTS, one) for one in names)
        summed[name] = (function, columns[0] if len(columns) == 1 else Apply("by", columns))
    inner = replace(plan, columns=arguments, aggregates={}, group=False)
    return Query({_ARGUMENTS: inner}, {}, group=True, aggregates=summed)


def _query(plan: Query | Union | Days, constants: _Constants) -> exp.Query:
    if isinstance(plan, Days):
        return exp.select(_named(_every_day(emitted(plan.low), emitted(plan.high)), "day"), copy=False)
    if isinstance(plan, Union):
        parts = [_query(part, constants) for part in plan.parts]
        joined = parts[0]
        for part in parts[1:]:
            joined = exp.union(joined, part, distinct=False, copy=False)
        return joined
    if plan.aggregates and not plan.columns and _ARGUMENTS not in plan.sources:
        plan = _in_two_steps(plan)
    keys = {name: emitted(term) for name, term in plan.columns.items()}
    listed = [_named(term, name) for name, term in keys.items()]
    for name, (function, term) in plan.aggregates.items():
        listed.append(_named(_AGGREGATES[function](emitted(term)), name))
    listed += [_named(_window(window), name) for name, window in plan.windows.items()]
    select = exp.select(*listed, copy=False)
    for place, (name, other) in enumerate(plan.sources.items()):
        read = _source(other, name, constants)
        if name in plan.lateral:
            assert isinstance(other, (Query, Union, Days))
            read = exp.Lateral(this=exp.Subquery(this=_query(other, constants)), alias=_alias(name))
        if place:
            how = {"side": "LEFT"} if name in plan.optional else {"kind": "INNER"}
            select.append("joins", exp.Join(this=read, on=emitted(as_filter(plan.on.get(name, TRUE))), **how))
        else:
            select.from_(read, copy=False)
    where = as_filter(plan.where)
    if where != TRUE:
        select.where(emitted(where), copy=False)
    if plan.group and keys:
        select.group_by(*(emitted(term) for term in _grouped(plan)), copy=False)
    return select.distinct(copy=False) if plan.distinct else select


def _grouped(plan: Query) -> list[Term]:
    """Return the terms that rows are grouped by: each once, and constants only where there is nothing else."""
    terms = dict.fromkeys(plan.columns.values())
    return [one for one in terms if not isinstance(one, Constant)] or list(terms)


def _every_day(low: Expression, high: Expression) -> Expression:
    step = exp.Anonymous(this="to_days", expressions=[exp.Literal.number("1")])
    series = exp.Anonymous(this="generate_series", expressions=[low, high, step])
    return _as_type(exp.Anonymous(this="unnest", expressions=[series]), "date")


def _window(window: Window) -> Expression:
    function = _WINDOWS[window.function](emitted(window.of))
    order = [exp.Ordered(this=emitted(term), desc=falls, nulls_first=False) for term, falls in window.order]
    return exp.Window(
        this=function,
        partition_by=[emitted(term) for term in window.among],
        order=exp.Order(expressions=order) if order else None,
    )


def _named(term: Expression, name: str) -> Expression:
    return exp.Alias(this=term, alias=exp.to_identifier(name, quoted=True))


def _alias(name: str) -> exp.TableAlias:
    return exp.TableAlias(this=exp.to_identifier(name, quoted=True))


def _source(source: Source, name: str, constants: _Constants) -> Expression:
    alias = _alias(name)
    if isinstance(source, Table):
        return exp.Table(this=exp.to_identifier(source.name, quoted=True), alias=alias)
    if isinstance(source, Rows):
        return exp.Table(this=exp.to_identifier(constants.name(source), quoted=True), alias=alias)
    if isinstance(source, Kept):
        return exp.Table(this=exp.to_identifier(constants.kept_name(source), quoted=True), alias=alias)
    return exp.Subquery(this=_query(source, constants), alias=alias)


def emitted(term: Term) -> Expression:
    """Return a term as a syntax tree."""
    match term:
        case Constant(value=value):
            return _constant(value)
        case Column(source=source, name=name):
            return exp.Column(this=exp.to_identifier(name, quoted=True), table=exp.to_identifier(source, quoted=True))
        case Apply(operation=operation, arguments=arguments):
            return _OPERATIONS[operation]([emitted(one) for one in arguments])
        case Choose(branches=branches, otherwise=otherwise):
            ifs = [exp.If(this=emitted(test), true=emitted(value)) for test, value in branches]
            return exp.Case(ifs=ifs, default=emitted(otherwise))


_TYPES = {name: exp.DataType.build(name, dialect=DIALECT) for name in ("date", "int", "bigint", "hugeint")}
"""Types, read once: reading their names takes longer than all else that is done for a cast."""


def _as_type(value: Expression, name: str) -> Expression:
    return exp.Cast(this=value, to=_TYPES[name].copy())


def _constant(value: object) -> Expression:
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if value is None:
        return exp.Null()
    if isinstance(value, date):
        return _as_type(exp.Literal.string(value.isoformat()), "date")
    if isinstance(value, int):
        number = exp.Literal.number(str(value)) if value >= 0 else exp.Neg(this=exp.Literal.number(str(-value)))
        return _as_type(number, "bigint" if -(2**63) <= value < 2**63 else "hugeint")
    return exp.Literal.string(str(value))


def _binary(kind: type[exp.Binary]) -> Emit:
    return lambda many: exp.Paren(this=kind(this=many[0], expression=many[1]))


def _function(name: str) -> Emit:
    return lambda many: exp.Anonymous(this=name, expressions=list(many))


def _joined(kind: type[exp.Connector]) -> Emit:
    def make(many: Sequence[Expression]) -> Expression:
        whole = many[0]
        for one in many[1:]:
            whole = cast(Expression, kind(this=whole, expression=one))
        return exp.Paren(this=whole)

    return make


def _cast(target: str) -> Emit:
    return lambda many: _as_type(many[0], target)


def _shift_months(many: Sequence[Expression]) -> Expression:
    months = exp.Anonymous(this="to_months", expressions=[_as_type(many[1], "int")])
    return _as_type(exp.Paren(this=exp.Add(this=many[0], expression=months)), "date")


def _floor(many: Sequence[Expression]) -> Expression:
    """Return a quotient rounded down; the database's own rounds towards nothing."""
    number, divisor = many
    rest = exp.Paren(this=exp.Mod(this=number.copy(), expression=divisor.copy()))
    rest = exp.Paren(
        this=exp.Mod(this=exp.Paren(this=exp.Add(this=rest, expression=divisor.copy())), expression=divisor.copy())
    )
    return exp.Paren(this=exp.IntDiv(this=exp.Paren(this=exp.Sub(this=number, expression=rest)), expression=divisor))


def _matches_code(many: Sequence[Expression]) -> Expression:
    pattern = exp.Literal.string(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8,}")
    return exp.Anonymous(this="regexp_full_match", expressions=[many[0], pattern])


def _with_its_zero(many: Sequence[Expression]) -> Expression:
    """The other reading of a code of nine digits: `models.text_forms.code_readings`."""
    nine = exp.Anonymous(this="regexp_full_match", expressions=[many[0], exp.Literal.string("[1-9][0-9]{8}")])
    longer = exp.DPipe(this=exp.Literal.string("0"), expression=many[0].copy())
    return exp.Case(ifs=[exp.If(this=nine, true=exp.Paren(this=longer))], default=many[0].copy())


def _folded(many: Sequence[Expression]) -> Expression:
    text = many[0]
    for letter, plain in _FOLDED.items():
        text = exp.Anonymous(this="replace", expressions=[text, *map(exp.Literal.string, (letter, plain))])
    is_ascii = _OPERATIONS["is ascii"]([text])
    lowered = exp.Anonymous(this="lower", expressions=[text.copy()])
    return exp.Case(ifs=[exp.If(this=is_ascii, true=lowered)], default=_empty_unless_null(many[0]))


def _empty_unless_null(text: Expression) -> Expression:
    return exp.Anonymous(this="left", expressions=[text.copy(), exp.Literal.number("0")])


_FOLDED = {one: one.casefold() for one in "\u00df\u017f\u1e9e\u212a\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"}
"""The letters outside ASCII that `str.casefold` turns into ASCII."""

_OPERATIONS: dict[str, Emit] = {
    "and": _joined(exp.And),
    "or": _joined(exp.Or),
    "not": lambda many: exp.Paren(this=exp.Not(this=many[0])),
    "equal": _binary(exp.EQ),
    "same": _binary(exp.NullSafeEQ),
    "less": _binary(exp.LT),
    "is null": lambda many: exp.Paren(this=exp.Is(this=many[0], expression=exp.Null())),
    "add": _binary(exp.Add),
    "multiply": _binary(exp.Mul),
    "floor": _floor,
    "modulo": _binary(exp.Mod),
    "least": _function("least"),
    "greatest": _function("greatest"),
    "weekday": lambda many: exp.Paren(
        this=exp.Sub(this=exp.Anonymous(this="isodow", expressions=list(many)), expression=exp.Literal.number("1"))
    ),
    "wide": _cast("hugeint"),
    "day": _cast("date"),
    "shift days": lambda many: exp.Paren(this=exp.Add(this=many[0], expression=_as_type(many[1], "int"))),
    "shift months": _shift_months,
    "days between": lambda many: exp.Paren(this=exp.Sub(this=many[1], expression=many[0])),
    "year": _function("year"),
    "month": _function("month"),
    "day of month": _function("day"),
    "starts with": _function("starts_with"),
    "ends with": _function("ends_with"),
    "beginning": _function("left"),
    "in": lambda many: exp.Paren(this=exp.In(this=many[0], expressions=list(many[1:]))),
    "matches code": _matches_code,
    "with its zero": _with_its_zero,
    "is ascii": lambda many: exp.Paren(
        this=exp.EQ(
            this=exp.Anonymous(this="strlen", expressions=[many[0]]),
            expression=exp.Anonymous(this="length", expressions=[many[0].copy()]),
        )
    ),
    "lower": _function("lower"),
    "upper": _function("upper"),
    "folded": _folded,
    "fingerprint": _function("hash"),
    "by": lambda many: exp.Tuple(expressions=list(many)),
}

_AGGREGATES: dict[str, Callable[[Expression], Expression]] = {
    "count": lambda _: exp.Count(this=exp.Star()),
    "count true": lambda one: exp.Count(this=exp.Case(ifs=[exp.If(this=one, true=exp.Literal.number("1"))])),
    "count given": lambda one: exp.Count(this=one),
    "any true": lambda one: exp.Anonymous(this="bool_or", expressions=[one]),
    "least": lambda one: exp.Min(this=one),
    "greatest": lambda one: exp.Max(this=one),
    "sum": lambda one: exp.Sum(this=one),
    "last": lambda one: exp.Anonymous(this="arg_max_null", expressions=list(one.expressions)),
    "first": lambda one: exp.Anonymous(this="arg_min_null", expressions=list(one.expressions)),
    "some": lambda one: exp.Anonymous(this="any_value", expressions=[one]),
}

_WINDOWS: dict[str, Callable[[Expression], Expression]] = {
    "rank": lambda _: exp.Anonymous(this="rank"),
    "number": lambda _: exp.Anonymous(this="row_number"),
    "count": _AGGREGATES["count"],
    "greatest": _AGGREGATES["greatest"],
    "least": _AGGREGATES["least"],
    "any true": _AGGREGATES["any true"],
}
