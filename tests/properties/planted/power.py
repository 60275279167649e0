"""How many examples it takes to find each planted fault: the power of the generator.

`python -m tests.properties.planted.power SEED MOST` prints the table, line by line as they are found.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sanctions_engine.engines.reference import ReferenceEngine
from sanctions_engine.testing.agreement import compared
from tests.properties.planted.engines import Planted
from tests.properties.planted.faults import FAULTS
from tests.properties.strategies.examples import stream


def finds(faults: Iterable[Planted], *, seed: int, most: int) -> Iterator[tuple[str, int]]:
    """Yield each fault that is found, with the number of the first example that shows it; at most so many are tried."""
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
                    del hidden[name]
                    yield name, number
        if not hidden:
            return


def missed(faults: Sequence[Planted], *, seed: int, most: int) -> list[str]:
    """Return the faults that none of so many examples shows."""
    found = dict(finds(faults, seed=seed, most=most))
    return [one.name for one in faults if one.name not in found]


if __name__ == "__main__":
    given, limit = (int(one) for one in sys.argv[1:])
    left = {one.name for one in FAULTS}
    for found, after in finds(FAULTS, seed=given, most=limit):
        left.discard(found)
        sys.stdout.write(f"{after:>9}  {found}\n")
        sys.stdout.flush()
    sys.stdout.writelines(f"not found  {name}\n" for name in sorted(left))
