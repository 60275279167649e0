"""States that did not exist yet, in columns: the SQL of the rows that the row-wise code accepts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb

from sanctions_engine.facts.bulk.connections import first_row
from sanctions_engine.facts.bulk.field_columns import FieldColumns
from sanctions_engine.facts.bulk.field_sql import text_sql
from sanctions_engine.facts.bulk.overview import Overview
from sanctions_engine.facts.bulk.texts import Texts
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind, FieldKind
from sanctions_engine.models.states import new_states


def states_to_come_sql(
    kind: FactKind,
    fields: Mapping[str, FieldColumns],
    seen: Overview,
    texts: Mapping[str, Texts],
    relation: str,
    connection: duckdb.DuckDBPyConnection,
) -> list[str]:
    """Return the condition that a row names no State before it existed; nothing where every row meets it.

    Args:
        kind: The kind.
        fields: The SQL of its fields.
        seen: What the rows hold.
        texts: What the texts mean that SQL did not read.
        relation: What stands after `FROM`.
        connection: The connection.
    """
    days = {code: state.exists_since for code, state in new_states().items() if state.exists_since is not None}
    states = [one for one in fields.values() if one.type.kind is FieldKind.STATE]
    earliest = None if kind.dated is None else _earliest(kind.dated, seen, texts)
    if kind.dated is None or earliest is None or not states or earliest >= max(days.values()):
        return []
    last = fields[kind.dated].high
    early = [
        f"(({one.low}) = {text_sql(code)} AND ({last}) < DATE '{day.isoformat()}')"
        for one in states
        for code, day in days.items()
        if earliest < day
    ]
    refused = f"coalesce({' OR '.join(early)}, FALSE)"
    if first_row(connection, f"SELECT 1 FROM {relation} WHERE {refused} LIMIT 1") is None:
        return []
    return [f"NOT {refused}"]


def _earliest(name: str, seen: Overview, texts: Mapping[str, Texts]) -> date | None:
    """Return the earliest of the last days that the facts can have, as far as they have one."""
    low = seen.fields[name].low
    days = [low] if isinstance(low, date) else []
    if name in texts:
        ranges = [one for one in texts[name].found.values() if isinstance(one, DateRange)]
        days += [one.high for one in ranges if one.high is not None]
    return min(days, default=None)
