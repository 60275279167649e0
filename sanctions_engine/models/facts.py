"""Facts: kinds that Python code declares as classes, the claims made of them, and a record in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar, Union, get_args, get_origin

from pydantic import ConfigDict, model_validator
from pydantic.fields import FieldInfo

from sanctions_engine.models.base import Model
from sanctions_engine.models.claims import Claim, FieldValue, Without
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import CLAIM_KEYS, FactKind, FieldKind, FieldType, Nature, why_no_words, why_taken
from sanctions_engine.models.numbers import Number, NumberRange
from sanctions_engine.models.records import record_model
from sanctions_engine.models.states import StateCode, UnknownState, find_state, is_state_code

__all__ = [
    "CLAIM_KEYS",
    "Amount",
    "Count",
    "Day",
    "Fact",
    "Flag",
    "Limits",
    "Maybe",
    "StateCode",
    "Text",
    "Whole",
    "describe",
    "in_words",
    "record_model",
    "speaker",
]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a number field of a Python fact may hold: closed bounds, and whether it has to be whole.

    Example:
        >>> Share = Annotated[NumberRange, Limits(low=0, high=1)]
    """

    low: Number | None = None
    high: Number | None = None
    whole: bool = False


T = TypeVar("T")

Text = str
Flag = bool
Day = DateRange
Whole = Annotated[NumberRange, Limits(whole=True)]
Count = Annotated[NumberRange, Limits(low=0, whole=True)]
Amount = Annotated[NumberRange, Limits(low=0)]
Maybe = Union[T, Without, None]  # noqa: UP007 (a generic alias: `Maybe[Text]`)
"""A field that may be absent (None), or known to be without (`NONE`)."""

_KINDS = {str: FieldKind.TEXT, bool: FieldKind.BOOL, DateRange: FieldKind.DATE, NumberRange: FieldKind.DECIMAL}
_STATE_MARK: object = get_args(StateCode)[1]
_INSTEAD = {"int": "Whole or Count", "float": "Amount", "Decimal": "Amount", "Fraction": "Amount", "date": "Day"}


class Fact(Model):
    """The base of a fact kind that is declared in Python; rules and dossiers use it like one that a pack declares.

    Fields are annotated with `Text`, `Flag`, `Day`, `StateCode`, `Count`, `Amount`, `Whole`, a `Literal` of the words
    that a text can be, any of them in `Maybe[...]`, or a number with `Limits`. Values may be given as a dossier writes
    them. A field whose name Python or this class needs (`kind`, `claim`, `of`) is declared under another one with
    `Field(alias="kind")`.

    Args:
        dated: The field that says when the fact held.
        identity: The fields that make a series.
        nature: `event` (one fact per series) or `status` (holds from its date until the next).
        name: Name of the kind; that of the class by default.

    Raises:
        TypeError: On declaration: an annotation that no fact can have, a default other than None, or a declaration
            that does not fit together.
        pydantic.ValidationError: On construction: a value that does not fit its field.

    Example:
        >>> class PortCall(Fact, dated="date", identity=("imo", "state", "date"), nature="event"):
        ...     '''A vessel calls at a port.'''
        ...     imo: Text
        ...     state: StateCode
        ...     port: Maybe[Text] = None
        ...     date: Day
        >>> PortCall.kind().fields["state"].kind.value
        'state'
        >>> call = PortCall.of(imo="8817007", state="Russia", date="2019-12")
        >>> claim = call.claim(by="JPN", source="panel-2020", known="2020-03-02")
        >>> describe(claim, PortCall.kind())
        'imo 8817007, state RUS, date 2019-12'
    """

    model_config = ConfigDict(defer_build=False)  # what is wrong with a declaration is told where it stands

    _declaration: ClassVar[tuple[str, tuple[str, ...], Nature, str] | None] = None

    def __init_subclass__(
        cls,
        *,
        dated: str,
        identity: tuple[str, ...],
        nature: Literal["event", "status"],
        name: str | None = None,
        **rest: Any,
    ) -> None:
        super().__init_subclass__(**rest)
        cls._declaration = (dated, identity, Nature(nature), name or cls.__name__)

    @classmethod
    def __pydantic_init_subclass__(cls, **rest: Any) -> None:
        """Check the declaration while the class is made, unless it names a type that is defined further down."""
        super().__pydantic_init_subclass__()
        if cls.__pydantic_complete__:
            _kind_of(cls)

    @classmethod
    def kind(cls) -> FactKind:
        """Return the declaration as data.

        Raises:
            TypeError: For `Fact` itself.
        """
        return _kind_of(cls)

    @classmethod
    def of(cls, **values: object) -> Self:
        """Make a fact from values as a dossier writes them, for type checkers that know the fields' exact types.

        Raises:
            pydantic.ValidationError: If a value does not fit its field.
        """
        return cls.model_validate(values)

    @model_validator(mode="before")
    @classmethod
    def _as_declared(cls, data: Any) -> Any:
        return record_model(_kind_of(cls)).model_validate(data).given() if isinstance(data, dict) else data

    def claim(
        self, *, by: str, source: str, known: DateRange | date | str, grade: str | None = None, denied: bool = False
    ) -> Claim:
        """Return the claim that somebody makes of this fact.

        Args:
            by: Who asserts it; a State by code or name becomes its alpha-3 code.
            source: Id of the source.
            known: The day since which it is known.
            grade: Reliability and credibility, such as `B2`.
            denied: The speaker says that there is no such fact.

        Raises:
            pydantic.ValidationError: If `known` is no day or `grade` no grade.
        """
        kind = _kind_of(type(self))
        values = ((name, getattr(self, attribute)) for name, attribute in _attributes(type(self)))
        fields = {name: value for name, value in values if value is not None}
        claim = {"fact": kind.name, "fields": fields, "by": speaker(by), "source": source, "known": known}
        return Claim.model_validate({**claim, "grade": grade, "denied": denied})


