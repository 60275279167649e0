"""From the text of an expression to a typed formula: the way in, and the table of what reads which construct."""

from __future__ import annotations

import ast

from sanctions_engine.diagnostics import Code, Problems
from sanctions_engine.language.expressions.calls import read_call
from sanctions_engine.language.expressions.comparisons import read_compare
from sanctions_engine.language.expressions.constant_dates import check_written_dates
from sanctions_engine.language.expressions.literals import read_constant, read_tuple
from sanctions_engine.language.expressions.names import read_attribute, read_name
from sanctions_engine.language.expressions.operators import read_bin_op, read_bool_op, read_if_else, read_unary_op
from sanctions_engine.language.expressions.reader import MAX_DEPTH, Handler, Locate, Reader, TooDeep
from sanctions_engine.language.expressions.scopes import Scope
from sanctions_engine.language.expressions.syntax import parse
from sanctions_engine.language.expressions.typing_rules import require_expected
from sanctions_engine.language.expressions.unsupported import note_unsupported
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Formula
from sanctions_engine.language.types import Type

READ: dict[type[ast.AST], Handler] = {
    ast.Attribute: read_attribute,
    ast.BinOp: read_bin_op,
    ast.BoolOp: read_bool_op,
    ast.Call: read_call,
    ast.Compare: read_compare,
    ast.Constant: read_constant,
    ast.IfExp: read_if_else,
    ast.Name: read_name,
    ast.Tuple: read_tuple,
    ast.UnaryOp: read_unary_op,
}
"""The constructs of the language. Nothing else is read: every other kind of syntax node is refused by name."""

_HANDLERS: dict[type[ast.AST], Handler] = {
    **dict.fromkeys(ast.expr.__subclasses__(), note_unsupported),
    **READ,
}


def read_formula(text: str, scope: Scope, expected: Type | None, problems: Problems, locate: Locate) -> Formula | None:
    """Parse and type an expression.

    Args:
        text: The expression, as it stands in the rule file.
        scope: What its names stand for.
        expected: The type that its place needs (a value that may be `none` fits); None for any type.
        problems: Gets everything that is wrong: SE201 to SE219, SE221 to SE223, SE602 for a day outside the calendar.
            Warnings alone do not reject the formula.
        locate: Returns the place in the file of the characters from its first argument up to its second.

    Returns:
        The typed formula, or None if there are errors.

    Example:
        >>> from sanctions_engine.diagnostics import Span
        >>> from sanctions_engine.language.types import CONDITION, DATE
        >>> problems = Problems()
        >>> formula = read_formula(
        ...     'as_of <= date("2019-12-22")', Scope(kinds={}, specials={"as_of": DATE}), CONDITION, problems,
        ...     lambda start, end: Span("a.yaml", 1, start + 1, 1, end + 1))
        >>> formula.node.operator, formula.source(formula.node.right)
        ('<=', 'date("2019-12-22")')
    """
    node = read_node(text, scope, expected, problems, locate)
    return None if node is None else Formula(text, node, locate(0, len(text)))


def read_node(text: str, scope: Scope, expected: Type | None, problems: Problems, locate: Locate) -> Expr | None:
    """Parse and type an expression as `read_formula` does, for those who know where the whole of it stands."""
    parsed = parse(text, problems, locate)
    if parsed is None:
        return None
    reader = Reader(parsed.text, scope, problems, parsed.locate, _HANDLERS)
    try:
        node = reader.read(parsed.tree)
    except TooDeep as error:
        message = f"expression nested deeper than {MAX_DEPTH}"
        reader.note(Code.SE215, error.node, message, "too deep from here on", help="give parts of it names with `let`")
        return None
    if node is not None and expected is not None:
        node = require_expected(reader, node, expected)
    if node is None or reader.failed or parsed.failed:
        return None
    if "date(" in text:
        formula = Formula(text, node, locate(0, len(text)))
        return node if check_written_dates(formula, problems, locate) else None
    return node
