"""Files to begin with: a pack, a rule, a case. They check clean, and their cases fail until somebody fills them in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.findings.case_files import FILL_IN
from sanctions_engine.language.rulefiles.ids import is_id, is_pack_name
from sanctions_engine.language.rules import Pack
from sanctions_engine.language.yaml.scalars import id_remedy
from sanctions_engine.models.instruments import Instrument, InstrumentStatus
from sanctions_engine.models.kinds import FactKind, FieldKind, FieldType, Nature
from sanctions_engine.models.norms import Modality

TITLE, BODY, ABOUT = (
    "Fill in the title of the legal text",
    "Fill in who adopted it",
    "Fill in what these rules are about",
)
DEMANDED, FORBIDDEN = "Fill in what must be done", "Fill in what is forbidden"
TO_FILL_IN = frozenset({TITLE, BODY, ABOUT, DEMANDED, FORBIDDEN})
"""Texts that stand in files to begin with, until somebody says what is meant; titles of cases begin with `FILL_IN`."""

SUBJECT = "FRA"
_TERM = timedelta(days=30)
_PLACEHOLDER = "error"
"""The verdict that a case begins with: no rule that evaluates finds it, so the case fails."""

_KIND = """kinds:
  Report:
    title: A report that a State filed  # fill in what the records of your evidence are
    is: event
    dated: submitted
    identity: [state, about]
    fields:
      state: state
      about: text
      submitted: date
"""


def new_pack(name: str) -> dict[str, str]:
    """Return the files of a pack that has a text and a fact kind, and no rule yet; by name.

    Args:
        name: The name of the pack.

    Raises:
        BadQuestion: If no pack can be called so.

    Example:
        >>> sorted(new_pack("house/reports"))
        ['facts.yaml', 'instruments.yaml', 'pack.yaml']
    """
    if not is_pack_name(name):
        raise _refused(
            f"a pack cannot be called `{name}`", "write words of small letters, digits and `-`, such as `house/reports`"
        )
    id = f"{name.rpartition('/')[2]}-1"
    instrument = f"""instruments:
  {id}:
    title: {TITLE}
    body: {BODY}
    adopted: 2024-01-31  # fill in
"""
    manifest = f"name: {name}\nversion: 0.1.0\ntitle: {ABOUT}\n"
    return {"pack.yaml": manifest, "instruments.yaml": instrument, "facts.yaml": _KIND}


def new_rule(pack: Pack, id: str, *, prohibition: bool = False) -> tuple[str, str]:
    """Return a rule file with one rule, and the case file to go with it.

    Args:
        pack: The pack that the rule is for; its first adopted text is cited, its first fact kind is read.
        id: The id of the rule.
        prohibition: Whether it forbids something; else it demands something of every State. Where no kind of the pack speaks of
            States and a second one shares an identity field with the first, it demands one of the second for each of the first.

    Raises:
        BadQuestion: If no rule can be called so, there is one already, or the pack has no adopted text or no fact kind.
    """
    if not is_id(id):
        raise _refused(f"a rule cannot be called `{id}`", id_remedy(id)[0])
    if any(known == id or known.startswith(f"{id}/") for known in pack.rules):
        raise _refused(f"there is a rule `{id}` already", "give the new one another name")
    instrument, kind = _instrument(pack), _kind(pack)
    head = f'instrument: {instrument.id}\nparagraph: "1"  # fill in\nverified: false  # true when the paragraph was read\n\nrules:\n'
    answer = None if prohibition else _answer(pack, kind)
    if answer is not None:
        body, cases = _reaction(id, kind, *answer), _reactions(id, kind, answer[0], instrument)
    else:
        body = _prohibition(id, kind) if prohibition else _obligation(id, kind)
        cases = _bans(id, kind, instrument) if prohibition else _duties(id, kind, instrument)
    return f"{head}{body}", "cases:\n" + "\n".join(cases)


def new_case(pack: Pack, rule: str) -> str:
    """Return a case file with one case of a rule of a pack.

    Raises:
        BadQuestion: If the pack has no such rule, or it cites a text that was not adopted.
    """
    found = pack.rules.get(rule)
    if found is None:
        raise _refused(
            f"`{pack.name}` has no rule `{rule}`", f"`sanctions-engine explain {rule}` looks for what is meant"
        )
    if found.modality is Modality.EXEMPTION:
        raise _refused(
            f"`{rule}` is an exemption", "name a rule that it covers: an exemption makes no finding of its own"
        )
    adopted = found.instrument.adopted
    if adopted is None:
        raise _refused(f"`{rule}` rests on a text that was not adopted", "write a case with `assume` by hand")
    kind = found.each.kind
    return "cases:\n" + _case(
        f"{FILL_IN} what this case shows, the facts and the verdict",
        adopted + _TERM,
        {} if kind.dated is None else {kind.name: _record(kind, adopted + _TERM)},
        rule,
        SUBJECT if kind.dated is None else _subject(kind, adopted + _TERM),
    )


def _obligation(id: str, kind: FactKind) -> str:
    of_state = next(iter(kind.state_fields), None)
    condition = f" if r.{of_state} == state.code" if of_state else ""
    return f"""  - id: {id}
    obligation: {DEMANDED}
    each: State as state
    satisfied_when: any(r for r in {kind.name}{condition})  # fill in
    due: instrument.adopted + days({_TERM.days})  # fill in
