"""Follow a stream with several processes: each has a monitor for its own States, and is fed the claims that speak of them.

A rule on States reads what is said of its State, so a State can have a process of its own. A cap over all States reads everything:
such rules belong to one process that gets every claim. A queue holds a few claims at most, so that a source that is too quick waits.
"""

from collections.abc import Iterator
from datetime import date
from multiprocessing import Process, Queue
from pathlib import Path
from queue import Empty
from typing import Any
from zlib import crc32

from sanctions_engine import Claim, Monitor, evaluate, follow, read_dossiers

HERE = Path(__file__).parent.parent / "workers-2019.yaml"
RULES, FIRST, LAST = ["unscr-2397-8*"], date(2019, 12, 23), date(2020, 4, 2)
PROCESSES, WAITING = 2, 8


def owner(state: str) -> int:
    """Return the number of the process that a State belongs to: the same on every run."""
    return crc32(state.encode()) % PROCESSES


def work(number: int, incoming: "Queue[Any]", told: "Queue[Any]") -> None:
    """Follow what comes in, and tell what becomes of the States of this process."""
    packs, dossier = read_dossiers([HERE])
    monitor = Monitor(packs, as_of=FIRST, rules=RULES, dossier=dossier.model_copy(update={"claims": ()}))
    for change in follow(monitor, iter(incoming.get, None)):
        if owner(change.subject) == number:
            told.put((str(change.as_of), change.turn.value, change.rule, change.subject, change.finding.verdict.value))
    mine = [one for one in monitor.findings if owner(one.subject) == number]
    told.put({(one.rule, one.subject): one.verdict.value for one in mine})


def states_of(claim: Claim) -> set[str]:
    """Return the States that a claim speaks of."""
    return {str(value) for name, value in claim.fields.items() if name in ("state", "nationality")}


def whole(told: "Queue[Any]", workers: list[Process]) -> Iterator[Any]:
    """Yield what the processes tell, until each has told its findings."""
    ended = 0
    while ended < len(workers):
        try:
            one = told.get(timeout=60)
        except Empty:
            raise SystemExit("a process does not answer") from None
        ended += isinstance(one, dict)
        yield one


def main() -> None:
    """Share out the claims, print the changes, and compare the end with one batch run over all."""
    packs, dossier = read_dossiers([HERE])
    queues: list[Queue[Any]] = [Queue(WAITING) for _ in range(PROCESSES)]
    told: Queue[Any] = Queue()
    workers = [Process(target=work, args=(number, queue, told)) for number, queue in enumerate(queues)]
    for one in workers:
        one.start()
    for claim in dossier.claims:
        for number in sorted({owner(state) for state in states_of(claim)} or range(PROCESSES)):
            queues[number].put(claim)
    for queue in queues:
        queue.put(LAST)
        queue.put(None)
    findings: dict[Any, str] = {}
    for one in whole(told, workers):
        if isinstance(one, dict):
            findings.update(one)
        else:
            print(*one)
    for worker in workers:
        worker.join()
    batch = evaluate(packs, dossier, as_of=LAST, rules=RULES).findings
    same = findings == {(one.rule, one.subject): one.verdict.value for one in batch}
    print(
        f"{len(findings)} findings of {PROCESSES} processes on {LAST},",
        "as one run has them" if same else "NOT those of one run",
    )


if __name__ == "__main__":
    main()
