"""Reading and checking a table of claims, against DuckDB's own typed read of the same file, which checks nothing.

Run: `python -m tests.benchmarks.load_tables [ROWS]`. A million trade lines by default, as CSV and as Parquet (text columns and
typed ones): one in fifty has no contract day, and in two of the forms one in a hundred an imprecise value, which stays text for
DuckDB. Measured are seconds of CPU. Besides the checks these are: the digest, the search for binary data, whether two claims are
of one series. The aim is at most 2.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from sanctions_engine.facts.bulk import load_claim_tables
from sanctions_engine.models.kinds import FactKind
from tests.benchmarks.timing import CLOCKS, interleaved, report

ROWS = 1_000_000
ROUNDS = 5
KIND = FactKind.model_validate(
    {
        "name": "TradeLine",
        "nature": "event",
        "dated": "date",
        "identity": ("id",),
        "fields": {
            "id": {"kind": "text"},
            "importer": {"kind": "state"},
            "exporter": {"kind": "state"},
            "hs": {"kind": "text", "form": "tariff-code"},
            "date": {"kind": "date"},
            "contract_date": {"kind": "date", "optional": True},
            "value": {"kind": "decimal", "bounds": "0.."},
            "approved": {"kind": "bool", "optional": True},
        },
    }
)
SAID = {"by": "customs", "source": "customs-2020", "known": "2020-01-24"}
_STATES = "['RUS', 'CHN', 'PRK', 'FRA', 'DEU', 'USA', 'JPN', 'KOR', 'VNM', 'POL']"
_TYPES = {"date": "DATE", "contract_date": "DATE", "value": "DECIMAL(18, 2)", "approved": "BOOLEAN"}


def _pick(column: int, choices: int) -> str:
    """Return SQL for a number below another that looks drawn, the same in each run."""
    return f"CAST(hash(i, {column}) % {choices} AS INTEGER)"


def write(folder: Path, rows: int) -> dict[str, Path]:
    """Write the table in its forms; the same rows each time."""
    connection = duckdb.connect(":memory:")
    value = f"CAST({_pick(5, 10_000_000)} AS DECIMAL(18, 2)) / 100"
    connection.execute(
        f"""CREATE TABLE typed AS SELECT 'line-' || i AS id,
            ({_STATES})[{_pick(1, 10)} + 1] AS importer, ({_STATES})[{_pick(2, 10)} + 1] AS exporter,
            lpad(CAST({_pick(3, 1_000_000)} AS VARCHAR), 6, '0') AS hs,
            DATE '2015-01-01' + {_pick(4, 2500)} AS date,
            CASE WHEN i % 50 THEN DATE '2014-12-01' + {_pick(4, 2500)} END AS contract_date,
            CAST({value} AS DECIMAL(18, 2)) AS value, ([TRUE, FALSE, NULL])[{_pick(6, 3)} + 1] AS approved
        FROM range({rows}) AS lines(i)"""
    )
    vague = "CASE WHEN rowid % 100 = 0 THEN '~' ELSE '' END || CAST(value AS VARCHAR)"
    texts = f"* REPLACE ({vague} AS value, CAST(date AS VARCHAR) AS date)"
    paths = {
        name: folder / f"{name}.{name.partition('-')[0]}" for name in ("csv-exact", "csv", "parquet-text", "parquet")
    }
    connection.execute(f"COPY typed TO '{paths['csv-exact']}' (HEADER)")
    connection.execute(f"COPY (SELECT {texts} FROM typed) TO '{paths['csv']}' (HEADER)")
    connection.execute(f"COPY (SELECT {texts} FROM typed) TO '{paths['parquet-text']}'")
    connection.execute(f"COPY typed TO '{paths['parquet']}'")
    return paths


def typed_read(path: Path) -> Callable[[], object]:
    """Return DuckDB's own read into typed columns; a file with imprecise values keeps these as text."""
    name = path.name
    if path.suffix == ".csv":
        types = {**dict.fromkeys(KIND.fields, "VARCHAR"), **_TYPES}
        if name == "csv.csv":
            types["value"] = "VARCHAR"
        typed = ", ".join(f"'{field}': '{type}'" for field, type in types.items())
        relation = f"read_csv('{path}', auto_detect=false, header=true, delim=',', quote='\"', columns={{{typed}}})"
    else:
        relation = f"read_parquet('{path}')"
    columns = "* REPLACE (CAST(date AS DATE) AS date)" if name == "parquet-text.parquet" else "*"

    def read() -> None:
        with duckdb.connect(":memory:") as connection:
            connection.execute(f"CREATE TABLE lines AS SELECT {columns} FROM {relation}")

    return read


def checked_read(path: Path, rows: int) -> Callable[[], object]:
    """Return the reading of this library, in a database of its own."""

    def read() -> None:
        with load_claim_tables({"TradeLine": path}, kinds={"TradeLine": KIND}, defaults=SAID) as tables:
            assert tables.tables["TradeLine"].rows == rows

    return read


def main() -> None:
    """Measure every form."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as name:
        for form, path in write(Path(name), rows).items():
            work = {"DuckDB, typed": typed_read(path), "load_claim_tables": checked_read(path, rows)}
            report(
                f"{rows:,} rows, {form}, {path.stat().st_size / 1e6:.0f} MB",
                interleaved(work, ROUNDS, CLOCKS["cpu"]),
                "DuckDB, typed",
            )


if __name__ == "__main__":
    main()