"""


def _prohibition(id: str, kind: FactKind) -> str:
    of_state = next(iter(kind.state_fields), None)
    bearer = f"record.{of_state}" if of_state else "all"
    return f"""  - id: {id}
    prohibition: {FORBIDDEN}
    each: {kind.name} as record
    on: record.{kind.dated}
    bearer: {bearer}  # fill in who is bound
    violated_when: record.{kind.dated} >= instrument.adopted  # fill in
"""


def _reaction(id: str, kind: FactKind, answer: FactKind, shared: str) -> str:
    same = f"r.{shared} == record.{shared}"
    return f"""  - id: {id}
    obligation: {DEMANDED}
    each: {kind.name} as record
    satisfied_when: any(r for r in {answer.name} if {same} and r.{answer.dated} >= record.{kind.dated})  # fill in
    due: record.{kind.dated} + days({_TERM.days})  # fill in
"""


def _reactions(id: str, kind: FactKind, answer: FactKind, instrument: Instrument) -> Iterator[str]:
    day = _adopted(instrument)
    due, subject = day + _TERM, _subject(kind, day)
    facts = {kind.name: _record(kind, day)}
    done, later = {**facts, answer.name: _record(answer, due)}, due + timedelta(days=1)
    yield _case(f"{FILL_IN}: done on the last day", later, done, id, subject)
    yield _case(f"{FILL_IN}: not done, and nobody says that the list is complete", later, facts, id, subject)
    yield _case(f"{FILL_IN}: not done, of a complete list", later, facts, id, subject, covered=answer.name)


def _duties(id: str, kind: FactKind, instrument: Instrument) -> Iterator[str]:
    due = _adopted(instrument) + _TERM
    record = {kind.name: _record(kind, due)}
    yield _case(f"{FILL_IN}: done on the last day", due + timedelta(days=1), record, id, SUBJECT)
    yield _case(
        f"{FILL_IN}: not done, and nobody says that the list is complete", due + timedelta(days=1), {}, id, SUBJECT
    )
    yield _case(f"{FILL_IN}: not done, of a complete list", due + timedelta(days=1), {}, id, SUBJECT, covered=kind.name)


def _bans(id: str, kind: FactKind, instrument: Instrument) -> Iterator[str]:
    adopted = _adopted(instrument)
    for title, day in (
        (f"{FILL_IN}: on the day of the adoption", adopted),
        (f"{FILL_IN}: the day before", adopted - timedelta(days=1)),
    ):
        yield _case(title, adopted + _TERM, {kind.name: _record(kind, day)}, id, _subject(kind, day))


def _case(
    title: str, as_of: date, facts: Mapping[str, str], rule: str, subject: str, *, covered: str | None = None
) -> str:
    lines = [f'  - case: "{title}"', f"    as_of: {as_of}"]
    lines += [f"    coverage: [{{fact: {covered}}}]"] if covered else []
    lines += ["    facts:"] if facts else []
    lines += [f"      {kind}: [{record}]" for kind, record in facts.items()]
    lines += ["    expect:  # fill in the verdict that the law means in the place of `error`"]
    lines += [f'      - {{rule: {rule}, subject: "{subject}", verdict: {_PLACEHOLDER}}}', ""]
    return "\n".join(lines)


def _record(kind: FactKind, day: date) -> str:
    """Return a record of a kind with the fields that it must have."""
    needed = {name for name, field in kind.fields.items() if not field.optional} | set(kind.identity)
    return f"{{{', '.join(f'{name}: {_value(field, day)}' for name, field in kind.fields.items() if name in needed)}}}"


def _subject(kind: FactKind, day: date) -> str:
    return "/".join(_value(kind.fields[name], day).strip('"') for name in kind.identity)


def _value(field: FieldType, day: date) -> str:
    match field.kind:
        case FieldKind.STATE:
            return SUBJECT
        case FieldKind.DATE:
            return str(day)
        case FieldKind.BOOL:
            return "true"
        case FieldKind.TEXT:
            return f'"{field.one_of[0]}"' if field.one_of else '"1"'
        case FieldKind.INT | FieldKind.DECIMAL:
            bounds = field.bounds
            limit = None if bounds is None else bounds.low if bounds.low is not None else bounds.high
            return "1" if limit is None else str(limit)


def _instrument(pack: Pack) -> Instrument:
    adopted = (one for one in pack.instruments.values() if one.status is InstrumentStatus.ADOPTED)
    found = next(adopted, None)
    if found is None:
        raise _refused(f"`{pack.name}` has no adopted text", "list one in `instruments.yaml`: no rule without a text")
    return found


def _dated_kinds(pack: Pack) -> list[FactKind]:
    kinds = [kind for kind in pack.kinds.values() if kind.dated is not None]
    return [kind for kind in kinds if kind.pack == pack.name] or kinds


def _answer(pack: Pack, kind: FactKind) -> tuple[FactKind, str] | None:
    """Return an event that can answer one that speaks of no State, with the field that says which of them it answers."""
    if kind.state_fields or kind.nature is not Nature.EVENT:
        return None
    others = (one for one in _dated_kinds(pack) if one is not kind and one.nature is Nature.EVENT)
    return next(
        (
            (one, name)
            for one in others
            for name in kind.identity
            if name != kind.dated and one.fields.get(name) == kind.fields[name]
        ),
        None,
    )


def _kind(pack: Pack) -> FactKind:
    own = _dated_kinds(pack)
    if not own:
        raise _refused(f"`{pack.name}` has no fact kind", "declare one in `facts.yaml`")
    return next((kind for kind in own if kind.state_fields), own[0])


def _adopted(instrument: Instrument) -> date:
    assert instrument.adopted is not None  # it is an adopted text
    return instrument.adopted


def pack_name(folder: Path) -> str:
    """Return what the pack of a folder is called: the folder as it is given, its own name where that leads elsewhere.

    Example:
        >>> pack_name(Path("house/reports")), pack_name(Path("../reports"))
        ('house/reports', 'reports')
    """
    return folder.as_posix() if is_pack_name(folder.as_posix()) else folder.resolve().name


def _refused(message: str, help: str) -> BadQuestion:
    return BadQuestion([Problem(Code.SE507, message, help=help)])
