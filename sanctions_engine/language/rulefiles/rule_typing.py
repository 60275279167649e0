"""From the texts of a rule to the typed fields of `Rule`; a reading and an amended rule are typed the same way.

Order: periods, then `let` one by one, then the keys of groups, then everything that may read all of these. In a rule over groups
a `let` is per member if it reads the record, and per group if it reads `total`, `members` or `group`.
"""

from __future__ import annotations

from collections.abc import Mapping
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

_GROUP_WORDS = frozenset({"total", "members", "group"})
_SUBJECT_LEVEL = ("applies_when", "satisfied_when", "violated_when", "raised_when", "when")


@dataclass(frozen=True, eq=False)
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
    sources: tuple[tuple[Piece, Formula], ...]


def type_text(text: RuleText, reader: FormulaReader) -> TypedText:
    """Return the typed fields of a rule with its readings; what is wrong is noted in `reader.problems`."""
    base = _Typing(text, reader).run()
    readings, whole, sources = [], base.whole, dict(base.sources)
    for reading in text.readings:
        read = _Typing(text.with_overrides(reading.overrides), reader).run()
        overrides = differences(base, read, reading.overrides)
        readings.append(Reading(reading.id, reading.title, reading.grounds, overrides))
        whole = whole and read.whole
        sources |= dict(read.sources)
    return TypedText(text, {**base.fields, "readings": tuple(readings)}, whole, tuple(sources.items()))


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
        self.lets: dict[str, Type] = {}
        self.formulas: dict[str, Formula] = {}
        self.members: set[str] = set()
        self.sources: list[tuple[Piece, Formula]] = []
        self.specials: dict[str, Type] = {"instrument.adopted": DATE, "as_of": DATE}
        self.parameters = {name: parameter_type(one) for name, one in text.parameters.items()}

    def run(self) -> TypedText:
        """Type everything but the readings."""
        text = self.text
        fields: dict[str, Any] = {
            "each": text.each,
            "promptly": text.promptly,
            "bearer_is_all": text.bearer_is_all,
            "parameters": text.parameters,
            "every": self._every(),
            **{name: self._law(name, text.formulas) for name in ("since", "until")},
        }
        without_due = dict(self.specials)
        if "due" in text.formulas:
            self.specials["due"] = DATE
        self._type_lets(in_group=False)
        if text.group_by is not None:
            fields["group_by"] = self._group_keys(text.group_by)
            self._type_lets(in_group=True)
        fields["let"] = tuple((name, self.formulas[name]) for name in text.let if name in self.formulas)
        fields["due"] = self._due(without_due)
        fields.update(self._conditions())
        return TypedText(text, fields, self.whole, tuple(self.sources))

    # --- what formulas can read ---

    def _around(self, *, in_group: bool, specials: Mapping[str, Type] | None = None) -> Around:
        text = self.text
        return self.reader.around(
            variable=(text.each.variable, text.each.kind.name),
            lets=self.lets,
            members=frozenset(self.members) if in_group else frozenset(),
            row=text.columns,
            parameters=self.parameters,
            specials=self.specials if specials is None else specials,
            in_group=in_group,
            broken=frozenset(self.broken),
        )

    def _around_law(self) -> Around:
        return self.reader.around(row=self.text.columns, specials={"instrument.adopted": DATE})

    def _read(self, piece: Piece | None, around: Around, expected: Type | None) -> Formula | None:
        if piece is None:
            return None
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

    def _law(self, name: str, pieces: Mapping[str, Piece]) -> Formula | None:
        return self._read(pieces.get(name), self._around_law(), DATE) if name in pieces else None

    # --- parts ---

    def _every(self) -> Every | None:
        pieces = self.text.every
        if pieces is None:
            return None
        period = self._read(pieces["period"], self._around_law(), DURATION)
        since, until = self._law("since", pieces), self._law("until", pieces)
        self.specials |= {"period.start": DATE, "period.end": DATE}
        return Every(period, since, until) if period and since else None

    def _type_lets(self, *, in_group: bool) -> None:
        """Type the `let` names of one level, in order; those of the other level are left for the other call."""
        text = self.text
        if not in_group:
            check_names(text, self.reader.problems)
            out_of_order = order_problems(text.let, self.reader.problems) if text.let else set()
            self.broken |= out_of_order
            self.whole = self.whole and not out_of_order
        for name, piece in text.let.items():
            if name in self.broken or self._is_group_let(piece) is not in_group:
                continue
            if text.group_by is not None and not in_group and self._is_member(piece):
                self.members.add(name)
            formula = self._read(piece, self._around(in_group=in_group), None)
            if formula is None:
                self.broken.add(name)
            else:
                self.formulas[name] = formula
                self.lets[name] = formula.node.type

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
        around = self._around(in_group=False)
        keys = []
        for name, piece in pieces.items():
            formula = self._read(piece, around, None)
            if formula is None:
                self.broken.add(f"group.{name}")
            else:
                keys.append((name, formula))
                self.specials[f"group.{name}"] = formula.node.type
        return tuple(keys)

    def _due(self, specials: Mapping[str, Type]) -> Formula | None:
        piece = self.text.formulas.get("due")
        if piece is None:
            return None
        keys = {name: type for name, type in self.specials.items() if name.startswith("group.")}
        reads_due = self._lets_that_read_due()
        for name in sorted(name for name in reads_due if piece.reads(name)):
            also = [Label(self.text.let[name].first("due"), "which reads `due`")]
            message = f"cycle: `due` reads `{name}`, which reads `due`"
            help = "give the day a `let` of its own that does not read `due`"
            self.reader.problems.add(Code.SE220, message, piece.first(name), "read here", also=also, help=help)
            self.whole = False
            return None
        around = self._around(in_group=self.text.group_by is not None, specials={**specials, **keys})
        return self._read(piece, around, DATE)

    def _lets_that_read_due(self) -> set[str]:
        found: set[str] = set()
        for name, piece in self.text.let.items():
            if piece.reads("due") or any(piece.reads(one) for one in found):
                found.add(name)
        return found

    def _conditions(self) -> dict[str, Any]:
        text, grouped = self.text, self.text.group_by is not None
        around = self._around(in_group=grouped)
        member = self._around(in_group=False) if grouped else around
        pieces = text.formulas
        fields: dict[str, Any] = {
            name: self._read(pieces[name], around, CONDITION) for name in _SUBJECT_LEVEL if name in pieces
        }
        if "where" in pieces:
            fields["where"] = self._read(pieces["where"], member, CONDITION)
        fields["on"] = self._read(pieces["on"], member, DATE) if "on" in pieces else self._dated()
        fields["bearer"] = self._bearer(pieces["bearer"], around) if "bearer" in pieces else None
        shows = ((name, self._read(piece, around, None)) for name, piece in text.shows.items())
        fields["shows"] = tuple((name, formula) for name, formula in shows if formula)
        fields["exceptions"] = tuple(
            ExceptionClause(one.id, one.title, one.grounds, when, one.burden, one.citation)
            for one in text.exceptions
            if (when := self._read(one.when, around, CONDITION))
        )
        return fields

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
