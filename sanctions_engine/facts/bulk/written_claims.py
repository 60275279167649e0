"""Claims of dossier.yaml as a part of a table: they are few, and their values are written as a dossier writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa

from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.connections import unused_name
from sanctions_engine.facts.bulk.resolving import arrow_table
from sanctions_engine.facts.bulk.sources import Part
from sanctions_engine.facts.rows import Row
from sanctions_engine.models.claims import Claim, FieldValue
from sanctions_engine.models.facts import in_words
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.numbers import MAX_DIGITS, NumberRange


def written_part(kind: FactKind, claims: Sequence[Claim], connection: duckdb.DuckDBPyConnection) -> Part:
    """Return claims of one kind, all read from one file, as a part."""
    meant: dict[str, dict[str, FieldValue]] = {name: {} for name in kind.fields}
    cells: dict[str, list[str | None]] = {
        name: [_written(one.fields.get(name), meant[name]) for one in claims] for name in kind.fields
    }
    cells |= {
        "by": [one.by for one in claims],
        "source": [one.source for one in claims],
        "known": [str(one.known) for one in claims],
        "grade": [one.grade for one in claims],
        "denied": [str(one.denied).lower() for one in claims],
    }
    arrays = {name: pa.array(column, pa.string()) for name, column in cells.items()}
    arrays["$line"] = pa.array([one.place.line if one.place else None for one in claims], pa.int64())
    name = arrow_table(arrays, connection)
    place = claims[0].place
    return Part(
        relation=quoted(name),
        types=dict.fromkeys(cells, "VARCHAR"),
        file=place.file if place else "",
        line='"$line"',
        complete=True,
        meant=meant,
        reread=_never,
        after=(f"DROP TABLE IF EXISTS {quoted(name)}",),
    )


def _written(value: FieldValue | None, meant: dict[str, FieldValue]) -> str | None:
    """Return a value as a cell; for a number that is too long to be read, as a conversion gives it, a word that stands for it."""
    text = None if value is None else in_words(value)
    if text is None or not isinstance(value, NumberRange) or len(text) <= MAX_DIGITS:
        return text
    word = unused_name("number")
    meant[word] = value
    return word


def _never(numbers: Sequence[int]) -> Iterator[tuple[int, Row]]:
    raise AssertionError(f"claims that were read are not read again: {numbers}")
