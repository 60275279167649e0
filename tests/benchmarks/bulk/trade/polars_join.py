"""W1 with Polars: each code that occurs finds its keys once, then one join; the plan that DuckDB does best with too."""

from __future__ import annotations

import polars as pl

from tests.benchmarks.bulk.answers import Prepared
from tests.benchmarks.bulk.trade.workload import Key, Trade, digits_of, keys

IS_CODE = r"^(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8,})$"


def prepare(trade: Trade) -> Prepared:
    """Return the join, ready to run."""
    lines = pl.scan_parquet(trade.file) if trade.in_place else pl.read_parquet(trade.file).lazy()
    table = keys(trade.bans)
    types = {
        "text": pl.String,
        "ban": pl.String,
        "adopted": pl.Date,
        "last": pl.Date,
        "sure": pl.Boolean,
        "bans": pl.Int64,
    }
    key_table = pl.DataFrame({name: [getattr(key, name) for key in table] for name in Key.__slots__}, schema=types)
    query = _query(lines, key_table.lazy(), digits_of(table), trade)
    return Prepared(query.collect, lambda answer: answer.to_arrow())


def _query(lines: pl.LazyFrame, table: pl.LazyFrame, digits: list[int], trade: Trade) -> pl.LazyFrame:
    exporter, code = pl.col("exporter"), pl.col("hs")
    near = lines.filter((exporter == "PRK") | exporter.is_null(), pl.col("date") <= trade.as_of)
    texts = [pl.when(code.str.len_bytes() >= number).then(code.str.head(number)) for number in digits]
    listed = pl.concat_list(*texts, pl.format("={}", code))
    is_code = code.str.contains(IS_CODE).fill_null(False)
    codes = near.select(code.unique())
    found = (
        codes.with_columns(text=pl.when(is_code).then(listed).otherwise(pl.concat_list(pl.lit("?"))))
        .explode("text", empty_as_null=True)
        .join(table, on="text")
    )
    winding_down = ((pl.col("contract_date") < pl.col("adopted")) & (pl.col("date") <= pl.col("last"))).fill_null(False)
    approved = pl.col("approved").fill_null(False)
    sure = pl.col("sure") & (exporter == "PRK").fill_null(False)
    judged = (
        near.join(found, on="hs", nulls_equal=True)
        .filter(pl.col("date") >= pl.col("adopted"))
        .select(
            pl.col("id").alias("line"),
            "ban",
            pl.when(winding_down | approved)
            .then(pl.lit("exempt"))
            .when(sure)
            .then(pl.lit("violated"))
            .otherwise(pl.lit("undetermined"))
            .alias("verdict"),
            pl.when(winding_down).then(pl.lit("wind-down")).when(approved).then(pl.lit("approved")).alias("exception"),
            "bans",
        )
    )
    loose = (
        judged.filter(pl.col("ban").is_null()).group_by("line", "ban", "verdict", "exception").agg(pl.col("bans").sum())
    )
    return pl.concat([judged.filter(pl.col("ban").is_not_null()), loose])
