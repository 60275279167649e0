"""Single values of tables and parameters: what a text stands for when nothing else says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from sanctions_engine.language.types import CONDITION, DATE, NUMBER, STATE_CODE, TEXT, TEXTS, Type
from sanctions_engine.models.dates import parse_day
from sanctions_engine.models.numbers import parse_number
from sanctions_engine.models.states import find_state

Value = int | Fraction | date | bool | str

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LEADING_ZERO = re.compile(r"[+-]?0[0-9]")

TYPE_NAMES: dict[str, Type] = {
    "text": TEXT,
    "texts": TEXTS,
    "number": NUMBER,
    "date": DATE,
    "bool": CONDITION,
    "state": STATE_CODE,
}
"""The words for types of columns."""


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"`{text}` is neither `true` nor `false`")
    return text == "true"


def _state(text: str) -> str:
    try:
        return find_state(text).code
    except LookupError as error:
        raise ValueError(str(error)) from error


READERS: dict[Type, Callable[[str], Value]] = {
    TEXT: str,
    NUMBER: parse_number,
    DATE: parse_day,
    CONDITION: _truth,
    STATE_CODE: _state,
}
"""How a text becomes a value of a type; each raises `ValueError` for one that is none."""


def looks_like(text: str) -> Type:
    """Return what a bare text looks like: a day, `true` or `false`, a number without leading zeros, else text.

    Example:
        >>> [looks_like(text).base.value for text in ("7.9", "2018-01-01", "0301", "coal")]
        ['a number', 'a date', 'text', 'text']
    """
    if _DAY.fullmatch(text):
        return DATE
    if text in ("true", "false"):
        return CONDITION
    if _LEADING_ZERO.match(text):
        return TEXT
    try:
        parse_number(text)
    except ValueError:
        return TEXT
    return NUMBER
