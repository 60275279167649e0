"""Texts of claims and of coverage that a warning is told of: each once for a field, at the first place that has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from sanctions_engine.diagnostics import Code, Problem
from sanctions_engine.facts.places import label_at
from sanctions_engine.models.claims import Claim, Coverage, Place

Field = tuple[str, str]
"""A fact kind and one of its fields."""


@dataclass(slots=True)
class OddText:
    """One text of one field: where it stands first, and how many claims have it.

    Attributes:
        field: The fact kind and its field.
        text: The text.
        place: Of the first claim or coverage; None for one that was made in Python.
        of_coverage: Whether it stands in coverage and not in a claim.
        count: How many of them have it.
    """

    field: Field
    text: str
    place: Place | None
    of_coverage: bool = False
    count: int = 1

    def problem(self, code: Code, message: str, help: str | None, suggestion: str | None = None) -> Problem:
        """Return the warning of it."""
        kind, name = self.field
        more = f" ({self.count:,} {'times' if self.of_coverage else 'claims'})" if self.count > 1 else ""
        told = f"`{name}` of `{kind}`{' in coverage' if self.of_coverage else ''}: {message}{more}"
        return Problem(code, told, label_at(self.place), help, offending=self.text, suggestion=suggestion)


@dataclass(slots=True)
class OddTexts:
    """Collects them."""

    _found: dict[tuple[bool, str, str, str], OddText] = field(default_factory=dict)

    def note(self, one: Claim | Coverage, name: str, text: str) -> None:
        """Note that a claim or a coverage has such a text in a field."""
        of_coverage = isinstance(one, Coverage)
        key = (of_coverage, one.fact, name, text)
        known = self._found.get(key)
        if known is None:
            self._found[key] = OddText((one.fact, name), text, one.place, of_coverage)
        else:
            known.count += 1

    def found(self) -> Iterator[OddText]:
        """Yield what was noted, in order."""
        yield from self._found.values()


IsOdd = Callable[[Field, str], bool]
"""Tells whether a text of a field is odd."""

TextsElsewhere = Callable[[Iterable[Field], IsOdd], Iterable[OddText]]
"""Gives the odd ones among the texts of some fields of claims that are not in memory."""
