"""From drafts of changes to changes: targets found, amendments typed in the rule as it then reads, conflicts told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sanctions_engine.diagnostics import Code, Problems
from sanctions_engine.language.expressions.constants import ADOPTED, Known, constant
from sanctions_engine.language.rulefiles.change_conflicts import Effect, note_conflicts
from sanctions_engine.language.rulefiles.changes_from_document import DraftChange
from sanctions_engine.language.rulefiles.formula_reader import FormulaReader
from sanctions_engine.language.rulefiles.modalities import NORM_KEYS
from sanctions_engine.language.rulefiles.patterns import RuleIds
from sanctions_engine.language.rulefiles.pieces import Overrides, Piece
from sanctions_engine.language.rulefiles.rule_typing import FIELDS_OF_KEY, TypedText, differences, type_text
from sanctions_engine.language.rulefiles.rules_from_document import DraftRule, note_misfits
from sanctions_engine.language.rulefiles.rules_from_drafts import (
    RowFields,
    filled,
    note_missing,
    row_citation,
    row_columns,
    title_fits,
)
from sanctions_engine.language.rulefiles.tables import Row
from sanctions_engine.language.rules import Change, Formula, Rule, amended_norm
from sanctions_engine.language.types import DATE
from sanctions_engine.models.deadlines import AmbiguousDay
from sanctions_engine.models.instruments import InstrumentStatus
from sanctions_engine.models.norms import Norm

_OF_THE_TEXT_BEFORE = frozenset({Code.SE115, Code.SE203, Code.SE205, Code.SE302})
"""What is wrong with an amendment only as the rule reads before it: a name, a type or a cell that another amendment can give."""


@dataclass(slots=True, eq=False)
class KnownRule:
    """A rule with what it was made of, so that it can be amended."""

    rule: Rule
    draft: DraftRule
    row: Row | None
    fields: RowFields


@dataclass(frozen=True, eq=False)
class DatedChange:
    """A change with its formulas and targets; `day` is its first day where that is known."""

    draft: DraftChange
    targets: tuple[str, ...]
    since: Formula | None
    until: Formula | None
    day: date | None
    end: date | None

    @property
    def is_law(self) -> bool:
        """Whether its instrument is adopted; the changes of a draft count only in a scenario."""
        return self.draft.instrument.status is InstrumentStatus.ADOPTED


def date_changes(
    drafts: Iterable[DraftChange], ids: RuleIds, reader: FormulaReader, problems: Problems
) -> list[DatedChange]:
    """Return changes with their days and targets; those with mistakes are left out.

    Problems noted: SE301 for a pattern that matches no rule, SE103 for one that ends before it begins, SE217 and SE602 for days
    that no calendar has, those of the formulas.
    """
    dated = []
    for draft in drafts:
        before = len(problems)
        targets = _targets(draft, ids, problems)
        since, until = _day_formula(draft.since, reader), _day_formula(draft.until, reader)
        day = _day(since, draft, problems) if since else draft.instrument.adopted
        end = _day(until, draft, problems) if until else None
        if day and end and end <= day and draft.until:
            help = "`until` is the first day without the change"
            problems.add(Code.SE103, "the change ends before it begins", draft.until.span, help=help)
        if len(problems) == before and targets:
            dated.append(DatedChange(draft, targets, since, until, day, end))
    return dated


def type_changes(
    own: Sequence[DatedChange],
    required: Sequence[DatedChange],
    rules: Mapping[str, KnownRule],
    reader: FormulaReader,
    problems: Problems,
    *,
    doubtful: bool = False,
) -> tuple[tuple[Change, ...], dict[str, list[TypedText]]]:
    """Return the changes of a pack, in the order of its files, with what each amendment replaces in each of its targets.

    With them come the texts that its amendments leave, by rule, so that they can be checked further.

    An amendment is typed in the rule as it reads on its first day under the other adopted ones; a draft, in the rule as all
    adopted amendments leave it.

    Args:
        own: The changes of the pack.
        required: Those of the packs that it requires.
        rules: All rules that can be changed.
        reader: Reads formulas.
        problems: Gets SE106 (key that does not fit the rule), SE115, SE302 (changes nothing), SE303 (conflicts).
        doubtful: Whether changes could not be read on which these may build: what another text would mend is not told then.
    """
    note_conflicts([*map(_effect, required), *map(_effect, own)], {id(one.draft) for one in own}, problems)
    overrides: dict[DatedChange, dict[str, dict[str, Any]]] = {}
    noted = Problems()
    amendments = _Amendments(rules, replace(reader, problems=noted), noted)
    for change in _in_order([*required, *own]):
        if change.draft.overrides is not None:
            overrides[change] = amendments.apply(change, change.draft.overrides)
    problems.extend(one for one in noted if not doubtful or one.code not in _OF_THE_TEXT_BEFORE)
    changes = tuple(
        Change(
            action=one.draft.action,
            instrument=one.draft.instrument,
            citation=one.draft.citation,
            title=one.draft.title,
            targets=one.targets,
            since=one.since,
            until=one.until,
            overrides=overrides.get(one, {}),
            place=one.draft.place,
        )
        for one in own
    )
    texts: dict[str, list[TypedText]] = {}
    for one in own:
        for target, text in amendments.left.get(one, {}).items():
            texts.setdefault(target, []).append(text)
    return changes, texts


def _in_order(changes: Iterable[DatedChange]) -> list[DatedChange]:
    """Return adopted changes by day, then the others by instrument and day."""

    def key(change: DatedChange) -> tuple[bool, str, date]:
        return not change.is_law, "" if change.is_law else change.draft.instrument.id, change.day or date.max

    return sorted(changes, key=key)


def _effect(change: DatedChange) -> Effect:
    when: object = change.day
    if when is None:
        when = change.since.node if change.since else ADOPTED
    return Effect(change.draft, change.targets, "" if change.is_law else change.draft.instrument.id, when)


def _targets(draft: DraftChange, ids: RuleIds, problems: Problems) -> tuple[str, ...]:
    targets: dict[str, None] = {}
    for pattern, span in draft.patterns:
        found = ids.matching(pattern)
        if not found and not ids.is_broken(pattern):
            meant = ids.suggestion(pattern)
            message = f"`{draft.action}` names no rule: `{pattern}`"
            problems.add(Code.SE301, message, span, help=ids.help(pattern), offending=pattern, suggestion=meant)
        targets.update(dict.fromkeys(found))
    return tuple(targets)


def _day(formula: Formula, draft: DraftChange, problems: Problems) -> date | None:
    """Return the day of a formula, or None where it is not known yet; notes SE217 and SE602."""
    try:
        value = constant(formula.node, Known(draft.instrument.adopted))
    except AmbiguousDay as error:
        help = f'say which: `round="down"` ({error.down}) or `round="up"` ({error.up})'
        problems.add(Code.SE217, str(error), formula.place, help=help)
        return None
    except OverflowError as error:
        problems.add(Code.SE602, str(error), formula.place)
        return None
    return value if isinstance(value, date) else None


def _day_formula(piece: Piece | None, reader: FormulaReader) -> Formula | None:
    if piece is None:
        return None
    return reader.read(piece, reader.around(specials=((ADOPTED, DATE),)), DATE)


@dataclass
class _Amendments:
    """Applies amendments one after the other; rules that share their text and their history share the result."""

    rules: Mapping[str, KnownRule]
    reader: FormulaReader
    problems: Problems
    history: dict[str, list[tuple[int, DatedChange]]] = field(default_factory=dict)
    texts: dict[tuple[int, tuple[int, ...]], RowFields] = field(default_factory=dict)
    left: dict[DatedChange, dict[str, TypedText]] = field(default_factory=dict)
    replaced: dict[DatedChange, dict[str, dict[str, Any]]] = field(default_factory=dict)
    _next: int = 0

    def apply(self, change: DatedChange, overrides: Overrides) -> dict[str, dict[str, Any]]:
        """Return the fields that an amendment replaces, by rule."""
        number, self._next = self._next, self._next + 1
        replaced: dict[str, dict[str, Any]] = {}
        norms: dict[str, Norm] = {}
        steps: dict[tuple[int, tuple[int, ...]], tuple[RowFields, RowFields, dict[str, Any]]] = {}
        for target in change.targets:
            known = self.rules[target]
            earlier = self._in_force_with(target, change)
            key = (id(known.draft), tuple(number for number, _ in earlier))
            if key not in steps:
                before = self._text(known, earlier)
                note_misfits(overrides, known.draft.modality, "the amendment", self.problems)
                self._check_title(known, overrides)
                after = self._text(known, [*earlier, (number, change)])
                steps[key] = before, after, differences(before.typed, after.typed, overrides)
            norms[target] = amended_norm(known.rule.norm, [self.replaced[one][target] for _, one in earlier])
            self.history.setdefault(target, []).append((number, change))
            _, after, fields = steps[key]
            replaced[target] = self._row_fields(known, after, fields, overrides)
            self.left.setdefault(change, {})[target] = after.typed
        self.replaced[change] = replaced
        texts = [(before.typed, after.typed) for before, after, _ in steps.values()]
        self._note_idle(change, overrides, texts, norms)
        return replaced

    def _check_title(self, known: KnownRule, overrides: Overrides) -> None:
        key = known.draft.modality.value
        if key in overrides.keys:
            title_fits(overrides.norm["title"], known.draft, overrides.document, (*overrides.path, key), self.problems)

    def _in_force_with(self, target: str, change: DatedChange) -> list[tuple[int, DatedChange]]:
        """Return the earlier amendments of a rule that hold when this one begins; of drafts only those of the same one."""
        return [
            (number, one)
            for number, one in self.history.get(target, ())
            if (one.is_law or one.draft.instrument.id == change.draft.instrument.id)
            and not (one.end and (change.day is None or one.end <= change.day))
        ]

    def _text(self, known: KnownRule, steps: Sequence[tuple[int, DatedChange]]) -> RowFields:
        key = (id(known.draft), tuple(number for number, _ in steps))
        found = self.texts.get(key)
        if found is None:
            text = known.fields.typed.text
            for _, change in steps:
                if change.draft.overrides is not None:
                    text = text.with_overrides(change.draft.overrides)
            typed = type_text(text, self.reader) if steps else known.fields.typed
            found = self.texts[key] = RowFields(typed, known.draft) if steps else known.fields
        return found

    def _row_fields(
        self, known: KnownRule, after: RowFields, fields: Mapping[str, Any], overrides: Overrides
    ) -> dict[str, Any]:
        row, table = known.row, known.draft.table
        if row is None or table is None:
            replaced = dict(fields)
        else:
            if after.typed.whole:
                note_missing(after, row, table, self.problems)
            of_row = after.of(row, row_citation(known.draft, row))
            replaced = {name: of_row[name] for name in fields}
        if overrides.norm:
            replaced["norm"] = dict(overrides.norm)
        if "title" in overrides.norm and (row is None or set(row_columns(overrides.norm["title"])) <= row.cells.keys()):
            replaced["norm"]["title"] = filled(overrides.norm["title"], row)
        return replaced

    def _note_idle(
        self,
        change: DatedChange,
        overrides: Overrides,
        steps: Sequence[tuple[TypedText, TypedText]],
        norms: Mapping[str, Norm],
    ) -> None:
        """Warn of each key that is set to what it is already, in every rule."""
        named = f"`{change.targets[0]}`" if len(norms) == 1 else f"any of {len(norms):,} rules"
        replaced = self.replaced[change]
        for key in overrides.keys:
            if key in NORM_KEYS:
                name = NORM_KEYS[key]
                idle = all(getattr(norm, name) == replaced[target]["norm"][name] for target, norm in norms.items())
            else:
                fields = FIELDS_OF_KEY.get(key, (key,))
                idle = all(
                    after.whole and all(before.fields.get(name) == after.fields.get(name) for name in fields)
                    for before, after in steps
                )
            if idle:
                message = f"amendment changes nothing: `{key}` of {named} is so already"
                help = "remove it, or check what the instrument says"
                self.problems.add(Code.SE302, message, overrides.key_span(key), help=help, offending=key)
