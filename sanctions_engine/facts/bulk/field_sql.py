"""How SQL reads one field: the value where the text is of the plain form, else nothing, and Python reads the text.

No cast is believed alone, because casts take more than the models do: `2018-1-2`, `yes`, `1_000`, `0x1F`, and `12.345` as
12.35. What a cast makes of a text counts where the database writes it back as the same text, or where the text is of the
expression that the models use. Only the forms that nearly all rows have are read here. What these do not settle (names of
States, `~1000`, `2019-03`, `none`, blanks, numbers outside their bounds, mistakes) is left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.sources import NUMBERS, plain_type
from sanctions_engine.models.kinds import FieldKind, FieldType
from sanctions_engine.models.patterns import EXACT_DAY, MISLEADING_NUMBER, TARIFF_CODE, number_of
from sanctions_engine.models.states import all_states
from sanctions_engine.models.text_forms import TextForm

DIGITS = 18
"""Numbers of so many digits fit a BIGINT; longer ones are left to Python."""

SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680"
    + "".join(map(chr, range(0x2000, 0x200B)))
    + "\u2028\u2029\u202f\u205f\u3000"
)
"""What Python strips from both ends of a text."""

CONTROL = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x{84}\\x{86}-\\x{9f}]"
"""What a text file must not hold, as an expression of RE2."""

_PRINTED = "[!-~](?:[ -~]*[!-~])?"
_SQL_TYPES = {
    FieldKind.STATE: "VARCHAR",
    FieldKind.TEXT: "VARCHAR",
    FieldKind.BOOL: "BOOLEAN",
    FieldKind.INT: "BIGINT",
    FieldKind.DECIMAL: "BIGINT",
    FieldKind.DATE: "DATE",
}


@dataclass(frozen=True, slots=True)
class Written:
    """How the values of a field are written, as far as some rows show it; what is read does not depend on it.

    Attributes:
        places: The decimal places of numbers.
        scale: The decimal places that are kept of them, as many or more.
        usual: Nearly all texts are as the database writes a value back.
        vague: Some value is not read by SQL: it is imprecise, or has another spelling.
    """

    places: int = 0
    scale: int = 0
    usual: bool = True
    vague: bool = False


@dataclass(frozen=True, slots=True)
class FieldSql:
    """The SQL of one field, in steps: each reads columns that the one before has, of which DuckDB computes each once.

    Attributes:
        cell: The cell, from the source: as text where it holds text.
        cast: From the cell: what a cast makes of it.
        read: From cell and cast: the value if it is of the plain form, else NULL; a number multiplied by ten to its scale.
        value: From what is read: the value if the field can have it, else NULL.
        text: From the cell: its text.
        absent: From the cell: there is none.
        plain: From the source: the value where it is known that every row has it in the plain form.
        doubt: From the cell: the text of a number that is read and may be meant a thousand times larger, else NULL; None if
            none can be.
    """

    cell: str
    cast: str
    read: str
    value: str
    text: str
    absent: str
    plain: str
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class _Steps:
    """The columns of one field between the steps, and what there is to know of it."""

    name: str
    declared: FieldType
    written: Written
    strips: bool
    printed: bool

    @property
    def cell(self) -> str:
        return quoted(f"{self.name}.cell")

    @property
    def cast(self) -> str:
        return quoted(f"{self.name}.cast")

    @property
    def read(self) -> str:
        return quoted(f"{self.name}.read")

    @property
    def scale(self) -> int:
        return self.written.scale


def text_sql(text: str) -> str:
    """Return a text as SQL writes it.

    Example:
        >>> print(text_sql("d'accord"))
        'd''accord'
    """
    return "'" + text.replace("'", "''") + "'"


def cell_text(cell: str, type: str) -> str:
    """Return the SQL of a cell as text, as a dossier writes its value; a NaN of a data frame is an absent value.

    Example:
        >>> print(cell_text('"count"', "INTEGER"))
        CAST("count" AS VARCHAR)
    """
    text = f"CAST({cell} AS VARCHAR)"
    if plain_type(type) in ("FLOAT", "DOUBLE"):
        return f"nullif({text}, 'nan')"  # not isnan(): the statistics of a Parquet file leave NaN out, and the database folds it
    if plain_type(type).startswith("TIMESTAMP"):
        day = f"CAST({cell} AS DATE)"
        return f"CASE WHEN CAST({day} AS TIMESTAMP) = CAST({cell} AS TIMESTAMP) THEN CAST({day} AS VARCHAR) ELSE {text} END"
    return text


def absent_sql(declared: FieldType) -> FieldSql:
    """Return the SQL of a field that a table does not have."""
    value, text = f"CAST(NULL AS {_SQL_TYPES[declared.kind]})", "CAST(NULL AS VARCHAR)"
    return FieldSql(text, text, value, value, text, "TRUE", value)


def field_sql(
    name: str, declared: FieldType, type: str, written: Written, *, strips: bool = False, printed: bool = False
) -> FieldSql:
    """Return the SQL of a field.

    Args:
        name: The column.
        declared: What the kind says of the field.
        type: The SQL type of the column.
        written: How its values are written.
        strips: Blanks at both ends of a cell do not count; an empty cell is NULL.
        printed: No text of the table has such blanks, and all are of printed ASCII.
    """
    if plain_type(type) == '"NULL"':
        return absent_sql(declared)
    one = _Steps(name, declared, written, strips, printed)
    if plain_type(type) not in ("VARCHAR", "ENUM"):
        return _of_typed(one, type)
    cell = f"CAST({quoted(name)} AS VARCHAR)" if plain_type(type) == "ENUM" else quoted(name)
    cast, read, plain = _of_text(one, cell)
    value = one.read if declared.kind is FieldKind.DATE and written.usual else _kept(one)
    doubt = None
    if declared.kind in NUMBERS and written.places >= 3:
        doubt = f"CASE WHEN regexp_full_match({one.cell}, {text_sql(MISLEADING_NUMBER)}) THEN {one.cell} END"
    return FieldSql(cell, cast, read, value, one.cell, f"{one.cell} IS NULL", plain, doubt)


def _of_text(one: _Steps, source: str) -> tuple[str, str, str]:
    """Return the SQL of what a cast makes of a text, of the value if it has the plain form, and of the value if that is known."""
    cell, none = one.cell, "NULL"
    match one.declared.kind:
        case FieldKind.STATE:
            return _one_of(cell, [state.code for state in all_states()]), one.cast, source
        case FieldKind.TEXT if one.declared.one_of:
            return _one_of(cell, one.declared.one_of), one.cast, source
        case FieldKind.TEXT:
            return none, _text(one), source
        case FieldKind.BOOL:
            return none, f"CASE WHEN {cell} IN ('true', 'false') THEN ({cell} = 'true') END", f"({source} = 'true')"
        case FieldKind.DATE:
            return _day(one, source)
        case FieldKind.INT:
            return _whole(one, source)
        case FieldKind.DECIMAL:
            return _decimal(one, source)


def _text(one: _Steps) -> str:
    given, form = one.cell, one.declared.form
    fits: list[str] = []
    if not one.printed:
        trimmed = f"trim({given}, {text_sql(SPACES)})"  # slow, and seldom needed: a CASE asks for it then alone
        clean = f"{trimmed} = {given} AND {given} <> '' AND NOT regexp_matches({given}, '{CONTROL}')"
        ends = (
            f"WHEN regexp_full_match({given}, '[!-~]+') THEN TRUE "  # half the price of the next, and mostly enough
            f"WHEN regexp_full_match({given}, '{_PRINTED}') THEN TRUE ELSE {clean}"
        )
        some = (
            f"WHEN {given} BETWEEN '!' AND '~' THEN TRUE "  # it begins with what is printed, or is it
            f"WHEN regexp_matches({given}, '[!-~]') THEN TRUE ELSE {trimmed} <> ''"
        )
        fits.append(f"CASE {ends if one.strips else some} END")
    if form is not None:  # what is printed in another way is read row by row
        fits.append(_as_compared(given, form))
    if one.declared.optional:
        fits.append(f"{given} <> 'none'")
    return f"CASE WHEN {' AND '.join(f'({each})' for each in fits)} THEN {given} END" if fits else given


def _as_compared(given: str, form: TextForm) -> str:
    """Return the SQL of whether a text surely stands as rules compare it, and a code has the form that it should have."""
    if form is TextForm.TARIFF_CODE:
        return f"({given} GLOB '{'[0-9]' * 6}' OR regexp_full_match({given}, '{TARIFF_CODE}'))"
    return f"NOT regexp_matches({given}, '[iI\u0130\u0131][mM][oO]')"  # all that are one letter to Python, whatever its case


def _one_of(given: str, words: Iterable[str]) -> str:
    """Return the SQL of a text as one of some words: their number is stored, in a byte or two, and told apart by it."""
    return f"TRY_CAST({given} AS ENUM({', '.join(map(text_sql, sorted(words)))}))"


def _day(one: _Steps, source: str) -> tuple[str, str, str]:
    if one.written.usual:
        cast = f"TRY_CAST({one.cell} AS DATE)"
        # Ten characters are written of the years 1 to 9999, and of no other day.
        read = f"CASE WHEN strlen({one.cell}) = 10 AND CAST({one.cast} AS VARCHAR) = {one.cell} THEN {one.cast} END"
        return cast, read, f"TRY_CAST({source} AS DATE)"
    read = f"CASE WHEN regexp_full_match({one.cell}, '{EXACT_DAY}') THEN TRY_CAST({one.cell} AS DATE) END"
    return "NULL", read, f"TRY_CAST({source} AS DATE)"


def _whole(one: _Steps, source: str) -> tuple[str, str, str]:
    matches, plain = f"regexp_full_match({one.cell}, '{number_of(DIGITS, 0)}')", f"TRY_CAST({source} AS BIGINT)"
    if one.written.usual:
        most = 10**DIGITS - 1
        back = f"CAST({one.cast} AS VARCHAR) = {one.cell} AND {one.cast} BETWEEN {-most} AND {most}"
        read = f"CASE WHEN {back} THEN {one.cast} WHEN {matches} THEN {one.cast} END"
        return f"TRY_CAST({one.cell} AS BIGINT)", read, plain
    return "NULL", f"CASE WHEN {matches} THEN TRY_CAST({one.cell} AS BIGINT) END", plain


def _decimal(one: _Steps, source: str) -> tuple[str, str, str]:
    scale, places = one.scale, one.written.places
    matches = f"regexp_full_match({one.cell}, '{number_of(DIGITS - scale, places)}')"
    plain = _scaled(f"TRY_CAST({source} AS DECIMAL({DIGITS}, {places}))", one.written)
    cast = f"TRY_CAST({one.cell} AS DECIMAL({DIGITS}, {places}))"
    if not one.written.usual:
        return "NULL", f"CASE WHEN {matches} THEN {_scaled(cast, one.written)} END", plain
    back = f"CAST({one.cast} AS VARCHAR) = {one.cell} AND abs({one.cast}) < {10 ** (DIGITS - scale - places)}"
    read = f"WHEN {back} THEN CAST({one.cast} * {10**scale} AS BIGINT) WHEN {matches} THEN {_scaled(one.cast, one.written)}"
    return cast, f"CASE {read} END", plain


def _scaled(number: str, written: Written) -> str:
    """Return the SQL of a decimal as a whole number; the product of a long one does not fit the narrow decimals of the database."""
    scale, places = written.scale, written.places
    if not scale:
        return f"CAST({number} AS BIGINT)"
    narrow = f"CAST({number} * {10**scale} AS BIGINT)"
    wide = f"CAST(CAST({number} AS DECIMAL(38, {places})) * {10**scale} AS BIGINT)"
    return f"CASE WHEN abs({number}) < {10 ** (DIGITS - scale - places)} THEN {narrow} ELSE {wide} END"


def _kept(one: _Steps) -> str:
    """Return the SQL of what was read, NULL outside the bounds of its field, or of the calendar."""
    read = one.read
    if one.declared.kind is FieldKind.DATE:
        return f"CASE WHEN {read} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {read} END"
    if one.declared.kind not in NUMBERS:
        return read
    bounds = one.declared.bounds
    low = None if bounds is None or bounds.low is None else ceil(bounds.low * 10**one.scale)
    high = None if bounds is None or bounds.high is None else floor(bounds.high * 10**one.scale)
    within = [f"{read} >= {low}"] if low is not None else []
    within += [f"{read} <= {high}"] if high is not None else []
    return f"CASE WHEN {' AND '.join(within)} THEN {read} END" if within else read


def _of_typed(one: _Steps, type: str) -> FieldSql:
    """Return the SQL of a column that has a type of its own."""
    cell, source, scale = one.cell, quoted(one.name), one.scale
    if one.declared.kind is FieldKind.BOOL:
        return FieldSql(source, "NULL", cell, one.read, f"CAST({cell} AS VARCHAR)", f"{cell} IS NULL", source)
    most, cast = 10 ** (DIGITS - scale), "NULL"
    match plain_type(type):
        case "DATE":
            read, plain = cell, source
        case "TIMESTAMP" | "TIMESTAMP_S" | "TIMESTAMP_MS" | "TIMESTAMP_NS":
            cast, plain = f"CAST({cell} AS DATE)", f"CAST({source} AS DATE)"
            read = f"CASE WHEN CAST({one.cast} AS TIMESTAMP) = CAST({cell} AS TIMESTAMP) THEN {one.cast} END"
        case "FLOAT" | "DOUBLE":
            read = f"CASE WHEN abs({cell}) < {2**53} AND trunc({cell}) = {cell} THEN TRY_CAST({cell} AS BIGINT) END"
            plain = f"TRY_CAST({source} AS BIGINT)"
        case "DECIMAL" if one.declared.kind is FieldKind.INT:
            read = f"CASE WHEN {cell} = trunc({cell}) AND abs({cell}) < {most} THEN TRY_CAST({cell} AS BIGINT) END"
            plain = f"TRY_CAST({source} AS BIGINT)"
        case "DECIMAL":
            narrowed = f"DECIMAL({DIGITS}, {one.written.places})"
            cast = f"TRY_CAST({cell} AS {narrowed})"
            fits = f"{one.cast} = {cell} AND abs({one.cast}) < {most}"
            read = f"CASE WHEN {fits} THEN {_scaled(one.cast, one.written)} END"
            plain = _scaled(f"TRY_CAST({source} AS {narrowed})", one.written)
        case _:  # whole numbers of any width
            scaled = "(TRY_CAST({} AS BIGINT) * " + f"{10**scale})" if scale else "TRY_CAST({} AS BIGINT)"
            read = f"CASE WHEN {cell} BETWEEN {1 - most} AND {most - 1} THEN {scaled.format(cell)} END"
            plain = scaled.format(source)
    text = cell_text(cell, type)
    absent = f"({text}) IS NULL" if plain_type(type) in ("FLOAT", "DOUBLE") else f"{cell} IS NULL"
    return FieldSql(source, cast, read, _kept(one), text, absent, plain)
