"""Rules as they stand in a file: keys checked, texts with their places, citations and tables read; nothing is typed yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from sanctions_engine.diagnostics import Code, Problems, Span
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.rulefiles.citations import CitationReader, Cited, stand_in
from sanctions_engine.language.rulefiles.documents import EACH, RuleDocument, RuleFileDocument, TableDocument
from sanctions_engine.language.rulefiles.doubts import Doubts
from sanctions_engine.language.rulefiles.ids import name_fits
from sanctions_engine.language.rulefiles.modalities import FITS, NORM_KEYS, modality_of
from sanctions_engine.language.rulefiles.overrides_from_document import (
    Surroundings,
    formulas_of,
    named_pieces,
    read_exceptions,
    read_readings,
)
from sanctions_engine.language.rulefiles.parameters import read_parameters
from sanctions_engine.language.rulefiles.pieces import Overrides, Piece, RuleText
from sanctions_engine.language.rulefiles.raw_tables import RawTable, table_in_csv, table_in_document
from sanctions_engine.language.rulefiles.tables import Table, list_columns, read_table
from sanctions_engine.language.rules import Each
from sanctions_engine.language.yaml.typed_document import validate
from sanctions_engine.language.yaml.yaml_document import Document, MappingNode, Node, Path
from sanctions_engine.models.instruments import Citation, Instrument
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.norms import Modality

_EACH = re.compile(EACH)
_NOTHING_BROKEN: frozenset[str] = frozenset()
ReadCsv = Callable[[str, Span], tuple[str, str] | None]


@dataclass(frozen=True)
class RuleFile:
    """One rule file with what its rules share.

    Attributes:
        document: The file.
        head: Its top keys.
        instrument: The file's instrument, or a stand-in for an unknown one.
        citations: The instruments that can be cited.
        kinds: Fact kinds that rules can read, the register of States among them.
        doubts: Fact kinds that are declared, and badly.
        read_csv: Returns text and name of a CSV file beside this one; None after noting why it cannot be read.
    """

    document: Document
    head: RuleFileDocument
    instrument: Instrument
    citations: CitationReader
    kinds: Mapping[str, FactKind]
    doubts: Doubts
    read_csv: ReadCsv


@dataclass(slots=True, eq=False, kw_only=True)
class DraftRule:
    """A rule, or a decision table with its rows, before its formulas are typed.

    Attributes:
        title: Its title; in a table it may hold `{row.column}`.
        text: Its formulas.
        rows_known: Whether its table, if it has one, was read without errors.
        broken: Whether anything about it is wrong.
    """

    id: str
    place: Span
    file: RuleFile
    path: Path
    shape: RuleDocument
    modality: Modality
    title: str
    instrument: Instrument
    citation: Citation
    text: RuleText
    table: Table | None
    broken: bool

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the rules that it becomes: its own, or one per row."""
        if self.shape.table is None:
            return (self.id,)
        return tuple(f"{self.id}/{row.id}" for row in self.table.rows) if self.table else ()


@dataclass
class FileContents:
    """What was found in one file: rules that can be typed, the ids of those that cannot (with their places), and whether some have none."""

    file: RuleFile
    rules: list[DraftRule] = field(default_factory=list)
    lost: dict[str, Span] = field(default_factory=dict)
    lost_without_id: bool = False


def open_rule_file(
    document: Document,
    citations: CitationReader,
    kinds: Mapping[str, FactKind],
    doubts: Doubts,
    read_csv: ReadCsv,
    problems: Problems,
) -> RuleFile | None:
    """Return a rule file with its head read, or None after noting what is wrong with the head.

    An unknown instrument (SE113) does not keep the rest from being checked.
    """
    head = validate(document, RuleFileDocument, problems)
    if head is None:
        return None
    instrument = citations.instrument(head.instrument, document.span("instrument"), problems)
    return RuleFile(document, head, instrument or stand_in(head.instrument), citations, kinds, doubts, read_csv)


def read_rules(file: RuleFile, problems: Problems) -> FileContents:
    """Return the rules of a file; each is read on its own, so that one with mistakes does not hide the others."""
    contents = FileContents(file)
    for index, data in enumerate(file.head.rules):
        path = ("rules", index)
        shape = validate(file.document, RuleDocument, problems, path=path)
        rule = _draft(shape, path, file, problems) if shape else None
        if rule is not None:
            contents.rules.append(rule)
        elif isinstance(data, dict) and isinstance(data.get("id"), str):
            contents.lost[data["id"]] = file.document.span(*path, "id")
        else:
            contents.lost_without_id = True
    return contents


