"""Judges the rows of a stage: which are claims, and what each of their columns is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from sanctions_engine.facts.bulk.claim_tables import ABSENT, GIVEN, quoted
from sanctions_engine.facts.bulk.overview import Overview, overview
from sanctions_engine.facts.bulk.resolving import Stored, Texts, map_table, stored_as, texts_left
from sanctions_engine.facts.bulk.said import SaidSql, said_sql
from sanctions_engine.facts.bulk.sources import NUMBERS
from sanctions_engine.facts.bulk.staging import Stage
from sanctions_engine.facts.claim_rows import ClaimReader
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
    """

    type: FieldType
    state: str
    low: str
    high: str
    stored: Stored | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The rows of a stage with the meaning of their texts.

    Attributes:
        stage: The stage.
        seen: What it holds.
        fields: The SQL of each field.
        said: The SQL of the rest of a claim.
        texts: What the texts of each field mean that SQL did not read.
        relation: What stands after `FROM`; the stage is `s` in it.
        fields_fit: SQL: the fields of a row are those of a fact.
        accepted: SQL: the row is a claim.
        passed_over: SQL: the row is a line of a CSV file without any value.
        owned: The temporary tables that are read.
    """

    stage: Stage
    seen: Overview
    fields: Mapping[str, FieldColumns]
    said: SaidSql
    texts: Mapping[str, Texts]
    relation: str
    fields_fit: str
    accepted: str
    passed_over: str
    owned: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Whether every row is a claim whose values the stage holds as they are, but for what is the same in all rows."""
        whole = all(
            one.type.optional or self.seen.fields[name].values == self.seen.rows for name, one in self.fields.items()
        )
        return whole and not self.texts and not self.said.joins and "FALSE" not in self.said.accepted


def judged(
    stage: Stage, reader: ClaimReader, said: Mapping[str, object], connection: duckdb.DuckDBPyConnection
) -> Judged:
    """Judge the rows of a stage.

    Args:
        stage: The rows.
        reader: The row-wise reader, for what SQL does not read.
        said: What is said of all rows.
        connection: The connection.
    """
    seen = overview(stage, connection)
    texts = texts_left(stage, seen, reader.tolerance, connection)
    fields: dict[str, FieldColumns] = {}
    joins, owned = [], []
    for index, (name, declared) in enumerate(stage.kind.fields.items()):
        left, scale = texts.get(name), stage.scales.get(name, 0)
        stored = stored_as(scale, seen.fields[name], left) if declared.kind in NUMBERS else None
        if left is None:
            fields[name] = _plain(name, declared, stored, scale)
            continue
        table, alias = map_table(left, declared.kind, stored, connection), f"m{index}"
        owned.append(table)
        joins.append(f"LEFT JOIN {quoted(table)} AS {alias} ON {alias}.raw = s.{quoted(f'{name}.rest')}")
        fields[name] = _looked_up(name, declared, stored, scale, alias)
    more = said_sql(stage, reader, said, connection)
    fit = [f"({one.state}) IS NOT NULL" for name, one in fields.items() if name in texts]
    fit += [f"({one.state}) <> {ABSENT}" for one in fields.values() if not one.type.optional]
    absent = [f"coalesce({one.state}, {GIVEN}) = {ABSENT}" for one in fields.values()] + more.absent
    strips = any(part.strips for part in stage.parts)
    return Judged(
        stage=stage,
        seen=seen,
        fields=fields,
        said=more,
        texts=texts,
        relation=" ".join((f"{stage.relation} AS s", *joins, *more.joins)),
        fields_fit=_all(fit),
        accepted=_all([*fit, *more.accepted]),
        passed_over=_all(absent) if strips else "FALSE",
        owned=(*owned, *more.owned),
    )


def _all(conditions: list[str]) -> str:
    return " AND ".join(f"coalesce({one}, FALSE)" for one in conditions) or "TRUE"


def _plain(name: str, declared: FieldType, stored: Stored | None, scale: int) -> FieldColumns:
    cell = f"s.{quoted(name)}"
    value = cell if stored is None else _rescaled(cell, scale, stored)
    return FieldColumns(declared, f"CASE WHEN {cell} IS NULL THEN {ABSENT} ELSE {GIVEN} END", value, value, stored)


def _looked_up(name: str, declared: FieldType, stored: Stored | None, scale: int, alias: str) -> FieldColumns:
    plain, rest = _plain(name, declared, stored, scale), f"s.{quoted(f'{name}.rest')}"
    state = f"CASE WHEN {rest} IS NULL THEN {plain.state} ELSE {alias}.state END"
    if declared.kind in (*NUMBERS, FieldKind.DATE):
        wide = stored is not None and stored.wide
        sides = [f"CAST({alias}.{side} AS HUGEINT)" if wide else f"{alias}.{side}" for side in ("low", "high")]
    else:
        sides = [f"{alias}.value"] * 2
    low, high = (f"CASE WHEN {rest} IS NULL THEN {plain.low} ELSE {side} END" for side in sides)
    return FieldColumns(declared, state, low, high, stored)


def _rescaled(cell: str, scale: int, stored: Stored) -> str:
    """Return the SQL of a number that SQL read at one scale, as it is stored."""
    if stored.as_text:
        if scale == 0:
            return f"CAST({cell} AS VARCHAR)"
        unit = 10**scale
        sign, whole = f"CASE WHEN {cell} < 0 THEN '-' ELSE '' END", f"abs({cell}) // {unit}"
        places = f"lpad(CAST(abs({cell}) % {unit} AS VARCHAR), {scale}, '0')"
        return f"rtrim(rtrim(concat({sign}, {whole}, '.', {places}), '0'), '.')"
    wide = f"CAST({cell} AS HUGEINT)" if stored.wide else cell
    factor = 10 ** (stored.scale - scale)
    return wide if factor == 1 else f"{wide} * CAST({factor} AS {'HUGEINT' if stored.wide else 'BIGINT'})"
