"""The constructs of Python that the language does not have, each with what to write instead."""

from __future__ import annotations

import ast

from sanctions_engine.diagnostics import Code
from sanctions_engine.language.expressions.reader import Reader
from sanctions_engine.language.nodes import Expr

_NAMES: dict[type[ast.AST], tuple[str, str | None]] = {
    ast.NamedExpr: ("`:=`", "give the value a name with `let`"),
    ast.Lambda: ("`lambda`", None),
    ast.Dict: ("a dictionary", None),
    ast.Set: ("a set", "write round brackets after `in`: `x in (a, b)`"),
    ast.List: ("a list in square brackets", "write round brackets after `in`: `x in (a, b)`"),
    ast.ListComp: ("a list built with `for`", "`for` stands inside an aggregate: `any(r for r in Kind if …)`"),
    ast.SetComp: ("a set built with `for`", "`for` stands inside an aggregate: `any(r for r in Kind if …)`"),
    ast.DictComp: ("a dictionary built with `for`", "`for` stands inside an aggregate: `any(r for r in Kind if …)`"),
    ast.GeneratorExp: ("`for` outside an aggregate", "write `any(r for r in Kind if …)`, `sum(…)`, `latest(…)`"),
    ast.Await: ("`await`", None),
    ast.Yield: ("`yield`", None),
    ast.YieldFrom: ("`yield`", None),
    ast.JoinedStr: ("an f-string", 'a text stands in quotes alone: `"PRK"`'),
    ast.FormattedValue: ("an f-string", 'a text stands in quotes alone: `"PRK"`'),
    ast.Subscript: ("`[…]` after a value", "fields are read with a dot: `record.field`"),
    ast.Starred: ("`*` before a value", None),
    ast.Slice: ("a slice", "`x.startswith(…)` compares the beginning of a text"),
}


def note_unsupported(reader: Reader, node: ast.expr) -> Expr | None:
    """Note SE202 for a construct of Python that is not part of the language."""
    what, help = _NAMES.get(type(node), (f"`{reader.source(node)}`", None))
    reader.note(Code.SE202, node, f"{what} is not part of the language", help=help)
    return None