def _draft(shape: RuleDocument, path: Path, file: RuleFile, problems: Problems) -> DraftRule | None:
    document, before = file.document, len(problems)
    modality = modality_of(shape, document, path, problems)
    each = _each(shape.each, file, path, problems)
    cited = file.citations.cited(shape.cite, document.span(*path, "cite"), problems) if shape.cite else None
    citation = _citation(shape, cited, file)
    instrument = cited.instrument if cited else file.instrument
    if modality is None or each is None:
        return None
    around = Surroundings(document, file.citations, instrument, citation, problems)
    nodes = _nodes(document, path)
    formulas, promptly, standing, to_all = formulas_of(shape, document, path, nodes)
    let = named_pieces(shape.let, "`let`", document, (*path, "let"), problems)
    parameters = read_parameters(shape.parameters, document, (*path, "parameters"), file.citations, problems)
    exceptions = read_exceptions(shape.exceptions, (*path, "exceptions"), around) if shape.exceptions else ()
    readings = read_readings(shape.readings, (*path, "readings"), around) if shape.readings else ()
    for reading in readings:
        note_misfits(reading.overrides, modality, f"reading `{reading.id}`", problems)
    table = None
    if shape.table:
        pieces = [*formulas.values(), *let.values(), *(exception.when for exception in exceptions)]
        pieces += [piece for reading in readings for piece in reading.overrides.formulas.values()]
        table = _table(shape.table, pieces, file, path, problems)
    broken = _NOTHING_BROKEN if parameters is not None else frozenset({"parameter"})
    broken = broken | {"row"} if shape.table and table is None else broken
    text = RuleText(
        id=shape.id,
        place=document.node_span(nodes["id"]),
        each=each,
        each_text=Piece(shape.each, document, (*path, "each"), nodes["each"]),
        formulas=formulas,
        promptly=promptly,
        standing=standing,
        bearer_is_all=to_all,
        group_by=_group_by(shape, document, path, problems),
        every=_every(shape, document, path),
        parameters=parameters or {},
        let=let,
        shows=named_pieces(shape.shows, "`shows`", document, (*path, "shows"), problems),
        exceptions=exceptions,
        readings=readings,
        columns=table.columns if table else None,
        broken=broken,
    )
    return DraftRule(
        id=shape.id,
        place=text.place,
        file=file,
        path=path,
        shape=shape,
        modality=modality,
        title=getattr(shape, modality) or "",
        instrument=instrument,
        citation=citation,
        text=text,
        table=table,
        broken=len(problems) > before,
    )


def _nodes(document: Document, path: Path) -> Mapping[str, Node]:
    node = document.node(*path)
    assert isinstance(node, MappingNode)  # it fits `RuleDocument`
    return node.values


def note_misfits(overrides: Overrides, modality: Modality, who: str, problems: Problems) -> None:
    """Note SE106 for each key of a reading or an amendment that a rule of this modality does not have."""
    fit = FITS[modality]
    for key in overrides.keys:
        if key not in (fit.condition, modality.value) and key not in fit.allowed:
            message = f"{who} replaces `{key}`, which does not fit the {modality.value}"
            help = f"its condition is `{fit.condition}`" if key.endswith("when") else None
            help = f"its title stands under `{modality.value}`" if NORM_KEYS.get(key) == "title" else help
            problems.add(Code.SE106, message, overrides.key_span(key), help=help, offending=key)


def _each(text: str, file: RuleFile, path: Path, problems: Problems) -> Each | None:
    document, at = file.document, (*path, "each")
    found = _EACH.fullmatch(text)
    if found is None:
        help = "write the fact kind and a name for its record: `each: TradeFlow as flow`"
        problems.add(Code.SE103, f"`{text}` is not of the form `Kind as name`", document.span(*at), help=help)
        return None
    name, variable = found.groups()
    fits = name_fits(variable, "the variable", partial(document.text_span, at, *found.span(2)), problems)
    kind = file.kinds.get(name)
    if kind is None and name not in file.doubts:
        meant = suggest(name, file.kinds)
        help = f"did you mean `{meant}`?" if meant else "declare it in `facts.yaml`, or require the pack that does"
        span = document.text_span(at, *found.span(1))
        problems.add(Code.SE206, f"unknown fact kind `{name}`", span, help=help, offending=name, suggestion=meant)
    return Each(kind, variable) if kind and fits else None


def _citation(shape: RuleDocument, cited: Cited | None, file: RuleFile) -> Citation:
    head = file.head
    verified = head.verified if shape.verified is None else shape.verified
    if cited is not None:
        paragraph = shape.paragraph or cited.paragraph
        return file.citations.citation(cited.instrument, paragraph, url=shape.url, verified=verified)
    paragraph = head.paragraph if shape.paragraph is None else shape.paragraph
    return file.citations.citation(file.instrument, paragraph, url=shape.url or head.url, verified=verified)


def _group_by(shape: RuleDocument, document: Document, path: Path, problems: Problems) -> Mapping[str, Piece] | None:
    if shape.group_by is None:
        return None
    return named_pieces(shape.group_by, "a group key", document, (*path, "group_by"), problems)


def _every(shape: RuleDocument, document: Document, path: Path) -> Mapping[str, Piece] | None:
    if shape.every is None:
        return None
    at = (*path, "every")
    pieces = {
        "period": Piece(shape.every.period, document, (*at, "period")),
        "since": Piece(shape.every.since, document, (*at, "from")),
    }
    if shape.every.until is not None:
        pieces["until"] = Piece(shape.every.until, document, (*at, "until"))
    return pieces


def _table(shape: TableDocument, pieces: list[Piece], file: RuleFile, path: Path, problems: Problems) -> Table | None:
    document, at, before = file.document, (*path, "table"), len(problems)
    raw = _raw_table(shape, file, at, problems)
    if raw is None:
        return None
    lists = list_columns(piece.text for piece in pieces)
    place = document.key_span(*at, "types") if shape.types else document.key_span(*at)
    table = read_table(raw, shape.types, lists, file.citations, place, problems)
    return table if len(problems) == before else None


def _raw_table(shape: TableDocument, file: RuleFile, path: Path, problems: Problems) -> RawTable | None:
    document = file.document
    inline = shape.columns is not None and shape.rows is not None
    if shape.csv is not None and shape.columns is None and shape.rows is None:
        found = file.read_csv(shape.csv, document.span(*path, "csv"))
        return table_in_csv(*found, problems) if found else None
    if inline and shape.csv is None and shape.columns and shape.rows is not None:
        return table_in_document(shape.columns, shape.rows, document, path, problems)
    help = "write `columns` and `rows`, or `csv` with the name of a file beside this one"
    problems.add(Code.SE102, "a table has either `columns` and `rows` or `csv`", document.key_span(*path), help=help)
    return None
