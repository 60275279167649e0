"""What a condition comes down to: cases, each of which says of some terms what they are.

A condition holds only if all that one of its cases says is so. What is said of a term is an `Atom`, affirmed or denied.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from sanctions_engine.language.nodes import And, Call, Compare, Expr, IfElse, Literal, Member, Not, Or
from sanctions_engine.language.types import Base
from sanctions_engine.linting.reasoning.linear import linear, may_be_none
from sanctions_engine.models.claims import NONE

MOST_CASES = 256
"""A condition with more cases is not looked at: nothing is said of it."""

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_TEXTS = (Base.TEXT, Base.STATE)


@dataclass(frozen=True, slots=True)
class Bound:
    """A sum of terms compares with a number: `a - b <= 5`; of days a number counts from the year 1."""

    terms: tuple[tuple[Expr, Fraction], ...]
    operator: str
    number: Fraction
    may_be_none: bool


@dataclass(frozen=True, slots=True)
class OneOf:
    """A text is one of some, or with `negated` none of them; neither is so of one that is known to be without."""

    term: Expr
    options: frozenset[str]
    may_be_none: bool
    negated: bool = False


@dataclass(frozen=True, slots=True)
class CodeIn:
    """A tariff code begins with one of some."""

    term: Expr
    codes: tuple[str, ...]
    may_be_none: bool


@dataclass(frozen=True, slots=True)
class IsSo:
    """A condition that is not taken apart."""

    term: Expr


Atom = Bound | OneOf | CodeIn | IsSo


@dataclass(frozen=True, slots=True)
class Said:
    """An atom, affirmed or denied."""

    atom: Atom
    affirmed: bool


Case = frozenset[Said]
NEVER: tuple[Case, ...] = ()
ALWAYS: tuple[Case, ...] = (frozenset(),)


def cases(node: Expr, affirmed: bool = True) -> tuple[Case, ...] | None:
    """Return the cases in which a condition is true, or false where not `affirmed`; None if there are too many to look at."""
    match node:
        case Literal(value=bool() as value):
            return ALWAYS if value is affirmed else NEVER
        case Not(operand=operand):
            return cases(operand, not affirmed)
        case And(operands=operands):
            return _all(operands, affirmed) if affirmed else _any(operands, affirmed)
        case Or(operands=operands):
            return _any(operands, affirmed) if affirmed else _all(operands, affirmed)
        case IfElse(condition=condition, then=then, otherwise=otherwise):
            chosen = together(cases(condition), cases(then, affirmed))
            return either(chosen, together(cases(condition, False), cases(otherwise, affirmed)))
        case Compare(operator="!=", left=left, right=right) if not (may_be_none(left) or may_be_none(right)):
            return cases(Compare(type=node.type, operator="==", left=left, right=right), not affirmed)
        case Compare(operator="==", left=left, right=Literal(value=bool() as value)):
            return cases(left, affirmed is value) if not may_be_none(left) else _said(IsSo(node), affirmed)
        case _:
            return _said(_atom(node), affirmed)


def together(*parts: tuple[Case, ...] | None) -> tuple[Case, ...] | None:
    """Return the cases in which all parts hold."""
    found = ALWAYS
    for part in sorted(parts, key=lambda one: MOST_CASES if one is None else len(one)):
        if not found:
            return NEVER
        if part is None or len(found) * len(part) > MOST_CASES:
            return None
        found = tuple(dict.fromkeys(one | other for one, other in product(found, part)))
    return found


def either(*parts: tuple[Case, ...] | None) -> tuple[Case, ...] | None:
    """Return the cases in which one of the parts holds."""
    found: list[Case] = []
    for part in parts:
        if part is None:
            return None
        found += part
    return tuple(dict.fromkeys(found)) if len(found) <= MOST_CASES else None


def _all(operands: Iterable[Expr], affirmed: bool) -> tuple[Case, ...] | None:
    return together(*(cases(one, affirmed) for one in operands))


def _any(operands: Iterable[Expr], affirmed: bool) -> tuple[Case, ...] | None:
    return either(*(cases(one, affirmed) for one in operands))


def _said(atom: Atom | bool, affirmed: bool) -> tuple[Case, ...]:
    if isinstance(atom, bool):
        return ALWAYS if atom is affirmed else NEVER
    return (frozenset({Said(atom, affirmed)}),)


def _atom(node: Expr) -> Atom | bool:
    match node:
        case Compare():
            return _comparison(node)
        case Member():
            return _member(node)
        case Call(function="hs_in", arguments=(code, Literal(value=tuple() as codes))):
            return CodeIn(code, codes, may_be_none(code))
        case _:
            return IsSo(node)


def _comparison(node: Compare) -> Atom | bool:
    operator, left, right = node.operator, node.left, node.right
    none = may_be_none(left) or may_be_none(right)
    if any(isinstance(side, Literal) and side.value is NONE for side in (left, right)):
        return False
    if left.type.base in (Base.NUMBER, Base.DATE) and right.type.base in (Base.NUMBER, Base.DATE):
        return _bound(node, none)
    if operator in ("==", "!=") and left.type.base in _TEXTS and right.type.base in _TEXTS:
        return _compared_texts(node, none)
    return IsSo(node)


def _bound(node: Compare, none: bool) -> Atom | bool:
    """Return a comparison with all terms on one side, the first with the factor 1."""
    found = linear(node.left).plus(linear(node.right), Fraction(-1))
    if not found.terms:
        holds = _holds(found.number, node.operator)
        return IsSo(node) if holds and none else holds  # the terms fall away, and one may still be none
    first = found.terms[0][1]
    found = found.times(1 / first)
    return Bound(found.terms, node.operator if first > 0 else _TURNED[node.operator], -found.number, none)


def _holds(number: Fraction, operator: str) -> bool:
    return {
        "<": number < 0,
        "<=": number <= 0,
        ">": number > 0,
        ">=": number >= 0,
        "==": number == 0,
        "!=": number != 0,
    }[operator]


def _compared_texts(node: Compare, none: bool) -> Atom | bool:
    negated = node.operator == "!="
    match node.left, node.right:
        case Literal(value=one), Literal(value=other):
            return (one == other) is not negated
        case (Literal(value=str() as text), term) | (term, Literal(value=str() as text)):
            return OneOf(term, frozenset({text}), none, negated)
        case _:
            first, second = sorted((node.left, node.right), key=repr)
            return IsSo(Compare(type=node.type, operator=node.operator, left=first, right=second))


def _member(node: Member) -> Atom | bool:
    match node:
        case Member(item=Literal(value=str() as text), options=Literal(value=tuple() as options)):
            return (text in options) is not node.negated
        case Member(item=item, options=Literal(value=tuple() as options)) if item.type.base in _TEXTS:
            return OneOf(item, frozenset(options), may_be_none(item), node.negated)
        case _:
            return IsSo(node)
