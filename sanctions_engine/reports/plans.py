"""How the relational engine answers rules, as text for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from sanctions_engine.reports.lines import Line, Piece


class Explained(Protocol):
    """How rules of one shape are answered: see `engines.relational.explaining`."""

    @property
    def rules(self) -> tuple[str, ...]:
        """Their ids."""

    @property
    def why_not(self) -> str | None:
        """Why the reference evaluator answers them."""

    @property
    def plan(self) -> str:
        """The plan."""

    @property
    def sql(self) -> str:
        """The SQL."""


def plan_lines(explained: Iterable[Explained]) -> list[Line]:
    """Return plans as lines, each under the rules that it answers; nothing is wrapped."""
    lines: list[Line] = []
    for one in explained:
        lines += [()] if lines else []
        lines += [(Piece(id, "name"),) for id in one.rules]
        if one.why_not is not None:
            lines.append((Piece("  left to the reference evaluator: ", "label"), Piece(one.why_not)))
            continue
        for name, text in (("plan", one.plan), ("SQL", one.sql)):
            lines.append((Piece(f"  {name}", "label"),))
            lines += [(Piece(f"    {line}"),) for line in text.split("\n")]
    return lines
