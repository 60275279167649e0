"""From the text of an expression to Python's syntax tree, with the limits and with errors that a lawyer can read."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from sanctions_engine.diagnostics import Code, Label, Problems, Span
from sanctions_engine.language.expressions.lookalikes import scan
from sanctions_engine.language.expressions.reader import MAX_DEPTH, MAX_LENGTH, Locate
from sanctions_engine.language.expressions.scanning import Finding, Scan

_NEEDS_SCAN = re.compile(
    r"[#\\\x00-\x1f\x7f-\U0010ffff0-9\"']"
    r"(?:(?<=[#\\\x00-\x1f\x7f-\U0010ffff])"
    r"|(?<=[0-9])(?:[A-Za-z_]|,[0-9]{3}|/[0-9]{1,2}/[0-9])"
    r"|(?<=[\"'])\s*[\"'])"
)
"""What Python would read, or warn of, and the language does not; its first characters come first, so that the rest is soon passed."""

_LINE_ENDS = str.maketrans(dict.fromkeys("\n\r\t\f", " "))
_LINE_END = re.compile(r"[\n\r\t\f]")
_IF_FIRST = re.compile(r"\s*if\b")
_VALUE_END = re.compile(r"[\w\"')\]]\s*$")
_VALUE_START = re.compile(r"[\w\"'(]")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_BRACKETS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[()\[\]{}]")
_TOO_DEEP = ("too many nested parentheses", "parser stack overflowed")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A syntax tree whose columns are offsets in `text`, and how to find places in the file for them.

    Attributes:
        failed: Whether errors were noted; the tree is of the mended text then.
    """

    tree: ast.expr
    text: str
    locate: Locate
    failed: bool


def parse(text: str, problems: Problems, locate: Locate) -> Parsed | None:
    """Parse an expression; None after noting what cannot be read.

    Problems: SE201 (cannot be parsed), SE202, SE203, SE209 to SE212 (see `lookalikes`), SE214 (too long), SE215 (too
    deep).
    """
    if len(text) > MAX_LENGTH:
        message = f"expression of {len(text):,} characters; the limit is {MAX_LENGTH:,}"
        help = "give parts of it names with `let`"
        problems.add(Code.SE214, message, locate(0, 1), help=help)
        return None
    found = scan(text) if _NEEDS_SCAN.search(text) else None
    if found is None:
        tree = _python(text)
        if isinstance(tree, ast.expr):
            return Parsed(tree, text, locate, failed=False)
        found = scan(text)
        if not found.findings:
            found.findings.append(tree)
            found.hopeless = True
    mended = None
    if not found.hopeless:
        mended = _python(found.text)
        if isinstance(mended, Finding) and (not found.findings or mended.code is Code.SE215):
            found.findings.append(mended)
        elif isinstance(mended, Finding):
            found.findings.extend(_brackets(text))
    _note(found.findings, text, problems, locate)
    if not isinstance(mended, ast.expr):
        return None
    return Parsed(mended, found.text, _locate_in(found, locate), failed=bool(found.findings))


def _note(findings: list[Finding], text: str, problems: Problems, locate: Locate) -> None:
    for one in findings:
        end = max(one.end, min(one.start + 1, len(text)))
        also = [Label(locate(*place), label) for place, label in one.also]
        problems.add(
            one.code,
            one.message,
            locate(one.start, end),
            also=also,
            help=one.help,
            offending=text[one.start : end],
            suggestion=one.suggestion,
        )


def _locate_in(found: Scan, locate: Locate) -> Locate:
    """Return how to find places in the file for positions in the mended text."""

    def mended(start: int, end: int) -> Span:
        return locate(found.original(start, is_end=False), found.original(end, is_end=True))

    return mended if found.findings else locate


