"""DuckDB, as the contenders use it: tables in memory or views of a file, and answers as Arrow tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa


def connect(files: Mapping[str, Path], *, in_place: bool, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Return a connection in which each file is a table, or with `in_place` a view of the file."""
    connection = duckdb.connect(":memory:")
    if threads is not None:
        connection.execute(f"SET threads = {threads:d}")
    connection.execute("SET preserve_insertion_order = false")
    for name, file in files.items():
        what = "VIEW" if in_place else "TABLE"
        path = str(file).replace("'", "''")
        connection.execute(f"""CREATE {what} "{name}" AS SELECT * FROM read_parquet('{path}')""")
    return connection


def put(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Make a table of an Arrow table."""
    connection.register("incoming", table)
    connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')
    connection.unregister("incoming")


def ask(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    """Return the answer to a query."""
    return connection.sql(query).to_arrow_table()
