"""From the files of a pack to the pack: documents, kinds, rules, changes, and the checks over all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sanctions_engine.diagnostics import Code, Label, Problems, Span
from sanctions_engine.language.rulefiles.changes import DatedChange, KnownRule, date_changes, type_changes
from sanctions_engine.language.rulefiles.changes_from_document import DraftChange, read_changes
from sanctions_engine.language.rulefiles.check_days import DaysOfLaw, check_days
from sanctions_engine.language.rulefiles.check_due_of import check_due_of
from sanctions_engine.language.rulefiles.check_duties import check_duty
from sanctions_engine.language.rulefiles.check_links import resolve_links
from sanctions_engine.language.rulefiles.citations import CitationReader
from sanctions_engine.language.rulefiles.documents import PackDocument
from sanctions_engine.language.rulefiles.doubts import NO_DOUBTS, Doubts, Unread, doubts_of, joined
from sanctions_engine.language.rulefiles.formula_reader import FormulaReader
from sanctions_engine.language.rulefiles.instruments_from_document import read_instruments
from sanctions_engine.language.rulefiles.kinds_from_document import read_kinds
from sanctions_engine.language.rulefiles.ledger_from_document import read_ledger
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
    """A pack with what other packs need of it: its rules as they can be amended, its changes, and what of it could not be read."""

    pack: Pack
    rules: Mapping[str, KnownRule]
    changes: tuple[DatedChange, ...]
    unread: Unread


@dataclass
class _Found:
    """What the rule files of one pack hold."""

    drafts: list[DraftRule] = field(default_factory=list)
    changes: list[DraftChange] = field(default_factory=list)
    places: dict[str, Span] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    any_rule: bool = False
    any_change: bool = False


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
    instruments, doubtful_instruments = _instruments(files, required, problems)
    all_kinds, doubtful_kinds = _kinds(files, manifest.name, required, kinds, problems)
    theirs = [pack.unread for pack in required]
    doubtful_instruments = joined((doubtful_instruments, *(one.instruments for one in theirs)), instruments)
    doubtful_kinds = joined((doubtful_kinds, *(one.kinds for one in theirs)), all_kinds)
    known_instruments = {id: one for pack in required for id, one in pack.pack.instruments.items()} | instruments
    reader = FormulaReader({**all_kinds, STATE.name: STATE}, problems, doubtful_kinds)
    citations = CitationReader(known_instruments, doubtful_instruments)
    found = _read_files(files, citations, reader, problems)
    ref = PackRef(name=manifest.name, version=manifest.version, digest=files.digest())
    own = _type_rules(found, ref, reader, required, problems)
    rules = {id: one for pack in required for id, one in pack.rules.items()} | own
    unread = Unread(
        rules=frozenset(found.broken).union(*(one.rules for one in theirs)),
        any_rule=found.any_rule or any(one.any_rule for one in theirs),
        any_change=found.any_change or any(one.any_change for one in theirs),
        kinds=doubtful_kinds,
        instruments=doubtful_instruments,
    )
    ids = RuleIds(rules, unread.rules, any_id=unread.any_rule)
    changes = tuple(date_changes(found.changes, ids, reader, problems))
    earlier = [change for pack in required for change in pack.changes]
    doubtful = unread.any_change or len(changes) < len(found.changes)
    typed_changes, amended = type_changes(changes, earlier, rules, reader, problems, doubtful=doubtful)
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
        ledger=read_ledger(files, citations, ids, problems),
        sources=files.sources,
    )
    return ReadPack(pack, own, changes, replace(unread, any_change=doubtful))


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
            found.any_rule = found.any_change = True
            continue

        def read_csv(relative: str, span: Span, name: str = name) -> tuple[str, str] | None:
            return files.csv(name, relative, span, problems)

        file = open_rule_file(document, citations, reader.kinds, reader.doubts, read_csv, problems)
        if file is None:
            found.any_rule = found.any_change = True
            continue
        contents = read_rules(file, problems)
        for draft in contents.rules:
            if _is_new(draft.id, draft.place, found, problems):
                found.drafts.append(draft)
        for id, place in contents.lost.items():
            _is_new(id, place, found, problems)
            found.broken.add(id)
        found.any_rule = found.any_rule or contents.lost_without_id
        of_changes = Problems()
        found.changes.extend(read_changes(file, of_changes))
        found.any_change = found.any_change or bool(of_changes.errors)
        problems.extend(of_changes)
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
        check_duty(draft, problems)
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
