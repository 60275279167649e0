"""The state of reading one formula: its text, its scope, the variables of its aggregates, and where problems go."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from sanctions_engine.diagnostics import Code, Label, Problems, Severity, Span
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.expressions.scopes import Scope
from sanctions_engine.language.nodes import Expr
from sanctions_engine.models.kinds import FactKind

MAX_LENGTH = 4000
"""Most characters that an expression has."""

MAX_DEPTH = 40
"""Most expressions that stand inside one another."""

MAX_AGGREGATES = 2
"""Most aggregates that stand inside one another."""

_SHORT = 60

Locate = Callable[[int, int], Span]


class Placed(Protocol):
    """Anything with a stretch of the text: a typed node."""

    @property
    def start(self) -> int:
        """Its first character."""

    @property
    def end(self) -> int:
        """The character after its last one."""


class TooDeep(Exception):
    """The expression is nested deeper than `MAX_DEPTH`; carries the syntax node at that depth."""

    def __init__(self, node: ast.expr) -> None:
        super().__init__()
        self.node = node


class Reader:
    """Turns syntax nodes into typed nodes; what cannot be typed is None, and a problem has been noted for it.

    The columns of the syntax nodes are offsets in `text`.

    Attributes:
        text: The expression.
        generators: The variables of the aggregates around, with their kinds; None for a kind that is not known.
        in_total: Whether the part that is read stands inside `total(…)`.
        failed: Whether an error was noted.
    """

    __slots__ = ("_depth", "_handlers", "_locate", "_problems", "failed", "generators", "in_total", "scope", "text")

    def __init__(
        self, text: str, scope: Scope, problems: Problems, locate: Locate, handlers: Mapping[type[ast.AST], Handler]
    ) -> None:
        self.text = text
        self.scope = scope
        self.generators: dict[str, FactKind | None] = {}
        self.in_total = False
        self.failed = False
        self._problems = problems
        self._locate = locate
        self._handlers = handlers
        self._depth = 0

    def read(self, node: ast.expr) -> Expr | None:
        """Return the typed form of a syntax node.

        Raises:
            TooDeep: If it stands deeper than `MAX_DEPTH`.
        """
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TooDeep(node)
        result = self._handlers[type(node)](self, node)
        self._depth -= 1
        return result

    def source(self, part: ast.expr | Placed) -> str:
        """Return the text of a part, on one line and shortened for a message."""
        start, end = stretch(part)
        found = " ".join(self.text[start:end].split())
        return found if len(found) <= _SHORT else f"{found[: _SHORT - 1]}…"

    def place(self, part: ast.expr | Placed | tuple[int, int]) -> Span:
        """Return the place of a part in its file."""
        return self._locate(*(part if isinstance(part, tuple) else stretch(part)))

    def note(
        self,
        code: Code,
        part: ast.expr | Placed | tuple[int, int],
        message: str,
        label: str = "",
        *,
        help: str | None = None,
        also: Iterable[Label] = (),
        offending: str | None = None,
        suggestion: str | None = None,
    ) -> None:
        """Note a problem with a part of the text."""
        if code.severity is Severity.ERROR:
            self.failed = True
        start, end = part if isinstance(part, tuple) else stretch(part)
        self._problems.add(
            code,
            message,
            self._locate(start, end),
            label,
            also=also,
            help=help,
            offending=self.text[start:end] if offending is None else offending,
            suggestion=suggestion,
        )

    def note_unknown(
        self,
        code: Code,
        part: ast.expr | tuple[int, int],
        what: str,
        name: str,
        options: Iterable[str],
        label: str = "",
        help: str | None = None,
    ) -> None:
        """Note a name that does not exist, with the one that was probably meant; `help` is for when nothing is near."""
        meant = suggest(name, options)
        help = f"did you mean `{meant}`?" if meant else help
        self.note(code, part, f"unknown {what}", label, help=help, offending=name, suggestion=meant)


Handler = Callable[[Reader, Any], Expr | None]
"""Reads one sort of syntax node."""


def stretch(part: ast.expr | Placed) -> tuple[int, int]:
    """Return where a part begins and ends in the text."""
    if isinstance(part, ast.expr):
        return part.col_offset, part.end_col_offset or part.col_offset
    return part.start, part.end
