"""Validates the fields of one record against its declared fact kind, by a pydantic model built from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import ceil, floor
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WrapValidator, create_model
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.models.claims import NONE, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind, FieldKind, FieldType
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.states import UnknownState, find_state, is_state_code
from sanctions_engine.models.text_forms import as_compared

_MEANS_TRUE, _MEANS_FALSE = frozenset({"true", "t", "yes", "y", "1"}), frozenset({"false", "f", "no", "n", "0"})
_TRUTHS = {True: True, False: False, "true": True, "false": False}


class Record(BaseModel):
    """The base of every model that `record_model` builds."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())
    names: ClassVar[tuple[tuple[str, str], ...]] = ()

    def given(self) -> dict[str, FieldValue]:
        """Return the fields that are given, in the kind's order; absent ones are left out."""
        values = self.__dict__
        return {name: values[attribute] for name, attribute in self.names if values[attribute] is not None}


def record_model(kind: FactKind) -> type[Record]:
    """Return the pydantic model of a fact kind; the same class for the same declaration.

    A field takes what a dossier may write: a State by code or name, a number or a range, a day or a range, `true` or
    `false`, text that is not blank, and one of the field's words if it lists any. An imprecise number is narrowed to
    its bounds, of an `int` field to whole numbers. An optional field may be `none`, or absent. The tolerance of `~1000`
    is read from the validation context, key `tolerance`.

    Raises:
        pydantic.ValidationError: On validation. Types of its errors: `missing`, `extra_forbidden`, `unknown_state`,
            `date_does_not_exist`, `bounds`; for a value of another form `text`, `word`, `truth`, `whole`, `number`,
            `date` or `none`.

    Example:
        >>> fields = {"state": {"kind": "state"}, "count": {"kind": "int", "bounds": "0.."}, "at": {"kind": "date"}}
        >>> declared = {"name": "Bar", "nature": "status", "dated": "at", "identity": ("state",), "fields": fields}
        >>> model = record_model(FactKind.model_validate(declared))
        >>> {name: str(value) for name, value in model(state="Russia", count="..3000", at="2019-12").given().items()}
        {'state': 'RUS', 'count': '0..3000', 'at': '2019-12'}
    """
    return _record_model(kind.name, tuple(kind.fields.items()))


def partial_model(kind: FactKind) -> type[Record]:
    """Return the model of some of a kind's fields: each may be absent.

    Example:
        >>> kind = FactKind.model_validate({"name": "Report", "nature": "event", "dated": "on", "identity": ("state",),
        ...     "fields": {"state": {"kind": "state"}, "on": {"kind": "date"}}})
        >>> partial_model(kind)(state="Russia").given()
        {'state': 'RUS'}
    """
    return _record_model(kind.name, tuple(kind.fields.items()), partial=True)


@lru_cache(maxsize=1024)
def _record_model(name: str, fields: tuple[tuple[str, FieldType], ...], *, partial: bool = False) -> type[Record]:
    # A field may be called `copy` or `_x`: what a model cannot have as attribute is one under another name.
    names = {field: f"field_{field}" if hasattr(Record, field) or field[0] == "_" else field for field, _ in fields}
    declared: dict[str, Any] = {}
    for field, declaration in fields:
        default = None if declaration.optional or partial else ...
        declared[names[field]] = (_annotation(declaration), Field(default, alias=field))
    model = create_model(name, __base__=Record, **declared)
    model.names = tuple(names.items())
    return model


def _annotation(declared: FieldType) -> Any:
    annotation = _of_kind(declared)
    if declared.optional:
        return Annotated[annotation, WrapValidator(_or_none)]  # no union: its errors would name branches, not fields
    return Annotated[annotation, BeforeValidator(_not_none)] if declared.kind is not FieldKind.TEXT else annotation


def _of_kind(declared: FieldType) -> Any:
    match declared.kind:
        case FieldKind.STATE:
            return Annotated[str, PlainValidator(_state)]
        case FieldKind.TEXT:
            return Annotated[str, PlainValidator(_text_of(declared))]
        case FieldKind.BOOL:
            return Annotated[bool, PlainValidator(_truth)]
        case FieldKind.DATE:
            return DateRange
        case FieldKind.INT:
            return Annotated[NumberRange, WrapValidator(_fitting(declared.bounds, whole=True))]
        case FieldKind.DECIMAL:
            return Annotated[NumberRange, WrapValidator(_fitting(declared.bounds, whole=False))]