def _python(text: str) -> ast.expr | Finding:
    """Return Python's syntax tree with offsets for columns, or what is wrong with the text."""
    source = text.translate(_LINE_ENDS) if _LINE_END.search(text) else text
    start = 0
    if not source.strip(" "):
        return Finding(Code.SE201, 0, len(text), "the expression is empty", "write a condition or a value")
    if source[0] == " ":
        source = source.lstrip(" ")
        start = len(text) - len(source)
    try:
        tree = ast.parse(source, mode="eval").body
    except (RecursionError, MemoryError):
        return _too_deep(text)
    except SyntaxError as error:
        return _fault(text, error, start)
    except ValueError:
        return Finding(Code.SE201, 0, len(text), "the expression has a character that does not exist", "leave it out")
    if start or not source.isascii():
        _to_offsets(tree, source, start)
    return tree


def _to_offsets(tree: ast.expr, source: str, start: int) -> None:
    """Turn columns, which count bytes of UTF-8 from the first character that is no blank, into offsets in the text."""
    ends = list(accumulate(len(char.encode()) for char in source))
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.keyword):
            node.col_offset = bisect_right(ends, node.col_offset) + start
            node.end_col_offset = bisect_right(ends, node.end_col_offset or 0) + start


def _too_deep(text: str) -> Finding:
    message = f"expression nested deeper than {MAX_DEPTH}"
    return Finding(Code.SE215, 0, len(text), message, "give parts of it names with `let`")


def _fault(text: str, error: SyntaxError, start: int) -> Finding:
    """Return what Python's parser says, in words that do not need Python."""
    said = error.msg
    if any(words in said for words in _TOO_DEEP):
        return _too_deep(text)
    for finding in _brackets(text):
        return finding
    column = error.offset or 0
    position = column - 1 + start if 0 < column <= len(text) else len(text)
    end = min(max((error.end_offset or 0) - 1 + start, position + 1), len(text))
    for words, (message, help) in _FAULTS.items():
        if words in said:
            return Finding(Code.SE201, position, end, message, help)
    if _IF_FIRST.match(text):
        place = text.index("if")
        message, help = "`if` stands between its values", "write `a if condition else b`"
        return Finding(Code.SE201, place, place + 2, message, help)
    if not text[position:].strip():
        last = len(text.rstrip())
        message, help = "the expression ends too early", "something is missing after this"
        return Finding(Code.SE201, last - 1, last, message, help)
    if _VALUE_END.search(text[:position]) and _VALUE_START.match(text[position:]):
        message, help = "something is missing before this value", "put an operator such as `and` between two values"
        return Finding(Code.SE201, position, end, message, help)
    return Finding(Code.SE201, position, end, "the expression cannot be read from here on", None)


_FAULTS: dict[str, tuple[str, str | None]] = {
    "Generator expression must be parenthesized": (
        "the part with `for` needs round brackets of its own",
        "write `latest((r.value for r in Kind if …), none=…)`; other aggregates take the part with `for` alone",
    ),
    "expected 'else'": ("`if` without `else`", "write `a if condition else b`"),
    "forgot a comma": (
        "something is missing between two values",
        "put an operator, or a comma in a list, between them",
    ),
    "positional argument follows keyword": ("a value after an option", 'write options such as `round="down"` last'),
    "keyword argument repeated": ("an option that stands twice", "remove one"),
}
"""What Python says, and what to say instead."""


def _brackets(text: str) -> list[Finding]:
    """Return the first bracket without its partner, with the one that it was taken for."""
    opened: list[re.Match[str]] = []
    for match in _BRACKETS.finditer(text):
        mark = match[0]
        if mark in "([{":
            opened.append(match)
        elif mark in _PAIRS:
            if not opened:
                message, help = f"`{mark}` closes nothing", "remove it, or open a bracket before"
                return [Finding(Code.SE201, match.start(), match.end(), message, help)]
            last = opened.pop()
            if last[0] != _PAIRS[mark]:
                message, help = f"`{mark}` does not close `{last[0]}`", "close it with its own sort of bracket"
                return [Finding(Code.SE201, *match.span(), message, help, None, ((last.span(), "opened here"),))]
    if not opened:
        return []
    last = opened[-1]
    return [Finding(Code.SE201, *last.span(), f"`{last[0]}` is not closed", "close it where its part ends")]
