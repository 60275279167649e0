"""Writes a dossier as one YAML file; loaded again, it says the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from sanctions_engine.models.base import Model
from sanctions_engine.models.claims import Claim, Coverage, Dossier, Source
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.facts import in_words

_LEFT_OUT = frozenset({"id", "place", "fields", "start", "end"})


class _Plain(str):
    """A text that stands without quotes: a number, a day, `true`, `none`."""


class _Writer(yaml.SafeDumper):
    """Puts rows in braces, and quotes what other readers of YAML would take for something else than text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Row(dict[str, Any]):
    """A mapping that is written in braces."""


def _plain(writer: _Writer, text: _Plain) -> yaml.ScalarNode:
    # With the tag that other readers give it, the text is written without quotes.
    tag = writer.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # PyYAML has no types here
    return writer.represent_scalar(tag, text)


def _text(writer: _Writer, text: str) -> yaml.ScalarNode:
    # Between braces the reader takes `(a, b` for the beginning of one text, so a text with `(` stands in quotes.
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style="'" if "(" in text else None)


def _braced(writer: _Writer, row: _Row) -> yaml.MappingNode:
    return writer.represent_mapping("tag:yaml.org,2002:map", row, flow_style=True)


_Writer.add_representer(str, _text)
_Writer.add_representer(_Plain, _plain)
_Writer.add_representer(_Row, _braced)


def dossier_to_yaml(dossier: Dossier) -> str:
    """Return the YAML text of a dossier.

    Imprecise values are written as ranges. What belongs to the reading and not to the content (path, digest, places,
    rejected rows, warnings) is left out.

    Example:
        >>> day = DateRange.parse("2020-01-24")
        >>> claim = Claim(fact="Bar", fields={"state": "RUS"}, by="RUS", source="un", known=day)
        >>> source = Source(id="un", published=day)
        >>> print(dossier_to_yaml(Dossier(title="One claim", sources={"un": source}, claims=(claim,))))
        dossier: One claim
        sources:
          un: {published: 2020-01-24}
        claims:
        - {fact: Bar, state: RUS, by: RUS, source: un}
    """
    content: dict[str, Any] = {}
    if dossier.title:
        content["dossier"] = dossier.title
    if dossier.packs:
        content["packs"] = list(dossier.packs)
    if dossier.sources:
        content["sources"] = {id: _row(source) for id, source in dossier.sources.items()}
    for key in ("claims", "pleas", "assessments", "coverage", "expect"):
        if rows := getattr(dossier, key):
            content[key] = [_sourced(row, dossier.sources) for row in rows]
    return yaml.dump(content, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=10_000) if content else "{}\n"


def _sourced(row: Model, sources: Mapping[str, Source]) -> _Row:
    """Return a row without the `known` that it would get from its source."""
    written = _row(row)
    source = sources.get(getattr(row, "source", ""))
    if source is not None and source.published == getattr(row, "known", None):
        del written["known"]
    return written


def _row(row: Model) -> _Row:
    written = _Row()
    if isinstance(row, (Claim, Coverage)):
        written["fact"] = row.fact
        for name, value in row.fields.items():
            written[name] = value if isinstance(value, str) else _Plain(in_words(value))
    if isinstance(row, Coverage):
        bounds = {"from": row.start, "to": row.end}
        written.update((key, _Plain(day.isoformat())) for key, day in bounds.items() if day is not None)
    for name, info in type(row).model_fields.items():
        value = getattr(row, name)
        if name not in _LEFT_OUT and (info.is_required() or value != info.default):
            written[name] = _value(value)
    return written


def _value(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return _Row({key: _value(item) for key, item in value.items()})
    if isinstance(value, bool):
        return value
    if isinstance(value, (DateRange, date)):
        return _Plain(str(value))
    return value
