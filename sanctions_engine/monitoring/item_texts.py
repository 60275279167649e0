"""What a monitor is fed, as a line of text and back, to the last digit."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

from sanctions_engine.models.claims import NONE, Assessment, Claim, Coverage, FieldValue, Place, Plea, Rejected, Source
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.numbers import Number, NumberRange, exact
from sanctions_engine.monitoring.arriving import Item

WRITER = json.JSONEncoder(ensure_ascii=False)
"""Writes JSON; `json.dumps` would make one for each text."""
_TYPES: dict[str, type[Item]] = {one.__name__: one for one in (Claim, Coverage, Plea, Assessment, Source, Rejected)}


def item_to_text(item: Item) -> str:
    """Return an item as one line of JSON.

    Example:
        >>> item_to_text(Source(id="note"))
        '{"is": "Source", "id": "note"}'
    """
    given = [(name, getattr(item, name), info) for name, info in type(item).model_fields.items()]
    told = {name: _written(value) for name, value, info in given if info.is_required() or value != info.default}
    return WRITER.encode({"is": type(item).__name__, **told})


def item_from_text(text: str) -> Item:
    """Return the item that a line tells of.

    Example:
        >>> item_from_text(item_to_text(Source(id="note")))
        Source(id='note', publisher=None, title=None, published=None, url=None, note=None, invented=False)
    """
    given = json.loads(text)
    make = _TYPES[given.pop("is")]
    return make(**{name: _read(value) for name, value in given.items()})


def _written(value: Any) -> Any:
    """Return a value in a form that JSON has; what it would take for a text or a number is marked."""
    match value:
        case NumberRange(low=low, high=high):
            return {"number": [None if end is None else str(end) for end in (low, high)]}
        case DateRange(low=low, high=high):
            return {"days": [None if end is None else end.isoformat() for end in (low, high)]}
        case date():
            return {"day": value.isoformat()}
        case Place(file=file, line=line):
            return {"place": [file, line]}
        case dict():
            return {"fields": {name: _written(one) for name, one in value.items()}}
    return {"none": True} if value is NONE else value


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((mark, told),) = value.items()
    match mark:
        case "number":
            return NumberRange(*(None if end is None else _number(end) for end in told))
        case "days":
            return DateRange(*(None if end is None else date.fromisoformat(end) for end in told))
        case "day":
            return date.fromisoformat(told)
        case "place":
            return Place(file=told[0], line=told[1])
        case "none":
            return NONE
    fields: dict[str, FieldValue] = {name: _read(one) for name, one in told.items()}
    return fields


def _number(text: str) -> Number:
    return exact(Fraction(text))
