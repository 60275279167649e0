"""What there is to exercise in rules: each condition both ways, each exception, reading, row and verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sanctions_engine.authoring.conditions import single_conditions
from sanctions_engine.authoring.parts import Part, Stretch, Unit, stretch_of
from sanctions_engine.authoring.reachable_verdicts import reachable_verdicts
from sanctions_engine.language.rules import ExceptionClause, Formula
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.law import Law


class What(StrEnum):
    """What an item is about."""

    CONDITION = "condition"
    EXCEPTION = "exception"
    READING = "reading"
    ROW = "row"
    VERDICT = "verdict"


TRUE, FALSE, UNKNOWN = "true", "false", "unknown"
HELD, NOT_HELD = "held", "not held"
DIFFERS, HIT, GIVEN = "differs", "hit", "given"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that cases can exercise.

    Attributes:
        unit: Id of the rule or table.
        what: What it is about.
        name: The condition as the file has it, or the id of the exception, reading, row or verdict.
        want: What has to happen: `true`, `false`, `held`, `not held`, `differs`, `hit`, `given`.
        place: Where it stands; None for a verdict.
        within: The reading or amendment that it is part of.
    """

    unit: str
    what: What
    name: str
    want: str
    place: Stretch | None = None
    within: str = ""

    @property
    def key(self) -> str:
        """What tells it from others, in every process that has read the same files."""
        at = f"{self.place.file}@{self.place.start}-{self.place.end}" if self.place else self.name
        return f"{self.unit}|{self.what}|{at}|{self.want}"


Heard = tuple[str, int]
"""A unit and the identity of a node of it: what is known when a condition is evaluated."""


@dataclass(slots=True)
class ItemMap:
    """The items of some rules, and what to note when a condition of them is evaluated.

    Attributes:
        items: All items, by key, in the order of the rules.
        by_node: Per condition and truth, the keys that it exercises.
    """

    items: dict[str, Item] = field(default_factory=dict)
    by_node: dict[Heard, dict[bool | None, list[str]]] = field(default_factory=dict)

    def add(self, item: Item) -> str:
        """Note an item, once, and return its key."""
        key = item.key
        self.items.setdefault(key, item)
        return key

    def listen(self, unit: str, node: object, truth: bool | None, key: str) -> None:
        """Note which key a condition exercises by coming to a truth."""
        heard = self.by_node.setdefault((unit, id(node)), {}).setdefault(truth, [])
        if key not in heard:
            heard.append(key)


def items_of(units: Iterable[Unit], law: Law) -> ItemMap:
    """Return all that there is to exercise in some rules."""
    found = ItemMap()
    for unit in units:
        for part in unit.parts:
            _conditions(unit, part, found)
        for clause in _exceptions(unit):
            _held(unit.id, clause.id, clause.when, found)
        for rule in unit.rules:
            if rule.modality is Modality.EXEMPTION and rule.when is not None:
                _held(unit.id, unit.id, rule.when, found)
        for reading in dict.fromkeys(one.id for text in unit.texts for one in text.readings):
            found.add(Item(unit.id, What.READING, reading, DIFFERS))
        if unit.is_table:
            for rule in unit.rules:
                if rule.modality is not Modality.EXEMPTION:
                    found.add(Item(unit.id, What.ROW, rule.id, HIT))
        for verdict in _verdicts(unit, law):
            found.add(Item(unit.id, What.VERDICT, verdict.value, GIVEN))
    return found


def _conditions(unit: Unit, part: Part, found: ItemMap) -> None:
    for node in single_conditions(part.formula.node, is_asked=part.is_condition):
        place = part.stretch(node)
        name = part.formula.source(node)
        for truth, want in ((True, TRUE), (False, FALSE), (None, UNKNOWN)):
            item = Item(unit.id, What.CONDITION, name, want, place, part.within)
            key = item.key if truth is None else found.add(item)  # unknown is told, and not asked for
            found.listen(unit.id, node, truth, key)


def _held(unit: str, name: str, when: Formula, found: ItemMap) -> None:
    place = stretch_of(when, 0, len(when.text))
    for want, truths in ((HELD, (True,)), (NOT_HELD, (False, None))):
        key = found.add(Item(unit, What.EXCEPTION, name, want, place))
        for truth in truths:
            found.listen(unit, when.node, truth, key)


def _exceptions(unit: Unit) -> Iterator[ExceptionClause]:
    for text in unit.texts:
        yield from text.exceptions
        for reading in text.readings:
            yield from reading.overrides.get("exceptions", ())


def _verdicts(unit: Unit, law: Law) -> list[Verdict]:
    found = {verdict for text in unit.texts for verdict in reachable_verdicts(text, law)}
    return sorted(found, key=lambda one: one.value)