def _or_none(value: object, validate: Callable[[object], object]) -> object:
    if value is None or value is NONE:
        return value
    return NONE if value == "none" else validate(value)


def _not_none(value: object) -> object:
    if value is NONE or value == "none":
        message = "`none` is for optional fields that are known to be without; this one has to have a value"
        raise PydanticCustomError("none", message)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("text", "`{got}` is not text", {"got": _shown(value), "help": "write it in quotes"})
    if not value.strip():
        raise PydanticCustomError("text", "the text is blank", {"help": "leave out what is not known"})
    return value


def _text_of(declared: FieldType) -> Callable[[object], str]:
    form = declared.form
    if form is not None:
        return lambda value: as_compared(form, _text(value))
    return _one_of(declared.one_of) if declared.one_of else _text


def _one_of(words: tuple[str, ...]) -> Callable[[object], str]:
    known, listed = frozenset(words), ", ".join(f"`{word}`" for word in words)

    @lru_cache(maxsize=256)  # a wrong column has the same wrong word in many rows
    def meant(text: str) -> str | None:
        return suggest(text.strip(), words) if text.strip() not in known else text.strip()

    def word(value: object) -> str:
        text = _text(value)
        if text in known:
            return text
        nearest = meant(text)
        help = f"did you mean `{nearest}`? the words are {listed}" if nearest else f"the words are {listed}"
        context = {"got": text, "help": help, "suggestions": (nearest,) if nearest else ()}
        raise PydanticCustomError("word", "`{got}` is none of the words that this field can have", context)

    return word


def _state(value: object) -> str:
    text = _text(value)
    return text if is_state_code(text) else _find_state(text)


@lru_cache(maxsize=4096)
def _found_state(text: str) -> str | UnknownState:
    try:
        return find_state(text).code
    except UnknownState as error:  # kept too: to look for what was meant takes long, and a wrong column has many rows
        return error


def _find_state(text: str) -> str:
    found = _found_state(text)
    if isinstance(found, str):
        return found
    context = {"value": found.value, "suggestions": found.suggestions, "help": found.help}
    raise PydanticCustomError("unknown_state", "unknown State `{value}`", context)


def _truth(value: object) -> bool:
    truth = _TRUTHS.get(value) if isinstance(value, (bool, str)) else None
    if truth is None:
        context = {"got": _shown(value), "help": truth_remedy(value)}
        raise PydanticCustomError("truth", "`{got}` is neither `true` nor `false`", context)
    return truth


def truth_remedy(value: object) -> str:
    """Return what to write in the place of a value that is neither `true` nor `false`: spreadsheets print `TRUE`.

    Example:
        >>> truth_remedy("TRUE"), truth_remedy("maybe")
        ('write `true`', 'write `true` or `false`, and leave out what is not known')
    """
    word = str(value).strip().casefold()
    meant = "true" if word in _MEANS_TRUE else "false" if word in _MEANS_FALSE else None
    return f"write `{meant}`" if meant else "write `true` or `false`, and leave out what is not known"


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_NumberValidator = Callable[[object, Callable[[object], NumberRange], ValidationInfo], NumberRange]


def _fitting(bounds: NumberRange | None, *, whole: bool) -> _NumberValidator:
    def fit(value: object, validate: Callable[[object], NumberRange], info: ValidationInfo) -> NumberRange:
        number = validate(value)
        if whole:
            number = _whole(number)
        return number if bounds is None else _within(number, bounds)

    return fit


def _whole(number: NumberRange) -> NumberRange:
    """Narrow a range to the whole numbers in it."""
    low, high = number.low, number.high
    if (low is None or isinstance(low, int)) and (high is None or isinstance(high, int)):
        return number
    low, high = None if low is None else ceil(low), None if high is None else floor(high)
    if low is not None and high is not None and low > high:
        message = "`{got}` is not a whole number" if number.is_exact else "no whole number lies in `{got}`"
        raise PydanticCustomError("whole", message, {"got": str(number)})
    return NumberRange(low, high)


def _within(number: NumberRange, bounds: NumberRange) -> NumberRange:
    """Narrow a range to its bounds."""
    low, high = number.low, number.high
    if bounds.low is not None and (low is None or low < bounds.low):
        low = bounds.low
    if bounds.high is not None and (high is None or high > bounds.high):
        high = bounds.high
    if low is not None and high is not None and low > high:
        context = {"got": str(number), "bounds": str(bounds)}
        raise PydanticCustomError("bounds", "`{got}` is outside the bounds `{bounds}`", context)
    return number if low is number.low and high is number.high else NumberRange(low, high)
