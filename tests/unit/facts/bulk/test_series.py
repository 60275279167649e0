"""Whether two claims are of one series, however that is found out."""

from __future__ import annotations

import pytest

from tests.unit.facts.bulk.typed_lines import lines, load

MANY = [f"line-{number}" for number in range(6_000)]
"""More ids than are looked at before all are; each is larger than the one before, as a longer text is larger."""


@pytest.mark.parametrize(
    "ids, apart",
    [
        (["a", "b", "aa", "ab"], True),
        (["b", "aa", "b", "aa"], False),  # one longer, one shorter: no order proves anything
        (["b", "a", "c"], True),
        (["a", "a"], False),
        (MANY, True),
        ([*MANY, "line-5999"], False),
        ([*MANY, "line-7"], False),
        ([*MANY[::-1]], True),
    ],
    ids=["rise", "lengths", "fall and rise", "same", "many", "last twice", "first again", "many fall"],
)
def test_ids_that_stand_twice_are_found(ids: list[str], apart: bool) -> None:
    with load(lines(id=ids)) as tables:
        assert tables.tables["Line"].one_claim_a_series is apart
