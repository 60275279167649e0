"""Changes of findings as JSON lines, and what a monitor counts in the text format of Prometheus."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from sanctions_engine.models.monitoring import FindingChange, Matching, Turn


def change_line(change: FindingChange) -> str:
    """Return a change as one line of JSON; the finding is the new one, or the last one where it closed."""
    head = {
        "id": change.id,
        "turn": change.turn.value,
        "as_of": change.as_of.isoformat(),
        "rule": change.rule,
        "subject": change.subject,
        "before": change.before.verdict.value if change.before is not None else None,
        "after": change.after.verdict.value if change.after is not None else None,
    }
    told = json.dumps(head, ensure_ascii=False)
    return f'{told[:-1]}, "finding": {change.finding.model_dump_json()}}}\n'


def metrics_text(
    *,
    lines: int,
    set_aside: int,
    turns: Mapping[Turn, int],
    verdicts: Mapping[str, int],
    as_of: date,
    matching: Matching | None = None,
) -> str:
    """Return counters and gauges in the text format of Prometheus.

    Example:
        >>> text = metrics_text(lines=2, set_aside=0, turns={Turn.OPENED: 1}, verdicts={"violated": 1}, as_of=date(1970, 1, 2))
        >>> [line for line in text.splitlines() if not line.startswith("#")][:2]
        ['sanctions_engine_lines_total 2', 'sanctions_engine_lines_set_aside_total 0']
    """
    days = (as_of - date(1970, 1, 1)).days
    by_turn = {f'{{turn="{turn.value}"}}': turns.get(turn, 0) for turn in Turn}
    by_verdict = {f'{{verdict="{verdict}"}}': number for verdict, number in sorted(verdicts.items())}
    matched = (matching or Matching()).model_dump()
    by_matching = {f'{{what="{name}"}}': number for name, number in matched.items()}
    parts = [
        _metric("lines_total", "counter", "Lines that were read.", {"": lines}),
        _metric("lines_set_aside_total", "counter", "Lines that could not be read.", {"": set_aside}),
        _metric("changes_total", "counter", "Findings that opened, changed and closed.", by_turn),
        _metric("findings", "gauge", "Findings that stand, by verdict.", by_verdict),
        _metric("matcher_total", "counter", "What durable-rules was asked, and where it failed.", by_matching),
        _metric("as_of_timestamp_seconds", "gauge", "The day judged, at its beginning in UTC.", {"": days * 86_400}),
    ]
    return "".join(parts)


def _metric(name: str, sort: str, says: str, values: Mapping[str, int]) -> str:
    full = f"sanctions_engine_{name}"
    lines = [f"# HELP {full} {says}", f"# TYPE {full} {sort}"]
    return "\n".join([*lines, *(f"{full}{labels} {value}" for labels, value in values.items())]) + "\n"
