"""Names and dotted names: what they stand for, and what was probably meant by those that stand for nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sanctions_engine.diagnostics import Code
from sanctions_engine.language.expressions.literals import NAMED_CONSTANTS, note_stray_none
from sanctions_engine.language.expressions.reader import Reader
from sanctions_engine.language.expressions.scopes import field_type
from sanctions_engine.language.expressions.vocabulary import CALLABLE, METHODS
from sanctions_engine.language.nodes import Expr, FieldOf, LetRef, Literal, ParameterRef, RowCell, Special
from sanctions_engine.language.types import CONDITION, Base, Type
from sanctions_engine.models.kinds import FactKind

WHERE = {
    "due": "a rule with `due`",
    "as_of": "a condition",
    "row": "a rule with a table",
    "parameter": "a rule with `parameters`",
    "period": "a rule with `every`",
    "group": "a rule with `group_by`",
    "instrument": "a rule of an instrument",
}
"""Names that the language gives, and where they can be read."""


def read_name(reader: Reader, node: ast.Name) -> Expr | None:
    """Read a bare name: a `let` name, `due`, `as_of`, `true`, `false`."""
    name = node.id
    scope = reader.scope
    start, end = node.col_offset, node.end_col_offset or 0
    type = scope.lets.get(name)
    if type is not None:
        if name in scope.member_lets and not _in_scope(reader, node, name):
            return None
        return LetRef(type=type, start=start, end=end, name=name)
    type = scope.specials.get(name)
    if type is not None:
        return Special(type=type, start=start, end=end, name=name)
    if name in NAMED_CONSTANTS:
        value = NAMED_CONSTANTS[name]
        if value is None:
            note_stray_none(reader, node)
            return None
        return Literal(type=CONDITION, start=start, end=end, value=value)
    if name not in scope.broken:
        _note_bare(reader, node, name)
    return None


def _in_scope(reader: Reader, node: ast.expr, name: str) -> bool:
    """Whether what depends on one member of a group can be read here; if not, notes SE223."""
    if reader.in_total or not reader.scope.in_group:
        return True
    help = f"write `total(…)` around what is to be summed; `members()` counts them; a key is read as {_keys(reader)}"
    reader.note(Code.SE223, node, f"`{name}` belongs to one member; the group is judged as a whole", help=help)
    return False


def _keys(reader: Reader) -> str:
    keys = [f"`{name}`" for name in reader.scope.specials if name.startswith("group.")]
    return " or ".join(keys) or "`group.<key>`"


def _note_bare(reader: Reader, node: ast.Name, name: str) -> None:
    """Note what is wrong with a bare name that has no value."""
    scope = reader.scope
    if note_private(reader, node, name):
        return
    kind = record_kind(reader, name)
    if kind is not None:
        shown = next(iter(kind.fields))
        help = f"name one of its fields, such as `{name}.{shown}`"
        reader.note(Code.SE205, node, f"`{name}` stands for a whole `{kind.name}` record", help=help)
    elif name in reader.generators:
        return
    elif name in WHERE:
        inner = _dotted(reader, name)
        help = f"name what is meant, such as `{inner[0]}`" if inner else f"`{name}` can be read in {WHERE[name]}"
        reader.note(Code.SE223, node, f"`{name}` has no value here", help=help)
    elif name in CALLABLE:
        help = f"write `group.{name}`" if f"group.{name}" in scope.specials else f"write `{CALLABLE[name]}`"
        reader.note(Code.SE203, node, f"`{name}` is a function", help=help, offending=name)
    elif name in scope.kinds:
        help = f"fact kinds are read by aggregates: `any(r for r in {name} if …)`"
        reader.note(Code.SE203, node, f"`{name}` is a fact kind and has no value", help=help)
    else:
        note_unknown_name(reader, node, name)


def note_unknown_name(reader: Reader, node: ast.expr, name: str, *, has_field: bool = False) -> None:
    """Note SE203 for a name that stands for nothing, with the name that was probably meant.

    Where it `has_field`, because a field is read from it, only names that have fields can be meant.
    """
    scope = reader.scope
    message = f"name `{name}`"
    if name.lower() in ("null", "nil", "missing", "undefined"):
        help = "`no(x)` asks whether `x` is known to be without a value"
        reader.note(Code.SE203, node, f"unknown {message}", help=help, offending=name, suggestion="none")
        return
    longer = next((dotted for dotted in _all_dotted(reader) if dotted.partition(".")[2] == name), None)
    if longer is not None:
        help = f"write `{longer}`"
        reader.note(Code.SE203, node, f"unknown {message}", help=help, offending=name, suggestion=longer)
        return
    with_fields = (*reader.generators, *scope.variables, *(dotted.partition(".")[0] for dotted in _all_dotted(reader)))
    alone = (*scope.lets, *NAMED_CONSTANTS, *CALLABLE, *(special for special in scope.specials if "." not in special))
    options = with_fields if has_field else (*with_fields, *alone)
    known = ", ".join(f"`{known}`" for known in (*scope.variables, *reader.generators, *scope.lets, *scope.specials))
    # Quotes around a whole value are those of YAML: they do not make a text of it.
    quoted = f"`'\"{name}\"'`, of which YAML takes the outer ones" if reader.text.strip() == name else f'`"{name}"`'
    help = f"the names here are {known}; a text stands in quotes: {quoted}" if known else "a text stands in quotes"
    reader.note_unknown(Code.SE203, node, message, name, options, help=help)


def note_private(reader: Reader, node: ast.expr, name: str) -> bool:
    """Note SE218 for a name that begins with `_`; return whether it does."""
    if not name.startswith("_"):
        return False
    help = "names of the language begin with a letter"
    reader.note(Code.SE218, node, f"private name `{name}`", help=help, offending=name)
    return True


def record_kind(reader: Reader, name: str) -> FactKind | None:
    """Return the kind of the records that a variable stands for, or None if it is no such variable."""
    kind = reader.generators.get(name)
    if kind is not None:
        return kind
    of_each = reader.scope.variables.get(name)
    return None if of_each is None else reader.scope.kinds.get(of_each)


def read_attribute(reader: Reader, node: ast.Attribute) -> Expr | None:
    """Read `x.y`: a field of a record, a cell, a parameter, or a name that the rule gives."""
    base = node.value
    name = node.attr
    start, end = node.col_offset, node.end_col_offset or 0
    if not isinstance(base, ast.Name):
        _note_beyond(reader, node)
        return None
    head = base.id
    scope = reader.scope
    generators = reader.generators
    if head in generators or head in scope.variables:
        if head in generators:
            kind = generators[head]
        elif scope.in_group and not _in_scope(reader, node, f"{head}.{name}"):
            return None
        else:
            kind = scope.kinds.get(scope.variables[head])
        if kind is None:
            return None
        field = kind.fields.get(name)
        if field is None:
            _note_unknown_field(reader, node, name, kind)
            return None
        return FieldOf(type=field_type(field), start=start, end=end, variable=head, kind=kind.name, name=name)
    type: Type | None
    if head == "row" and scope.row is not None:
        type = scope.row.get(name)
        if type is not None:
            return RowCell(type=type, start=start, end=end, column=name)
    elif head == "parameter":
        type = scope.parameters.get(name)
        if type is not None:
            return ParameterRef(type=type, start=start, end=end, name=name)
    else:
        dotted = f"{head}.{name}"
        type = scope.specials.get(dotted)
        if type is not None:
            return Special(type=type, start=start, end=end, name=dotted)
    _note_dotted(reader, node, head, name)
    return None


def _note_unknown_field(reader: Reader, node: ast.Attribute, name: str, kind: FactKind) -> None:
    place = (_attribute_start(node), node.end_col_offset or 0)
    if name.startswith("_"):
        message, help = f"private name `{name}`", "names of the language begin with a letter"
        reader.note(Code.SE218, place, message, help=help, offending=name)
        return
    label = f"not a field of `{kind.name}`"
    if name in METHODS:
        help = f"`{METHODS[name]}` is called on a text, not on a record"
    else:
        help = f"its fields are {', '.join(f'`{field}`' for field in kind.fields)}"
    reader.note_unknown(Code.SE204, place, f"field `{name}` on `{kind.name}`", name, kind.fields, label, help)


def _attribute_start(node: ast.Attribute) -> int:
    return (node.end_col_offset or 0) - len(node.attr)


def _note_dotted(reader: Reader, node: ast.Attribute, head: str, name: str) -> None:
    """Note what is wrong with a dotted name that has no value."""
    scope = reader.scope
    place = (_attribute_start(node), node.end_col_offset or 0)
    dotted = f"{head}.{name}"
    if dotted in scope.broken or head in scope.broken:
        return
    private = note_private(reader, node.value, head)
    if name.startswith("_"):
        message, help = f"private name `{name}`", "names of the language begin with a letter"
        reader.note(Code.SE218, place, message, help=help, offending=name)
    elif private:
        return
    elif head in scope.lets or head in scope.specials:
        type = scope.lets.get(head) or scope.specials[head]
        reader.note(Code.SE205, node, f"`{head}` is {type} and has no fields", help=f"write `{head}` alone")
    elif head in WHERE:
        inner = _dotted(reader, head)
        if inner:
            names = [one.partition(".")[2] for one in inner]
            help = f"there are {', '.join(f'`{one}`' for one in inner)}"
            reader.note_unknown(Code.SE203, place, f"name `{dotted}`", name, names, help=help)
        else:
            help = f"`{head}` can be read in {WHERE[head]}"
            reader.note(Code.SE223, node, f"`{dotted}` has no value here", help=help, offending=dotted)
    elif head in scope.kinds:
        help = f"name a record first: `any(r for r in {head} if r.{name} == …)`"
        reader.note(Code.SE203, node, f"`{head}` is a fact kind, not one record", help=help)
    elif head in CALLABLE or head in NAMED_CONSTANTS:
        reader.note(Code.SE202, node, f"`{head}` has no fields", offending=dotted)
    else:
        note_unknown_name(reader, node.value, head, has_field=True)


def _dotted(reader: Reader, head: str) -> list[str]:
    return [dotted for dotted in _all_dotted(reader) if dotted.partition(".")[0] == head]


def _all_dotted(reader: Reader) -> Iterator[str]:
    """Yield every dotted name that has a value, those of the rule first, then the fields of its records."""
    scope = reader.scope
    yield from (name for name in scope.specials if "." in name)
    yield from (f"row.{name}" for name in scope.row or ())
    yield from (f"parameter.{name}" for name in scope.parameters)
    for variable in (*scope.variables, *reader.generators):
        kind = record_kind(reader, variable)
        yield from (f"{variable}.{name}" for name in (kind.fields if kind else ()))


def _note_beyond(reader: Reader, node: ast.Attribute) -> None:
    """Note what is wrong with a field of something that is not a name."""
    place = (_attribute_start(node), node.end_col_offset or 0)
    if node.attr.startswith("_"):
        message, help = f"private name `{node.attr}`", "names of the language begin with a letter"
        reader.note(Code.SE218, place, message, help=help, offending=node.attr)
        if not isinstance(node.value, ast.Attribute):
            return
    value = reader.read(node.value)
    if value is None or node.attr.startswith("_"):
        return
    help = "a State field is its alpha-3 code" if value.type.base is Base.STATE else "fields are read from a record"
    if node.attr in METHODS:
        help = f"write `{METHODS[node.attr]}`"
    reader.note(Code.SE205, place, f"`{reader.source(value)}` is {value.type} and has no fields", help=help)
