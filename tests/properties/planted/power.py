"""How many examples it takes to find each planted fault: the power of the generator.

`python -m tests.properties.planted.power SEED MOST` prints the table, the faults that are found last at its end.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import islice

from sanctions_engine.engines.reference import ReferenceEngine
from sanctions_engine.testing.agreement import compared
from tests.properties.planted.engines import Planted
from tests.properties.planted.faults import FAULTS
from tests.properties.strategies.examples import stream


def search(faults: Iterable[Planted], *, seed: int, most: int) -> dict[str, int | None]:
    """Return for each fault the number of the first example that shows it, None if none of so many does."""
    found: dict[str, int | None] = {one.name: None for one in faults}
    hidden = {one.name: one for one in faults}
    reference = ReferenceEngine()
    for number, examples in enumerate(islice(stream(seed), most), start=1):
        for example in examples:
            law = example.law()
            assert law is not None
            evidence = example.evidence(law)
            right = tuple(reference.outcomes(example.question, law, evidence))
            for name, fault in list(hidden.items()):
                if any(compared(right, fault.outcomes(example.question, law, evidence))):
                    found[name] = number
                    del hidden[name]
        if not hidden:
            break
    return found


def table(found: dict[str, int | None], most: int) -> str:
    """Return the table as text."""
    rows = sorted(found.items(), key=lambda row: row[1] or most + 1)
    return "\n".join(f"{number or 'not found':>9}  {name}" for name, number in rows)


if __name__ == "__main__":
    seed, most = (int(given) for given in sys.argv[1:])
    sys.stdout.write(f"{table(search(FAULTS, seed=seed, most=most), most)}\n")
