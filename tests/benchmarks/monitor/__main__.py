"""The monitor: matching alone, the whole as the sum that it is, against judging all again, memory, restarts.

Run: `python -m tests.benchmarks.monitor`, which takes some minutes; or name parts of it. Contenders take turns, and their answers are
compared before a time is told. In the small, the tests compare them with the reference engine.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence

from tests.benchmarks.bulk.answers import AnswersDiffer
from tests.benchmarks.monitor import matching, memory, restarting, whole
from tests.benchmarks.timing import CLOCKS

PARTS = ("matching", "whole", "again", "memory", "restart")


def options() -> argparse.ArgumentParser:
    """Return what the command takes."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks.monitor", description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS, help=f"any of {', '.join(PARTS)}; all if none is named")
    parser.add_argument("--claims", type=int, default=20_000, help="claims that are matched, or fed")
    parser.add_argument("--bans", type=int, nargs="+", default=[10, 40, 640, 2_560], help="numbers of bans")
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count; the quickest is told")
    parser.add_argument("--clock", choices=CLOCKS, default="cpu", help="seconds that pass, or that are computed")
    return parser


def tell(lines: Iterable[str]) -> None:
    """Print lines as they come."""
    for line in lines:
        print(line, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and return 1 where two answers differ."""
    given = options().parse_args(arguments)
    unknown = [part for part in given.parts if part not in PARTS]
    if unknown:
        print(f"there is no part `{unknown[0]}`; the parts are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    try:
        if "matching" in given.parts:
            tell(matching.tables(given.bans, given.claims, given.rounds, given.clock))
        if "whole" in given.parts:
            tell(whole.table(given.claims // 4, given.rounds, given.clock))
        if "again" in given.parts:
            tell(whole.again((100, 1_000), given.rounds))
        if "memory" in given.parts:
            tell(memory.table(given.claims // 2_000 * 2_000))
        if "restart" in given.parts:
            tell(restarting.table(given.claims * 10))
    except AnswersDiffer as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
