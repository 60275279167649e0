"""W1 with rule-engine: an expression for each ban, asked one after the other.

They decide on exporter, code and start day; exceptions and certainty are Python's, for lines that they hit.
"""

from __future__ import annotations

import rule_engine

from tests.benchmarks.bulk.answers import Prepared
from tests.benchmarks.bulk.trade.bans import Ban
from tests.benchmarks.bulk.trade.line_by_line import NO_CODE, Line, coarser, prepared
from tests.benchmarks.bulk.trade.workload import Trade, shortest


def prepare(trade: Trade) -> Prepared:
    """Return the expressions, ready to run."""
    rules = [(ban, rule_engine.Rule(_text(ban))) for ban in trade.bans]

    def match(line: Line) -> list[Ban]:
        asked = {"exporter": line.exporter, "code": line.code, "day": line.day.toordinal()}
        return [ban for ban, rule in rules if rule.matches(asked)]

    return prepared(trade, match)


def _text(ban: Ban) -> str:
    begins = "|".join(shortest(ban.codes))
    others = "|".join(coarser(ban))
    codes = f"^({begins})|^({others}|[{NO_CODE}])$" if others else f"^({begins})|^[{NO_CODE}]$"
    return f"exporter =~ '^(PRK|[{NO_CODE}])$' and day >= {ban.adopted.toordinal()} and code =~~ '{codes}'"
