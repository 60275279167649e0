"""Bulk evaluation: what the best SQL by hand and other tools take for three workloads.

Run: `python -m tests.benchmarks.bulk`, which takes a few minutes. `--lines 10000000` and `--in-place --lines 100000000` measure more;
`--picture FILE` draws how cost grows. All answers of a table are compared before a time is told. In the small, the tests compare them
with the reference engine.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.benchmarks.bulk.answers import AnswersDiffer
from tests.benchmarks.bulk.duties import measured as duties
from tests.benchmarks.bulk.picture import svg
from tests.benchmarks.bulk.supplies import measured as supplies
from tests.benchmarks.bulk.trade import measured as trade
from tests.benchmarks.timing import CLOCKS

PARTS = ("trade", "growth", "duties", "supplies")


def options() -> argparse.ArgumentParser:
    """Return what the command takes."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks.bulk", description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS, help=f"any of {', '.join(PARTS)}; all if none is named")
    parser.add_argument("--lines", type=int, default=1_000_000, help="trade lines of W1")
    parser.add_argument("--bans", type=int, default=40, help="bans of W1")
    parser.add_argument("--parties", type=int, default=5_000, help="parties of W2")
    parser.add_argument("--duties", type=int, default=100, help="duties of W2")
    parser.add_argument("--supplies", type=int, default=1_000_000, help="supplies of W3")
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count; medians are told")
    parser.add_argument("--threads", type=int, help="threads of DuckDB")
    parser.add_argument("--clock", choices=CLOCKS, default="wall", help="seconds that pass, or that are computed")
    parser.add_argument("--quick", action="store_true", help="leave out of W1 who asks each rule about each line")
    parser.add_argument("--in-place", action="store_true", help="read W1 and W3 from Parquet while they are timed")
    parser.add_argument(
        "--folder", type=Path, help="where data is written and found again; else a folder that is removed"
    )
    parser.add_argument("--picture", type=Path, help="where to draw how cost grows, as SVG")
    return parser


def tell(lines: Iterable[str]) -> None:
    """Print lines as they come."""
    for line in lines:
        print(line, flush=True)


def run(given: argparse.Namespace, folder: Path) -> None:
    """Measure the parts that are asked for."""
    how = {"rounds": given.rounds, "threads": given.threads, "clock": given.clock}
    settings = trade.Settings(folder, given.lines, given.bans, in_place=given.in_place, quick=given.quick, **how)
    for part in given.parts:
        if part == "trade":
            tell(trade.tables(settings))
        elif part == "growth":
            panels = trade.growth(settings, lambda line: tell([line]))
            if given.picture is not None:
                given.picture.write_text(svg(panels), encoding="utf-8")
        elif part == "duties":
            tell(duties.tables(folder, parties=given.parties, number=given.duties, **how))
        else:
            tell(supplies.tables(folder, supplied=given.supplies, in_place=given.in_place, **how))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and return 1 where two answers differ."""
    given = options().parse_args(arguments)
    unknown = [part for part in given.parts if part not in PARTS]
    if unknown:
        print(f"there is no part `{unknown[0]}`; the parts are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    try:
        with tempfile.TemporaryDirectory() as scratch:
            folder = given.folder or Path(scratch)
            folder.mkdir(parents=True, exist_ok=True)
            run(given, folder)
    except AnswersDiffer as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
