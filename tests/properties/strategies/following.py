"""A monitor, and beside it a batch run over all that it was fed: after every step the two are held against each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.models.claims import Claim
from sanctions_engine.models.findings import Finding
from sanctions_engine.models.monitoring import FindingChange, Turn
from sanctions_engine.monitoring.arriving import Item
from sanctions_engine.monitoring.essence import essence
from sanctions_engine.monitoring.journaled import JournaledMonitor
from tests.properties.strategies.choices import Choices
from tests.properties.strategies.dossiers import told
from tests.properties.strategies.examples import an_echo
from tests.properties.strategies.streams import Said, Stream, batch

Key = tuple[str, str, str]


class Following:
    """Takes steps with a monitor, and checks each.

    Attributes:
        steps: What was done, to be printed where the two differ.
    """

    def __init__(self, stream: Stream) -> None:
        law = stream.example.law()
        assert law is not None
        self.stream, self.law, self.said = stream, law, Said()
        self.day = stream.start
        self.steps: list[str] = [f"begin on {stream.start}, known_at {stream.known_at}", stream.example.pack.text]
        self.failed = False
        self._folder = TemporaryDirectory()
        self.monitor = self._opened()
        self._seen: set[str] = set()
        self.announced: dict[Key, Finding] = {_key(one): one for one in self.monitor.findings}
        self._compare()

    def feed(self, items: Sequence[Item]) -> None:
        """Feed some items at once."""
        for one in items:
            self.said.add(one)
        self._step(f"feed {[_named(one) for one in items]}", lambda: self.monitor.feed(*items))

    def correct(self, which: int, draw: Choices) -> None:
        """Feed another claim about what one of the claims is about."""
        claims = self.said.dossier.claims
        if claims:
            self.feed([an_echo(draw, claims[which % len(claims)])])

    def withdraw(self, which: int) -> None:
        """Withdraw something."""
        items = self.said.items
        if items:
            one = items[which % len(items)]
            self.said.remove(one)
            self._step(f"withdraw {_named(one)}", lambda: self.monitor.withdraw(one))

    def advance(self, to: date) -> None:
        """Let days pass."""
        self.day = to
        self._step(f"advance to {to}", lambda: self.monitor.advance(to))

    def restart(self, *, cleanly: bool) -> None:
        """Begin anew with the journal, after it was closed or after a crash."""
        if self.failed:
            return
        if cleanly:
            self.monitor.told()
            self.monitor.close()
        else:
            self.monitor._journal.close()  # what was told is not noted
        self.steps.append(f"restart, cleanly: {cleanly}")
        self.monitor = self._opened()
        again = self.monitor.untold
        assert all(one.id in self._seen for one in again), self._printed(
            "a change is told for the first time after a crash"
        )
        assert not (cleanly and again), self._printed("a change is told again though it was noted")
        self._compare()

    def finish(self) -> None:
        """Leave nothing behind; the two matchers have agreed at every claim."""
        matching = self.monitor.matching
        assert matching.differences == matching.failures == 0, self._printed(f"the matchers differ: {matching}")
        self.monitor._journal.close()
        self._folder.cleanup()

    def _opened(self) -> JournaledMonitor:
        return self.stream.monitor(Path(self._folder.name, "journal"))

    def _step(self, name: str, take: Callable[[], Sequence[FindingChange]]) -> None:
        if self.failed:
            return
        self.steps.append(name)
        try:
            changes = take()
        except EvaluationFailed:
            self._fails_in_batch()
            return
        for one in changes:
            assert one.id not in self._seen, self._printed(f"the id {one.id} comes twice")
            self._seen.add(one.id)
            self._announce(one)
        self._compare()

    def _fails_in_batch(self) -> None:
        """See that a batch run cannot tell the subjects of some rule either."""
        self.failed = True
        try:
            batch(self.stream.question(self.day), self.law, self.said.dossier)
        except EvaluationFailed:
            return
        raise AssertionError(self._printed("the monitor fails to evaluate, a batch run does not"))

    def _announce(self, change: FindingChange) -> None:
        key = _key(change.finding)
        before = self.announced.pop(key, None)
        fits = {
            Turn.OPENED: before is None and change.before is None and change.after is not None,
            Turn.CLOSED: before is not None and change.after is None,
            Turn.CHANGED: before is not None and change.after is not None and essence(before) != essence(change.after),
        }
        assert fits[change.turn], self._printed(f"{change.turn} {key} does not fit what was announced before")
        if before is not None and change.before is not None:
            assert essence(change.before) == essence(before), self._printed(f"{key} was told otherwise before")
        if change.after is not None:
            self.announced[key] = change.after

    def _compare(self) -> None:
        want = batch(self.stream.question(self.day), self.law, self.said.dossier)
        wanted = {_key(one): essence(one) for one in want}
        announced = {key: essence(one) for key, one in self.announced.items()}
        assert announced == wanted, self._printed(f"announced {_differing(announced, wanted)}")
        found = self.monitor.findings
        assert found == want, self._printed("\n".join(_unlike(found, want)))

    def _printed(self, what: str) -> str:
        return "\n".join([*self.steps, what])


def _key(one: Finding) -> Key:
    return one.rule, one.subject_kind, one.subject


def _named(item: Item) -> str:
    return told(item) if isinstance(item, Claim) else repr(item)


def _differing(one: dict[Key, tuple[object, ...]], other: dict[Key, tuple[object, ...]]) -> list[object]:
    keys = sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))
    return [(key, one.get(key), "batch", other.get(key)) for key in keys]


def _unlike(found: Sequence[Finding], want: Sequence[Finding]) -> list[str]:
    """Return the parts in which findings of the same rule and subject differ."""
    wanted = {_key(one): one for one in want}
    return [
        f"{_key(one)} {name}: {getattr(one, name)!r}, batch {getattr(wanted[_key(one)], name)!r}"
        for one in found
        for name in type(one).model_fields
        if _key(one) in wanted and getattr(one, name) != getattr(wanted[_key(one)], name)
    ]
