"""Kills a monitor with `kill -9` at random points, starts it anew each time, and holds what it told against a run without a crash.

    python -m tests.properties.crashing 200 [SEED] [MATCHER]

MATCHER is `index`, which is the default, `durable-rules`, or `both`, which take turns.

Each stream is fed by a process of its own, which is killed after a random time until it comes to the end. It tells its changes to a file, a
line each. At the end every change has to have been told, those that were told more than once the same each time, and the findings
have to be those of a batch run.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from math import ceil
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sanctions_engine.engines.monitor.matchers import MATCHERS, matcher_named
from sanctions_engine.models.monitoring import FindingChange
from sanctions_engine.monitoring import journaled
from sanctions_engine.monitoring.essence import essence
from sanctions_engine.monitoring.steps import Advance, Feed, Step, Withdraw
from tests.properties.strategies.choices import Choices
from tests.properties.strategies.dossiers import CLAIM
from tests.properties.strategies.examples import an_echo
from tests.properties.strategies.streams import STREAM, TURNS, Said, Stream, a_stream, batch

MOST = 10
"""So often one stream is broken off at most: other streams have other steps."""


def steps_of(stream: Stream, random: Random) -> list[Step]:
    """Return what is done with a stream: all of it is fed, some claims are corrected, some withdrawn, and days pass."""
    said, day, steps = Said(), stream.start, list[Step]()
    while stream.waiting:
        items = tuple(stream.next(random.choice((1, 1, 2))))
        steps.append(Feed(items))
        for one in items:
            said.add(one)
        if said.dossier.claims and random.random() < 0.3:
            correction = an_echo(Choices(random.randbytes(CLAIM)), random.choice(said.dossier.claims))
            said.add(correction)
            steps.append(Feed((correction,)))
        if said.items and random.random() < 0.2:
            mistake = random.choice(said.items)
            said.remove(mistake)
            steps.append(Withdraw((mistake,)))
        if random.random() < 0.4:
            day = random.choice([one for one in (*TURNS, day + timedelta(days=7)) if one >= day])
            steps.append(Advance(day))
    return steps


def line_of(change: FindingChange) -> str:
    """Return a change as a line: all of it but the words of the day."""
    after = None if change.after is None else repr(essence(change.after))
    return json.dumps([change.id, change.turn.value, change.rule, change.subject, str(change.as_of), after])


def work(stream: Stream, steps: list[Step], journal: Path, told: Path, random: Random) -> None:
    """Go on with a journal until all steps are done, telling every change."""
    monitor = stream.monitor(journal)
    with told.open("ab") as out:
        if told.read_bytes()[-1:] not in (b"", b"\n"):
            out.write(b"\n")  # a line was torn
        _tell(monitor.untold, out.fileno())
        for changes in monitor.take(steps[monitor._journal.last :]):
            _tell(changes, out.fileno())
            if random.random() < 0.5:
                monitor.told()
    monitor.told()
    monitor.close()


def _tell(changes: Iterable[FindingChange], out: int) -> None:
    for one in changes:
        os.write(out, f"{line_of(one)}\n".encode())


def crash(stream: Stream, steps: list[Step], random: Random, most: int) -> int:
    """Do the steps in processes that are killed, until one comes to the end; return how often one was killed.

    Raises:
        AssertionError: If something is lost or told otherwise, or if the end is another one.
    """
    with TemporaryDirectory() as folder:
        begun = time.perf_counter()
        work(stream, steps, Path(folder, "whole"), Path(folder, "wanted"), random)
        lasts = time.perf_counter() - begun
        journal, told, killed = Path(folder, "journal"), Path(folder, "told"), 0
        while not _ends(stream, steps, journal, told, random, random.uniform(0, lasts) if killed < most else None):
            killed += 1
        _check(Path(folder, "wanted").read_text(), told.read_text())
        with stream.monitor(journal) as monitor:
            assert monitor.untold == (), "what was told for certain is told again"
            said = Said()
            for step in steps:
                for one in step.items if not isinstance(step, Advance) else ():
                    said.remove(one) if isinstance(step, Withdraw) else said.add(one)
            law = stream.example.law()
            assert law is not None
            assert monitor.findings == batch(stream.question(monitor.as_of), law, said.dossier), (
                "the end is another one"
            )
    return killed


def _ends(stream: Stream, steps: list[Step], journal: Path, told: Path, random: Random, after: float | None) -> bool:
    """Do the steps in a process that is killed after a time; return whether it came to the end before."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work(stream, steps, journal, told, random)
            status = 0
        finally:
            os._exit(status)  # nothing of the parent's is cleared away here
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the monitor failed"
    return os.WIFEXITED(status)


def _check(wanted: str, told: str) -> None:
    found: dict[str, str] = {}
    for line in told.splitlines():
        try:
            id = json.loads(line)[0]
        except json.JSONDecodeError:
            continue  # torn by the kill
        assert found.setdefault(id, line) == line, f"told in two ways:\n{found[id]}\n{line}"
    assert list(found.values()) == wanted.splitlines(), "a change is lost, or told out of order"


def main(kills: int, seed: int, matcher: str = "index") -> None:
    """Crash until so many processes were killed."""
    journaled.KEEP = 4  # the kill comes while steps are summed up, too
    random, killed, streams = Random(seed), 0, 0
    matchers = MATCHERS if matcher == "both" else (matcher_named(matcher),)
    most = min(MOST, ceil(kills / len(matchers)))  # each of them has its share
    while killed < kills:
        stream = a_stream(Choices(random.randbytes(STREAM)))
        if stream is not None:
            stream = replace(stream, matcher=matchers[streams % len(matchers)])
            steps = steps_of(stream, random)
            killed += crash(stream, steps, random, min(most, kills - killed))
            streams += 1
    print(f"{killed} kills in {streams} streams: nothing lost")  # noqa: T201 - what the command says


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1, *sys.argv[3:])
