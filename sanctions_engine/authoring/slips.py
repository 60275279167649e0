"""Slips of the pen: for one piece of an expression, what somebody could have written in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sanctions_engine.language.nodes import (
    Aggregate,
    And,
    Arithmetic,
    Call,
    Compare,
    Constant,
    Expr,
    IfElse,
    Literal,
    Member,
    Not,
    Or,
)
from sanctions_engine.language.types import DATE, DURATION, Base
from sanctions_engine.language.types import NUMBER as NUMBER_TYPE

Slip = tuple[str, Expr]
"""What sort of slip it is, and what stands there then."""

COMPARISON, JOINT, FORGOTTEN, NEGATION = "comparison", "and/or", "forgotten condition", "negation"
NUMBER, DAY, WORD, LIST = "number", "day", "word", "list"
SIGN, CHOICE, PRESUMED = "sign", "choice", "presumption"

_OPERATORS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
_FUNCTIONS = {"latest": "earliest", "earliest": "latest", "max": "min", "min": "max"}
ONE_DAY = timedelta(days=1)


def slips_at(node: Expr) -> Iterator[Slip]:
    """Yield the slips that can be made at a node itself, those of its parts apart."""
    find = _SLIPS.get(type(node))
    if find is not None:
        yield from find(node)


def slips_of_constant(value: Constant, *, is_state: bool = False) -> Iterator[tuple[str, Constant]]:
    """Yield what could be written for a constant: a number or day beside it, another word, a list without one of its words.

    Example:
        >>> [new for _, new in slips_of_constant(75)], [new for _, new in slips_of_constant(Fraction(79, 10))]
        ([76, 74], [Fraction(8, 1), Fraction(39, 5)])
        >>> [new for _, new in slips_of_constant(("2701", "2702"))]
        [('2702',), ('2701',)]
    """
    if isinstance(value, bool):
        yield NEGATION, not value
    elif isinstance(value, (int, Fraction)):
        step = _last_digit(value)
        yield NUMBER, value + step
        if value >= step:
            yield NUMBER, value - step
    elif isinstance(value, date):
        yield DAY, value + ONE_DAY
        yield DAY, value - ONE_DAY
    elif isinstance(value, tuple):
        if len(value) > 1:
            for index in sorted({0, len(value) // 2, len(value) - 1}):
                yield LIST, value[:index] + value[index + 1 :]
    elif isinstance(value, str) and value:
        yield WORD, ("KOR" if value != "KOR" else "PRK") if is_state else _misspelt(value)


def _last_digit(value: int | Fraction) -> int | Fraction:
    """Return the worth of the last digit of a number: 1 of 75, 0.1 of 7.9."""
    step = Fraction(1)
    while (value / step).denominator != 1 and step > Fraction(1, 10**6):
        step /= 10
    return 1 if step == 1 else step


def _misspelt(word: str) -> str:
    """Return a word with another last letter, or a code with the next last digit."""
    last = word[-1]
    return word[:-1] + (str((int(last) + 1) % 10) if last.isdigit() else "x" if last != "x" else "y")


def _compare(node: Compare) -> Iterator[Slip]:
    yield COMPARISON, replace(node, operator=_OPERATORS[node.operator])


def _joined(node: And | Or) -> Iterator[Slip]:
    """`and` for `or` at one joint, by the precedence of the language, and each condition forgotten."""
    parts = node.operands
    for index in range(1, len(parts)):
        before, after = parts[:index], parts[index:]
        if isinstance(node, And):
            yield JOINT, Or(type=node.type, start=node.start, end=node.end, operands=(_all(before), _all(after)))
        else:
            both = _all((before[-1], after[0]))
            yield JOINT, _any((*before[:-1], both, *after[1:]), node)
    for index in range(len(parts)):
        rest = parts[:index] + parts[index + 1 :]
        yield FORGOTTEN, rest[0] if len(rest) == 1 else replace(node, operands=rest)


def _all(parts: tuple[Expr, ...]) -> Expr:
    if len(parts) == 1:
        return parts[0]
    return And(type=parts[0].type, start=parts[0].start, end=parts[-1].end, operands=parts)


def _any(parts: tuple[Expr, ...], node: Expr) -> Expr:
    if len(parts) == 1:
        return parts[0]
    return Or(type=node.type, start=node.start, end=node.end, operands=parts)


def _not(node: Not) -> Iterator[Slip]:
    yield NEGATION, node.operand


def _member(node: Member) -> Iterator[Slip]:
    yield NEGATION, replace(node, negated=not node.negated)


def _literal(node: Literal) -> Iterator[Slip]:
    for slip, value in slips_of_constant(node.value, is_state=node.type.base is Base.STATE):
        yield slip, replace(node, value=value)


def _arithmetic(node: Arithmetic) -> Iterator[Slip]:
    bases = node.left.type.base, node.right.type.base
    if node.operator in "+-" and bases not in ((Base.DATE, Base.DATE), (Base.DURATION, Base.DATE)):
        yield SIGN, replace(node, operator="-" if node.operator == "+" else "+")


def _if_else(node: IfElse) -> Iterator[Slip]:
    yield CHOICE, replace(node, then=node.otherwise, otherwise=node.then)


def _aggregate(node: Aggregate) -> Iterator[Slip]:
    if node.function in _FUNCTIONS:
        yield CHOICE, replace(node, function=_FUNCTIONS[node.function])
    if node.function in ("any", "all") and node.value is not None and node.value.type.base is Base.CONDITION:
        yield CHOICE, replace(node, function="all" if node.function == "any" else "any")
    if node.condition is not None and not isinstance(node.condition, And):
        yield FORGOTTEN, replace(node, condition=None)


def _call(node: Call) -> Iterator[Slip]:
    if node.function in ("min", "max"):
        yield CHOICE, replace(node, function=_FUNCTIONS[node.function])
    if node.function in ("shown", "presume"):
        yield PRESUMED, node.arguments[0]


_SLIPS: dict[type[Expr], Callable[[Any], Iterator[Slip]]] = {
    Compare: _compare,
    And: _joined,
    Or: _joined,
    Not: _not,
    Member: _member,
    Literal: _literal,
    Arithmetic: _arithmetic,
    IfElse: _if_else,
    Aggregate: _aggregate,
    Call: _call,
}


def a_day_off(node: Expr) -> Iterator[Slip]:
    """Yield a day that is one later and one earlier than an expression says."""
    one = Call(type=DURATION, function="days", arguments=(Literal(type=NUMBER_TYPE, value=1),))
    for operator in "+-":
        yield DAY, Arithmetic(type=DATE, start=node.start, end=node.end, operator=operator, left=node, right=one)
