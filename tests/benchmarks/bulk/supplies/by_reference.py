"""W3 by the reference engine, in the form that the others answer in."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from tests.benchmarks.bulk.reference import claims, outcomes
from tests.benchmarks.bulk.supplies.pack import coverage, supplies_pack
from tests.benchmarks.bulk.supplies.workload import ANSWER, Supplies


def by_reference(given: Supplies, folder: Path) -> pa.Table:
    """Return the answer.

    Args:
        folder: Where the pack is written.
    """
    pack = supplies_pack(folder, given)
    found = outcomes(pack, claims("Supply", given.file), given.as_of, coverage=coverage(given.complete))
    rows = [
        {"supplier": one.subject.key[0], "year": int(one.subject.key[1]), "verdict": one.verdict.value} for one in found
    ]
    return pa.Table.from_pylist(rows, schema=ANSWER)
