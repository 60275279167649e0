"""SE724: what `sanctions-engine new` wrote to begin with, and nobody has filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sanctions_engine.diagnostics import Code, Problems, Span
from sanctions_engine.findings.case_files import FILL_IN
from sanctions_engine.findings.scaffolds import TO_FILL_IN
from sanctions_engine.language.yaml.yaml_document import Document, MappingNode, Node, ScalarNode
from sanctions_engine.linting.linted import Linted

_COMMENT = re.compile(rf"(?:^|(?<=\s))# {FILL_IN}\b[^\n]*", re.MULTILINE)


def check_scaffolds(linted: Linted, problems: Problems) -> None:
    """Note texts, titles of cases and comments of files to begin with that still stand there, in case files too."""
    for file, text in {**linted.sources, **linted.case_texts}.items():
        document = linted.document(file) if FILL_IN in text.casefold() else None
        if document is None:
            continue
        texts = list(_texts(document.root))
        for node in texts:
            if node.value in TO_FILL_IN or _is_title_of_case(document, node):
                help = "say what is meant there"
                problems.add(Code.SE724, f"`{node.value}` still stands here", document.node_span(node), help=help)
        for found in _COMMENT.finditer(document.text):
            if not any(node.start <= found.start() < node.end for node in texts):
                help = "put what is meant in the place of what was written to begin with, and take the comment away"
                message = "nobody has filled in what this comment asks for"
                problems.add(Code.SE724, message, _place(document, found), help=help)


def _texts(root: Node) -> Iterator[ScalarNode]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ScalarNode):
            yield node
        else:
            waiting.extend(node.values.values() if isinstance(node, MappingNode) else node.items)


def _is_title_of_case(document: Document, node: ScalarNode) -> bool:
    cases = document.data.get("cases") if isinstance(document.data, dict) else None
    return (
        node.value.startswith(FILL_IN)
        and isinstance(cases, list)
        and any(document.node("cases", index, "case") is node for index in range(len(cases)))
    )


def _place(document: Document, found: re.Match[str]) -> Span:
    line, column = document.lines.position(found.start())
    end_line, end_column = document.lines.position(found.end())
    return Span(document.file, line, column, end_line, end_column)
