"""What all sources of rows share: a row as it was read, what is wrong with it, and the quarantine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path as FilePath
from typing import TypeVar

from pydantic import ValidationError

from sanctions_engine.diagnostics import Code, Label, Problem, Problems, Span
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.yaml.yaml_document import Document, Path
from sanctions_engine.models.claims import Place, Rejected

_MOST_NAMES = 12
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a row.

    Attributes:
        code: The stable code.
        message: One line, as in a problem.
        field: The field or key that it concerns, None for the row as a whole.
        help: The remedy, if one is known.
        suggestion: The text that probably was meant, for tools.
    """

    code: Code
    message: str
    field: str | None = None
    help: str | None = None
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: what it says, and where.

    Attributes:
        values: What is given, by column or key; nothing is kept for an empty cell.
        place: File and first line.
        raw: The row as it stands in the file.
    """

    values: dict[str, object]
    place: Place
    raw: str

    def fact(self) -> str | None:
        """Return the fact kind that the row is about; None if it was not to be a claim."""
        return FilePath(self.place.file).stem

    def span(self, field: str | None) -> Span:
        """Return the place of the row, whichever field is asked for: a table's cells have none of their own."""
        lines = self.raw.splitlines() or [""]
        line = self.place.line
        return Span(self.place.file, line, 1, line + len(lines) - 1, len(lines[-1]) + 1)


@dataclass(frozen=True, slots=True)
class YamlRow(Row):
    """One item of a list in a YAML document."""

    document: Document
    path: Path

    def fact(self) -> str | None:
        """Return the fact kind that an item of `claims` names, empty if it names none; None for another item."""
        return str(self.values.get("fact") or "") if self.path[0] == "claims" else None

    def span(self, field: str | None) -> Span:
        """Return the place of a key's value; of the item where it has no such key."""
        if field is None or field not in self.values:
            return self.document.span(*self.path)
        return self.document.span(*self.path, field)


Reading = Row | tuple[Row, list[Fault]]
"""A row, or a row that could not be taken apart with what is wrong with it."""


@dataclass(slots=True)
class Quarantine:
    """Keeps the rows that do not validate: none is dropped in silence."""

    rejected: list[Rejected] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)

    def add(self, row: Row, faults: Sequence[Fault]) -> None:
        """Set one row aside, once, with everything that is wrong with it."""
        reasons = (f"{fault.message} ({fault.help})" if fault.help else fault.message for fault in faults)
        first = faults[0]
        file, line = row.place.file, row.place.line
        reason = "; ".join(reasons)
        code, fact = first.code.name, row.fact()
        rejected = Rejected(file=file, line=line, field=first.field, code=code, reason=reason, raw=row.raw, fact=fact)
        self.rejected.append(rejected)
        for fault in faults:
            label = (Label(row.span(fault.field)),)
            problem = Problem(fault.code, fault.message, label, fault.help, suggestion=fault.suggestion)
            self.problems.extend([problem])

    def pass_on(self, readings: Iterable[Reading], read: Callable[[Row], R | list[Fault]]) -> list[R]:
        """Read rows, each in turn; return what they say and set aside those with faults."""
        kept: list[R] = []
        for reading in readings:
            row, found = (reading, read(reading)) if isinstance(reading, Row) else reading
            if isinstance(found, list):
                self.add(row, found)
            else:
                kept.append(found)
        return kept


def unknown(code: Code, what: str, name: str, known: Iterable[str], field: str | None = None) -> Fault:
    """Return the fault of a name that does not exist, with the one that probably was meant or with those that do exist.

    Example:
        >>> unknown(Code.SE407, "unknown source", "retuers", ["reuters"]).help
        'did you mean `reuters`?'
    """
    return Fault(code, f"{what} `{name}`", field, *remedy(name, known))


def unknown_kind(name: str, known: Iterable[str], field: str | None = None) -> Fault:
    """Return the fault of a fact kind that no pack in use declares.

    Example:
        >>> unknown_kind("Reports", ["Report"]).help
        'did you mean `Report`? a kind of another pack needs that pack under `packs`'
    """
    help, nearest = remedy(name, known)
    another = "a kind of another pack needs that pack under `packs`"
    joint = "" if help is None else f"{help} " if help.endswith("?") else f"{help}; "
    return Fault(Code.SE402, f"unknown fact kind `{name}`", field, f"{joint}{another}", nearest)


def remedy(name: str, known: Iterable[str]) -> tuple[str | None, str | None]:
    """Return help and suggestion for a name that is not among the known ones."""
    return _remedy(name, tuple(known))


@lru_cache(maxsize=1024)  # one wrong column of a long table asks for the same remedy again and again
def _remedy(name: str, names: tuple[str, ...]) -> tuple[str | None, str | None]:
    nearest = suggest(name, names)
    if nearest is not None:
        return f"did you mean `{nearest}`?", nearest
    listed = ", ".join(f"`{name}`" for name in names[:_MOST_NAMES])
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return (f"there are {listed}{more}" if len(names) > 1 else f"there is {listed}" if names else None), None


_CODES = {"unknown_state": Code.SE406, "date_does_not_exist": Code.SE213, "bounds": Code.SE415}


@dataclass(frozen=True, slots=True)
class Wording:
    """How the faults of one sort of row are told: the word for it, its keys, and the codes that depend on the sort."""

    owner: str
    keys: tuple[str, ...]
    unknown: Code
    missing: Code
    form: Code
    word: str = "key"


def faults_of(error: ValidationError, wording: Wording) -> list[Fault]:
    """Return the faults that pydantic found, in the words of this project; one for a field at most."""
    faults: dict[str, Fault] = {}
    for details in error.errors(include_url=False):
        name = str(details["loc"][0]) if details["loc"] else ""
        of = f"`{name}` of {wording.owner}"
        context = details.get("ctx", {})
        match details["type"]:
            case "missing":
                fault = Fault(wording.missing, f"missing {wording.word} {of}", name)
            case "extra_forbidden":
                fault = Fault(wording.unknown, f"unknown {wording.word} {of}", name, *remedy(name, wording.keys))
            case kind:
                code = Code[kind] if kind in Code.__members__ else _CODES.get(kind, wording.form)
                nearest = next(iter(context.get("suggestions", ())), None)
                fault = Fault(code, f"{of}: {_in_one_line(details['msg'])}", name, context.get("help"), nearest)
        faults.setdefault(name, fault)
    meant = {fault.suggestion for fault in faults.values() if fault.code is wording.unknown}
    return [fault for name, fault in faults.items() if fault.code is not wording.missing or name not in meant]


def _in_one_line(message: str) -> str:
    line = "\\n".join(message.splitlines())
    return line[:1].lower() + line[1:]
