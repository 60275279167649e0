"""What was not exercised, put together for readers: a condition that was never evaluated is one gap and not two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sanctions_engine.authoring.coverage import Coverage
from sanctions_engine.authoring.coverage_items import FALSE, TRUE, UNKNOWN, Item, What
from sanctions_engine.authoring.parts import Stretch, Unit

_WORDS = {
    (What.CONDITION, (TRUE,)): "never true",
    (What.CONDITION, (FALSE,)): "never false",
    (What.EXCEPTION, ("held",)): "never holds",
    (What.EXCEPTION, ("not held",)): "always holds",
    (What.EXCEPTION, ("held", "not held")): "never looked at",
    (What.READING, ("differs",)): "never comes to another verdict",
    (What.ROW, ("hit",)): "never hit",
    (What.VERDICT, ("given",)): "never given",
}
_ONLY_UNKNOWN = "never known"
_NEVER_ASKED = "never evaluated"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that no case exercised.

    Attributes:
        unit: Id of the rule or table.
        what: What it is about.
        name: The condition, or the id of the exception, reading, row or verdict.
        words: What never happened.
        place: Where it stands; the rule, where it is no piece of text.
        within: The reading or amendment that it is part of.
    """

    unit: str
    what: What
    name: str
    words: str
    place: Stretch
    within: str


def gaps_of(coverage: Coverage) -> list[Gap]:
    """Return what was not exercised, rule by rule, in the order of the text."""
    missed: dict[str, dict[tuple[object, ...], list[Item]]] = {}
    for one in coverage.missed:
        together = one.what, one.name, one.place
        missed.setdefault(one.unit, {}).setdefault(together, []).append(one)
    return [gap for id, unit in coverage.units.items() for gap in _gaps(unit, missed.get(id, {}), coverage)]


def _gaps(unit: Unit, missed: dict[tuple[object, ...], list[Item]], coverage: Coverage) -> Iterator[Gap]:
    found = []
    for items in missed.values():
        first = items[0]
        words = _words(items, coverage)
        found.append(Gap(unit.id, first.what, first.name, words, first.place or _place(unit, first), first.within))
    yield from sorted(found, key=lambda one: (one.place.file, one.place.line, one.place.start))


def _words(items: list[Item], coverage: Coverage) -> str:
    first, wants = items[0], tuple(one.want for one in items)
    told = _WORDS.get((first.what, wants))
    if told is not None:
        return told
    unknown = f"{first.key.rpartition('|')[0]}|{UNKNOWN}"
    return _ONLY_UNKNOWN if unknown in coverage.unknown else _NEVER_ASKED


def _place(unit: Unit, item: Item) -> Stretch:
    rule = next((one for one in unit.rules if one.id == item.name), unit.rules[0])
    return Stretch(rule.place.file, 0, 0, rule.place.line)
