"""W2 by the reference engine, in the forms that the others answer in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import chain, groupby
from pathlib import Path

import pyarrow as pa

from sanctions_engine import Claim, Pack
from sanctions_engine.models.outcomes import Outcome
from tests.benchmarks.bulk.duties.pack import READINGS, duties_pack
from tests.benchmarks.bulk.duties.workload import RECORD, SPEAKERS, WITH_READINGS, Duties
from tests.benchmarks.bulk.reference import claims, outcomes

Pair = tuple[str, str]


class ByReference:
    """The reference engine with a workload.

    Args:
        folder: Where the pack is written.
    """

    def __init__(self, given: Duties, folder: Path) -> None:
        self.given = given
        self.pack: Pack = duties_pack(folder, given.duties)
        self.claims: list[Claim] = [*claims("Party", given.parties), *claims("Standing", given.standings)]

    def _ask(self, *, reading: str = "default", perspective: str | None = None) -> dict[Pair, Outcome]:
        found = outcomes(self.pack, self.claims, self.given.as_of, reading=reading, perspective=perspective)
        return {(one.subject.key[0], one.rule.partition("/")[2]): one for one in found}

    def record(self) -> pa.Table:
        """Return the answer of the record under the default reading."""
        return pa.Table.from_pylist([_row(pair, one) for pair, one in self._ask().items()], schema=RECORD)

    def with_readings(self) -> pa.Table:
        """Return the same with the verdict under each reading."""
        under = {reading: self._ask(reading=reading) for reading in READINGS}
        rows = [
            {**_row(pair, one), **{reading: found[pair].verdict.value for reading, found in under.items()}}
            for pair, one in self._ask().items()
        ]
        return pa.Table.from_pylist(rows, schema=WITH_READINGS)

    def speakers(self) -> pa.Table:
        """Return the verdict under each speaker of a series that has more than one."""
        topics = {duty.topic: duty.id for duty in self.given.duties}
        heard = sorted(set(self._heard(topics)))
        disputed = {
            pair: by for pair, group in groupby(heard, lambda one: one[0]) if len(by := [one for _, one in group]) > 1
        }
        rows: list[dict[str, str]] = []
        for speaker in sorted(set(chain.from_iterable(disputed.values()))):
            for pair, one in self._ask(perspective=speaker).items():
                if speaker in disputed.get(pair, ()):
                    rows.append({"party": pair[0], "duty": pair[1], "speaker": speaker, "verdict": one.verdict.value})
        return pa.Table.from_pylist(rows, schema=SPEAKERS)

    def _heard(self, topics: dict[str, str]) -> Iterable[tuple[Pair, str]]:
        for claim in self.claims:
            if claim.fact == "Standing" and claim.fields["at"].low <= self.given.as_of:  # type: ignore[union-attr,operator]
                yield (str(claim.fields["party"]), topics[str(claim.fields["topic"])]), claim.by


def _row(pair: Pair, one: Outcome) -> dict[str, str | date | None]:
    due = one.due.low if one.due is not None and one.due.is_exact else None
    party, duty = pair
    return {"party": party, "duty": duty, "verdict": one.verdict.value, "due": due, "exception": one.exception}
