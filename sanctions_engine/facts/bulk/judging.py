"""Judges the rows of a stage: which are claims, and what each of their columns is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from sanctions_engine.facts.bulk.agreeing import agreeing_sql
from sanctions_engine.facts.bulk.claim_tables import ABSENT, GIVEN
from sanctions_engine.facts.bulk.existence import states_to_come_sql
from sanctions_engine.facts.bulk.field_columns import FieldColumns, stated_columns
from sanctions_engine.facts.bulk.overview import Overview, overview
from sanctions_engine.facts.bulk.resolving import texts_left
from sanctions_engine.facts.bulk.said import SaidSql, said_sql
from sanctions_engine.facts.bulk.staging import Stage
from sanctions_engine.facts.bulk.texts import Texts
from sanctions_engine.facts.bulk.units import converted_columns
from sanctions_engine.facts.claim_rows import ClaimReader


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
        combines: Some value follows from other fields, or some row is refused for what its fields say together.
        holds_all: The stage holds every value as it is, also those that Python read.
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
    combines: bool = False
    holds_all: bool = False

    @property
    def all_fit(self) -> bool:
        """Whether every row is known to be a claim without looking at it."""
        given = {name: one.values for name, one in self.seen.fields.items()}
        for name, texts in self.texts.items():
            if texts.bad:
                return False
            if None not in texts.found.values():
                given[name] += self.seen.fields[name].left
        whole = all(one.type.optional or given[name] == self.seen.rows for name, one in self.fields.items())
        return whole and not self.combines and not self.said.accepted

    @property
    def is_plain(self) -> bool:
        """Whether every row is a claim whose values the stage holds as they are, but for what is the same in all rows."""
        return self.all_fit and not self.texts and not self.said.joins


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
    stated = stated_columns(stage, seen, texts, connection)
    units = converted_columns(stated, stage, seen, texts, connection)
    fields, joins = stated.fields | units.fields, [*stated.joins, *units.joins]
    relation = " ".join((f"{stage.relation} AS s", *joins))
    agreements = agreeing_sql(stage.kind, fields, seen, relation, connection)
    together = [*units.conditions, *states_to_come_sql(stage.kind, fields, seen, texts, relation, connection)]
    together += agreements.conditions
    more = said_sql(stage, reader, said, connection)
    fit = [f"({one.state}) IS NOT NULL" for name, one in fields.items() if name in texts]
    fit += [f"({one.state}) <> {ABSENT}" for one in fields.values() if not one.type.optional]
    fit += together
    absent = [f"coalesce({one.state}, {GIVEN}) = {ABSENT}" for one in fields.values()] + more.absent
    strips = any(part.strips for part in stage.parts)
    return Judged(
        stage=stage,
        seen=seen,
        fields=fields,
        said=more,
        texts=texts,
        relation=" ".join((relation, *agreements.joins, *more.joins)),
        fields_fit=_all(fit),
        accepted=_all([*fit, *more.accepted]),
        passed_over=_all(absent) if strips else "FALSE",
        owned=(*stated.owned, *units.owned, *agreements.owned, *more.owned),
        combines=bool(units.fields or together),
    )


def _all(conditions: list[str]) -> str:
    return " AND ".join(f"coalesce({one}, FALSE)" for one in conditions) or "TRUE"
