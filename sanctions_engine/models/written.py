"""Numbers and days as people write them elsewhere: what was meant, for the help of a message. Nothing is read this way."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from sanctions_engine.models.patterns import MISLEADING_NUMBER

_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:([ ,_.'\u00a0\u2009\u202f])[0-9]{3})(?:\1[0-9]{3})*")
_GROUPED_DECIMAL = re.compile(
    r"([+-]?[0-9]{1,3}(?:([ ,_.'\u00a0\u2009\u202f])[0-9]{3})(?:\2[0-9]{3})*)(?!\2)[.,]([0-9]+)"
)
_CURRENCY = re.compile(r"(?:[$\u20ac\u00a3\u00a5]|[A-Z]{3})\s*([0-9].*)|([0-9].*?)\s*[$\u20ac\u00a3\u00a5]")
_DECIMAL_COMMA = re.compile(r"([+-]?[0-9]+),([0-9]+)")
_WITH_UNIT = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*([^\W\d_]+\.?|%)")
_COMPARED = re.compile(r"(>=|<=|>|<|\u2265|\u2264)\s*([0-9]+(?:\.[0-9]+)?)")
_DASHED = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*[-\u2013]\s*([0-9]+(?:\.[0-9]+)?)")
_ABOUT = re.compile(r"(?:about|around|approx\.?|ca\.?|circa|some)\s+([0-9]+(?:\.[0-9]+)?)", re.IGNORECASE)
_EXPONENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+")
_MISLEADING = re.compile(MISLEADING_NUMBER)
_MULTIPLES = {
    "kt": (1000, "tonnes"),
    "ktonnes": (1000, "tonnes"),
    "kilotonnes": (1000, "tonnes"),
    "kbbl": (1000, "barrels"),
    "thousand": (1000, ""),
    "million": (1_000_000, ""),
    "billion": (1_000_000_000, ""),
}
_CALL = re.compile(r"date\(\s*[\"']?([0-9./-]+)[\"']?\s*\)")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-./])([0-9]{1,2})\2([0-9]{4})")
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMED = re.compile(
    r"([0-9]{1,2})[ .-]+([A-Za-z]{3,9})[ .,-]+([0-9]{4})|([A-Za-z]{3,9})[ .]+([0-9]{1,2}),? +([0-9]{4})"
)
_SERIAL = re.compile(r"[2-5][0-9]{4}")
_SERIAL_ZERO = date(1899, 12, 30)


def number_remedy(text: str) -> str | None:
    """Return how to write what is no number here, None where nothing is known.

    Example:
        >>> number_remedy("1,000,000")
        'write `1000000`: digits without separators'
        >>> number_remedy("1.000,50"), number_remedy("$1,200")
        ('write `1000.50`: a point and digits without separators', 'write `1200`: digits without separators')
        >>> number_remedy("7 t")
        'write `7` alone if the field counts in `t`, else what it is in the unit of the field'
        >>> number_remedy("65 kt")
        'write `65000` where the field counts tonnes: the number in full, without a unit'
        >>> number_remedy("many") is None
        True
    """
    text = text.strip()
    if _GROUPED.fullmatch(text):
        return f"write `{re.sub(r'[^0-9+-]', '', text)}`: digits without separators"
    if found := _GROUPED_DECIMAL.fullmatch(text):
        return f"write `{re.sub(r'[^0-9+-]', '', found[1])}.{found[3]}`: a point and digits without separators"
    if found := _CURRENCY.fullmatch(text):
        return _without_currency(found[1] or found[2])
    if found := _DECIMAL_COMMA.fullmatch(text):
        return f"write `{found[1]}.{found[2]}`: the decimal sign is a point"
    if found := _ABOUT.fullmatch(text):
        return f"write `~{found[1]}`"
    if found := _COMPARED.fullmatch(text):
        return f"write `{found[2]}..`" if found[1] in (">=", ">", "\u2265") else f"write `..{found[2]}`"
    if found := _DASHED.fullmatch(text):
        return f"write `{found[1]}..{found[2]}`"
    if _EXPONENT.fullmatch(text):
        return "write the number out: digits without an exponent"
    if found := _WITH_UNIT.fullmatch(text):
        return _without_unit(found[1], found[2])
    return None


def _without_currency(amount: str) -> str:
    return number_remedy(amount) or f"write `{amount}` alone if the field counts in that currency"


def _without_unit(number: str, unit: str) -> str:
    """Return how to write an amount with its unit: in full where the unit is a known multiple, else with what to look at."""
    times, of = _MULTIPLES.get(unit.rstrip(".").casefold(), (0, ""))
    if times:
        whole = Fraction(number) * times
        full = str(whole.numerator) if whole.denominator == 1 else str(Decimal(whole.numerator) / whole.denominator)
        where = f" where the field counts {of}" if of else ""
        return f"write `{full}`{where}: the number in full, without a unit"
    return f"write `{number}` alone if the field counts in `{unit}`, else what it is in the unit of the field"


def maybe_thousands(text: str) -> tuple[str, str] | None:
    """Return how `30.000` is written if thousands are meant, and if not; None where nobody would mistake the number.

    Decimals of three places whose last one says nothing are doubtful; `1.234` and `0.500` are not.

    Example:
        >>> maybe_thousands("30.000"), maybe_thousands("1.500..2.000"), maybe_thousands("7.9"), maybe_thousands("1.234")
        (('30000', '30'), ('1500..2000', '1.5..2'), None, None)
    """
    if "." not in text:
        return None
    parts = re.split(r"(\.\.|~)", text.replace(" ", ""))
    doubtful = [bool(_MISLEADING.fullmatch(part)) for part in parts]
    if not any(doubtful):
        return None
    pairs = list(zip(parts, doubtful, strict=True))
    thousands = "".join(part.replace(".", "") if doubt else part for part, doubt in pairs)
    return thousands, "".join(part.rstrip("0").rstrip(".") if doubt else part for part, doubt in pairs)


def days_meant(text: str) -> tuple[str, ...]:
    """Return the days that a text can mean: one, or both where day and month may stand either way.

    Example:
        >>> days_meant("2019/12/5"), days_meant("22.12.2019"), days_meant("07/06/2020"), days_meant("soon")
        (('2019-12-05',), ('2019-12-22',), ('2020-06-07', '2020-07-06'), ())
        >>> days_meant("2018-05-14 00:00:00"), days_meant("14-May-2018"), days_meant("43234")
        (('2018-05-14',), ('2018-05-14',), ('2018-05-14',))
    """
    text = _MIDNIGHT.sub("", text.strip())
    if found := _CALL.fullmatch(text):
        text = found[1]
    if found := _YEAR_FIRST.fullmatch(text):
        orders = [(found[1], found[2], found[3])]
    elif found := _MONTH_NAMED.fullmatch(text):
        day, name, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
        if name[:3].lower() not in _MONTHS:
            return ()
        orders = [(year, str(_MONTHS.index(name[:3].lower()) + 1), day)]
    elif _SERIAL.fullmatch(text):  # how spreadsheets count days
        return (str(_SERIAL_ZERO + timedelta(days=int(text))),)
    elif found := _YEAR_LAST.fullmatch(text):
        orders = [(found[4], found[3], found[1])]
        if found[2] != ".":
            orders.append((found[4], found[1], found[3]))
    else:
        return ()
    written = (f"{year}-{int(month):02}-{int(day):02}" for year, month, day in orders)
    return tuple(dict.fromkeys(day for day in written if _exists(day)))


def day_remedy(text: str) -> str:
    """Return how to write what is no day here.

    Example:
        >>> day_remedy("07/06/2020")
        'write year, month, day: `2020-06-07` or `2020-07-06`'
    """
    meant = " or ".join(f"`{day}`" for day in days_meant(text))
    return f"write year, month, day: {meant or '`2019-12-22`'}"


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
