"""Formulas with what the rule itself fixes put in: `let` names, cells of the row, the day of adoption, lasting parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from typing import Any

from sanctions_engine.language.expressions.constants import ADOPTED, Known, constant
from sanctions_engine.language.nodes import (
    Arithmetic,
    Constant,
    Expr,
    LetRef,
    Literal,
    Negate,
    ParameterRef,
    RowCell,
    Special,
)
from sanctions_engine.language.rules import Formula, Parameter, Rule
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.numbers import NumberRange


def plain(formula: Formula, rule: Rule, adopted: date | None) -> Expr:
    """Return a formula of a rule in which nothing is left that the rule itself decides.

    Args:
        formula: The formula.
        rule: The text of the rule that it belongs to.
        adopted: The day on which its instrument was adopted, if it was.
    """
    lets = {name: one.node for name, one in rule.let}
    fixed = {name: value for name, one in rule.parameters.items() if (value := _lasting(one)) is not None}
    return _put_in(formula.node, lets, rule.row, fixed, adopted)


def mapped(node: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """Return a node with `change` applied to each of its direct parts; equal where nothing changes."""
    changed: dict[str, Any] = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Expr):
            new: object = change(value)
        elif field.name == "pins":
            new = ()  # they follow from the condition
        elif isinstance(value, tuple) and value and isinstance(value[0], Expr):
            new = tuple(change(one) for one in value)
        else:
            continue
        if new != value:
            changed[field.name] = new
    return replace(node, **changed) if changed else node


def _put_in(
    node: Expr,
    lets: Mapping[str, Expr],
    row: Mapping[str, Constant],
    parameters: Mapping[str, Constant],
    adopted: date | None,
) -> Expr:
    def within(part: Expr) -> Expr:
        return _put_in(part, lets, row, parameters, adopted)

    match node:
        case LetRef(name=name) if name in lets:
            return within(lets[name])
        case RowCell(column=column) if column in row:
            return Literal(type=node.type, value=row[column])
        case ParameterRef(name=name) if name in parameters:
            return Literal(type=node.type, value=parameters[name])
        case Special(name=name) if name == ADOPTED and adopted is not None:
            return Literal(type=node.type, value=adopted)
    found = mapped(node, within)
    value = _constant(found) if isinstance(found, (Arithmetic, Negate)) else None
    return found if value is None else Literal(type=found.type, value=value)


def _constant(node: Expr) -> Constant | None:
    try:
        value = constant(node, Known())
    except (ValueError, OverflowError):
        return None
    return value if isinstance(value, (int, Fraction, date)) else None


def _lasting(parameter: Parameter) -> Constant | None:
    """Return the value of a parameter that has one exact value for ever."""
    if len(parameter.values) != 1:
        return None
    only = parameter.values[0]
    if only.since is not None or only.until is not None:
        return None
    value = only.value
    if isinstance(value, (NumberRange, DateRange)):
        exact: Constant | None = value.low if value.low == value.high else None
        return exact
    return value
