"""Lays the claims of a dossier in memory out as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from sanctions_engine.facts.bulk.claim_tables import ClaimTable, ClaimTables, check_names, quoted
from sanctions_engine.facts.bulk.columns import laid_field
from sanctions_engine.facts.bulk.connections import shared_connection, unused_name
from sanctions_engine.models.claims import Claim, Dossier, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.numbers import NumberRange


def claim_tables_from(
    dossier: Dossier, kinds: Mapping[str, FactKind], connection: duckdb.DuckDBPyConnection | None = None
) -> ClaimTables:
    """Lay the claims of a dossier out as temporary tables, one a kind, in the order of the dossier.

    The claims have to be valid: read from a file, or passed through `checked_claims`. Claims of a kind that is not among
    `kinds` are left out, as the reference evaluator leaves them out.

    Args:
        dossier: The dossier.
        kinds: The fact kinds that rules read, by name.
        connection: Where to; by default a database in memory that all calls of a thread share.

    Raises:
        InputRejected: If two fields of a kind have names that the database takes for one (SE114).

    Example:
        >>> kind = FactKind.model_validate({"name": "Report", "nature": "event", "dated": "on", "identity": ("state",),
        ...     "fields": {"state": {"kind": "state"}, "pages": {"kind": "int", "optional": True}, "on": {"kind": "date"}}})
        >>> on = DateRange.parse("2019-03")
        >>> claim = Claim(fact="Report", fields={"state": "CHN", "on": on}, by="CHN", source="un", known=on)
        >>> with claim_tables_from(Dossier(claims=(claim,)), {"Report": kind}) as laid:
        ...     table = laid.tables["Report"]
        ...     query = f'SELECT "$row", "state", "on.low", "on.high", "pages.state" FROM {quoted(table.name)}'
        ...     laid.connection.execute(query).fetchall()
        [(0, 'CHN', datetime.date(2019, 3, 1), datetime.date(2019, 3, 31), 0)]
    """
    where = shared_connection() if connection is None else connection
    by_kind: dict[str, list[Claim]] = {}
    for claim in dossier.claims:
        if claim.fact in kinds:
            by_kind.setdefault(claim.fact, []).append(claim)
    for name in by_kind:
        check_names(kinds[name])
    tables = {name: _lay_out(kinds[name], claims, where) for name, claims in by_kind.items()}
    rest = dossier.model_copy(update={"claims": ()})
    return ClaimTables(where, tables, rest, kinds, tuple(table.name for table in tables.values()))


def _lay_out(kind: FactKind, claims: Sequence[Claim], connection: duckdb.DuckDBPyConnection) -> ClaimTable:
    laid = {
        name: laid_field(name, declared, [one.fields.get(name) for one in claims])
        for name, declared in kind.fields.items()
    }
    name = unused_name(kind.name)
    _create(
        name,
        _claim_columns(claims) | {key: array for field in laid.values() for key, array in field.arrays.items()},
        connection,
    )
    series = [tuple(one.fields.get(field) for field in kind.identity) for one in claims]
    return ClaimTable(
        kind=kind,
        name=name,
        rows=len(claims),
        columns={field: found.column for field, found in laid.items()},
        one_claim_a_series=len(set(series)) == len(series),
        vague=any(value is None or not _is_exact(value) for key in series for value in key),
        known_exact=all(one.known.is_exact for one in claims),
        dated_exact=kind.dated is not None and not laid[kind.dated].column.interval,
        denied=any(one.denied for one in claims),
    )


def _is_exact(value: FieldValue) -> bool:
    return not isinstance(value, (NumberRange, DateRange)) or value.is_exact


def _claim_columns(claims: Sequence[Claim]) -> dict[str, pa.Array]:
    places = [one.place for one in claims]
    return {
        "$row": pa.array(range(len(claims)), pa.int64()),
        "$by": pa.array([one.by for one in claims], pa.string()),
        "$source": pa.array([one.source for one in claims], pa.string()),
        "$known.low": pa.array([one.known.low for one in claims], pa.date32()),
        "$known.high": pa.array([one.known.high for one in claims], pa.date32()),
        "$grade": pa.array([one.grade or "Z" for one in claims], pa.string()),
        "$denied": pa.array([one.denied for one in claims], pa.bool_()),
        "$file": pa.array([place and place.file for place in places], pa.string()),
        "$line": pa.array([place and place.line for place in places], pa.int64()),
    }


def _create(name: str, arrays: Mapping[str, pa.Array], connection: duckdb.DuckDBPyConnection) -> None:
    """Make a temporary table; a number that Arrow has as a decimal of 38 digits becomes a HUGEINT."""
    read = unused_name("arrow")
    listed = [
        f"CAST({quoted(key)} AS HUGEINT) AS {quoted(key)}" if pa.types.is_decimal(array.type) else quoted(key)
        for key, array in arrays.items()
    ]
    connection.register(read, pa.table(dict(arrays)))
    try:
        connection.execute(f"CREATE TEMP TABLE {quoted(name)} AS SELECT {', '.join(listed)} FROM {quoted(read)}")
    finally:
        connection.unregister(read)
