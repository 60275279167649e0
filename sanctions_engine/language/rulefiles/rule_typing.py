"""From the texts of a rule to the typed fields of `Rule`; a reading and an amended rule are typed the same way.

Order: periods, then `let` one by one, then the keys of groups, then everything that may read all of these. In a rule over groups
a `let` is per member if it reads the record, and per group if it reads `total`, `members` or `group`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sanctions_engine.diagnostics import Code, Label
from sanctions_engine.language.nodes import FieldOf
from sanctions_engine.language.rulefiles.formula_reader import Around, FormulaReader
from sanctions_engine.language.rulefiles.lets import check_names, order_problems
from sanctions_engine.language.rulefiles.modalities import NORM_KEYS
from sanctions_engine.language.rulefiles.parameters import parameter_type
from sanctions_engine.language.rulefiles.pieces import Overrides, Piece, RuleText
from sanctions_engine.language.rules import Every, ExceptionClause, Formula, Reading
from sanctions_engine.language.types import CONDITION, DATE, DURATION, Type

FIELDS_OF_KEY: Mapping[str, tuple[str, ...]] = {
    "due": ("due", "promptly"),
    "bearer": ("bearer", "bearer_is_all"),
    "in_force": ("since", "until"),
    **dict.fromkeys(NORM_KEYS, ()),
}
"""Fields of `Rule` that a key stands for, where that is not the field of the same name."""

_OF_THE_LAW = (("instrument.adopted", DATE),)
_SPECIALS = {
    (every, due): (
        *_OF_THE_LAW,
        ("as_of", DATE),
        *((("period.start", DATE), ("period.end", DATE)) if every else ()),
        *((("due", DATE),) if due else ()),
    )
    for every in (False, True)
    for due in (False, True)
}
"""The names that the language gives: in a rule with `every` or without, with `due` or without."""

_GROUP_WORDS = frozenset({"total", "members", "group"})
_SUBJECT_LEVEL = ("applies_when", "satisfied_when", "violated_when", "raised_when", "when")


@dataclass(slots=True, eq=False)
class TypedText:
    """The typed fields of a rule.

    Attributes:
        text: What they were typed from.
        fields: Fields of `Rule` by name.
        whole: Whether everything could be typed.
        sources: Each formula with the piece that it stands in, those of the readings among them.
    """

    text: RuleText
    fields: Mapping[str, Any]
    whole: bool
    sources: Sequence[tuple[Piece, Formula]]


def type_text(text: RuleText, reader: FormulaReader) -> TypedText:
    """Return the typed fields of a rule with its readings; what is wrong is noted in `reader.problems`."""
    base = _Typing(text, reader).run()
    if not text.readings:
        return base
    readings, whole, sources = [], base.whole, dict(base.sources)
    for reading in text.readings:
        read = _Typing(text.with_overrides(reading.overrides), reader).run()
        overrides = differences(base, read, reading.overrides)
        readings.append(Reading(reading.id, reading.title, reading.grounds, overrides))
        whole = whole and read.whole
        sources |= dict(read.sources)
    return TypedText(text, {**base.fields, "readings": tuple(readings)}, whole, list(sources.items()))


def differences(base: TypedText, changed: TypedText, overrides: Overrides) -> dict[str, Any]:
    """Return the fields that the overrides name, and those whose formulas have another type because of them."""
    named = {field for key in overrides.keys for field in FIELDS_OF_KEY.get(key, (key,))}
    return {
        field: value for field, value in changed.fields.items() if field in named or value != base.fields.get(field)
    }


class _Typing:
    """Types one text, once; holds what is known so far."""

    def __init__(self, text: RuleText, reader: FormulaReader) -> None:
        self.text = text
        self.reader = reader
        self.whole = not text.broken
        self.broken = set(text.broken)
        self.formulas: dict[str, Formula] = {}
        self.members: set[str] = set()
        self.sources: list[tuple[Piece, Formula]] = []
        self.around = reader.around(
            variable=(text.each.variable, text.each.kind.name),
            row=text.columns,
            parameters={name: parameter_type(one) for name, one in text.parameters.items()},
            specials=_SPECIALS[text.every is not None, "due" in text.formulas],
        ).with_broken(text.broken)

    def run(self) -> TypedText:
        """Type everything but the readings."""
        text = self.text
        fields: dict[str, Any] = {
            "each": text.each,
            "promptly": text.promptly,
            "bearer_is_all": text.bearer_is_all,
            "parameters": text.parameters,
            "every": self._every(),
            "since": self._law("since", text.formulas),
            "until": self._law("until", text.formulas),
            "readings": (),
        }
        check_names(text, self.reader.problems)
        if text.let:
            self._order_lets()
            self._type_lets(in_group=False)
        if text.group_by is not None:
            fields["group_by"] = self._group_keys(text.group_by)
            self._type_lets(in_group=True)
        fields["let"] = tuple([(name, self.formulas[name]) for name in text.let if name in self.formulas])
        fields["due"] = self._due()
        self._conditions(fields)
        return TypedText(text, fields, self.whole, self.sources)

    def _read(self, piece: Piece, around: Around, expected: Type | None) -> Formula | None:
        formula = None
        if not self.text.broken or self.text.broken.isdisjoint(piece.names):
            formula = self.reader.read(piece, around, expected)
        return self._noted(piece, formula)

    def _noted(self, piece: Piece, formula: Formula | None) -> Formula | None:
        if formula is None:
            self.whole = False
        else:
            self.sources.append((piece, formula))
        return formula

    def _law(self, name: str, pieces: Mapping[str, Piece], expected: Type = DATE) -> Formula | None:
        """Type what only the law decides: nothing of a record can be read there."""
        if name not in pieces:
            return None
        return self._read(pieces[name], self.reader.around(row=self.text.columns, specials=_OF_THE_LAW), expected)

    # --- parts ---

    def _every(self) -> Every | None:
        pieces = self.text.every
        if pieces is None:
            return None
        period = self._law("period", pieces, DURATION)
        since, until = self._law("since", pieces), self._law("until", pieces)
        return Every(period, since, until) if period and since else None

    def _order_lets(self) -> None:
        out_of_order = order_problems(self.text.let, self.reader.problems)
        if out_of_order:
            self.whole = False
            self._break(out_of_order)

    def _break(self, names: Iterable[str]) -> None:
        self.broken.update(names)
        self.around = self.around.with_broken(frozenset(names))

    def _type_lets(self, *, in_group: bool) -> None:
        """Type the `let` names of one level, in order; those of the other level are left for the other call."""
        grouped = self.text.group_by is not None
        for name, piece in self.text.let.items():
            if name in self.broken or self._is_group_let(piece) is not in_group:
                continue
            if grouped and not in_group and self._is_member(piece):
                self.members.add(name)
            formula = self._read(piece, self.around.of_group() if in_group else self.around, None)
            if formula is None:
                self._break([name])
            else:
                self.formulas[name] = formula
                self.around = self.around.with_let(name, formula.node.type, of_member=name in self.members)

    def _is_group_let(self, piece: Piece) -> bool:
        """Whether a `let` of a rule over groups is per group: by a word of its own, or through a `let` that is."""
        if self.text.group_by is None:
            return False
        if not _GROUP_WORDS.isdisjoint(piece.names):
            return True
        lets = self.text.let
        earlier = [name for name in lets if name in piece.names and lets[name] is not piece and name not in self.broken]
        return any(self._is_group_let(lets[name]) for name in earlier)

    def _is_member(self, piece: Piece) -> bool:
        return self.text.each.variable in piece.names or not self.members.isdisjoint(piece.names)

    def _group_keys(self, pieces: Mapping[str, Piece]) -> tuple[tuple[str, Formula], ...]:
        around = self.around
        keys = []
        for name, piece in pieces.items():
            formula = self._read(piece, around, None)
            if formula is None:
                self._break([f"group.{name}"])
            else:
                keys.append((name, formula))
                self.around = self.around.with_special(f"group.{name}", formula.node.type)
        return tuple(keys)

    def _due(self) -> Formula | None:
        piece = self.text.formulas.get("due")
        if piece is None:
            return None
        reads_due = self._lets_that_read_due()
        for name in sorted(name for name in reads_due if piece.reads(name)):
            also = [Label(self.text.let[name].first("due"), "which reads `due`")]
            message = f"cycle: `due` reads `{name}`, which reads `due`"
            help = "give the day a `let` of its own that does not read `due`"
            self.reader.problems.add(Code.SE220, message, piece.first(name), "read here", also=also, help=help)
            self.whole = False
            return None
        around = self.around.without_special("due")
        return self._read(piece, around if self.text.group_by is None else around.of_group(), DATE)

    def _lets_that_read_due(self) -> set[str]:
        found: set[str] = set()
        for name, piece in self.text.let.items():
            if piece.reads("due") or any(piece.reads(one) for one in found):
                found.add(name)
        return found

    def _conditions(self, fields: dict[str, Any]) -> None:
        """Type everything that may read the rest."""
        text = self.text
        member = self.around
        around = member if text.group_by is None else member.of_group()
        pieces = text.formulas
        for name in _SUBJECT_LEVEL:
            if name in pieces:
                fields[name] = self._read(pieces[name], around, CONDITION)
        if "where" in pieces:
            fields["where"] = self._read(pieces["where"], member, CONDITION)
        fields["on"] = self._read(pieces["on"], member, DATE) if "on" in pieces else self._dated()
        fields["bearer"] = self._bearer(pieces["bearer"], around) if "bearer" in pieces else None
        shows = [(name, self._read(piece, around, None)) for name, piece in text.shows.items()]
        fields["shows"] = tuple([(name, formula) for name, formula in shows if formula])
        fields["exceptions"] = tuple(
            [
                ExceptionClause(one.id, one.title, one.grounds, when, one.burden, one.citation)
                for one in text.exceptions
                if (when := self._read(one.when, around, CONDITION))
            ]
        )

    def _bearer(self, piece: Piece, around: Around) -> Formula | None:
        blocked = self.text.broken and not self.text.broken.isdisjoint(piece.names)
        bearer = None if blocked else self.reader.read_bearer(piece, around)
        return self._noted(piece, bearer)

    def _dated(self) -> Formula | None:
        """Return the day of the record itself, which decides where the rule does not say otherwise."""
        each = self.text.each
        if each.kind.dated is None:
            return None
        text = f"{each.variable}.{each.kind.dated}"
        node = FieldOf(
            type=DATE, variable=each.variable, kind=each.kind.name, name=each.kind.dated, start=0, end=len(text)
        )
        return Formula(text, node, self.text.each_text.at)
