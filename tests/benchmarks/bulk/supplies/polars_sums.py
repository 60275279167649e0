"""W3 with Polars: the same grouped sum, its few rows judged with the same conditions."""

from __future__ import annotations

import polars as pl

from tests.benchmarks.bulk.answers import Prepared
from tests.benchmarks.bulk.supplies.workload import ADOPTED, SECOND_CAP_FROM, Supplies

TEN_THOUSANDTHS = 10_000
"""Sums are whole numbers of this part of a barrel, so that nothing is rounded."""


def prepare(given: Supplies) -> Prepared:
    """Return the sums, ready to run."""
    supplies = pl.scan_parquet(given.file) if given.in_place else pl.read_parquet(given.file).lazy()
    columns = {name: [getattr(one, name) for one in given.complete] for name in ("supplier", "start", "end")}
    complete = pl.DataFrame(columns, schema={"supplier": pl.String, "start": pl.Date, "end": pl.Date}).lazy()
    query = _query(supplies, complete, given)
    return Prepared(query.collect, lambda answer: answer.to_arrow())


def _query(supplies: pl.LazyFrame, complete: pl.LazyFrame, given: Supplies) -> pl.LazyFrame:
    barrels, tonnes, product = pl.col("barrels"), pl.col("tonnes"), pl.col("product")
    near = supplies.filter((product == "refined") | product.is_null(), pl.col("date") <= given.as_of)
    tenths = (barrels * 10).cast(pl.Int64)
    kilograms = pl.when(barrels.is_null()).then((tonnes * 1000).cast(pl.Int64))
    sure = product.is_not_null()
    summed = near.group_by("supplier", year=pl.col("date").dt.year()).agg(
        sure=sure.sum(),
        without=(barrels.is_null() & tonnes.is_null()).sum(),
        low=tenths.filter(sure).sum() * 1000 + kilograms.filter(sure).sum() * 79,
        high=tenths.sum() * 1000 + kilograms.sum() * 83,
    )
    others = summed.filter(pl.col("supplier").is_null()).select("year", more="high", also="without")
    year = pl.col("year")
    last = pl.min_horizontal(pl.date(year, 12, 31), pl.lit(given.as_of))
    lists = ((pl.col("start") <= pl.date(year, 1, 1)) & (pl.col("end") >= last)).fill_null(False)
    closed = lists & (pl.col("without") + pl.col("also").fill_null(0) == 0)
    first, second = (
        pl.lit(one * TEN_THOUSANDTHS, pl.Int64) for one in given.caps
    )  # 32 bits would overflow, in silence
    cap = pl.when(year < SECOND_CAP_FROM.year).then(first).otherwise(second)
    kept = pl.when(year == given.as_of.year).then(pl.lit("pending")).otherwise(pl.lit("fulfilled"))
    verdict = (
        pl.when(year < ADOPTED.year)
        .then(pl.lit("not_in_force"))
        .when((pl.col("low") > cap) & (pl.col("sure") > 0))
        .then(pl.lit("violated"))
        .when(closed & (pl.col("high") + pl.col("more").fill_null(0) <= cap))
        .then(kept)
        .otherwise(pl.lit("undetermined"))
    )
    judged = summed.filter(pl.col("supplier").is_not_null()).join(others, on="year", how="left")
    return judged.join(complete, on="supplier", how="left").select("supplier", "year", verdict=verdict)
