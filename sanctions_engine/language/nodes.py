"""Typed expressions: what the checker makes of the text, and what every engine reads.

Each node has the offsets of its text within its formula (`start`, `end`, in characters; they do not count in comparisons)
and its type. Chained comparisons have become `And` of `Compare`; names are resolved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from sanctions_engine.language.types import Type
from sanctions_engine.models.claims import Without

Constant = int | Fraction | str | bool | date | Without | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expr:
    """Any expression."""

    type: Type
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Expr):
    """A constant: an exact number, a text, a day, a truth, `none` or a tuple of texts."""

    value: Constant


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable(Expr):
    """The `each` record or the record of an aggregate; only `count(r for …)` and `any(r for …)` take one as a value."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOf(Expr):
    """A field of the record that a variable stands for."""

    variable: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetRef(Expr):
    """A `let` name of the rule."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Special(Expr):
    """A name that the rule gives: `due`, `as_of`, `instrument.adopted`, `period.start`, `period.end`, or a group key `group.<key>`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCell(Expr):
    """A cell of the rule's table row."""

    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterRef(Expr):
    """A parameter, at the value that applies on the law's day."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(Expr):
    """Kleene negation."""

    operand: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class And(Expr):
    """Kleene conjunction of two or more conditions."""

    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or(Expr):
    """Kleene disjunction of two or more conditions."""

    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare(Expr):
    """One comparison: `==`, `!=`, `<`, `<=`, `>` or `>=`."""

    operator: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Expr):
    """`item in options`; `negated` for `not in`."""

    item: Expr
    options: Expr
    negated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic(Expr):
    """`+`, `-`, `*` or `/` over numbers, dates and durations."""

    operator: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Negate(Expr):
    """Unary minus over a number."""

    operand: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class IfElse(Expr):
    """`then if condition else otherwise`."""

    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate(Expr):
    """`function(value for variable in kind if condition)`; `value` is None where the record itself stands there.

    Attributes:
        function: `any`, `all`, `count`, `sum`, `max`, `min`, `latest` or `earliest`.
        window: The duration of `recent(kind, duration)`.
        none: The value that `latest`/`earliest` take where it is known that there is no record.
        pins: Identity fields that the condition fixes to expressions free of the variable.
    """

    function: str
    variable: str
    kind: str
    value: Expr | None
    condition: Expr | None
    window: Expr | None = None
    none: Expr | None = None
    pins: tuple[tuple[str, Expr], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Total(Expr):
    """`total(value)`: the sum over the members of a group."""

    value: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Members(Expr):
    """`members()`: how many members a group has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Expr):
    """A call of a plain function.

    Functions: `days weeks months years business_days year month days_between period_of ceil min max no shown presume hs_in
    due_of names_rule startswith endswith lower upper`; a string method takes its text as the first argument.

    `options` holds the keyword arguments `round`, `roll` and `calendar`, all texts.
    """

    function: str
    arguments: tuple[Expr, ...]
    options: tuple[tuple[str, str], ...] = ()


_CHILDREN: dict[type[Expr], Callable[[Any], tuple[Expr, ...]]] = {
    Not: lambda node: (node.operand,),
    Negate: lambda node: (node.operand,),
    Total: lambda node: (node.value,),
    And: lambda node: node.operands,
    Or: lambda node: node.operands,
    Call: lambda node: node.arguments,
    Compare: lambda node: (node.left, node.right),
    Arithmetic: lambda node: (node.left, node.right),
    Member: lambda node: (node.item, node.options),
    IfElse: lambda node: (node.then, node.condition, node.otherwise),
    Aggregate: lambda node: tuple(
        [part for part in (node.value, node.window, node.condition, node.none) if part is not None]
    ),
    **dict.fromkeys((Literal, Variable, FieldOf, LetRef, Special, RowCell, ParameterRef, Members), lambda node: ()),
}


def children(node: Expr) -> tuple[Expr, ...]:
    """Return the direct sub-expressions of a node, in the order of the text."""
    return _CHILDREN[type(node)](node)


def walk(node: Expr) -> Iterator[Expr]:
    """Yield a node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)
