"""Texts of claims that a warning is told of: each once for a field, at the first claim that has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sanctions_engine.diagnostics import Code, Label, Problem, Span
from sanctions_engine.models.claims import Claim, Place


@dataclass(slots=True)
class OddText:
    """One text of one field: where it stands first, and how many claims have it.

    Attributes:
        field: The fact kind and its field.
        text: The text.
        place: Of the first claim; None for one that was made in Python.
        count: How many claims have it.
    """

    field: tuple[str, str]
    text: str
    place: Place | None
    count: int = 1

    def problem(self, code: Code, message: str, help: str | None, suggestion: str | None = None) -> Problem:
        """Return the warning of it."""
        kind, name = self.field
        labels: tuple[Label, ...] = ()
        if self.place is not None:
            labels = (Label(Span(self.place.file, self.place.line, 1, self.place.line, 1)),)
        more = f" ({self.count:,} claims)" if self.count > 1 else ""
        told = f"`{name}` of `{kind}`: {message}{more}"
        return Problem(code, told, labels, help, offending=self.text, suggestion=suggestion)


@dataclass(slots=True)
class OddTexts:
    """Collects them."""

    _found: dict[tuple[str, str, str], OddText] = field(default_factory=dict)

    def note(self, claim: Claim, name: str, text: str) -> None:
        """Note that a claim has such a text in a field."""
        key = (claim.fact, name, text)
        known = self._found.get(key)
        if known is None:
            self._found[key] = OddText((claim.fact, name), text, claim.place)
        else:
            known.count += 1

    def found(self) -> Iterator[OddText]:
        """Yield what was noted, in order."""
        yield from self._found.values()
