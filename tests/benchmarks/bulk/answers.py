"""Answers in one form, so that they can be compared before a speed is quoted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa


class AnswersDiffer(Exception):
    """Two contenders do not give the same answer, so no speed is worth telling."""


class UnfitForComparison(AnswersDiffer):
    """An engine did not answer in the database alone, so its time is not that of the database."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A contender with its data in place.

    Attributes:
        run: What is timed, in whatever form the answer is made.
        answer: Turns what `run` gives into a table of the columns that its workload asks for.
    """

    run: Callable[[], Any]
    answer: Callable[[Any], pa.Table]


def in_order(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return a table with the columns of a schema, sorted by all of them."""
    table = table.select(schema.names).cast(schema)
    return table.sort_by([(name, "ascending") for name in schema.names]).combine_chunks()


def check_same(answers: Mapping[str, pa.Table], schema: pa.Schema) -> pa.Table:
    """Return the answer that all of them give, in order.

    Raises:
        AnswersDiffer: If one gives another than the first; its message has the first row that differs.
    """
    (first, expected), *others = [(name, in_order(table, schema)) for name, table in answers.items()]
    for name, table in others:
        if table.equals(expected):
            continue
        theirs, ours = table.to_pylist(), expected.to_pylist()
        row = next((number for number, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]), None)
        where = f"row {row}: {ours[row]} / {theirs[row]}" if row is not None else f"{len(ours)} / {len(theirs)} rows"
        raise AnswersDiffer(f"`{first}` and `{name}` differ: {where}")
    return expected
