"""Aggregates: `function(value for variable in Kind if condition)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from sanctions_engine.diagnostics import Code, Label
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.literals import NAMED_CONSTANTS, is_none, read_or_none
from sanctions_engine.language.names import WHERE
from sanctions_engine.language.nodes import Aggregate, And, Call, Compare, Expr, FieldOf, Literal, Not, walk
from sanctions_engine.language.reader import MAX_AGGREGATES, Reader
from sanctions_engine.language.types import CONDITION, NUMBER, Base, Type
from sanctions_engine.language.typing_rules import NUMBERS, ORDERED, SCALARS, require, require_condition, unify
from sanctions_engine.language.vocabulary import AGGREGATES, CALLABLE, RECENT
from sanctions_engine.models.claims import NONE
from sanctions_engine.models.kinds import STATE, FactKind

_BY_DATE = ("latest", "earliest")
_CONDITIONS = frozenset({Base.CONDITION})
_DURATIONS = frozenset({Base.DURATION})

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


@dataclass(slots=True)
class _Source:
    """What stands after `for`: the variable and the kind that it goes through."""

    variable: str
    kind: FactKind | None
    window: Expr | None
    fits: bool


def is_generator(node: ast.expr) -> bool:
    """Whether a syntax node has a `for` in it, whatever its brackets."""
    return isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp)


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
    source = _source(reader, loop)
    generator = loop.generators[0]
    condition = None
    fits = source.fits
    around = dict(reader.generators)
    reader.generators[source.variable] = source.kind
    value = None
    if not (isinstance(loop.elt, ast.Name) and loop.elt.id == source.variable):
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
    source: _Source,
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
    pinned = () if condition is None else tuple(pins(source.variable, kind, condition))
    if name in _BY_DATE:
        _warn_unpinned(reader, node, name, kind, pinned)
    return Aggregate(
        type=type_,
        start=node.col_offset,
        end=node.end_col_offset or 0,
        function=name,
        variable=source.variable,
        kind=kind.name,
        value=value,
        condition=condition,
        window=source.window,
        none=none,
        pins=pinned,
    )


def _loop(reader: Reader, node: ast.Call, name: str, form: str) -> ast.GeneratorExp | ast.ListComp | ast.SetComp | None:
    """Return the part with `for`; None after noting what stands there instead."""
    loops = [one for one in node.args if isinstance(one, ast.GeneratorExp | ast.ListComp | ast.SetComp)]
    if len(node.args) != 1 or not loops:
        message = f"`{name}` takes one part with `for`"
        reader.note(Code.SE208, node, message, help=f"write `{form}`")
        for argument in node.args:
            if argument not in loops and not isinstance(argument, ast.Starred) and not _is_record(reader, argument):
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


def _is_record(reader: Reader, node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and (node.id in reader.scope.kinds or node.id in reader.scope.variables)


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
            meant = "none" if name in _BY_DATE and suggest(keyword.arg, ["none", "default"]) else None
            help = f"write `{name}((… for … in …), none=…)`" if name in _BY_DATE else f"write `{form}`"
            message = f"`{name}` has no option `{keyword.arg}`"
            reader.note(Code.SE208, place, message, help=help, offending=keyword.arg, suggestion=meant)
    return found


def _source(reader: Reader, loop: ast.GeneratorExp | ast.ListComp | ast.SetComp) -> _Source:
    """Read `variable in Kind` or `variable in recent(Kind, duration)`."""
    generator = loop.generators[0]
    target = generator.target
    fits = True
    variable = ""
    if isinstance(target, ast.Name):
        variable = target.id
        fits = _is_free(reader, target)
    else:
        reader.note(Code.SE202, target, "one name stands after `for`", help="write `for r in Kind`")
        fits = False
    iterated = generator.iter
    window = None
    if isinstance(iterated, ast.Call) and isinstance(iterated.func, ast.Name) and iterated.func.id == "recent":
        if len(iterated.args) != 2 or iterated.keywords:
            reader.note(Code.SE208, iterated, "`recent` takes a fact kind and a duration", help=f"write `{RECENT}`")
            fits = False
        else:
            window = reader.read(iterated.args[1])
            fits = window is not None and _is_window(reader, window) and fits
        if not iterated.args:
            return _Source(variable, None, None, False)
        iterated = iterated.args[0]
    kind = _kind(reader, iterated)
    return _Source(variable, kind, window, fits and kind is not None)


def _is_window(reader: Reader, window: Expr) -> bool:
    """Whether a value can be the length of `recent`: a duration that can be counted backwards."""
    if not require(reader, window, _DURATIONS, RECENT):
        return False
    if isinstance(window, Call) and window.function == "business_days":
        help = "count backwards in days: `days(14)`"
        reader.note(Code.SE205, window, "business days are counted forward only", help=help)
        return False
    return True


def _is_free(reader: Reader, target: ast.Name) -> bool:
    """Whether a variable has a name of its own; if not, notes SE202 (SE218 for a private name)."""
    name = target.id
    scope = reader.scope
    if name.startswith("_"):
        help = "names of the language begin with a letter"
        reader.note(Code.SE218, target, f"private name `{name}`", help=help, offending=name)
        return False
    taken = {
        "the variable of the aggregate around it": name in reader.generators,
        "the `each` variable": name in scope.variables,
        "a `let` name": name in scope.lets or name in scope.broken,
        "a name that the language gives": name in WHERE or name in NAMED_CONSTANTS,
        "a function": name in CALLABLE,
        "a fact kind": name in scope.kinds,
    }
    what = next((what for what, is_so in taken.items() if is_so), None)
    if what is None:
        return True
    also = []
    if name in reader.generators:
        before = reader.text.rfind(f"for {name} in", 0, target.col_offset)
        after = reader.text.find(f"for {name} in", target.end_col_offset or 0)
        outer = before if before >= 0 else after
        if outer >= 0:
            also = [Label(reader.place((outer + 4, outer + 4 + len(name))), "the other one is named here")]
    message = f"`{name}` is {what} already"
    reader.note(Code.SE202, target, message, help="choose another name for the variable", also=also, offending=name)
    return False


def _kind(reader: Reader, node: ast.expr) -> FactKind | None:
    """Return the kind that an aggregate goes through; None after noting SE206 (SE202 for anything but a name)."""
    if not isinstance(node, ast.Name):
        message = f"`{reader.source(node)}` is not a fact kind"
        reader.note(Code.SE202, node, message, help=f"write `for r in Kind` or `for r in {RECENT}`")
        return None
    name = node.id
    kind = reader.scope.kinds.get(name)
    if name == STATE.name:
        help = "`each: State as state` judges every State; who bears a duty is no matter of counting States"
        reader.note(Code.SE206, node, "the register of States is not a list of facts", help=help, offending=name)
        return None
    if kind is None and name not in reader.scope.broken:
        kinds = [one for one in reader.scope.kinds if one != STATE.name]
        help = f"there are {', '.join(f'`{one}`' for one in sorted(kinds))}" if kinds else "declare it in `facts.yaml`"
        reader.note_unknown(Code.SE206, node, f"fact kind `{name}`", name, kinds, help=help)
    return kind


def _value(reader: Reader, node: ast.expr, name: str, form: str) -> Expr | None:
    """Read what stands before `for`."""
    if is_none(node):
        return reader.read(node)
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


def _note_record(reader: Reader, node: ast.expr, name: str, source: _Source) -> None:
    if source.kind is None:
        return
    message = f"`{source.variable}` stands for a whole `{source.kind.name}` record"
    if name == "all":
        help = f"write `all(condition for {source.variable} in {source.kind.name})`"
    else:
        help = f"name a field: `{name}({source.variable}.{_example(name, source.kind)} for …)`"
    reader.note(Code.SE205, node, message, help=help)


def _example(name: str, kind: FactKind) -> str:
    """Return a field that an aggregate could read."""
    numbers = [field for field, type_ in kind.fields.items() if type_.kind.value in ("int", "decimal")]
    return numbers[0] if numbers else (kind.dated or next(iter(kind.fields)))


def pins(variable: str, kind: FactKind, condition: Expr) -> Iterator[tuple[str, Expr]]:
    """Yield each identity field that a condition fixes, with the expression that it is fixed to.

    A field is fixed by `variable.field == expression` (either way round) as one of the conditions that are joined by `and`,
    where the expression is free of the variable; a condition by standing there, plain or after `not`; an optional field by
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


def _warn_unpinned(
    reader: Reader, node: ast.Call, name: str, kind: FactKind, pinned: tuple[tuple[str, Expr], ...]
) -> None:
    """Note SE219 where `latest` or `earliest` may read more than one series; the date itself needs no pin."""
    fixed = {field for field, _ in pinned}
    free = [field for field in kind.identity if field not in fixed and field != kind.dated]
    if not free:
        return
    named = ", ".join(f"`{field}`" for field in free)
    message = (
        f"`{name}` may read several series of `{kind.name}`: {named} {'is' if len(free) == 1 else 'are'} not fixed"
    )
    help = f"add `{free[0]} == …` to its `if`, or ask with `any`, `sum` or `max` for all series together"
    reader.note(Code.SE219, node, message, help=help)
