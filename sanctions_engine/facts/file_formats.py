"""The formats of all files that people write, and the JSON Schema of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sanctions_engine.facts import evidence_schemas
from sanctions_engine.language.rulefiles import pack_schemas
from sanctions_engine.language.rules import Pack
from sanctions_engine.language.yaml.json_schemas import DIALECT
from sanctions_engine.models.json_forms import Form


@dataclass(frozen=True, slots=True)
class FileFormat:
    """One format.

    Attributes:
        name: What it is asked for by.
        files: Which files are of it, in words.
        key: A key that all its files have and no file of another format has; None for rule files, which are what is left.
    """

    name: str
    files: str
    key: str | None


FORMATS: tuple[FileFormat, ...] = (
    FileFormat("pack", "`pack.yaml`: what a pack is called and needs", "version"),
    FileFormat("instruments", "`instruments.yaml`: the legal texts of a pack", "instruments"),
    FileFormat("facts", "`facts.yaml`: the fact kinds of a pack", "kinds"),
    FileFormat("ledger", "`ledger.yaml`: what of the law is no rule of its own", "paragraphs"),
    FileFormat("cases", "`*.cases.yaml`: cases beside the rules", "cases"),
    FileFormat("dossier", "`dossier.yaml`: evidence", "dossier"),
    FileFormat("rules", "every other `.yaml` file of a pack: rules and changes of law", None),
)
"""All formats; the order is that in which a file is told from the others."""


def file_schema(name: str | None, packs: Iterable[Pack] = ()) -> Form:
    """Return the JSON Schema of a format, complete; of all formats in one where no name is given.

    That of all formats tells files apart by the key that only those of one format have, so that an editor needs one schema for
    a folder. What a schema cannot say (whether a name exists, what a formula means) is left to `check`.

    Args:
        name: A name of `FORMATS`, or None.
        packs: Whose fact kinds and rules dossiers and case files speak of; without any, of whichever there are.

    Example:
        >>> file_schema("rules")["properties"]["paragraph"]["type"]
        ['string', 'number', 'boolean']
        >>> "RuleDocument" in file_schema(None)["definitions"]
        True
    """
    packs = tuple(packs)
    head = {"$schema": DIALECT, "title": f"sanctions-engine: {name or 'a file of a pack, or a dossier'}"}
    if name is not None:
        return {**head, **_schema(name, packs)}
    parts = [(one, _schema(one.name, packs)) for one in FORMATS]
    definitions: Form = {}
    for one, part in parts:
        definitions |= part.pop("definitions")
        definitions[f"File.{one.name}"] = part
    form: Form = {}
    for one, _ in reversed(parts):
        found = {"$ref": f"#/definitions/File.{one.name}"}
        form = found if one.key is None else {"if": {"required": [one.key]}, "then": found, "else": form}
    return {**head, **form, "definitions": definitions}


def _schema(name: str, packs: tuple[Pack, ...]) -> Form:
    if name in pack_schemas.FILES:
        return pack_schemas.pack_file_schema(name)
    return evidence_schemas.evidence_schema(name, packs)
