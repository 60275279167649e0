"""What readings and amendments put in the place of parts of a rule, and exceptions: from YAML shapes to texts with places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from pydantic import BaseModel

from sanctions_engine.diagnostics import Code, Label, Problems
from sanctions_engine.language.rulefiles.citations import CitationReader
from sanctions_engine.language.rulefiles.documents import (
    AmendmentDocument,
    ExceptionDocument,
    InForceDocument,
    OverridesDocument,
    ReadingDocument,
)
from sanctions_engine.language.rulefiles.ids import name_fits
from sanctions_engine.language.rulefiles.modalities import NORM_KEYS
from sanctions_engine.language.rulefiles.parameters import read_parameters
from sanctions_engine.language.rulefiles.pieces import ExceptionText, Overrides, Piece, ReadingText, pieces_in
from sanctions_engine.language.rules import PROMPTLY, STANDING, Parameter
from sanctions_engine.language.yaml.yaml_document import Document, Node, Path
from sanctions_engine.models.instruments import Citation, Instrument

ALL = "all"
DEFAULT_READING = "default"
FORMULAS = (
    "where",
    "on",
    "bearer",
    "applies_when",
    "satisfied_when",
    "violated_when",
    "raised_when",
    "when",
    "due",
)
"""Keys whose value is one formula and whose name is that of a field of `Rule`."""


@dataclass(frozen=True)
class Surroundings:
    """What the parts of one rule or amendment have in common: the file, what citations mean, and what they default to."""

    document: Document
    citations: CitationReader
    instrument: Instrument
    citation: Citation
    problems: Problems


class Formulas(NamedTuple):
    """The formulas of a mapping by field of `Rule`, and the words that stand where a formula could.

    Attributes:
        promptly: Whether it is due `promptly`.
        standing: Whether `due: none` says that there is no due day.
        to_all: Whether it binds `all`.
    """

    pieces: dict[str, Piece]
    promptly: bool
    standing: bool
    to_all: bool


def formulas_of(shape: BaseModel, document: Document, path: Path, nodes: Mapping[str, Node] | None = None) -> Formulas:
    """Return the formulas of a mapping, and which words stand in the place of one."""
    given = shape.model_fields_set
    pieces = pieces_in({key: getattr(shape, key) for key in FORMULAS if key in given}, document, path, nodes)
    in_force = getattr(shape, "in_force", None)
    if isinstance(in_force, InForceDocument):
        if in_force.since is not None:
            pieces["since"] = Piece(in_force.since, document, (*path, "in_force", "from"))
        if in_force.until is not None:
            pieces["until"] = Piece(in_force.until, document, (*path, "in_force", "until"))
    due = pieces["due"].text.strip() if "due" in pieces else ""
    to_all = "bearer" in pieces and pieces["bearer"].text.strip() == ALL
    if due in (PROMPTLY, STANDING):
        del pieces["due"]
    if to_all:
        del pieces["bearer"]
    return Formulas(pieces, due == PROMPTLY, due == STANDING, to_all)


def named_pieces(
    texts: Mapping[str, str], of: str, document: Document, path: Path, problems: Problems
) -> dict[str, Piece]:
    """Return formulas that have names (`let`, `shows`, `group_by`), after checking the names."""
    if not texts:
        return {}
    pieces = pieces_in(texts, document, path)
    fit = [name for name in texts if name_fits(name, of, partial(document.key_span, *path, name), problems)]
    return {name: pieces[name] for name in fit}


def read_overrides(shape: OverridesDocument, path: Path, around: Surroundings) -> Overrides:
    """Return what a reading or an amendment replaces.

    Problems noted: SE103, SE104, SE112, SE116, SE306 of its parts.
    """
    document, problems = around.document, around.problems
    formulas, promptly, standing, to_all = formulas_of(shape, document, path)
    let = named_pieces(shape.let, "`let`", document, (*path, "let"), problems)
    exceptions: tuple[ExceptionText, ...] | None = None
    parameters: Mapping[str, Parameter] = {}
    norm: dict[str, Any] = {}
    if isinstance(shape, AmendmentDocument):
        if shape.exceptions is not None:
            exceptions = read_exceptions(shape.exceptions, (*path, "exceptions"), around)
        at = (*path, "parameters")
        parameters = read_parameters(shape.parameters, document, at, around.citations, problems) or {}
        norm = {NORM_KEYS[key]: getattr(shape, key) for key in sorted(shape.model_fields_set & NORM_KEYS.keys())}
    return Overrides(
        formulas=formulas,
        let=let,
        promptly=promptly,
        standing=standing,
        bearer_is_all=to_all,
        exceptions=exceptions,
        parameters=parameters,
        norm=norm,
        keys=tuple(sorted(shape.model_fields_set - {"id", "title", "grounds"})),
        document=document,
        path=path,
    )


def read_exceptions(shapes: Sequence[ExceptionDocument], path: Path, around: Surroundings) -> tuple[ExceptionText, ...]:
    """Return exceptions with their citations: `cite`, or `paragraph` of the rule's instrument, or the rule's own."""
    _note_twice([shape.id for shape in shapes], "exceptions", path, around)
    exceptions = []
    for index, shape in enumerate(shapes):
        at = (*path, index)
        exceptions.append(
            ExceptionText(
                id=shape.id,
                title=shape.title,
                grounds=shape.grounds,
                when=Piece(shape.when, around.document, (*at, "when")),
                burden=shape.burden,
                citation=_exception_citation(shape, at, around),
                inherits=shape.cite is None and shape.paragraph is None,
            )
        )
    return tuple(exceptions)


def read_readings(shapes: Sequence[ReadingDocument], path: Path, around: Surroundings) -> tuple[ReadingText, ...]:
    """Return readings; the id `default` stands for the rule as written and cannot be taken (SE104)."""
    _note_twice([shape.id for shape in shapes], "readings", path, around)
    readings = []
    for index, shape in enumerate(shapes):
        at = (*path, index)
        if shape.id == DEFAULT_READING:
            message = "a reading cannot be called `default`: that is the rule as written"
            around.problems.add(Code.SE104, message, around.document.span(*at, "id"), help="choose another id")
        overrides = read_overrides(shape, at, around)
        if not overrides.keys:
            message = f"reading `{shape.id}` overrides nothing"
            help = "add the key that it reads differently, such as `satisfied_when`"
            around.problems.add(Code.SE102, message, around.document.span(*at, "id"), help=help)
        readings.append(ReadingText(shape.id, shape.title, tuple(shape.grounds), overrides))
    return tuple(readings)


def _exception_citation(shape: ExceptionDocument, path: Path, around: Surroundings) -> Citation:
    verified = around.citation.verified if shape.verified is None else shape.verified
    if shape.cite is not None:
        cited = around.citations.cited(shape.cite, around.document.span(*path, "cite"), around.problems)
        if cited is not None:
            return around.citations.citation(cited.instrument, shape.paragraph or cited.paragraph, verified=verified)
    elif shape.paragraph is not None:
        return around.citations.citation(around.instrument, shape.paragraph, verified=verified)
    return around.citation


def _note_twice(ids: Sequence[str], what: str, path: Path, around: Surroundings) -> None:
    for index, id in enumerate(ids):
        if id in ids[:index]:
            also = [Label(around.document.span(*path, ids.index(id), "id"), "first written here")]
            span = around.document.span(*path, index, "id")
            around.problems.add(Code.SE104, f"two {what} with the id `{id}`", span, also=also, offending=id)
