"""Edits that take a key, an item or a line out of a file, and leave the rest as it is laid out."""

from __future__ import annotations

from collections.abc import Iterator

from sanctions_engine.diagnostics import Edit
from sanctions_engine.diagnostics.lines import Lines
from sanctions_engine.language.yaml.yaml_document import Document, MappingNode, Node, Path, SequenceNode

Entry = tuple[str | int, int, Node]
"""A key or an index, where it begins, and what it holds."""


def without(document: Document, path: Path, *names: str | int) -> tuple[Edit, ...] | None:
    """Return the edits that remove keys with their values from a mapping, or items from a list.

    A mapping that loses its last key goes itself. In a block the lines go, with what is written behind them; between braces or
    brackets the comma goes too. None where something cannot be taken out by itself.

    Args:
        document: The file.
        path: Where the mapping or the list stands.
        names: The keys or indexes that go.
    """
    parent = document.node(*path)
    entries = _entries(parent)
    gone = [entry[0] in names for entry in entries]
    if parent is None or not any(gone):
        return None
    if all(gone):
        return without(document, path[:-1], path[-1]) if path else None
    if document.text[parent.start] in "{[":
        return tuple(_from_flow(document, entries, gone))
    is_list = isinstance(parent, SequenceNode)
    edits = [_from_block(document, entry, is_list) for entry, goes in zip(entries, gone, strict=True) if goes]
    whole = tuple(edit for edit in edits if edit is not None)
    return whole if len(whole) == len(edits) else None


def _entries(node: Node | None) -> list[Entry]:
    if isinstance(node, MappingNode):
        return [(key, node.keys[key].start, node.values[key]) for key in node.keys]
    return (
        [(index, item.start, item) for index, item in enumerate(node.items)] if isinstance(node, SequenceNode) else []
    )


def without_line(file: str, lines: Lines, number: int) -> Edit:
    """Return the edit that removes a line."""
    start = lines.start(number)
    last = number == len(lines)
    return Edit(file, start, len(lines.text) if last else lines.start(number + 1))


def _from_flow(document: Document, entries: list[Entry], gone: list[bool]) -> Iterator[Edit]:
    """Yield an edit for each run of entries: up to the next one that stays, or from the end of the last one that stays."""
    index = 0
    while index < len(entries):
        if not gone[index]:
            index += 1
            continue
        stays = next((later for later in range(index, len(entries)) if not gone[later]), None)
        if stays is None:
            yield Edit(document.file, _end(document, entries[index - 1][2]), _end(document, entries[-1][2]))
            return
        yield Edit(document.file, entries[index][1], entries[stays][1])
        index = stays


def _from_block(document: Document, entry: Entry, is_item: bool) -> Edit | None:
    _, start, node = entry
    text = document.text
    first = text.rfind("\n", 0, start) + 1
    before = text[first:start].strip()
    if before != ("-" if is_item else ""):
        return None
    last = text.find("\n", _end(document, node))
    return Edit(document.file, first, len(text) if last < 0 else last + 1)


def _end(document: Document, node: Node) -> int:
    """Return where a node ends, without the blanks that follow it."""
    return node.start + len(document.text[node.start : node.end].rstrip())
