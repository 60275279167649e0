"""Comparisons: single, chained, and `in`."""

from __future__ import annotations

import ast

from sanctions_engine.diagnostics import Code, Label
from sanctions_engine.language.expressions.literals import adapt, can_be, is_known_state, is_none, read_items, texts_of
from sanctions_engine.language.expressions.reader import Reader
from sanctions_engine.language.expressions.typing_rules import ORDERED, SCALARS, TEXTUAL, conversion
from sanctions_engine.language.nodes import And, Compare, Expr, Literal, Member, Or
from sanctions_engine.language.types import CONDITION, Base

_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_IDENTITY: dict[type[ast.cmpop], str] = {ast.Is: "is", ast.IsNot: "is not"}
_SAME = ("==", "!=")


def read_compare(reader: Reader, node: ast.Compare) -> Expr | None:
    """Read a comparison; a chain becomes the `and` of its parts."""
    if not _has_known_signs(reader, node):
        return None
    parts: list[Expr] = []
    fits = True
    left_node, left = node.left, _read_side(reader, node.left)
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        part: Expr | None = None
        if isinstance(operator, (ast.In, ast.NotIn)):
            negated = isinstance(operator, ast.NotIn)
            part = _read_member(
                reader, left, right_node, (left_node.col_offset, right_node.end_col_offset or 0), negated
            )
            right = None
        else:
            right = _read_side(reader, right_node)
            if left is not None and right is not None:
                part = _compare(reader, _SIGNS[type(operator)], left, right, left_node.col_offset, right_node)
        if part is None:
            fits = False
        else:
            parts.append(part)
        left_node, left = right_node, right
    if not fits:
        return None
    if len(parts) == 1:
        return parts[0]
    return And(type=CONDITION, start=node.col_offset, end=node.end_col_offset or 0, operands=tuple(parts))


def _has_known_signs(reader: Reader, node: ast.Compare) -> bool:
    """Whether a comparison uses signs of the language; if not, notes SE202."""
    if len(node.ops) == 1 and type(node.ops[0]) in _SIGNS:
        return True
    known = True
    left = node.left
    for index, (operator, right) in enumerate(zip(node.ops, node.comparators, strict=True)):
        sign = _IDENTITY.get(type(operator))
        if sign is not None:
            known = False
            better = "!=" if sign == "is not" else "=="
            is_to_none = is_none(right) or is_none(left)
            help = "`no(x)` asks whether `x` is known to be without a value"
            reader.note(
                Code.SE202,
                node,
                f"`{sign}` is not part of the language",
                help=help if is_to_none else f"write `{better}`",
            )
        elif isinstance(operator, (ast.In, ast.NotIn)) and index < len(node.ops) - 1:
            known = False
            reader.note(
                Code.SE202, node, "`in` cannot be chained with other comparisons", help="write `a in b and b == c`"
            )
        left = right
    return known


def _read_side(reader: Reader, node: ast.expr) -> Expr | None:
    if not is_none(node):
        return reader.read(node)
    help = "`no(x)` asks whether `x` is known to be without a value"
    reader.note(Code.SE205, node, "a comparison with `none` is always false", help=help)
    return None


def _compare(reader: Reader, sign: str, left: Expr, right: Expr, start: int, right_node: ast.expr) -> Expr | None:
    """Return `left sign right` if the types fit."""
    one, other = left.type.base, right.type.base
    if one is not other:
        adapted_left, adapted_right = adapt(reader, left, right.type), adapt(reader, right, left.type)
        if adapted_left is None or adapted_right is None:
            return None
        left, right = adapted_left, adapted_right
        one, other = left.type.base, right.type.base
        if one is not other:
            _note_misfit(reader, sign, left, right)
            return None
    if one not in SCALARS:
        help = 'write `x in ("a", "b")`' if one is Base.TEXTS else "add each to a day and compare the days"
        reader.note(
            Code.SE205, (start, right.end), f"`{sign}` does not compare {left.type} with {right.type}", help=help
        )
        return None
    if sign not in _SAME and one not in ORDERED:
        what = {Base.TEXT: "texts", Base.STATE: "States"}.get(one, "conditions")
        reader.note(Code.SE205, (start, right.end), f"`{sign}`: {what} have no order", help="write `==`, `!=` or `in`")
        return None
    if one is Base.TEXT and not (can_be(reader, left, right) and can_be(reader, right, left)):
        return None
    return Compare(
        type=CONDITION, start=start, end=right_node.end_col_offset or 0, operator=sign, left=left, right=right
    )


