"""What one pass over a stage tells of its fields: how many values there are, of what span, and how much is left to Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb

from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.connections import first_row
from sanctions_engine.facts.bulk.sources import NUMBERS
from sanctions_engine.facts.bulk.staging import Stage
from sanctions_engine.models.kinds import FieldKind


@dataclass(frozen=True, slots=True)
class Seen:
    """What a stage holds of one field.

    Attributes:
        values: How many rows have a value that SQL read.
        left: How many rows have a text that it did not read.
        low: The smallest value of a number, scaled, or of a day.
        high: The largest.
        sample: Some text of a text field.
    """

    values: int
    left: int
    low: int | date | None = None
    high: int | date | None = None
    sample: str | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """What a stage holds: its rows, and its fields by name."""

    rows: int
    fields: Mapping[str, Seen]


def overview(stage: Stage, connection: duckdb.DuckDBPyConnection) -> Overview:
    """Look over a stage once."""
    asked = ["count(*)", 'count("$rest")']
    for name, declared in stage.kind.fields.items():
        cell = quoted(name)
        asked.append(f"count({cell})")
        if declared.kind in (*NUMBERS, FieldKind.DATE):
            asked += [f"min({cell})", f"max({cell})"]
    told: Any = iter(first_row(connection, f"SELECT {', '.join(asked)} FROM {stage.relation}") or ())
    rows, fields = next(told), dict[str, Seen]()
    left = _left(stage, connection) if next(told) else {}
    for name, declared in stage.kind.fields.items():
        values = next(told)
        if declared.kind in (*NUMBERS, FieldKind.DATE):
            fields[name] = Seen(values, left.get(name, 0), next(told), next(told))
        else:
            fields[name] = Seen(values, left.get(name, 0))
    texts = [name for name, one in fields.items() if stage.kind.fields[name].kind is FieldKind.TEXT and one.values]
    fields |= {name: replace(fields[name], sample=text) for name, text in _samples(stage, texts, connection).items()}
    return Overview(rows, fields)


def _samples(stage: Stage, names: list[str], connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return some text of each of some fields; asked alone, for numbers of rows and bounds are known without reading rows."""
    if not names:
        return {}
    cells = (f"(SELECT {name} FROM {stage.relation} WHERE {name} IS NOT NULL LIMIT 1)" for name in map(quoted, names))
    return dict(zip(names, first_row(connection, f"SELECT {', '.join(cells)}") or (), strict=True))


def _left(stage: Stage, connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return of how many rows some text of each field was left."""
    counted = ", ".join(f"count({stage.rest(name)})" for name in stage.kind.fields)
    told = first_row(connection, f'SELECT {counted} FROM {stage.relation} AS s WHERE "$rest" IS NOT NULL')
    return dict(zip(stage.kind.fields, told or (), strict=True))
