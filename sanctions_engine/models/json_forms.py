"""The written forms of single values as JSON Schema, for editors: what a file may hold where a text, a day or a number is read.

Files are read without implicit typing, and an editor types what it reads: `paragraph: 8` is a number to it. So a text may be a
number or a truth value here, and is told by a pattern where it is text.
"""

from __future__ import annotations

from typing import Any

from sanctions_engine.models.kinds import FieldKind, FieldType
from sanctions_engine.models.numbers import Number, NumberRange, parse_number
from sanctions_engine.models.patterns import DAY, EXACT_DAY, NUMBER, RATIO
from sanctions_engine.models.states import all_states

Form = dict[str, Any]
"""A JSON Schema, of draft 7."""

_EXACT = f"({NUMBER}|{RATIO})"
_RANGE = rf"^\s*(~\s*{_EXACT}|{_EXACT}|{_EXACT}\s*\.\.|({_EXACT})?\s*\.\.\s*{_EXACT}|\.\.)\s*$"

ANY_TEXT: Form = {"type": ["string", "number", "boolean"]}
"""A text as an editor finds it."""

TEXT: Form = {**ANY_TEXT, "pattern": r"\S"}
"""A text that is not blank."""

FLAG: Form = {"enum": [True, False, "true", "false"]}
"""A condition."""

DAY_FORM: Form = {"type": "string", "pattern": f"^{EXACT_DAY}$", "examples": ["2019-12-22"]}
"""One day."""

DAYS: Form = {
    "type": ["string", "integer"],
    "pattern": rf"^\s*({DAY}|{DAY}\s*\.\.|({DAY})?\s*\.\.\s*{DAY}|\.\.)\s*$",
    "minimum": 1,
    "maximum": 9999,
    "examples": ["2019-12-22", "2019-12", "2019-03-01..2019-04-15", "2019.."],
}
"""A day that may be imprecise; a year alone is a number to an editor."""

NUMBERS: Form = {"type": ["string", "number"], "pattern": _RANGE, "examples": [1000, "900..1100", "500000..", "~1000"]}
"""A number that may be imprecise."""

NONE_FORM: Form = {"const": "none", "description": "Known to be without."}
"""The value of an optional field that is known to be without."""

STATE = "State"
"""The name of the definition that `state_form` is kept under."""


def state_form() -> Form:
    """Return the form of a State: an alpha-3 code, which editors complete, or any other of its names.

    Example:
        >>> state_form()["anyOf"][0]["enum"][:2]
        ['ABW', 'AFG']
    """
    codes = sorted(state.code for state in all_states())
    return {"anyOf": [{"enum": codes}, {"type": "string", "pattern": r"\S"}]}


def field_form(declared: FieldType) -> Form:
    """Return the form of one field of a fact kind; that of a State points to the definition `State`.

    Example:
        >>> field_form(FieldType(kind=FieldKind.TEXT, one_of=("crude", "refined"), optional=True))
        {'anyOf': [{'enum': ['crude', 'refined']}, {'const': 'none', 'description': 'Known to be without.'}]}
        >>> field_form(FieldType(kind=FieldKind.INT, bounds=NumberRange(0, None), title="Persons"))["description"]
        'Persons'
    """
    form = _of_kind(declared)
    if declared.optional:
        form = {"anyOf": [form, NONE_FORM]}
    return {**form, "description": declared.title} if declared.title else form


def _of_kind(declared: FieldType) -> Form:
    match declared.kind:
        case FieldKind.STATE:
            return {"$ref": f"#/definitions/{STATE}"}
        case FieldKind.BOOL:
            return FLAG
        case FieldKind.DATE:
            return DAYS
        case FieldKind.TEXT:
            return {"enum": list(_words(declared.one_of))} if declared.one_of else TEXT
        case FieldKind.INT | FieldKind.DECIMAL:
            whole = declared.kind is FieldKind.INT
            type_ = ["string", "integer" if whole else "number"]
            return {**NUMBERS, "type": type_, **_limits(declared.bounds)}


def _limits(bounds: NumberRange | None) -> Form:
    """Return the bounds of an exact number; those of a range are left to the loader."""
    limits = {} if bounds is None else {"minimum": bounds.low, "maximum": bounds.high}
    return {key: _plain(bound) for key, bound in limits.items() if bound is not None}


def _plain(number: Number) -> int | float:
    return number if isinstance(number, int) else float(number)


def _words(words: tuple[str, ...]) -> list[object]:
    """Return words as an editor may find them: one that looks like a number or a truth value is one to it."""
    found: list[object] = list(words)
    for word in words:
        if word in ("true", "false"):
            found.append(word == "true")
        try:
            found.append(_plain(parse_number(word)))
        except ValueError:
            continue
    return found
