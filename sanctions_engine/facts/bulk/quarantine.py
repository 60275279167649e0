"""Rows that were set aside, all of them in a table, the first of them as models too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.connections import unused_name
from sanctions_engine.facts.rows import Fault, Quarantine, Row
from sanctions_engine.models.claims import Rejected

_BATCH = 10_000
_COLUMNS = ("file", "line", "field", "code", "reason", "raw", "fact")
_SCHEMA = pa.schema([(name, pa.int64() if name == "line" else pa.string()) for name in _COLUMNS])


@dataclass(slots=True)
class TableQuarantine(Quarantine):
    """Keeps the rows that do not validate in a temporary table, and so many as models; none is dropped in silence.

    Attributes:
        connection: Where the table is.
        most: So many rows are kept as models; of each kind at least one.
        count: How many rows there are in all.
        name: Name of the table; it is there once a row is.
    """

    connection: duckdb.DuckDBPyConnection = field(kw_only=True)
    most: int = 10_000
    count: int = 0
    name: str = field(default_factory=lambda: unused_name("quarantine"))
    _kinds: set[str | None] = field(default_factory=set)
    _pending: list[Rejected] = field(default_factory=list)

    def add(self, row: Row, faults: Sequence[Fault], fact: str | None = None) -> None:
        """Set one row aside, once, with everything that is wrong with it.

        Args:
            row: The row.
            faults: What is wrong with it.
            fact: Its kind, where the name of its file does not say so.
        """
        told = len(self.problems)
        Quarantine.add(self, row, faults)
        rejected = self.rejected.pop()
        if fact is not None:
            rejected = rejected.model_copy(update={"fact": fact})
        self.count += 1
        self._pending.append(rejected)
        if len(self.rejected) < self.most or rejected.fact not in self._kinds:
            self.rejected.append(rejected)
            self._kinds.add(rejected.fact)
        else:
            del self.problems.found[told:]
        if len(self._pending) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write the rows that wait into the table."""
        if not self._pending:
            return
        arrays = [pa.array([getattr(one, item.name) for one in self._pending], item.type) for item in _SCHEMA]
        batch = unused_name("batch")
        self.connection.register(batch, pa.table(arrays, schema=_SCHEMA))
        self.connection.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {quoted(self.name)} AS SELECT * FROM {quoted(batch)} LIMIT 0"
        )
        self.connection.execute(f"INSERT INTO {quoted(self.name)} SELECT * FROM {quoted(batch)}")
        self.connection.unregister(batch)
        self._pending.clear()
