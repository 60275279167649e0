"""Constants: exact numbers, texts, truths, `none`, and lists of texts."""

from __future__ import annotations

import ast
from fractions import Fraction

from sanctions_engine.diagnostics import Code
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.expressions.reader import Reader
from sanctions_engine.language.nodes import Constant, Expr, FieldOf, Literal
from sanctions_engine.language.types import CONDITION, NUMBER, STATE_CODE, TEXT, TEXTS, Base, Type
from sanctions_engine.models.claims import NONE
from sanctions_engine.models.numbers import MAX_DIGITS, exact
from sanctions_engine.models.states import UnknownState, find_state, is_state_code

NAMED_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "none": None}
"""Constants that compliance teams write as YAML does; Python's own spelling is read too."""

UNTYPED_NONE = Type(Base.RECORD, optional=True, kind="none")
"""What `none` has before it takes the type of what it stands beside; never part of a finished formula."""

_UNREAD: dict[type, str] = {bytes: "`b` before a text", complex: "an imaginary number", type(Ellipsis): "`...`"}


def read_constant(reader: Reader, node: ast.Constant) -> Expr | None:
    """Read a number, text or truth; SE202 for the constants of Python that the language does not have."""
    value = node.value
    start, end = node.col_offset, node.end_col_offset or 0
    if isinstance(value, str):
        if reader.text[start] not in "\"'":
            help = "write the text in quotes alone"
            reader.note(
                Code.SE202, node, f"`{reader.text[start]}` before a text is not part of the language", help=help
            )
            return None
        return Literal(type=TEXT, start=start, end=end, value=value)
    if isinstance(value, bool):
        return Literal(type=CONDITION, start=start, end=end, value=value)
    if isinstance(value, (int, float)):
        return _number(reader, node, start, end)
    if value is None:
        note_stray_none(reader, node)
        return None
    reader.note(Code.SE202, node, f"{_UNREAD[type(value)]} is not part of the language")
    return None


def _number(reader: Reader, node: ast.Constant, start: int, end: int) -> Expr | None:
    text = reader.text[start:end]
    if len(text) > MAX_DIGITS:
        reader.note(Code.SE202, node, f"number of more than {MAX_DIGITS} digits", offending=text[:MAX_DIGITS])
        return None
    if isinstance(node.value, int):
        return Literal(type=NUMBER, start=start, end=end, value=node.value)
    whole, _, part = text.partition(".")
    if not whole or not part:
        better = f"{whole or '0'}.{part}".rstrip(".")
        help = f"write `{better}`"
        reader.note(Code.SE202, node, f"`{text}` is not how a number is written", help=help, suggestion=better)
        return None
    value = exact(Fraction(int(whole + part), 10 ** len(part)))
    return Literal(type=NUMBER, start=start, end=end, value=value)


def is_none(node: ast.expr) -> bool:
    """Whether a syntax node is `none` or `None`."""
    if isinstance(node, ast.Name):
        return node.id == "none"
    return isinstance(node, ast.Constant) and node.value is None


def read_or_none(reader: Reader, node: ast.expr) -> Expr | None:
    """Read a part that may be `none`, which has the type `UNTYPED_NONE` until `adapt` gives it one."""
    if is_none(node):
        return Literal(type=UNTYPED_NONE, start=node.col_offset, end=node.end_col_offset or 0, value=NONE)
    return reader.read(node)


def note_stray_none(reader: Reader, part: ast.expr | Expr) -> None:
    """Note SE205 for a `none` that stands where a value is needed."""
    help = "`no(x)` asks whether `x` is known to be without a value"
    reader.note(Code.SE205, part, "`none` is not a value to reckon with", help=help)


def read_tuple(reader: Reader, node: ast.Tuple) -> Expr | None:
    """Read a list of texts; what else can stand after `in` is read where the comparison is."""
    items = read_items(reader, node)
    if items is None:
        return None
    stray = [item for item in items if item.type.base is not Base.TEXT]
    for item in stray:
        help = "outside `x in ( … )` a list holds texts only"
        reader.note(Code.SE205, item, f"{item.type} in a list of texts", help=help)
    return None if stray else texts_of(items, node)


def read_items(reader: Reader, node: ast.Tuple) -> list[Literal] | None:
    """Read the constants of a list; None after noting what else stands there."""
    items = []
    fits = True
    for element in node.elts:
        item = reader.read(element)
        if isinstance(item, Literal):
            items.append(item)
            continue
        fits = False
        if item is not None:
            help = "a list holds constants; for anything else write `x == a or x == b`"
            reader.note(Code.SE205, item, f"`{reader.source(item)}` is not a constant", help=help)
    if not node.elts:
        reader.note(Code.SE205, node, "empty list", help='a list holds at least one constant: `("a",)`')
        return None
    return items if fits else None


def texts_of(items: list[Literal], node: ast.expr) -> Literal:
    """Return the list that texts make."""
    value: Constant = tuple(str(item.value) for item in items)
    return Literal(type=TEXTS, start=node.col_offset, end=node.end_col_offset or 0, value=value)


def adapt(reader: Reader, value: Expr, wanted: Type) -> Expr | None:
    """Return a value as one of a type that it stands beside; the value itself where nothing needs to change.

    A text becomes a State, after noting SE216 where it is not the code of one; `none` takes the type.
    """
    if value.type is UNTYPED_NONE:
        return Literal(type=Type(wanted.base, optional=True), start=value.start, end=value.end, value=NONE)
    if wanted.base is Base.STATE and value.type.base is Base.TEXT and isinstance(value, Literal):
        if not is_known_state(reader, value):
            return None
        return Literal(type=STATE_CODE, start=value.start, end=value.end, value=value.value)
    return value


def can_be(reader: Reader, field: Expr, literal: Expr) -> bool:
    """Whether a field can have the text that it is compared with; if its kind lists its words and this is none, notes SE205."""
    if not isinstance(field, FieldOf) or not isinstance(literal, Literal):
        return True
    kind = reader.scope.kinds.get(field.kind)
    words = kind.fields[field.name].one_of if kind is not None and field.name in kind.fields else ()
    text = str(literal.value)
    if not words or literal.value is NONE or text in words:
        return True
    meant = suggest(text, words)
    listed = ", ".join(f"`{word}`" for word in words)
    help = f"did you mean `{meant}`? the words are {listed}" if meant else f"the words are {listed}"
    message = f"`{field.name}` of `{field.kind}` is never `{text}`"
    reader.note(Code.SE205, literal, message, "not one of its words", help=help, offending=text, suggestion=meant)
    return False


def is_known_state(reader: Reader, literal: Literal) -> bool:
    """Whether a text is an alpha-3 code; if not, notes SE216 with the code that was meant."""
    text = str(literal.value)
    if is_state_code(text):
        return True
    try:
        meant = find_state(text)
    except UnknownState as error:
        in_general = "States are written by their ISO 3166-1 alpha-3 code, such as `PRK`"
        help = error.help if error.suggestions else in_general
        suggestion = error.suggestions[0] if error.suggestions else None
        reader.note(Code.SE216, literal, f"unknown State `{text}`", help=help, offending=text, suggestion=suggestion)
        return False
    help = f'write `"{meant.code}"`: in rules States are written by their alpha-3 code'
    message = f"`{text}` is not the alpha-3 code of a State"
    reader.note(Code.SE216, literal, message, help=help, offending=text, suggestion=meant.code)
    return False
