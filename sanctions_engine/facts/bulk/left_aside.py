"""Counts the rows of claim tables that a question leaves aside: the counterpart of `findings.left_aside`."""

from __future__ import annotations

from datetime import date

from sanctions_engine.facts.bulk.claim_tables import ClaimColumn, ClaimTable, ClaimTables, quoted
from sanctions_engine.facts.bulk.connections import first_row
from sanctions_engine.models.kinds import Nature


def left_aside_of(tables: ClaimTables, as_of: date, known_at: date | None) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many claims are surely dated after the day judged, and how many were surely known too late, by kind.

    A claim that is both counts among those known too late; one that is said again in the same words is one claim. The denial of an
    event is read whatever its day.

    Args:
        tables: The claims.
        as_of: The day judged.
        known_at: The day up to which claims were known; None for no limit.
    """
    later: dict[str, int] = {}
    unknown: dict[str, int] = {}
    for name, table in sorted(tables.tables.items()):
        if table.kind.dated is None:
            continue
        late = "false" if known_at is None else f'coalesce("$known.low" > {_day(known_at)}, false)'
        first = _first_day(table.columns[table.kind.dated])
        unknown[name] = 0 if known_at is None else _count(tables, table, late)
        read = ' AND NOT "$denied"' if table.kind.nature is Nature.EVENT else ""
        later[name] = _count(tables, table, f"NOT {late} AND coalesce({first} > {_day(as_of)}, false){read}")
    return _told(later), _told(unknown)


def _first_day(column: ClaimColumn) -> str:
    return quoted(f"{column.name}.low" if column.interval else column.name)


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def _count(tables: ClaimTables, table: ClaimTable, condition: str) -> int:
    """Return how many different claims meet a condition."""
    rows = f"FROM {quoted(table.name)} WHERE {condition}"
    if not table.one_claim_a_series:
        rows = f'FROM (SELECT DISTINCT * EXCLUDE ("$row", "$file", "$line") {rows})'
    found = first_row(tables.connection, f"SELECT count(*) {rows}")
    return int(found[0]) if found else 0


def _told(counts: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in counts.items() if number}
