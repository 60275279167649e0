"""A YAML document as plain data, with the place in the file of every key, value and stretch of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sanctions_engine.diagnostics import Span
from sanctions_engine.diagnostics.lines import Lines, Passage
from sanctions_engine.language.yaml.yaml_places import Places, places_of

PLAIN, SINGLE, DOUBLE, LITERAL, FOLDED, ALIAS = "", "'", '"', "|", ">", "*"
NULLS = frozenset({"", "~", "null"})

Path = tuple[str | int, ...]


@dataclass(slots=True, eq=False)
class ScalarNode:
    """A text between two offsets of the file.

    `style` is its opening mark: empty for a plain text, and `*` for an alias, whose value is unknown.
    """

    start: int
    end: int
    value: str
    style: str

    @property
    def is_null(self) -> bool:
        """Whether it stands for no value: plain `null`, `~` or nothing."""
        return self.style == PLAIN and self.value in NULLS


@dataclass(slots=True, eq=False)
class SequenceNode:
    """A list between two offsets of the file."""

    start: int
    end: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class MappingNode:
    """A mapping between two offsets of the file; `incomplete` where a key could not be read (a merge key, a list)."""

    start: int
    end: int
    keys: dict[str, ScalarNode] = field(default_factory=dict)
    values: dict[str, Node] = field(default_factory=dict)
    incomplete: bool = False


Node = ScalarNode | SequenceNode | MappingNode


@dataclass(eq=False)
class Document:
    r"""What a YAML file says, and where it says it.

    Attributes:
        root: The tree of nodes.
        data: The same as plain Python: `dict[str, …]`, `list`, `str`, and None for plain `null`, `~` or nothing.
            Nothing else is typed: `no`, `12:30`, `1.10` and `2019-12-22` are text.
        file: Name of the file, for spans.
        text: The text that spans and offsets count in.

    Example:
        >>> from sanctions_engine.diagnostics import Problems
        >>> from sanctions_engine.language.yaml.yaml_text import read_yaml
        >>> document = read_yaml('rules: [{when: "a\\u0020< b"}]', "a.yaml", Problems())
        >>> document.data
        {'rules': [{'when': 'a < b'}]}
        >>> str(document.key_span("rules", 0, "when")), str(document.span("rules", 0, "when"))
        ('a.yaml:1:10', 'a.yaml:1:16')
        >>> str(document.text_span(("rules", 0, "when"), 4, 5))  # `b`, after an escape of six characters
        'a.yaml:1:26'
    """

    root: Node
    data: object
    file: str
    text: str
    _places: dict[int, Places] = field(default_factory=dict, repr=False)

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text."""
        return Lines(self.text)

    def node(self, *path: str | int) -> Node | None:
        """Return the node at a path, or None where the document has none."""
        node, rest = self._nearest(path)
        return None if rest else node

    def span(self, *path: str | int) -> Span:
        """Return the span of the value at a path; of its nearest existing ancestor where there is none."""
        return self.node_span(self._nearest(path)[0])

    def key_span(self, *path: str | int) -> Span:
        """Return the span of the key at a path; of the item where the path ends in an index.

        Where there is no such key it is that of the nearest existing ancestor; the root has none and gives its span.
        """
        _, rest = self._nearest(path)
        path = path[: len(path) - len(rest)]
        if path:
            parent = self._nearest(path[:-1])[0]
            if isinstance(parent, MappingNode):
                return self.node_span(parent.keys[str(path[-1])])
        return self.span(*path)

    def text_span(self, path: Path, start: int, end: int) -> Span:
        """Return the place in the file of the characters [start, end) of the text at a path.

        Escapes, doubled quotes, folded lines and indentation count as in the file: a character that an escape of six
        characters stands for has a span of six. Offsets outside the text count as its nearest end. Where there is no
        text at the path, the answer is `span(*path)`.
        """
        node = self.node(*path)
        if not isinstance(node, ScalarNode) or not node.value:
            return self.span(*path)
        places = self._places.get(node.start)
        if places is None:
            places = self._places[node.start] = places_of(self.text, node.start, node.end, node.value, node.style)
        return self.lines.span(self.file, *places.stretch(start, end))

    def node_span(self, node: Node) -> Span:
        """Return the span of a node, without the blanks that follow it."""
        return self.node_passage(node).span

    def node_passage(self, node: Node) -> Passage:
        """Return where a node stands, as `node_span` does, for those who seldom need to know it."""
        return Passage(self.lines, self.file, node.start, node.end)

    def passage(self, *path: str | int) -> Passage:
        """Return where the value at a path stands, as `span` does, for those who seldom need to know it."""
        return self.node_passage(self._nearest(path)[0])

    def _nearest(self, path: Sequence[str | int]) -> tuple[Node, Sequence[str | int]]:
        """Return the last node on a path that exists, and the rest of the path."""
        node = self.root
        for depth, step in enumerate(path):
            if isinstance(node, MappingNode) and isinstance(step, str) and step in node.values:
                node = node.values[step]
            elif isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.items):
                node = node.items[step]
            else:
                return node, path[depth:]
        return node, ()
