"""JSON Schema of the files of a pack: their models, with the tables that say which keys go together."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from sanctions_engine.language.rulefiles.changes_from_document import ACTIONS, NEEDED, UNFIT
from sanctions_engine.language.rulefiles.documents import (
    ChangeDocument,
    InstrumentDocument,
    InstrumentsDocument,
    KindsDocument,
    LedgerDocument,
    LedgerLineDocument,
    OverridesDocument,
    PackDocument,
    RuleDocument,
    RuleFileDocument,
    TableDocument,
)
from sanctions_engine.language.rulefiles.modalities import FITS
from sanctions_engine.language.yaml.json_schemas import json_schema
from sanctions_engine.models.instruments import InstrumentStatus
from sanctions_engine.models.json_forms import Form
from sanctions_engine.models.norms import LedgerWay, Modality

FILES: Mapping[str, type[BaseModel]] = {
    "pack": PackDocument,
    "instruments": InstrumentsDocument,
    "facts": KindsDocument,
    "ledger": LedgerDocument,
    "rules": RuleFileDocument,
}
"""The formats of the files of a pack, by name, and their models."""


def pack_file_schema(name: str) -> Form:
    """Return the JSON Schema of one format of `FILES`.

    Example:
        >>> pack_file_schema("pack")["required"]
        ['name', 'version', 'title']
    """
    return json_schema(FILES[name], _conditions())


def _conditions() -> dict[type[BaseModel], Form]:
    return {
        RuleDocument: {
            "oneOf": [{"required": [modality.value]} for modality in FITS],
            "allOf": [_rule_of(modality) for modality in FITS],
        },
        ChangeDocument: {
            "oneOf": [{"required": [action]} for action in ACTIONS],
            "allOf": [
                _if(action, {"required": sorted(NEEDED[action]), "properties": _forbidden(UNFIT[action])})
                for action in ACTIONS
            ],
        },
        TableDocument: {
            "oneOf": [
                {"required": ["columns", "rows"], "properties": {"columns": {"minItems": 1}, **_forbidden({"csv"})}},
                {"required": ["csv"], "properties": _forbidden({"columns", "rows"})},
            ]
        },
        InstrumentDocument: {
            "if": {"properties": {"status": {"const": InstrumentStatus.ADOPTED.value}}},
            "then": {"required": ["adopted"]},
            "else": {"properties": _forbidden({"adopted"})},
        },
        LedgerLineDocument: {
            "if": {"properties": {"as": {"const": LedgerWay.CHANGE.value}}, "required": ["as"]},
            "then": {"required": ["of"]},
        },
    }


def _rule_of(modality: Modality) -> Form:
    """Return what a rule of a modality must have and cannot have, its readings too."""
    fit = FITS[modality]
    fitting = fit.allowed | {fit.condition, modality.value}
    needed = sorted({fit.condition} | fit.required)
    properties: Form = _forbidden(_keys(RuleDocument) - fitting)
    if "readings" in fitting:
        unfit = _forbidden(_keys(OverridesDocument) - fitting)
        properties["readings"] = {"items": {"properties": unfit}}
    return _if(modality.value, {"required": needed, "properties": properties})


def _if(key: str, then: Form) -> Form:
    return {"if": {"required": [key]}, "then": then}


def _forbidden(keys: set[str] | frozenset[str]) -> Form:
    return dict.fromkeys(sorted(keys), False)


def _keys(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}
