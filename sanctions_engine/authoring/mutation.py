"""Mutation: slips of the pen are made in rules one by one, and the cases that read the place are held against each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sanctions_engine.authoring.held_expectations import Held, held_expectations, mutated, units_behind
from sanctions_engine.authoring.mutants import Mutant, mutants_of, mutants_of_changes
from sanctions_engine.authoring.parts import Unit, unit_of, units_of
from sanctions_engine.findings.case_collecting import CollectedCase
from sanctions_engine.findings.questions import assumptions
from sanctions_engine.language.nodes import Aggregate, Expr, children, walk
from sanctions_engine.language.rulefiles.patterns import names_rule
from sanctions_engine.semantics.law import Law


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one mutant.

    Attributes:
        noticed_by: The first case that does not hold any more; None if all hold, so that the mutant survived.
        asked: How many expectations were judged.
    """

    mutant: Mutant
    noticed_by: str | None
    asked: int

    @property
    def survived(self) -> bool:
        """Whether no case noticed."""
        return self.noticed_by is None


@dataclass(slots=True)
class MutationReport:
    """What came of all mutants, in the order of the rules."""

    tried: list[Tried] = field(default_factory=list)

    @property
    def survivors(self) -> list[Tried]:
        """The mutants that no case noticed."""
        return [one for one in self.tried if one.survived]

    @property
    def score(self) -> float:
        """The share of the mutants that some case noticed, in per cent; 100 where there is none."""
        return 100 * (len(self.tried) - len(self.survivors)) / len(self.tried) if self.tried else 100.0

    def by_slip(self) -> dict[str, tuple[int, int]]:
        """Return for each sort of slip how many were noticed, and of how many."""
        counts: dict[str, tuple[int, int]] = {}
        for one in self.tried:
            noticed, of = counts.get(one.mutant.slip, (0, 0))
            counts[one.mutant.slip] = noticed + (not one.survived), of + 1
        return dict(sorted(counts.items()))


def mutate(
    cases: Iterable[CollectedCase],
    *,
    rules: Iterable[str] = (),
    told: Callable[[Tried], None] | None = None,
) -> MutationReport:
    """Make every slip in the rules of which cases expect something, and say which no case notices.

    Each mutant is a pack in memory: nothing is written, and no file is read again. Only expectations that can read the place are
    judged, those first that evaluated the condition in which it stands, and only up to the first that does not hold.

    Args:
        cases: The cases. What does not hold without a slip is left aside.
        rules: Only slips in rules that one of these patterns names; empty for all.
        told: Is told of each mutant when it is done.
    """
    patterns, cases = tuple(rules), list(cases)
    report = MutationReport()
    together: dict[tuple[str, ...], list[CollectedCase]] = {}
    for case in cases:
        together.setdefault(tuple(pack.digest for pack in case.packs), []).append(case)
    for of_packs in together.values():
        tester = _Tester(of_packs, list(held_expectations(of_packs, patterns)))
        for mutant in tester.mutants(patterns):
            report.tried.append(tester.tried(mutant))
            if told is not None:
                told(report.tried[-1])
    return report


class _Tester:
    """Tries mutants of some packs on what is expected of them."""

    def __init__(self, cases: Sequence[CollectedCase], held: Sequence[Held]) -> None:
        self.packs = cases[0].packs
        self.law = Law(self.packs)
        behind = {one.expected.rule: units_behind(one.expected.rule, self.law) for one in held}
        self.of_unit: dict[str, list[Held]] = {}
        for one in held:
            for unit in behind[one.expected.rule]:
                self.of_unit.setdefault(unit, []).append(one)
        self.conditions: set[int] = set().union(*(one.conditions for one in held))
        self.judged = {unit_of(one.rule) for case in cases for one in case.expect}
        self._parents: dict[int, Expr] = {}

    def mutants(self, patterns: tuple[str, ...]) -> Iterator[Mutant]:
        """Yield the mutants of each pack of which something is expected."""
        for pack in self.packs:
            if self.judged.isdisjoint({unit_of(id) for id in pack.rules}):
                continue
            units = units_of(self.packs, patterns)
            for unit in units.values():
                if unit.rules[0].id in pack.rules:
                    self._learn(unit)
                    yield from mutants_of(pack, unit, self.law.kinds)
            for one in mutants_of_changes(pack, self.law.kinds):
                if not patterns or any(names_rule(pattern, one.unit) for pattern in patterns):
                    yield one

    def tried(self, mutant: Mutant) -> Tried:
        """Return what comes of a mutant."""
        packs = mutated(self.packs, mutant.make())
        laws: dict[tuple[str, ...], Law] = {}
        asked = 0
        for one in self._readers(mutant):
            assume = one.expected.assume
            if assume not in laws:
                laws[assume] = Law(packs, assumptions(packs, assume))
            asked += 1
            if not one.holds(laws[assume]):
                return Tried(mutant, one.name, asked)
        return Tried(mutant, None, asked)

    def _readers(self, mutant: Mutant) -> list[Held]:
        """Return the expectations that can read the place of a mutant, those that evaluated its condition first."""
        found = {id(one): one for unit in mutant.units for one in self.of_unit.get(unit, ())}
        candidates = list(found.values())
        if mutant.node is None:
            return candidates
        around = list(self._around(mutant.node))
        outermost = [index for index, node in enumerate(around) if isinstance(node, Aggregate)]
        # What an aggregate looks up decides which records its filter ever sees: there the question around it counts.
        outside = next(
            (id(node) for node in around[outermost[-1] if outermost else 0 :] if id(node) in self.conditions), None
        )
        nearest = next((id(node) for node in around if id(node) in self.conditions), None)
        if outside is not None:
            candidates = [one for one in candidates if outside in one.conditions or one.hears_speakers]
        return sorted(candidates, key=lambda one: nearest not in one.conditions)

    def _around(self, node: Expr) -> Iterator[Expr]:
        """Yield a piece, and what it is a part of, to the whole formula."""
        inside: Expr | None = node
        while inside is not None:
            yield inside
            inside = self._parents.get(id(inside))

    def _learn(self, unit: Unit) -> None:
        """Note for each piece of a formula what it is a part of."""
        for part in unit.parts:
            for node in walk(part.formula.node):
                self._parents.update((id(child), node) for child in children(node))
