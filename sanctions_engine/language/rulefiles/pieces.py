"""The formulas of a rule as text: what stands between the YAML documents and the typed rules.

A rule, each of its readings and each amendment of it is a `RuleText`; all are typed by the same function (`rule_typing`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sanctions_engine.diagnostics import Span
from sanctions_engine.diagnostics.lines import Passage
from sanctions_engine.language.rules import Each, Parameter
from sanctions_engine.language.types import Type
from sanctions_engine.language.yaml.yaml_document import Document, MappingNode, Node, Path
from sanctions_engine.models.instruments import Citation
from sanctions_engine.models.norms import Burden

_TEXTS = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"")
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_LOOP = re.compile(r"\bfor\s+(\w+)\s+in\b")


class Piece:
    """One formula as text, with its place; two pieces are the same only if they are one object.

    Attributes:
        text: The formula.
        document: The file.
        path: Where in the file it stands.

    Whoever knows the node at the path may give it: it is then not looked for.
    """

    __slots__ = ("_names", "_node", "document", "path", "text")

    def __init__(self, text: str, document: Document, path: Path, node: Node | None = None) -> None:
        self.text = text
        self.document = document
        self.path = path
        self._node = node
        self._names: frozenset[str] | None = None

    @property
    def at(self) -> Passage:
        """The place of the whole text, not worked out yet."""
        document, node = self.document, self._node
        if node is None:
            return document.passage(*self.path)
        return Passage(document.lines, document.file, node.start, node.end)

    @property
    def span(self) -> Span:
        """The place of the whole text."""
        return self.at.span

    def locate(self, start: int, end: int) -> Span:
        """Return the place in the file of the characters from `start` up to, not including, `end`."""
        if start == 0 and end == len(self.text):
            return self.span
        return self.document.text_span(self.path, start, end)

    @property
    def names(self) -> frozenset[str]:
        """The names that the text uses, by its look: no fields, no quoted texts, no variables of its own aggregates.

        Example:
            >>> from sanctions_engine.language.yaml.yaml_document import ScalarNode
            >>> document = Document(ScalarNode(0, 0, "", ""), "", "", "")
            >>> sorted(Piece('total(x) > any(r for r in K if r.due == "y")', document, ()).names)
            ['K', 'any', 'for', 'if', 'in', 'total', 'x']
        """
        if self._names is None:
            bare = _TEXTS.sub("''", self.text) if '"' in self.text or "'" in self.text else self.text
            names = frozenset(_NAME.findall(bare))
            self._names = names.difference(_LOOP.findall(bare)) if "for" in names else names
        return self._names

    def reads(self, name: str) -> bool:
        """Whether the text uses a name; quick where it does not even hold its letters."""
        return name in self.text and name in self.names

    def first(self, name: str) -> Span:
        """Return the place where a name is used first, or that of the whole text."""
        found = re.search(rf"(?<![\w.]){re.escape(name)}\b", self.text)
        return self.locate(*found.span()) if found else self.span


def pieces_in(
    texts: Mapping[str, str], document: Document, path: Path, nodes: Mapping[str, Node] | None = None
) -> dict[str, Piece]:
    """Return the pieces of a mapping of texts that stands at a path; whoever has its nodes may give them."""
    if nodes is None:
        node = document.node(*path)
        nodes = node.values if isinstance(node, MappingNode) else {}
    return {key: Piece(text, document, (*path, key), nodes.get(key)) for key, text in texts.items()}


# Not frozen, as the other drafts of rules are not: there are many, a frozen one takes three times as long to make, and nobody
# keeps them.


@dataclass(slots=True, eq=False)
class ExceptionText:
    """An exception before its condition is typed; where `inherits`, a row of a table puts its own citation in place of this one."""

    id: str
    title: str | None
    grounds: tuple[str, ...]
    when: Piece
    burden: Burden
    citation: Citation
    inherits: bool


@dataclass(slots=True, eq=False, kw_only=True)
class Overrides:
    """What a reading or an amendment replaces: formulas by the name of the field of `Rule`; `let` and `parameters` by name.

    `promptly`, `standing` and `bearer_is_all` are set where the text of `due` is `promptly` or `none`, or that of `bearer` is `all`. `norm`
    holds fields of `Norm`, a title with its placeholders. `keys` are all keys that were written, `document` and `path` say where.
    """

    formulas: Mapping[str, Piece] = field(default_factory=dict)
    let: Mapping[str, Piece] = field(default_factory=dict)
    promptly: bool = False
    standing: bool = False
    bearer_is_all: bool = False
    exceptions: tuple[ExceptionText, ...] | None = None
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    norm: Mapping[str, Any] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    document: Document
    path: Path = ()

    def key_span(self, key: str) -> Span:
        """Return the place where one of the keys stands."""
        return self.document.key_span(*self.path, key)


@dataclass(slots=True, eq=False)
class ReadingText:
    """A reading before it is typed."""

    id: str
    title: str | None
    grounds: tuple[str, ...]
    overrides: Overrides


@dataclass(slots=True, eq=False, kw_only=True)
class RuleText:
    """The formulas of one rule, or of all rows of one table, as text.

    Attributes:
        id: Id of the rule; of a table, without the row.
        place: Where the id stands.
        formulas: By field of `Rule`: where, on, bearer, applies_when, satisfied_when, violated_when, raised_when, when, due,
            since, until.
        every: The pieces `period`, `since` and, if given, `until`.
        standing: Whether `due: none` says that there is no due day: the duty is judged on every day.
        columns: Types of the table's columns; None without a table.
        broken: Names that formulas may read (`parameter`, `row`) whose declaration has errors of its own; formulas that read
            them are not checked.
    """

    id: str
    place: Span
    each: Each
    each_text: Piece
    formulas: Mapping[str, Piece]
    promptly: bool
    standing: bool
    bearer_is_all: bool
    group_by: Mapping[str, Piece] | None
    every: Mapping[str, Piece] | None
    parameters: Mapping[str, Parameter]
    let: Mapping[str, Piece]
    shows: Mapping[str, Piece]
    exceptions: tuple[ExceptionText, ...]
    readings: tuple[ReadingText, ...]
    columns: Mapping[str, Type] | None
    broken: frozenset[str] = frozenset()

    def with_overrides(self, overrides: Overrides) -> RuleText:
        """Return the text with parts replaced; what is not named stays as it is."""
        formulas = {**self.formulas, **overrides.formulas}
        promptly, standing, to_all = self.promptly, self.standing, self.bearer_is_all
        if "due" in overrides.keys:
            promptly, standing = overrides.promptly, overrides.standing
            formulas = {name: piece for name, piece in formulas.items() if name != "due" or not (promptly or standing)}
        if "bearer" in overrides.formulas or overrides.bearer_is_all:
            to_all = overrides.bearer_is_all
            formulas = {name: piece for name, piece in formulas.items() if name != "bearer" or not to_all}
        return replace(
            self,
            formulas=formulas,
            promptly=promptly,
            standing=standing,
            bearer_is_all=to_all,
            let=merged_lets(self.let, overrides.let),
            exceptions=self.exceptions if overrides.exceptions is None else overrides.exceptions,
            parameters={**self.parameters, **overrides.parameters},
        )


def merged_lets(base: Mapping[str, Piece], changed: Mapping[str, Piece]) -> dict[str, Piece]:
    """Return `let` definitions with some replaced in their place; a new one goes before the next replaced one, else to the end.

    Example:
        >>> from sanctions_engine.language.yaml.yaml_document import ScalarNode
        >>> document = Document(ScalarNode(0, 0, "", ""), "", "", "")
        >>> a, b, c = (Piece(text, document, ()) for text in "abc")
        >>> list(merged_lets({"one": a, "two": a}, {"new": b, "two": c}))
        ['one', 'new', 'two']
    """
    before: dict[str, list[str]] = {}
    waiting: list[str] = []
    for name in changed:
        if name in base:
            before[name], waiting = waiting, []
        else:
            waiting.append(name)
    merged: dict[str, Piece] = {}
    for name, piece in base.items():
        merged.update((new, changed[new]) for new in before.get(name, ()))
        merged[name] = changed.get(name, piece)
    merged.update((new, changed[new]) for new in waiting)
    return merged
