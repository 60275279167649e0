"""What a monitor is fed, as a line of text and back, to the last digit."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from sanctions_engine.models.claims import NONE, Assessment, Claim, Coverage, FieldValue, Place, Plea, Rejected, Source
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.numbers import Number, NumberRange, exact
from sanctions_engine.monitoring.arriving import Item

Told = dict[str, Any]
"""An item in the types that JSON has."""
_TYPES: dict[str, type[Item]] = {one.__name__: one for one in (Claim, Coverage, Plea, Assessment, Source, Rejected)}


def written(told: object) -> str:
    """Return what JSON can hold as one line of it.

    Example:
        >>> written({"advance": "2020-01-24"})
        '{"advance":"2020-01-24"}'
    """
    try:
        return to_json(told).decode()
    except PydanticSerializationError:  # half of a surrogate pair, which no encoding has: JSON writes it in escapes
        return json.dumps(told)


def item_to_text(item: Item) -> str:
    """Return an item as one line of JSON.

    Example:
        >>> item_to_text(Source(id="note"))
        '{"is":"Source","id":"note"}'
    """
    return written(item_to_json(item))


def item_from_text(text: str) -> Item:
    """Return the item that a line tells of.

    Example:
        >>> item_from_text(item_to_text(Source(id="note")))
        Source(id='note', publisher=None, title=None, published=None, url=None, note=None, invented=False)
    """
    return item_from_json(json.loads(text))


def item_to_json(item: Item) -> Told:
    """Return an item in the types that JSON has; what it would take for a text or a number is marked."""
    if isinstance(item, Claim):
        return _claim_told(item)
    given = [(name, getattr(item, name), info) for name, info in type(item).model_fields.items()]
    told = {name: _written(value) for name, value, info in given if info.is_required() or value != info.default}
    return {"is": type(item).__name__, **told}


def item_from_json(told: Told) -> Item:
    """Return the item that is told of."""
    make = _TYPES[told["is"]]
    return make(**{name: _read(value) for name, value in told.items() if name != "is"})


def _claim_told(claim: Claim) -> Told:
    """Return a claim, of which there are many, without asking its model what it has."""
    told: Told = {
        "is": "Claim",
        "fact": claim.fact,
        "by": claim.by,
        "source": claim.source,
        "known": _days(claim.known),
        "fields": {"fields": {name: one if type(one) is str else _written(one) for name, one in claim.fields.items()}},
    }
    if claim.grade is not None:
        told["grade"] = claim.grade
    if claim.denied:
        told["denied"] = True
    if claim.place is not None:
        told["place"] = _written(claim.place)
    return told


def _written(value: Any) -> Any:
    """Return a value in a form that JSON has."""
    if isinstance(value, DateRange):
        return _days(value)
    match value:
        case dict():
            return {"fields": {name: _written(one) for name, one in value.items()}}
        case NumberRange(low=low, high=high):
            return {"number": [None if end is None else str(end) for end in (low, high)]}
        case date():
            return {"day": value.isoformat()}
        case Place(file=file, line=line):
            return {"place": [file, line]}
    return {"none": True} if value is NONE else value


def _days(value: DateRange) -> Told:
    low, high = value.low, value.high
    if low is not None and low == high:
        return {"on": low.isoformat()}
    return {"days": [None if end is None else end.isoformat() for end in (low, high)]}


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((mark, told),) = value.items()
    match mark:
        case "on":
            return DateRange.of(date.fromisoformat(told))
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
