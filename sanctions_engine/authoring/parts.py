"""The formulas of a rule with their roles: those of its readings and amendments too, and those of all rows of a table once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace

from sanctions_engine.diagnostics.lines import Passage
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rulefiles.patterns import names_rule
from sanctions_engine.language.rules import Change, Formula, Pack, Rule, amended
from sanctions_engine.language.yaml.yaml_places import places_of

CONDITIONS = frozenset({"where", "applies_when", "satisfied_when", "violated_when", "raised_when", "when"})
"""Roles of formulas that are asked for their truth; that of an exception too."""
_MAIN = ("where", "on", "bearer", "applies_when", "satisfied_when", "violated_when", "raised_when", "when")
_DAYS = ("due", "since", "until")
_STYLES = frozenset("|>'\"")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of a file, from `start` up to, not including, `end`."""

    file: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A formula of a rule.

    Attributes:
        role: What it decides, as the rule file calls it: `violated_when`, `let barrels`, `exception permit`.
        within: The reading or amendment that it is part of; empty for the rule as it was made.
    """

    role: str
    formula: Formula
    within: str = ""

    @property
    def is_condition(self) -> bool:
        """Whether it is asked for its truth."""
        return self.role in CONDITIONS or self.role.startswith("exception ")

    def stretch(self, node: Expr) -> Stretch | None:
        """Return where a piece of it stands in its file; None for one that no file holds."""
        return stretch_of(self.formula, node.start, node.end)


@dataclass(slots=True, eq=False)
class Unit:
    """A rule, or a decision table with all its rows: what stands once in a rule file.

    Attributes:
        id: Id of the rule or of the table.
        rules: The rule, or one for each row.
        texts: Every text that a rule of it has or can have, amendments included, readings apart.
        parts: Its formulas, each once.
    """

    id: str
    rules: tuple[Rule, ...]
    texts: list[Rule] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def is_table(self) -> bool:
        """Whether it has rows."""
        return self.rules[0].id != self.id


def unit_of(rule: str) -> str:
    """Return the id of the rule or table that a rule is, or is a row of.

    Example:
        >>> unit_of("unscr-2371-8/coal"), unit_of("unscr-2397-8")
        ('unscr-2371-8', 'unscr-2397-8')
    """
    return rule.partition("/")[0]


def units_of(packs: Iterable[Pack], patterns: Iterable[str] = (), *, judged: Set[str] | None = None) -> dict[str, Unit]:
    """Return the rules and tables of packs by id, each with its formulas.

    Args:
        packs: The packs; those that they require among them, for changes of law.
        patterns: Only rules that one of these patterns names; empty for all.
        judged: Ids of rules and tables: only packs that hold one of them; None for all.
    """
    packs, wanted = tuple(packs), tuple(patterns)
    rows: dict[str, list[Rule]] = {}
    for pack in packs:
        if judged is not None and judged.isdisjoint({unit_of(id) for id in pack.rules}):
            continue
        for rule in pack.rules.values():
            if not wanted or any(names_rule(pattern, rule.id) for pattern in wanted):
                rows.setdefault(unit_of(rule.id), []).append(rule)
    changes = [change for pack in packs for change in pack.changes if change.action == "amend"]
    units = {id: Unit(id, tuple(rules)) for id, rules in rows.items()}
    for unit in units.values():
        _read(unit, changes)
    return units


def _read(unit: Unit, changes: list[Change]) -> None:
    seen: set[object] = set()

    def add(parts: Iterable[tuple[str, Formula]], within: str = "") -> None:
        for role, formula in parts:
            key = place_key(formula)
            if key not in seen:
                seen.add(key)
                unit.parts.append(Part(role, formula, within))

    for rule in unit.rules:
        variants = [("", rule)]
        for change in changes:
            if rule.id in change.targets:
                variants.append((f"amended by {change.instrument.id}", amended(rule, change.overrides[rule.id])))
        for within, text in variants:
            unit.texts.append(text)
            add(formulas_with_roles(text), within)
            for reading in text.readings:
                read = replace(text, **reading.overrides)
                add(formulas_with_roles(read), f"reading {reading.id}")


def formulas_with_roles(rule: Rule) -> Iterator[tuple[str, Formula]]:
    """Yield every formula of one text of a rule with its role."""
    for name in (*_MAIN, *_DAYS):
        formula = getattr(rule, name)
        if formula is not None:
            yield name, formula
    if rule.every is not None:
        yield "every period", rule.every.period
        yield "every from", rule.every.since
        if rule.every.until is not None:
            yield "every until", rule.every.until
    yield from ((f"group_by {name}", formula) for name, formula in rule.group_by or ())
    yield from ((f"let {name}", formula) for name, formula in rule.let)
    yield from ((f"shows {name}", formula) for name, formula in rule.shows)
    yield from ((f"exception {one.id}", one.when) for one in rule.exceptions)


def place_key(formula: Formula) -> object:
    """Return what tells where a formula stands; equal for two that were read from one place."""
    at = formula.at
    return (at.file, at.start, at.end) if isinstance(at, Passage) else at


def stretch_of(formula: Formula, start: int, end: int) -> Stretch | None:
    """Return where the characters of a formula stand in its file; None for a formula that no file holds."""
    at = formula.at
    if not isinstance(at, Passage):
        return None
    text = at.lines.text
    style = text[at.start] if text[at.start] in _STYLES else ""
    first, last = places_of(text, at.start, at.end, formula.text, style).stretch(start, end)
    return Stretch(at.file, first, last, at.lines.position(first)[0])
