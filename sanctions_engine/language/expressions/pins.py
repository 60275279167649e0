"""Which series an aggregate reads: the identity fields that its condition fixes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sanctions_engine.diagnostics import Code
from sanctions_engine.language.expressions.reader import Reader
from sanctions_engine.language.nodes import And, Call, Compare, Expr, FieldOf, Literal, Not, walk
from sanctions_engine.language.types import CONDITION, Type
from sanctions_engine.models.claims import NONE
from sanctions_engine.models.kinds import FactKind


def pins(variable: str, kind: FactKind, condition: Expr) -> Iterator[tuple[str, Expr]]:
    """Yield each identity field that a condition fixes, with the expression that it is fixed to.

    One of the conditions that `and` joins fixes a field by `variable.field == expression` (either way round), where the
    expression is free of the variable; a condition by standing there, plain or after `not`; an optional field by
    `no(variable.field)`.
    """
    found: set[str] = set()
    for part in condition.operands if isinstance(condition, And) else (condition,):
        pin = _pin(variable, part)
        if pin is not None and pin[0] in kind.identity and pin[0] not in found:
            found.add(pin[0])
            yield pin


def _pin(variable: str, part: Expr) -> tuple[str, Expr] | None:
    match part:
        case Compare(operator="==", left=FieldOf(variable=found, name=name), right=other) if found == variable:
            if _is_free_of(variable, other):
                return name, other
        case FieldOf(variable=found, name=name) if found == variable:
            return name, Literal(type=CONDITION, start=part.start, end=part.end, value=True)
        case Not(operand=FieldOf(variable=found, name=name)) if found == variable:
            return name, Literal(type=CONDITION, start=part.start, end=part.end, value=False)
        case Call(function="no", arguments=(FieldOf(variable=found, name=name) as field,)) if found == variable:
            none = Type(field.type.base, optional=True)
            return name, Literal(type=none, start=part.start, end=part.end, value=NONE)
    match part:
        case Compare(operator="==", right=FieldOf(variable=found, name=name), left=other) if found == variable:
            if _is_free_of(variable, other):
                return name, other
    return None


def _is_free_of(variable: str, node: Expr) -> bool:
    if isinstance(node, Literal):
        return True
    return not any(isinstance(part, FieldOf) and part.variable == variable for part in walk(node))


def warn_unpinned(
    reader: Reader, node: ast.Call, name: str, kind: FactKind, pinned: tuple[tuple[str, Expr], ...], read: set[str]
) -> None:
    """Note SE219 where `latest` or `earliest` may read more than one series unawares.

    The date itself needs no pin, nor does a field that the aggregate reads: who asks for the `state` of the last act of any register
    means to read the series of all States.

    Args:
        read: The fields that the value or the condition reads.
    """
    fixed = {field for field, _ in pinned}
    free = [field for field in kind.identity if field not in fixed | read and field != kind.dated]
    if not free:
        return
    named = ", ".join(f"`{field}`" for field in free)
    message = (
        f"`{name}` may read several series of `{kind.name}`: {named} {'is' if len(free) == 1 else 'are'} not fixed"
    )
    help = f"add `{free[0]} == …` to its `if`, or ask with `any`, `sum` or `max` for all series together"
    reader.note(Code.SE219, node, message, help=help)
