"""Builds the tree of a YAML document from parser events, without recursion, and notes what rule files may not hold."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import yaml

from sanctions_engine.diagnostics import Code, Label, Problems, Span
from sanctions_engine.diagnostics.lines import Lines
from sanctions_engine.language.yaml.yaml_document import ALIAS, NULLS, MappingNode, Node, ScalarNode, SequenceNode

MERGE_KEY = "<<"
_ODD_KEYS = frozenset({MERGE_KEY, ""})
MOST_PROBLEMS = 100
_DEEPER_STILL = 200  # levels past the limit that are read, without being kept, to find what is wrong after them
TOO_DEEP = "nested more than {} levels deep"
ONE_TOO_MANY = "one level too many"
SHALLOWER = "put the inner part into a rule, a `let` or a file of its own"
_SHOWN_ALIASES = 4
_QUOTES = "put text that begins with `{}` in quotes"


class ReadingStopped(Exception):
    """Nothing more can be learned from the rest of the file."""


@dataclass(slots=True)
class _Frame:
    """An open list or mapping: its node, its plain data, and the key whose value comes next.

    `block` is the node again where it is a mapping without brackets, in which nothing is ever joined.
    """

    node: SequenceNode | MappingNode
    data: Any
    flow: bool
    block: MappingNode | None
    key: ScalarNode | None = None
    expects_value: bool = False
    joined: bool = False


class TreeBuilder:
    """Takes the events of one document; afterwards `root` and `data` hold what it says and `problems` what is wrong.

    Raises (from `feed`):
        ReadingStopped: If the nesting is far too deep, a second document begins, or there are too many problems.
    """

    def __init__(self, lines: Callable[[], Lines], file: str, max_depth: int) -> None:
        self.root: Node | None = None
        self.data: object = None
        self.problems = Problems()
        self.too_deep = False
        self.last: ScalarNode | SequenceNode | MappingNode | None = None
        self._lines = lines
        self._file = file
        self.max_depth = max_depth
        self._stack: list[_Frame] = []
        self._top: _Frame | None = None
        self._skipped = 0
        self._documents = 0
        self._anchors: dict[str, list[tuple[int, int]]] = {}
        self._end = 0

    def feed(self, get_event: Callable[[], Any]) -> None:
        """Take all events, until there are none."""
        handlers: dict[type[Any], Callable[[Any], None]] = {  # not an attribute: it would keep the whole tree alive
            yaml.ScalarEvent: self._scalar,
            yaml.SequenceStartEvent: self._open_sequence,
            yaml.SequenceEndEvent: self._close,
            yaml.MappingStartEvent: self._open_mapping,
            yaml.MappingEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        while (event := get_event()) is not None:
            handler = handlers.get(type(event))
            if handler is not None:
                handler(event)
        self._note_anchors()

    def settle(self) -> None:
        """Note what is known when reading ends early."""
        with suppress(ReadingStopped):
            self._note_anchors()

    def open_flow(self) -> Node | None:
        """Return the innermost `[` or `{` that is open."""
        return next((frame.node for frame in reversed(self._stack) if frame.flow), None)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            span = self._span(event.start_mark.index, event.end_mark.index)
            start = self.root.start if self.root else 0
            first = Label(self._span(start, start), "the first one begins here")
            help = "write one document a file, or remove the line `---`"
            self._note(Code.SE011, "more than one document in a file", span, "a second one", also=[first], help=help)
            self._note_anchors()
            raise ReadingStopped

    def _scalar(self, event: Any) -> None:
        if self._skipped:
            return
        value, style, end = event.value, event.style or "", event.end_mark.index
        self.last = node = ScalarNode(event.start_mark.index, end, value, style)
        self._end = end
        if event.anchor is not None or event.tag is not None:
            self._note_properties(event, node.start, end)
        data = None if not style and value in NULLS else value
        frame = self._top
        if frame is None or frame.block is None:
            self._place(node, data)
        elif frame.expects_value:  # from here on what `_place` does too: nearly every text of a rule file stands so
            frame.expects_value = False
            if frame.key is not None:
                _put(frame, frame.block, frame.key, node, data)
        else:
            frame.expects_value = True
            if style or value in frame.block.keys or value in _ODD_KEYS:
                frame.key = self._checked_key(node, frame.block)
            else:
                frame.key = node

    def _open_sequence(self, event: Any) -> None:
        flow = bool(event.flow_style)
        self._open(event, _Frame(SequenceNode(event.start_mark.index, event.end_mark.index), [], flow, None))

    def _open_mapping(self, event: Any) -> None:
        node, flow = MappingNode(event.start_mark.index, event.end_mark.index), bool(event.flow_style)
        self._open(event, _Frame(node, {}, flow, None if flow else node))

    def _open(self, event: Any, frame: _Frame) -> None:
        node = frame.node
        if self._skipped or len(self._stack) >= self.max_depth:
            self._open_too_deep(node)
            return
        if event.anchor is not None or event.tag is not None:
            self._note_properties(event, node.start, node.end)
        self._stack.append(frame)
        self._top = frame

    def _open_too_deep(self, node: Node) -> None:
        self._skipped += 1
        if self._skipped == 1:
            self.too_deep = True
            span = self._span(node.start, node.end)
            self._note(Code.SE009, TOO_DEEP.format(self.max_depth), span, ONE_TOO_MANY, help=SHALLOWER)
        elif self._skipped > _DEEPER_STILL:
            self._note_anchors()
            raise ReadingStopped

    def _close(self, event: Any) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        frame = self._stack.pop()
        self._top = self._stack[-1] if self._stack else None
        node = frame.node
        if frame.flow and event.end_mark.index > event.start_mark.index:
            self._end = event.end_mark.index
        node.end = max(self._end, node.start)
        self.last = node
        self._place(node, frame.data)

    def _alias(self, event: Any) -> None:
        if self._skipped:
            return
        node = ScalarNode(event.start_mark.index, event.end_mark.index, "", ALIAS)
        known = self._anchors.get(event.anchor)
        if known is None:
            message, span = f"alias `*{event.anchor}` of no anchor", self._span(node.start, node.end)
            self._note(Code.SE008, message, span, offending=f"*{event.anchor}", help=_QUOTES.format("*"))
        elif len(known) <= _SHOWN_ALIASES:
            known.append((node.start, node.end))
        self.last = node
        self._end = node.end
        self._place(node, None)

    def _place(self, node: Node, data: object) -> None:
        """Put a node that is complete where it belongs: as the root, an entry, a key, or the value of the last key."""
        frame = self._top
        if frame is None:
            self.root, self.data = node, data
            return
        parent = frame.node
        if isinstance(parent, SequenceNode):
            if frame.flow and parent.items and self._join_item(node, parent, frame):
                return
            parent.items.append(node)
            frame.data.append(data)
        elif not frame.expects_value:
            frame.joined = frame.flow and frame.key is not None and self._join(node, frame.key, frame)
            if not frame.joined:
                frame.key = self._checked_key(node, parent)
            frame.expects_value = True
        elif frame.joined:
            if data is not None:
                help = "put the formula in quotes"
                self._note(Code.SE006, "`:` inside brackets", self._span(node.start, node.end), help=help)
            frame.expects_value = False
        else:
            if frame.key is not None:
                _put(frame, parent, frame.key, node, data)
            frame.expects_value = False

    def _join(self, node: Node, key: ScalarNode, frame: _Frame) -> bool:
        """Whether a key is the rest of the plain text before it, cut at a comma inside `(…)`; if so, joins the two.

        So `{total: max(a, b), part: c}` says what it seems to say; YAML alone would end the first value at its first
        comma.
        """
        last = frame.node.values.get(key.value) if isinstance(frame.node, MappingNode) else None
        if not _is_cut(last, node):
            return False
        assert isinstance(last, ScalarNode)
        last.end = node.end
        last.value = frame.data[key.value] = self._lines().text[last.start : node.end]
        return True

    def _join_item(self, node: Node, parent: SequenceNode, frame: _Frame) -> bool:
        """Whether an entry of a list in brackets is the rest of the one before it, as in `[permits (work, stay), visas]`."""
        last = parent.items[-1]
        if not _is_cut(last, node):
            return False
        assert isinstance(last, ScalarNode)
        last.end = node.end
        last.value = frame.data[-1] = self._lines().text[last.start : node.end]
        return True

    def _checked_key(self, node: Node, parent: MappingNode) -> ScalarNode | None:
        """Return a key that may be used, or None after noting why not; its value is then read and dropped."""
        if (
            type(node) is ScalarNode
            and not node.style
            and node.value not in parent.keys
            and node.value not in _ODD_KEYS
        ):
            return node  # nearly every key
        span = self._span
        if not isinstance(node, ScalarNode) or node.style == ALIAS or not (node.value or node.style):
            parent.incomplete = True
            if not isinstance(node, ScalarNode) or node.style != ALIAS:  # an alias is noted already
                message = f"a key must be a text; found {_word(node)}"
                help = "write the key as one word before `: `"
                self._note(Code.SE103, message, span(node.start, node.end), help=help)
            return None
        if node.value == MERGE_KEY and node.style == "":
            parent.incomplete = True
            help = "write the keys out where they belong"
            self._note(Code.SE008, "merge key `<<`", span(node.start, node.end), help=help, offending=MERGE_KEY)
            return None
        first = parent.keys.get(node.value)
        if first is None:
            return node
        also = [Label(span(first.start, first.end), "first written here")]
        again, rest = span(node.start, node.end), {"offending": node.value, "help": "remove one of the two"}
        self._note(Code.SE007, f"duplicate key `{node.value}`", again, "written again here", also=also, **rest)
        return None

    def _note_properties(self, event: Any, start: int, end: int) -> None:
        """Note an anchor or a tag before a value."""
        if event.tag is not None:
            span = self._span(start, end)
            message = f"tag `{event.tag.replace('tag:yaml.org,2002:', '!!')}`"
            help = f"remove the tag; {_QUOTES.format('!')}"
            self._note(Code.SE012, message, span, offending=event.tag, help=help)
        if event.anchor is not None:
            if event.anchor in self._anchors:
                self._note_anchor(event.anchor)
            self._anchors[event.anchor] = [(start, end)]

    def _note_anchors(self) -> None:
        for name in list(self._anchors):
            self._note_anchor(name)

    def _note_anchor(self, name: str) -> None:
        """Note an anchor together with its uses, so that a value used a million times is one problem."""
        span, *uses = (self._span(*place) for place in self._anchors.pop(name))
        labels = [Label(use, "used here") for use in uses]
        help = f"write the value out wherever it is needed; {_QUOTES.format('&')}"
        self._note(Code.SE008, f"anchor `&{name}`", span, also=labels, offending=f"&{name}", help=help)

    def _span(self, start: int, end: int) -> Span:
        return self._lines().span(self._file, start, end)

    def _note(self, code: Code, message: str, span: Span, label: str = "", **rest: Any) -> None:
        if len(self.problems) == MOST_PROBLEMS:
            self.problems.add(code, f"more than {MOST_PROBLEMS} problems in one file; the rest is not read", span)
            raise ReadingStopped
        self.problems.add(code, message, span, label, **rest)


def _put(frame: _Frame, parent: MappingNode, key: ScalarNode, node: Node, data: object) -> None:
    name = key.value
    parent.keys[name] = key
    parent.values[name] = node
    frame.data[name] = data


_LONGEST_JOINED = 4_000
"""The longest text that is joined further: each part copies all before it, so that without a limit a large file takes for ever."""


def _is_cut(last: Node | None, node: Node) -> bool:
    """Whether two plain texts were one before a comma inside `(…)` parted them."""
    if not isinstance(last, ScalarNode) or not isinstance(node, ScalarNode) or last.style or node.style:
        return False
    text = last.value
    return "(" in text and len(text) <= _LONGEST_JOINED and text.count("(") > text.count(")")


def _word(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return "nothing"
    return "a list" if isinstance(node, SequenceNode) else "a mapping"
