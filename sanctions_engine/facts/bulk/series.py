"""Whether two claims of a table are of one series: whether they agree in all identity fields."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from sanctions_engine.facts.bulk.claim_tables import ClaimColumn, quoted
from sanctions_engine.facts.bulk.connections import first_row
from sanctions_engine.models.kinds import FactKind, FieldKind

_SAMPLED = 5_000


def one_claim_a_series(
    kind: FactKind, table: str, rows: int, columns: Mapping[str, ClaimColumn], connection: duckdb.DuckDBPyConnection
) -> bool:
    """Whether no two rows agree in all identity fields.

    It is proved by the cheapest that does: each row has a larger id than the row before, there are as many hashes as rows, or
    the rows are compared.

    Args:
        kind: The kind.
        table: The table, quoted.
        rows: How many rows it has.
        columns: How its fields are stored.
        connection: The connection.
    """
    if _rises(kind, table, columns, connection):
        return True
    keys = [key for name in kind.identity for key in stored_names(columns[name])]
    listed = ", ".join(map(quoted, keys))
    found = first_row(connection, f"SELECT count(DISTINCT hash({listed})) FROM {table}")
    if found and found[0] == rows:
        return True
    again = f"SELECT 1 FROM {table} GROUP BY {listed} HAVING count(*) > 1 LIMIT 1"
    return first_row(connection, again) is None


def _rises(
    kind: FactKind, table: str, columns: Mapping[str, ClaimColumn], connection: duckdb.DuckDBPyConnection
) -> bool:
    """Whether there is one identity field, which each row gives, and grows from row to row; a longer text is larger than a shorter one."""
    one = columns[kind.identity[0]]
    if len(kind.identity) > 1 or one.states or one.interval:
        return False
    id = quoted(one.name)
    grows = f"{id} > before"
    if one.type.kind in (FieldKind.TEXT, FieldKind.STATE):
        grows = f"CASE WHEN strlen({id}) = strlen(before) THEN {grows} ELSE strlen({id}) > strlen(before) END"
    for limit in (f" LIMIT {_SAMPLED}", ""):
        pairs = f"SELECT {id}, lag({id}) OVER () AS before FROM (SELECT {id} FROM {table}{limit})"
        found = first_row(connection, f"SELECT bool_and({grows}) FROM ({pairs})")
        if found is None or found[0] is not True:
            return False
    return True


def stored_names(column: ClaimColumn) -> list[str]:
    """Return the names of the columns that hold one field.

    Example:
        >>> from sanctions_engine.models.kinds import FieldType
        >>> stored_names(ClaimColumn("at", FieldType(kind="date"), states=True, interval=True))
        ['at.state', 'at.low', 'at.high']
    """
    states = [f"{column.name}.state"] if column.states else []
    return states + ([f"{column.name}.low", f"{column.name}.high"] if column.interval else [column.name])
