"""Which types fit where, and what to write where they do not."""

from __future__ import annotations

from sanctions_engine.diagnostics import Code, Label
from sanctions_engine.language.expressions.literals import UNTYPED_NONE, adapt, note_stray_none
from sanctions_engine.language.expressions.reader import Reader
from sanctions_engine.language.nodes import Expr, Literal
from sanctions_engine.language.types import Base, Type

SCALARS = frozenset({Base.NUMBER, Base.DATE, Base.TEXT, Base.STATE, Base.CONDITION})
"""The types of single values: what fields, cells and parameters hold."""

NUMBERS = frozenset({Base.NUMBER})
DATES = frozenset({Base.DATE})
ORDERED = frozenset({Base.NUMBER, Base.DATE})
TEXTUAL = frozenset({Base.TEXT, Base.STATE})


def require_condition(reader: Reader, value: Expr) -> bool:
    """Whether a value is a condition; if not, notes SE205 with the comparison that was probably meant."""
    if value.type.base is Base.CONDITION:
        return True
    source = reader.source(value)
    remedies = {
        Base.NUMBER: f"compare it, for example `{source} > 0`",
        Base.DATE: f"compare it, for example `{source} <= as_of`",
        Base.TEXT: f'compare it, for example `{source} == "…"`',
        Base.STATE: f'compare it, for example `{source} == "PRK"`',
        Base.DURATION: f"add it to a day and compare: `as_of <= day + {source}`",
        Base.TEXTS: f"ask whether a text is among them: `x in {source}`",
    }
    message = f"`{source}` is {value.type}, not a condition"
    reader.note(Code.SE205, value, message, "a condition is needed here", help=remedies.get(value.type.base))
    return False


def require(reader: Reader, value: Expr, bases: frozenset[Base], where: str, help: str | None = None) -> bool:
    """Whether a value is of one of the types that are allowed; if not, notes SE205.

    `where` is what needs them, for the message: `days(number)`; without `help` a remedy for the two types is found.
    """
    base = value.type.base
    if base in bases:
        return True
    wanted = "a single value" if bases is SCALARS else " or ".join(sorted(base.value for base in bases))
    message = f"`{where}` takes {wanted}; `{reader.source(value)}` is {value.type}"
    if help is None:
        help = next((found for one in sorted(bases, key=str) if (found := conversion(reader, value, one))), None)
    reader.note(Code.SE205, value, message, f"this is {value.type}", help=help)
    return False


def require_expected(reader: Reader, value: Expr, expected: Type) -> Expr | None:
    """Return a formula's value as the type that its place needs; None after noting SE205."""
    if expected.base is Base.CONDITION:
        return value if require_condition(reader, value) else None
    adapted = adapt(reader, value, expected)
    if adapted is None or adapted.type.base is expected.base:
        return adapted
    message = f"{expected.base.value} is needed here; `{reader.source(value)}` is {value.type}"
    reader.note(Code.SE205, value, message, f"this is {value.type}", help=conversion(reader, value, expected.base))
    return None


def conversion(reader: Reader, value: Expr, wanted: Base) -> str | None:
    """Return how to write what was probably meant by a value of the wrong type, or None where that is not known."""
    source = reader.source(value)
    base = value.type.base
    if isinstance(value, Literal) and base is Base.TEXT:
        text = str(value.value)
        if wanted is Base.NUMBER and text.replace(".", "", 1).isdecimal():
            return f"leave out the quotes: `{text}`"
        if wanted is Base.DATE:
            return f'write `date("{text}")`' if text[:4].isdecimal() else 'a day is written `date("2019-12-22")`'
        if wanted is Base.CONDITION and text in ("true", "false"):
            return f"leave out the quotes: `{text}`"
        if wanted is Base.TEXTS:
            return f"a list of one text has a comma: `({source},)`"
    if isinstance(value, Literal) and wanted in TEXTUAL and base is Base.NUMBER:
        return f'write it in quotes: `"{source}"`'
    return _CONVERSIONS.get((base, wanted), "").format(source=source) or None


_CONVERSIONS: dict[tuple[Base, Base], str] = {
    (Base.DATE, Base.NUMBER): "`days_between(a, b)` counts the days between two dates; `year({source})` is its year",
    (Base.NUMBER, Base.DATE): 'a day is written `date("2019-12-22")`; `days({source})` can be added to one',
    (Base.DURATION, Base.NUMBER): "`days_between(a, b)` counts days as a number",
    (Base.NUMBER, Base.DURATION): "write `days({source})`, `months({source})` or `years({source})`",
    (Base.DURATION, Base.DATE): "add it to a day: `instrument.adopted + {source}`",
    (Base.DATE, Base.DURATION): "durations are `days(n)`, `weeks(n)`, `months(n)`, `years(n)`",
    (Base.STATE, Base.TEXT): "`{source}.upper()` is the code of the State as text",
    (Base.TEXT, Base.STATE): "fields and columns can be of type `state`; `code.upper()` is the code of a State as text",
    (Base.TEXT, Base.TEXTS): 'a list of texts is written `("a", "b")`',
}
"""What to write for a value of the first type where the second is needed."""


def unify(reader: Reader, one: Expr, other: Expr, what: str) -> tuple[Expr, Expr, Type] | None:
    """Return two values that have to be of one type, and that type; None after noting SE205 or SE216.

    `what` is what the two are, for the message: "the branches of `if`".
    """
    if one.type is UNTYPED_NONE and other.type is UNTYPED_NONE:
        note_stray_none(reader, one)
        return None
    first = adapt(reader, one, other.type)
    second = adapt(reader, other, one.type)
    if first is None or second is None:
        return None
    base = first.type.base
    if base is not second.type.base:
        also = [Label(reader.place(one), f"this is {one.type}")]
        message = f"{what} are of two types: {one.type} and {other.type}"
        help = conversion(reader, other, one.type.base) or conversion(reader, one, other.type.base)
        reader.note(Code.SE205, other, message, f"this is {other.type}", also=also, help=help)
        return None
    if base not in SCALARS:
        help = "choose inside it: `days(30 if c else 60)`" if base is Base.DURATION else None
        reader.note(Code.SE205, one, f"{what} cannot be {first.type}", help=help)
        return None
    return first, second, Type(base, first.type.optional or second.type.optional)
