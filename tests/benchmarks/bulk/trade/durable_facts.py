"""W1 with durable-rules through its own Python interface: a rule for each ban, a fact for each line, taken back at once.

The rules decide on exporter and code; days, exceptions and certainty are Python's, for lines that they hit. A fact fires all
rules that fit where an event fires one; hence facts. No fact holds a null or a day: its matching knows neither.
"""

from __future__ import annotations

from functools import reduce
from itertools import count
from operator import or_
from typing import Any

from durable.engine import MessageNotHandledException
from durable.lang import assert_fact, m, retract_fact, ruleset, when_all

from tests.benchmarks.bulk.answers import Prepared
from tests.benchmarks.bulk.trade.bans import Ban
from tests.benchmarks.bulk.trade.line_by_line import NO_CODE, Line, coarser, prepared
from tests.benchmarks.bulk.trade.workload import Trade, digits_of, keys, shortest

_NUMBERS = count()
"""Names of rulesets are shared by the whole process."""


def prepare(trade: Trade) -> Prepared:
    """Return the ruleset, ready to run."""
    name, hits = f"bans-{next(_NUMBERS)}", list[Ban]()
    with ruleset(name):
        for ban in trade.bans:
            _rule(ban, hits)
    digits = digits_of(keys(trade.bans))
    numbers = count()

    def match(line: Line) -> list[Ban]:
        hits.clear()
        begins = {f"p{one}": line.code[:one] for one in digits if len(line.code) >= one}
        fact = {"id": next(numbers), "exporter": line.exporter, "code": line.code, **begins}
        try:
            assert_fact(name, fact)
            retract_fact(name, fact)
        except MessageNotHandledException:  # no rule looks at such a fact: it is not kept
            pass
        return [ban for ban in hits if line.day >= ban.adopted]

    return prepared(trade, match)


def _rule(ban: Ban, hits: list[Ban]) -> None:
    tests = [getattr(m, f"p{len(code)}") == code for code in shortest(ban.codes)]
    tests += [m.code == code for code in (NO_CODE, *coarser(ban))]

    def hit(_: Any) -> None:
        hits.append(ban)

    fits: Any = reduce(or_, tests)
    when_all(((m.exporter == "PRK") | (m.exporter == NO_CODE)) & fits)(hit)
