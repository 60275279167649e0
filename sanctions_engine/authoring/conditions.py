"""The single conditions of a formula: what is true, false or unknown by itself, and is asked for its truth."""

from __future__ import annotations

from collections.abc import Iterator

from sanctions_engine.language.nodes import (
    Aggregate,
    And,
    Call,
    Compare,
    Expr,
    FieldOf,
    IfElse,
    Literal,
    Not,
    Or,
    children,
)
from sanctions_engine.language.types import Base


def single_conditions(node: Expr, *, is_asked: bool) -> Iterator[Expr]:
    """Yield the conditions in a formula that `and`, `or` and `not` join, those inside aggregates and choices too.

    One that fixes an identity field of an aggregate (`r.state == state.code`) is a look-up and no condition: of other series nobody
    asks whether it holds.

    Args:
        node: The formula.
        is_asked: Whether the formula itself is asked for its truth; that of a `let` is, where a condition names it.
    """
    match node:
        case And() | Or():
            for one in node.operands:
                yield from single_conditions(one, is_asked=True)
        case Not():
            yield from single_conditions(node.operand, is_asked=True)
        case Literal():
            return
        case _:
            if is_asked:
                yield node
            yield from _inside(node)


def _inside(node: Expr) -> Iterator[Expr]:
    match node:
        case Aggregate():
            for part in _joined(node.condition):
                if not is_pin(part, node):
                    yield from single_conditions(part, is_asked=True)
            if node.value is not None:
                yield from single_conditions(node.value, is_asked=node.value.type.base is Base.CONDITION)
            for other in (node.window, node.none):
                if other is not None:
                    yield from single_conditions(other, is_asked=False)
        case IfElse():
            yield from single_conditions(node.condition, is_asked=True)
            yield from single_conditions(node.then, is_asked=False)
            yield from single_conditions(node.otherwise, is_asked=False)
        case _:
            for child in children(node):
                yield from single_conditions(child, is_asked=False)


def _joined(node: Expr | None) -> tuple[Expr, ...]:
    return () if node is None else node.operands if isinstance(node, And) else (node,)


def is_pin(part: Expr, aggregate: Aggregate) -> bool:
    """Whether a condition of an aggregate fixes an identity field, so that only series with that value are read."""
    pins = dict(aggregate.pins)

    def is_pinned(node: Expr) -> bool:
        return isinstance(node, FieldOf) and node.variable == aggregate.variable and node.name in pins

    match part:
        case Compare(operator="==", left=FieldOf() as one, right=other) if is_pinned(one):
            return pins[one.name] == other
        case Compare(operator="==", left=other, right=FieldOf() as one) if is_pinned(one):
            return pins[one.name] == other
        case FieldOf() | Not(operand=FieldOf()) | Call(function="no", arguments=(FieldOf(),)):
            return is_pinned(part if isinstance(part, FieldOf) else children(part)[0])
    return False
