"""Evidence out of claim tables: series are fetched when a rule reads them, those of many subjects in one query."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain, combinations
from typing import NamedTuple, TypeVar

import pyarrow as pa

from sanctions_engine.diagnostics import Code, EngineUnavailable, Problem
from sanctions_engine.engines.relational.key_texts import key_text_sql, key_texts, subject_sql, vague_sql
from sanctions_engine.facts.bulk import ClaimTable, ClaimTables, claims_of
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.connections import unused_name
from sanctions_engine.facts.claims_in_tables import speakers_of
from sanctions_engine.models.claims import Claim
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.semantics.evidence import Evidence, Series, SeriesKey, key_text

SMALL = 20_000
"""A kind of so many claims is read as a whole when something of it is asked for."""

WHOLE = 3_000_000
"""A kind of more claims is never read as a whole: they would take some gigabytes of memory."""

Answer = TypeVar("Answer")


class Demand(NamedTuple):
    """Series that are needed: those of a kind in which some identity fields can have some values; all if none are named.

    Attributes:
        exactly: The one series that has just this key, rather than all that can have it.
    """

    kind: str
    names: tuple[str, ...] = ()
    values: SeriesKey = ()
    exactly: bool = False


class Wanted(Exception):
    """What is being judged reads series that are still to be fetched."""


class TableEvidence(Evidence):
    """Claim tables as evidence. A series is fetched as a whole or not at all, so nothing is judged on a part of one."""

    def __init__(self, tables: ClaimTables, near: Mapping[str, ClaimTable] | None = None) -> None:
        """Take the tables.

        Args:
            tables: The claims.
            near: By kind, smaller tables that hold all claims of every series that `ahead` is asked for.
        """
        super().__init__(tables.dossier, tables.kinds)
        self.tables = tables
        self._near = replace(tables, tables={**tables.tables, **(near or {})})
        self._met: set[Demand] = set()
        self._open: dict[Demand, None] = {}
        self._waits = False

    def answers(self, work: Sequence[Callable[[], Answer]]) -> list[Answer]:
        """Return what several pieces of work come to; what they read is fetched for all of them together.

        A piece that reads what is not there yet is broken off, and begun anew when it is.
        """
        found: dict[int, Answer] = {}
        left = list(enumerate(work))
        while left:
            waiting = []
            self._waits = True
            try:
                for number, piece in left:
                    try:
                        found[number] = piece()
                    except Wanted:
                        waiting.append((number, piece))
            finally:
                self._waits = False
            left = waiting
            self._fetch()
        return [found[number] for number in range(len(work))]

    def series(self, kind: str, fixed: Mapping[str, str] | None = None) -> Iterable[Series]:
        """Return the series of a kind whose identity fields can have the fixed values: equal to them, absent or imprecise."""
        table = self.tables.tables.get(kind)
        if table is None:
            return ()
        names = tuple(fixed or ())
        known = len(names) == len(table.kind.identity) and not table.vague
        if not (known and self._has(kind, tuple(fixed[name] for name in table.kind.identity) if fixed else ())):
            self._need(Demand(kind, names, tuple(fixed.values()) if fixed else ()))
        return super().series(kind, fixed)

    def at(self, kind: str, key: SeriesKey) -> Series | None:
        """Return the series of a kind that has a key; None if nobody claims anything in it."""
        table = self.tables.tables.get(kind)
        if table is not None and not self._has(kind, key):
            self._need(Demand(kind, table.kind.identity, key, exactly=True))
        return super().at(kind, key)

    def named(self, kind: str, names: Collection[str]) -> Iterable[Series]:
        """Return the series of a kind whose key, written with `/` between its parts, is one of some names."""
        table = self.tables.tables.get(kind)
        if table is None:
            return ()
        listed = ", ".join(key_texts(table, "t"))
        asked = self._registered(("name",), [(one,) for one in sorted(names)])
        query = (
            f"SELECT DISTINCT {listed} FROM {quoted(table.name)} t WHERE {subject_sql(table, 't')} IN "
            f"(SELECT name FROM {quoted(asked)})"
        )
        try:
            keys = self.tables.connection.execute(query).fetchall()
        finally:
            self.tables.connection.unregister(asked)
        self.ahead(kind, keys)
        return [series for key in sorted(keys) if (series := super(TableEvidence, self).at(kind, key)) is not None]

    def ahead(self, kind: str, keys: Iterable[SeriesKey]) -> None:
        """Fetch the series of some keys, all in one query."""
        names = self.tables.tables[kind].kind.identity
        demands = (Demand(kind, names, key, exactly=True) for key in keys)
        self._open.update((one, None) for one in demands if one not in self._met and not self._has(kind, one.values))
        self._fetch(self._near)

    @cached_property
    def states(self) -> frozenset[str]:
        """The States that claims speak of in their fields."""
        parts = [
            f"SELECT DISTINCT {quoted(name)} FROM {quoted(table.name)} WHERE {quoted(name)} IS NOT NULL"
            for table in self.tables.tables.values()
            for name in table.kind.state_fields
        ]
        return frozenset(text for part in parts for (text,) in self.tables.connection.execute(part).fetchall())

    @cached_property
    def speakers(self) -> frozenset[str]:
        """Everyone who asserts a claim."""
        return speakers_of(self.tables)

    def _has(self, kind: str, key: SeriesKey) -> bool:
        return key in self._series.get(kind, {})

    def _need(self, demand: Demand) -> None:
        whole = Demand(demand.kind)
        if self.tables.tables[demand.kind].rows <= SMALL:
            demand = whole
        if demand in self._met or whole in self._met:
            return
        self._open[demand] = None
        if self._waits:
            raise Wanted
        self._fetch()

    def _fetch(self, near: ClaimTables | None = None) -> None:
        """Fetch what is open: one query for each kind and set of fields."""
        tables = near or self.tables
        asked: dict[tuple[str, tuple[str, ...], bool], list[SeriesKey]] = {}
        for one in self._open:
            asked.setdefault((one.kind, one.names, one.exactly), []).append(one.values)
        for (kind, names, exactly), values in asked.items():
            if not names:
                check_size(self.tables.tables[kind])
                self._place_all(kind, claims_of(tables, kind))
                continue
            wanted = self._registered(names, values)
            rows = _rows(tables.tables[kind], names, wanted, exactly=exactly)
            try:
                self._place_all(kind, claims_of(tables, kind, rows))
            finally:
                self.tables.connection.unregister(wanted)
        self._met.update(self._open)
        self._open.clear()

    def _registered(self, names: Sequence[str], values: Sequence[SeriesKey]) -> str:
        name = unused_name("wanted")
        columns = zip(names, zip(*values, strict=True), strict=True) if values else ((one, ()) for one in names)
        self.tables.connection.register(name, pa.table({one: pa.array(texts, pa.string()) for one, texts in columns}))
        return name

    def _place_all(self, kind: str, claims: Iterable[Claim]) -> None:
        """Put claims into their series; a series that is here already is whole."""
        here = self._series.setdefault(kind, {})
        before, identity = frozenset(here), self.kinds[kind].identity
        for claim in claims:
            key = tuple(key_text(claim.fields.get(name)) for name in identity)
            if key in before:
                continue
            is_new = key not in here
            self._place(claim)
            if is_new and not here[key].vague:
                self._list(kind, here[key])

    def _list(self, kind: str, series: Series) -> None:
        """Add a new series to the indexes that are made already."""
        identity = self.kinds[kind].identity
        for (of, names), index in self._indexes.items():
            if of == kind:
                index.setdefault(tuple(series.key[identity.index(name)] for name in names), []).append(series)


def check_size(table: ClaimTable, rule: str | None = None, why: str | None = None) -> None:
    """Refuse to read a kind as a whole that would not fit into memory.

    Args:
        table: The kind.
        rule: The rule that reads it, if that is known.
        why: Why that rule is left to the reference evaluator.

    Raises:
        EngineUnavailable: If the kind has too many claims (SE604).
    """
    if table.rows > WHOLE:
        kind = table.kind.name
        who = f"rule `{rule}` is left to the reference evaluator ({why}), which" if rule else "the reference evaluator"
        message = f"{who} reads all {table.rows:,} claims of `{kind}` into memory"
        help = "`explain RULE --plan` tells which rules are answered in the database: ask for those with `--rule`"
        raise EngineUnavailable([Problem(Code.SE604, message, help=help, offending=kind)])


def _rows(table: ClaimTable, names: Sequence[str], wanted: str, *, exactly: bool) -> str:
    """Return the query of the rows in which identity fields have wanted values, or may have them because they are vague."""
    source = quoted(table.name)
    vague = {} if exactly else {n: sql for n in names if (sql := vague_sql(table.columns[n], "t")) is not None}
    subsets = chain.from_iterable(combinations(vague, size) for size in range(len(vague) + 1))
    parts = []
    for left_open in subsets:
        told = [name for name in names if name not in left_open]
        conditions = [sql if name in left_open else f"NOT {sql}" for name, sql in vague.items()]
        if told:
            texts = ", ".join(key_text_sql(table.columns[name], "t") for name in told)
            listed = ", ".join(map(quoted, told))
            conditions.append(f"({texts}) IN (SELECT ({listed}) FROM {quoted(wanted)})")
        parts.append(f'SELECT t."$row" FROM {source} t WHERE {" AND ".join(conditions)}')
    return " UNION ALL ".join(parts)


def subjects_of_rows(tables: ClaimTables, table: ClaimTable, rows: Sequence[int]) -> list[tuple[int, Subject]]:
    """Return the records that some rows of a claim table tell of, by number of the row; a row that is not there gives none."""
    listed, numbers = ", ".join(key_texts(table, "t")), unused_name("rows")
    tables.connection.register(numbers, pa.table({"row": pa.array(rows, pa.int64())}))
    query = (
        f'SELECT t."$row", {listed} FROM {quoted(table.name)} t WHERE t."$row" IN (SELECT "row" FROM {quoted(numbers)}) '
        'ORDER BY t."$row"'
    )
    try:
        found = tables.connection.execute(query).fetchall()
    finally:
        tables.connection.unregister(numbers)
    return [(row, Subject(table.kind.name, tuple(key), names=table.kind.identity)) for row, *key in found]
