"""`and`, `or`, `not`, `if … else` and arithmetic."""

from __future__ import annotations

import ast
import re

from sanctions_engine.diagnostics import Code
from sanctions_engine.language.expressions.literals import read_or_none
from sanctions_engine.language.expressions.lookalike_numbers import bare_day
from sanctions_engine.language.expressions.reader import Reader
from sanctions_engine.language.expressions.typing_rules import NUMBERS, conversion, require, require_condition, unify
from sanctions_engine.language.nodes import And, Arithmetic, Call, Expr, IfElse, Literal, Negate, Not, Or
from sanctions_engine.language.types import CONDITION, DATE, DURATION, NUMBER, Base, Type
from sanctions_engine.models.numbers import Number

_DAY = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")

_SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}

RESULTS: dict[tuple[str, Base, Base], Type] = {
    **{(sign, Base.NUMBER, Base.NUMBER): NUMBER for sign in "+-*/"},
    ("+", Base.DATE, Base.DURATION): DATE,
    ("-", Base.DATE, Base.DURATION): DATE,
    ("+", Base.DURATION, Base.DATE): DATE,
    ("-", Base.DATE, Base.DATE): NUMBER,
    ("+", Base.DURATION, Base.DURATION): DURATION,
    ("-", Base.DURATION, Base.DURATION): DURATION,
}
"""The type of `left sign right`; what is not listed does not fit. Date minus date is a number of days."""

_REMEDIES: dict[tuple[str, Base, Base], str] = {
    ("+", Base.DATE, Base.NUMBER): "write `{left} + days({right})`",
    ("-", Base.DATE, Base.NUMBER): "write `{left} - days({right})`",
    ("+", Base.NUMBER, Base.DATE): "write `{right} + days({left})`",
    ("+", Base.DATE, Base.DATE): "`days_between({left}, {right})` counts the days between them",
    ("-", Base.DURATION, Base.DATE): "write the day first: `{right} - {left}`",
    ("*", Base.DURATION, Base.NUMBER): "put the number inside: `days(2 * n)`",
    ("*", Base.NUMBER, Base.DURATION): "put the number inside: `days(2 * n)`",
    ("/", Base.DURATION, Base.NUMBER): "put the number inside: `days(n / 2)`",
    ("+", Base.TEXT, Base.TEXT): "texts are compared, not joined",
    ("*", Base.TEXT, Base.NUMBER): "texts are compared, not repeated",
}

_UNREAD: dict[type[ast.operator], tuple[Code, str, str | None]] = {
    ast.Pow: (Code.SE202, "**", "write the product out: `x * x`"),
    ast.Mod: (Code.SE202, "%", "write out what is meant; `/` divides exactly"),
    ast.FloorDiv: (Code.SE202, "//", "`/` divides exactly; `ceil(a / b)` rounds up"),
    ast.MatMult: (Code.SE202, "@", None),
    ast.LShift: (Code.SE202, "<<", "write `<`"),
    ast.RShift: (Code.SE202, ">>", "write `>`"),
    ast.BitAnd: (Code.SE210, "&", "write `and`"),
    ast.BitOr: (Code.SE210, "|", "write `or`"),
    ast.BitXor: (Code.SE202, "^", "write `a != b` for two conditions of which one holds"),
}


def read_bool_op(reader: Reader, node: ast.BoolOp) -> Expr | None:
    """Read `and` or `or`; one inside another of its sort becomes part of it."""
    kind: type[And] | type[Or] = And if isinstance(node.op, ast.And) else Or
    operands: list[Expr] = []
    fits = True
    for value in node.values:
        operand = reader.read(value)
        if operand is None or not require_condition(reader, operand):
            fits = False
        elif isinstance(operand, kind):
            operands.extend(operand.operands)
        else:
            operands.append(operand)
    if not fits:
        return None
    return kind(type=CONDITION, start=node.col_offset, end=node.end_col_offset or 0, operands=tuple(operands))


