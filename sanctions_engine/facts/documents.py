"""The shape of a dossier file, as pydantic models; the rows in it are read one by one elsewhere.

The names of the fields are the keys that authors write. Unknown keys are errors, and so is a key without a value.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from sanctions_engine.diagnostics import Code
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.yaml.json_schemas import NotNull, ReadAs
from sanctions_engine.language.yaml.scalars import DateText, Flag
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.facts import speaker
from sanctions_engine.models.json_forms import DAYS, NUMBERS, TEXT
from sanctions_engine.models.numbers import DEFAULT_TOLERANCE, NumberRange
from sanctions_engine.models.patterns import GRADE
from sanctions_engine.models.verdicts import Verdict

GRADE_HELP = "write reliability A to F and credibility 1 to 6, such as `B2`"
PERCENT_FORM = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? ?%$", "examples": ["10%"]}
_GRADE = re.compile(GRADE)
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?%")


def _wrong(expected: str, help: str | None = None, code: Code = Code.SE103) -> PydanticCustomError:
    return PydanticCustomError(code.name, "expected {expected}", {"expected": expected, "help": help})


def _given(value: Any) -> Any:
    if value is None:
        raise _wrong("a value", "remove the key if it has none")
    return value


def _written(value: Any) -> Any:
    if not isinstance(value, str) or not value.strip():
        raise _wrong("a text", "remove the key if it has no value" if isinstance(value, str) else None)
    return value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _percent(value: Any) -> Any:
    match = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    if not match or Fraction(match[1]) > 100:
        raise _wrong("a part of a hundred such as `10%`")
    return Fraction(match[1]) / 100


def _verdict(value: str) -> str:
    words = [verdict.value for verdict in Verdict]
    if value not in words:
        nearest = suggest(value, words)
        help = f"did you mean `{nearest}`?" if nearest else f"verdicts are {', '.join(words)}"
        raise _wrong("a verdict", help)
    return value


def _grade(value: str) -> str:
    if not _GRADE.fullmatch(value):
        raise _wrong("a grade", GRADE_HELP, Code.SE418)
    return value


def _delimiter(value: str) -> str:
    if len(value) != 1 or value.isalnum() or value in '"\r\n':
        raise _wrong("one character such as `;`", 'a tab is written `"\\t"`')
    return value


Given = NotNull(_given)
Word = Annotated[str, BeforeValidator(_written), WithJsonSchema(TEXT)]
MaybeWord = Annotated[Word | None, Given]
Speaker = Annotated[Word, AfterValidator(str.strip), AfterValidator(speaker)]
Words = Annotated[list[Word], Given, BeforeValidator(_listed, json_schema_input_type=Word | list[Word])]
Rows = Annotated[list[Any], Given]
Delimiter = Annotated[
    str, AfterValidator(_delimiter), WithJsonSchema({"type": "string", "pattern": '^[^A-Za-z0-9"\\r\\n]$'})
]
VerdictWord = Annotated[
    Word, AfterValidator(_verdict), WithJsonSchema({"enum": [verdict.value for verdict in Verdict]})
]
Days = Annotated[DateRange, WithJsonSchema(DAYS)]
Grade = Annotated[str, AfterValidator(_grade), WithJsonSchema({"type": "string", "pattern": f"^{GRADE}$"})]


class Shape(BaseModel):
    """The shape of one mapping of a dossier."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)


class SourceShape(Shape):
    """One entry of `sources`."""

    publisher: MaybeWord = None
    title: MaybeWord = None
    published: Annotated[Days | None, Given] = None
    url: MaybeWord = None
    note: MaybeWord = None
    invented: Annotated[Flag, Given] = False


class TableShape(Shape):
    """What `tables` says of one table: values for cells that are empty or have no column, and the delimiter."""

    by: MaybeWord = None
    source: MaybeWord = None
    known: MaybeWord = None
    grade: Annotated[Grade | None, Given] = None
    denied: Annotated[Flag | None, Given] = None
    delimiter: Annotated[Delimiter | None, Given] = None


class PleaShape(Shape):
    """One item of `pleas`; its source and `known` are read as those of a claim are."""

    by: Speaker
    rule: Word
    ground: Word
    words: MaybeWord = None
    on: Annotated[Days | None, Given] = None


class AssessmentShape(Shape):
    """One item of `assessments`."""

    by: Speaker
    rule: Word
    subject: Speaker
    says: Word
    on: Annotated[Days | None, Given] = None
    words: MaybeWord = None


class PeriodShape(Shape):
    """The period of an item of `coverage`; its other keys are fields of the kind."""

    start: Annotated[DateText | None, Given] = Field(default=None, alias="from")
    end: Annotated[DateText | None, Given] = Field(default=None, alias="to")


class ExpectShape(Shape):
    """One item of `expect`."""

    rule: Word
    subject: Word
    verdict: VerdictWord
    as_of: Annotated[DateText | None, Given] = None
    known_at: Annotated[DateText | None, Given] = None
    assume: Words = []
    perspective: Annotated[Speaker | None, Given] = None
    reading: MaybeWord = None
    bearer: Annotated[Speaker | None, Given] = None
    due: Annotated[Days | None, Given] = None
    days_overdue: Annotated[Annotated[NumberRange, WithJsonSchema(NUMBERS)] | None, Given] = None
    contested: Annotated[Flag | None, Given] = None
    worst: Annotated[VerdictWord | None, Given] = None
    exception: MaybeWord = None
    possible: Annotated[list[VerdictWord] | None, Given] = None
    why: Annotated[list[Word] | None, Given] = None
    rests_on: Annotated[list[Speaker] | None, Given] = None
    verdicts: Annotated[dict[str, VerdictWord] | None, Given] = None
    pleas: Annotated[dict[str, str | None] | None, Given] = None
    shows: Annotated[dict[str, str] | None, Given] = None


class DossierShape(Shape):
    """A dossier file; sources and all rows are read one by one, so that one with a mistake does not hide the others."""

    dossier: MaybeWord = None
    note: MaybeWord = None
    tolerance: Annotated[Fraction, BeforeValidator(_percent), WithJsonSchema(PERCENT_FORM)] = DEFAULT_TOLERANCE
    packs: Words = []
    sources: Annotated[dict[str, Annotated[Any, ReadAs(SourceShape)]], Given] = {}
    tables: Annotated[dict[str, Annotated[Any, ReadAs(TableShape)]], Given] = {}
    claims: Rows = []
    pleas: Rows = []
    assessments: Rows = []
    coverage: Rows = []
    expect: Annotated[list[Annotated[Any, ReadAs(ExpectShape)]], Given] = []


class PacksShape(Shape):
    """The one key of a dossier that is needed to find its fact kinds."""

    model_config = ConfigDict(extra="ignore")

    packs: Words = []
