"""Streams: the parts of a random dossier in some order, and what a monitor that is fed them is to say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from sanctions_engine.engines.monitor.matchers import Matcher
from sanctions_engine.engines.reference import ReferenceEngine
from sanctions_engine.findings.disputed import disputed_subjects
from sanctions_engine.findings.from_outcomes import FindingMaker
from sanctions_engine.models.claims import Assessment, Claim, Coverage, Dossier, Plea, Rejected, Source
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import Finding
from sanctions_engine.monitoring.arriving import Item
from sanctions_engine.monitoring.journaled import JournaledMonitor
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, rules_asked
from tests.properties.strategies.choices import Choices
from tests.properties.strategies.dossiers import SOURCE
from tests.properties.strategies.examples import SIZE, Example, some_examples, with_question
from tests.properties.strategies.kinds import ADOPTED, DAYS, LATE
from tests.properties.strategies.pack_texts import load

STREAM: Final = SIZE + 80
"""Bytes that the choices of a stream take."""

TURNS: Final = sorted({*DAYS, *LATE})
"""Days on which something often changes."""


@dataclass
class Said:
    """All that was fed to a monitor and not withdrawn: what a batch run would be given."""

    dossier: Dossier = field(default_factory=Dossier)

    def add(self, item: Item) -> None:
        """Take an item."""
        if isinstance(item, Source):
            self._put(sources={**self.dossier.sources, item.id: item})
        else:
            self._put(**{_LISTS[type(item)]: (*getattr(self.dossier, _LISTS[type(item)]), item)})

    def remove(self, item: Item) -> None:
        """Take an item back, every copy of it."""
        left = tuple(one for one in getattr(self.dossier, _LISTS[type(item)]) if one != item)
        self._put(**{_LISTS[type(item)]: left})

    def _put(self, **parts: Any) -> None:
        self.dossier = self.dossier.model_copy(update=parts)

    @property
    def items(self) -> list[Item]:
        """What can be withdrawn."""
        dossier = self.dossier
        return [*dossier.claims, *dossier.coverage, *dossier.pleas, *dossier.assessments, *dossier.rejected]


_LISTS: dict[type, str] = {
    Claim: "claims",
    Coverage: "coverage",
    Plea: "pleas",
    Assessment: "assessments",
    Rejected: "rejected",
}


@dataclass
class Stream:
    """What a monitor is made of and fed.

    Attributes:
        start: The first day judged.
        known_at: What the monitor takes as `known_at`.
        waiting: What is still to come, the next last.
        matcher: What the monitor matches with.
    """

    example: Example
    start: date
    known_at: date | Literal["as_of"] | None
    waiting: list[Item]
    matcher: Matcher = "index"

    def monitor(self, journal: Path) -> JournaledMonitor:
        """Return a monitor that goes on with a journal, or begins it."""
        pack, asked = load(self.example.pack), self.example.question
        assert pack is not None
        return JournaledMonitor(
            [pack],
            journal,
            as_of=self.start,
            known_at=self.known_at,
            perspective=asked.perspective,
            reading=None if asked.reading == "default" else asked.reading,
            assume=self.example.assumed,
            rules=asked.rules,
            subjects=asked.subjects,
            matcher=self.matcher,
        )

    def question(self, day: date) -> Question:
        """Return what a batch run is asked on a day."""
        asked = self.example.question
        known_at = day if self.known_at == "as_of" else self.known_at
        return Question(
            as_of=day,
            known_at=known_at,
            perspective=asked.perspective,
            reading=asked.reading,
            rules=asked.rules,
            subjects=asked.subjects,
        )

    def next(self, number: int) -> list[Item]:
        """Return what comes next."""
        return [self.waiting.pop() for _ in range(min(number, len(self.waiting)))]


def a_stream(draw: Choices) -> Stream | None:
    """Draw a stream; None where the pack is not well formed."""
    example = some_examples(draw.part(SIZE))[0]
    law = example.law()
    if law is None:
        return None
    if not rules_asked(example.question, law):
        example = with_question(example, rules=())  # a monitor refuses patterns that match nothing
    dossier = example.dossier
    said = Assessment(
        by="USA", rule="law0", subject=draw.pick(("RUS", "NOR")), says="violated", source=SOURCE, known=_FIRST
    )
    plea = Plea(by=draw.pick(("RUS", "CHN")), rule="law0", ground="hardship", source=SOURCE, known=_FIRST)
    items: list[Item] = [*dossier.sources.values(), *dossier.claims, *dossier.coverage, *dossier.pleas, said, plea]
    if draw.below(3) == 2:
        kind = draw.pick(("Act", "Stock", "Deal", "Nothing", None))
        items.append(Rejected(file="claims.csv", line=3, field=None, code="SE404", reason="bad", raw="?", fact=kind))
    waiting = [items.pop(draw.below(len(items))) for _ in range(len(items))]
    limits: tuple[date | Literal["as_of"] | None, ...] = (None, None, None, "as_of", example.question.known_at)
    known_at = draw.pick(limits)
    return Stream(example, ADOPTED + timedelta(days=draw.pick((0, 30, -5, 58, 90))), known_at, waiting)


_FIRST: Final = DateRange.of(DAYS[0])


def batch(question: Question, law: Law, dossier: Dossier) -> tuple[Finding, ...]:
    """Return the findings of a fresh run over all of a dossier, as `evaluate` makes them."""
    evidence, engine = Evidence(dossier, law.kinds), ReferenceEngine()
    maker = FindingMaker(question, law, evidence)
    found = maker.findings(engine.outcomes(question, law, evidence), disputed_subjects(engine, question, law, evidence))
    return tuple(found)
