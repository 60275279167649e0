"""JSON Schema of dossiers and case files: their models, and the rows in them by the fact kinds of packs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from pydantic import BaseModel

from sanctions_engine.facts.cases import CaseFileShape, CaseShape
from sanctions_engine.facts.documents import (
    AssessmentShape,
    DossierShape,
    PeriodShape,
    PleaShape,
)
from sanctions_engine.language.rules import Pack
from sanctions_engine.language.yaml.json_schemas import json_schema
from sanctions_engine.models.json_forms import ANY_TEXT, DAYS, FLAG, STATE, TEXT, Form, field_form, state_form
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.patterns import GRADE

FILES: Mapping[str, type[BaseModel]] = {"dossier": DossierShape, "cases": CaseFileShape}
"""The formats of evidence, by name, and their models."""

CLAIM_FORMS: Mapping[str, Form] = {
    "by": TEXT,
    "source": TEXT,
    "known": DAYS,
    "grade": {"type": "string", "pattern": f"^{GRADE}$"},
    "denied": FLAG,
}
"""What a claim says beside its kind and the fields of its fact."""

_CONDITIONS: Mapping[type[BaseModel], Form] = {
    CaseShape: {
        "if": {"not": {"required": ["as_of"]}},
        "then": {"properties": {"expect": {"items": {"required": ["as_of"]}}, "judged": False}},
    }
}


def evidence_schema(name: str, packs: Iterable[Pack] = ()) -> Form:
    """Return the JSON Schema of one format of `FILES`.

    Args:
        name: The format.
        packs: Whose fact kinds and rules there are; without any, a claim may be of any kind and have any fields.

    Example:
        >>> evidence_schema("dossier")["properties"]["claims"]["items"]["required"]
        ['fact', 'by', 'source']
    """
    packs = tuple(packs)
    kinds = {name: kind for pack in packs for name, kind in pack.kinds.items() if kind.dated is not None}
    rules = {id for pack in packs for id in pack.rules}
    schema = json_schema(FILES[name], _CONDITIONS)
    definitions, case = schema["definitions"], name == "cases"
    holder = schema["properties"]["cases"]["items"]["properties"] if case else schema["properties"]
    sourced = {"source": CLAIM_FORMS["source"], "known": CLAIM_FORMS["known"]}
    needed = [] if case else ["source"]
    for key, model in (("pleas", PleaShape), ("assessments", AssessmentShape)):
        row = json_schema(model, {})
        definitions |= row.pop("definitions")
        row["properties"] |= sourced
        row["required"] += needed
        holder[key]["items"] = row
        _limit_rule(row, "RuleOrTable", rules)
    _limit_rule(holder["expect"]["items"], "Rule", rules)
    covered = "CaseCoverage" if case else "Coverage"  # one names its source, the other need not
    period = json_schema(PeriodShape, {})["properties"]
    definitions |= {f"{covered}.{kind.name}": _coverage(kind, {**sourced, **period}, needed) for kind in kinds.values()}
    holder["coverage"]["items"] = _rows(kinds, covered, {**sourced, **period}, needed)
    if case:
        definitions |= {f"Fact.{kind.name}": _record(kind, []) for kind in kinds.values()}
        holder["facts"] |= _facts(kinds)
    else:
        definitions |= {f"Claim.{kind.name}": _record(kind, ["by", "source"]) for kind in kinds.values()}
        holder["claims"]["items"] = _rows(kinds, "Claim", CLAIM_FORMS, ["by", "source"])
    if kinds:
        definitions[STATE] = state_form()
    if rules:
        tables = {id.rpartition("/")[0] for id in rules} - {""}
        definitions |= {"Rule": {"enum": sorted(rules)}, "RuleOrTable": {"enum": sorted(rules | tables)}}
    return schema


def _limit_rule(row: Form, definition: str, rules: Collection[str]) -> None:
    """Limit `rule` of a row to the rules that there are, where that is known."""
    if rules:
        row["properties"]["rule"] = {"$ref": f"#/definitions/{definition}"}


def _rows(kinds: Mapping[str, FactKind], prefix: str, forms: Mapping[str, Form], needed: list[str]) -> Form:
    """Return the form of a row that names its kind under `fact`."""
    required = ["fact", *needed]
    if not kinds:
        return {
            "type": "object",
            "properties": {"fact": TEXT, **forms},
            "required": required,
            "additionalProperties": ANY_TEXT,
        }
    chosen = [
        {
            "if": {"properties": {"fact": {"const": name}}, "required": ["fact"]},
            "then": {"$ref": f"#/definitions/{prefix}.{name}"},
        }
        for name in kinds
    ]
    return {"type": "object", "properties": {"fact": {"enum": list(kinds)}}, "required": required, "allOf": chosen}


def _record(kind: FactKind, needed: list[str]) -> Form:
    """Return the form of a claim of a kind: what every claim says, and the kind's fields."""
    fields = {name: field_form(declared) for name, declared in kind.fields.items()}
    required = [name for name, declared in kind.fields.items() if not declared.optional]
    return _mapping(kind, {**CLAIM_FORMS, **fields}, [*needed, *required])


def _coverage(kind: FactKind, forms: Mapping[str, Form], needed: list[str]) -> Form:
    """Return the form of a coverage of a kind: fields that limit it, but the one that says when."""
    fields = {name: field_form(declared) for name, declared in kind.fields.items() if name != kind.dated}
    return _mapping(kind, {**forms, **fields}, needed)


def _mapping(kind: FactKind, properties: Mapping[str, Form], required: list[str]) -> Form:
    form: Form = {
        "type": "object",
        "properties": {"fact": {"const": kind.name}, **properties},
        "required": required,
        "additionalProperties": False,
    }
    return {"description": kind.title, **form} if kind.title else form


def _facts(kinds: Mapping[str, FactKind]) -> Form:
    """Return the form of `facts` of a case: lists of records by kind."""
    if not kinds:
        row = {"type": "object", "properties": dict(CLAIM_FORMS), "additionalProperties": ANY_TEXT}
        return {"additionalProperties": {"type": ["array", "null"], "items": row}}
    lists = {name: {"type": ["array", "null"], "items": {"$ref": f"#/definitions/Fact.{name}"}} for name in kinds}
    return {"properties": lists, "additionalProperties": False}
