"""From typed nodes back to the text of an expression, with as few brackets as the language allows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from sanctions_engine.language import nodes
from sanctions_engine.language.expressions.vocabulary import METHODS
from sanctions_engine.language.nodes import Constant, Expr
from sanctions_engine.models.claims import Without
from sanctions_engine.models.numbers import format_number

_IF, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _ATOM = range(9)
"""How tightly constructs bind, loosest first."""

_ARITHMETIC = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}


def unparse(node: Expr) -> str:
    """Return the text of an expression; reading it in the same scope gives an equal node.

    The exceptions: a number that has no decimal form is written as a ratio and read as a division, and nodes that
    reading never makes (an `and` directly inside an `and`) are read as their plain form.

    Example:
        >>> from sanctions_engine.language.types import NUMBER
        >>> one, two = (nodes.Literal(type=NUMBER, value=value) for value in (1, 2))
        >>> total = nodes.Arithmetic(type=NUMBER, operator="+", left=one, right=two)
        >>> unparse(nodes.Arithmetic(type=NUMBER, operator="*", left=total, right=two))
        '(1 + 2) * 2'
    """
    return _WRITE[type(node)](node)[0]


Written = tuple[str, int]


def _within(node: Expr, least: int) -> str:
    """Return the text of a part, in brackets if it binds more loosely than its place needs."""
    text, binding = _WRITE[type(node)](node)
    return text if binding >= least else f"({text})"


def constant(value: Constant) -> str:
    """Return how a constant is written.

    Example:
        >>> constant(Fraction(79, 10)), constant(date(2019, 12, 22)), constant(("27",))
        ('7.9', 'date("2019-12-22")', '("27",)')
    """
    return _constant(value)[0]


def _constant(value: Constant) -> Written:
    if isinstance(value, bool):
        return ("true" if value else "false"), _ATOM
    if isinstance(value, int | Fraction):
        text = format_number(value)
        return text, _PRODUCT if "/" in text else _ATOM
    if isinstance(value, str):
        return _quoted(value), _ATOM
    if isinstance(value, date):
        return f'date("{value.isoformat()}")', _ATOM
    if isinstance(value, Without):
        return "none", _ATOM
    items = ", ".join(map(_quoted, value))
    return f"({items},)" if len(value) == 1 else f"({items})", _ATOM


def _quoted(text: str) -> str:
    """Return a text in double quotes; JSON's escapes are read the same."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f")


def _name(node: nodes.Variable | nodes.LetRef | nodes.Special) -> Written:
    return node.name, _ATOM


def _joined(node: nodes.And | nodes.Or, word: str, binding: int) -> Written:
    return f" {word} ".join(_within(operand, binding + 1) for operand in node.operands), binding


def _compare(node: nodes.Compare) -> Written:
    return f"{_within(node.left, _SUM)} {node.operator} {_within(node.right, _SUM)}", _COMPARE


def _member(node: nodes.Member) -> Written:
    word = "not in" if node.negated else "in"
    return f"{_within(node.item, _SUM)} {word} {_within(node.options, _SUM)}", _COMPARE


def _arithmetic(node: nodes.Arithmetic) -> Written:
    binding = _ARITHMETIC[node.operator]
    return f"{_within(node.left, binding)} {node.operator} {_within(node.right, binding + 1)}", binding


def _if_else(node: nodes.IfElse) -> Written:
    then, condition = _within(node.then, _OR), _within(node.condition, _OR)
    return f"{then} if {condition} else {_within(node.otherwise, _IF)}", _IF


def _aggregate(node: nodes.Aggregate) -> Written:
    value = node.variable if node.value is None else unparse(node.value)
    source = node.kind if node.window is None else f"recent({node.kind}, {unparse(node.window)})"
    filtered = "" if node.condition is None else f" if {_within(node.condition, _OR)}"
    loop = f"{value} for {node.variable} in {source}{filtered}"
    if node.none is None:
        return f"{node.function}({loop})", _ATOM
    return f"{node.function}(({loop}), none={unparse(node.none)})", _ATOM


def _call(node: nodes.Call) -> Written:
    arguments = [unparse(argument) for argument in node.arguments]
    if node.function in METHODS:
        return f"{_within(node.arguments[0], _ATOM)}.{node.function}({', '.join(arguments[1:])})", _ATOM
    options = [f"{name}={_quoted(value)}" for name, value in node.options]
    return f"{node.function}({', '.join((*arguments, *options))})", _ATOM


_WRITE: dict[type[Expr], Callable[[Any], Written]] = {
    nodes.Literal: lambda node: _constant(node.value),
    nodes.Variable: _name,
    nodes.LetRef: _name,
    nodes.Special: _name,
    nodes.FieldOf: lambda node: (f"{node.variable}.{node.name}", _ATOM),
    nodes.RowCell: lambda node: (f"row.{node.column}", _ATOM),
    nodes.ParameterRef: lambda node: (f"parameter.{node.name}", _ATOM),
    nodes.Not: lambda node: (f"not {_within(node.operand, _NOT)}", _NOT),
    nodes.Negate: lambda node: (f"-{_within(node.operand, _SIGN)}", _SIGN),
    nodes.And: lambda node: _joined(node, "and", _AND),
    nodes.Or: lambda node: _joined(node, "or", _OR),
    nodes.Compare: _compare,
    nodes.Member: _member,
    nodes.Arithmetic: _arithmetic,
    nodes.IfElse: _if_else,
    nodes.Aggregate: _aggregate,
    nodes.Total: lambda node: (f"total({unparse(node.value)})", _ATOM),
    nodes.Members: lambda node: ("members()", _ATOM),
    nodes.Call: _call,
}
