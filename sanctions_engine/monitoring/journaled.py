"""A monitor that loses nothing: each step is in its journal before what follows from it is told."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Self

from sanctions_engine.engines.monitor.matchers import InFlight, Matcher, NotNoted, matcher_named
from sanctions_engine.findings.arguments import Packs, packs_given
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.findings import Finding
from sanctions_engine.models.monitoring import FindingChange, Matching
from sanctions_engine.monitoring.arriving import Item
from sanctions_engine.monitoring.gathering import gathered
from sanctions_engine.monitoring.in_flight import InFlightFile
from sanctions_engine.monitoring.journal import Journal, Position, header_of
from sanctions_engine.monitoring.monitor import Monitor
from sanctions_engine.monitoring.steps import Advance, Feed, Step, Withdraw

GROUP = 64
"""So many items that come one by one go to the disk together, where so many wait."""
KEEP = 10_000
"""So many steps at least lie between two times that what they come to is kept: each costs a line for everything held."""


class _Noting(Monitor):
    """A monitor that notes what durable-rules is matching."""

    def __init__(self, in_flight: InFlight, packs: Packs, **asked: Any) -> None:
        self._in_flight = in_flight
        super().__init__(packs, **asked)


class JournaledMonitor:
    """A `Monitor` whose steps are kept in a file; it resumes where it was, even after the process was killed.

    Each change has an `id`: the number of its step in the journal, and its place among the changes of that step. What was not told for
    certain before a crash is told again with the same ids.

    Attributes:
        untold: The changes that the journal does not know to have been told: tell them before anything else.
    """

    def __init__(
        self, packs: Packs, journal: str | Path, *, as_of: date, matcher: Matcher = "index", **asked: Any
    ) -> None:
        """Begin a journal, or go on with one.

        Args:
            packs: As for `Monitor`.
            journal: The file; it is made if there is none.
            as_of: The first day judged, for a new journal; one that exists goes on from its last day.
            matcher: As for `Monitor`; it can be another one each time. A claim that durable-rules was matching at two crashes goes to
                the index alone from then on.
            asked: What else `Monitor` takes, but for `dossier`: feed that. It has to be the same every time.

        Raises:
            InputRejected: If the journal is of other packs, was asked something else, or is in use (SE428).
            BadQuestion: As for `Monitor`.
            EngineUnavailable: As for `Monitor`.
            TypeError: As for `Monitor`.
        """
        given = packs_given(packs)
        refs = [(one.name, one.version, one.digest) for one in given]
        self._journal = Journal.open(journal, header_of(refs, **asked), as_of)
        self._told = self._done = self._journal.told
        self._in_flight: InFlightFile | None = None
        if matcher_named(matcher) != "index" and str(journal) != ":memory:":
            self._in_flight = InFlightFile(self._journal, Path(f"{journal}-matching"))
        self._kept, day, held = self._journal.kept()
        before = (step for _, step in self._journal.steps(after=self._kept, up_to=self._told))
        dossier, day = gathered(chain((Feed(held),), before), day)
        self._monitor = _Noting(
            self._in_flight or NotNoted(), given, as_of=day, dossier=dossier, matcher=matcher, **asked
        )
        self._waiting: deque[tuple[int, Step]] = deque(self._journal.steps(after=self._told))
        self.untold = tuple(chain.from_iterable(self._work()))

    @property
    def as_of(self) -> date:
        """The day judged."""
        return self._monitor.as_of

    @property
    def position(self) -> Position:
        """How far the input was read from which the steps came; nought where none was told of."""
        return self._journal.position

    @property
    def dossier(self) -> Dossier:
        """All but the claims of what was fed and not withdrawn."""
        return self._monitor.dossier

    @property
    def verdicts(self) -> Counter[str]:
        """The number of findings by verdict."""
        return self._monitor.verdicts

    @property
    def matching(self) -> Matching:
        """How durable-rules and the hash index agreed since the monitor was opened."""
        return self._monitor.matching

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings as they stand on the day judged, in order of rule and subject."""
        return self._monitor.findings

    def feed(self, *items: Item) -> tuple[FindingChange, ...]:
        """Take items, as `Monitor.feed` does."""
        return tuple(chain.from_iterable(self.take([Feed(items)])))

    def withdraw(self, *items: Item) -> tuple[FindingChange, ...]:
        """Take items back, as `Monitor.withdraw` does."""
        return tuple(chain.from_iterable(self.take([Withdraw(items)])))

    def advance(self, to: date) -> tuple[FindingChange, ...]:
        """Let days pass, as `Monitor.advance` does."""
        return tuple(chain.from_iterable(self.take([Advance(to)])))

    def take(self, steps: Iterable[Step], position: Position | None = None) -> Iterator[tuple[FindingChange, ...]]:
        """Do steps in turn, and yield what each changes; those that feed go to the disk together.

        A step is on the disk before what follows from it is yielded.

        Args:
            steps: The steps.
            position: How far the input is read when all of them are on the disk.

        Raises:
            InputRejected: If a claim does not fit its kind; then none of those written together with it is taken.
            KeyError: As for `Monitor.withdraw`.
            BadQuestion: As for `Monitor.advance`.
        """
        yield from self._work()  # what somebody stopped reading
        for group in groups(steps):
            checked = [self._monitor.checked(step) for step in group]
            first = self._journal.append(checked, self._told, position)
            self._waiting.extend(enumerate(checked, start=first))
            yield from self._work()

    def told(self) -> None:
        """Note that every change so far was told: after a crash it is not told again.

        The note goes to the disk with the next step, or when the journal is closed.

        Now and then what was fed and not withdrawn is kept too, so that a restart begins there: after as many steps as claims are held.
        """
        self._told = done = self._done
        self.untold = ()
        since = done - self._kept
        if since >= KEEP and since >= self._monitor.claims_held and self._journal.name != ":memory:":
            self._journal.keep(self._monitor.held, self._monitor.as_of, self._told)
            self._kept = self._told

    def close(self) -> None:
        """Write what was noted, and close the journal."""
        self._journal.append((), self._told)
        self._journal.close()
        if self._in_flight is not None:
            self._in_flight.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _work(self) -> Iterator[tuple[FindingChange, ...]]:
        """Do the steps that were written and not done, and yield what each changes."""
        while self._waiting:
            number, step = self._waiting.popleft()
            changes = self._monitor.do(step)
            self._done = number
            yield _named(number, changes) if changes else changes


