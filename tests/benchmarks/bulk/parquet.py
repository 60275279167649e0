"""Columns from numpy arrays, and Parquet files written chunk by chunk, so that no file has to fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

CHUNK = 1_000_000
"""Rows that are made at a time."""
ROW_GROUP = 122_880
"""Rows of a row group: what DuckDB reads by one thread at a time."""

Numbers = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]


def texts(chosen: Numbers, words: Sequence[str], absent: Mask | None = None) -> pa.Array:
    """Return the words with the chosen numbers, absent where `absent` says so."""
    numbers = pa.array(chosen.astype(np.int32), mask=absent)
    return pa.DictionaryArray.from_arrays(numbers, pa.array(words, pa.string())).cast(pa.string())


def names(first: int, rows: int, letter: str) -> pa.Array:
    """Return a name for each row: `L000000042` for number 42."""
    numbers = pc.cast(pa.array(np.arange(first, first + rows, dtype=np.int64)), pa.string())
    return pc.binary_join_element_wise(letter, pc.utf8_lpad(numbers, 9, "0"), "")


def days(numbers: Numbers, absent: Mask | None = None) -> pa.Array:
    """Return days from their numbers (days since 1970)."""
    return pa.array(numbers.astype(np.int32), pa.int32(), mask=absent).cast(pa.date32())


def decimals(scaled: Numbers, scale: int, absent: Mask | None = None) -> pa.Array:
    """Return decimals of `scale` digits after the point from numbers that are not negative, given without the point."""
    words = np.zeros((len(scaled), 2), dtype=np.int64)  # little endian, 128 bits each
    words[:, 0] = scaled
    column = pa.Array.from_buffers(pa.decimal128(18, scale), len(scaled), [None, pa.py_buffer(words)])
    return column if absent is None else pc.if_else(pa.array(absent), None, column)


def truths(values: Mask, absent: Mask | None = None) -> pa.Array:
    """Return conditions."""
    return pa.array(values, pa.bool_(), mask=absent)


def write(file: Path, rows: int, seed: int, make: Callable[[np.random.Generator, int, int], pa.Table]) -> Path:
    """Write the rows that `make(random numbers, number of the first row, rows)` gives, chunk by chunk; return the file.

    The same seed gives the same rows, also where a longer file is written: each chunk has random numbers of its own.
    """
    chunks = _chunks(rows, seed, make)
    first = next(chunks)
    with pq.ParquetWriter(file, first.schema) as writer:
        writer.write_table(first, row_group_size=ROW_GROUP)
        for chunk in chunks:
            writer.write_table(chunk, row_group_size=ROW_GROUP)
    return file


def _chunks(rows: int, seed: int, make: Callable[[np.random.Generator, int, int], pa.Table]) -> Iterator[pa.Table]:
    for number, first in enumerate(range(0, rows, CHUNK)):
        yield make(np.random.default_rng((seed, number)), first, min(CHUNK, rows - first))
