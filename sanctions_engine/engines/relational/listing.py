"""The outcomes that make findings as one table of the database, a row each, in order of rule and subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from sanctions_engine.diagnostics.replacing import replacing, unwritable
from sanctions_engine.engines.relational.key_texts import key_texts, subject_sql
from sanctions_engine.engines.relational.outcome_rows import Flagged
from sanctions_engine.engines.relational.periods import Period, of_period
from sanctions_engine.engines.relational.verdicts import NUMBER, VERDICTS
from sanctions_engine.facts.bulk import ClaimTable, ClaimTables
from sanctions_engine.facts.bulk.claim_tables import drop, quoted
from sanctions_engine.facts.bulk.connections import first_row, unused_name
from sanctions_engine.facts.bulk.database_errors import reason_of
from sanctions_engine.facts.bulk.field_sql import text_sql
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import Verdict

FIRST = ("rule", "subject", "subject_kind")
LAST = ("verdict", "due", "exception", "citation")
OTHER = "$other"
"""The column that holds the place of an outcome of the reference evaluator; null for one that was found in the database."""

DUE = "$due"
"""The column that holds the place of a due day; null where there is none."""

PERIOD = "$period"
"""The column that holds the place of a period; null where the rule does not recur."""

SORTED = 1_000_000
"""So many rows are sorted at a time, if one rule does not have more: what is sorted has to fit into memory."""

FIRST_BATCH = 20

NOBODY = Subject("", ())
"""Its name is empty: with a period it is what the period adds to the name of a record."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of outcomes, or some of its rows.

    Attributes:
        name: The table; its order is that of its `rowid`.
        columns: The columns to show.
        others: What `OTHER` counts.
        identity: The identity fields of each kind.
        dues: What `DUE` counts.
        periods: What `PERIOD` counts.
        where: SQL for the rows.
    """

    connection: duckdb.DuckDBPyConnection
    name: str
    columns: tuple[str, ...]
    others: Sequence[Outcome]
    identity: Mapping[str, tuple[str, ...]]
    dues: Sequence[DateRange] = ()
    periods: Sequence[Period] = ()
    where: str = "TRUE"

    def of(self, rule: str, subject: str | None = None) -> Listing:
        """Return the rows of one rule, and of one subject if it is given."""
        where = f'{self.where} AND "rule" = {text_sql(rule)}'
        return replace(self, where=where if subject is None else f'{where} AND "subject" = {text_sql(subject)}')

    @property
    def query(self) -> str:
        """The query of the columns to show, in order."""
        return f"SELECT {', '.join(map(quoted, self.columns))} FROM {quoted(self.name)} WHERE {self.where} ORDER BY rowid ASC"

    def count(self) -> int:
        """Return how many rows there are."""
        found = first_row(self.connection, f"SELECT count(*) FROM {quoted(self.name)} WHERE {self.where}")
        return int(found[0]) if found else 0

    def tally(self) -> list[tuple[str, str, int]]:
        """Return how many rows there are of each rule and verdict, in order."""
        query = f'SELECT "rule", "verdict", count(*) FROM {quoted(self.name)} WHERE {self.where} GROUP BY ALL ORDER BY ALL ASC'
        return self.connection.execute(query).fetchall()

    def arrow(self) -> pa.Table:
        """Return the rows as an Arrow table."""
        return self.connection.sql(self.query).to_arrow_table()

    def write(self, path: Path) -> None:
        """Write the rows to a Parquet file, streamed by the database; the file is there whole or not at all.

        Raises:
            BadQuestion: If it cannot be written (SE507).
        """
        with replacing(path) as beside:
            try:
                self.connection.execute(f"COPY ({self.query}) TO {text_sql(str(beside))} (FORMAT parquet)")
            except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
                raise unwritable(path, reason_of(error)) from error

    def near(self, tables: ClaimTables, least: int) -> dict[str, ClaimTable]:
        """Copy the claims of the listed records into temporary tables, by kind, where there are many claims beside them.

        Args:
            tables: The claim tables.
            least: Kinds of no more claims are left where they are.
        """
        found = {}
        for kind, names in self.identity.items():
            table = tables.tables[kind]
            if table.rows <= least:
                continue
            copy, keys = unused_name(kind), ", ".join(quoted(key_column(name)) for name in names)
            listed = (
                f'SELECT ({keys}) FROM {quoted(self.name)} WHERE {self.where} AND "subject_kind" = {text_sql(kind)}'
            )
            texts = ", ".join(key_texts(table, "t"))
            self.connection.execute(
                f"CREATE TEMP TABLE {quoted(copy)} AS SELECT t.* FROM {quoted(table.name)} t WHERE ({texts}) IN ({listed})"
            )
            found[kind] = replace(table, name=copy)
        return found

    def close(self, others: Iterable[str] = ()) -> None:
        """Drop the table, and other tables."""
        drop([self.name, *others], self.connection)

    def batches(self, size: int) -> Iterator[list[Outcome]]:
        """Yield the outcomes in order, at most so many with each query; few with the first, for whoever wants to see one."""
        after, number = -1, min(FIRST_BATCH, size)
        while True:
            query = f"SELECT rowid, * FROM {quoted(self.name)} WHERE rowid > {after} AND {self.where} ORDER BY rowid ASC LIMIT {number}"
            result = self.connection.execute(query)
            names = [column[0] for column in result.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
            if not rows:
                return
            after, number = rows[-1]["rowid"], size
            yield [self._outcome(row) for row in rows]

    def _outcome(self, row: Mapping[str, object]) -> Outcome:
        place = row[OTHER]
        if isinstance(place, int):
            return self.others[place]
        kind, exception = str(row["subject_kind"]), row["exception"]
        names = self.identity[kind]
        by = None if exception is None else str(exception)
        due, period = row[DUE], row[PERIOD]
        day = self.dues[due] if isinstance(due, int) else None
        record = Subject(kind, tuple(str(row[key_column(name)]) for name in names), names=names)
        subject = of_period(record, self.periods[period] if isinstance(period, int) else None)
        return Outcome(str(row["rule"]), subject, Verdict(str(row["verdict"])), day, by)


def key_column(name: str) -> str:
    """Return the column that holds an identity field, or the key of a group.

    Example:
        >>> key_column("importer")
        'subject.importer'
    """
    return f"subject.{name}"


def listing(flagged: Flagged, others: Sequence[Outcome], rules: Mapping[str, Rule], tables: ClaimTables) -> Listing:
    """Lay the outcomes that make findings out as a temporary table.

    Args:
        flagged: What was found in the database.
        others: Outcomes of the reference evaluator that make findings.
        rules: The rules by id.
        tables: The claim tables.
    """
    connection = tables.connection
    found = {rules[id].each.kind.name for id in flagged.rules}
    kinds = [table for name, table in tables.tables.items() if name in found]
    keys = dict.fromkeys(key_column(name) for table in kinds for name in table.kind.identity)
    keys.update((key_column(name), None) for one in others for name in one.subject.names)
    columns = (*FIRST, *keys, *LAST)
    numbers, rest, name = unused_name("rules"), unused_name("others"), unused_name("findings")
    dues, periods = unused_name("dues"), unused_name("periods")
    connection.register(dues, _texts(map(str, flagged.dues)))
    connection.register(periods, _texts(map(str, (of_period(NOBODY, one) for one in flagged.periods))))
    connection.register(numbers, _numbered(flagged.rules, rules))
    connection.register(rest, _others(others, columns, rules))
    parts = [f"SELECT * FROM {quoted(rest)}", *(_of_kind(one, flagged, numbers, dues, periods) for one in kinds)]
    whole = " UNION ALL BY NAME ".join(parts)
    order = ", ".join(map(quoted, ("rule", "subject", "subject_kind", *keys)))
    try:
        connection.execute(f"CREATE TEMP TABLE {quoted(name)} AS SELECT * FROM ({whole}) LIMIT 0")
        for first, last in _stretches(_how_many(flagged, others, connection)):
            within = f'"rule" BETWEEN {text_sql(first)} AND {text_sql(last)}'
            connection.execute(f"INSERT INTO {quoted(name)} SELECT * FROM ({whole}) WHERE {within} ORDER BY {order}")
    finally:
        connection.unregister(numbers)
        connection.unregister(rest)
        connection.unregister(dues)
        connection.unregister(periods)
    identity = {one.kind.name: one.kind.identity for one in kinds}
    return Listing(connection, name, columns, others, identity, list(flagged.dues), list(flagged.periods))


def _how_many(flagged: Flagged, others: Sequence[Outcome], connection: duckdb.DuckDBPyConnection) -> Counter[str]:
    """Return how many outcomes each rule has."""
    found = Counter(one.rule for one in others)
    query = f'SELECT "rule", count(*) FROM {quoted(flagged.name)} GROUP BY "rule"'
    found.update({flagged.rules[rule]: number for rule, number in connection.execute(query).fetchall()})
    return found


def _stretches(numbers: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield the first and the last of rules that follow each other by id and have no more than so many outcomes together.

    Example:
        >>> list(_stretches({"c": 5, "a": SORTED, "b": 1, "d": 3}))
        [('a', 'a'), ('b', 'd')]
    """
    first, last, total = "", "", 0
    for id in sorted(numbers):
        if total and total + numbers[id] > SORTED:
            yield first, last
            total = 0
        first = first if total else id
        last, total = id, total + numbers[id]
    if total:
        yield first, last


