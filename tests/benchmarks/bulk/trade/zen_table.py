"""W1 with zen-engine: a decision table with a row for each ban, of which all that fit are collected.

The table decides on exporter, code and start day; exceptions and certainty are Python's, for lines that it hits.
"""

from __future__ import annotations

import json
from datetime import date

import zen

from tests.benchmarks.bulk.answers import Prepared
from tests.benchmarks.bulk.trade.bans import Ban
from tests.benchmarks.bulk.trade.line_by_line import NO_CODE, Line, coarser, prepared
from tests.benchmarks.bulk.trade.workload import Trade, shortest


def prepare(trade: Trade) -> Prepared:
    """Return the decision, ready to run."""
    decision = zen.ZenEngine().create_decision(json.dumps(_graph(trade.bans)))
    bans = {ban.id: ban for ban in trade.bans}

    def match(line: Line) -> list[Ban]:
        asked = {"exporter": line.exporter, "code": line.code, "day": line.day.toordinal()}
        return [bans[one["ban"]] for one in decision.evaluate(asked)["result"]]

    return prepared(trade, match)


def _graph(bans: tuple[Ban, ...]) -> dict[str, object]:
    place = {"x": 0, "y": 0}
    inputs = [{"id": name, "name": name, "field": name} for name in ("exporter", "code", "day")]
    content = {
        "hitPolicy": "collect",
        "inputs": inputs,
        "outputs": [{"id": "ban", "name": "ban", "field": "ban"}],
        "rules": [_row(ban) for ban in bans],
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": place},
        {"id": "table", "type": "decisionTableNode", "name": "table", "position": place, "content": content},
        {"id": "out", "type": "outputNode", "name": "out", "position": place},
    ]
    edges = [
        {"id": f"{one}-{other}", "type": "edge", "sourceId": one, "targetId": other}
        for one, other in (("in", "table"), ("table", "out"))
    ]
    return {"nodes": nodes, "edges": edges}


def _row(ban: Ban) -> dict[str, str]:
    begins = " or ".join(f"startsWith($, '{code}')" for code in shortest(ban.codes))
    others = ", ".join(f"'{code}'" for code in (NO_CODE, *coarser(ban)))
    start: date = ban.adopted
    return {
        "_id": ban.id,
        "exporter": f"'PRK', '{NO_CODE}'",
        "code": f"$ in [{others}] or {begins}",
        "day": f">= {start.toordinal()}",
        "ban": f"'{ban.id}'",
    }
