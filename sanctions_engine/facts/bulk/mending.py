"""Puts what texts mean into a stage, beside the values that SQL read, where few rows have such texts.

Then the stage holds every value, and the table of a kind is a view of it; else the whole table is made anew.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from sanctions_engine.facts.bulk.claim_tables import ABSENT, GIVEN, quoted
from sanctions_engine.facts.bulk.connections import within_transaction
from sanctions_engine.facts.bulk.field_columns import FieldColumns
from sanctions_engine.facts.bulk.judging import Judged
from sanctions_engine.facts.bulk.sources import NUMBERS
from sanctions_engine.models.kinds import FieldKind

_FEW = 8
"""One row in so many may have a text that is left: what is put into a table in memory cannot leave it for the disk."""


def mended(found: Judged, connection: duckdb.DuckDBPyConnection) -> Judged | None:
    """Return the claims among judged rows, once their stage holds every value; None where that cannot or should not be.

    Args:
        found: The judged rows.
        connection: The connection.
    """
    if not _can_be(found) or (_marks(found) and within_transaction(connection)):  # which keeps columns from being added
        return None
    table, accepted = found.stage.relation, "TRUE"
    if not found.all_fit:  # deleted rows would in the end be cleared away, and the numbers of the others change
        if _marks(found):
            connection.execute(f'ALTER TABLE {table} ADD COLUMN "$part" INTEGER DEFAULT 0')
        refused = f"SELECT {found.stage.number} FROM {found.relation} WHERE NOT ({found.accepted})"
        connection.execute(f'UPDATE {table} AS s SET "$part" = NULL WHERE {found.stage.number} IN ({refused})')
        accepted = 's."$part" IS NOT NULL'
    fields: dict[str, FieldColumns] = {}
    for name, one in found.fields.items():
        fields[name] = one if one.map is None else _put(name, one, found, connection)
    return replace(found, fields=fields, relation=f"{table} AS s", accepted=accepted, holds_all=True)


def _marks(found: Judged) -> bool:
    """Whether a column is needed that marks rows which are no claims."""
    return not found.all_fit and len(found.stage.files) == 1


def _can_be(found: Judged) -> bool:
    stage = found.stage
    if stage.in_place or found.combines or found.said.joins or not found.texts:
        return False
    if sum(one.left for one in found.seen.fields.values()) * _FEW > found.seen.rows:
        return False
    return all(
        stage.written[name].vague and (one.stored is None or one.stored.fits(stage.scale(name)))
        for name, one in found.fields.items()
        if one.map is not None
    )


def _put(name: str, one: FieldColumns, found: Judged, connection: duckdb.DuckDBPyConnection) -> FieldColumns:
    """Put the meaning of texts into the columns of a field, and return its SQL."""
    assert one.map is not None
    ranged = one.type.kind in (*NUMBERS, FieldKind.DATE)
    low, high, state = (quoted(each) for each in (name, f"{name}.high", f"{name}.state"))
    put = {low: "m.low", high: "m.high"} if ranged else {low: "m.value"}
    put[state] = "m.state"
    told = ", ".join(f"{column} = {value}" for column, value in put.items())
    text = found.stage.rest(name)
    connection.execute(
        f'UPDATE {found.stage.relation} AS s SET {told} FROM {quoted(one.map)} AS m WHERE s."$rest" IS NOT NULL AND {text} = m.raw'
    )
    plain = f"CASE WHEN s.{low} IS NULL THEN {ABSENT} ELSE {GIVEN} END"
    return FieldColumns(
        type=one.type,
        state=f"coalesce(s.{state}, {plain})",
        low=found.stage.cell(name),
        high=f"s.{high}" if ranged else found.stage.cell(name),
        stored=one.stored,
    )