def _of_kind(table: ClaimTable, flagged: Flagged, numbers: str, dues: str, periods: str) -> str:
    """Return the query of what was found in the database for records of one kind."""
    texts = zip(map(key_column, table.kind.identity), key_texts(table, "t"), strict=True)
    exceptions = ", ".join(map(text_sql, flagged.exceptions))
    exempt = f'o."verdict" = {NUMBER[Verdict.EXEMPT]}'
    values = {
        "rule": 'r."id"',
        "subject": f"""{subject_sql(table, "t")} || coalesce(p."text", '')""",
        "subject_kind": text_sql(table.kind.name),
        **dict(texts),
        "verdict": f'([{", ".join(text_sql(one.value) for one in VERDICTS)}])[o."verdict" + 1]',
        "exception": f'CASE WHEN {exempt} THEN ([{exceptions}])[o."exception" + 1] END' if exceptions else "NULL",
        "due": 'd."text"',
        DUE: 'd."number"',
        PERIOD: 'p."number"',
        "citation": 'r."citation"',
    }
    listed = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in values.items())
    return (
        f'SELECT {listed} FROM {quoted(flagged.name)} o JOIN {quoted(numbers)} r ON r."number" = o."rule" '
        f'JOIN {quoted(table.name)} t ON t."$row" = o."row" '
        f'LEFT JOIN {quoted(dues)} d ON d."number" = o."due" '
        f'LEFT JOIN {quoted(periods)} p ON p."number" = o."period" WHERE r."kind" = {text_sql(table.kind.name)}'
    )


