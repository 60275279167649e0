"""What a claim table says of its columns holds of its rows: the engine that asks them relies on it."""

from __future__ import annotations

from datetime import date

import pytest

from sanctions_engine.facts.bulk import load_claim_tables
from tests.unit.facts.bulk.typed_lines import KIND, SAID, lines, load

MANY = 6_000
"""More rows than are looked at before all are read."""


def test_bounds_hold_for_ranges_that_are_open_on_one_side() -> None:
    """A lower bound may be the largest number that there is, and an upper bound the earliest day."""
    value, on = ["5"] * MANY, ["2020-01-01"] * MANY
    value[0], on[0] = "999999999999..", "..2018"
    with load(lines(value=value, on=on)) as tables:
        columns = tables.tables["Line"].columns
        assert (columns["value"].low, columns["value"].high) == (5, 999999999999)
        assert (columns["on"].low, columns["on"].high) == (date(2018, 12, 31), date(2020, 1, 1))


@pytest.mark.parametrize("row", [0, MANY - 1])
def test_a_range_that_is_open_on_both_sides_is_an_interval(row: int) -> None:
    value, on = ["5"] * MANY, ["2020-01-01"] * MANY
    value[row] = on[row] = ".."
    with load(lines(value=value, on=on)) as tables:
        table = tables.tables["Line"]
        assert table.columns["value"].interval
        assert table.columns["on"].interval
        assert not table.dated_exact


def test_an_id_that_is_open_on_both_sides_makes_series_vague() -> None:
    kind = KIND.model_copy(update={"identity": ("id", "on")})
    with load_claim_tables({"Line": lines(on=["2020-01-01", ".."])}, kinds={"Line": kind}, defaults=SAID) as tables:
        assert tables.tables["Line"].vague
