"""Edits that take a key, an item or a line out of a file, and leave the rest as it is laid out."""

from __future__ import annotations

from sanctions_engine.diagnostics import Edit
from sanctions_engine.diagnostics.lines import Lines
from sanctions_engine.language.yaml.yaml_document import Document, MappingNode, Node, Path, SequenceNode


def without(document: Document, path: Path) -> Edit | None:
    """Return the edit that removes what stands at a path: a key with its value, or an item of a list.

    The last key of a mapping goes with the mapping. In a block its lines go, with what is written behind it; between braces or
    brackets the comma goes too. None where it cannot be taken out by itself.
    """
    parent = document.node(*path[:-1]) if path else None
    if isinstance(parent, MappingNode):
        entries: list[tuple[str | int, int, Node]] = [
            (key, parent.keys[key].start, parent.values[key]) for key in parent.keys
        ]
    elif isinstance(parent, SequenceNode):
        entries = [(index, item.start, item) for index, item in enumerate(parent.items)]
    else:
        return None
    if len(entries) == 1:
        return without(document, path[:-1])
    index = [name for name, _, _ in entries].index(path[-1])
    if document.text[parent.start] in "{[":
        return _from_flow(document, entries, index)
    return _from_block(document, entries[index][1], _end(document, entries[index][2]), isinstance(parent, SequenceNode))


def without_line(file: str, lines: Lines, number: int) -> Edit:
    """Return the edit that removes a line."""
    start = lines.start(number)
    last = number == len(lines)
    return Edit(file, start, len(lines.text) if last else lines.start(number + 1))


def _from_flow(document: Document, entries: list[tuple[str | int, int, Node]], index: int) -> Edit:
    if index + 1 < len(entries):
        return Edit(document.file, entries[index][1], entries[index + 1][1])
    return Edit(document.file, _end(document, entries[index - 1][2]), _end(document, entries[index][2]))


def _from_block(document: Document, start: int, end: int, is_item: bool) -> Edit | None:
    text = document.text
    first = text.rfind("\n", 0, start) + 1
    before = text[first:start].strip()
    if before != ("-" if is_item else ""):
        return None
    last = text.find("\n", end)
    return Edit(document.file, first, len(text) if last < 0 else last + 1)


def _end(document: Document, node: Node) -> int:
    """Return where a node ends, without the blanks that follow it."""
    return node.start + len(document.text[node.start : node.end].rstrip())
