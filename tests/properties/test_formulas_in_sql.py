"""Expressions as terms mean what the reference evaluator says: with constants, which fold, and with columns, in DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import assume, event, given
from hypothesis import strategies as st

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.formulas import compiled
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Query, Rows, Source
from sanctions_engine.engines.relational.record_fields import Record
from sanctions_engine.engines.relational.rule_texts import RULES, Family, RuleText
from sanctions_engine.engines.relational.running import fetch
from sanctions_engine.engines.relational.scope import Scope
from sanctions_engine.engines.relational.terms import NULL, Column, Term, any_of, constant
from sanctions_engine.engines.relational.values import Condition, NoValue, Quotient, Span, SqlValue, Words, from_value
from sanctions_engine.facts.bulk import ClaimTables
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.packs import load_pack
from sanctions_engine.language.rules import Rule
from sanctions_engine.language.types import CONDITION, DATE, DURATION, NUMBER, TEXT, TEXTS
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.kinds import STATE
from sanctions_engine.semantics.causes import Cause, Why
from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.law import NO_EVIDENCE
from sanctions_engine.semantics.reference import Question
from sanctions_engine.semantics.truth import FALSE, TRUE, Truth, unknown
from sanctions_engine.semantics.values import NOTHING, Choice, Interval, Value, exactly, one_text

AS_OF = date(2020, 1, 24)
FIELDS = {"a": NUMBER, "b": NUMBER, "d": DATE, "e": DATE, "p": CONDITION, "q": CONDITION, "s": TEXT, "t": TEXT}
UNSAID = frozenset((Cause(Why.ABSENT, "Thing"),))
WORDS = ("27", "2701", "270112", "28", "x")


# --- values ------------------------------------------------------------------------------------------------------------

NUMBERS = st.integers(-30, 30) | st.fractions(-9, 9, max_denominator=4)
DAYS = st.dates(date(2019, 12, 1), date(2020, 3, 31))


@st.composite
def intervals(draw: st.DrawFn, members: st.SearchStrategy[Any]) -> Value:
    shape = draw(st.sampled_from(["exact", "exact", "range", "low", "high", "absent", "maybe none", "none"]))
    low, high = sorted(draw(st.tuples(members, members)))
    match shape:
        case "exact":
            return exactly(low)
        case "none":
            return NOTHING
        case "absent":
            return Interval(None, None, UNSAID, absent=True, maybe_none=draw(st.booleans()))
        case _:
            return Interval(
                None if shape == "low" else low, None if shape == "high" else high, maybe_none=shape == "maybe none"
            )


TRUTHS: st.SearchStrategy[Value] = st.sampled_from(
    [TRUE, FALSE, unknown(), unknown(UNSAID, absent=True), unknown(UNSAID, absent=True, maybe_none=True), NOTHING]
)
TEXTS_SAID: st.SearchStrategy[Value] = st.sampled_from(
    [
        *map(one_text, WORDS),
        Choice(None, UNSAID, absent=True),
        Choice(None, UNSAID, absent=True, maybe_none=True),
        NOTHING,
    ]
)
_VALUES = {NUMBER: intervals(NUMBERS), DATE: intervals(DAYS), CONDITION: TRUTHS, TEXT: TEXTS_SAID}
RECORDS = st.fixed_dictionaries({name: _VALUES[type] for name, type in FIELDS.items()})


# --- expressions -------------------------------------------------------------------------------------------------------


def field(name: str) -> Expr:
    return nodes.FieldOf(type=FIELDS[name], variable="r", kind="Thing", name=name)


def literal(value: nodes.Constant, type: Any) -> Expr:
    return nodes.Literal(type=type, value=value)


def call(type: Any, function: str, *arguments: Expr, **options: str) -> Expr:
    return nodes.Call(type=type, function=function, arguments=arguments, options=tuple(options.items()))


def length(unit: str, count: Expr, round: str | None) -> Expr:
    return call(DURATION, unit, count, **({} if round is None else {"round": round}))


@st.composite
def numbers(draw: st.DrawFn, depth: int = 2) -> Expr:
    if depth == 0:
        return draw(st.sampled_from([field("a"), field("b")]) | NUMBERS.map(lambda one: literal(one, NUMBER)))
    below = numbers(depth - 1)
    shape = draw(
        st.sampled_from(
            ["+", "-", "*", "/", "min", "max", "ceil", "shown", "presume", "between", "if", "year", "month", "neg"]
        )
    )
    match shape:
        case "+" | "-" | "*":
            return nodes.Arithmetic(type=NUMBER, operator=shape, left=draw(below), right=draw(below))
        case "/":
            divisor = draw(NUMBERS.map(lambda one: literal(one, NUMBER)) | below)
            return nodes.Arithmetic(type=NUMBER, operator="/", left=draw(below), right=divisor)
        case "min" | "max" | "presume":
            return call(NUMBER, shape, draw(below), draw(below))
        case "ceil" | "shown":
            return call(NUMBER, shape, draw(below))
        case "between":
            return call(NUMBER, "days_between", draw(days(depth - 1)), draw(days(depth - 1)))
        case "year" | "month":
            return call(NUMBER, shape, draw(days(depth - 1)))
        case "neg":
            return nodes.Negate(type=NUMBER, operand=draw(below))
    return nodes.IfElse(type=NUMBER, condition=draw(conditions(depth - 1)), then=draw(below), otherwise=draw(below))


@st.composite
def days(draw: st.DrawFn, depth: int = 2) -> Expr:
    if depth == 0:
        return draw(st.sampled_from([field("d"), field("e")]) | DAYS.map(lambda one: literal(one, DATE)))
    below = days(depth - 1)
    shape = draw(st.sampled_from(["+", "-", "min", "max", "period", "if"]))
    match shape:
        case "+" | "-":
            unit = draw(st.sampled_from(["days", "weeks", "months", "years"]))
            number: Expr = draw(
                st.integers(0, 20).map(lambda one: literal(one, NUMBER)) | st.just(field("a")) | numbers(depth - 1)
            )
            moved = length(
                unit, number, draw(st.sampled_from([None, "up", "down"])) if unit in ("months", "years") else None
            )
            return nodes.Arithmetic(type=DATE, operator=shape, left=draw(below), right=moved)
        case "min" | "max":
            return call(DATE, shape, draw(below), draw(below))
        case "period":
            unit, count = draw(
                st.sampled_from([("weeks", 1), ("months", 1), ("months", 3), ("months", 12), ("years", 2)])
            )
            return call(DATE, "period_of", draw(below), length(unit, literal(count, NUMBER), None))
    return nodes.IfElse(type=DATE, condition=draw(conditions(depth - 1)), then=draw(below), otherwise=draw(below))


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> Expr:
    if depth == 0:
        return field(draw(st.sampled_from("pq")))
    below = conditions(depth - 1)
    shape = draw(
        st.sampled_from(
            ["number", "day", "text", "truth", "and", "or", "not", "no", "in", "hs_in", "starts", "shown", "done"]
        )
    )
    operator = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]))
    listed = literal(tuple(draw(st.lists(st.sampled_from(WORDS[:4]), min_size=1, max_size=2, unique=True))), TEXTS)
    text = field(draw(st.sampled_from("st")))
    match shape:
        case "number":
            sides = numbers(depth - 1)
            return nodes.Compare(type=CONDITION, operator=operator, left=draw(sides), right=draw(sides))
        case "day":
            moments = days(depth - 1)
            return nodes.Compare(type=CONDITION, operator=operator, left=draw(moments), right=draw(moments))
        case "text" | "truth":
            sides_said = st.sampled_from([field("s"), field("t"), literal("2701", TEXT)]) if shape == "text" else below
            operator = draw(st.sampled_from(["==", "!="]))
            return nodes.Compare(type=CONDITION, operator=operator, left=draw(sides_said), right=draw(sides_said))
        case "and" | "or":
            make = nodes.And if shape == "and" else nodes.Or
            return make(type=CONDITION, operands=(draw(below), draw(below)))
        case "not":
            return nodes.Not(type=CONDITION, operand=draw(below))
        case "no":
            return call(CONDITION, "no", field(draw(st.sampled_from(sorted(FIELDS)))))
        case "in":
            return nodes.Member(type=CONDITION, item=text, options=listed, negated=draw(st.booleans()))
        case "hs_in":
            return call(CONDITION, "hs_in", text, listed)
        case "starts":
            return call(CONDITION, draw(st.sampled_from(["startswith", "endswith"])), text, literal("27", TEXT))
        case "done":
            return call(CONDITION, "done", field(draw(st.sampled_from("de"))))
    return call(CONDITION, "shown", draw(below))


EXPRESSIONS = conditions() | numbers() | days()


# --- both evaluators ---------------------------------------------------------------------------------------------------


@dataclass
class Said:
    """A record whose fields are values."""

    fields: dict[str, Value]

    def read(self, name: str) -> Value:
        return self.fields[name]


@cache
def rule() -> Rule:
    pack = load_pack(Path(__file__).parents[1] / "cases" / "meaning")
    return next(iter(pack.rules.values()))


@cache
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def expected(node: Expr, fields: dict[str, Value]) -> Value | None:
    """Return the value by the reference evaluator; None where it fails."""
    try:
        return evaluate(node, Env(NO_EVIDENCE, rule(), AS_OF, {"r": Said(fields)}))
    except (EvaluationFailed, OverflowError):
        return None


def in_sql(node: Expr, records: Sequence[dict[str, Value]]) -> list[tuple[Any, ...]]:
    """Return the value of an expression for some records, in DuckDB: whether it is deferred, and the value's parts.

    Raises:
        Unsupported: If it has no form.
    """
    text = RuleText("rule", rule(), None, None, None, False)
    family = Family([text] * len(records), [0] * len(records), AS_OF)
    fields = {name: family.joined([from_value(one[name]) for one in records]) for name in FIELDS}
    tables = TablesOfFacts(ClaimTables(connection(), {}, Dossier(), {}, ()), Question(as_of=AS_OF))
    scope = Scope(family, rule(), {"r": Record(STATE, fields)}, tables, constant(AS_OF))
    value = compiled(node, scope)
    parts = parts_of(value)
    columns: dict[str, Term] = {"deferred": any_of(one.condition for one in scope.deferred), **parts}
    numbers = tuple(range(len(records)))
    rules = Rows({"number": numbers, **{name: tuple(one) for name, one in family.columns.items()}})
    sources: dict[str, Source] = {RULES: rules, **scope.laterals}
    whole = Query(sources, {"number": Column(RULES, "number"), **columns}, lateral=frozenset(scope.laterals))
    found = fetch(connection(), whole)
    return [_read(value, row[1:]) for row in sorted(found, key=lambda row: row[0])]


def parts_of(value: SqlValue) -> dict[str, Term]:
    """Return what there is to compare of a value."""
    if isinstance(value, NoValue):
        return {"nothing": constant(True)}
    if isinstance(value, Quotient):
        return {**parts_of(value.over), "by": value.by}
    assert isinstance(value, (Condition, Span, Words))
    ends = (
        {"low": value.low, "high": value.high} if isinstance(value, Span) else {"low": value.value, "high": value.value}
    )
    maybe_none = NULL if value.maybe_none is None else value.maybe_none
    return {"nothing": value.nothing, **ends, "absent": value.absent, "maybe none": maybe_none}


def _read(value: SqlValue, row: tuple[Any, ...]) -> tuple[Any, ...]:
    deferred, nothing, *rest = row
    if isinstance(value, Quotient):
        *rest, by = rest
        assert by > 0, by
        value, rest[:2] = value.over, [None if one is None else Fraction(one, by) for one in rest[:2]]
    if nothing:
        return (deferred, "nothing")
    low, high, absent, maybe_none = rest
    if isinstance(value, Span) and not value.is_day:
        low, high = (None if one is None else one * value.unit for one in (low, high))
    return (deferred, low, high, absent, maybe_none)


def agrees(value: Value | None, found: tuple[Any, ...]) -> bool:
    """Whether what was found in SQL is the value."""
    deferred, *parts = found
    if deferred:
        return True
    if value is None:
        return False
    if value is NOTHING:
        return parts == ["nothing"]
    if parts == ["nothing"]:
        return False
    low, high, absent, maybe_none = parts
    if isinstance(value, Truth):
        return low is value.value and (value.value is not None or absent == value.absent)
    assert isinstance(value, Interval)
    return (low, high, absent, maybe_none) == (value.low, value.high, value.absent, value.maybe_none)


@given(EXPRESSIONS, st.lists(RECORDS, min_size=1, max_size=6))
def test_an_expression_over_columns_is_what_the_reference_evaluator_says(
    node: Expr, records: list[dict[str, Value]]
) -> None:
    try:
        found = in_sql(node, records)
    except Unsupported as limit:
        event(f"left to the reference evaluator: {limit.reason}")
        assume(False)
    for fields, one in zip(records, found, strict=True):
        value = expected(node, fields)
        assert agrees(value, one), (value, one, fields)


@given(EXPRESSIONS, RECORDS)
def test_an_expression_over_constants_is_what_the_reference_evaluator_says(
    node: Expr, fields: dict[str, Value]
) -> None:
    # One record: every field is a constant, so that the terms fold as far as they can before DuckDB sees the rest.
    try:
        (found,) = in_sql(node, [fields])
    except Unsupported:
        assume(False)
    value = expected(node, fields)
    assert agrees(value, found), (value, found)


def test_a_wrong_value_is_told() -> None:
    # A comparison that takes everything would pass every example.
    fields: dict[str, Value] = {
        name: unknown(UNSAID, absent=True) if type == CONDITION else NOTHING for name, type in FIELDS.items()
    }
    fields = {**fields, "a": Interval(1, 3)}
    (found,) = in_sql(field("a"), [fields])
    assert agrees(Interval(1, 3), found)
    assert not agrees(replace(Interval(1, 3), high=4), found)
    assert not agrees(NOTHING, found)
