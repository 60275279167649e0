"""W3 in SQL, by hand: one grouped sum, of which a few thousand rows are left to be judged.

It is complete: tonnes as the span of barrels that they can be, supplies without an amount, without a product or without a supplier
(each may belong to every supplier of its year), lists that are not complete.
"""

from __future__ import annotations

from functools import partial

import pyarrow as pa

from tests.benchmarks.bulk.answers import Prepared
from tests.benchmarks.bulk.duck import ask, connect, put
from tests.benchmarks.bulk.supplies.workload import ADOPTED, SECOND_CAP_FROM, Supplies


def grouped_sum(given: Supplies) -> str:
    """Return the query."""
    first, second = given.caps
    return f"""
    WITH summed AS MATERIALIZED (
        SELECT supplier, year("date")::INTEGER AS year, count(product) AS sure,
               coalesce(sum(barrels) FILTER (WHERE product IS NOT NULL), 0)::DECIMAL(30, 1) AS barrels,
               coalesce(sum(tonnes) FILTER (WHERE product IS NOT NULL AND barrels IS NULL), 0)::DECIMAL(30, 3) AS tonnes,
               coalesce(sum(barrels) FILTER (WHERE product IS NULL), 0)::DECIMAL(30, 1) AS perhaps_barrels,
               coalesce(sum(tonnes) FILTER (WHERE product IS NULL AND barrels IS NULL), 0)::DECIMAL(30, 3) AS perhaps_tonnes,
               count(*) - count(coalesce(barrels, tonnes)) AS without
        FROM supplies WHERE (product = 'refined' OR product IS NULL) AND "date" <= DATE '{given.as_of}'
        GROUP BY supplier, year),
    bounds AS (
        SELECT supplier, year, sure, without, barrels + tonnes * 7.9 AS low,
               barrels + perhaps_barrels + (tonnes + perhaps_tonnes) * 8.3 AS high
        FROM summed),
    judged AS (
        SELECT one.supplier, one.year, one.sure, one.low, one.high + coalesce(other.high, 0) AS high,
               one.without + coalesce(other.without, 0) = 0
                   AND coalesce("start" <= make_date(one.year, 1, 1), FALSE)
                   AND coalesce("end" >= least(make_date(one.year, 12, 31), DATE '{given.as_of}'), FALSE) AS closed,
               CASE WHEN one.year < {SECOND_CAP_FROM.year} THEN {first} ELSE {second} END AS cap
        FROM bounds one LEFT JOIN (SELECT * FROM bounds WHERE supplier IS NULL) other USING (year)
             LEFT JOIN complete ON complete.supplier = one.supplier
        WHERE one.supplier IS NOT NULL)
    SELECT supplier, year,
           CASE WHEN year < {ADOPTED.year} THEN 'not_in_force'
                WHEN low > cap AND sure > 0 THEN 'violated'
                WHEN closed AND high <= cap THEN CASE WHEN year = {given.as_of.year} THEN 'pending' ELSE 'fulfilled' END
                ELSE 'undetermined' END AS verdict
    FROM judged"""


def prepare(given: Supplies) -> Prepared:
    """Return the query, ready to run."""
    connection = connect({"supplies": given.file}, in_place=given.in_place, threads=given.threads)
    columns = {name: [getattr(one, name) for one in given.complete] for name in ("supplier", "start", "end")}
    put(connection, "complete", pa.table(columns))
    return Prepared(partial(ask, connection, grouped_sum(given)), lambda answer: answer)