def speaker(text: str) -> str:
    """Return the alpha-3 code where a text names a State, else the text: other speakers stay as they are written.

    Example:
        >>> speaker("Russia"), speaker("Panel of Experts")
        ('RUS', 'Panel of Experts')
    """
    return text if is_state_code(text) else _speaker(text)


@lru_cache(maxsize=4096)
def _speaker(text: str) -> str:
    try:
        return find_state(text).code
    except UnknownState:
        return text


def describe(claim: Claim, kind: FactKind) -> str:
    """Return in one line what a claim says: its fields in the kind's order.

    Example: see `Fact`.
    """
    words = ", ".join(f"{name} {in_words(claim.fields[name])}" for name in kind.fields if name in claim.fields)
    return f"denied: {words}" if claim.denied else words


def in_words(value: FieldValue) -> str:
    """Return a field's value as a dossier writes it.

    Example:
        >>> in_words(True), in_words(NumberRange(900, 1100))
        ('true', '900..1100')
    """
    if isinstance(value, bool):
        return str(value).lower()
    return value.value if isinstance(value, Without) else str(value)


def _attributes(fact: type[Fact]) -> tuple[tuple[str, str], ...]:
    return tuple((info.alias or attribute, attribute) for attribute, info in fact.model_fields.items())


@lru_cache(maxsize=1024)
def _kind_of(fact: type[Fact]) -> FactKind:
    if fact._declaration is None:
        raise TypeError("`Fact` is the base of declarations and no kind itself")
    dated, identity, nature, name = fact._declaration
    infos = fact.model_fields
    fields = {field: _field_type(name, field, infos[attribute]) for field, attribute in _attributes(fact)}
    for field in fields:
        if (why := why_taken(field)) is not None:
            raise TypeError(f"`{name}` cannot have a field `{field}`: {why}")
    title = (fact.__doc__ or "").strip().partition("\n")[0].rstrip(".") or None
    try:
        return FactKind(name=name, nature=nature, dated=dated, identity=identity, fields=fields, title=title)
    except ValueError as error:
        raise TypeError(f"`{name}` is declared badly: {error}") from error


def _field_type(kind: str, name: str, info: FieldInfo) -> FieldType:
    annotation, metadata, optional = _parts(info)
    limits = next((item for item in metadata if isinstance(item, Limits)), None)
    plain = next((kind for known, kind in _KINDS.items() if known is annotation), None)
    words = get_args(annotation) if get_origin(annotation) is Literal else ()
    if words and all(isinstance(word, str) for word in words):
        plain = FieldKind.TEXT
        if (why := why_no_words(plain, words, optional=optional)) is not None:
            raise TypeError(f"field `{name}` of `{kind}`: {why[1]}")
    found = FieldKind.STATE if _STATE_MARK in metadata else plain
    if found is None:
        word = getattr(annotation, "__name__", str(annotation))
        instead = _INSTEAD.get(word, "Text, Flag, Day, StateCode, Count, Amount or Whole, any of them in Maybe[...]")
        raise TypeError(f"field `{name}` of `{kind}` cannot be a `{word}`: use {instead}")
    if info.default is not None and not info.is_required():
        remedy = "what nobody claimed is absent: write `Maybe[...] = None`"
        raise TypeError(f"field `{name}` of `{kind}` has a default; {remedy}")
    if limits is None:
        return FieldType(kind=found, optional=optional, one_of=words)
    bounds = None if limits.low is None and limits.high is None else NumberRange(limits.low, limits.high)
    return FieldType(kind=FieldKind.INT if limits.whole else FieldKind.DECIMAL, optional=optional, bounds=bounds)


def _parts(info: FieldInfo) -> tuple[object, list[object], bool]:
    """Return a field's plain type, what it is annotated with, and whether it is a `Maybe`."""
    annotation: object = info.annotation
    metadata: list[object] = list(info.metadata)
    optional = False
    if get_origin(annotation) in (Union, UnionType):
        parts = get_args(annotation)
        rest = [part for part in parts if part not in (Without, NoneType)]
        if len(rest) == 1 and len(parts) == 3:
            annotation, optional = rest[0], True
    if get_origin(annotation) is Annotated:
        annotation, *inner = get_args(annotation)
        metadata += inner
    return annotation, metadata, optional