def read_unary_op(reader: Reader, node: ast.UnaryOp) -> Expr | None:
    """Read `not` or a minus; a minus before a number is part of the number."""
    start, end = node.col_offset, node.end_col_offset or 0
    operand = reader.read(node.operand)
    if isinstance(node.op, ast.Not):
        if operand is None or not require_condition(reader, operand):
            return None
        return Not(type=CONDITION, start=start, end=end, operand=operand)
    if isinstance(node.op, ast.USub):
        if operand is None or not require(reader, operand, NUMBERS, "-"):
            return None
        if isinstance(operand, Literal) and isinstance(node.operand, ast.Constant):
            value = operand.value
            assert isinstance(value, Number)
            return Literal(type=NUMBER, start=start, end=end, value=-value)
        return Negate(type=operand.type, start=start, end=end, operand=operand)
    if isinstance(node.op, ast.Invert):
        reader.note(Code.SE210, (start, start + 1), "`~` is not an operator of the language", help="write `not`")
    else:
        reader.note(Code.SE202, (start, start + 1), "a number has no `+` before it", help="leave out the `+`")
    return None


def read_if_else(reader: Reader, node: ast.IfExp) -> Expr | None:
    """Read `then if condition else otherwise`; the branches are of one type, either may be `none`."""
    then = read_or_none(reader, node.body)
    condition = reader.read(node.test)
    otherwise = read_or_none(reader, node.orelse)
    fits = condition is not None and require_condition(reader, condition)
    if then is None or otherwise is None:
        return None
    branches = unify(reader, then, otherwise, "the two sides of `if … else`")
    if branches is None or condition is None or not fits:
        return None
    then, otherwise, type = branches
    start, end = node.col_offset, node.end_col_offset or 0
    return IfElse(type=type, start=start, end=end, condition=condition, then=then, otherwise=otherwise)


def read_bin_op(reader: Reader, node: ast.BinOp) -> Expr | None:
    """Read arithmetic over numbers, days and durations."""
    sign = _SIGNS.get(type(node.op))
    if sign == "-" and isinstance(node.left, ast.BinOp) and _is_bare_day(reader, node):
        return None
    left = reader.read(node.left)
    right = reader.read(node.right)
    if sign is None:
        _note_operator(reader, node)
        return None
    if left is None or right is None:
        return None
    type_ = RESULTS.get((sign, left.type.base, right.type.base))
    if type_ is None:
        _note_misfit(reader, node, sign, left, right)
        return None
    if not _makes_sense(reader, sign, right):
        return None
    if type_ is DATE and left.type.base is Base.DURATION:
        left, right = right, left
    if left.type.optional or right.type.optional:
        type_ = Type(type_.base, optional=True)
    start, end = node.col_offset, node.end_col_offset or 0
    return Arithmetic(type=type_, start=start, end=end, operator=sign, left=left, right=right)


def _is_bare_day(reader: Reader, node: ast.BinOp) -> bool:
    """Whether a difference is a day that was written without `date(…)`; if so, notes SE212."""
    text = reader.text[node.col_offset : node.end_col_offset]
    if not _DAY.fullmatch(text):
        return False
    message, help, better = bare_day(text)
    reader.note(Code.SE212, node, message, help=help, suggestion=better)
    return True


def _note_operator(reader: Reader, node: ast.BinOp) -> None:
    code, sign, help = _UNREAD[type(node.op)]
    start = reader.text.find(sign, node.left.end_col_offset or 0, node.right.col_offset)
    message = f"`{sign}` is not an operator of the language"
    reader.note(code, (start, start + len(sign)), message, help=help)


def _note_misfit(reader: Reader, node: ast.BinOp, sign: str, left: Expr, right: Expr) -> None:
    bases = (left.type.base, right.type.base)
    remedy = _REMEDIES.get((sign, *bases))
    if remedy is not None:
        help: str | None = remedy.format(left=reader.source(left), right=reader.source(right))
    elif bases[0] is Base.NUMBER:
        help = conversion(reader, right, Base.NUMBER)
    else:
        help = conversion(reader, left, bases[1])
    reader.note(Code.SE205, node, f"`{sign}` does not take {left.type} and {right.type}", help=help)


def _makes_sense(reader: Reader, sign: str, right: Expr) -> bool:
    """Whether an operation of fitting types can have a value; if not, notes SE205."""
    if sign == "/" and isinstance(right, Literal) and right.value == 0:
        reader.note(Code.SE205, right, "nothing can be divided by 0", help="write another divisor")
        return False
    if sign == "-" and isinstance(right, Call) and right.function == "business_days":
        help = "count backwards in days: `- days(n)`"
        reader.note(Code.SE205, right, "business days are counted forward only", help=help)
        return False
    return True
