"""Tables on a connection that is the caller's own, in the middle of whatever it does and however it is set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from sanctions_engine.diagnostics import InputRejected
from sanctions_engine.facts.bulk import DatabaseTable, claims_of, load_claim_tables
from sanctions_engine.facts.bulk.connections import usual_settings
from tests.unit.facts.bulk.typed_lines import KIND, SAID, lines

DOSSIER = """sources: {un: {published: 2020-01-24}}
tables: {Line: {by: RUS, source: un}}
claims: [{fact: Line, id: p, on: 2019-12-22, by: RUS, source: un}]
"""
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


@pytest.mark.parametrize(
    "name, value",
    [
        ("preserve_insertion_order", False),
        ("default_order", "DESC"),
        ("default_null_order", "NULLS_FIRST"),
        ("default_collation", "NOCASE"),
        ("integer_division", True),
    ],
)
def test_what_its_owner_set_is_put_aside_and_set_again(name: str, value: object) -> None:
    ask = f"SELECT current_setting('{name}'), [3, 1, NULL, 2].list_sort()[1], 'a' = 'A', 3 / 2"
    with duckdb.connect(":memory:") as usual, duckdb.connect(":memory:") as odd:
        odd.execute(f"SET {name} = '{value}'")
        before = odd.execute(ask).fetchone()
        with usual_settings(odd):
            inside = odd.execute(ask).fetchone()
        assert odd.execute(ask).fetchone() == before != inside
        told = usual.execute(ask).fetchone()
        assert inside in (told, told and ("ASC", *told[1:]))


def left_in(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the names of all tables, views and databases that somebody made."""
    told = """SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal
        UNION ALL SELECT database_name FROM duckdb_databases() WHERE NOT internal ORDER BY 1"""
    return [row[0] for row in connection.execute(told).fetchall()]


@pytest.mark.parametrize("given", ["frame", "table", "no table", "files", "damaged", "claims"])
@pytest.mark.parametrize("begins", [False, True])
def test_what_cannot_be_read_leaves_nothing_behind(given: str, begins: bool, tmp_path: Path) -> None:
    options: dict[str, Any] = {"defaults": SAID}
    match given:
        case "frame":
            source: Any = {"Line": lines(other=[1])}
        case "table" | "no table":
            with duckdb.connect(tmp_path / "lines.duckdb") as database:
                database.execute("CREATE TABLE bad AS SELECT 'a' AS id, 7 AS other")
            source = {"Line": DatabaseTable(tmp_path / "lines.duckdb", "bad" if given == "table" else "good")}
        case "files":
            table(tmp_path, "a.csv", "p,2019-12-22,soon,1", rows=3)
            (tmp_path / "b.csv").write_bytes(b"id,on\n\x00")
            source = {"Line": tmp_path / "[ab].csv"}
        case "damaged":
            pq.write_table(lines(value=["1", "2"]), tmp_path / "lines.parquet", compression="none")
            content = (tmp_path / "lines.parquet").read_bytes()
            (tmp_path / "lines.parquet").write_bytes(content[:4] + b"\xff" * 100 + content[104:])
            source = {"Line": tmp_path / "lines.parquet"}
        case _:
            (tmp_path / "dossier.yaml").write_text(DOSSIER)
            (tmp_path / "Line.csv").write_text("id,other\n")
            source, options = tmp_path, {}
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE TABLE own AS SELECT 1 AS a")
        if begins:
            connection.begin()
        with pytest.raises(InputRejected):
            load_claim_tables(source, kinds={"Line": KIND}, connection=connection, **options)
        if begins:
            connection.rollback()
        assert left_in(connection) == ["memory", "own"]


def test_a_text_that_is_taken_apart_row_by_row_breaks_no_transaction_off(tmp_path: Path) -> None:
    table(tmp_path, "a.csv", 'p,2019-12-22,7,"1"5', 'q,2019-12-22,7,"1"', rows=3)
    with duckdb.connect(":memory:") as connection:
        connection.begin()
        read = {"Line": tmp_path / "a.csv"}
        with load_claim_tables(read, kinds={"Line": KIND}, defaults=SAID, connection=connection) as tables:
            assert [one.place.line for one in claims_of(tables, "Line") if one.place] == [3, 4]
            assert [(row.line, row.code) for row in tables.dossier.rejected] == [(2, "SE420")]
        connection.commit()
