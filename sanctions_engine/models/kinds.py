"""Fact kinds: the typed records that rules read."""

from __future__ import annotations

import keyword
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from sanctions_engine.models.base import Model
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.text_forms import TextForm

CLAIM_KEYS = frozenset({"fact", "by", "source", "known", "grade", "denied"})
"""What a claim says beside the fields of its fact; no field is called so."""

RESERVED_FIELDS = CLAIM_KEYS | {"fields", "from", "to"}
"""Names that no field has, beside the words of Python: keys of claims, and those of `coverage`."""


def why_taken(name: str) -> str | None:
    """Return why a field cannot have a name, None if it can.

    Example:
        >>> why_taken("grade"), why_taken("to"), why_taken("class"), why_taken("tonnes")
        ('every claim has a key of that name', '`coverage` has a key of that name', 'no formula could read it', None)
    """
    if name in CLAIM_KEYS:
        return "every claim has a key of that name"
    if name in RESERVED_FIELDS:
        return "`coverage` has a key of that name" if name != "fields" else "a claim keeps its fields under that name"
    return "no formula could read it" if keyword.iskeyword(name) else None


class FieldKind(StrEnum):
    """The types that a field of a fact can have."""

    STATE = "state"
    TEXT = "text"
    BOOL = "bool"
    INT = "int"
    DECIMAL = "decimal"
    DATE = "date"


class Conversion(Model):
    """How a number follows from an amount and its unit: `tonnes` from `quantity` in `unit`.

    Attributes:
        amount: The field that holds the amount.
        unit: The field that names its unit, a text with `one_of`.
        by: By what the amount is multiplied, for each word of the unit that has such a factor.
    """

    amount: str
    unit: str
    by: tuple[tuple[str, NumberRange], ...]


class Ratio(Model):
    """Between what factors a number lies to another of the same record: barrels to tonnes, 4 to 14.

    Attributes:
        to: The other number.
        within: The factors that can be.
        stated_in: The field in which a record states its own factor.
    """

    to: str
    within: NumberRange
    stated_in: str | None = None


class FieldType(Model):
    """The type of one field: its kind, whether it may be absent or `none`, the bounds of a number, the words of a text.

    `form` marks a text that is printed in several ways, such as a tariff code.
    `converts` says how a number that is not stated follows from an amount and its unit. `ratio` and `not_before` say what
    cannot both be true of one record: amounts that are no one amount, a day before another one that it follows.

    Raises:
        ValueError: If `one_of` does not fit: see `why_no_words`.

    Example:
        >>> FieldType(kind="int", bounds="0..").bounds.low
        0
        >>> FieldType(kind="text", one_of=("crude", "refined")).one_of
        ('crude', 'refined')
    """

    kind: FieldKind
    optional: bool = False
    bounds: NumberRange | None = None
    one_of: tuple[str, ...] = ()
    form: TextForm | None = None
    converts: Conversion | None = None
    ratio: Ratio | None = None
    not_before: str | None = None
    title: str | None = None

    @model_validator(mode="after")
    def _words_fit(self) -> Self:
        found = why_no_words(self.kind, self.one_of, optional=self.optional)
        if found is not None:
            raise ValueError(found[1])
        return self


def why_no_words(kind: FieldKind, words: tuple[str, ...], *, optional: bool) -> tuple[int | None, str] | None:
    """Return why a field cannot be limited to words, with the index of the word that is to blame; None if it can.

    Example:
        >>> why_no_words(FieldKind.TEXT, ("crude", "crude"), optional=False)
        (1, 'the word `crude` is listed twice')
    """
    if words and kind is not FieldKind.TEXT:
        return None, f"`{kind.value}` has no list of words"
    for index, word in enumerate(words):
        if not word.strip():
            return index, "a word of `one_of` is blank"
        if word in words[:index]:
            return index, f"the word `{word}` is listed twice"
        if optional and word == "none":
            return index, "`none` in an optional field says that it is known to be without, and is no word of it"
    return None


class Nature(StrEnum):
    """Whether a series has one fact (an event) or a value that holds from its date until the next (a status)."""

    EVENT = "event"
    STATUS = "status"


class FactKind(Model):
    """A typed record: its fields, which of them make a series, and which says when the fact held.

    `dated` is None for the register of States alone. `note` is what else a reader has to know before writing one.

    Raises:
        ValueError: If `dated` is not a date field that must be present, or an identity field is not a field.

    Example:
        >>> kind = FactKind(name="PortCall", nature="event", dated="date", identity=("imo",),
        ...                 fields={"imo": FieldType(kind="text"), "date": FieldType(kind="date")})
        >>> kind.fields["imo"].kind.value
        'text'
    """

    name: str
    nature: Nature
    dated: str | None
    identity: tuple[str, ...] = Field(min_length=1)
    fields: dict[str, FieldType]
    title: str | None = None
    note: str | None = None
    pack: str = ""

    @property
    def state_fields(self) -> tuple[str, ...]:
        """The fields that hold States."""
        return tuple(name for name, declared in self.fields.items() if declared.kind is FieldKind.STATE)

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        if self.dated is None:
            return self
        dated = self.fields.get(self.dated)
        if dated is None or dated.kind is not FieldKind.DATE or dated.optional:
            raise ValueError(f"`dated: {self.dated}` has to name a date field that must be present")
        for name in self.identity:
            if name not in self.fields:
                raise ValueError(f"identity field `{name}` is not a field of `{self.name}`")
        return self


STATE = FactKind(
    name="State",
    title="The register of States",
    nature=Nature.EVENT,
    dated=None,
    identity=("code",),
    fields={
        "code": FieldType(kind=FieldKind.STATE),
        "name": FieldType(kind=FieldKind.TEXT),
        "un_member": FieldType(kind=FieldKind.BOOL),
    },
)
"""The built-in register as a kind: rules say `each: State as state`; `un_member` is read on the day judged."""
