"""Numbers that may be imprecise: the closed interval of what they can be.

Written `1000` (exact), `900..1100`, `500000000..` (at least), `..3000` (at most) or `~1000` (within a tolerance, by
default a tenth on each side). Bounds are exact: whole numbers are `int`, others `Fraction`; never a float.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sanctions_engine.models.patterns import NUMBER, RATIO
from sanctions_engine.models.written import number_remedy

Number = int | Fraction

DEFAULT_TOLERANCE = Fraction(1, 10)
_NUMBER = re.compile(NUMBER)
_RATIO = re.compile(RATIO)
MAX_DIGITS = 60


def exact(value: Number) -> Number:
    """Return a whole number as `int`, any other as `Fraction`.

    Example:
        >>> exact(Fraction(4, 2))
        2
    """
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    return value


def parse_number(text: str, *, longest: int | None = MAX_DIGITS) -> Number:
    """Read an exact number: digits with an optional sign and decimal part, or a ratio such as `1/3`.

    Args:
        text: The number.
        longest: How many characters it may have; None where this package wrote it, as what a conversion gave.

    Raises:
        ValueError: For anything else, exponents and separators included.

    Example:
        >>> parse_number("7.9")
        Fraction(79, 10)
    """
    if longest is not None and len(text) > longest:
        raise ValueError(f"number of more than {longest} characters")
    if _NUMBER.fullmatch(text):
        whole, _, places = text.partition(".")
        return int(text) if not places else exact(Fraction(int(whole + places), 10 ** len(places)))
    ratio = _RATIO.fullmatch(text)
    if ratio and int(ratio[2]):
        return exact(Fraction(int(ratio[1]), int(ratio[2])))
    raise ValueError(f"`{text}` is not a number")


def format_number(value: Number) -> str:
    """Write a number so that `parse_number` reads the same: decimal where that is exact, else a ratio.

    Example:
        >>> format_number(Fraction(79, 10)), format_number(Fraction(1, 3))
        ('7.9', '1/3')
    """
    if isinstance(value, int):
        return str(value)
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The closed interval of what a number can be; a bound of None is open on that side.

    Example:
        >>> NumberRange.parse("~1000")
        NumberRange(low=900, high=1100)
        >>> str(NumberRange.parse("500000.."))
        '500000..'
        >>> NumberRange.parse("2..1")
        Traceback (most recent call last):
        ValueError: `2..1` ends before it begins
    """

    low: Number | None
    high: Number | None

    @property
    def is_exact(self) -> bool:
        """Whether there is only one value."""
        return self.low is not None and self.low == self.high

    @classmethod
    def of(cls, value: Number) -> NumberRange:
        """Return the range that holds one value."""
        value = exact(value)
        return cls(value, value)

    @classmethod
    def parse(cls, text: str, tolerance: Fraction = DEFAULT_TOLERANCE) -> NumberRange:
        """Read the written form.

        Raises:
            ValueError: If the text is not a number or a range of numbers.
        """
        text = text.strip()
        if text.startswith("~"):
            return cls._about(parse_number(text[1:].strip()), tolerance)
        if ".." not in text:
            return cls.of(parse_number(text))
        low_text, _, high_text = (part.strip() for part in text.partition(".."))
        low = parse_number(low_text) if low_text else None
        high = parse_number(high_text) if high_text else None
        if low is not None and high is not None and low > high:
            raise ValueError(f"`{text}` ends before it begins")
        return cls(low, high)

    @classmethod
    def _about(cls, middle: Number, tolerance: Fraction) -> NumberRange:
        """Return what lies within a part of a number on each side of it; in whole numbers, for it is asked by the million."""
        part, whole = tolerance.numerator, tolerance.denominator
        sides = [
            exact(Fraction(middle.numerator * each, middle.denominator * whole))
            for each in (whole - part, whole + part)
        ]
        return cls(*(sides if middle >= 0 else reversed(sides)))

    def __str__(self) -> str:
        if self.low is not None and self.low == self.high:
            return format_number(self.low)
        low = "" if self.low is None else format_number(self.low)
        high = "" if self.high is None else format_number(self.high)
        return f"{low}..{high}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(cls._serialize, when_used="json"),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "anyOf": [{"type": "integer"}, {"type": "string"}],
            "examples": [1000, "900..1100", "500000..", "~1000"],
        }

    @classmethod
    def _validate(cls, value: Any, info: core_schema.ValidationInfo) -> NumberRange:
        if isinstance(value, NumberRange):
            return value
        if isinstance(value, bool) or not isinstance(value, (int, Fraction, Decimal, str)):
            raise PydanticCustomError(
                "number", "a number, or a range such as `900..1100`; got {got}", {"got": repr(value)}
            )
        if isinstance(value, str):
            tolerance: Fraction = (info.context or {}).get("tolerance", DEFAULT_TOLERANCE)
            try:
                return cls.parse(value, tolerance)
            except ValueError as error:
                context = {"why": str(error), "help": number_remedy(value)}
                raise PydanticCustomError("number", "{why}", context) from error
        if isinstance(value, Decimal) and not value.is_finite():
            raise PydanticCustomError("number", "a finite number; got {got}", {"got": str(value)})
        return cls.of(Fraction(value) if isinstance(value, Decimal) else value)

    def _serialize(self) -> int | str:
        return self.low if self.is_exact and isinstance(self.low, int) else str(self)
