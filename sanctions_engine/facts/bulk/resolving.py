"""Reads what SQL left as text: each distinct text once, by the row-wise code, so that both ways read alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import duckdb
import pyarrow as pa

from sanctions_engine.facts.bulk.claim_tables import ABSENT, GIVEN, NONE_GIVEN, quoted
from sanctions_engine.facts.bulk.columns import MOST_DIGITS, common_scale, scaled_bound
from sanctions_engine.facts.bulk.connections import unused_name
from sanctions_engine.facts.bulk.overview import Overview, Seen
from sanctions_engine.facts.bulk.sources import NUMBERS
from sanctions_engine.facts.bulk.staging import Stage
from sanctions_engine.facts.bulk.texts import Texts, read_texts
from sanctions_engine.models.claims import NONE, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FieldKind
from sanctions_engine.models.numbers import Number, NumberRange, format_number

_BIGINT = range(-(2**63), 2**63)


@dataclass(frozen=True, slots=True)
class Stored:
    """How the numbers of a field are stored once all of them are known: scaled, as text, or in a wide integer."""

    scale: int
    as_text: bool = False
    wide: bool = False

    def fits(self, scale: int) -> bool:
        """Whether they are stored as those are that were kept at a scale."""
        return self == Stored(scale)


def texts_left(
    stage: Stage, seen: Overview, tolerance: Fraction, connection: duckdb.DuckDBPyConnection
) -> dict[str, Texts]:
    """Return what the texts mean that SQL did not read, by field; a field of which it read everything is left out."""
    strips = any(part.strips for part in stage.parts)
    found: dict[str, Texts] = {}
    for name, one in seen.fields.items():
        if one.left:
            texts = distinct(stage, stage.rest(name), connection)
            meant = {word: value for part in stage.parts for word, value in part.meant.get(name, {}).items()}
            found[name] = read_texts(stage.kind, name, texts, tolerance, strips=strips, meant=meant)
    return found


def distinct(stage: Stage, text: str, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the texts that SQL gives of the rows of a stage, which is `s` in it, each once."""
    query = f"SELECT DISTINCT {text} FROM {stage.relation} AS s WHERE {text} IS NOT NULL"
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
    scaled = [scaled_bound(bound, common) for bound in bounds]
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
    scaled = [[None if one is None else scaled_bound(one, stored.scale) for one in side] for side in (lows, highs)]
    return _pair(scaled[0], scaled[1], pa.decimal128(MOST_DIGITS, 0) if stored.wide else pa.int64())


def _written(number: Number | None) -> str | None:
    return None if number is None else format_number(number)


def _pair(lows: Iterable[object], highs: Iterable[object], type: pa.DataType) -> dict[str, pa.Array]:
    return {"low": pa.array(list(lows), type), "high": pa.array(list(highs), type)}
