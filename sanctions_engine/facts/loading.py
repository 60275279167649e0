"""Loads a dossier: one YAML file, or a folder with `dossier.yaml` and tables."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sanctions_engine.diagnostics import Code, InputRejected, Problem, Problems, whole_file
from sanctions_engine.diagnostics.reading import inside, read_text
from sanctions_engine.facts.claim_rows import ClaimReader
from sanctions_engine.facts.documents import DossierShape, ExpectShape, PacksShape, SourceShape, TableShape
from sanctions_engine.facts.misfits import misfits
from sanctions_engine.facts.noticed import noticed
from sanctions_engine.facts.other_rows import OtherRows, unknown_rule
from sanctions_engine.facts.pack_names import resolved_packs
from sanctions_engine.facts.rows import Quarantine, remedy
from sanctions_engine.facts.tables import TABLE_ENDINGS, Table, find_tables, read_table
from sanctions_engine.facts.yaml_rows import read_items
from sanctions_engine.language.yaml.typed_document import validate
from sanctions_engine.language.yaml.yaml_document import Document
from sanctions_engine.language.yaml.yaml_text import read_yaml
from sanctions_engine.models.claims import Claim, Coverage, Dossier, Expectation, Place, Source
from sanctions_engine.models.kinds import FactKind

MAIN = "dossier.yaml"


@dataclass(frozen=True, slots=True)
class _Files:
    """Where a dossier lies: its main file, its name in messages, and its folder if it is one."""

    main: Path
    main_name: str
    folder: Path | None
    shown_as: str


def load_dossier(
    source: str | Path,
    *,
    kinds: Mapping[str, FactKind],
    rules: Collection[str] | None = None,
    strict: bool = False,
) -> Dossier:
    """Load a dossier: a YAML file, or a folder with `dossier.yaml` and one `<Kind>.csv` or `<Kind>.jsonl` a kind.

    A row that does not validate is set aside in `rejected`, with file, line, field and reason; the rest is kept. What
    makes a file unreadable, and a mistake in what holds for many rows (sources, tables, expectations), rejects all.

    Args:
        source: The file or folder.
        kinds: The fact kinds that may be claimed, by name: those of the packs that `dossier_packs` names.
        rules: Ids of the rules that pleas, assessments and expectations may name; None to take any.
        strict: Let a bad row reject the dossier too.

    Raises:
        InputRejected: With every problem that was found.
    """
    return Loader(kinds, rules, strict, Problems()).load_path(Path(source))


def read_dossier(
    text: str,
    file: str = MAIN,
    *,
    kinds: Mapping[str, FactKind],
    rules: Collection[str] | None = None,
    strict: bool = False,
) -> Dossier:
    r"""Read a dossier from the text of one YAML file.

    Args:
        text: The text.
        file: The name of it in messages.
        kinds: As in `load_dossier`.
        rules: As in `load_dossier`.
        strict: As in `load_dossier`.

    Raises:
        InputRejected: With every problem that was found.

    Example:
        >>> dossier = read_dossier("dossier: nothing yet\nsources: {un: {published: 2020-01-24}}", kinds={})
        >>> dossier.title, str(dossier.sources["un"].published)
        ('nothing yet', '2020-01-24')
    """
    problems = Problems()
    document = read_yaml(text, file, problems)
    if document is None:
        raise InputRejected(problems)
    loader = Loader(kinds, rules, strict, problems)
    loaded = loader.load(document, _Files(Path(file), file, None, file), digest=False)
    return loaded.model_copy(update={"digest": _digest([(file, text.encode())])})


def dossier_packs(source: str | Path) -> tuple[str, ...]:
    """Return the packs that a dossier names, as `load_packs` takes them; empty where it leaves the choice to the library.

    Nothing else of it is checked. A folder is seen from that of the dossier.

    Raises:
        InputRejected: If the dossier cannot be read, or names a pack that does not exist.
    """
    problems = Problems()
    files = _locate(Path(source), problems)
    document = _read_main(files, problems)
    shape = validate(document, PacksShape, problems)
    packs = resolved_packs(shape.packs, document, files.main, problems) if shape else ()
    if problems.errors:
        raise InputRejected(problems)
    return packs


def _locate(path: Path, problems: Problems) -> _Files:
    shown_as = path.as_posix()
    if not path.is_dir():
        if path.suffix in TABLE_ENDINGS:
            message = f"`{shown_as}` is a table and no dossier"
            help = "put it beside a `dossier.yaml` as `Kind.csv`; alone the relational engine judges it: `--engine relational`"
            problems.add(Code.SE414, message, whole_file(shown_as), help=help)
            raise InputRejected(problems)
        return _Files(path, shown_as, None, shown_as)
    main = path / MAIN
    if main.exists() and inside(path, MAIN) is None:
        problems.add(Code.SE010, f"`{shown_as}/{MAIN}` leads out of the folder", whole_file(shown_as))
        raise InputRejected(problems)
    if main.exists():
        return _Files(main, f"{shown_as}/{MAIN}", path, shown_as)
    others = sorted(entry.name for entry in path.iterdir() if entry.suffix in (".yaml", ".yml"))
    nearest = remedy(MAIN, others)[1]
    help = f"rename `{nearest}`" if nearest else f"write a `{MAIN}` that says what its sources are"
    problems.add(Code.SE401, f"`{shown_as}` has no `{MAIN}`", whole_file(shown_as), help=help)
    raise InputRejected(problems)


def _read_main(files: _Files, problems: Problems) -> Document:
    text = read_text(files.main, problems, shown_as=files.main_name)
    document = None if text is None else read_yaml(text, files.main_name, problems)
    if document is None:
        raise InputRejected(problems)
    return document


def _digest(files: Iterable[tuple[str, bytes]]) -> str:
    """Return SHA-256 over names and contents, sorted; each after its length, so that no two sets look alike."""
    digest = hashlib.sha256()
    for name, content in sorted(files):
        for part in (name.encode(), content):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()


@dataclass(slots=True)
class Loader:
    """Loads one dossier.

    Attributes:
        kinds: The fact kinds that may be claimed, by name.
        rules: Ids of the rules that may be named, None for any.
        strict: Let a bad row reject the dossier.
        problems: Gets what rejects the dossier.
        quarantine: Gets the rows that are set aside.
    """

    kinds: Mapping[str, FactKind]
    rules: Collection[str] | None
    strict: bool
    problems: Problems
    quarantine: Quarantine = field(default_factory=Quarantine)

    def load_path(self, path: Path) -> Dossier:
        """Return the dossier of a file or folder; raise with all problems where it cannot be used."""
        files = _locate(path, self.problems)
        return self.load(_read_main(files, self.problems), files)

    def load(self, document: Document, files: _Files, *, digest: bool = True) -> Dossier:
        """Return the dossier; raise with all problems where it cannot be used."""
        problems, shape = self.problems, validate(document, DossierShape, self.problems)
        if shape is None:
            raise InputRejected(problems)
        sources = self._sources(document, shape)
        reader = ClaimReader(self.kinds, sources, shape.tolerance)
        others = OtherRows(reader, self.rules)
        keep, name = self.quarantine.pass_on, files.main_name
        claims = keep(read_items(document, "claims", name), lambda row: reader.read(row, row.values.get("fact")))
        tables = [] if files.folder is None else self.find_tables(files.folder, files.shown_as)
        defaults = {name: self._defaults(document, name, tables, reader) for name in shape.tables}
        claims = self.add_tables(claims, tables, defaults, reader)
        pleas = tuple(keep(read_items(document, "pleas", name), others.plea))
        assessments = tuple(keep(read_items(document, "assessments", name), others.assessment))
        coverage = tuple(keep(read_items(document, "coverage", name), others.coverage))
        dossier = Dossier.model_construct(
            title=shape.dossier or "",
            path=files.shown_as,
            packs=tuple(shape.packs),
            sources=sources,
            claims=tuple(claims),
            pleas=pleas,
            assessments=assessments,
            coverage=coverage,
            expect=self._expectations(document, shape, name),
            rejected=tuple(self.quarantine.rejected),
            warnings=tuple(map(str, self._warnings(reader, claims, coverage))),
            digest=self.digest(files.main, tables) if digest else "",
        )
        if self.strict:
            problems.extend(self.quarantine.problems)
        if problems.errors:
            raise InputRejected(problems)
        return dossier

    def _warnings(self, reader: ClaimReader, claims: list[Claim], coverage: tuple[Coverage, ...]) -> Iterator[Problem]:
        yield from reader.numbers.warnings()
        yield from misfits((*claims, *coverage), self.kinds)
        yield from noticed(claims, coverage, self.kinds)

    def _sources(self, document: Document, shape: DossierShape) -> dict[str, Source]:
        found: dict[str, Source] = {}
        for id in shape.sources:
            source = validate(document, SourceShape, self.problems, path=("sources", id))
            if source is not None:
                found[id] = Source(id=id, **dict(source))
        return found

    def find_tables(self, folder: Path, shown_as: str) -> list[Table]:
        """Return the tables of a folder."""
        return find_tables(folder, shown_as, self.kinds, self.problems)

    def add_tables(
        self, claims: list[Claim], tables: list[Table], defaults: Mapping[str, TableShape], reader: ClaimReader
    ) -> list[Claim]:
        """Return the claims of dossier.yaml and those of the tables."""
        for table in tables:
            name = table.kind.name
            readings = read_table(table, defaults.get(name, TableShape()), self.problems)
            claims += self.quarantine.pass_on(readings, partial(reader.read, fact=name))
        return claims

    def digest(self, main: Path, tables: list[Table]) -> str:
        """Return the digest of what was read."""
        paths = [main, *(table.path for table in tables if table.path.is_file())]
        return _digest((path.name, path.read_bytes()) for path in paths)

    def _defaults(self, document: Document, name: str, tables: list[Table], reader: ClaimReader) -> TableShape:
        """Return what the dossier says of one table; a source that does not exist is told once, not for every row."""
        path = ("tables", name)
        names = sorted({table.kind.name for table in tables})
        unread = {Path(one.span.file).name.partition(".")[0] for one in self.problems.found if one.span is not None}
        if name not in names and name not in unread:  # a table in a form that is not read was told of already
            help, nearest = remedy(name, names)
            message = f"`tables` speaks of `{name}`, and the dossier has no such table"
            span = document.key_span(*path)
            self.problems.add(Code.SE402, message, span, help=help, offending=name, suggestion=nearest)
        shape = validate(document, TableShape, self.problems, path=path)
        if shape is not None and shape.source is not None and shape.source not in reader.sources:
            help, nearest = remedy(shape.source, sorted(reader.sources))
            span, offending = document.span(*path, "source"), shape.source
            message = f"unknown source `{offending}`"
            self.problems.add(Code.SE407, message, span, help=help, offending=offending, suggestion=nearest)
        return shape or TableShape()

    def _expectations(self, document: Document, shape: DossierShape, file: str) -> tuple[Expectation, ...]:
        found: list[Expectation] = []
        for index in range(len(shape.expect)):
            path = ("expect", index)
            expected = validate(document, ExpectShape, self.problems, path=path)
            if expected is None:
                continue
            if self.rules is not None and expected.rule not in self.rules:
                fault = unknown_rule(expected.rule, self.rules)
                span = document.span(*path, "rule")
                self.problems.add(fault.code, fault.message, span, help=fault.help, suggestion=fault.suggestion)
            place = Place(file=file, line=document.span(*path).line)
            found.append(Expectation(**{**dict(expected), "place": place}))
        return tuple(found)
