"""Write trade lines to a Parquet file, judge them by the pack `un/dprk`, and write what was found to another one.

    python examples/judge_many_records.py 10000000 --folder /data/lines --memory-limit 1GB
    python examples/judge_many_records.py 100000000 --memory-limit 1GB --rules "unscr-2371-*/*" "unscr-2397-[67]/*"

The lines are made up: 16 States trade in goods of 300 codes over four years, about one line in twenty comes from the DPRK.
"""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from sanctions_engine import evaluate, load_claim_tables, load_pack

LEFT_OUT = {"unscr-2321-26b-notice"}
"""Sums up, for each line, all lines of its year before it, which takes too long over millions of lines."""

LINES = """
    WITH strewn AS (SELECT range AS n, (range * 2654435761 + 12345) % 4294967296 AS chance FROM range({number}))
    SELECT
        'L' || lpad(CAST(n AS VARCHAR), 9, '0') AS id,
        CASE WHEN chance % 20 = 0 THEN 'PRK' ELSE states[1 + (chance // 20) % 16] END AS exporter,
        states[1 + (chance // 320) % 16] AS importer,
        CASE
            WHEN chance % 97 = 0 THEN '27'
            WHEN chance % 5 = 0 THEN codes[1 + (chance // 64) % 8]
            ELSE lpad(CAST(1000 + (chance // 128) % 300 * 29 AS VARCHAR), 4, '0')
        END AS hs,
        DATE '2015-01-01' + CAST((chance // 1024) % 1461 AS INTEGER) AS date,
        CAST(100 + (chance // 16) % 99900 AS DECIMAL(12, 2)) AS value_usd
    FROM strewn, (SELECT
        ['CHN', 'RUS', 'IND', 'DEU', 'FRA', 'USA', 'BRA', 'NGA', 'ZAF', 'VNM', 'THA', 'KOR', 'JPN', 'MEX', 'EGY', 'PRK'] AS states,
        ['2701', '270111', '2601', '7108', '7101', '7113', '8903', '2614'] AS codes)
"""


def write_lines(file: Path, number: int) -> None:
    """Write so many lines; the same each time."""
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({LINES.format(number=number)}) TO '{file}' (FORMAT parquet)")


def judge(folder: Path, number: int, memory_limit: str | None, asked: list[str]) -> None:
    """Write the lines, judge them, print the counts and one finding, and write all."""
    file = folder / "TradeFlow.parquet"
    write_lines(file, number)
    pack = load_pack("un/dprk")
    said = {"by": "CHN", "source": "customs", "known": "2019-01-31"}
    rules = [id for id, rule in pack.rules.items() if rule.modality.value != "exemption" and id not in LEFT_OUT]
    rules = asked or rules
    kinds = pack.kinds
    with load_claim_tables({"TradeFlow": file}, kinds=kinds, defaults=said, memory_limit=memory_limit) as tables:
        findings = evaluate(pack, tables, as_of=date(2019, 6, 30), rules=rules)
        print(f"{number:,} lines, {findings.run.rules} rules, {len(findings):,} findings")
        for verdict, found in findings.counts.items():
            print(f"  {verdict:15}{found:>15,}")
        for (rule, verdict), found in sorted(findings.tally().items(), key=lambda one: -one[1])[:3]:
            print(f"  most often {rule}: {verdict.value}, {found:,}")
        first = next(iter(findings))
        print(
            f"the first: {first.rule} {first.subject} {first.verdict.value}: {first.because.note or first.because.text}"
        )
        findings.write(folder / "findings.parquet")


if __name__ == "__main__":
    parser = ArgumentParser(description="Judge trade lines in bulk.")
    parser.add_argument("lines", type=int, nargs="?", default=10_000, help="how many lines; ten million take minutes")
    parser.add_argument(
        "--folder", type=Path, help="where the files go; by default a folder that is removed at the end"
    )
    parser.add_argument("--memory-limit", help="the most that the database takes, such as 1GB")
    parser.add_argument("--rules", nargs="+", default=[], help="ids or patterns of rules; by default all but one")
    given = parser.parse_args()
    if given.folder is None:
        with TemporaryDirectory() as name:
            judge(Path(name), given.lines, given.memory_limit, given.rules)
    else:
        judge(given.folder, given.lines, given.memory_limit, given.rules)
