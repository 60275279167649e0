"""Days that may be imprecise: the closed interval of days that they can be.

Written `2019-03-22` (exact), `2019-03`, `2019`, `2019-03-01..2019-04-15`, `..2019-03` or `2019-03..`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sanctions_engine.models.patterns import DAY
from sanctions_engine.models.written import day_remedy

ONE_DAY = timedelta(days=1)
_DAY = re.compile(DAY)


class DateDoesNotExist(ValueError):
    """The text has the form of a day, and no calendar has that day."""


def parse_day(text: str) -> date:
    """Read an exact day, `YYYY-MM-DD`.

    Raises:
        DateDoesNotExist: For a day such as 2019-02-30.
        ValueError: For any other text.

    Example:
        >>> parse_day("2019-12-22")
        datetime.date(2019, 12, 22)
    """
    span = _parse_part(text)
    if span[0] != span[1] or len(text) != 10:
        raise ValueError(f"`{text}` is not a day of the form 2019-12-22")
    return span[0]


def _parse_part(text: str) -> tuple[date, date]:
    match = _DAY.fullmatch(text)
    if not match:
        raise ValueError(f"`{text}` is not a date of the form 2019-12-22, 2019-12 or 2019")
    year, month, day = int(match[1]), match[2], match[3]
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            last = calendar.monthrange(year, int(month))[1] if 1 <= int(month) <= 12 else 31
            return date(year, int(month), 1), date(year, int(month), last)
        exact = date(year, int(month), int(day))
    except ValueError:
        raise DateDoesNotExist(f"the date `{text}` does not exist") from None
    return exact, exact


@dataclass(frozen=True, slots=True)
class DateRange:
    """The closed interval of days that a date can be; a bound of None is open on that side.

    Example:
        >>> DateRange.parse("2019-02")
        DateRange(low=datetime.date(2019, 2, 1), high=datetime.date(2019, 2, 28))
        >>> str(DateRange.parse("2019-02")), str(DateRange.parse("2019-03.."))
        ('2019-02', '2019-03-01..')
        >>> DateRange.parse("2019-02-30")
        Traceback (most recent call last):
        sanctions_engine.models.dates.DateDoesNotExist: the date `2019-02-30` does not exist
    """

    low: date | None
    high: date | None

    @property
    def is_exact(self) -> bool:
        """Whether there is only one day."""
        return self.low is not None and self.low == self.high

    @classmethod
    def of(cls, day: date) -> DateRange:
        """Return the range that holds one day."""
        return cls(day, day)

    @classmethod
    def parse(cls, text: str) -> DateRange:
        """Read the written form.

        Raises:
            DateDoesNotExist: If a day of it does not exist.
            ValueError: If the text is not a date or a range of dates.
        """
        text = text.strip()
        if ".." not in text:
            return cls(*_parse_part(text))
        low_text, _, high_text = (part.strip() for part in text.partition(".."))
        low = _parse_part(low_text)[0] if low_text else None
        high = _parse_part(high_text)[1] if high_text else None
        if low is not None and high is not None and low > high:
            raise ValueError(f"`{text}` ends before it begins")
        return cls(low, high)

    def __str__(self) -> str:
        low, high = self.low, self.high
        if low is not None and high is not None:
            if low == high:
                return low.isoformat()
            if low.day == 1 and high.day == calendar.monthrange(high.year, high.month)[1] and low.year == high.year:
                if low.month == high.month:
                    return low.isoformat()[:7]
                if low.month == 1 and high.month == 12:
                    return low.isoformat()[:4]
        return f"{low.isoformat() if low else ''}..{high.isoformat() if high else ''}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(str, when_used="json"),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "examples": ["2019-12-22", "2019-03", "2019-03-01..2019-04-15", "2019.."]}

    @classmethod
    def _validate(cls, value: Any) -> DateRange:
        if isinstance(value, DateRange):
            return value
        if isinstance(value, date) and type(value) is date:
            return cls.of(value)
        if not isinstance(value, str):
            raise PydanticCustomError("date", "a day such as 2019-12-22 or a range; got {got}", {"got": repr(value)})
        try:
            return cls.parse(value)
        except DateDoesNotExist as error:
            raise PydanticCustomError("date_does_not_exist", "{why}", {"why": str(error)}) from error
        except ValueError as error:
            raise PydanticCustomError("date", "{why}", {"why": str(error), "help": day_remedy(value)}) from error


def hull_of(ranges: Iterable[DateRange]) -> DateRange | None:
    """Return the smallest range that holds several; None where there is none.

    Example:
        >>> str(hull_of([DateRange.parse("2019-03-22"), DateRange.parse("2019-04")]))
        '2019-03-22..2019-04-30'
    """
    given = list(ranges)
    lows, highs = [one.low for one in given if one.low], [one.high for one in given if one.high]
    if not given:
        return None
    return DateRange(min(lows) if len(lows) == len(given) else None, max(highs) if len(highs) == len(given) else None)
