"""Works out the days and numbers that nothing but the law itself decides: adoption days, constants, `let` names, cells of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from sanctions_engine.language.nodes import Arithmetic, Call, Constant, Expr, LetRef, Literal, Negate, RowCell, Special
from sanctions_engine.models.calendars import add_business_days, roll_forward
from sanctions_engine.models.deadlines import Round, add_months

ADOPTED = "instrument.adopted"
_MONTHS = {"months": 1, "years": 12}
_DAYS = {"days": 1, "weeks": 7}


@dataclass(frozen=True, slots=True)
class Length:
    """A duration: months, days or business days, with what the rule says of days that may not exist or are no business days."""

    months: int = 0
    days: int = 0
    business_days: int = 0
    round: Round | None = None
    calendar: str | None = None
    roll: bool = False

    def after(self, start: date, sign: int) -> date | None:
        """Return the day that lies this far after (or, with `sign` -1, before) a day; None where that cannot be counted.

        Raises:
            AmbiguousDay: If the month does not have the day and no rounding is said.
            OverflowError: If the day lies outside the years 1 to 9999.
        """
        if self.business_days:
            number = sign * self.business_days
            return add_business_days(start, number, self.calendar) if self.calendar and number > 0 else None
        day = add_months(start, sign * self.months, self.round) if self.months else start
        day += timedelta(days=sign * self.days)
        return roll_forward(day, self.calendar) if self.roll and self.calendar else day

    def __neg__(self) -> Length:
        return replace(self, months=-self.months, days=-self.days, business_days=-self.business_days)


Lengths = tuple[Length, ...]
"""A sum of durations, which are counted one after the other."""

Value = int | Fraction | date | Length | Lengths


@dataclass(frozen=True)
class Known:
    """What is known when a formula is worked out: the adoption day of the instrument, if any, the cells of the row, and `let` names."""

    adopted: date | None = None
    row: Mapping[str, Constant] | None = None
    lets: Mapping[str, Expr] = field(default_factory=dict)


def constant(node: Expr, known: Known) -> Value | None:
    """Return the value of a formula, or None where it depends on anything else.

    Raises:
        AmbiguousDay: If it is a day that may not exist.
        OverflowError: If it is a day outside the years 1 to 9999.

    Example:
        >>> from sanctions_engine.language.types import DATE, NUMBER, DURATION
        >>> term = Call(type=DURATION, function="months", arguments=(Literal(type=NUMBER, value=24),))
        >>> due = Arithmetic(type=DATE, operator="+", left=Special(type=DATE, name="instrument.adopted"), right=term)
        >>> constant(due, Known(date(2017, 12, 22)))
        datetime.date(2019, 12, 22)
    """
    match node:
        case Literal(value=value):
            return _plain(value)
        case Special(name=name):
            return known.adopted if name == ADOPTED else None
        case RowCell(column=column):
            return _plain((known.row or {}).get(column))
        case LetRef(name=name):
            return _quiet(known.lets[name], known) if name in known.lets else None
        case Negate(operand=operand):
            number = constant(operand, known)
            return -number if isinstance(number, (int, Fraction)) else None
        case Arithmetic(operator=operator, left=left, right=right):
            return _arithmetic(operator, constant(left, known), constant(right, known))
        case Call(function=function, arguments=arguments, options=options):
            texts = [one.value for one in arguments[1:] if isinstance(one, Literal) and isinstance(one.value, str)]
            given = dict(options) if not texts else {**dict(options), "calendar": texts[0]}
            return _length(function, constant(arguments[0], known), given) if arguments else None
        case _:
            return None


def constant_day(node: Expr, known: Known) -> date | None:
    """Return the day of a formula as `constant` does, or None where it is no day, is not known or cannot be counted."""
    value = _quiet(node, known)
    return value if isinstance(value, date) else None


def _quiet(node: Expr, known: Known) -> Value | None:
    """Return the value of a part whose own problems are told where it stands."""
    try:
        return constant(node, known)
    except (ValueError, OverflowError):
        return None


def _plain(value: Constant | None) -> Value | None:
    if isinstance(value, bool):
        return None
    return value if isinstance(value, (int, Fraction, date)) else None


def _arithmetic(operator: str, left: Value | None, right: Value | None) -> Value | None:
    if isinstance(right, (Length, tuple)) and operator in ("+", "-"):
        steps = _steps(right) if operator == "+" else tuple(-step for step in _steps(right))
        if isinstance(left, (Length, tuple)):
            return (*_steps(left), *steps)
        return _after(left, steps) if isinstance(left, date) else None
    if isinstance(right, date) and isinstance(left, (Length, tuple)) and operator == "+":
        return _after(right, _steps(left))
    if isinstance(left, date) and isinstance(right, date) and operator == "-":
        return (left - right).days
    if not isinstance(left, (int, Fraction)) or not isinstance(right, (int, Fraction)):
        return None
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return Fraction(left) / right if right else None


def _steps(length: Length | Lengths) -> Lengths:
    return (length,) if isinstance(length, Length) else length


def _after(start: date, steps: Lengths) -> date | None:
    day: date | None = start
    for step in steps:
        day = None if day is None else step.after(day, 1)
    return day


def _length(function: str, number: Value | None, options: Mapping[str, str]) -> Length | None:
    if not isinstance(number, int):
        return None
    round = Round(options["round"]) if options.get("round") in ("down", "up") else None
    calendar, roll = options.get("calendar"), options.get("roll") == "forward"
    if function in _MONTHS:
        return Length(months=number * _MONTHS[function], round=round, calendar=calendar, roll=roll)
    if function in _DAYS:
        return Length(days=number * _DAYS[function], calendar=calendar, roll=roll)
    return Length(business_days=number, calendar=calendar) if function == "business_days" else None
