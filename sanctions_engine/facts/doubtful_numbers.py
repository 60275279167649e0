"""Numbers that are read as they are written and may be meant a thousand times larger: `30.000` workers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sanctions_engine.diagnostics import Code, Label, Problem, Span
from sanctions_engine.facts.rows import Row
from sanctions_engine.models.kinds import FactKind, FieldKind
from sanctions_engine.models.written import maybe_thousands

_NUMBERS = (FieldKind.INT, FieldKind.DECIMAL)


@dataclass(slots=True)
class _Doubt:
    """The first such number of one field in one file, and how many there are."""

    span: Span
    text: str
    meant: tuple[str, str]
    count: int = 1


@dataclass(slots=True)
class DoubtfulNumbers:
    """Collects them while rows are read; one warning for a field of a kind and file, however long the table."""

    _found: dict[tuple[str, str, str], _Doubt] = field(default_factory=dict)
    _fields: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def look(self, row: Row, kind: FactKind, values: Mapping[str, object]) -> None:
        """Look at the number fields of a row."""
        names = self._fields.get(kind.name)
        if names is None:
            names = tuple(name for name, declared in kind.fields.items() if declared.kind in _NUMBERS)
            self._fields[kind.name] = names
        for name in names:
            text = values.get(name)
            if isinstance(text, str) and "." in text and (meant := maybe_thousands(text)) is not None:
                self.note(row, kind, name, text, meant)

    def note(self, row: Row, kind: FactKind, name: str, text: str, meant: tuple[str, str], *, count: int = 1) -> None:
        """Note a number: one row with it, or the first of several in its file."""
        key = (row.place.file, kind.name, name)
        known = self._found.get(key)
        if known is None:
            self._found[key] = _Doubt(row.span(name), text, meant, count)
        else:
            known.count += count

    def warnings(self) -> Iterator[Problem]:
        """Yield SE421 for each field with such numbers, at the first of them."""
        for (_, kind, name), doubt in self._found.items():
            thousands, plain = doubt.meant
            more = f", and {doubt.count - 1:,} more like it" if doubt.count > 1 else ""
            message = f"`{name}` of `{kind}`: `{doubt.text}` has a decimal point, no separator of thousands{more}"
            help = f"write `{thousands}` if that is meant, else `{plain}`"
            yield Problem(Code.SE421, message, (Label(doubt.span),), help, offending=doubt.text, suggestion=thousands)
