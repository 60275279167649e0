"""Texts that have a form of their own: tariff codes and IMO numbers, as they are printed and as rules compare them."""

from __future__ import annotations

import re
from enum import StrEnum

_LOST_A_DIGIT = (1, 3, 5, 7)
_PRINTED_CODE = re.compile(r"(?:HS\s*(?:code)?\s*:?\s*)?([0-9]+(?:[. ][0-9]+)*)", re.IGNORECASE)
_PRINTED_IMO = re.compile(r"IMO\s*(?:no\.?|number)?\s*:?\s*([0-9]{7})", re.IGNORECASE)
_IMO = re.compile(r"[0-9]{7}")


class TextForm(StrEnum):
    """The forms that a text field of a fact kind can have."""

    TARIFF_CODE = "tariff-code"
    IMO_NUMBER = "imo-number"
    NAME_OR_IMO = "name-or-imo"


FORMS_IN_WORDS = {
    TextForm.TARIFF_CODE: (
        'a tariff code: its 2, 4, 6, 8 or more digits in quotes, such as `"0303"` or `"030329"`; dots, spaces and `HS` in '
        "front of it fall away; one of 1, 3, 5 or 7 digits has lost one and tells nothing, one of nine may be ten without a zero"
    ),
    TextForm.IMO_NUMBER: "an IMO number: seven digits, such as `9074729`; `IMO` in front of it falls away",
    TextForm.NAME_OR_IMO: "a name, always written alike, or of a ship its IMO number: seven digits, such as `9074729`",
}
"""How a text of each form is written, for a reader."""


def is_code(text: str) -> bool:
    """Whether a text is a tariff code: digits alone, and two, four, six, eight or more of them.

    A code of one, three, five or seven digits has lost one, most often the zero in front of it.

    Example:
        >>> is_code("0301"), is_code("301"), is_code("3032900"), is_code("27O1")
        (True, False, False, False)
    """
    return text.isascii() and text.isdigit() and len(text) not in _LOST_A_DIGIT


def code_readings(code: str) -> tuple[str, ...]:
    """Return the codes that a text of digits can stand for: some customs print nine digits, and ten less a zero are nine too.

    Example:
        >>> code_readings("030329"), code_readings("030329000"), code_readings("303290000")
        (('030329',), ('030329000',), ('303290000', '0303290000'))
    """
    return (code, f"0{code}") if len(code) == 9 and code[0] != "0" else (code,)


def as_compared(form: TextForm, text: str) -> str:
    """Return a text as rules compare it: a code without dots, spaces and `HS`, a ship's number without `IMO`.

    What has another form stays as it is.

    Example:
        >>> as_compared(TextForm.TARIFF_CODE, "HS 0303.29"), as_compared(TextForm.TARIFF_CODE, "03 03")
        ('030329', '0303')
        >>> as_compared(TextForm.IMO_NUMBER, "IMO 9074729"), as_compared(TextForm.NAME_OR_IMO, "Imo Star")
        ('9074729', 'Imo Star')
    """
    if form is TextForm.TARIFF_CODE:
        found = _PRINTED_CODE.fullmatch(text.strip())
        return re.sub("[. ]", "", found[1]) if found else text
    found = _PRINTED_IMO.fullmatch(text.strip())
    return found[1] if found else text


def misfit(form: TextForm, text: str) -> tuple[str, str] | None:
    """Return what is wrong with a text that does not have the form, and the remedy; None for one that has it.

    Example:
        >>> misfit(TextForm.TARIFF_CODE, "303")
        ('`303` is no tariff code', 'has it lost a zero, `0303`?')
        >>> misfit(TextForm.TARIFF_CODE, "0303") is None, misfit(TextForm.NAME_OR_IMO, "Jie Shun") is None
        (True, True)
    """
    if form is TextForm.TARIFF_CODE:
        return _no_code(text)
    if form is TextForm.IMO_NUMBER and not _IMO.fullmatch(text):
        return f"`{text}` is no IMO number", "write its seven digits, as other claims of the ship do"
    return None


def doubt(form: TextForm, text: str) -> tuple[str, str] | None:
    """Return why a text that has the form is probably a slip, and the remedy: the last digit of an IMO number checks the others.

    The first six digits times 7, 6, 5, 4, 3 and 2 add up to a number that ends with the seventh. So it is for the numbers of ships, which
    IMO resolution A.600(15) of 1987 took over from a register; those of companies are checked in another way.

    Example:
        >>> doubt(TextForm.IMO_NUMBER, "9074729") is None
        True
        >>> doubt(TextForm.IMO_NUMBER, "9074792")[0]
        '`9074792` is the IMO number of no ship: its last digit does not check the others'
    """
    if form is not TextForm.IMO_NUMBER or not _IMO.fullmatch(text):
        return None
    if text == with_check_digit(text[:6]):
        return None
    message = f"`{text}` is the IMO number of no ship: its last digit does not check the others"
    return message, "compare it with the source: a digit is wrong or two have changed places"


def with_check_digit(digits: str) -> str:
    """Return the IMO number of a ship that begins with six digits.

    Example:
        >>> with_check_digit("907472")
        '9074729'
    """
    return f"{digits}{sum(int(digit) * weight for digit, weight in zip(digits, range(7, 1, -1), strict=True)) % 10}"


def _no_code(text: str) -> tuple[str, str] | None:
    digits = text.isascii() and text.isdigit()
    if is_code(text):
        if len(code_readings(text)) == 1:
            return None
        return f"`{text}` has nine digits, which may be ten without their zero", f"write `0{text}` if that is meant"
    help = f"has it lost a zero, `0{text}`?" if digits else "write its digits: two, four, six, eight or more"
    return f"`{text}` is no tariff code", help
