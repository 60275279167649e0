"""Sets rows aside that are no claims, with the reasons that the row-wise reader gives."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import islice

import duckdb

from sanctions_engine.facts.bulk.field_sql import text_sql
from sanctions_engine.facts.bulk.judging import Judged
from sanctions_engine.facts.bulk.staging import Stage
from sanctions_engine.facts.claim_rows import ClaimReader
from sanctions_engine.facts.rows import Fault, Row
from sanctions_engine.facts.tables import fill
from sanctions_engine.models.kinds import FieldKind
from sanctions_engine.models.written import maybe_thousands

_BATCH = 1_000
_NUMBERS = (FieldKind.INT, FieldKind.DECIMAL)
Faulty = tuple[Row, list[Fault]]


class ReadingsDisagreeError(RuntimeError):
    """A row was refused in columns and is a claim row by row: a defect of this library, never of the input."""


def faulty_rows(
    found: Judged, reader: ClaimReader, said: Mapping[str, object], connection: duckdb.DuckDBPyConnection
) -> Iterator[Faulty]:
    """Yield each row that is no claim, by file and line, with everything that is wrong with it.

    Args:
        found: The judged rows.
        reader: Says what is wrong.
        said: What is said of all rows.
        connection: The connection.

    Raises:
        ReadingsDisagreeError: If the row-wise reader finds nothing wrong with one.
    """
    numbers = _numbers(found, f"NOT ({found.accepted}) AND NOT ({found.passed_over})", connection)
    skipped = iter(sorted(_skipped(found.stage), key=lambda one: one[0]))
    waiting = next(skipped, None)
    for key, row in _rows_of(found.stage, numbers):
        while waiting is not None and waiting[0] < key:
            yield _read(waiting[1], found, reader, said)
            waiting = next(skipped, None)
        yield _read((row, []), found, reader, said)
    while waiting is not None:
        yield _read(waiting[1], found, reader, said)
        waiting = next(skipped, None)


def note_doubtful_numbers(found: Judged, reader: ClaimReader, connection: duckdb.DuckDBPyConnection) -> None:
    """Note the numbers of claims that may be meant a thousand times larger: the first of each field and file, counted."""
    stage = found.stage
    seen: list[tuple[int, int, str, int]] = []
    each_file = 'GROUP BY s."$part"' if len(stage.files) > 1 else "HAVING count(*) > 0"
    for order, (name, declared) in enumerate(stage.kind.fields.items()):
        doubt = _doubt(found, name) if declared.kind in _NUMBERS else None
        if doubt is not None:
            query = (
                f"SELECT min({stage.number}), count(*) FROM {found.relation} "
                f"WHERE {found.accepted} AND {doubt} {each_file}"
            )
            seen += [(first, order, name, count) for first, count in connection.execute(query).fetchall()]
    for number, _, name, count in sorted(seen):
        [(_, row)] = _rows_of(stage, iter([number]))
        text = str(row.values[name])
        meant = maybe_thousands(text)
        if meant is not None:
            reader.numbers.note(row, stage.kind, name, text, meant, count=count)


def _doubt(found: Judged, name: str) -> str | None:
    doubt = found.stage.doubt(name)
    conditions = [] if doubt is None else [f"{doubt} IS NOT NULL"]
    left = found.texts.get(name)
    texts = [] if left is None else [raw for raw in left.found if maybe_thousands(raw.strip()) is not None]
    if texts:
        conditions.append(f"{found.stage.rest(name)} IN ({', '.join(map(text_sql, texts))})")
    return f"({' OR '.join(conditions)})" if conditions else None


def _numbers(found: Judged, where: str, connection: duckdb.DuckDBPyConnection) -> Iterator[int]:
    number = found.stage.number
    listed = connection.execute(f"SELECT {number} FROM {found.relation} WHERE {where} ORDER BY 1").fetchall()
    return (row[0] for row in listed)


def _rows_of(stage: Stage, numbers: Iterator[int]) -> Iterator[tuple[tuple[int, int], Row]]:
    """Yield rows again, by their numbers in the stage, each with its part and line."""
    while batch := list(islice(numbers, _BATCH)):
        by_part: dict[int, list[int]] = {}
        for number in batch:
            by_part.setdefault(bisect_right(stage.starts, number) - 1, []).append(number)
        for part, listed in by_part.items():
            start = stage.starts[part]
            for _, row in stage.parts[part].reread([number - start for number in listed]):
                yield (part, row.place.line), row


def _skipped(stage: Stage) -> Iterator[tuple[tuple[int, int], Faulty]]:
    for part, one in enumerate(stage.parts):
        for row, faults in one.skipped:
            yield (part, row.place.line), (row, faults)


def _read(one: Faulty, found: Judged, reader: ClaimReader, said: Mapping[str, object]) -> Faulty:
    row, faults = one
    if faults:
        return one
    fill(row, said)
    read = reader.read(row, found.stage.kind.name)
    if not isinstance(read, list):
        raise ReadingsDisagreeError(f"{row.place}: {row.raw}")
    return row, read
