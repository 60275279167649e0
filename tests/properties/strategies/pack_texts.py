"""Packs as data that can be written as files: the pact, the protocol that changes it, and a draft; their rules and changes."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml
from hypothesis.vendor.pretty import RepresentationPrinter

from sanctions_engine.diagnostics import RulesRejected
from sanctions_engine.language.packs import load_pack
from sanctions_engine.language.rules import Pack
from sanctions_engine.models.kinds import FactKind, FieldType
from tests.properties.strategies.kinds import ADOPTED, KINDS

PACT, PROTOCOL, DRAFT = "pact", "protocol", "draft"
CHANGED: Final = date(2019, 2, 15)
"""The adoption of the protocol."""

MANIFEST: Final = "name: invented\nversion: 1.0.0\ntitle: Invented law\n"
INSTRUMENTS: Final = f"""instruments:
  {PACT}: {{title: The pact, body: Assembly, adopted: {ADOPTED}}}
  {PROTOCOL}: {{title: The protocol, body: Assembly, adopted: {CHANGED}}}
  {DRAFT}: {{title: The draft, body: Assembly, status: draft, tabled: 2019-03-01}}
"""


@dataclass(frozen=True, eq=False)
class PackText:
    """The rules and changes of each instrument: `{"pact": {"rules": […], "changes": […]}}`."""

    law: Mapping[str, Mapping[str, Any]]

    def files(self) -> dict[str, str]:
        """Return the text of each file by its name."""
        texts = {"pack.yaml": MANIFEST, "instruments.yaml": INSTRUMENTS}
        for instrument, content in self.law.items():
            body = {key: value for key, value in content.items() if value}
            if body:
                texts[f"{instrument}.yaml"] = written({"instrument": instrument, "paragraph": "1", **body})
        return texts

    @property
    def text(self) -> str:
        """All that the rules say, for looking for words in it."""
        return "\n".join(text for name, text in self.files().items() if name not in ("pack.yaml", "instruments.yaml"))

    @property
    def kinds(self) -> tuple[FactKind, ...]:
        """The fact kinds that it names; all of them if it names none."""
        text = self.text
        named = (kind for kind in KINDS.values() if f" {kind.name} " in text or f"({kind.name}," in text)
        return tuple(named) or tuple(KINDS.values())

    @property
    def judged(self) -> tuple[FactKind, ...]:
        """The kinds of the records that its rules judge."""
        each = (rule["each"].split()[0] for content in self.law.values() for rule in content["rules"])
        return tuple(KINDS[name] for name in each if name != "State")

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        printer.text(self.text)


def written(content: Mapping[str, Any]) -> str:
    """Return the YAML text of a mapping."""
    return yaml.dump(content, Dumper=_Plain, sort_keys=False, width=100_000, allow_unicode=True)


class _Plain(yaml.CSafeDumper):
    """Writes what stands in two places twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def load(text: PackText) -> Pack | None:
    """Return the pack that a text makes; None if it is not well formed."""
    return _loaded(tuple(text.files().items()))


@lru_cache(maxsize=64)
def _loaded(files: tuple[tuple[str, str], ...]) -> Pack | None:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files:
            Path(folder, name).write_text(text, encoding="utf-8")
        try:
            return load_pack(Path(folder), kinds=tuple(KINDS.values()))
        except RulesRejected:
            return None


def kinds_text() -> str:
    """Return the text of a `facts.yaml` that declares the invented kinds."""
    declared = {
        kind.name: {
            "title": kind.title,
            "is": kind.nature.value,
            "dated": kind.dated,
            "identity": list(kind.identity),
            "fields": {name: _type(one) for name, one in kind.fields.items()},
        }
        for kind in KINDS.values()
    }
    return written({"kinds": declared})


def _type(field: FieldType) -> str:
    bound = f" >= {field.bounds.low}" if field.bounds else ""
    return f"{field.kind.value}{'?' if field.optional else ''}{bound}"
