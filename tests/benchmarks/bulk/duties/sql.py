"""W2 in SQL, by hand: the level reached on the due day by an as-of join, or by grouping what is said of each party and duty.

Both are complete: the best claims of a day, ties as the span of what they say, parties of whom it is not known when or whether
they are bound, waivers that may hold. What was reached on a later day decides between late and never. Parties and duties are
numbered first, for one whole number makes a quicker key than two texts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import duckdb
import pyarrow as pa

from tests.benchmarks.bulk.answers import Prepared
from tests.benchmarks.bulk.duck import ask, connect, put
from tests.benchmarks.bulk.duties.workload import Duties

NUMBERED = """
    p AS MATERIALIZED (SELECT *, row_number() OVER () AS p FROM parties),
    d AS MATERIALIZED (SELECT *, row_number() OVER () - 1 AS d, count(*) OVER () AS size FROM duties),
    pairs AS NOT MATERIALIZED (
        SELECT p * size + d AS pair, code AS party, duty, level, half, adopted, bound, waived, bound_on + days AS due,
               least(coalesce(bound_on + days, getvariable('as_of')), getvariable('as_of')) AS day
        FROM p, d),
    claims AS NOT MATERIALIZED (
        SELECT p * size + d AS pair, "at" AS told_on, standings.level AS level, "by" AS speaker, known,
               coalesce(grade, 'Z') AS grade, least(bound_on + days, getvariable('as_of')) AS day
        FROM standings JOIN p ON party = code JOIN d USING (topic) WHERE "at" <= getvariable('as_of'))"""
"""A pair is a party with a duty; `day` is the due day, or the day judged if that comes first."""


def _states(name: str, source: str, series: str) -> str:
    """Return the level in each series on each day that somebody speaks of: of the best claims, from the least to the most."""
    return f"""
    {name}_told AS MATERIALIZED (
        SELECT {series}, told_on, min(level) AS low, max(level) AS high, any_value(day) AS day
        FROM {source} GROUP BY {series}, told_on),
    {name}_last AS (
        SELECT *, max(known) OVER (PARTITION BY {series}, told_on, speaker) AS last
        FROM {source} SEMI JOIN (SELECT * FROM {name}_told WHERE low < high) USING ({series}, told_on)),
    {name}_ranked AS (
        SELECT *, rank() OVER (PARTITION BY {series}, told_on ORDER BY grade, known DESC) AS place
        FROM {name}_last WHERE known = last),
    {name} AS (
        SELECT {series}, told_on, low, high, day FROM {name}_told WHERE low = high
        UNION ALL
        SELECT {series}, told_on, min(level), max(level), any_value(day)
        FROM {name}_ranked WHERE place = 1 GROUP BY {series}, told_on)"""


def _verdict(done: str, missed: str, done_since: str) -> str:
    """Return the verdict, from whether the level was reached on the day, was not, and was reached since."""
    late = f"CASE WHEN {done_since} THEN 'fulfilled_late' ELSE 'violated' END"
    return f"""
    CASE WHEN due IS NULL THEN 'undetermined'
         WHEN day < adopted THEN 'not_in_force'
         WHEN NOT bound THEN 'not_applicable'
         WHEN {done} THEN 'fulfilled'
         WHEN waived THEN CASE WHEN bound THEN 'exempt' ELSE 'undetermined' END
         WHEN due >= getvariable('as_of') THEN 'pending'
         WHEN {missed} THEN CASE WHEN bound AND waived IS NOT NULL THEN {late} ELSE 'undetermined' END
         ELSE 'undetermined' END"""


Query = Callable[[], str]

DEFAULT = _verdict("low >= level", "high < level", "later >= level")
HALF = _verdict("low >= half", "high < half", "later >= half")
SHOWN = _verdict("low >= level", "coalesce(low, 0) < level", "later >= level")
TOLD = f"""party, duty, {DEFAULT} AS verdict, CASE WHEN day >= adopted THEN due END AS due,
    CASE WHEN {DEFAULT} = 'exempt' THEN 'waived' END AS exception"""
REACHED = """
    arg_max(low, told_on) FILTER (told_on <= day) AS low, arg_max(high, told_on) FILTER (told_on <= day) AS high,
    max(low) FILTER (told_on > day) AS later"""
"""The level on the day, and the highest that was surely reached after it."""


def as_of_join() -> str:
    """An as-of join from each pair to the last day on or before its own; the best that comes later stands beside each day."""
    return f"""
    WITH {NUMBERED}, {_states("states", "claims", "pair")},
    series AS (
        SELECT pair, told_on, low, high, max(low) OVER (
            PARTITION BY pair ORDER BY told_on ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS later
        FROM states)
    SELECT {TOLD} FROM pairs ASOF LEFT JOIN series ON pairs.pair = series.pair AND pairs.day >= told_on"""


def grouped(*, readings: bool = False) -> str:
    """What is said is grouped by pair, then joined once; readings are more columns."""
    more = f", {HALF} AS half, {SHOWN} AS shown" if readings else ""
    return f"""
    WITH {NUMBERED}, {_states("states", "claims", "pair")},
    reached AS (SELECT pair, {REACHED} FROM states GROUP BY pair)
    SELECT {TOLD}{more} FROM pairs LEFT JOIN reached USING (pair)"""


def speakers() -> str:
    """The verdict under each speaker of a series with two or more: the record up to their first word, then they alone."""
    return f"""
    WITH {NUMBERED},
    disputed AS (SELECT pair FROM claims GROUP BY pair HAVING min(speaker) <> max(speaker)),
    heard AS MATERIALIZED (SELECT claims.* FROM claims SEMI JOIN disputed USING (pair)),
    {_states("states", "heard", "pair")}, {_states("own", "heard", "pair, speaker")},
    first AS (SELECT pair, speaker, min(told_on) AS first FROM heard GROUP BY pair, speaker),
    believed AS (
        SELECT pair, speaker, told_on, low, high, day FROM own
        UNION ALL
        SELECT pair, speaker, told_on, low, high, day FROM states JOIN first USING (pair) WHERE told_on < first),
    reached AS (SELECT pair, speaker, {REACHED} FROM believed GROUP BY pair, speaker)
    SELECT party, duty, speaker, {DEFAULT} AS verdict FROM pairs JOIN reached USING (pair)"""


@lru_cache(maxsize=1)  # the plans of one workload share one copy of the evidence
def _prepared(given: Duties) -> duckdb.DuckDBPyConnection:
    files = {"parties": given.parties, "standings": given.standings}
    connection = connect(files, in_place=False, threads=given.threads)
    columns = {
        name: [getattr(one, name) for one in given.duties] for name in ("topic", "level", "half", "days", "adopted")
    }
    rows = pa.table({"duty": [one.id for one in given.duties], **columns})
    put(connection, "duties", rows.set_column(4, "days", rows["days"].cast(pa.int32())))
    connection.execute(f"SET VARIABLE as_of = DATE '{given.as_of}'")
    return connection


def prepare(query: Query, given: Duties) -> Prepared:
    """Return a plan, ready to run."""
    return Prepared(partial(ask, _prepared(given), query()), lambda answer: answer)


def prepare_perspectives(given: Duties) -> Prepared:
    """Return the record with the verdicts under each speaker beside it, ready to run; the answer is that of the speakers."""
    connection, queries = _prepared(given), (grouped(), speakers())
    return Prepared(lambda: [ask(connection, query) for query in queries], lambda answers: answers[1])
