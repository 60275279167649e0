"""Aggregates: `function(value for variable in Kind if condition)`."""

from __future__ import annotations

import ast

from sanctions_engine.diagnostics import Code
from sanctions_engine.language.expressions.aggregate_sources import Loop, Source, read_source
from sanctions_engine.language.expressions.literals import read_or_none
from sanctions_engine.language.expressions.pins import pins, warn_unpinned
from sanctions_engine.language.expressions.reader import MAX_AGGREGATES, Reader
from sanctions_engine.language.expressions.typing_rules import (
    NUMBERS,
    ORDERED,
    SCALARS,
    require,
    require_condition,
    unify,
)
from sanctions_engine.language.expressions.vocabulary import AGGREGATES
from sanctions_engine.language.nodes import Aggregate, Expr, FieldOf, walk
from sanctions_engine.language.types import CONDITION, NUMBER, Base
from sanctions_engine.models.kinds import FactKind

_BY_DATE = ("latest", "earliest")
_CONDITIONS = frozenset({Base.CONDITION})

TAKES: dict[str, frozenset[Base]] = {
    "any": _CONDITIONS,
    "all": _CONDITIONS,
    "count": frozenset(),
    "sum": NUMBERS,
    "max": ORDERED,
    "min": ORDERED,
    "latest": SCALARS,
    "earliest": SCALARS,
}
"""What can stand before `for`; `any` and `count` take the record itself as well."""


def is_generator(node: ast.expr) -> bool:
    """Whether a syntax node has a `for` in it, whatever its brackets."""
    return isinstance(node, Loop)


def read_aggregate(reader: Reader, node: ast.Call, name: str) -> Expr | None:
    """Read a call of an aggregate."""
    form = AGGREGATES[name]
    loop = _loop(reader, node, name, form)
    none_node = _none_option(reader, node, name, form)
    if loop is None:
        return None
    if len(reader.generators) >= MAX_AGGREGATES:
        help = "give the inner one a name with `let`"
        reader.note(Code.SE222, node, f"more than {MAX_AGGREGATES} aggregates inside one another", help=help)
        return None
    source = read_source(reader, loop)
    generator = loop.generators[0]
    condition = None
    fits = source.fits
    around = dict(reader.generators)
    reader.generators.update(dict.fromkeys(source.names, source.kind))
    value = None
    if not (isinstance(loop.elt, ast.Name) and loop.elt.id in source.names):
        value = _value(reader, loop.elt, name, form)
        fits = fits and value is not None
    elif name not in ("any", "count"):
        _note_record(reader, loop.elt, name, source)
        fits = False
    if generator.ifs:
        condition = reader.read(generator.ifs[0])
        fits = condition is not None and require_condition(reader, condition) and fits
    if len(generator.ifs) > 1:
        help = "join the conditions with `and`"
        reader.note(Code.SE202, generator.ifs[1], "more than one `if` in an aggregate", help=help)
        fits = False
    reader.generators = around
    none = read_or_none(reader, none_node) if none_node is not None else None
    if not fits or source.kind is None or (none_node is not None and none is None):
        return None
    return _node(reader, node, name, source.kind, source, value, condition, none)


def _node(
    reader: Reader,
    node: ast.Call,
    name: str,
    kind: FactKind,
    source: Source,
    value: Expr | None,
    condition: Expr | None,
    none: Expr | None,
) -> Expr | None:
    if name in ("any", "all"):
        type_ = CONDITION
    elif name in ("count", "sum") or value is None:
        type_ = NUMBER
    elif none is not None:
        found = unify(reader, value, none, f"the value and `none=` of `{name}`")
        if found is None:
            return None
        value, none, type_ = found
    else:
        type_ = value.type if name in _BY_DATE else value.type.required()
    pinned = () if condition is None else tuple(pins(source.names[0], kind, condition))
    if name in _BY_DATE:
        parts = (part for one in (value, condition) if one is not None for part in walk(one))
        read = {part.name for part in parts if isinstance(part, FieldOf) and part.variable == source.names[0]}
        warn_unpinned(reader, node, name, kind, pinned, read)
    return Aggregate(
        type=type_,
        start=node.col_offset,
        end=node.end_col_offset or 0,
        function=name,
        variable=source.names[0],
        kind=kind.name,
        value=value,
        condition=condition,
        window=source.window,
        none=none,
        pins=pinned,
    )


