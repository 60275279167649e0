"""What the cases of rules exercise, and what they do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

from sanctions_engine.authoring.coverage_items import DIFFERS, GIVEN, HIT, UNKNOWN, Item, ItemMap, What, items_of
from sanctions_engine.authoring.parts import Unit, unit_of, units_of
from sanctions_engine.diagnostics import SanctionsEngineError
from sanctions_engine.findings.case_collecting import CollectedCase
from sanctions_engine.findings.questions import assumptions, question, state_or_name
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Pack, Rule
from sanctions_engine.models.claims import Expectation
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.environment import Trace
from sanctions_engine.semantics.evidence import Evidence, View
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, cases
from sanctions_engine.semantics.subjects import Case
from sanctions_engine.semantics.truth import Truth

_HITS = {
    Modality.OBLIGATION: frozenset(
        {Verdict.FULFILLED, Verdict.FULFILLED_LATE, Verdict.VIOLATED, Verdict.PENDING, Verdict.EXEMPT}
    ),
    Modality.PROHIBITION: frozenset({Verdict.VIOLATED, Verdict.EXEMPT}),
    Modality.INDICATOR: frozenset({Verdict.RAISED}),
}
"""Verdicts under which a row of a table is hit: the duty is owed, the event is one of the forbidden, the flag is up."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What there is to exercise in rules, and what of it was.

    Attributes:
        units: The rules and tables, by id.
        items: All that there is to exercise.
        exercised: Keys of what was.
        unknown: Keys of conditions that were unknown at least once.
    """

    units: dict[str, Unit]
    items: tuple[Item, ...]
    exercised: frozenset[str]
    unknown: frozenset[str]
    _counts: dict[tuple[What | None, str | None], tuple[int, int]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for one in self.items:
            done = one.key in self.exercised
            for about in product((None, one.what), (None, one.unit)):
                counted, of = self._counts.get(about, (0, 0))
                self._counts[about] = counted + done, of + 1

    @property
    def missed(self) -> tuple[Item, ...]:
        """What was not exercised, in the order of the rules."""
        return tuple(one for one in self.items if one.key not in self.exercised)

    def counts(self, what: What | None = None, unit: str | None = None) -> tuple[int, int]:
        """Return how many items were exercised, and of how many; those of one sort or one rule alone, if asked."""
        return self._counts.get((what, unit), (0, 0))

    @property
    def percent(self) -> float:
        """The share of the items that were exercised, in per cent; 100 where there is nothing to exercise."""
        done, of = self.counts()
        return 100 * done / of if of else 100.0

    @property
    def never_unknown(self) -> int:
        """How many conditions were never unknown: that is told, and does not count."""
        conditions = {one.key.rpartition("|")[0] for one in self.items if one.what is What.CONDITION}
        return sum(f"{one}|{UNKNOWN}" not in self.unknown for one in conditions)


@dataclass(slots=True)
class CoverageRecorder:
    """Judges what cases expect, and notes what is exercised on the way.

    It judges by the reference evaluator, whatever engine runs the cases: under the reading that is asked for, or under each.
    What was noted is a set of texts, so that several processes can bring theirs together.

    Attributes:
        rules: Patterns of the rules that count; empty for all of the packs that judge.
        noted: Keys of what was exercised.
    """

    rules: tuple[str, ...] = ()
    noted: set[str] = field(default_factory=set)
    _packs: dict[str, Pack] = field(default_factory=dict)
    _maps: dict[tuple[int, ...], ItemMap] = field(default_factory=dict)
    _laws: dict[tuple[tuple[int, ...], tuple[str, ...]], Law] = field(default_factory=dict)

    def record(self, case: CollectedCase) -> None:
        """Note what a case exercises; a case that cannot be judged exercises nothing."""
        items = self._map(case.packs)
        evidence: dict[tuple[str, ...], Evidence] = {}
        for one in case.expect:
            if one.as_of is None:
                continue
            try:
                law = self._law(case.packs, one.assume)
                known = evidence.get(one.assume) or evidence.setdefault(one.assume, Evidence(case.dossier, law.kinds))
                asked = question(
                    law, case.dossier, one.as_of, one.known_at, one.perspective, one.reading, [one.rule], [one.subject]
                )
                self._judge(one, asked, law, known, items)
            except SanctionsEngineError:
                continue  # the run of the cases tells it

    def coverage(self, others: Iterable[str] = ()) -> Coverage:
        """Return what was exercised of the packs of whose rules cases expect something; others only lend theirs.

        Args:
            others: What other processes noted.
        """
        noted = self.noted.union(others)
        units = units_of(self._packs.values(), self.rules, judged=_judged(noted))
        items = items_of(units.values(), Law(self._packs.values())).items
        unknown = frozenset(one for one in noted if one.endswith(f"|{UNKNOWN}"))
        return Coverage(units, tuple(items.values()), frozenset(noted & items.keys()), unknown)

    @property
    def sources(self) -> dict[str, str]:
        """The text of each file of the packs by its name in places."""
        return {name: text for pack in self._packs.values() for name, text in pack.sources.items()}

    def with_packs(self, packs: Iterable[Pack]) -> None:
        """Count the rules of packs, whether a case is about them or not."""
        self._packs.update((one.digest, one) for one in packs)

    def _map(self, packs: tuple[Pack, ...]) -> ItemMap:
        self.with_packs(packs)
        key = tuple(map(id, packs))
        if key not in self._maps:
            self._maps[key] = items_of(units_of(packs).values(), self._law(packs, ()))
        return self._maps[key]

    def _law(self, packs: tuple[Pack, ...], assume: tuple[str, ...]) -> Law:
        key = tuple(map(id, packs)), assume
        if key not in self._laws:
            self._laws[key] = Law(packs, assumptions(packs, assume))
        return self._laws[key]

    def _judge(self, one: Expectation, asked: Question, law: Law, evidence: Evidence, items: ItemMap) -> None:
        rule = law.rules[one.rule]
        view = View(evidence, asked.known_at, asked.perspective)

        def watch(text: Rule, node: Expr, value: Truth) -> None:
            heard = items.by_node.get((unit_of(text.id), id(node)))
            if heard is not None:
                self.noted.update(heard.get(value.value, ()))

        def judged(reading: str, case: Case) -> Verdict:
            judge = Judge(law, view, reading, Trace(watch=watch))
            return judge.judge(rule.id, case, asked.as_of).verdict

        names = (one.subject, state_or_name(one.subject))
        for case in cases(rule, asked, Judge(law, view, asked.reading)):
            if str(case.subject) in names:
                verdict = judged(asked.reading, case)
                self.noted.update(_noted(rule, verdict))
                if asked.reading == "default":
                    for reading in _readings(rule, law):
                        if judged(reading, case) is not verdict:
                            self.noted.add(Item(unit_of(rule.id), What.READING, reading, DIFFERS).key)
                break


def _judged(noted: Iterable[str]) -> set[str]:
    """Return the ids of the rules and tables on which there was a verdict."""
    found = (one.split("|", 2) for one in noted)
    return {unit for unit, what, _ in found if what == What.VERDICT}


def _noted(rule: Rule, verdict: Verdict) -> Iterator[str]:
    unit = unit_of(rule.id)
    yield Item(unit, What.VERDICT, verdict.value, GIVEN).key
    if verdict in _HITS[rule.modality]:
        yield Item(unit, What.ROW, rule.id, HIT).key


def _readings(rule: Rule, law: Law) -> Iterator[str]:
    texts = (text.rule for text in law.texts(rule.id))
    yield from dict.fromkeys(one.id for text in texts if text is not None for one in text.readings)
