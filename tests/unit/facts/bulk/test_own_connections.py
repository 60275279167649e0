"""Tables on a connection that is the caller's own, in the middle of whatever it does and however it is set."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from sanctions_engine.facts.bulk import claims_of, load_claim_tables
from tests.unit.facts.bulk.typed_lines import KIND, SAID

HEADER = "id,on,count,value"
USUAL = "{},2019-12-22,7,1.5"


def table(folder: Path, name: str, *odd: str, rows: int) -> None:
    """Write a table whose first rows are odd."""
    lines = [*odd, *(USUAL.format(f"{name}{number:06}") for number in range(rows - len(odd)))]
    (folder / name).write_text("\n".join((HEADER, *lines)) + "\n")


@pytest.mark.parametrize(
    "odd", [[], ["p,2019-12-22,soon,1", "q,2019,~10,1", 'r,2019-12-22,7,"1\n"', "s,2019-12-22,,x"]]
)
def test_rows_keep_their_numbers_when_the_transaction_ends_in_which_they_were_read(
    odd: list[str], tmp_path: Path
) -> None:
    """Rows that no transaction has committed are numbered from far above, until it does."""
    table(tmp_path, "a.csv", *odd, rows=40)
    table(tmp_path, "b.csv", *odd, rows=40)
    found = []
    for begins in (False, True):
        with duckdb.connect(":memory:") as connection:
            if begins:
                connection.begin()
            given = {"Line": tmp_path}
            with load_claim_tables(given, kinds={"Line": KIND}, defaults=SAID, connection=connection) as tables:
                found.append((list(claims_of(tables, "Line")), tables.dossier.rejected))
                name, ask = tables.tables["Line"].name, 'SELECT "$row", "$line", id FROM "{}" ORDER BY 1'
                before = connection.execute(ask.format(name)).fetchall()
                if begins:
                    connection.commit()
                    assert connection.execute(ask.format(name)).fetchall() == before
    assert found[0] == found[1]
    assert len(found[0][1]) == (4 if odd else 0)


def test_rows_keep_their_order_on_a_connection_that_does_not_mind_it(tmp_path: Path) -> None:
    """Two threads read so many lines, each its half; an id is the number of its row, written long."""
    odd = [USUAL.format(f"{number:0140}") for number in range(130_000)]
    table(tmp_path, "a.csv", *odd, "p,2019-12-22,soon,1", rows=len(odd) + 1)
    with duckdb.connect(":memory:", config={"threads": 2, "preserve_insertion_order": False}) as connection:
        given = {"Line": tmp_path / "a.csv"}
        with load_claim_tables(given, kinds={"Line": KIND}, defaults=SAID, connection=connection) as tables:
            assert [row.line for row in tables.dossier.rejected] == [len(odd) + 2]
            name = tables.tables["Line"].name
            moved = f'SELECT count(*) FROM "{name}" WHERE CAST(id AS BIGINT) <> "$row"'
            assert connection.execute(moved).fetchone() == (0,)
        assert connection.execute("SELECT current_setting('preserve_insertion_order')").fetchone() == (False,)
