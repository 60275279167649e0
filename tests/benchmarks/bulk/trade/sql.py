"""W1 in SQL, by hand: three plans, and one statement a rule.

All are complete: three values, codes that are coarse, absent or damaged, lines dated after the day judged. The table of keys
(`workload.keys`) is made before the clock starts; so it is the plan without the planning that is measured.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import duckdb
import pyarrow as pa

from tests.benchmarks.bulk.answers import Prepared
from tests.benchmarks.bulk.duck import ask, connect, put
from tests.benchmarks.bulk.trade.bans import Ban
from tests.benchmarks.bulk.trade.workload import Key, Trade, digits_of, keys, shortest

IS_CODE = "regexp_full_match(hs, '[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8,}')"
NEAR = "(exporter = 'PRK' OR exporter IS NULL)"
"""A line that can be hit at all."""
VERDICT = """
    CASE WHEN contract_date < adopted AND date <= last THEN 'exempt' WHEN approved THEN 'exempt'
         WHEN sure AND exporter = 'PRK' THEN 'violated' ELSE 'undetermined' END AS verdict,
    CASE WHEN contract_date < adopted AND date <= last THEN 'wind-down' WHEN approved THEN 'approved' END AS exception"""
"""What a line with a key comes to; `last` is null where there is no wind-down. Not shown is not exempt: the bearer has the burden."""
FIELDS = "line, exporter, date, contract_date, approved"

Query = Callable[[Trade, list[Key]], str]


def _near(trade: Trade, *fields: str) -> str:
    chosen = ", ".join(("id AS line", *FIELDS.split(", ")[1:], *fields))
    return f"SELECT {chosen} FROM lines WHERE {NEAR} AND date <= DATE '{trade.as_of}'"


def _collapsed(matched: str) -> str:
    """Return the answer from lines with their keys: those without a ban are counted together."""
    return f"""
    judged AS (SELECT line, ban, {VERDICT}, bans FROM {matched} WHERE date >= adopted)
    SELECT line, ban, verdict, exception, bans FROM judged WHERE ban IS NOT NULL
    UNION ALL
    SELECT line, ban, verdict, exception, sum(bans)::BIGINT FROM judged WHERE ban IS NULL GROUP BY ALL"""


def filter_once(trade: Trade, table: list[Key]) -> str:
    """The lines that can be hit, once; then a join for each length of code, one for coarse codes, one for those that are none."""
    joins = [
        f"SELECT near.*, ban, adopted, last, sure, bans FROM near JOIN keys ON {on}"
        for on in (
            *(f"left(code, {digits}) = text AND length(text) = {digits}" for digits in digits_of(table)),
            "'=' || code = text",
            "code IS NULL AND text = '?'",
        )
    ]
    return f"""
    WITH near AS MATERIALIZED ({_near(trade, f"CASE WHEN {IS_CODE} THEN hs END AS code")}),
    matched AS ({" UNION ALL ".join(joins)}), {_collapsed("matched")}"""


def _texts_of(code: str, table: list[Key]) -> str:
    """Return the list of texts under which a code can stand in the table of keys; null, for no key, where it is too short."""
    texts = [f"CASE WHEN length({code}) >= {digits} THEN left({code}, {digits}) END" for digits in digits_of(table)]
    return f"CASE WHEN {IS_CODE} THEN [{', '.join(texts)}, '=' || {code}] ELSE ['?'] END"


def distinct_codes(trade: Trade, table: list[Key]) -> str:
    """Each code that occurs finds its keys once; then one join of the lines with what was found."""
    return f"""
    WITH near AS MATERIALIZED ({_near(trade, "hs")}),
    codes AS (SELECT hs, unnest({_texts_of("hs", table)}) AS text FROM (SELECT DISTINCT hs FROM near)),
    found AS MATERIALIZED (SELECT hs, ban, adopted, last, sure, bans FROM codes JOIN keys USING (text)),
    matched AS (SELECT {FIELDS}, ban, adopted, last, sure, bans FROM near JOIN found ON near.hs IS NOT DISTINCT FROM found.hs),
    {_collapsed("matched")}"""


def unnested(trade: Trade, table: list[Key]) -> str:
    """Each line is repeated for each text that its code can stand under; one join, nothing kept: it streams."""
    return f"""
    WITH near AS NOT MATERIALIZED ({_near(trade, "hs")}),
    repeated AS NOT MATERIALIZED (SELECT {FIELDS}, unnest({_texts_of("hs", table)}) AS text FROM near WHERE {IS_CODE}),
    loose AS (SELECT line, ban, {VERDICT}, bans FROM near JOIN keys ON text = '?'
              WHERE date >= adopted AND ({IS_CODE}) IS NOT TRUE)
    SELECT line, ban, {VERDICT}, bans FROM repeated JOIN keys USING (text) WHERE date >= adopted
    UNION ALL
    SELECT line, ban, verdict, exception, sum(bans)::BIGINT FROM loose GROUP BY ALL"""


@lru_cache(maxsize=2)  # the plans of one workload share one copy of the lines
def _prepared(trade: Trade) -> tuple[duckdb.DuckDBPyConnection, list[Key]]:
    connection = connect({"lines": trade.file}, in_place=trade.in_place, threads=trade.threads)
    table = keys(trade.bans)
    columns = {name: [getattr(key, name) for key in table] for name in Key.__slots__}
    schema = pa.schema(
        [
            ("text", pa.string()),
            ("ban", pa.string()),
            ("adopted", pa.date32()),
            ("last", pa.date32()),
            ("sure", pa.bool_()),
            ("bans", pa.int64()),
        ]
    )
    put(connection, "keys", pa.table(columns, schema=schema))
    return connection, table


def prepare(query: Query, trade: Trade) -> Prepared:
    """Return a plan, ready to run."""
    connection, table = _prepared(trade)
    return Prepared(partial(ask, connection, query(trade, table)), lambda answer: answer)


def prepare_statements(trade: Trade) -> Prepared:
    """Return one statement for each ban, as rules are often translated: each reads all lines."""
    connection, _ = _prepared(trade)
    statements = [_statement(trade, ban) for ban in trade.bans]
    return Prepared(lambda: [ask(connection, one) for one in statements], together)


def _statement(trade: Trade, ban: Ban) -> str:
    listed = shortest(ban.codes)
    hits = " OR ".join(f"starts_with(hs, '{code}')" for code in listed)
    coarse = " OR ".join(f"starts_with('{code}', hs)" for code in listed)
    last = "NULL::DATE" if ban.last is None else f"DATE '{ban.last}'"
    return f"""
    SELECT line, CASE WHEN no_code THEN NULL ELSE '{ban.id}' END AS ban, {VERDICT}, 1 AS bans FROM (
        SELECT {FIELDS}, no_code, NOT no_code AND ({hits}) AS sure, DATE '{ban.adopted}' AS adopted, {last} AS last
        FROM (SELECT *, id AS line, hs IS NULL OR NOT {IS_CODE} AS no_code FROM lines
              WHERE {NEAR} AND date >= DATE '{ban.adopted}' AND date <= DATE '{trade.as_of}')
        WHERE no_code OR {hits} OR {coarse})"""


def together(tables: list[pa.Table]) -> pa.Table:
    """Return the answers of single bans as one, those without a code counted together."""
    whole = pa.concat_tables(tables)
    counted = whole.group_by(["line", "ban", "verdict", "exception"]).aggregate([("bans", "sum")])
    return counted.rename_columns([*whole.column_names[:4], "bans"])


def quiet(trade: Trade) -> str:
    """Return the query for what is only counted: pairs of lines and bans that are `clean` or `not_in_force`.

    It needs the answer in a table of that name.
    """
    return f"""
    WITH by_day AS (SELECT date, count(*) AS lines FROM lines WHERE date <= DATE '{trade.as_of}' GROUP BY date),
    starts AS (SELECT adopted, sum(bans) AS bans FROM keys WHERE text = '?' GROUP BY adopted),
    pairs AS (SELECT sum(lines * bans) AS whole, sum(lines * bans) FILTER (WHERE date < adopted) AS before FROM by_day, starts)
    SELECT coalesce(before, 0)::BIGINT AS not_in_force,
           (whole - coalesce(before, 0) - (SELECT coalesce(sum(bans), 0) FROM answer))::BIGINT AS clean FROM pairs"""


def prepare_with_counts(trade: Trade) -> Prepared:
    """Return a plan that counts what makes no finding beside its answer."""
    connection, table = _prepared(trade)
    answer, counts = distinct_codes(trade, table), quiet(trade)

    def run() -> pa.Table:
        connection.execute(f"CREATE OR REPLACE TABLE answer AS {answer}")
        return ask(connection, counts)

    return Prepared(run, lambda _: ask(connection, "SELECT * FROM answer"))


def prepare_counts(trade: Trade) -> Prepared:
    """Return the counts of what makes no finding, given the answer of a plan; they come to one row."""
    connection, table = _prepared(trade)
    connection.execute(f"CREATE OR REPLACE TABLE answer AS {distinct_codes(trade, table)}")
    return Prepared(partial(ask, connection, quiet(trade)), lambda answer: answer)
