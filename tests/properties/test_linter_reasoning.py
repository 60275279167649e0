"""What the linter says can never hold is never true, whatever the values; and what never is true on a grid of values it sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from sanctions_engine.language import nodes
from sanctions_engine.language.expressions.unparse import unparse
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.packs import load_pack
from sanctions_engine.language.rules import Rule
from sanctions_engine.language.types import CONDITION, DATE, DURATION, NUMBER, TEXT, TEXTS, Type
from sanctions_engine.linting.reasoning.domains import Domains
from sanctions_engine.linting.reasoning.never import always, never
from sanctions_engine.models.kinds import FactKind, FieldKind, FieldType, Nature
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.evaluator import holds
from sanctions_engine.semantics.law import NO_EVIDENCE
from sanctions_engine.semantics.truth import FALSE, TRUE, unknown
from sanctions_engine.semantics.values import NOTHING, Choice, Interval, Value, exactly, one_text

AS_OF = date(2020, 1, 24)
DAYS = [date(2020, 1, day) for day in (1, 10, 11, 20)]
NUMBERS = [0, 1, 2, 5]
CODES = ["27", "2701", "270112", "28"]
WORDS = ["red", "blue"]

KIND = FactKind(
    name="Thing",
    nature=Nature.EVENT,
    dated="d",
    identity=("s",),
    fields={
        "a": FieldType(kind=FieldKind.INT, bounds=NumberRange(0, 5)),
        "b": FieldType(kind=FieldKind.DECIMAL, optional=True),
        "d": FieldType(kind=FieldKind.DATE),
        "e": FieldType(kind=FieldKind.DATE, optional=True),
        "p": FieldType(kind=FieldKind.BOOL),
        "q": FieldType(kind=FieldKind.BOOL, optional=True),
        "s": FieldType(kind=FieldKind.TEXT, one_of=(*WORDS, "green")),
        "t": FieldType(kind=FieldKind.TEXT, optional=True),
    },
)
DOMAINS = Domains({"Thing": KIND})
_TYPES = {FieldKind.INT: NUMBER, FieldKind.DECIMAL: NUMBER, FieldKind.DATE: DATE, FieldKind.BOOL: CONDITION}


def field(name: str) -> Expr:
    declared = KIND.fields[name]
    type = Type(_TYPES.get(declared.kind, TEXT).base, declared.optional)
    return nodes.FieldOf(type=type, variable="r", kind="Thing", name=name)


def literal(value: nodes.Constant, type: Type) -> Expr:
    return nodes.Literal(type=type, value=value)


# --- conditions --------------------------------------------------------------------------------------------------------

OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])


@st.composite
def numbers(draw: st.DrawFn) -> Expr:
    one = field(draw(st.sampled_from("ab")))
    shape = draw(st.sampled_from(["field", "field", "field", "sum", "double", "negative", "shown"]))
    match shape:
        case "sum":
            operator, other = draw(st.sampled_from("+-")), field(draw(st.sampled_from("ab")))
            return nodes.Arithmetic(type=NUMBER, operator=operator, left=one, right=other)
        case "double":
            return nodes.Arithmetic(type=NUMBER, operator="*", left=literal(2, NUMBER), right=one)
        case "negative":
            return nodes.Negate(type=NUMBER, operand=one)
        case "shown":
            return nodes.Call(type=NUMBER, function="shown", arguments=(one,))
    return one


@st.composite
def days(draw: st.DrawFn) -> Expr:
    one = field(draw(st.sampled_from("de")))
    if draw(st.booleans()):
        return one
    length = nodes.Call(type=DURATION, function="days", arguments=(literal(draw(st.sampled_from([1, 9])), NUMBER),))
    return nodes.Arithmetic(type=DATE, operator=draw(st.sampled_from("+-")), left=one, right=length)


@st.composite
def texts(draw: st.DrawFn) -> Expr:
    name = draw(st.sampled_from("st"))
    words = WORDS if name == "s" else CODES
    shape = draw(st.sampled_from(["equal", "member", "code"] if name == "t" else ["equal", "member"]))
    some = tuple(draw(st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True)))
    if shape == "equal":
        operator = draw(st.sampled_from(["==", "!="]))
        return nodes.Compare(type=CONDITION, operator=operator, left=field(name), right=literal(some[0], TEXT))
    if shape == "member":
        return nodes.Member(type=CONDITION, item=field(name), options=literal(some, TEXTS), negated=draw(st.booleans()))
    return nodes.Call(type=CONDITION, function="hs_in", arguments=(field(name), literal(some, TEXTS)))


@st.composite
def atoms(draw: st.DrawFn) -> Expr:
    match draw(st.sampled_from(["number", "number", "day", "text", "text", "flag", "none"])):
        case "number":
            right: Expr = literal(draw(st.sampled_from(NUMBERS)), NUMBER)
            return nodes.Compare(type=CONDITION, operator=draw(OPERATORS), left=draw(numbers()), right=right)
        case "day":
            right = draw(days()) if draw(st.booleans()) else literal(draw(st.sampled_from(DAYS)), DATE)
            return nodes.Compare(type=CONDITION, operator=draw(OPERATORS), left=draw(days()), right=right)
        case "text":
            return draw(texts())
        case "none":
            name = draw(st.sampled_from("bet"))
            return nodes.Call(type=CONDITION, function="no", arguments=(field(name),))
        case _:
            return field(draw(st.sampled_from("pq")))


def _joined(part: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    both = st.lists(part, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        both.map(lambda operands: nodes.And(type=CONDITION, operands=operands)),
        both.map(lambda operands: nodes.Or(type=CONDITION, operands=operands)),
        part.map(lambda operand: nodes.Not(type=CONDITION, operand=operand)),
        st.tuples(part, part, part).map(
            lambda parts: nodes.IfElse(type=CONDITION, condition=parts[0], then=parts[1], otherwise=parts[2])
        ),
    )


CONDITIONS = st.recursive(atoms(), _joined, max_leaves=7)


# --- values ------------------------------------------------------------------------------------------------------------


def span(random: Random, members: Sequence[Any], *, optional: bool) -> Value:
    low, high = sorted((random.choice(members), random.choice(members)))
    match random.choice(["exact", "exact", "range", "open", *(["none", "maybe"] if optional else [])]):
        case "exact":
            return exactly(low)
        case "none":
            return NOTHING
        case "open":
            return Interval(None, None, absent=True, maybe_none=optional)
        case "maybe":
            return Interval(low, high, maybe_none=True)
    return Interval(low, high)


def word(random: Random, words: list[str], *, optional: bool) -> Value:
    said: list[Value] = [*map(one_text, words), Choice(frozenset(words[:2])), Choice(None, absent=True)]
    said += [NOTHING, Choice(frozenset(words[:1]), maybe_none=True)] if optional else []
    return random.choice(said)


def record(random: Random) -> dict[str, Value]:
    """Return values for the fields, as records have them: exact, imprecise, absent, none."""
    whole = span(random, range(6), optional=False)
    days = [*DAYS, date(2020, 1, 12)]
    flags: list[Value] = [TRUE, FALSE, unknown(), NOTHING]
    return {
        "a": Interval(0, 5) if isinstance(whole, Interval) and whole.low is None else whole,
        "b": span(random, [*NUMBERS, 3, 4, -3, 9, Fraction(5, 2)], optional=True),
        "d": span(random, days, optional=False),
        "e": span(random, days, optional=True),
        "p": random.choice(flags[:3]),
        "q": random.choice(flags),
        "s": word(random, [*WORDS, "green"], optional=False),
        "t": word(random, [*CODES, "27011", "x", "290000"], optional=True),
    }


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


def value(condition: Expr, fields: dict[str, Value]) -> bool | None:
    return holds(condition, Env(NO_EVIDENCE, rule(), AS_OF, {"r": Said(fields)})).value


# --- the tests ---------------------------------------------------------------------------------------------------------


RECORDS = 30


@given(CONDITIONS, st.integers(0, 2**32))
def test_what_can_never_hold_is_never_true(condition: Expr, seed: int) -> None:
    impossible, certain = never([condition], DOMAINS), always(condition, DOMAINS)
    event(f"never {impossible}, always {certain}")
    random = Random(seed)
    for fields in (record(random) for _ in range(RECORDS if impossible or certain else 0)):
        found = value(condition, fields)
        assert not (impossible and found is True), fields
        assert not (certain and found is False), fields


def _each_and_its_denial(conditions: Sequence[Expr]) -> list[Expr]:
    return [*conditions, *(nodes.Not(type=CONDITION, operand=one) for one in conditions)]


def _no(name: str) -> Expr:
    return nodes.Call(type=CONDITION, function="no", arguments=(field(name),))


OF_NUMBERS = _each_and_its_denial(
    [
        _no("b"),
        *(
            nodes.Compare(type=CONDITION, operator=operator, left=field("b"), right=literal(number, NUMBER))
            for operator in ("<", "<=", ">", ">=", "==", "!=")
            for number in (1, 3)
        ),
    ]
)
OF_TEXTS = _each_and_its_denial(
    [
        _no("t"),
        *(
            nodes.Compare(type=CONDITION, operator=operator, left=field("t"), right=literal(code, TEXT))
            for operator in ("==", "!=")
            for code in ("2701", "28")
        ),
        *(
            nodes.Member(type=CONDITION, item=field("t"), options=literal(("27", "2701"), TEXTS), negated=negated)
            for negated in (False, True)
        ),
        *(
            nodes.Call(type=CONDITION, function="hs_in", arguments=(field("t"), literal(codes, TEXTS)))
            for codes in (("27",), ("2701", "29"), ("28",))
        ),
    ]
)
NUMBERS_TRIED: list[Value] = [NOTHING, exactly(Fraction(3, 2)), *(exactly(number) for number in range(-1, 6))]
CODES_TRIED: list[Value] = [NOTHING, *map(one_text, ("27", "2701", "270112", "2702", "28", "2801", "29", "30"))]


@pytest.mark.parametrize(
    "name, conditions, tried", [("b", OF_NUMBERS, NUMBERS_TRIED), ("t", OF_TEXTS, CODES_TRIED)], ids=["number", "code"]
)
def test_two_conditions_leave_each_other_out_exactly_if_no_value_fits_both(
    name: str, conditions: list[Expr], tried: list[Value]
) -> None:
    seen = 0
    for pair in combinations(conditions, 2):
        both = nodes.And(type=CONDITION, operands=pair)
        impossible = not any(value(both, {name: one}) for one in tried)
        assert never([both], DOMAINS) is impossible, unparse(both)
        seen += impossible
    assert seen > 20
