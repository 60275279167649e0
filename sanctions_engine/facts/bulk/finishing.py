"""Makes the table of a kind from judged rows, and says what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from sanctions_engine.facts.bulk.claim_tables import GIVEN, ClaimColumn, ClaimTable, drop, quoted
from sanctions_engine.facts.bulk.connections import first_row, unused_name
from sanctions_engine.facts.bulk.field_columns import FieldColumns
from sanctions_engine.facts.bulk.field_sql import text_sql
from sanctions_engine.facts.bulk.judging import Judged
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
    stage, plain = found.stage, found.is_plain
    rows, columns = _seen_columns(found) if plain else _looked_over(found, connection)
    if not rows:
        drop(stage.owned, connection)
        return None
    name = unused_name(stage.kind.name)
    direct = plain and stage.in_place
    selected = _direct(found, columns) if direct else _selected(found, columns)
    what, where = ("VIEW", "") if plain else ("TABLE", f" WHERE {found.accepted}")
    relation = stage.parts[0].relation if direct else found.relation
    connection.execute(f"CREATE TEMP {what} {quoted(name)} AS SELECT {selected} FROM {relation}{where}")
    kept = stage.owned if plain and not direct else ()
    if not kept:
        drop(stage.owned, connection)
    return Finished(_described(found, name, rows, columns, connection), (name, *kept))


def _seen_columns(found: Judged) -> tuple[int, dict[str, ClaimColumn]]:
    """Return how many rows there are and how their columns are stored, where every row is plain."""
    columns: dict[str, ClaimColumn] = {}
    for name, one in found.fields.items():
        seen = found.seen.fields[name]
        scale = one.stored.scale if one.stored is not None else 0
        codes = one.type.kind is FieldKind.TEXT and (seen.sample is None or seen.sample.isdigit())
        states = seen.values < found.seen.rows
        columns[name] = ClaimColumn(
            name, one.type, states=states, scale=scale, low=seen.low, high=seen.high, codes=codes
        )
    return found.seen.rows, columns


def _looked_over(found: Judged, connection: duckdb.DuckDBPyConnection) -> tuple[int, dict[str, ClaimColumn]]:
    """Return how many rows are claims and how their columns are stored."""
    asked = ["count(*)", *(one for field in found.fields.values() for one in _asked(field))]
    query = f"SELECT {', '.join(asked)} FROM {found.relation} WHERE {found.accepted}"
    told = iter(first_row(connection, query) or ())
    rows = next(told)
    return rows, {name: _column(name, one, told) for name, one in found.fields.items()}


def _asked(one: FieldColumns) -> list[str]:
    ask = [f"count(*) FILTER (({one.state}) <> {GIVEN})"]
    if one.type.kind in (*NUMBERS, FieldKind.DATE):
        ask.append(f"count(*) FILTER (({one.low}) IS DISTINCT FROM ({one.high}))" if one.low != one.high else "0")
        if one.stored is None or not one.stored.as_text:
            sides = dict.fromkeys((one.low, one.high))
            ask += [f"min({side})" for side in sides] + [f"max({side})" for side in sides]
    elif one.type.kind is FieldKind.TEXT:
        ask.append(f"any_value({one.low})")
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
        sample = next(told)
        return replace(column, codes=sample is None or sample.isdigit())  # whether all are, is asked where one is
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


def _direct(found: Judged, columns: Mapping[str, ClaimColumn]) -> str:
    """Return the columns of a view right over files whose every row is known to be plain: no guard is left in it."""
    stage, part = found.stage, found.stage.parts[0]
    line = part.line or "NULL"
    listed = [f'CAST({part.number} AS BIGINT) AS "$row"']
    listed += [f"{sql} AS {quoted(name)}" for name, sql in found.said.values.items()]
    files = ", ".join(map(text_sql, stage.files))
    listed += [f'([{files}])[CAST(file_index AS BIGINT) + 1] AS "$file"', f'CAST({line} AS BIGINT) AS "$line"']
    for name, sql in fields_sql(stage.kind, part, stage.scales).items():
        if columns[name].states:
            listed.append(
                f"CAST(CASE WHEN ({sql.plain}) IS NULL THEN 0 ELSE 1 END AS UTINYINT) AS {quoted(f'{name}.state')}"
            )
        listed.append(f"{sql.plain} AS {quoted(name)}")
    return ", ".join(listed)


def _described(
    found: Judged, name: str, rows: int, columns: Mapping[str, ClaimColumn], connection: duckdb.DuckDBPyConnection
) -> ClaimTable:
    kind, table, said = found.stage.kind, quoted(name), found.said.values
    vague = [condition for one in kind.identity for condition in _vague(columns[one])]
    # What is the same in all rows is not asked of each of them.
    denied = said["$denied"] if said["$denied"] in ("TRUE", "FALSE") else 'bool_or("$denied")'
    known = [said["$known.low"], said["$known.high"]]
    same = 'bool_and("$known.low" IS NOT DISTINCT FROM "$known.high" AND "$known.low" IS NOT NULL)'
    exact = "TRUE" if known[0] == known[1] and known[0].startswith("DATE") else same
    asked = [denied, exact, f"bool_or({' OR '.join(vague)})" if vague else "FALSE"]
    codes = [one for one, column in columns.items() if column.codes]
    asked += [f"bool_and({quoted(one)} IS NULL OR regexp_full_match({quoted(one)}, '[0-9]+'))" for one in codes]
    whole = all(one in ("TRUE", "FALSE") for one in asked)
    told = first_row(connection, f"SELECT {', '.join(asked)}" + ("" if whole else f" FROM {table}")) or ()
    checked = {one: replace(columns[one], codes=codes_alone) for one, codes_alone in zip(codes, told[3:], strict=True)}
    return ClaimTable(
        kind=kind,
        name=name,
        rows=rows,
        columns={**columns, **checked},
        one_claim_a_series=_one_claim_a_series(kind, table, rows, columns, connection),
        vague=told[2],
        known_exact=told[1],
        dated_exact=kind.dated is not None and not columns[kind.dated].interval,
        denied=told[0],
    )


def _vague(column: ClaimColumn) -> list[str]:
    conditions = [f"{quoted(f'{column.name}.state')} = 0"] if column.states else []
    if column.interval:
        conditions.append(f"{quoted(f'{column.name}.low')} IS DISTINCT FROM {quoted(f'{column.name}.high')}")
    return conditions


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
