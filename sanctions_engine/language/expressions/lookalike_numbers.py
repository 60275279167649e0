"""Numbers and days that are written in the way of other languages."""

from __future__ import annotations

import re
from decimal import Decimal

from sanctions_engine.diagnostics import Code
from sanctions_engine.language.expressions.scanning import Scanner
from sanctions_engine.models.dates import parse_day
from sanctions_engine.models.written import days_meant

MOST_WRITTEN_OUT = 30
"""Most digits of a number that a message writes out."""

_LENGTHS = frozenset({"days", "weeks", "months", "years"})
_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def read_day(scanner: Scanner, match: re.Match[str]) -> None:
    """Note SE212 for a day without `date(…)`."""
    message, help, better = bare_day(match[0])
    scanner.note(Code.SE212, match, message, help, better)
    scanner.mend(match, better or 'date("2000-01-01")')


def read_slashed_day(scanner: Scanner, match: re.Match[str]) -> None:
    """Note SE212 for a day written with `/` or `.`; what is none after all is arithmetic."""
    text = match[0]
    meant = days_meant(text)
    if not meant and "/" in text:
        return scanner.keep(match)
    written = [f'date("{day}")' for day in meant] or ['date("2019-12-22")']
    help = f"write {' or '.join(f'`{day}`' for day in written)}"
    scanner.note(Code.SE212, match, f"`{text}` is not how a day is written", help, written[0] if meant else None)
    return scanner.mend(match, written[0])


def read_grouped(scanner: Scanner, match: re.Match[str]) -> None:
    """Note SE202 for a number with commas between its digits; in a list or a call they may part two numbers."""
    text = match[0]
    in_list = bool(scanner.calls) and (scanner.calls[-1] or scanner.last in ("(", ","))
    if in_list and ",0" not in text:
        return scanner.keep(match)
    better = text.replace(",", "")
    scanner.note(Code.SE202, match, f"`{text}` has `,` between its digits", f"write `{better}`", better)
    return scanner.mend(match, better)


def read_unit(scanner: Scanner, match: re.Match[str]) -> None:
    """Note SE201 for a word after a number: a length of time, or a unit."""
    word, number = match[0], scanner.last
    length = word.rstrip("s") + "s"
    if length in _LENGTHS:
        better = f"{length}({number})"
        scanner.note(Code.SE201, match, f"`{word}` stands after its number", f"write `{better}`", better)
    else:
        help = f"leave `{word}` out: a field says itself in what it counts; two values need an operator such as `and`"
        scanner.note(Code.SE201, match, f"`{word}` stands after a number", help)
    scanner.give_up(match)


def bare_day(text: str) -> tuple[str, str, str | None]:
    """Return what to say of a day that is written as arithmetic, the remedy, and how the day is written.

    Example:
        >>> bare_day("2019-1-8")
        ('`2019-1-8` is arithmetic, not a day', 'write `date("2019-01-08")`', 'date("2019-01-08")')
    """
    message = f"`{text}` is arithmetic, not a day"
    padded = "-".join([*(part.zfill(2) for part in text.split("-")), "01"][:3])
    try:
        parse_day(padded)
    except ValueError:
        return message, f'a day is written `date("2019-12-22")`; the day {padded} does not exist', None
    better = f'date("{padded}")'
    return message, f"write `{better}`", better


def read_number(scanner: Scanner, match: re.Match[str]) -> None:
    """Note SE211 for an exponent, SE202 for any other number that is not digits with a decimal point at most."""
    text = match[0]
    if _NUMBER.fullmatch(text):
        return scanner.keep(match)
    mantissa, exponent, power = text.lower().partition("e")
    if exponent and power.lstrip("+-").isdecimal() and mantissa.replace(".", "", 1).isdecimal():
        better = _written_out(mantissa, power)
        help = f"write `{better}`" if better else "write the number out"
        scanner.note(Code.SE211, match, f"`{text}` has an exponent", help, better)
        return scanner.mend(match, better or "1")
    better = "1"
    if re.fullmatch(r"[0-9_.]+", text) and "_" in text:
        better = text.replace("_", "")
        scanner.note(Code.SE202, match, f"`{text}` has `_` between its digits", f"write `{better}`", better)
    elif re.fullmatch(r"0[0-9]+", text):
        better = text.lstrip("0") or "0"
        help = f'write `{better}`; a code is a text: `"{text}"`'
        scanner.note(Code.SE202, match, f"`{text}` begins with a zero", help, better)
    elif re.fullmatch(r"0[xXoObB][0-9a-fA-F_]+", text):
        better = _in_decimal(text) or "1"
        scanner.note(Code.SE202, match, f"`{text}` is not a decimal number", "write it with the digits 0 to 9", better)
    elif re.fullmatch(r"[0-9]*\.[0-9]*", text):
        whole, _, part = text.partition(".")
        better = f"{whole or '0'}.{part}".rstrip(".")
        scanner.note(Code.SE202, match, f"`{text}` is not how a number is written", f"write `{better}`", better)
    else:
        help = "numbers are digits with a decimal point at most, without a unit; put a space before a word"
        scanner.note(Code.SE202, match, f"`{text}` is not a number", help)
    return scanner.mend(match, better if _NUMBER.fullmatch(better) else "1")


def _written_out(mantissa: str, power: str) -> str | None:
    """Return a number with an exponent as plain digits; None if that is too long to be of help."""
    if len(mantissa) > MOST_WRITTEN_OUT or len(power) > 3 or abs(int(power)) > MOST_WRITTEN_OUT:
        return None
    value = Decimal(mantissa).scaleb(int(power))
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in_decimal(text: str) -> str | None:
    try:
        return str(int(text, 0))
    except ValueError:
        return None
