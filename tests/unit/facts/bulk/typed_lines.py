"""A kind with a field of each type, and tables of it that are loaded in bulk."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from sanctions_engine.facts.bulk import ClaimTables, claims_of, load_claim_tables
from sanctions_engine.models.facts import in_words
from sanctions_engine.models.kinds import FactKind

SAID = {"by": "customs", "source": "customs-2020", "known": "2020-01-24"}
FIELDS = {
    "id": {"kind": "text"},
    "on": {"kind": "date"},
    "state": {"kind": "state", "optional": True},
    "count": {"kind": "int", "optional": True, "bounds": "0.."},
    "value": {"kind": "decimal", "optional": True},
    "done": {"kind": "bool", "optional": True},
}
KIND = FactKind.model_validate(
    {"name": "Line", "nature": "event", "dated": "on", "identity": ("id",), "fields": FIELDS}
)
DAY = date(2019, 12, 22)
MIDNIGHT = datetime(2019, 12, 22, tzinfo=UTC)


def load(given: Any, **options: Any) -> ClaimTables:
    return load_claim_tables({"Line": given}, kinds={"Line": KIND}, **{"defaults": SAID, **options})


def lines(**columns: Any) -> pa.Table:
    length = len(next(iter(columns.values())))
    columns = {"id": [str(number) for number in range(length)], "on": [DAY] * length} | columns
    return pa.table(columns)


def told(tables: ClaimTables, field: str) -> list[str | None]:
    values = [claim.fields.get(field) for claim in claims_of(tables, "Line")]
    return [None if value is None else in_words(value) for value in values]
