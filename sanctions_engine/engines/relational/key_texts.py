"""The texts of identity fields in SQL, letter by letter as series keys have them."""

from __future__ import annotations

from collections.abc import Iterable

from sanctions_engine.facts.bulk import ClaimColumn, ClaimTable
from sanctions_engine.facts.bulk.claim_tables import ABSENT, NONE_GIVEN, quoted
from sanctions_engine.models.kinds import FieldKind

_NUMBERS = (FieldKind.INT, FieldKind.DECIMAL)


def key_text_sql(column: ClaimColumn, table: str) -> str:
    """Return the SQL of what `key_text` makes of an identity field; it is never NULL.

    Args:
        column: How the field is stored.
        table: The alias under which the claim table is read.

    Example:
        >>> from sanctions_engine.models.kinds import FieldType
        >>> print(key_text_sql(ClaimColumn("id", FieldType(kind="text")), "t"))
        t."id"
    """
    text = _given(column, table)
    if not column.states:
        return text
    state = f"{table}.{quoted(f'{column.name}.state')}"
    return f"CASE {state} WHEN {ABSENT} THEN '' WHEN {NONE_GIVEN} THEN 'none' ELSE {text} END"


def vague_sql(column: ClaimColumn, table: str) -> str | None:
    """Return the SQL of whether an identity field is absent or imprecise, so that the series may be another; None if none is."""
    found = [f"{table}.{quoted(f'{column.name}.state')} = {ABSENT}"] if column.states else []
    if column.interval:
        low, high = _ends(column, table)
        given = f"{table}.{quoted(f'{column.name}.state')} <> {NONE_GIVEN} AND " if column.states else ""
        found.append(f"{given}({low} IS DISTINCT FROM {high} OR {low} IS NULL)")
    return f"({' OR '.join(found)})" if found else None


def subject_sql(table: ClaimTable, alias: str) -> str:
    """Return the SQL of the name of a record: the texts of its identity fields with `/` between them."""
    return " || '/' || ".join(f"({text})" for text in key_texts(table, alias))


def key_texts(table: ClaimTable, alias: str, names: Iterable[str] | None = None) -> list[str]:
    """Return the SQL of the texts of some identity fields, of all in order if none are named."""
    chosen = table.kind.identity if names is None else names
    return [key_text_sql(table.columns[name], alias) for name in chosen]


def _ends(column: ClaimColumn, table: str) -> tuple[str, str]:
    if not column.interval:
        only = f"{table}.{quoted(column.name)}"
        return only, only
    return f"{table}.{quoted(f'{column.name}.low')}", f"{table}.{quoted(f'{column.name}.high')}"


def _given(column: ClaimColumn, table: str) -> str:
    """Return the text of a field that is given."""
    low, high = _ends(column, table)
    kind = column.type.kind
    if kind is FieldKind.BOOL:
        return f"CASE WHEN {low} THEN 'true' ELSE 'false' END"
    if kind is FieldKind.DATE:
        return days_sql(low, high) if column.interval else f"strftime({low}, '%Y-%m-%d')"
    if kind in _NUMBERS:
        first = low if column.as_text else _number(low, column.scale)
        if not column.interval:
            return first
        second = high if column.as_text else _number(high, column.scale)
        return f"CASE WHEN {low} = {high} THEN {first} ELSE coalesce({first}, '') || '..' || coalesce({second}, '') END"
    return low


def days_sql(low: str, high: str) -> str:
    """Return the SQL of a range of days as `str(DateRange(…))` writes it."""
    first, last = (f"coalesce(strftime({one}, '%Y-%m-%d'), '')" for one in (low, high))
    month = f"{low} = date_trunc('month', {low}) AND {high} = last_day({low})"
    year = f"{low} = date_trunc('year', {low}) AND {high} = last_day(make_date(year({low}), 12, 1))"
    return (
        f"CASE WHEN {low} = {high} THEN {first} WHEN {month} THEN strftime({low}, '%Y-%m') "
        f"WHEN {year} THEN strftime({low}, '%Y') ELSE {first} || '..' || {last} END"
    )


def _number(stored: str, scale: int) -> str:
    """Return the SQL of a scaled whole number as `format_number` writes it: without zeros at the end of its decimals."""
    if not scale:
        return f"CAST({stored} AS VARCHAR)"
    text = f"CAST(abs(CAST({stored} AS HUGEINT)) AS VARCHAR)"
    digits = f"lpad({text}, CAST(greatest(length({text}), {scale + 1}) AS INTEGER), '0')"
    sign = f"CASE WHEN {stored} < 0 THEN '-' ELSE '' END"
    return f"({sign} || rtrim(rtrim(left({digits}, -{scale}) || '.' || right({digits}, {scale}), '0'), '.'))"
