"""The SQL of the columns of one field, from what a stage holds of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import duckdb

from sanctions_engine.facts.bulk.claim_tables import ABSENT, GIVEN, quoted
from sanctions_engine.facts.bulk.overview import Overview
from sanctions_engine.facts.bulk.resolving import Stored, map_table, stored_as
from sanctions_engine.facts.bulk.sources import NUMBERS
from sanctions_engine.facts.bulk.staging import Stage
from sanctions_engine.facts.bulk.texts import Texts
from sanctions_engine.models.kinds import FieldKind, FieldType


@dataclass(frozen=True, slots=True)
class FieldColumns:
    """The SQL of one field of a judged row.

    Attributes:
        type: The declared type.
        state: 0 absent, 1 given, 2 known to be without; NULL for a text that the field cannot have.
        low: The value, or its lower bound.
        high: The value, or its upper bound.
        stored: How numbers are stored.
        map: The temporary table of what texts mean that SQL did not read, None where it read all.
    """

    type: FieldType
    state: str
    low: str
    high: str
    stored: Stored | None = None
    map: str | None = None


@dataclass(slots=True)
class Columns:
    """The SQL of fields, by name, with what has to be joined to the stage for it and the temporary tables that are joined."""

    fields: dict[str, FieldColumns] = field(default_factory=dict)
    joins: list[str] = field(default_factory=list)
    owned: list[str] = field(default_factory=list)


def stated_columns(
    stage: Stage, seen: Overview, texts: Mapping[str, Texts], connection: duckdb.DuckDBPyConnection
) -> Columns:
    """Return the SQL of the fields as the rows state them.

    Args:
        stage: The rows.
        seen: What they hold.
        texts: What the texts mean that SQL did not read.
        connection: The connection.
    """
    found = Columns()
    for index, (name, declared) in enumerate(stage.kind.fields.items()):
        left, scale = texts.get(name), stage.scale(name)
        stored = stored_as(scale, seen.fields[name], left) if declared.kind in NUMBERS else None
        if left is None:
            found.fields[name] = _plain(stage.cell(name), declared, stored, scale)
            continue
        table, alias = map_table(left, declared.kind, stored, connection), f"m{index}"
        found.owned.append(table)
        rest = stage.rest(name)
        found.joins.append(f"LEFT JOIN {quoted(table)} AS {alias} ON {alias}.raw = {rest}")
        found.fields[name] = replace(
            _looked_up(_plain(stage.cell(name), declared, stored, scale), rest, alias), map=table
        )
    return found


def _plain(cell: str, declared: FieldType, stored: Stored | None, scale: int) -> FieldColumns:
    """Return the SQL of a field of which SQL read every value, kept at a scale and stored as told."""
    value = cell if stored is None else rescaled(cell, scale, stored)
    return FieldColumns(declared, f"CASE WHEN {cell} IS NULL THEN {ABSENT} ELSE {GIVEN} END", value, value, stored)


def _looked_up(plain: FieldColumns, rest: str, alias: str) -> FieldColumns:
    """Return the SQL of a field of which some texts are looked up in a table of their meaning, joined under an alias."""
    declared, stored = plain.type, plain.stored
    state = f"CASE WHEN {rest} IS NULL THEN {plain.state} ELSE {alias}.state END"
    if declared.kind in (*NUMBERS, FieldKind.DATE):
        wide = stored is not None and stored.wide
        sides = [f"CAST({alias}.{side} AS HUGEINT)" if wide else f"{alias}.{side}" for side in ("low", "high")]
    else:
        sides = [f"{alias}.value"] * 2
    low, high = (f"CASE WHEN {rest} IS NULL THEN {plain.low} ELSE {side} END" for side in sides)
    return FieldColumns(declared, state, low, high, stored)


def rescaled(cell: str, scale: int, stored: Stored) -> str:
    """Return the SQL of a number that SQL read at one scale, as it is stored."""
    if stored.as_text:
        if scale == 0:
            return f"CAST({cell} AS VARCHAR)"
        unit = 10**scale
        sign, whole = f"CASE WHEN {cell} < 0 THEN '-' ELSE '' END", f"(abs({cell}) // {unit})"
        places = f"lpad(CAST(abs({cell}) % {unit} AS VARCHAR), {scale}, '0')"
        return f"rtrim(rtrim({sign} || CAST({whole} AS VARCHAR) || '.' || {places}, '0'), '.')"
    wide = f"CAST({cell} AS HUGEINT)" if stored.wide else cell
    factor = 10 ** (stored.scale - scale)
    return wide if factor == 1 else f"{wide} * CAST({factor} AS {'HUGEINT' if stored.wide else 'BIGINT'})"
