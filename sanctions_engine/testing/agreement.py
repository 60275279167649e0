"""Whether two engines agree on a question: every outcome, one by one; those that make no finding, by number where they are only counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from sanctions_engine.engines.protocol import Engine
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import QUIET, Verdict
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question

Counts: TypeAlias = Mapping[tuple[str, Verdict], int]


@runtime_checkable
class Counted(Protocol):
    """Outcomes of which some are not listed: `quiet` gives their number by rule and verdict."""

    quiet: Counts


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing that two engines answer differently.

    Attributes:
        rule: Id of the rule.
        subject: The subject; None where the engines differ in a number of quiet outcomes.
        verdict: The quiet verdict of which the number differs; None where a subject is named.
        one: What the first engine says: its outcomes for the subject (none, one, or by mistake several), or a number.
        other: What the second engine says.

    Example:
        >>> subject = Subject("State", ("RUS",), names=("code",))
        >>> said = Outcome("law", subject, Verdict.VIOLATED)
        >>> print(Disagreement("law", subject, None, (said,), ()))
        law on RUS: `violated` against `no such subject`
        >>> print(Disagreement("law", None, Verdict.CLEAN, 3, 2))
        law: `3 clean` against `2 clean`
    """

    rule: str
    subject: Subject | None
    verdict: Verdict | None
    one: tuple[Outcome, ...] | int
    other: tuple[Outcome, ...] | int

    def __str__(self) -> str:
        who = self.rule if self.subject is None else f"{self.rule} on {self.subject}"
        return f"{who}: `{self._told(self.one)}` against `{self._told(self.other)}`"

    def _told(self, said: tuple[Outcome, ...] | int) -> str:
        if isinstance(said, int):
            return f"{said} {self.verdict}"
        return " and ".join(_outcome(one) for one in said) or "no such subject"


def disagreements(
    question: Question, law: Law, evidence: Evidence, engine: Engine, other: Engine
) -> list[Disagreement]:
    """Return what two engines answer differently, in order of rule and subject.

    Compared are the subjects, and of each the verdict, the due day and the exception that decided. Where an engine gives the number of
    its quiet outcomes alone (see `Counted`), these are compared by number for each rule and verdict. Order does not matter.

    Raises:
        EngineUnavailable: If a component that an engine needs is missing.

    Example:
        >>> from datetime import date
        >>> from sanctions_engine import read_dossiers
        >>> from sanctions_engine.engines.registry import engine_named
        >>> packs, dossier = read_dossiers(["examples/russia-2020"])
        >>> law = Law(packs)
        >>> evidence = Evidence(dossier, law.kinds)
        >>> one, other = engine_named("reference"), engine_named("reference")
        >>> disagreements(Question(as_of=date(2020, 1, 24)), law, evidence, one, other)
        []
    """
    return list(
        compared(engine.outcomes(question, law, evidence), other.outcomes(question, law, evidence)),
    )


def compared(one: Iterable[Outcome], other: Iterable[Outcome]) -> Iterator[Disagreement]:
    """Yield what two answers to one question differ in; an answer may be `Counted`.

    Example:
        >>> subject = Subject("State", ("RUS",), names=("code",))
        >>> said = Outcome("law", subject, Verdict.VIOLATED)
        >>> print(*compared([said], []))
        law on RUS: `violated` against `no such subject`
    """
    first, second = _Answer(one), _Answer(other)
    counted = {rule for rule, _ in (*first.counts, *second.counts)}
    for key in sorted({*first.said, *second.said}):
        mine = _loud(first.said.get(key, ()), counted)
        theirs = _loud(second.said.get(key, ()), counted)
        if mine != theirs:
            yield Disagreement(key[0], key[1], None, mine, theirs)
    numbers, others = first.numbers(counted), second.numbers(counted)
    for rule, verdict in sorted({*numbers, *others}):
        if numbers[rule, verdict] != others[rule, verdict]:
            yield Disagreement(rule, None, verdict, numbers[rule, verdict], others[rule, verdict])


class _Answer:
    """The outcomes of one engine by rule and subject, and its counts."""

    def __init__(self, outcomes: Iterable[Outcome]) -> None:
        self.said: dict[tuple[str, Subject], tuple[Outcome, ...]] = {}
        for one in outcomes:
            key = (one.rule, one.subject)
            self.said[key] = (*self.said.get(key, ()), one)
        # read last: an engine may count while it answers
        self.counts: Counts = dict(outcomes.quiet) if isinstance(outcomes, Counted) else {}

    def numbers(self, rules: set[str]) -> Counter[tuple[str, Verdict]]:
        """Return how many quiet outcomes some rules have, listed or counted."""
        found = Counter(self.counts)
        for (rule, _), outcomes in self.said.items():
            if rule in rules:
                found.update((rule, one.verdict) for one in outcomes if one.verdict in QUIET)
        return found


def _loud(outcomes: tuple[Outcome, ...], counted: set[str]) -> tuple[Outcome, ...]:
    """Return outcomes to compare one by one: the quiet ones only of rules of which no engine counts any."""
    return tuple(one for one in outcomes if one.rule not in counted or one.verdict not in QUIET)


def _outcome(one: Outcome) -> str:
    due = f", due {one.due}" if one.due is not None else ""
    exception = f", by {one.exception}" if one.exception is not None else ""
    return f"{one.verdict}{due}{exception}"
