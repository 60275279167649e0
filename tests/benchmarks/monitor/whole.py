"""The whole monitor, into a journal, and the parts of which that is the sum; of all rounds the quickest is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sanctions_engine import Monitor, evaluate
from sanctions_engine.engines.monitor.matchers import Matcher
from sanctions_engine.engines.monitor.watched import Watched
from sanctions_engine.facts import ClaimChecks
from sanctions_engine.models.claims import Dossier
from sanctions_engine.monitoring.journal import Journal, header_of
from sanctions_engine.monitoring.journaled import GROUP, JournaledMonitor
from sanctions_engine.monitoring.steps import Feed
from tests.benchmarks.bulk.answers import AnswersDiffer
from tests.benchmarks.monitor.matching import HAS_DURABLE_RULES
from tests.benchmarks.monitor.workload import AS_OF, Work, work
from tests.benchmarks.timing import CLOCKS, timings


class Parts:
    """The monitor and what it does for each claim, each as work to be timed."""

    def __init__(self, given: Work, folder: Path) -> None:
        self.given = given
        self.folder = folder
        self._files = 0

    def _file(self) -> Path:
        self._files += 1
        return self.folder / f"{self._files}.db"

    def validation(self) -> None:
        """Check each claim by its kind."""
        checks = ClaimChecks(self.given.law.kinds)
        for one in self.given.claims:
            checks.checked([one])

    def matching(self, matcher: Matcher) -> Callable[[], None]:
        """Return work that looks up the rules that each claim can concern."""
        matches = Watched(self.given.question, self.given.law, matcher).record_rules["TradeLine"].matches

        def run() -> None:
            for one in self.given.claims:
                matches(one)

        return run

    def journal(self) -> None:
        """Write each claim, in groups."""
        steps = [Feed((one,)) for one in self.given.claims]
        journal = Journal.open(self._file(), header_of([]), AS_OF)
        for first in range(0, len(steps), GROUP):
            journal.append(steps[first : first + GROUP], first)
        journal.close()

    def whole(self, matcher: Matcher, at_once: int = 1) -> Callable[[], None]:
        """Return work that does all of it, fed so many claims at a time; what is fed one by one goes to the disk in groups."""
        claims = self.given.claims

        def run() -> None:
            with JournaledMonitor([self.given.pack], self._file(), as_of=AS_OF, matcher=matcher) as monitor:
                for _ in monitor.take(Feed(claims[at : at + at_once]) for at in range(0, len(claims), at_once)):
                    monitor.told()

        return run

    def judged(self, clock: Callable[[], float]) -> tuple[int, float, Monitor]:
        """Return how many judgements the claims take, their seconds, and the monitor as it is at the end."""
        monitor = Monitor([self.given.pack], as_of=AS_OF)
        again: Any = monitor._again
        taken = [0, 0.0]

        def timed(*arguments: Any) -> Any:
            start = clock()
            found = again(*arguments)
            taken[0] += 1
            taken[1] += clock() - start
            return found

        monitor._again = timed  # type: ignore[method-assign,assignment]  # what is timed is the part inside
        for one in self.given.claims:
            monitor.feed(one)
        return int(taken[0]), taken[1], monitor


ONE_BY_ONE, AT_ONCE = "the whole, claim by claim", f"the whole, {GROUP} claims at a time"
EVENTS = "durable-rules by hand, events"
IN_BATCHES = f"durable-rules by hand, {GROUP} facts at a time"


def table(claims: int, rounds: int, clock: str) -> Iterator[str]:
    """Yield the table for forty bans and two hits in a hundred claims.

    Raises:
        AnswersDiffer: If the findings are not those of a batch run.
    """
    given = work(40, claims, 0.02)
    with TemporaryDirectory() as folder:
        parts = Parts(given, Path(folder))
        number, seconds, monitor = min((parts.judged(CLOCKS[clock]) for _ in range(rounds)), key=lambda one: one[1])
        if monitor.findings != evaluate([given.pack], Dossier(claims=given.claims), as_of=AS_OF).findings:
            raise AnswersDiffer("the monitor does not find what a batch run finds")
        todo: dict[str, Callable[[], object]] = {
            ONE_BY_ONE: parts.whole("index"),
            "  validation": parts.validation,
            "  matching": parts.matching("index"),
            f"  journal, groups of {GROUP}": parts.journal,
            AT_ONCE: parts.whole("index", GROUP),
        }
        if HAS_DURABLE_RULES:
            todo["claim by claim, durable-rules beside it"] = parts.whole("durable-rules")
            todo |= _by_hand(given)
        taken = {name: timing.least / claims * 1e6 for name, timing in timings(todo, rounds, CLOCKS[clock]).items()}
    yield f"the whole monitor, {claims:,} claims, 40 bans, {number:,} judgements: µs a claim, share of the whole"
    whole = taken[ONE_BY_ONE]
    inside = {name: one for name, one in taken.items() if name.startswith("  ")}
    inside[f"  judgements, {seconds / max(number, 1) * 1e3:.2f} ms each"] = seconds / claims * 1e6
    inside["  evidence, invalidation and the rest"] = whole - sum(inside.values())
    others = {name: one for name, one in taken.items() if name not in inside and name != ONE_BY_ONE}
    for name, one in ({ONE_BY_ONE: whole} | inside | others).items():
        yield f"  {name:<40}{one:>9.1f}{one / whole:>9.0%}"
    if HAS_DURABLE_RULES:
        yield f"  {ONE_BY_ONE}: {taken[EVENTS] / whole:.2f} times the speed of `{EVENTS}`"
        told = ", ".join(f"{taken[name] / taken[AT_ONCE]:.2f} times that of `{name}`" for name in (EVENTS, IN_BATCHES))
        yield f"  {AT_ONCE}: {told}"
    yield ""


def _by_hand(given: Work) -> dict[str, Callable[[], object]]:
    """Return the same bans with durable-rules by hand, claim by claim and in batches.

    Raises:
        AnswersDiffer: If the two do not find the same.
    """
    from tests.benchmarks.monitor.by_hand import ByHand

    one_by_one, batched, claims = ByHand(given), ByHand(given, in_batches=True), given.claims
    batches = [claims[at : at + GROUP] for at in range(0, len(claims), GROUP)]
    told = {(str(one.fields["id"]), id) for one in claims for id in one_by_one.by_events(one)}
    if told != {hit for batch in batches for hit in batched.by_batch(batch)}:
        raise AnswersDiffer("durable-rules by hand finds something else in batches")
    return {
        EVENTS: lambda: [one_by_one.by_events(one) for one in claims],
        IN_BATCHES: lambda: [batched.by_batch(batch) for batch in batches],
    }


def again(sizes: tuple[int, ...], rounds: int) -> Iterator[str]:
    """Yield what one more claim costs that hits a ban, fed to a monitor, against judging all that is held again.

    Raises:
        AnswersDiffer: If the findings are not those of a batch run.
    """
    yield "one more claim that hits a ban, 40 bans, 2 in a hundred held hit one: ms"
    yield f"  {'claims held':>12}{'fed':>10}{'judged all again':>20}{'times':>9}"
    for size in sizes:
        given = work(40, size, 0.02)
        more = work(40, rounds, 1.0, first=size).claims
        monitor = Monitor([given.pack], as_of=AS_OF, dossier=Dossier(claims=given.claims))
        held, fed, judged = list(given.claims), list[float](), list[float]()
        for one in more:
            held.append(one)
            start = time.process_time()
            monitor.feed(one)
            fed.append(time.process_time() - start)
            start = time.process_time()
            found = evaluate([given.pack], Dossier(claims=tuple(held)), as_of=AS_OF).findings
            judged.append(time.process_time() - start)
            if monitor.findings != found:
                raise AnswersDiffer("the monitor does not find what a batch run finds")
        once, all_again = sorted(fed)[rounds // 2] * 1e3, sorted(judged)[rounds // 2] * 1e3
        yield f"  {size:>12,}{once:>10.2f}{all_again:>20.1f}{all_again / once:>8.0f}x"
    yield ""
