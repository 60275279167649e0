"""Reads what SQL left as text: each distinct text once, by the row-wise code, so that both ways read alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import duckdb
import pyarrow as pa
from pydantic import ValidationError

from sanctions_engine.facts.bulk.claim_tables import ABSENT, GIVEN, NONE_GIVEN, quoted
from sanctions_engine.facts.bulk.columns import MOST_DIGITS, common_scale
from sanctions_engine.facts.bulk.connections import unused_name
from sanctions_engine.facts.bulk.overview import Overview, Seen
from sanctions_engine.facts.bulk.sources import NUMBERS
from sanctions_engine.facts.bulk.staging import Stage
from sanctions_engine.models.claims import NONE, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FieldKind
from sanctions_engine.models.numbers import Number, NumberRange, format_number
from sanctions_engine.models.records import partial_model

_BIGINT = range(-(2**63), 2**63)


@dataclass(frozen=True, slots=True)
class Texts:
    """What the texts of one field mean.

    Attributes:
        found: The value of each text that is one; None for a blank cell, which is absent.
        bad: The texts that the field cannot have.
    """

    found: Mapping[str, FieldValue | None]
    bad: frozenset[str]

    def bounds(self) -> list[Number]:
        """Return every bound of the numbers."""
        ranges = [one for one in self.found.values() if isinstance(one, NumberRange)]
        return [bound for one in ranges for bound in (one.low, one.high) if bound is not None]


@dataclass(frozen=True, slots=True)
class Stored:
    """How the numbers of a field are stored once all of them are known: scaled, as text, or in a wide integer."""

    scale: int
    as_text: bool = False
    wide: bool = False


def texts_left(
    stage: Stage, seen: Overview, tolerance: Fraction, connection: duckdb.DuckDBPyConnection
) -> dict[str, Texts]:
    """Return what the texts mean that SQL did not read, by field; a field of which it read everything is left out."""
    return {name: _texts(stage, name, tolerance, connection) for name, one in seen.fields.items() if one.left}


def _texts(stage: Stage, name: str, tolerance: Fraction, connection: duckdb.DuckDBPyConnection) -> Texts:
    model = partial_model(stage.kind)
    strips = any(part.strips for part in stage.parts)
    found: dict[str, FieldValue | None] = {}
    bad: set[str] = set()
    for raw in distinct(stage, f"{name}.rest", connection):
        text = raw.strip() if strips else raw
        if strips and not text:
            found[raw] = None
            continue
        try:
            found[raw] = model.model_validate({name: text}, context={"tolerance": tolerance}).given()[name]
        except ValidationError:
            bad.add(raw)
    return Texts(found, frozenset(bad))


def distinct(stage: Stage, column: str, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the texts of a column, each once."""
    query = f"SELECT DISTINCT {quoted(column)} FROM {stage.relation} WHERE {quoted(column)} IS NOT NULL"
    return [row[0] for row in connection.execute(query).fetchall()]


def stored_as(scale: int, seen: Seen, texts: Texts | None) -> Stored:
    """Return how the numbers of a field are stored.

    Args:
        scale: The decimal places of those that SQL read.
        seen: What there is of these.
        texts: The others.
    """
    bounds = [] if texts is None else texts.bounds()
    further = common_scale(bounds)
    if further is None:
        return Stored(0, as_text=True)
    common = max(scale, further)
    scaled = [int(bound * 10**common) for bound in bounds]
    scaled += [one * 10 ** (common - scale) for one in (seen.low, seen.high) if isinstance(one, int)]
    if any(abs(one) >= 10**MOST_DIGITS for one in scaled):
        return Stored(0, as_text=True)
    return Stored(common, wide=any(one not in _BIGINT for one in scaled))


def map_table(texts: Texts, kind: FieldKind, stored: Stored | None, connection: duckdb.DuckDBPyConnection) -> str:
    """Make a temporary table of what texts mean: `raw`, `state` (NULL for a bad text), and `value`, or `low` and `high`."""
    raws = [*texts.found, *sorted(texts.bad)]
    values = [texts.found.get(raw) for raw in raws]
    states = [None if raw in texts.bad else _state(texts.found[raw]) for raw in raws]
    arrays: dict[str, pa.Array] = {"raw": pa.array(raws, pa.string()), "state": pa.array(states, pa.uint8())}
    if kind in NUMBERS:
        assert stored is not None
        pairs = [(value.low, value.high) if isinstance(value, NumberRange) else (None, None) for value in values]
        arrays |= _numbers(pairs, stored)
    elif kind is FieldKind.DATE:
        days = [(value.low, value.high) if isinstance(value, DateRange) else (None, None) for value in values]
        arrays |= _pair([one for one, _ in days], [one for _, one in days], pa.date32())
    else:
        plain = [None if value is NONE else value for value in values]
        arrays["value"] = pa.array(plain, pa.bool_() if kind is FieldKind.BOOL else pa.string())
    return arrow_table(arrays, connection)


def arrow_table(arrays: Mapping[str, pa.Array], connection: duckdb.DuckDBPyConnection) -> str:
    """Make a temporary table of Arrow arrays; return its name."""
    name, read = unused_name("map"), unused_name("arrow")
    connection.register(read, pa.table(dict(arrays)))
    try:
        connection.execute(f"CREATE TEMP TABLE {quoted(name)} AS SELECT * FROM {quoted(read)}")
    finally:
        connection.unregister(read)
    return name


def _state(value: FieldValue | None) -> int:
    return ABSENT if value is None else NONE_GIVEN if value is NONE else GIVEN


def _numbers(pairs: Iterable[tuple[Number | None, Number | None]], stored: Stored) -> dict[str, pa.Array]:
    lows, highs = zip(*pairs, strict=True)
    if stored.as_text:
        return _pair([_written(one) for one in lows], [_written(one) for one in highs], pa.string())
    scaled = [[None if one is None else int(one * 10**stored.scale) for one in side] for side in (lows, highs)]
    return _pair(scaled[0], scaled[1], pa.decimal128(MOST_DIGITS, 0) if stored.wide else pa.int64())


def _written(number: Number | None) -> str | None:
    return None if number is None else format_number(number)


def _pair(lows: Iterable[object], highs: Iterable[object], type: pa.DataType) -> dict[str, pa.Array]:
    return {"low": pa.array(list(lows), type), "high": pa.array(list(highs), type)}
