"""Makes the table of a kind from judged rows, and says what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from sanctions_engine.facts.bulk.claim_tables import GIVEN, ClaimColumn, ClaimTable, quoted
from sanctions_engine.facts.bulk.connections import first_row, unused_name
from sanctions_engine.facts.bulk.field_sql import text_sql
from sanctions_engine.facts.bulk.judging import FieldColumns, Judged
from sanctions_engine.facts.bulk.sources import NUMBERS
from sanctions_engine.facts.bulk.staging import fields_sql
from sanctions_engine.models.kinds import FactKind, FieldKind


@dataclass(frozen=True, slots=True)
class Finished:
    """A table with the names of what has to be dropped with it, tables and views, in this order."""

    table: ClaimTable
    owned: tuple[str, ...]


def finished(found: Judged, connection: duckdb.DuckDBPyConnection) -> Finished | None:
    """Make the table of a kind; None where no row is a claim.

    Rows that hold their values as they are stay where they are, under a view.

    Args:
        found: The judged rows.
        connection: The connection.
    """
    rows, others, columns = _looked_over(found, connection)
    if not rows:
        return None
    stage = found.stage
    name, plain = unused_name(stage.kind.name), found.is_plain and not others
    direct = plain and stage.in_place
    selected = _direct(found) if direct else _selected(found, columns)
    what, where = ("VIEW", "") if plain else ("TABLE", f" WHERE {found.accepted}")
    relation = stage.parts[0].relation if direct else found.relation
    connection.execute(f"CREATE TEMP {what} {quoted(name)} AS SELECT {selected} FROM {relation}{where}")
    owned = [name] if direct or not plain else [name, *stage.owned]
    for table in () if plain and not direct else stage.owned:
        connection.execute(f"DROP {'VIEW' if stage.in_place else 'TABLE'} IF EXISTS {quoted(table)}")
    return Finished(_described(stage.kind, name, rows, columns, connection), tuple(owned))


def _looked_over(found: Judged, connection: duckdb.DuckDBPyConnection) -> tuple[int, int, dict[str, ClaimColumn]]:
    """Return how many rows are claims, how many are not, and how the columns of the claims are stored."""
    counting = f"SELECT count(*), count(*) FILTER ({found.accepted}) FROM {found.relation}"
    total, rows = first_row(connection, counting) or (0, 0)
    asked = [one for field in found.fields.values() for one in _asked(field)]
    where = "" if rows == total else f" WHERE {found.accepted}"
    told = iter(first_row(connection, f"SELECT {', '.join(asked)} FROM {found.relation}{where}") or ())
    return rows, total - rows, {name: _column(name, one, told) for name, one in found.fields.items()}


def _asked(one: FieldColumns) -> list[str]:
    ask = [f"count(*) FILTER (({one.state}) <> {GIVEN})"]
    if one.type.kind in (*NUMBERS, FieldKind.DATE):
        ask.append(f"count(*) FILTER (({one.low}) IS DISTINCT FROM ({one.high}))" if one.low != one.high else "0")
        if one.stored is None or not one.stored.as_text:
            sides = dict.fromkeys((one.low, one.high))
            ask += [f"min({side})" for side in sides] + [f"max({side})" for side in sides]
    elif one.type.kind is FieldKind.TEXT:
        ask += [f"min({one.low})", f"max({one.low})"]
    return ask


def _column(name: str, one: FieldColumns, told: Any) -> ClaimColumn:
    column = ClaimColumn(name, one.type, states=next(told) > 0)
    if one.type.kind in (*NUMBERS, FieldKind.DATE):
        column = replace(column, interval=next(told) > 0)
        if one.stored is not None:
            column = replace(column, scale=one.stored.scale, as_text=one.stored.as_text)
        if column.as_text:
            return column
        sides = 1 if one.low == one.high else 2
        bounds = [next(told) for _ in range(2 * sides)]
        least = min((bound for bound in bounds[:sides] if bound is not None), default=None)
        most = max((bound for bound in bounds[sides:] if bound is not None), default=None)
        return replace(column, low=least, high=most)
    if one.type.kind is FieldKind.TEXT:
        least, most = next(told), next(told)
        # All codes lie between these; whether all between them are codes is asked where it is possible alone.
        return replace(column, codes=least is None or (least >= "0" and most < ":"))
    return column


def _selected(found: Judged, columns: Mapping[str, ClaimColumn]) -> str:
    stage = found.stage
    number = stage.number
    listed = [f'CAST({number} AS BIGINT) AS "$row"']
    listed += [f"{sql} AS {quoted(name)}" for name, sql in found.said.values.items()]
    listed += [f'{stage.file()} AS "$file"', f'CAST({stage.line()} AS BIGINT) AS "$line"']
    for name, one in found.fields.items():
        column = columns[name]
        if column.states:
            listed.append(f"CAST({one.state} AS UTINYINT) AS {quoted(f'{name}.state')}")
        if column.interval:
            listed += [f"{one.low} AS {quoted(f'{name}.low')}", f"{one.high} AS {quoted(f'{name}.high')}"]
        else:
            listed.append(f"{one.low} AS {quoted(name)}")
    return ", ".join(listed)


def _direct(found: Judged) -> str:
    """Return the columns of a view right over files whose every row is known to be plain: no guard is left in it."""
    stage, part = found.stage, found.stage.parts[0]
    line = part.line or "NULL"
    listed = [f'CAST({part.number} AS BIGINT) AS "$row"']
    listed += [f"{sql} AS {quoted(name)}" for name, sql in found.said.values.items()]
    files = ", ".join(map(text_sql, stage.files))
    listed += [f'([{files}])[CAST(file_index AS BIGINT) + 1] AS "$file"', f'CAST({line} AS BIGINT) AS "$line"']
    for name, sql in fields_sql(stage.kind, part, stage.scales).items():
        if found.fields[name].type.optional:
            listed.append(
                f"CAST(CASE WHEN ({sql.plain}) IS NULL THEN 0 ELSE 1 END AS UTINYINT) AS {quoted(f'{name}.state')}"
            )
        listed.append(f"{sql.plain} AS {quoted(name)}")
    return ", ".join(listed)


def _described(
    kind: FactKind, name: str, rows: int, columns: Mapping[str, ClaimColumn], connection: duckdb.DuckDBPyConnection
) -> ClaimTable:
    codes = [one for one, column in columns.items() if column.codes]
    asked = [
        'bool_or("$denied")',
        'bool_and("$known.low" IS NOT DISTINCT FROM "$known.high" AND "$known.low" IS NOT NULL)',
    ]
    asked.append(" OR ".join(["FALSE", *(_vague(columns[one]) for one in kind.identity)]).join(("bool_or(", ")")))
    asked += [f"bool_and({quoted(one)} IS NULL OR regexp_full_match({quoted(one)}, '[0-9]+'))" for one in codes]
    table = quoted(name)
    denied, exact, vague, *are_codes = first_row(connection, f"SELECT {', '.join(asked)} FROM {table}") or ()
    known = {one: replace(columns[one], codes=found) for one, found in zip(codes, are_codes, strict=True)}
    return ClaimTable(
        kind=kind,
        name=name,
        rows=rows,
        columns={**columns, **known},
        one_claim_a_series=_one_claim_a_series(kind, table, rows, columns, connection),
        vague=vague,
        known_exact=exact,
        dated_exact=kind.dated is not None and not columns[kind.dated].interval,
        denied=denied,
    )


def _vague(column: ClaimColumn) -> str:
    conditions = [f"{quoted(f'{column.name}.state')} = 0"] if column.states else []
    if column.interval:
        conditions.append(f"{quoted(f'{column.name}.low')} IS DISTINCT FROM {quoted(f'{column.name}.high')}")
    return " OR ".join(conditions) or "FALSE"


def _one_claim_a_series(
    kind: FactKind, table: str, rows: int, columns: Mapping[str, ClaimColumn], connection: duckdb.DuckDBPyConnection
) -> bool:
    """Whether no two rows agree in all identity fields: as many hashes as rows prove it, else the rows are compared."""
    keys = [key for name in kind.identity for key in stored_names(columns[name])]
    listed = ", ".join(map(quoted, keys))
    found = first_row(connection, f"SELECT count(DISTINCT hash({listed})) FROM {table}")
    if found and found[0] == rows:
        return True
    again = f"SELECT 1 FROM {table} GROUP BY {listed} HAVING count(*) > 1 LIMIT 1"
    return first_row(connection, again) is None


def stored_names(column: ClaimColumn) -> list[str]:
    """Return the names of the columns that hold one field.

    Example:
        >>> from sanctions_engine.models.kinds import FieldType
        >>> stored_names(ClaimColumn("at", FieldType(kind="date"), states=True, interval=True))
        ['at.state', 'at.low', 'at.high']
    """
    states = [f"{column.name}.state"] if column.states else []
    return states + ([f"{column.name}.low", f"{column.name}.high"] if column.interval else [column.name])
