"""The shape of every YAML file of a pack, as pydantic models; what the texts in them mean is read elsewhere.

The names of the fields are the keys that authors write. Unknown keys are errors, and so is a key without a value.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from sanctions_engine.language.rulefiles.ids import PACK_NAME
from sanctions_engine.language.yaml.json_schemas import Also, NotNull, ReadAs, keys_like
from sanctions_engine.language.yaml.scalars import ID, DateText, Flag, Identifier
from sanctions_engine.models.instruments import InstrumentStatus
from sanctions_engine.models.kinds import FieldKind, Nature
from sanctions_engine.models.norms import Binding, Burden, LedgerWay, RuleSeverity
from sanctions_engine.models.text_forms import TextForm


def _given(value: Any) -> Any:
    if value is None:
        raise PydanticCustomError("no_value", "a value; remove the key if it has none")
    return value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Given = NotNull(_given)
"""A key may be left out, but if it is written it has a value."""

FIELD_TYPE = re.compile(r"(?P<kind>[a-z]+)\s*(?P<optional>\?)?\s*(?:>=\s*(?P<low>\S+))?\s*(?:<=\s*(?P<high>\S+))?")
EACH = r"\s*(\S+)\s+as\s+(\S+)\s*"
KIND_NAME, FIELD_NAME = r"[A-Z][A-Za-z0-9]*", r"[a-z][a-z0-9_]*"
_KINDS = "|".join(kind.value for kind in FieldKind)
_TYPES = re.sub(r"\?P<\w+>", "", FIELD_TYPE.pattern.replace("[a-z]+", _KINDS))

Text = Annotated[str | None, Given]
TypeText = Annotated[str, WithJsonSchema({"type": "string", "pattern": rf"^\s*{_TYPES}\s*$"})]
Texts = Annotated[tuple[str, ...], Given]
Formulas = Annotated[dict[str, str], Given]
Patterns = Annotated[list[str] | None, BeforeValidator(_listed, json_schema_input_type=str | list[str] | None), Given]


class Shape(BaseModel):
    """The shape of one mapping of a file."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


# --- pack.yaml, instruments.yaml, facts.yaml ---------------------------------------------------------------------------


class PackDocument(Shape):
    """`pack.yaml`: what the pack is called and what it needs."""

    name: Annotated[str, Also({"pattern": f"^{PACK_NAME}$"})]
    version: str
    title: str
    requires: Texts = ()
    url: Text = None
    note: Text = None


class InstrumentDocument(Shape):
    """One legal text of `instruments.yaml`."""

    title: str
    body: str
    adopted: Annotated[DateText | None, Given] = None
    status: Annotated[InstrumentStatus, Given] = InstrumentStatus.ADOPTED
    symbol: Text = None
    url: Text = None
    tabled: Annotated[DateText | None, Given] = None
    note: Text = None


class InstrumentsDocument(Shape):
    """`instruments.yaml`: legal texts by id; each is read on its own, so that one with a mistake does not hide the others."""

    instruments: Annotated[dict[str, Annotated[Any, ReadAs(InstrumentDocument)]], keys_like(ID.pattern)]


class ConversionDocument(Shape):
    """How a number follows from an amount and its unit: `{amount: quantity, unit: unit, by: {t: 1, kg: 0.001}}`."""

    amount: str
    unit: str
    by: dict[str, str] = Field(min_length=1)


class RatioDocument(Shape):
    """Between what factors a number lies to another one: `{to: tonnes, within: 4..14, stated_in: barrels_per_tonne}`."""

    to: str
    within: str
    stated_in: Text = None


class FieldDocument(Shape):
    """The long form of a field: `{type: "int >= 0", title: …}`, `{type: text, one_of: [a, b]}`, `{type: text, form: imo-number}`."""

    type: TypeText
    one_of: Texts = Field(default=(), min_length=1)
    form: Annotated[TextForm | None, Given] = None
    converts: Annotated[ConversionDocument | None, Given] = None
    ratio: Annotated[RatioDocument | None, Given] = None
    not_before: Text = None
    title: Text = None


class KindDocument(Shape):
    """One fact kind of `facts.yaml`."""

    title: Text = None
    note: Text = None
    nature: Nature = Field(alias="is")
    dated: str
    identity: list[str] = Field(min_length=1)
    fields_: Annotated[dict[str, Annotated[Any, ReadAs(TypeText | FieldDocument)]], keys_like(FIELD_NAME)] = Field(
        alias="fields"
    )


class KindsDocument(Shape):
    """`facts.yaml`: fact kinds by name; each is read on its own."""

    kinds: Annotated[dict[str, Annotated[Any, ReadAs(KindDocument)]], keys_like(KIND_NAME)]


class LedgerDocument(Shape):
    """`ledger.yaml`: what of the law is no rule of its own; each line is read on its own."""

    paragraphs: tuple[Annotated[Any, ReadAs(LedgerLineDocument)], ...]


class LedgerLineDocument(Shape):
    """One line of the ledger: a paragraph, what has become of it (`as`), of which rules, and why."""

    row: Identifier
    instrument: str
    paragraph: str
    as_: LedgerWay = Field(alias="as")
    of: Patterns = None
    file: Text = None
    verified: Annotated[Flag, Given] = True
    reason: str = Field(min_length=1)


