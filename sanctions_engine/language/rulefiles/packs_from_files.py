"""From the files of a pack to the pack: documents, kinds, rules, changes, and the checks over all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sanctions_engine.diagnostics import Code, Label, Problems, Span
from sanctions_engine.language.rulefiles.changes import DatedChange, KnownRule, date_changes, type_changes
from sanctions_engine.language.rulefiles.changes_from_document import DraftChange, read_changes
from sanctions_engine.language.rulefiles.check_days import DaysOfLaw, check_days
from sanctions_engine.language.rulefiles.check_due_of import check_due_of
from sanctions_engine.language.rulefiles.check_links import resolve_links
from sanctions_engine.language.rulefiles.citations import CitationReader
from sanctions_engine.language.rulefiles.documents import PackDocument
from sanctions_engine.language.rulefiles.doubts import NO_DOUBTS, Doubts, doubts_of
from sanctions_engine.language.rulefiles.formula_reader import FormulaReader
from sanctions_engine.language.rulefiles.instruments_from_document import read_instruments
from sanctions_engine.language.rulefiles.kinds_from_document import read_kinds
from sanctions_engine.language.rulefiles.pack_files import INSTRUMENTS, KINDS, PackFiles
from sanctions_engine.language.rulefiles.patterns import RuleIds
from sanctions_engine.language.rulefiles.rule_typing import type_text
from sanctions_engine.language.rulefiles.rules_from_document import DraftRule, open_rule_file, read_rules
from sanctions_engine.language.rulefiles.rules_from_drafts import RowFields, build_rules
from sanctions_engine.language.rules import Pack
from sanctions_engine.models.findings import PackRef
from sanctions_engine.models.instruments import Instrument
from sanctions_engine.models.kinds import STATE, FactKind


@dataclass(frozen=True, eq=False)
class ReadPack:
    """A pack with what other packs need of it: its rules as they can be amended, its changes, and ids of rules with mistakes."""

    pack: Pack
    rules: Mapping[str, KnownRule]
    changes: tuple[DatedChange, ...]
    broken: frozenset[str]


@dataclass
class _Found:
    """What the rule files of one pack hold."""

    drafts: list[DraftRule] = field(default_factory=list)
    changes: list[DraftChange] = field(default_factory=list)
    places: dict[str, Span] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)


def read_pack(
    files: PackFiles,
    manifest: PackDocument,
    required: Iterable[ReadPack],
    kinds: Iterable[FactKind],
    problems: Problems,
) -> ReadPack:
    """Return a pack, as far as it can be read; what is wrong is noted.

    Args:
        files: Its files.
        manifest: Its `pack.yaml`.
        required: The packs that it requires, and those that they require.
        kinds: Fact kinds that were declared in Python.
        problems: Gets every problem of the pack.
    """
    required = tuple(required)
    ref = PackRef(name=manifest.name, version=manifest.version, digest=files.digest())
    instruments, doubtful_instruments = _instruments(files, required, problems)
    all_kinds, doubtful_kinds = _kinds(files, manifest.name, required, kinds, problems)
    known_instruments = {id: one for pack in required for id, one in pack.pack.instruments.items()} | instruments
    reader = FormulaReader({**all_kinds, STATE.name: STATE}, problems, doubtful_kinds)
    found = _read_files(files, CitationReader(known_instruments, doubtful_instruments), reader, problems)
    own = _type_rules(found, ref, reader, required, problems)
    rules = {id: one for pack in required for id, one in pack.rules.items()} | own
    broken = frozenset(found.broken).union(*(pack.broken for pack in required))
    ids = RuleIds(rules, broken)
    changes = tuple(date_changes(found.changes, ids, reader, problems))
    theirs = [change for pack in required for change in pack.changes]
    typed_changes, amended = type_changes(changes, theirs, rules, reader, problems)
    texts = {id: [known.fields.typed] for id, known in own.items()}
    for id, left in amended.items():
        texts.setdefault(id, []).extend(left)
    days = DaysOfLaw()
    for id, ones in texts.items():
        for one in ones:
            check_days(rules[id], one, days, problems)
    check_due_of(texts, rules, ids, problems)
    resolved = resolve_links(own.values(), rules, ids, problems)
    pack = Pack(
        name=ref.name,
        version=ref.version,
        title=manifest.title,
        digest=ref.digest,
        path=str(files.folder),
        requires=tuple(manifest.requires),
        instruments=instruments,
        kinds=all_kinds,
        rules=resolved,
        changes=typed_changes,
        sources=files.sources,
    )
    return ReadPack(pack, own, changes, broken)


def _instruments(
    files: PackFiles, required: Iterable[ReadPack], problems: Problems
) -> tuple[dict[str, Instrument], Doubts]:
    if INSTRUMENTS not in files.names:
        return {}, NO_DOUBTS
    document = files.document(INSTRUMENTS, problems)
    instruments = read_instruments(document, problems) if document else {}
    for pack in required:
        for id in sorted(instruments.keys() & pack.pack.instruments.keys()):
            if document and instruments[id] != pack.pack.instruments[id]:
                message = f"instrument `{id}` is listed otherwise in pack `{pack.pack.name}`"
                span = document.key_span("instruments", id)
                problems.add(Code.SE104, message, span, help="remove it here: required packs lend theirs", offending=id)
    return instruments, doubts_of(document, "instruments", instruments)


def _kinds(
    files: PackFiles, name: str, required: Iterable[ReadPack], given: Iterable[FactKind], problems: Problems
) -> tuple[dict[str, FactKind], Doubts]:
    kinds = {id: kind for pack in required for id, kind in pack.pack.kinds.items()}
    for kind in given:
        _add_kind(kinds, kind, None, problems)
    if KINDS not in files.names:
        return kinds, NO_DOUBTS
    document = files.document(KINDS, problems)
    read = read_kinds(document, name, problems) if document else {}
    for kind in read.values():
        _add_kind(kinds, kind, document.key_span("kinds", kind.name) if document else None, problems)
    return kinds, doubts_of(document, "kinds", read)


def _add_kind(kinds: dict[str, FactKind], kind: FactKind, span: Span | None, problems: Problems) -> None:
    other = kinds.get(kind.name)
    if other is None or other == kind:
        kinds[kind.name] = kind
    elif other.model_copy(update={"pack": kind.pack}) != kind:
        where = f"in pack `{other.pack}`" if other.pack else "in Python"
        message = f"fact kind `{kind.name}` is declared otherwise {where}"
        problems.add(Code.SE114, message, span, help="give one of them another name", offending=kind.name)


def _read_files(files: PackFiles, citations: CitationReader, reader: FormulaReader, problems: Problems) -> _Found:
    found = _Found()
    for name in files.rule_files:
        document = files.document(name, problems)
        if document is None:
            continue

        def read_csv(relative: str, span: Span, name: str = name) -> tuple[str, str] | None:
            return files.csv(name, relative, span, problems)

        file = open_rule_file(document, citations, reader.kinds, reader.doubts, read_csv, problems)
        if file is None:
            continue
        contents = read_rules(file, problems)
        for draft in contents.rules:
            if _is_new(draft.id, draft.place, found, problems):
                found.drafts.append(draft)
        for id, place in contents.lost.items():
            _is_new(id, place, found, problems)
            found.broken.add(id)
        found.changes.extend(read_changes(file, problems))
    return found


def _is_new(id: str, place: Span, found: _Found, problems: Problems) -> bool:
    first = found.places.setdefault(id, place)
    if first is not place:
        _note_twice(id, place, first, problems)
    return first is place


def _note_twice(id: str, place: Span, first: Span, problems: Problems) -> None:
    also = [Label(first, "first written here")]
    problems.add(
        Code.SE104, f"two rules with the id `{id}`", place, also=also, help="give one another id", offending=id
    )


def _type_rules(
    found: _Found, ref: PackRef, reader: FormulaReader, required: Iterable[ReadPack], problems: Problems
) -> dict[str, KnownRule]:
    theirs = {id: known.rule.place for pack in required for id, known in pack.rules.items()}
    rules: dict[str, KnownRule] = {}
    for draft in found.drafts:
        typed = type_text(draft.text, reader)
        if draft.broken or not typed.whole:
            found.broken.add(draft.id)
            continue
        fields = RowFields(typed, draft)
        built = {rule.id: rule for rule in build_rules(draft, fields, ref, problems)}
        rows = {f"{draft.id}/{row.id}": row for row in draft.table.rows} if draft.table else {}
        found.broken |= rows.keys() - built.keys() if draft.table else {draft.id} - built.keys()
        for id, rule in built.items():
            if id in theirs:
                _note_twice(id, rule.place, theirs[id], problems)
            else:
                rules[id] = KnownRule(rule, draft, rows.get(id), fields)
    return rules
