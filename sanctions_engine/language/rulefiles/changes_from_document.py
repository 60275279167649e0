"""The `changes` of a rule file: what an instrument amends, repeals or suspends, before its targets are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sanctions_engine.diagnostics import Code, Label, Problems, Span
from sanctions_engine.language.rulefiles.documents import ChangeDocument
from sanctions_engine.language.rulefiles.overrides_from_document import Surroundings, read_overrides
from sanctions_engine.language.rulefiles.pieces import Overrides, Piece
from sanctions_engine.language.rulefiles.rules_from_document import RuleFile
from sanctions_engine.language.yaml.typed_document import validate
from sanctions_engine.language.yaml.yaml_document import Path
from sanctions_engine.models.instruments import Citation, Instrument

AMEND, REPEAL, SUSPEND = "amend", "repeal", "suspend"
ACTIONS = (AMEND, REPEAL, SUSPEND)
NEEDED: Mapping[str, frozenset[str]] = {AMEND: frozenset({"set"}), REPEAL: frozenset(), SUSPEND: frozenset()}
"""By action, the keys that it must have beside the rules it names."""

UNFIT: Mapping[str, frozenset[str]] = {
    AMEND: frozenset(),
    REPEAL: frozenset({"set", "until"}),
    SUSPEND: frozenset({"set"}),
}
"""By action, the keys that it cannot have."""

_INSTEAD = {"set": "an amendment is `amend: …`", "until": "a rule that comes back is suspended: `suspend: …`"}


@dataclass(frozen=True, eq=False, kw_only=True)
class DraftChange:
    """One entry of `changes`; `overrides` is None but for an amendment."""

    action: str
    instrument: Instrument
    citation: Citation
    title: str | None
    patterns: tuple[tuple[str, Span], ...]
    overrides: Overrides | None
    since: Piece | None
    until: Piece | None
    place: Span


def read_changes(file: RuleFile, problems: Problems) -> list[DraftChange]:
    """Return the changes of a file; those with mistakes are left out.

    Problems noted: SE101 to SE103 (form), SE105 (no action, or several), SE106 (a key that does not fit the action), SE302 (an
    empty `set`), and those of exceptions and parameters.
    """
    changes = []
    for index in range(len(file.head.changes)):
        path = ("changes", index)
        shape = validate(file.document, ChangeDocument, problems, path=path)
        change = _draft(shape, path, file, problems) if shape else None
        if change is not None:
            changes.append(change)
    return changes


def _draft(shape: ChangeDocument, path: Path, file: RuleFile, problems: Problems) -> DraftChange | None:
    document = file.document
    actions = [action for action in ACTIONS if action in shape.model_fields_set]
    if len(actions) != 1:
        message = f"change with {'more than one' if actions else 'none'} of `amend`, `repeal` and `suspend`"
        also = [Label(document.key_span(*path, action)) for action in actions]
        problems.add(Code.SE105, message, document.key_span(*path), also=also, help="write one entry for each")
        return None
    action = actions[0]
    if not _keys_fit(shape, action, path, file, problems):
        return None
    head = file.head
    verified = head.verified if shape.verified is None else shape.verified
    paragraph = head.paragraph if shape.paragraph is None else shape.paragraph
    citation = file.citations.citation(file.instrument, paragraph, url=head.url, verified=verified)
    overrides = None
    if shape.set_ is not None:
        around = Surroundings(document, file.citations, file.instrument, citation, problems)
        overrides = read_overrides(shape.set_, (*path, "set"), around)
    patterns = getattr(shape, action)
    listed = isinstance(_at(document.data, (*path, action)), list)
    return DraftChange(
        action=action,
        instrument=file.instrument,
        citation=citation,
        title=shape.title,
        patterns=tuple(
            (pattern, document.span(*path, action, index) if listed else document.span(*path, action))
            for index, pattern in enumerate(patterns)
        ),
        overrides=overrides,
        since=None if shape.since is None else Piece(shape.since, document, (*path, "from")),
        until=None if shape.until is None else Piece(shape.until, document, (*path, "until")),
        place=document.key_span(*path, action),
    )


def _keys_fit(shape: ChangeDocument, action: str, path: Path, file: RuleFile, problems: Problems) -> bool:
    document, before = file.document, len(problems)
    span = document.key_span(*path, action)
    given = {name.rstrip("_") for name in shape.model_fields_set}
    if NEEDED[action] - given:
        help = "add `set` with the keys that the amendment replaces"
        problems.add(Code.SE102, "amendment without `set`", span, help=help)
    for key in sorted(UNFIT[action] & given):
        message, help = f"`{key}` does not fit `{action}`", _INSTEAD[key]
        problems.add(Code.SE106, message, document.key_span(*path, key), help=help, offending=key)
    if shape.set_ is not None and not shape.set_.model_fields_set:
        help = "name under `set` what it replaces"
        problems.add(Code.SE302, "amendment changes nothing", span, help=help)
    return len(problems) == before


def _at(data: object, path: Path) -> object:
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step]
    return data
