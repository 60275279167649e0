"""How SQL reads one field: the value where the text is of the plain form, else the text, for Python to read.

Every cast is guarded by the expression that the models use, because casts alone take more: `2018-1-2`, `yes`, `1_000`,
`0x1F`, and `12.345` as 12.35. Only the forms that nearly all rows have are read here. What these do not settle (names of
States, `~1000`, `2019-03`, `none`, blanks, numbers outside their bounds, mistakes) comes back as text in a column
`<field>.rest`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.sources import NUMBERS, plain_type
from sanctions_engine.models.kinds import FieldKind, FieldType
from sanctions_engine.models.patterns import EXACT_DAY, MISLEADING_NUMBER, number_of
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

_LIMIT = 10**DIGITS
_PRINTED = "[!-~](?:[ -~]*[!-~])?"
CONTROL = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x{84}\\x{86}-\\x{9f}]"
"""What a text file must not hold, as an expression of RE2."""

_SQL_TYPES = {
    FieldKind.STATE: "VARCHAR",
    FieldKind.TEXT: "VARCHAR",
    FieldKind.BOOL: "BOOLEAN",
    FieldKind.INT: "BIGINT",
    FieldKind.DECIMAL: "BIGINT",
    FieldKind.DATE: "DATE",
}


@dataclass(frozen=True, slots=True)
class FieldSql:
    """The SQL of one field.

    Attributes:
        value: The value where the form is plain, else NULL; a number multiplied by ten to the scale of its column.
        rest: The text of what has another form, else NULL.
        plain: The value where it is known that there is no rest.
        doubt: The text of a number that is read and may be meant a thousand times larger, else NULL; None if none can be.
    """

    value: str
    rest: str
    plain: str
    doubt: str | None = None


def text_sql(text: str) -> str:
    """Return a text as SQL writes it.

    Example:
        >>> print(text_sql("d'accord"))
        'd''accord'
    """
    return "'" + text.replace("'", "''") + "'"


def cell_text(name: str, type: str) -> str:
    """Return the SQL of a cell as text, as a dossier writes its value; a NaN of a data frame is an absent value.

    Example:
        >>> print(cell_text("count", "INTEGER"))
        CAST("count" AS VARCHAR)
    """
    cell = quoted(name)
    text = f"CAST({cell} AS VARCHAR)"
    if plain_type(type) in ("FLOAT", "DOUBLE"):
        return f"nullif({text}, 'nan')"  # not isnan(): the statistics of a Parquet file leave NaN out, and the database folds it
    if plain_type(type).startswith("TIMESTAMP"):
        day = f"CAST({cell} AS DATE)"
        return f"CASE WHEN CAST({day} AS TIMESTAMP) = CAST({cell} AS TIMESTAMP) THEN CAST({day} AS VARCHAR) ELSE {text} END"
    return text


def absent_sql(declared: FieldType) -> FieldSql:
    """Return the SQL of a field that a table does not have."""
    value = f"CAST(NULL AS {_SQL_TYPES[declared.kind]})"
    return FieldSql(value, "CAST(NULL AS VARCHAR)", value)


def field_sql(name: str, declared: FieldType, type: str, scale: int, *, strips: bool) -> FieldSql:
    """Return the SQL of a field.

    Args:
        name: The column.
        declared: What the kind says of the field.
        type: The SQL type of the column.
        scale: The decimal places that are kept of a number.
        strips: Blanks at both ends of a cell do not count, and an empty cell is an absent value.
    """
    if plain_type(type) == '"NULL"':
        return absent_sql(declared)
    cell = quoted(name)
    if plain_type(type) not in ("VARCHAR", "ENUM"):
        return _of_typed(cell, declared, type, scale, cell_text(name, type))
    given = f"CAST({cell} AS VARCHAR)" if plain_type(type) == "ENUM" else cell
    if strips:
        given = f"nullif({given}, '')"
    fits, plain = _of_text(given, declared, scale, strips=strips)
    value = f"CASE WHEN {fits} THEN {plain} END"
    if declared.kind in (*NUMBERS, FieldKind.DATE):  # a day may not exist, a number lie outside its bounds
        value = f"CASE WHEN {fits} THEN {_kept(plain, declared, scale)} END"
        rest = f"CASE WHEN ({value}) IS NULL THEN {given} END"
    else:
        rest = f"CASE WHEN {fits} THEN NULL ELSE {given} END"
    doubt = None
    if declared.kind in NUMBERS and scale >= 3:
        doubt = f"CASE WHEN regexp_full_match({given}, {text_sql(MISLEADING_NUMBER)}) THEN {given} END"
    return FieldSql(value, rest, plain, doubt)


def _of_text(given: str, declared: FieldType, scale: int, *, strips: bool) -> tuple[str, str]:
    """Return the SQL of whether a text has the plain form, and of its value if so."""
    match declared.kind:
        case FieldKind.STATE:
            return _is_one_of(given, [state.code for state in all_states()]), given
        case FieldKind.TEXT if declared.one_of:
            return _is_one_of(given, declared.one_of), given
        case FieldKind.TEXT:
            trimmed = f"trim({given}, {text_sql(SPACES)})"  # slow, and seldom needed: a CASE asks for it then alone
            clean = f"{trimmed} = {given} AND {given} <> '' AND NOT regexp_matches({given}, '{CONTROL}')"
            ends = (
                f"CASE WHEN regexp_full_match({given}, '[!-~]+') THEN TRUE "  # half the price of the next, and mostly enough
                f"WHEN regexp_full_match({given}, '{_PRINTED}') THEN TRUE ELSE {clean} END"
            )
            full = f"CASE WHEN regexp_matches({given}, '[!-~]') THEN TRUE ELSE {trimmed} <> '' END"
            fits = ends if strips else full
            if declared.form is not None:  # what is printed in another way is read row by row
                fits = f"({fits}) AND {_as_compared(given, declared.form)}"
            return (f"({fits}) AND {given} <> 'none'" if declared.optional else fits), given
        case FieldKind.BOOL:
            return f"{given} IN ('true', 'false')", f"({given} = 'true')"
        case FieldKind.DATE:
            return f"regexp_full_match({given}, '{EXACT_DAY}')", f"TRY_CAST({given} AS DATE)"
        case FieldKind.INT:
            return f"regexp_full_match({given}, '{number_of(DIGITS, 0)}')", f"TRY_CAST({given} AS BIGINT)"
        case FieldKind.DECIMAL:
            number = f"TRY_CAST({given} AS DECIMAL({DIGITS}, {scale}))"
            return f"regexp_full_match({given}, '{number_of(DIGITS - scale, scale)}')", _scaled(number, scale)


def _as_compared(given: str, form: TextForm) -> str:
    """Return the SQL of whether a text surely stands as rules compare it."""
    if form is TextForm.TARIFF_CODE:
        return f"regexp_full_match({given}, '[0-9]+')"
    return f"NOT regexp_matches({given}, '[iI][mM][oO]')"


def _is_one_of(given: str, words: list[str] | tuple[str, ...]) -> str:
    return f"TRY_CAST({given} AS ENUM({', '.join(map(text_sql, words))})) IS NOT NULL"


def _scaled(number: str, scale: int) -> str:
    """Return the SQL of a decimal as a whole number; the product of a long one does not fit the narrow decimals of the database."""
    if not scale:
        return f"CAST({number} AS BIGINT)"
    narrow = f"CAST({number} * {10**scale} AS BIGINT)"
    wide = f"CAST(CAST({number} AS DECIMAL(38, {scale})) * {10**scale} AS BIGINT)"
    return f"CASE WHEN abs({number}) < {10 ** (DIGITS - 2 * scale)} THEN {narrow} ELSE {wide} END"


def _kept(value: str, declared: FieldType, scale: int) -> str:
    """Return the SQL of a value that is NULL outside the bounds of its field, or of the calendar."""
    if declared.kind is FieldKind.DATE:
        return f"CASE WHEN {value} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {value} END"
    bounds = declared.bounds
    low = None if bounds is None or bounds.low is None else ceil(bounds.low * 10**scale)
    high = None if bounds is None or bounds.high is None else floor(bounds.high * 10**scale)
    within = [f"{value} >= {low}"] if low is not None else []
    within += [f"{value} <= {high}"] if high is not None else []
    return f"CASE WHEN {' AND '.join(within)} THEN {value} END" if within else value


def _of_typed(cell: str, declared: FieldType, type: str, scale: int, text: str) -> FieldSql:
    """Return the SQL of a column that has a type of its own."""
    if declared.kind is FieldKind.BOOL:
        return FieldSql(cell, "CAST(NULL AS VARCHAR)", cell)
    most = 10 ** (DIGITS - scale)
    match plain_type(type):
        case "DATE":
            fits, plain = f"{cell} IS NOT NULL", cell
        case "TIMESTAMP" | "TIMESTAMP_S" | "TIMESTAMP_MS" | "TIMESTAMP_NS":
            plain = f"CAST({cell} AS DATE)"
            fits = f"CAST({plain} AS TIMESTAMP) = CAST({cell} AS TIMESTAMP)"
        case "FLOAT" | "DOUBLE":
            fits, plain = f"abs({cell}) < {2**53} AND trunc({cell}) = {cell}", f"TRY_CAST({cell} AS BIGINT)"
        case "DECIMAL" if declared.kind is FieldKind.INT:
            fits, plain = f"{cell} = trunc({cell}) AND abs({cell}) < {most}", f"TRY_CAST({cell} AS BIGINT)"
        case "DECIMAL":
            narrowed = f"TRY_CAST({cell} AS DECIMAL({DIGITS}, {scale}))"
            fits, plain = f"{narrowed} = {cell}", _scaled(narrowed, scale)
        case _:  # whole numbers of any width
            fits = f"{cell} BETWEEN {1 - most} AND {most - 1}"
            plain = f"(TRY_CAST({cell} AS BIGINT) * {10**scale})" if scale else f"TRY_CAST({cell} AS BIGINT)"
    value = f"CASE WHEN {fits} THEN {_kept(plain, declared, scale)} END"
    return FieldSql(value, f"CASE WHEN ({value}) IS NULL THEN {text} END", plain)