# --- rule files --------------------------------------------------------------------------------------------------------


class RuleFileDocument(Shape):
    """The head of a rule file; its rules and changes are read one by one."""

    instrument: str
    paragraph: Annotated[str, Given] = ""
    url: Text = None
    verified: Annotated[Flag, Given] = True
    note: Text = None
    rules: Annotated[tuple[Annotated[Any, ReadAs(RuleDocument)], ...], Given] = ()
    changes: Annotated[tuple[Annotated[Any, ReadAs(ChangeDocument)], ...], Given] = ()


class EveryDocument(Shape):
    """The periods of a recurring duty."""

    period: str
    since: str = Field(alias="from")
    until: Text = None


class ParameterValueDocument(Shape):
    """One value of a parameter."""

    since: Annotated[DateText | None, Given] = Field(default=None, alias="from")
    until: Annotated[DateText | None, Given] = None
    value: str
    cite: Annotated[str, Given] = ""


class InForceDocument(Shape):
    """When a rule is in force, if not from its instrument's adoption on; `until` is the first day without it."""

    since: Text = Field(default=None, alias="from")
    until: Text = None


class ExceptionDocument(Shape):
    """A ground on which the rule lets its bearer off."""

    id: Identifier
    title: Text = None
    grounds: Texts = ()
    when: str
    burden: Annotated[Burden, Given] = Burden.BEARER
    cite: Text = None
    paragraph: Text = None
    verified: Annotated[Flag | None, Given] = None


Exceptions = Annotated[list[ExceptionDocument] | None, Given]
Parameters = Annotated[dict[str, Annotated[list[ParameterValueDocument], Also({"minItems": 1})]], Given]


class OverridesDocument(Shape):
    """The keys that both a reading and an amendment can replace."""

    applies_when: Text = None
    satisfied_when: Text = None
    violated_when: Text = None
    raised_when: Text = None
    due: Text = None
    let: Formulas = Field(default_factory=dict)
    bearer: Text = None


class ReadingDocument(OverridesDocument):
    """Another way to read the rule."""

    id: Identifier
    title: Text = None
    grounds: Texts = ()


class AmendmentDocument(OverridesDocument):
    """The keys under `set` of an amendment."""

    when: Text = None
    where: Text = None
    on: Text = None
    exceptions: Exceptions = None
    parameters: Parameters = Field(default_factory=dict)
    in_force: Annotated[InForceDocument | None, Given] = None
    obligation: Text = None
    prohibition: Text = None
    exemption: Text = None
    indicator: Text = None
    severity: Annotated[RuleSeverity | None, Given] = None
    binding: Annotated[Binding | None, Given] = None
    note: Text = None


class TableDocument(Shape):
    """A decision table: columns and rows, or a CSV file beside the rule file."""

    columns: Annotated[list[str] | None, Given] = None
    rows: Annotated[list[list[Annotated[Any, ReadAs(str | list[str] | None)]]] | None, Given] = None
    csv: Text = None
    types: Annotated[dict[str, str], Given] = Field(default_factory=dict)


class RuleDocument(Shape):
    """One rule; which of the keys fit which modality stands in `modalities.py`."""

    id: Identifier
    obligation: Text = None
    prohibition: Text = None
    exemption: Text = None
    indicator: Text = None
    each: Annotated[str, Also({"pattern": f"^{EACH}$"})]
    where: Text = None
    on: Text = None
    bearer: Text = None
    group_by: Annotated[dict[str, str] | None, Given] = None
    every: Annotated[EveryDocument | None, Given] = None
    parameters: Parameters = Field(default_factory=dict)
    let: Formulas = Field(default_factory=dict)
    applies_when: Text = None
    satisfied_when: Text = None
    violated_when: Text = None
    raised_when: Text = None
    when: Text = None
    due: Text = None
    in_force: Annotated[InForceDocument | None, Given] = None
    exceptions: Exceptions = None
    readings: Annotated[tuple[ReadingDocument, ...], Given] = ()
    severity: Annotated[RuleSeverity, Given] = RuleSeverity.MEDIUM
    binding: Annotated[Binding, Given] = Binding.MANDATORY
    table: Annotated[TableDocument | None, Given] = None
    covers: Texts = ()
    points_to: Texts = ()
    shows: Formulas = Field(default_factory=dict)
    grounds: Texts = ()
    burden: Annotated[Burden, Given] = Burden.BEARER
    cite: Text = None
    paragraph: Text = None
    url: Text = None
    verified: Annotated[Flag | None, Given] = None
    note: Text = None


class ChangeDocument(Shape):
    """One entry of `changes`: exactly one of `repeal`, `suspend` and `amend`."""

    repeal: Patterns = None
    suspend: Patterns = None
    amend: Patterns = None
    set_: Annotated[AmendmentDocument | None, Given] = Field(default=None, alias="set")
    since: Text = Field(default=None, alias="from")
    until: Text = None
    title: Text = None
    paragraph: Text = None
    verified: Annotated[Flag | None, Given] = None
