"""Claims and what comes with them: who asserts which fact, in which source, known since when."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated

from pydantic import Field, ValidationInfo, field_serializer, field_validator
from pydantic_core import PydanticCustomError

from sanctions_engine.models.base import Model
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.patterns import GRADE


class Without(Enum):
    """The value of an optional field that is known to be without: written `none`."""

    NONE = "none"

    def __repr__(self) -> str:
        return "NONE"


NONE = Without.NONE
FieldValue = bool | Without | NumberRange | DateRange | str
_FIELD_TYPES = (bool, Without, NumberRange, DateRange, str)


def field_to_json(value: FieldValue) -> int | str | bool:
    """Write a field's value as a dossier would.

    Example:
        >>> field_to_json(NumberRange(900, 1100)), field_to_json(NONE)
        ('900..1100', 'none')
    """
    if isinstance(value, NumberRange):
        return value.low if value.is_exact and isinstance(value.low, int) else str(value)
    if isinstance(value, DateRange):
        return str(value)
    return value.value if isinstance(value, Without) else value


class HasFields(Model):
    """Holds the fields of a record; in JSON they are written as a dossier would write them."""

    fields: dict[str, FieldValue] = {}

    @field_validator("fields", mode="plain", json_schema_input_type=dict[str, bool | int | str])
    @classmethod
    def _fields_as_they_are(cls, fields: object) -> dict[str, FieldValue]:
        """Take typed values alone: which text is a number only the fact kind says (`2701` may be a code)."""
        if not isinstance(fields, dict):
            raise PydanticCustomError("fields", "the fields of a record are a mapping")
        for name, value in fields.items():
            if not isinstance(name, str) or not isinstance(value, _FIELD_TYPES):
                raise PydanticCustomError("fields", "`{name}` has no value of a field", {"name": str(name)})
        return dict(fields)

    @field_serializer("fields", when_used="json")
    def _fields_to_json(self, fields: dict[str, FieldValue]) -> dict[str, int | str | bool]:
        return {name: field_to_json(value) for name, value in fields.items()}


Grade = Annotated[str, Field(pattern=rf"^{GRADE}$", description="Reliability A-F, then credibility 1-6, such as B2.")]


class Source(Model):
    """Where a claim was read."""

    id: str
    publisher: str | None = None
    title: str | None = None
    published: DateRange | None = None
    url: str | None = None
    note: str | None = None
    invented: bool = Field(default=False, description="Made up for an example or a test.")


class Place(Model):
    """The file and line that something was read from."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Claim(HasFields):
    """A fact of one kind, plus who asserts it, in which source, and since when it is known.

    Attributes:
        fact: Name of the fact kind.
        fields: The fields that are given; one that is missing is absent, `NONE` is known to be without.
        by: Who asserts it: a State code or another name.
        source: Id of the source.
        known: The day since which it is known.
        grade: Reliability and credibility, if it was graded.
        denied: The speaker says that there is no such fact.
    """

    fact: str
    by: str
    source: str
    known: DateRange
    grade: Grade | None = None
    denied: bool = False
    place: Place | None = None


class Plea(Model):
    """A reason that a bearer gives for not complying."""

    by: str
    rule: str
    ground: str
    words: str | None = None
    on: DateRange | None = None
    source: str
    known: DateRange
    place: Place | None = None


class Assessment(Model):
    """What somebody else concluded; listed beside the verdict, never changes it."""

    by: str
    rule: str
    subject: str
    says: str
    on: DateRange | None = None
    words: str | None = None
    source: str
    known: DateRange
    place: Place | None = None


class Coverage(HasFields):
    """A declaration that the dossier's list of a kind is complete, for some field values and a period (both ends included).

    The first day that there is leaves nothing before it, so as `start` it is the same as none; so is the last day as `end`.
    """

    fact: str
    start: date | None = None
    end: date | None = None
    source: str
    known: DateRange
    place: Place | None = None

    @field_validator("start", "end")
    @classmethod
    def _bound(cls, value: date | None, info: ValidationInfo) -> date | None:
        return None if value == (date.min if info.field_name == "start" else date.max) else value


class Expectation(Model):
    """What a case expects of one rule and subject; only what is given is compared."""

    rule: str
    subject: str
    as_of: date | None = None
    known_at: date | None = None
    assume: tuple[str, ...] = ()
    perspective: str | None = None
    reading: str | None = None
    verdict: str
    bearer: str | None = None
    due: DateRange | None = None
    days_overdue: NumberRange | None = None
    contested: bool | None = None
    worst: str | None = None
    exception: str | None = None
    possible: tuple[str, ...] | None = None
    why: tuple[str, ...] | None = None
    rests_on: tuple[str, ...] | None = None
    verdicts: dict[str, str] | None = None
    pleas: dict[str, str | None] | None = None
    shows: dict[str, str] | None = None
    place: Place | None = None


class Rejected(Model):
    """A row that did not validate: it is set aside, told and counted, never dropped in silence."""

    file: str
    line: int
    field: str | None
    code: str
    reason: str
    raw: str
    fact: str | None = Field(default=None, description="The fact kind, as written, of a row that was to be a claim.")


class Dossier(Model):
    """Sources, claims, pleas and coverage that belong together.

    Attributes:
        title: What the dossier is about.
        path: Where it was read, as given.
        digest: SHA-256 over the bytes of its files, in hexadecimal.
        packs: Packs that it names; empty for all that ship.
        rejected: Rows that did not validate.
        warnings: What was noticed and rejects nothing, such as claims that contradict each other.
    """

    title: str = ""
    path: str = ""
    digest: str = ""
    packs: tuple[str, ...] = ()
    sources: dict[str, Source] = {}
    claims: tuple[Claim, ...] = ()
    pleas: tuple[Plea, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    expect: tuple[Expectation, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    warnings: tuple[str, ...] = ()