def _note_misfit(reader: Reader, sign: str, left: Expr, right: Expr) -> None:
    also = [Label(reader.place(left), f"this is {left.type}")]
    message = f"`{sign}` does not compare {left.type} with {right.type}"
    one, other = left.type.base, right.type.base
    number = right if other is Base.NUMBER else left
    if {one, other} == {Base.DATE, Base.NUMBER} and isinstance(number, Literal):
        day = left if one is Base.DATE else right
        value = number.value
        is_year = isinstance(value, int) and 1900 <= value <= 2100
        source = reader.source(day)
        help: str | None = f"write `year({source})`" if is_year else f"count days: `days_between({source}, other_day)`"
        help = f'{help}; a day is written `date("2019-12-22")`'
    elif Base.CONDITION in (one, other) and Base.TEXTS not in (one, other):
        help = (
            conversion(reader, right, one) or conversion(reader, left, other) or "a condition stands alone: `a and b`"
        )
    elif Base.TEXTS in (one, other):
        help = "write `in` to ask whether a text is in a list"
    else:
        help = conversion(reader, right, one) or conversion(reader, left, other)
    reader.note(Code.SE205, right, message, f"this is {right.type}", also=also, help=help)


def _read_member(
    reader: Reader, item: Expr | None, node: ast.expr, place: tuple[int, int], negated: bool
) -> Expr | None:
    """Return `item in options`; of numbers and days it becomes `item == a or item == b`."""
    if isinstance(node, (ast.List, ast.Set)):
        comma = "," if len(node.elts) == 1 else ""
        help = f"write round brackets: `({reader.source(node)[1:-1]}{comma})`"
        reader.note(Code.SE202, node, "a list is written in round brackets", help=help)
        return None
    if isinstance(node, ast.Tuple):
        items = read_items(reader, node)
        return None if items is None or item is None else _member_of(reader, item, items, node, place, negated)
    options = None if is_none(node) else reader.read(node)
    if is_none(node):
        _read_side(reader, node)
    if item is None or options is None:
        return None
    if options.type.base is not Base.TEXTS:
        _note_no_list(reader, item, options)
        return None
    if item.type.base not in TEXTUAL:
        message = f"`in` looks for texts here; `{reader.source(item)}` is {item.type}"
        reader.note(Code.SE205, item, message, help=conversion(reader, item, Base.TEXT))
        return None
    return Member(type=CONDITION, start=place[0], end=place[1], item=item, options=options, negated=negated)


def _note_no_list(reader: Reader, item: Expr, options: Expr) -> None:
    message = f"`in` looks in a list; `{reader.source(options)}` is {options.type}"
    help = conversion(reader, options, Base.TEXTS)
    if options.type.base in TEXTUAL and not isinstance(options, Literal):
        help = f"write `{reader.source(options)} == {reader.source(item)}`, or `.startswith(…)`, `.endswith(…)`"
    reader.note(Code.SE205, options, message, f"this is {options.type}", help=help)


def _member_of(
    reader: Reader, item: Expr, items: list[Literal], node: ast.Tuple, place: tuple[int, int], negated: bool
) -> Expr | None:
    """Return `item in (a, b)` after noting the constants that do not fit."""
    base = item.type.base
    is_text = base in TEXTUAL
    wanted = Base.TEXT if is_text else base
    if base not in SCALARS or base is Base.CONDITION:
        reader.note(
            Code.SE205, item, f"`in` does not look for {item.type}", help="write conditions with `and`, `or`, `not`"
        )
        return None
    stray = [one for one in items if one.type.base is not wanted]
    for one in stray:
        message = f"`{reader.source(item)}` is {item.type}; `{reader.source(one)}` is {one.type}"
        reader.note(Code.SE205, one, message, f"this is {one.type}", help=conversion(reader, one, wanted))
    if base is Base.STATE:
        unknown = [one for one in items if one not in stray and not is_known_state(reader, one)]
        stray = stray + unknown
    if base is Base.TEXT:
        stray += [one for one in items if one not in stray and not can_be(reader, item, one)]
    if stray:
        return None
    start, end = place
    if is_text:
        options = texts_of(items, node)
        return Member(type=CONDITION, start=start, end=end, item=item, options=options, negated=negated)
    operator = "!=" if negated else "=="
    tests = tuple(
        Compare(type=CONDITION, start=start, end=end, operator=operator, left=item, right=one) for one in items
    )
    if len(tests) == 1:
        return tests[0]
    join = And if negated else Or
    return join(type=CONDITION, start=start, end=end, operands=tests)
