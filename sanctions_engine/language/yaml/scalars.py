"""The types of single values in YAML files, for pydantic models: all read text, for YAML is read without typing.

An error of theirs carries data for `typed_document.validate`: a code as its type, and in its context what was
`expected`, a `help` and a `suggestion`.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from sanctions_engine.models.dates import DateDoesNotExist, parse_day
from sanctions_engine.models.json_forms import ANY_TEXT, DAY_FORM, FLAG
from sanctions_engine.models.written import day_remedy, days_meant

_WHOLE = re.compile(r"[+-]?(?:0|[1-9][0-9]*)")
_LEADING_ZEROS = re.compile(r"[+-]?0+[0-9]+")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[ ,_.'][0-9]{3})+")
_MOST_DIGITS = 60
ID = re.compile(r"[a-z0-9][a-z0-9-]*")
"""The one grammar of ids: of instruments, rules, exceptions, readings and rows."""


def _wrong(expected: str, help: str | None = None, suggestion: str | None = None) -> PydanticCustomError:
    context = {"expected": expected, "help": help, "suggestion": suggestion}
    return PydanticCustomError("SE103", "expected {expected}", context)


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value == "true" or value == "false":
        return bool(value == "true")
    words = {"yes": "true", "on": "true", "no": "false", "off": "false"}
    meant = words.get(value.lower(), value.lower()) if isinstance(value, str) else None
    meant = meant if meant in {"true", "false"} else None
    raise _wrong("`true` or `false`", f"write `{meant}`" if meant else None, meant)


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str) or len(value) > _MOST_DIGITS:
        raise _wrong("a whole number")
    if _WHOLE.fullmatch(value):
        return int(value)
    meant = None
    if _LEADING_ZEROS.fullmatch(value):
        meant = str(int(value))
    elif _GROUPED.fullmatch(value) and "." not in value:
        meant = re.sub(r"[ ,_']", "", value)
    raise _wrong("a whole number", f"write `{meant}`" if meant else None, meant)


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise _wrong("a day such as `2019-12-22`")
    try:
        return parse_day(value)
    except DateDoesNotExist:
        help = "check month and day: a day is written year, month, day"
        raise PydanticCustomError("SE213", "the date `{day}` does not exist", {"day": value, "help": help}) from None
    except ValueError:
        meant = days_meant(value)
        suggestion = meant[0] if len(meant) == 1 else None
        raise _wrong("a day such as `2019-12-22`", day_remedy(value), suggestion) from None


def id_remedy(text: str) -> tuple[str, str | None]:
    """Return how an id is written, and the id that a malformed one probably was to be.

    Example:
        >>> id_remedy("UNSCR 2397 (8)")[1]
        'unscr-2397-8'
    """
    meant = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    help = "an id is one word of small letters, digits and `-`, such as `unscr-2397-8`"
    if not ID.fullmatch(meant):
        return help, None
    return f"{help}; did you mean `{meant}`?", meant


def _identifier(value: str) -> str:
    if ID.fullmatch(value):
        return value
    help, suggestion = id_remedy(value)
    context = {"id": value, "help": help, "suggestion": suggestion}
    raise PydanticCustomError("SE112", "malformed id `{id}`" if value else "empty id", context)


Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema(FLAG)]
"""A condition, written `true` or `false` and in no other way: `yes`, `on` and `True` are refused (SE103)."""

Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number of at most 60 characters; no leading zeros, separators or exponents (SE103)."""

DateText = Annotated[date, BeforeValidator(_day), WithJsonSchema(DAY_FORM)]
"""A day, written `2019-12-22`; one that no calendar has is SE213, any other text SE103."""

Identifier = Annotated[str, AfterValidator(_identifier), WithJsonSchema({**ANY_TEXT, "pattern": f"^{ID.pattern}$"})]
"""An id: one word of small letters, digits and `-` that does not begin with `-` (SE112)."""
