"""Takes the rows out of a dossier file, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sanctions_engine.diagnostics import Code
from sanctions_engine.facts.rows import Fault, Reading, YamlRow
from sanctions_engine.language.yaml.yaml_document import Document
from sanctions_engine.models.claims import Place


def read_items(document: Document, key: str, file: str) -> Iterator[Reading]:
    """Yield the items of one list of a dossier; one that is no mapping comes with that fault."""
    data = document.data
    listed = data.get(key) if isinstance(data, dict) else None
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        span = document.span(key, index)
        place = Place.model_construct(file=file, line=span.line)
        values = {name: value for name, value in item.items() if value is not None} if isinstance(item, dict) else {}
        row = YamlRow(values, place, _text(document, key, index), document, (key, index))
        if isinstance(item, dict):
            without = without_value(item)
            yield (row, without) if without else row
        else:
            message = f"an item of `{key}` is a mapping of keys to values"
            yield row, [Fault(Code.SE103, message, None, "write `{key: value, …}`")]


def without_value(item: Mapping[str, object]) -> list[Fault]:
    """Return a fault for each key that stands alone: `count: 30,000` in braces is a count of 30 and a key `000`."""
    return [
        Fault(
            Code.SE405,
            f"`{name}` is written without a value",
            name,
            "take the key out" if not name.isdigit() else "write a number without commas: `30000`",
        )
        for name, value in item.items()
        if value is None
    ]


def _text(document: Document, key: str, index: int) -> str:
    node = document.node(key, index)
    return "" if node is None else document.text[node.start : node.end].rstrip()