def _numbered(ids: Iterable[str], rules: Mapping[str, Rule]) -> pa.Table:
    listed = list(ids)
    columns = {
        "number": pa.array(range(len(listed)), pa.int32()),
        "id": pa.array(listed, pa.string()),
        "kind": pa.array([rules[id].each.kind.name for id in listed], pa.string()),
        "citation": pa.array([str(rules[id].norm.citation) for id in listed], pa.string()),
    }
    return pa.table(columns)


def _texts(numbered: Iterable[str]) -> pa.Table:
    texts = pa.array(list(numbered), pa.string())
    return pa.table({"number": pa.array(range(len(texts)), pa.int32()), "text": texts})


def _others(others: Sequence[Outcome], columns: Iterable[str], rules: Mapping[str, Rule]) -> pa.Table:
    def row(one: Outcome) -> dict[str, str]:
        keys = zip(map(key_column, one.subject.names), one.subject.key, strict=True)
        told = {"rule": one.rule, "subject": str(one.subject), "subject_kind": one.subject.kind}
        told |= {**dict(keys), "verdict": one.verdict.value, "citation": str(rules[one.rule].norm.citation)}
        told |= {} if one.due is None else {"due": str(one.due)}
        return told if one.exception is None else told | {"exception": one.exception}

    rows = [row(one) for one in others]
    arrays = {name: pa.array([one.get(name) for one in rows], pa.string()) for name in columns}
    return pa.table({**arrays, OTHER: pa.array(range(len(rows)), pa.int64())})
