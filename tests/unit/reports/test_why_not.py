"""The ways to another verdict in words."""

from __future__ import annotations

from datetime import date

import pytest

from sanctions_engine.models.traces import EvidenceChange, WhyNot
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.reports.why_not import why_not_lines


@pytest.mark.parametrize(
    "says, told",
    [
        ("one more `Review`: customer c1", "violated with one more `Review`: customer c1"),
        ("without the `Review` of c1", "violated without the `Review` of c1"),  # trap: `with without`
    ],
)
def test_a_way_reads_as_a_sentence(says: str, told: str) -> None:
    way = (EvidenceChange(what="claim", says=says, fact="Review"),)
    found = WhyNot(
        rule="r", subject="c1", as_of=date(2020, 1, 1), verdict=Verdict.FULFILLED, wanted=Verdict.VIOLATED, ways=(way,)
    )
    lines = ["".join(str(getattr(piece, "text", piece)) for piece in line) for line in why_not_lines(found)]
    assert f"  {told}" in lines