def _of_the_group(reader: Reader, node: ast.Call, name: str) -> str | None:
    """Return what is meant by `sum(x)` or `count(x)` in a rule over groups; None elsewhere."""
    if not reader.scope.in_group or reader.in_total or len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
        return None
    return {"sum": f"total({reader.source(node.args[0])})", "count": "members()"}.get(name)


def _loop(reader: Reader, node: ast.Call, name: str, form: str) -> Loop | None:
    """Return the part with `for`; None after noting what stands there instead."""
    loops = [one for one in node.args if isinstance(one, Loop)]
    if len(node.args) != 1 or not loops:
        message = f"`{name}` takes one part with `for`"
        of_group = _of_the_group(reader, node, name)
        if of_group is not None:
            reader.note(Code.SE208, node, message, help=f"write `{of_group}` for the records of the group")
            return None
        reader.note(Code.SE208, node, message, help=f"write `{form}`")
        for argument in node.args:
            if argument not in loops and not isinstance(argument, ast.Starred) and not is_bare_record(reader, argument):
                reader.read(argument)
        return None
    loop = loops[0]
    if not isinstance(loop, ast.GeneratorExp):
        help = f"write `{name}({reader.source(loop)[1:-1]})`"
        reader.note(Code.SE202, loop, "a list cannot be built", help=help)
    if len(loop.generators) > 1:
        help = "put one aggregate into the condition of the other: `any(a for a in A if any(b for b in B if …))`"
        reader.note(Code.SE202, loop.generators[1].target, "more than one `for` in an aggregate", help=help)
        return None
    if loop.generators[0].is_async:
        reader.note(Code.SE202, loop, "`async` is not part of the language")
        return None
    return loop


def is_bare_record(reader: Reader, node: ast.expr) -> bool:
    """Whether a syntax node is the name of a fact kind or of a record: of such an argument nothing more is said."""
    if not isinstance(node, ast.Name):
        return False
    return node.id in reader.scope.kinds or node.id in reader.scope.variables or node.id in reader.generators


def _none_option(reader: Reader, node: ast.Call, name: str, form: str) -> ast.expr | None:
    """Return what stands after `none=`; notes other keyword arguments."""
    found = None
    for keyword in node.keywords:
        place = (keyword.col_offset, keyword.end_col_offset or 0)
        if keyword.arg == "none" and name in _BY_DATE:
            found = keyword.value
        elif keyword.arg is None:
            reader.note(Code.SE202, place, "`**` is not part of the language", help=f"write `{form}`")
        else:
            meant = "none" if name in _BY_DATE else None
            help = f"write `{name}((… for … in …), none=…)`" if name in _BY_DATE else f"write `{form}`"
            message = f"`{name}` has no option `{keyword.arg}`"
            reader.note(Code.SE208, place, message, help=help, offending=keyword.arg, suggestion=meant)
    return found


def _value(reader: Reader, node: ast.expr, name: str, form: str) -> Expr | None:
    """Read what stands before `for`."""
    value = reader.read(node)
    if value is None:
        return None
    if name == "count":
        help = "write `count(r for r in Kind if …)`: what is to be counted stands after `if`"
        reader.note(Code.SE205, value, "`count` counts records", "the variable alone is needed here", help=help)
        return None
    if name in ("any", "all"):
        return value if require_condition(reader, value) else None
    return value if require(reader, value, TAKES[name], form) else None


def _note_record(reader: Reader, node: ast.expr, name: str, source: Source) -> None:
    if source.kind is None:
        return
    message = f"`{source.names[0]}` stands for a whole `{source.kind.name}` record"
    if name == "all":
        help = f"write `all(condition for {source.names[0]} in {source.kind.name})`"
    else:
        help = f"name a field: `{name}({source.names[0]}.{_example(name, source.kind)} for …)`"
    reader.note(Code.SE205, node, message, help=help)


def _example(name: str, kind: FactKind) -> str:
    """Return a field that an aggregate could read."""
    numbers = [field for field, type_ in kind.fields.items() if type_.kind.value in ("int", "decimal")]
    return numbers[0] if numbers else (kind.dated or next(iter(kind.fields)))
