"""Reads case files: which facts there are, and what the rules must find; see `docs/reference/cases.md`.

A case is a small dossier of its own. So that it shows only what matters, `by` and `source` default to `case`, and
everything is known since before every fact.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from sanctions_engine.diagnostics import Code, Problems, Span
from sanctions_engine.diagnostics.reading import read_text
from sanctions_engine.facts.claim_rows import ClaimReader
from sanctions_engine.facts.documents import ExpectShape, Given, MaybeWord, Rows, Shape, Speaker, Word, Words
from sanctions_engine.facts.other_rows import OtherRows, unknown_rule
from sanctions_engine.facts.pack_names import resolved_packs
from sanctions_engine.facts.rows import Fault, Quarantine, Reading, YamlRow
from sanctions_engine.facts.yaml_rows import without_value
from sanctions_engine.language.yaml.json_schemas import ReadAs
from sanctions_engine.language.yaml.scalars import DateText
from sanctions_engine.language.yaml.typed_document import validate
from sanctions_engine.language.yaml.yaml_document import Document, ScalarNode
from sanctions_engine.language.yaml.yaml_document import Path as Steps
from sanctions_engine.language.yaml.yaml_text import read_yaml
from sanctions_engine.models.claims import Claim, Dossier, Expectation, Place, Source
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.numbers import DEFAULT_TOLERANCE

CASE = "case"
"""Who speaks, and in which source, where a case does not say."""

ALWAYS_KNOWN = DateRange.of(date.min)


class CaseFileShape(Shape):
    """A case file; its cases are read one by one, so that one with a mistake does not hide the others."""

    packs: Words = Field(default_factory=list)
    note: MaybeWord = None
    cases: Annotated[list[Annotated[Any, ReadAs(CaseShape)]], Given] = Field(default_factory=list)


class CaseShape(Shape):
    """One case; the rows in it are read one by one."""

    case: Word
    note: MaybeWord = None
    as_of: Annotated[DateText | None, Given] = None
    known_at: Annotated[DateText | None, Given] = None
    assume: Words = Field(default_factory=list)
    perspective: Annotated[Speaker | None, Given] = None
    reading: MaybeWord = None
    facts: Annotated[dict[str, Any], Given] = Field(default_factory=dict)
    coverage: Rows = Field(default_factory=list)
    pleas: Rows = Field(default_factory=list)
    assessments: Rows = Field(default_factory=list)
    expect: Annotated[list[Annotated[Any, ReadAs(ExpectShape)]], Given]
    judged: Annotated[dict[str, Words], Given] = Field(default_factory=dict)


class _PacksShape(Shape):
    model_config = ConfigDict(extra="ignore")

    packs: Words = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Case:
    """One case: a dossier, and what must be found in it.

    Attributes:
        title: What the case shows.
        dossier: Its claims, pleas, assessments and coverage.
        expect: What must be found; day, `known_at`, scenario, perspective and reading of the case are filled in.
        judged: By rule, the names of all subjects that it must be judged for, no more and no fewer.
        place: File and line.
    """

    title: str
    dossier: Dossier
    expect: tuple[Expectation, ...]
    judged: Mapping[str, tuple[str, ...]]
    place: Place

    def __str__(self) -> str:
        return self.title


def case_packs(path: Path, problems: Problems, *, shown_as: str | None = None) -> tuple[str, ...] | None:
    """Return the packs that a case file names, as `load_packs` takes them; empty where it names none.

    None after noting why the file cannot be read, or SE111 for a pack that does not exist. A folder is seen from that of the file.
    """
    document = _document(path, problems, shown_as)
    shape = None if document is None else validate(document, _PacksShape, problems)
    if document is None or shape is None:
        return None
    before = len(problems)
    packs = resolved_packs(shape.packs, document, path, problems)
    return packs if len(problems) == before else None


def read_cases(
    path: Path,
    kinds: Mapping[str, FactKind],
    problems: Problems,
    *,
    rules: Collection[str] | None = None,
    shown_as: str | None = None,
) -> tuple[Case, ...]:
    """Return the cases of a file; one with a mistake is left out after noting it.

    Args:
        path: The file.
        kinds: The fact kinds that may be claimed, by name.
        problems: Gets what is wrong with the file (SE0xx), its keys (SE101 to SE104) and its rows (SE4xx).
        rules: Ids of the rules that may be named; None to take any.
        shown_as: The name of the file in messages.
    """
    document = _document(path, problems, shown_as)
    return () if document is None else cases_in(document, kinds, problems, rules=rules)


def cases_in(
    document: Document, kinds: Mapping[str, FactKind], problems: Problems, *, rules: Collection[str] | None = None
) -> tuple[Case, ...]:
    """Return the cases of a document; see `read_cases`.

    Example:
        >>> problems = Problems()
        >>> text = "cases: [{case: no news, as_of: 2020-01-24, expect: [{rule: r, subject: RUS, verdict: pending}]}]"
        >>> case = cases_in(read_yaml(text, "a.cases.yaml", problems), {}, problems)[0]
        >>> case.title, str(case.expect[0].as_of)
        ('no news', '2020-01-24')
    """
    shape = validate(document, CaseFileShape, problems)
    found: list[Case] = []
    titles: dict[str, int] = {}
    for index in range(len(shape.cases) if shape else 0):
        path = ("cases", index)
        case_shape = validate(document, CaseShape, problems, path=path)
        if case_shape is None:
            continue
        first = titles.setdefault(case_shape.case, index)
        if first != index:
            message = f"two cases are called `{case_shape.case}`"
            span = document.span(*path, "case")
            problems.add(
                Code.SE104, message, span, help="say what is different about this one", offending=case_shape.case
            )
        case = _Reader(document, path, case_shape, kinds, rules, problems).read()
        if case is not None:
            found.append(case)
    return tuple(found)


def _document(path: Path, problems: Problems, shown_as: str | None) -> Document | None:
    name = shown_as or path.as_posix()
    text = read_text(path, problems, shown_as=name)
    return None if text is None else read_yaml(text, name, problems)


@dataclass(slots=True)
class _Reader:
    """Reads one case."""

    document: Document
    path: Steps
    shape: CaseShape
    kinds: Mapping[str, FactKind]
    rules: Collection[str] | None
    problems: Problems

    def read(self) -> Case | None:
        """Return the case, or None after noting what is wrong with it."""
        shape, quarantine, errors = self.shape, Quarantine(), len(self.problems.errors)
        rows = {key: list(self._rows(key)) for key in ("coverage", "pleas", "assessments")}
        facts = {name: list(self._rows("facts", name)) for name in shape.facts}
        reader = ClaimReader(self.kinds, dict(_sources([*rows.values(), *facts.values()])), DEFAULT_TOLERANCE)
        others, keep = OtherRows(reader, self.rules), quarantine.pass_on
        claims: list[Claim] = []
        for name, readings in facts.items():
            if self._knows(name):
                claims += keep(readings, lambda row, name=name: reader.read(row, name))  # type: ignore[misc]  # a default
        dossier = Dossier.model_construct(
            title=shape.case,
            path=self.document.file,
            sources=dict(reader.sources),
            claims=tuple(claims),
            coverage=tuple(keep(rows["coverage"], others.coverage)),
            pleas=tuple(keep(rows["pleas"], others.plea)),
            assessments=tuple(keep(rows["assessments"], others.assessment)),
        )
        expect = tuple(self._expectations())
        self._check_judged()
        self.problems.extend(quarantine.problems)
        self.problems.extend(reader.numbers.warnings())
        if len(self.problems.errors) > errors:
            return None
        place = Place(file=self.document.file, line=self.document.span(*self.path).line)
        judged = {rule: tuple(subjects) for rule, subjects in shape.judged.items()}
        return Case(shape.case, dossier, expect, judged, place)

    def _knows(self, name: str) -> bool:
        """Whether there is such a fact kind; told once for all its records."""
        faults: list[Fault] = []
        known = ClaimReader(self.kinds, {}).kind(name, faults) is not None
        span = self.document.key_span(*self.path, "facts", name)
        for fault in faults:
            self.problems.add(fault.code, fault.message, span, help=fault.help, suggestion=fault.suggestion)
        return known

    def _rows(self, *steps: str) -> Iterator[Reading]:
        """Yield the rows of a list in the case, with what they need not say filled in."""
        path = (*self.path, *steps)
        data: Any = self.document.data
        for step in path:
            data = data.get(step) if isinstance(data, dict) else data[step]
            if data is None:
                return
        if not isinstance(data, list):
            message = f"`{steps[-1]}` is a list"
            self.problems.add(Code.SE103, message, self.document.span(*path), help="write `[{key: value, …}]`")
            return
        for index, item in enumerate(data):
            at = (*path, index)
            place = Place(file=self.document.file, line=self.document.span(*at).line)
            given = {name: value for name, value in item.items() if value is not None} if isinstance(item, dict) else {}
            values = {**_DEFAULTS.get(steps[0], {}), **given}
            row = YamlRow(values, place, _raw(self.document, at), self.document, at)
            if isinstance(item, dict):
                without = without_value(item)
                yield (row, without) if without else row
            else:
                fault = Fault(Code.SE103, f"an item of `{steps[-1]}` is a mapping of keys to values")
                yield row, [fault]

    def _expectations(self) -> Iterator[Expectation]:
        shape, document = self.shape, self.document
        for index in range(len(shape.expect)):
            at = (*self.path, "expect", index)
            expected = validate(document, ExpectShape, self.problems, path=at)
            if expected is None:
                continue
            self._check_rule(expected.rule, document.span(*at, "rule"))
            as_of = expected.as_of or shape.as_of
            if as_of is None:
                help = "add `as_of: 2020-01-24` to the case"
                self.problems.add(Code.SE102, "missing key `as_of`", document.span(*at), help=help, offending="as_of")
                continue
            said = dict(expected)
            asked = {name: getattr(shape, name) for name in ("known_at", "assume", "perspective", "reading")}
            asked = {name: value for name, value in asked.items() if name not in expected.model_fields_set}
            place = Place(file=document.file, line=document.span(*at).line)
            yield Expectation(**{**said, **asked, "as_of": as_of, "place": place})

    def _check_rule(self, rule: str, span: Span) -> None:
        if self.rules is not None and rule not in self.rules:
            fault = unknown_rule(rule, self.rules)
            self.problems.add(fault.code, fault.message, span, help=fault.help, suggestion=fault.suggestion)

    def _check_judged(self) -> None:
        if self.shape.judged and self.shape.as_of is None:
            span = self.document.key_span(*self.path, "judged")
            self.problems.add(Code.SE102, "`judged` needs `as_of` in the case", span, help="add `as_of: 2020-01-24`")
        for rule in self.shape.judged:
            self._check_rule(rule, self.document.key_span(*self.path, "judged", rule))


_DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "facts": {"by": CASE, "source": CASE},
    "coverage": {"source": CASE},
    "pleas": {"source": CASE},
    "assessments": {"source": CASE},
}


def _sources(lists: Iterable[Iterable[Reading]]) -> Iterator[tuple[str, Source]]:
    """Yield every source that a row names: in a case none has to be declared."""
    for readings in lists:
        for reading in readings:
            row = reading if isinstance(reading, YamlRow) else None
            id = row.values.get("source") if row else None
            if isinstance(id, str):
                yield id, Source(id=id, published=ALWAYS_KNOWN, invented=True)


def _raw(document: Document, at: Steps) -> str:
    node = document.node(*at)
    if node is None:
        return ""
    return node.value if isinstance(node, ScalarNode) else document.text[node.start : node.end].rstrip()
