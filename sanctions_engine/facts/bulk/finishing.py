"""Makes the table of a kind from judged rows, and says what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb

from sanctions_engine.facts.bulk.claim_tables import GIVEN, ClaimColumn, ClaimTable, drop, quoted
from sanctions_engine.facts.bulk.columns import scaled_bound
from sanctions_engine.facts.bulk.connections import first_row, unused_name
from sanctions_engine.facts.bulk.field_columns import FieldColumns
from sanctions_engine.facts.bulk.field_sql import text_sql
from sanctions_engine.facts.bulk.judging import Judged
from sanctions_engine.facts.bulk.mending import mended
from sanctions_engine.facts.bulk.series import one_claim_a_series
from sanctions_engine.facts.bulk.sources import NUMBERS
from sanctions_engine.facts.bulk.staging import fields_sql
from sanctions_engine.models.claims import NONE
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FieldKind
from sanctions_engine.models.numbers import Number, NumberRange
from sanctions_engine.models.text_forms import TextForm, misfit


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
    fit = found.all_fit
    if not plain:
        found = mended(found, connection) or found
    stays = plain or found.holds_all
    rows, columns = _seen_columns(found) if stays and fit else _looked_over(found, connection)
    if not rows:
        drop(stage.owned, connection)
        return None
    name = unused_name(stage.kind.name)
    direct = plain and stage.in_place
    selected = _direct(found, columns) if direct else _selected(found, columns)
    what = "VIEW" if stays else "TABLE"
    where = "" if stays and fit else f" WHERE {found.accepted}"
    relation = stage.parts[0].relation if direct else found.relation
    connection.execute(f"CREATE TEMP {what} {quoted(name)} AS SELECT {selected} FROM {relation}{where}")
    kept = stage.owned if stays and not direct else ()
    if not kept:
        drop(stage.owned, connection)
    return Finished(_described(found, name, rows, columns, connection), (name, *kept))


def _seen_columns(found: Judged) -> tuple[int, dict[str, ClaimColumn]]:
    """Return how many rows there are and how their columns are stored, where every row is a claim and the stage holds it."""
    columns = {name: _seen_column(name, one, found) for name, one in found.fields.items()}
    return found.seen.rows, {name: _formed(column, found) for name, column in columns.items()}


def _seen_column(name: str, one: FieldColumns, found: Judged) -> ClaimColumn:
    seen, scale = found.seen.fields[name], one.stored.scale if one.stored is not None else 0
    texts = found.texts[name].found.values() if name in found.texts else ()
    ranges = [value for value in texts if isinstance(value, (NumberRange, DateRange))]
    words = [value for value in (seen.sample, *texts) if isinstance(value, str)]
    stored = [_stored_bound(side, scale) for value in ranges for side in (value.low, value.high)]
    bounds = [bound for bound in (seen.low, seen.high, *stored) if bound is not None]
    return ClaimColumn(
        name,
        one.type,
        states=seen.values + seen.left < found.seen.rows or any(value is None or value is NONE for value in texts),
        interval=any(not value.is_exact for value in ranges),
        scale=scale,
        low=min(bounds, default=None),
        high=max(bounds, default=None),
        codes=one.type.kind is FieldKind.TEXT and all(map(str.isdigit, words)),
    )


def _stored_bound(bound: Number | date | None, scale: int) -> int | date | None:
    return bound if bound is None or isinstance(bound, date) else scaled_bound(bound, scale)


def _looked_over(found: Judged, connection: duckdb.DuckDBPyConnection) -> tuple[int, dict[str, ClaimColumn]]:
    """Return how many rows are claims and how their columns are stored."""
    asked = ["count(*)", *(one for field in found.fields.values() for one in _asked(field))]
    query = f"SELECT {', '.join(asked)} FROM {found.relation} WHERE {found.accepted}"
    told = iter(first_row(connection, query) or ())
    rows = next(told)
    columns = {name: _column(name, one, told) for name, one in found.fields.items()}
    return rows, {name: _formed(column, found) for name, column in columns.items()}


def _formed(column: ClaimColumn, found: Judged) -> ClaimColumn:
    """Return a column of tariff codes as what its texts are that SQL did not read: those that it reads are good ones."""
    if column.type.form is not TextForm.TARIFF_CODE:
        return column
    texts = found.texts[column.name].found.values() if column.name in found.texts else ()
    words = [text for text in texts if isinstance(text, str)]
    digits = all(text.isascii() and text.isdigit() for text in words)
    return replace(column, codes=digits, misfits=any(misfit(TextForm.TARIFF_CODE, text) for text in words))


def _asked(one: FieldColumns) -> list[str]:
    ask = [f"count(*) FILTER (({one.state}) <> {GIVEN})"]
    if one.type.kind in (*NUMBERS, FieldKind.DATE):
        open_too = f"({one.state}) = {GIVEN} AND (({one.low}) = ({one.high})) IS NOT TRUE"  # `..` is NULL on both sides
        ask.append(f"count(*) FILTER ({open_too})" if one.low != one.high else "0")
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
    for name, sql in fields_sql(stage.kind, part, stage.written).items():
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
    codes = [one for one, column in columns.items() if column.codes and column.type.form is not TextForm.TARIFF_CODE]
    asked += [f"bool_and({quoted(one)} IS NULL OR regexp_full_match({quoted(one)}, '[0-9]+'))" for one in codes]
    whole = all(one in ("TRUE", "FALSE") for one in asked)
    told = first_row(connection, f"SELECT {', '.join(asked)}" + ("" if whole else f" FROM {table}")) or ()
    checked = {one: replace(columns[one], codes=codes_alone) for one, codes_alone in zip(codes, told[3:], strict=True)}
    return ClaimTable(
        kind=kind,
        name=name,
        rows=rows,
        columns={**columns, **checked},
        one_claim_a_series=one_claim_a_series(kind, table, rows, columns, connection),
        vague=told[2],
        known_exact=told[1],
        dated_exact=kind.dated is not None and not columns[kind.dated].interval,
        denied=told[0],
    )


def _vague(column: ClaimColumn) -> list[str]:
    conditions = [f"{quoted(f'{column.name}.state')} = 0"] if column.states else []
    if column.interval:
        low, high = quoted(f"{column.name}.low"), quoted(f"{column.name}.high")
        given = f"{quoted(f'{column.name}.state')} = {GIVEN} AND " if column.states else ""
        conditions.append(f"({given}({low} = {high}) IS NOT TRUE)")
    return conditions