def replay(packs: Packs, journal: str | Path, **asked: Any) -> Iterator[FindingChange]:
    """Yield what a monitor with other packs, or asked something else, would have told of the steps in a journal.

    Args:
        packs: The packs.
        journal: The file.
        asked: What else `Monitor` takes, but for `as_of` and `dossier`.

    Raises:
        InputRejected: If there is no such journal, or it is in use (SE428).
    """
    kept = Journal.open(journal)
    try:
        monitor = Monitor(packs, as_of=kept.start, **asked)
        for number, step in kept.steps():
            yield from _named(number, monitor.do(step))
    finally:
        kept.close()


def read_journal(journal: str | Path) -> tuple[Dossier, date]:
    """Return all that a journal was fed and that was not withdrawn, and its last day: to `evaluate` and `compare`.

    Raises:
        InputRejected: If there is no such journal, or it is in use (SE428).
    """
    kept = Journal.open(journal)
    try:
        return gathered((step for _, step in kept.steps()), kept.start)
    finally:
        kept.close()


def _named(number: int, changes: Iterable[FindingChange]) -> tuple[FindingChange, ...]:
    """Return the changes of a step with their ids."""
    numbered = enumerate(changes, start=1)
    return tuple(one.model_copy(update={"id": f"{number}-{place}"}) for place, one in numbered)


def groups(steps: Iterable[Step]) -> Iterator[list[Step]]:
    """Yield steps that can be written together: what is fed needs no step before it, another step may need all before it."""
    group: list[Step] = []
    for step in steps:
        if group and (not isinstance(step, Feed) or len(group) == GROUP):
            yield group
            group = []
        group.append(step)
        if not isinstance(step, Feed):
            yield group
            group = []
    if group:
        yield group
