"""W1 with durable-rules through its own Python interface: a rule for each text by which lines find bans, a fact for each line.

The rules decide on exporter and code; days, exceptions and certainty are Python's, for lines that they hit. A fact fires all
rules that fit where an event fires one; hence facts, taken back at once. No fact holds a null or a day: its matching knows neither.
"""

from __future__ import annotations

from itertools import count
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
        for (field, text), bans in _by_text(trade).items():
            _rule(field, text, bans, hits)
    digits = digits_of(keys(trade.bans))
    numbers = count()

    def match(line: Line) -> list[Ban]:
        hits.clear()
        begins = {f"p{one}": line.code[:one] for one in digits if len(line.code) >= one}
        near = "yes" if line.exporter in ("PRK", NO_CODE) else "no"
        fact = {"id": next(numbers), "near": near, "code": line.code, **begins}
        try:
            assert_fact(name, fact)
            retract_fact(name, fact)
        except MessageNotHandledException:  # no rule looks at such a fact: it is not kept
            pass
        return [ban for ban in hits if line.day >= ban.adopted]

    return prepared(trade, match)


def _by_text(trade: Trade) -> dict[tuple[str, str], list[Ban]]:
    """Return the bans that a line falls under, or may, by a field and its value."""
    found: dict[tuple[str, str], list[Ban]] = {}
    for ban in trade.bans:
        for code in shortest(ban.codes):
            found.setdefault((f"p{len(code)}", code), []).append(ban)
        for code in (NO_CODE, *coarser(ban)):
            found.setdefault(("code", code), []).append(ban)
    return found


def _rule(field: str, text: str, bans: list[Ban], hits: list[Ban]) -> None:
    def hit(_: Any) -> None:
        hits.extend(bans)

    when_all((m.near == "yes") & (getattr(m, field) == text))(hit)
