"""How an expression comes to a value: what it is worked out from is settled, backwards through its operations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta

from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.models.claims import NONE, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.semantics.values import Length
from sanctions_engine.testing.strategies.drafts import Constant, Draft, Scope, StateDraft

if TYPE_CHECKING:
    from sanctions_engine.testing.strategies.wishes import Wishes


def settle(wishes: Wishes, node: Expr, value: Constant | None, scope: Scope) -> None:
    """Settle what an expression is worked out from, so that it comes to a value; None for `none`."""
    handler = _SETTLE.get(type(node))
    if handler is not None:
        handler(wishes, node, value, scope)


def as_field_value(value: Constant | None) -> FieldValue:
    """Return a value as a claim states it.

    Example:
        >>> as_field_value(3), as_field_value("a"), as_field_value(None)
        (NumberRange(low=3, high=3), 'a', NONE)
    """
    if value is None:
        return NONE
    if isinstance(value, (bool, str)):
        return value
    return DateRange.of(value) if isinstance(value, date) else NumberRange.of(value)


def _field(wishes: Wishes, node: nodes.FieldOf, value: Constant | None, scope: Scope) -> None:
    record = scope.get(node.variable)
    if isinstance(record, Draft):
        stated = as_field_value(value)
        if not record.settle(node.name, stated) and isinstance(stated, NumberRange):
            declared = record.kind.fields[node.name]
            nearest = declared.bounds.low if declared.bounds else None
            if nearest is not None:
                record.settle(node.name, NumberRange.of(nearest))
    elif isinstance(record, StateDraft) and node.name == "code" and isinstance(value, str) and len(value) == 3:
        record.code = value


def _let(wishes: Wishes, node: nodes.LetRef, value: Constant | None, scope: Scope) -> None:
    wishes.settle(wishes.world.let(node.name), value, scope)


def _special(wishes: Wishes, node: nodes.Special, value: Constant | None, scope: Scope) -> None:
    key = node.name.removeprefix("group.")
    for name, formula in wishes.world.rule.group_by or ():
        if name == key and node.name != key:
            wishes.settle(formula.node, value, scope)


def _if_else(wishes: Wishes, node: nodes.IfElse, value: Constant | None, scope: Scope) -> None:
    known = wishes.world.truth(node.condition, scope)
    options = [True, False]
    # a branch that is a constant comes to nothing else
    for chosen, branch in ((True, node.then), (False, node.otherwise)):
        if isinstance(branch, nodes.Literal) and as_field_value(value) != _literal(branch):
            options = [one for one in options if one is not chosen] or options
    chosen = wishes.pick(options) if known is None else known
    if known is None and not _leaves_open(node.condition, chosen):
        wishes.grant(node.condition, chosen, scope)
    wishes.settle(node.then if chosen else node.otherwise, value, scope)


def _leaves_open(node: Expr, want: bool) -> bool:
    """Whether a condition is so without any evidence: what nothing shows is not shown."""
    return isinstance(node, nodes.Call) and node.function == "shown" and not want


def _literal(node: nodes.Literal) -> object:
    value = node.value
    return value if isinstance(value, tuple) or value is NONE else as_field_value(value)


def _arithmetic(wishes: Wishes, node: nodes.Arithmetic, value: Constant | None, scope: Scope) -> None:
    world = wishes.world
    if isinstance(value, date):
        _day(wishes, node, value, scope)
        return
    if value is None or isinstance(value, (bool, str)):
        return
    one, other = world.constant(node.left, scope), world.constant(node.right, scope)
    if one is None and other is None:
        wishes.settle(node.right, wishes.some_value(node.right), scope)
        other = world.constant(node.right, scope)
    if isinstance(other, (int, Fraction)) and one is None:
        found = _undo_left(node.operator, Fraction(value), Fraction(other))
        if found is not None:
            wishes.settle(node.left, found, scope)
    elif isinstance(one, (int, Fraction)) and other is None:
        found = _undo_right(node.operator, Fraction(value), Fraction(one))
        if found is not None:
            wishes.settle(node.right, found, scope)


def _undo_left(operator: str, value: Fraction, right: Fraction) -> Fraction | None:
    if operator == "*":
        return value / right if right else None
    return {"+": value - right, "-": value + right, "/": value * right}[operator]


def _undo_right(operator: str, value: Fraction, left: Fraction) -> Fraction | None:
    if operator == "*":
        return value / left if left else None
    if operator == "/":
        return left / value if value else None
    return value - left if operator == "+" else left - value


def _day(wishes: Wishes, node: nodes.Arithmetic, value: date, scope: Scope) -> None:
    """Settle the day from which a length of time leads to another."""
    length = wishes.world.value(node.right, scope)
    if not isinstance(length, Length):
        return
    sign = -1 if node.operator == "+" else 1
    day = value
    for step in length.steps:
        number = sign * int(step.count.low or 0)
        if step.unit == "months":
            day += relativedelta(months=number)
        else:
            day += timedelta(days=number if step.unit == "days" else number * 7 // 5)
    wishes.settle(node.left, day, scope)


def _call(wishes: Wishes, node: nodes.Call, value: Constant | None, scope: Scope) -> None:
    argument = node.arguments[0]
    match node.function:
        case "shown" | "lower" | "upper" | "ceil":
            wishes.settle(argument, value, scope)
        case "presume":
            default = wishes.world.constant(node.arguments[1], scope)
            if default is None or default != value:
                wishes.settle(wishes.pick(node.arguments) if default is None else argument, value, scope)
        case "min" | "max":
            for one in node.arguments:
                if wishes.world.constant(one, scope) is None:
                    wishes.settle(one, value, scope)
                    return
        case "year" | "month":
            if isinstance(value, int):
                day = wishes.world.day
                other = day.replace(year=value) if node.function == "year" and (day.month, day.day) != (2, 29) else day
                wishes.settle(argument, min(other, day), scope)
        case "days_between":
            _between(wishes, node, value, scope)
        case "period_of":
            wishes.settle(argument, value, scope)


def _between(wishes: Wishes, node: nodes.Call, value: Constant | None, scope: Scope) -> None:
    start, end = node.arguments
    if not isinstance(value, (int, Fraction)):
        return
    first, last = wishes.world.constant(start, scope), wishes.world.constant(end, scope)
    if first is None and last is None:
        wishes.settle(end, wishes.some_value(end), scope)
        last = wishes.world.constant(end, scope)
    if isinstance(first, date) and last is None:
        wishes.settle(end, first + timedelta(days=int(value)), scope)
    elif isinstance(last, date) and first is None:
        wishes.settle(start, last - timedelta(days=int(value)), scope)


def _aggregate(wishes: Wishes, node: nodes.Aggregate, value: Constant | None, scope: Scope) -> None:
    if node.none is not None and isinstance(node.none, nodes.Literal) and _literal(node.none) == as_field_value(value):
        return
    if node.function in ("count", "sum") and not value:
        return
    if node.function == "count":
        for _ in range(min(int(value), 4) if isinstance(value, (int, Fraction)) else 0):
            wishes.fact(node, scope, None)
        return
    wishes.fact(node, scope, value)


def _negate(wishes: Wishes, node: nodes.Negate, value: Constant | None, scope: Scope) -> None:
    if isinstance(value, (int, Fraction)):
        wishes.settle(node.operand, -value, scope)


def _total(wishes: Wishes, node: nodes.Total, value: Constant | None, scope: Scope) -> None:
    wishes.settle(node.value, value, scope)


def _members(wishes: Wishes, node: nodes.Members, value: Constant | None, scope: Scope) -> None:
    """Make up more members like the first, which differ in a name alone."""
    first = scope.get(wishes.world.rule.each.variable)
    if not isinstance(first, Draft) or not isinstance(value, (int, Fraction)):
        return
    keys = {part.name for _, formula in wishes.world.rule.group_by or () for part in nodes.walk(formula.node)
            if isinstance(part, nodes.FieldOf)}  # fmt: skip
    own = [name for name in first.kind.identity if name not in keys and first.kind.fields[name].kind.value == "text"]
    for number in range(min(int(value) - 1, 4) if own else 0):
        other = wishes.world.new_record(first.kind)
        other.fields.update(first.fields)
        other.fields[own[0]] = f"member {number + 2}"


_SETTLE: dict[type[Expr], Callable[[Any, Any, Constant | None, Scope], None]] = {
    nodes.FieldOf: _field,
    nodes.LetRef: _let,
    nodes.Special: _special,
    nodes.IfElse: _if_else,
    nodes.Arithmetic: _arithmetic,
    nodes.Call: _call,
    nodes.Aggregate: _aggregate,
    nodes.Negate: _negate,
    nodes.Total: _total,
    nodes.Members: _members,
}
"""How an expression comes to a value; one without a row is left to chance."""
