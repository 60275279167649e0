"""Few texts that SQL does not read are put beside the values that it read; more of them, or such as nothing foretells, are not."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa
import pytest

from sanctions_engine.facts.bulk import ClaimTables
from tests.unit.facts.bulk.typed_lines import lines, load, told

MANY = 6_000
"""More rows than are looked at before all are read."""


def is_view(tables: ClaimTables) -> bool:
    """Whether the claims stay in the rows that were read."""
    name = tables.tables["Line"].name
    rows = tables.connection.execute("SELECT count(*) FROM duckdb_views() WHERE view_name = $1", [name]).fetchone()
    return rows == (1,)


def column(usual: str | None, **odd: str | None) -> list[str | None]:
    """Return the cells of a column: all the same but for some, whose rows are written `r7`."""
    cells = [usual] * MANY
    for row, text in odd.items():
        cells[int(row[1:])] = text
    return cells


def both_ways(**columns: Any) -> tuple[ClaimTables, ClaimTables]:
    """Load a table with the one way and the other: rows that say who speaks are joined to it, so the table is made anew."""
    stays = load(lines(**columns))
    anew = load(lines(**columns, by=pa.array(["customs"] * MANY)))
    assert not is_view(anew)
    return stays, anew


@pytest.mark.parametrize(
    "field, usual, odd",
    [
        ("value", "12.50", {"r0": "~1000", "r7": "none", "r8": "..4", "r9": "3..", "r10": None, "r5999": "5..9"}),
        ("value", "12", {"r0": "~12.5", "r5998": "0.3"}),
        ("count", "7", {"r0": "~1000", "r1": "+9", "r5999": "none"}),
        ("on", "2019-12-22", {"r0": "2019", "r5999": "2019-03.."}),
        ("state", "RUS", {"r0": "Russia", "r1": None, "r2": "none", "r5999": "North Korea"}),
        ("done", "true", {"r0": "none", "r1": "false", "r2": None}),
    ],
)
def test_few_texts_are_put_beside_the_values(field: str, usual: str, odd: dict[str, str | None]) -> None:
    stays, anew = both_ways(**{field: column(usual, **odd)})
    with stays, anew:
        assert is_view(stays)
        assert told(stays, field) == told(anew, field)
        assert stays.tables["Line"].columns[field] == anew.tables["Line"].columns[field]
        assert stays.set_aside == anew.set_aside == 0


def test_rows_that_are_no_claims_are_set_aside_and_the_others_keep_their_numbers() -> None:
    cells = column("12", r0="~1000", r1="soon", r4000="1e3", r5999="..7")
    stays, anew = both_ways(value=cells)
    with stays, anew:
        assert is_view(stays)
        assert stays.tables["Line"].rows == MANY - 2
        assert told(stays, "value") == told(anew, "value")
        query = 'SELECT "$row", "$line", id FROM {} ORDER BY 1'
        rows = [
            each.connection.execute(query.format(f'"{each.tables["Line"].name}"')).fetchall() for each in (stays, anew)
        ]
        assert rows[0] == rows[1]
        assert rows[0][1] == (2, 3, "2")
        assert [row.line for row in stays.dossier.rejected] == [2, 4001]


def test_texts_that_no_first_row_foretells_make_the_table_anew() -> None:
    with load(lines(value=column("12", r5999="~1000"))) as tables:
        assert not is_view(tables)
        assert told(tables, "value")[-2:] == ["12", "900..1100"]


def test_many_texts_make_the_table_anew() -> None:
    with load(lines(value=["~1000"] * 1_000 + ["12"] * 5_000)) as tables:
        assert not is_view(tables)
        assert told(tables, "value")[999:1001] == ["900..1100", "12"]


def test_numbers_that_need_more_places_than_the_first_rows_make_the_table_anew() -> None:
    with load(lines(value=column("12", r0="~10", r5999="~0.001"))) as tables:
        assert not is_view(tables)
        assert told(tables, "value")[::5999] == ["9..11", "0.0009..0.0011"]


def test_a_connection_within_a_transaction_is_mended_too() -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute("BEGIN")
        with load(lines(value=column("12", r0="~10")), connection=connection) as tables:
            assert is_view(tables)
            assert told(tables, "value")[:2] == ["9..11", "12"]
        with load(lines(value=column("12", r0="~10", r1="soon")), connection=connection) as tables:
            assert not is_view(tables)  # to mark rows takes a column more
            assert told(tables, "value")[:2] == ["9..11", "12"]
        connection.execute("COMMIT")


def test_numbers_of_rows_outlast_what_the_database_clears_away() -> None:
    with duckdb.connect(":memory:") as connection:
        cells = column("12", **{f"r{row}": "soon" for row in range(700)}, r5999="~10")
        cells[0] = "~10"
        with load(lines(value=cells), connection=connection) as tables:
            assert is_view(tables)
            connection.execute("CHECKPOINT")
            connection.execute("CREATE TEMP TABLE other AS SELECT 1")
            name = tables.tables["Line"].name
            last = connection.execute(f'SELECT max("$row"), max("$line"), count(*) FROM "{name}"').fetchone()
            assert last == (MANY - 1, MANY, MANY - 699)
