"""Looks at the first rows of a table, to read it in the way that suits it; what is read does not depend on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

import duckdb

from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.columns import common_scale
from sanctions_engine.facts.bulk.connections import first_row, unused_name
from sanctions_engine.facts.bulk.field_sql import Written
from sanctions_engine.facts.bulk.sources import Part, plain_type
from sanctions_engine.facts.bulk.staging import staged_sql
from sanctions_engine.facts.bulk.texts import read_texts
from sanctions_engine.models.kinds import FactKind, FieldKind
from sanctions_engine.models.patterns import NUMBER

MOST_PLACES = 6
"""So many decimal places are kept at first; a number that has more is read row by row."""

_SAMPLED = 5_000
_SELDOM = 20
"""One text in so many may be unusual."""


def written_forms(
    kind: FactKind, parts: Sequence[Part], tolerance: Fraction, connection: duckdb.DuckDBPyConnection
) -> dict[str, Written]:
    """Return how the fields of a kind are written, as the first rows of each part show it.

    Args:
        kind: The kind.
        parts: The parts.
        tolerance: What `~1000` leaves open on each side, as a part of the number.
        connection: The connection.

    Raises:
        duckdb.Error: If a part cannot be read.
    """
    found = {name: Written() for name in kind.fields}
    samples: list[Part] = []
    try:
        for part in parts:
            name = quoted(unused_name("sample"))
            connection.execute(
                f"CREATE TEMP TABLE {name} AS SELECT * FROM {part.begin or part.relation} LIMIT {_SAMPLED}"
            )
            samples.append(replace(part, relation=name))
        return _look_at(kind, samples, tolerance, found, connection)
    finally:
        with suppress(duckdb.Error):  # a transaction that broke off drops them, and why it did is told
            for sample in samples:
                connection.execute(f"DROP TABLE {sample.relation}")


def _look_at(
    kind: FactKind,
    samples: Sequence[Part],
    tolerance: Fraction,
    found: dict[str, Written],
    connection: duckdb.DuckDBPyConnection,
) -> dict[str, Written]:
    for part in samples:
        for name, one in _decimals(kind, part, connection).items():
            places = max(found[name].places, one.places)
            found[name] = Written(places, places, usual=found[name].usual and one.usual)
    for part in samples:
        for name, texts in _left(kind, part, found, connection).items():
            seldom = len(texts) * _SELDOM <= _SAMPLED
            scale = found[name].scale
            if kind.fields[name].kind is FieldKind.DECIMAL:
                bounds = read_texts(
                    kind, name, dict.fromkeys(texts), tolerance, strips=part.strips, meant=part.meant.get(name)
                ).bounds()
                scale = min(max(scale, common_scale(bounds) or 0), MOST_PLACES)
            found[name] = replace(found[name], scale=scale, usual=found[name].usual and seldom, vague=True)
    return found


def _decimals(kind: FactKind, part: Part, connection: duckdb.DuckDBPyConnection) -> dict[str, Written]:
    """Return how the decimals of a part are written: in how many places, and whether all of them in as many."""
    found: dict[str, Written] = {}
    asked: dict[str, str] = {}
    for name, declared in kind.fields.items():
        type = part.types.get(name, "")
        if declared.kind is not FieldKind.DECIMAL:
            continue
        if plain_type(type) == "DECIMAL":
            found[name] = Written(min(int(type.partition(",")[2].strip(" )")), MOST_PLACES))
        elif plain_type(type) == "VARCHAR":
            asked[name] = quoted(name)
    if asked:
        counted = (
            f"{which}(CASE WHEN contains({cell}, '.') THEN length({cell}) - instr({cell}, '.') ELSE 0 END) "
            f"FILTER (regexp_full_match({cell}, '{NUMBER}'))"
            for cell in asked.values()
            for which in ("min", "max")
        )
        told = first_row(connection, f"SELECT {', '.join(counted)} FROM {part.relation}")
        each = [int(one or 0) for one in told or [0] * 2 * len(asked)]
        for name, least, most in zip(asked, each[::2], each[1::2], strict=True):
            found[name] = Written(min(most, MOST_PLACES), usual=least == most)
    return found


def _left(
    kind: FactKind, part: Part, written: Mapping[str, Written], connection: duckdb.DuckDBPyConnection
) -> dict[str, list[str]]:
    """Return the texts of the first rows that SQL does not read, by field."""
    query = f'SELECT "$rest" FROM ({staged_sql(kind, part, written, {})}) WHERE "$rest" IS NOT NULL'
    found: dict[str, list[str]] = {}
    for (texts,) in connection.execute(query).fetchall():
        for name, text in zip(kind.fields, texts, strict=True):
            if text is not None:
                found.setdefault(name, []).append(text)
    return found
