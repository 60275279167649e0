"""What comes in goes into the evidence, and becomes the news that judgements depend on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from sanctions_engine.engines.monitor.evidence import GrowingEvidence
from sanctions_engine.engines.monitor.index import Unit
from sanctions_engine.engines.monitor.invalidation import News
from sanctions_engine.engines.monitor.watched import Watched
from sanctions_engine.models.claims import Assessment, Claim, Coverage, Dossier, Plea, Rejected, Source
from sanctions_engine.models.states import is_state_code
from sanctions_engine.monitoring.held_claims import HeldClaims
from sanctions_engine.semantics.evidence import Series

Item = Claim | Coverage | Plea | Assessment | Source | Rejected
"""What a monitor takes; also a row that was set aside: while there is one of a kind, no list of that kind counts as complete."""


class Evidenced:
    """All that was fed and not withdrawn."""

    def __init__(self, evidence: GrowingEvidence, watched: Watched) -> None:
        self._evidence = evidence
        self._watched = watched
        self._claims = HeldClaims()

    def begin(self, dossier: Dossier) -> News:
        """Take a dossier to begin with."""
        items: list[Item] = [*dossier.sources.values(), *dossier.claims, *dossier.coverage]
        return self.add([*items, *dossier.pleas, *dossier.assessments, *dossier.rejected])

    @property
    def items(self) -> Iterator[Item]:
        """All that was fed and not withdrawn, in order."""
        dossier = self._evidence.dossier
        words: Iterator[Item] = chain(dossier.coverage, dossier.pleas, dossier.assessments, dossier.rejected)
        return chain(dossier.sources.values(), self._claims, words)

    @property
    def number(self) -> int:
        """The number of different claims among them."""
        return len(self._claims)

    def exists(self, unit: Unit) -> bool:
        """Whether a unit is about something that is asked for or that somebody speaks of."""
        if unit.key is None:
            return True
        kind = self._watched.law.rules[unit.rule].each.kind.name
        if kind == "State":
            return self._watched.states[unit.key[0]] > 0 or self._watched.is_asked_for(unit.key[0])
        return self._evidence.at(kind, unit.key) is not None

    def add(self, items: Iterable[Item]) -> News:
        """Take items, and return the news."""
        found = _Noted(self._watched)
        for one in items:
            match one:
                case Claim():
                    self._claims.add(one)
                    found.series(self._evidence.place(one), self._watched.spoken_of(one), 1)
                case Source():
                    self._source(one, found)
                case Coverage():
                    self._evidence.replace(coverage=(*self._evidence.dossier.coverage, one))
                    found.covered.add(one.fact)
                case Rejected():
                    self._evidence.replace(rejected=(*self._evidence.dossier.rejected, one))
                    found.set_aside(one)
                case Plea():
                    self._evidence.replace(pleas=(*self._evidence.dossier.pleas, one))
                    found.words(one, 1)
                case Assessment():
                    self._evidence.replace(assessments=(*self._evidence.dossier.assessments, one))
                    found.words(one, 1)
        return found.news()

    def remove(self, items: Iterable[Item]) -> News:
        """Take items back that are there, and return the news."""
        found = _Noted(self._watched)
        for one in items:
            match one:
                case Claim():
                    for copy in self._claims.take(one):
                        series = self._evidence.take(copy)
                        found.series(series, self._watched.spoken_of(copy), -1)
                case Coverage():
                    self._evidence.replace(coverage=_without(self._evidence.dossier.coverage, one))
                    found.covered.add(one.fact)
                case Rejected():
                    self._evidence.replace(rejected=_without(self._evidence.dossier.rejected, one))
                    found.set_aside(one)
                case Plea():
                    for _ in range(self._evidence.dossier.pleas.count(one)):
                        found.words(one, -1)
                    self._evidence.replace(pleas=_without(self._evidence.dossier.pleas, one))
                case Assessment():
                    for _ in range(self._evidence.dossier.assessments.count(one)):
                        found.words(one, -1)
                    self._evidence.replace(assessments=_without(self._evidence.dossier.assessments, one))
        return found.news()

    def check(self, items: Iterable[object]) -> None:
        """Refuse what is nothing that a dossier holds.

        Raises:
            TypeError: If there is such an item.
        """
        for one in items:
            if not isinstance(one, Item):
                raise TypeError(
                    f"{one!r} is nothing that a dossier holds: give claims, coverage, pleas, assessments or sources"
                )

    def check_there(self, items: Iterable[Item]) -> None:
        """Refuse to take back what is not there.

        Raises:
            KeyError: If one of the items is not there.
            TypeError: If one is a source.
        """
        for one in items:
            if isinstance(one, Source):
                raise TypeError("a source is not withdrawn: withdraw its claims")
            if one not in self._held(one):
                raise KeyError(f"{one!r} was never said, or was withdrawn")

    def _held(self, one: Item) -> Iterable[Item]:
        dossier = self._evidence.dossier
        match one:
            case Claim():
                return [one] if one in self._claims else []
            case Coverage():
                return dossier.coverage
            case Plea():
                return dossier.pleas
            case Assessment():
                return dossier.assessments
            case Rejected():
                return dossier.rejected
            case Source():
                return ()

    def _source(self, one: Source, found: _Noted) -> None:
        """Take a source; whether it is made up is told beside every claim that is read in it."""
        sources = self._evidence.dossier.sources
        before = sources.get(one.id)
        self._evidence.replace(sources={**sources, one.id: one})
        if one.invented is not (before is not None and before.invented):
            for series in self._evidence.reading(one.id):
                found.series(series, (), 0)
            declared = self._evidence.dossier.coverage
            found.covered.update(each.fact for each in declared if each.source == one.id)


class _Noted:
    """The news, as it gathers."""

    __slots__ = ("_before", "_series", "_spoken", "_watched", "covered")

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self._series: dict[int, Series] = {}
        self._before: dict[str, bool] = {}
        self.covered: set[str] = set()
        self._spoken: set[str] = set()

    def series(self, series: Series | None, states: Iterable[str], step: int) -> None:
        """Note that a series changed, and that its claim speaks of States."""
        if series is not None:
            self._series[id(series)] = series
        self._states(states, step)

    def set_aside(self, one: Rejected) -> None:
        """Note a row that was set aside: of a kind that nobody knows it may be of any."""
        kinds = self._watched.law.kinds
        if one.fact is not None:
            self.covered.update([one.fact] if one.fact in kinds else kinds)

    def words(self, one: Plea | Assessment, step: int) -> None:
        """Note a plea or an assessment, and the State that it speaks of."""
        self._spoken.add(one.rule)
        state = one.by if isinstance(one, Plea) else one.subject
        self._states([state] if is_state_code(state) else [], step)

    def _states(self, states: Iterable[str], step: int) -> None:
        counted = self._watched.states
        for state in states:
            number = counted.get(state, 0)
            if state not in self._before:
                self._before[state] = number > 0
            counted[state] = number + step

    def news(self) -> News:
        """Return what is noted."""
        counted = self._watched.states
        turned = [state for state, was in self._before.items() if was is not (counted[state] > 0)]
        return News([*self._series.values()], turned, self.covered, self._spoken)


def _without(items: tuple[Item, ...], one: Item) -> tuple[Item, ...]:
    return tuple(each for each in items if each != one)
