"""The monitor: findings that follow a stream of claims, exactly as a batch run over all of them would have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.engines.monitor.day_queue import DayQueue
from sanctions_engine.engines.monitor.evidence import GrowingEvidence
from sanctions_engine.engines.monitor.index import Unit
from sanctions_engine.engines.monitor.invalidation import News, invalidated
from sanctions_engine.engines.monitor.matchers import InFlight, Matcher, NotNoted, matcher_named
from sanctions_engine.engines.monitor.watched import Watched
from sanctions_engine.facts import ClaimChecks
from sanctions_engine.findings.arguments import (
    Assume,
    Packs,
    assume_given,
    day_given,
    dossier_given,
    optional_text,
    packs_given,
    text_given,
    texts_given,
)
from sanctions_engine.findings.questions import assumptions, question, state_or_name
from sanctions_engine.models.claims import Claim, Dossier
from sanctions_engine.models.findings import Finding
from sanctions_engine.models.monitoring import FindingChange, Matching, Turn
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.monitoring.arriving import Evidenced, Item
from sanctions_engine.monitoring.judging import Judging
from sanctions_engine.monitoring.kept_findings import KeptFindings, Packed, digest_of
from sanctions_engine.monitoring.steps import Advance, Feed, Step, Withdraw
from sanctions_engine.semantics.law import Law

AS_OF: Literal["as_of"] = "as_of"


@dataclass(slots=True)
class _Standing:
    """A finding that stands.

    Attributes:
        outcome: What was found when it was last judged.
        essence: The digest of what it says apart from the day.
        told: The finding as it was last told.
        told_on: The day judged when it was told, if that was since it was last judged; else None.
    """

    outcome: Outcome
    essence: bytes
    told: Packed
    told_on: date | None


class Monitor:
    """Takes claims as they come and days as they pass, and tells which findings open, change and close.

    After every step `findings` are those that `evaluate` gives for all that was fed and the same day.

    Attributes:
        as_of: The day judged.
    """

    _in_flight: InFlight = NotNoted()

    def __init__(
        self,
        packs: Packs,
        *,
        as_of: date,
        dossier: Dossier | None = None,
        known_at: date | Literal["as_of"] | None = None,
        perspective: str | None = None,
        reading: str | None = None,
        assume: Assume = (),
        rules: Iterable[str] = (),
        subjects: Iterable[str] = (),
        all_states: bool = False,
        matcher: Matcher = "index",
    ) -> None:
        """Begin on a day, with a dossier or with nothing.

        Args:
            packs: One pack or several, from `load_pack`.
            as_of: The first day judged.
            dossier: What is known at the start. What follows from it is no change: see `findings`.
            known_at: The day up to which claims were known; `"as_of"` for the day judged, whichever it is; None for no limit.
            perspective: Read each series from this speaker alone where they speak in it; they need not have spoken yet.
            reading: Judge under this reading of the rules that have it.
            assume: Drafts to take as adopted, as in `evaluate`.
            rules: Patterns of rule ids; empty for all.
            subjects: Names of subjects; empty for all.
            all_states: Judge every State of the register.
            matcher: What looks up the rules on records that a claim can concern: the hash index, or durable-rules beside it, each of
                whose answers is held against the index. The findings are the same.

        Raises:
            BadQuestion: If something named does not exist.
            EngineUnavailable: If durable-rules cannot be used here (SE604).
            TypeError: As in `evaluate`.
        """
        given = packs_given(packs)
        law = Law(given, assumptions(given, assume_given(assume)))
        start = dossier_given(dossier if dossier is not None else Dossier())
        self._follows = known_at == AS_OF
        known = as_of if self._follows else None if known_at is None else day_given("known_at", known_at)
        speaker = None if perspective is None else state_or_name(text_given("perspective", perspective))
        self._question = question(
            law,
            start,
            day_given("as_of", as_of),
            known,
            speaker,
            optional_text("reading", reading),
            texts_given("rules", rules),
            texts_given("subjects", subjects),
            all_states,
            [speaker] if speaker is not None else (),
        )
        self._law = law
        self._checks = ClaimChecks(law.kinds)
        self._evidence = GrowingEvidence(law.kinds)
        self._watched = Watched(self._question, law, matcher_named(matcher), self._in_flight)
        self._arriving = Evidenced(self._evidence, self._watched)
        self._queue: DayQueue[Unit] = DayQueue()
        self._kept = KeptFindings()
        self._standing: dict[Unit, dict[Subject, _Standing]] = {}
        self._waiting: set[Unit] = set(self._watched.first_units())
        self._take_note(self._arriving.begin(start))
        self._settle()

    @property
    def as_of(self) -> date:
        """The day judged."""
        return self._question.as_of

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings as they stand on the day judged, in order of rule and subject."""
        judging = Judging(self._question, self._law, self._evidence, follows=self._follows)
        found = []
        for unit, standing in self._standing.items():
            for subject, one in standing.items():
                if one.told_on == self.as_of:
                    finding = self._kept.finding(unit.rule, one.told)
                else:
                    finding = judging.finding(one.outcome)
                    one.told, one.told_on = self._kept.packed(finding), self.as_of
                found.append((unit.rule, str(subject), subject, finding))
        return tuple(one[3] for one in sorted(found, key=lambda one: one[:3]))

    @property
    def verdicts(self) -> Counter[str]:
        """The number of findings by verdict, without making them."""
        return Counter(one.outcome.verdict.value for standing in self._standing.values() for one in standing.values())

    @property
    def matching(self) -> Matching:
        """How durable-rules and the hash index agreed so far."""
        return self._watched.matching

    @property
    def held(self) -> Iterator[Item]:
        """All that was fed and not withdrawn, in order."""
        return self._arriving.items

    @property
    def claims_held(self) -> int:
        """The number of different claims that were fed and not withdrawn."""
        return self._arriving.number

    @property
    def dossier(self) -> Dossier:
        """All but the claims of what was fed and not withdrawn."""
        return self._evidence.dossier

    def feed(self, *items: Item) -> tuple[FindingChange, ...]:
        """Take claims, or what else a dossier holds, all at once, and return what changes.

        Args:
            items: Claims, coverage, pleas, assessments, sources. A correction is another claim of its speaker, known later.

        Raises:
            InputRejected: If a claim does not fit its kind; then nothing is taken.
            TypeError: If an item is something else.
        """
        return self.do(self.checked(Feed(items)))

    def withdraw(self, *items: Item) -> tuple[FindingChange, ...]:
        """Take back what was fed, as if it had never been said, and return what changes.

        Raises:
            KeyError: If something was never fed, or was withdrawn already; then nothing is withdrawn.
        """
        return self.do(self.checked(Withdraw(items)))

    def advance(self, to: date) -> tuple[FindingChange, ...]:
        """Let days pass up to one, and return what changes on each of them, in order.

        Raises:
            BadQuestion: If the day is before the one judged (SE507).
        """
        return self.do(self.checked(Advance(to)))

    def checked(self, step: Step) -> Step:
        """Return a step as it can be done, its claims checked like those of a file.

        Raises:
            InputRejected: If a claim does not fit its kind.
            KeyError: If something is withdrawn that is not there.
            BadQuestion: If days are to go back (SE507).
            TypeError: If an item or a day is something else.
        """
        if isinstance(step, Feed):
            return Feed(self._checked(step.items))
        if isinstance(step, Withdraw):
            items = self._checked(step.items)
            self._arriving.check_there(items)
            return Withdraw(items)
        if day_given("to", step.to) < self.as_of:
            help = "start another monitor for the earlier day, or `evaluate`"
            message = f"{step.to} is before {self.as_of}: days do not go back"
            raise BadQuestion([Problem(Code.SE507, message, help=help)])
        return step

    def do(self, step: Step) -> tuple[FindingChange, ...]:
        """Do a step that was checked, and return what changes."""
        if isinstance(step, Advance):
            return self._passed(step.to)
        change = self._arriving.add if isinstance(step, Feed) else self._arriving.remove
        self._take_note(change(step.items))
        return self._settle()

    def _passed(self, to: date) -> tuple[FindingChange, ...]:
        changes: list[FindingChange] = []
        while (day := self._queue.first) is not None and day <= to:
            self._pass_to(day)
            self._waiting.update(self._queue.take(day))
            changes += self._settle()
        self._pass_to(to)
        return tuple(changes)

    def _checked(self, items: tuple[Item, ...]) -> tuple[Item, ...]:
        """Return what was given, its claims checked like those of a file."""
        self._arriving.check(items)
        checked = self._checks.checked([one for one in items if isinstance(one, Claim)])
        if len(checked) == len(items):
            return checked
        claims = iter(checked)
        return tuple([next(claims) if isinstance(one, Claim) else one for one in items])

    def _pass_to(self, day: date) -> None:
        known_at = day if self._follows else self._question.known_at
        self._question = replace(self._question, as_of=day, known_at=known_at)

    def _take_note(self, news: News) -> None:
        self._waiting |= invalidated(news, self._watched)

    def _settle(self) -> tuple[FindingChange, ...]:
        """Judge the units that wait, and return what became of their findings."""
        if not self._waiting:
            return ()  # most claims concern no rule
        judging = Judging(self._question, self._law, self._evidence, follows=self._follows)
        changes: list[FindingChange] = []
        for unit in sorted(self._waiting, key=lambda one: (one.rule, one.key or ())):
            changes += self._again(unit, judging)
            self._waiting.discard(unit)
        return tuple(changes)

    def _again(self, unit: Unit, judging: Judging) -> list[FindingChange]:
        before = self._standing.pop(unit, {})
        if not self._arriving.exists(unit):
            self._watched.index.put(unit, None)
            self._queue.put(unit, None)
            return [self._change(unit, subject, one, None) for subject, one in before.items()]
        judged = judging.judged(unit)
        self._watched.index.put(unit, judged.reads)
        self._queue.put(unit, judged.until)
        after: dict[Subject, _Standing] = {}
        changes = []
        for subject, (outcome, essence, finding) in judged.found.items():
            stood, digest = before.pop(subject, None), digest_of(essence)
            if stood is not None and stood.essence == digest:
                after[subject] = _Standing(outcome, digest, stood.told, None)
                continue
            after[subject] = _Standing(outcome, digest, self._kept.packed(finding), self.as_of)
            changes.append(self._change(unit, subject, stood, finding))
        if after:
            self._standing[unit] = after
        return [*changes, *(self._change(unit, subject, one, None) for subject, one in before.items())]

    def _change(self, unit: Unit, subject: Subject, stood: _Standing | None, after: Finding | None) -> FindingChange:
        turn = Turn.OPENED if stood is None else Turn.CLOSED if after is None else Turn.CHANGED
        before = None if stood is None else self._kept.finding(unit.rule, stood.told)
        return FindingChange(
            turn=turn, as_of=self.as_of, rule=unit.rule, subject=str(subject), before=before, after=after
        )
