"""W1 as a loop in Python, with a closure a rule; the loop looks at the exporter before it asks any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from tests.benchmarks.bulk.answers import Prepared
from tests.benchmarks.bulk.trade.bans import Ban
from tests.benchmarks.bulk.trade.line_by_line import NO_CODE, Line, Row, as_table, coarser, lines
from tests.benchmarks.bulk.trade.workload import Trade, shortest

Rule = Callable[[Line], tuple[str, str | None] | None]


def rule(ban: Ban) -> Rule:
    """Return a ban as a function: verdict and exception of a line, None where it does not fall under the ban."""
    adopted, last = ban.adopted, ban.last
    listed, coarse = tuple(shortest(ban.codes)), frozenset((*coarser(ban), NO_CODE))

    def judge(line: Line) -> tuple[str, str | None] | None:
        code = line.code
        sure = code.startswith(listed)
        if not (sure or code in coarse) or line.day < adopted:
            return None
        if last is not None and line.day <= last and line.contract is not None and line.contract < adopted:
            return "exempt", "wind-down"
        if line.approved:
            return "exempt", "approved"
        return ("violated" if sure and line.exporter == "PRK" else "undetermined"), None

    return judge


def prepare(trade: Trade) -> Prepared:
    """Return the loop, ready to run."""
    every, rules = lines(trade), [(ban.id, rule(ban)) for ban in trade.bans]

    def run() -> Counter[Row]:
        found: Counter[Row] = Counter()
        for line in every:
            if line.exporter not in ("PRK", NO_CODE):
                continue
            for id, judge in rules:
                judged = judge(line)
                if judged is not None:
                    found[line.id, None if line.code == NO_CODE else id, *judged] += 1
        return found

    return Prepared(run, as_table)
