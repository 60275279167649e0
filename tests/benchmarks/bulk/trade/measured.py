"""W1: the table, and how cost grows with lines and with bans."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.bulk.contenders import Contender
from tests.benchmarks.bulk.measuring import Results, measure
from tests.benchmarks.bulk.picture import Panel
from tests.benchmarks.bulk.trade.bans import bans
from tests.benchmarks.bulk.trade.contenders import CONTENDERS
from tests.benchmarks.bulk.trade.lines import AS_OF, VARIANTS, write_lines
from tests.benchmarks.bulk.trade.workload import ANSWER, Trade

NUMBERS_OF_BANS = (10, 40, 640, 2560)


@dataclass(frozen=True, slots=True)
class Settings:
    """How W1 is measured.

    Attributes:
        folder: Where lines are written; those of an earlier run are used again.
        in_place: Read them from the file, and leave out who cannot.
        quick: Leave out who asks each rule about each line.
    """

    folder: Path
    lines: int
    bans: int
    rounds: int
    in_place: bool = False
    threads: int | None = None
    clock: str = "wall"
    quick: bool = False


def lines_file(folder: Path, rows: int, variant: str) -> Path:
    """Return a file with so many lines; it is written if it is not there."""
    file = folder / f"lines-{rows}-{variant}.parquet"
    if not file.exists():
        unfinished = file.with_suffix(".part")
        write_lines(unfinished, rows, gaps=variant == "gaps").rename(file)
    return file


def measured(given: Settings, variant: str, *, lines: int, number: int, only: Iterable[str] = ()) -> Results:
    """Return everybody's timing, or that of some, for so many lines and bans."""
    table, chosen = bans(number), set(only)

    def workload(rows: int) -> Trade:
        file = lines_file(given.folder, rows, variant)
        return Trade(file, table, AS_OF, threads=given.threads, in_place=given.in_place)

    taking_part = [one for one in CONTENDERS if (not chosen or one.name in chosen) and _fits(one, given)]
    return measure(taking_part, workload, ANSWER, rows=lines, factor=number, rounds=given.rounds, clock=given.clock)


def _fits(one: Contender[Trade], given: Settings) -> bool:
    """Whether a contender can do with lines that stay in their file, or gets so few that it need not."""
    return one.in_place or one.most is not None or not given.in_place


def tables(given: Settings) -> Iterable[str]:
    """Yield the lines of the tables: everybody on complete lines, then on lines with gaps those that are not slow."""
    joins = [one.name for one in CONTENDERS if one.most is None and one.at_most_bans is None]
    quick = joins if given.quick else [one.name for one in CONTENDERS if one.most is None or one.drawn]
    for variant, only in ((VARIANTS[0], joins if given.quick else ()), (VARIANTS[1], quick)):
        found = measured(given, variant, lines=given.lines, number=given.bans, only=only)
        yield f"W1: {given.lines:,} trade lines ({variant}), {given.bans:,} bans{_where(given)}"
        yield f"  the same answer from all: {told(found)}"
        yield from found.lines()
        yield ""


def told(found: Results) -> str:
    """Return how many pairs of lines and bans come to which verdict."""
    counted = found.answer.group_by("verdict").aggregate([("bans", "sum")]).sort_by("verdict").to_pylist()
    return ", ".join(f"{one['bans_sum']:,} {one['verdict']}" for one in counted)


def growth(given: Settings, say: Callable[[str], None]) -> list[Panel]:
    """Return how cost grows with the lines at one number of bans, and with the bans at one number of lines."""
    drawn = [one.name for one in CONTENDERS if one.drawn and one.missing() is None and _fits(one, given)]
    steps = sorted({min(given.lines, 10**power) for power in range(4, 9)} | {given.lines})
    by_lines = [(rows, measured(given, "complete", lines=rows, number=given.bans, only=drawn)) for rows in steps]
    by_bans = [
        (number, measured(given, "complete", lines=given.lines, number=number, only=drawn))
        for number in NUMBERS_OF_BANS
    ]
    for title, points in (("lines", by_lines), ("bans", by_bans)):
        say(f"W1: how cost grows with the number of {title}, medians in ms{_where(given)}")
        say(f"  {'':<34} " + " ".join(f"{number:>12,}" for number, _ in points))
        for name in drawn:
            say(f"  {name:<34} " + " ".join(f"{_in_ms(name, found):>12}" for _, found in points))
        say(f"  {'pairs that are hit':<34} " + " ".join(f"{found.answer.num_rows:>12,}" for _, found in points))
        say("  ~ is extrapolated from fewer lines")
        say("")
    return [
        Panel(f"{given.bans:,} bans", "trade lines", _lines(drawn, by_lines)),
        Panel(f"{given.lines:,} trade lines, equal hits", "bans", _lines(drawn, by_bans)),
    ]


def _lines(names: Iterable[str], points: list[tuple[int, Results]]) -> dict[str, list[tuple[float, float]]]:
    return {name: [(number, _of(name, found)) for number, found in points] for name in names}


def _of(name: str, found: Results) -> float:
    return next(one.timing.median for one in found.measured if one.name == name)


def _in_ms(name: str, found: Results) -> str:
    fewer = any(one.name == name and one.rows < found.asked for one in found.measured)
    return f"{'~' if fewer else ''}{_of(name, found) * 1000:,.1f}"


def _where(given: Settings) -> str:
    return ", read from Parquet" if given.in_place else ", in memory"
