"""The plain functions: a table of what each takes and gives."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sanctions_engine.diagnostics import Code
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.expressions.reader import Reader
from sanctions_engine.language.expressions.typing_rules import DATES, NUMBERS, ORDERED, SCALARS, TEXTUAL, unify
from sanctions_engine.language.expressions.vocabulary import FUNCTIONS, METHODS
from sanctions_engine.language.nodes import Call, Expr, FieldOf, Literal
from sanctions_engine.language.types import CONDITION, DATE, DURATION, NUMBER, TEXT, Base, Type
from sanctions_engine.models.dates import DateDoesNotExist, parse_day
from sanctions_engine.models.deadlines import calendar_names, is_calendar

Arguments = tuple[Expr, ...]
Build = Callable[[Reader, Call], Expr | None]

_BARE_CALENDAR = re.compile(r"[A-Z]{2}[A-Za-z]*(?:-[A-Za-z]+)?")
_TEXTS = frozenset({Base.TEXT})
_LISTS = frozenset({Base.TEXTS})
_DURATIONS = frozenset({Base.DURATION})
_MEASURES = frozenset({Base.NUMBER, Base.CONDITION})


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the language.

    Attributes:
        form: How it is written, for messages.
        takes: The types that each argument can have.
        result: The type of its value; optional where an argument is, unless `certain`.
        certain: Whether its value never is `none`.
        options: The keyword arguments that it knows, in the order in which they are kept.
        none_at: Which argument may be `none`.
        calendar_at: Which argument may be given as `calendar=` too.
        build: Checks what the types alone do not say, and returns the node.
    """

    form: str
    takes: tuple[frozenset[Base], ...]
    result: Type
    certain: bool = False
    options: tuple[str, ...] = ()
    none_at: int | None = None
    calendar_at: int | None = None
    build: Build | None = None


def literal_text(reader: Reader, call: Call, index: int, what: str) -> str | None:
    """Return an argument that has to be a text in quotes; None after noting SE208."""
    argument = call.arguments[index]
    if isinstance(argument, Literal) and isinstance(argument.value, str):
        return argument.value
    message = f"`{call.function}` takes {what} in quotes; `{reader.source(argument)}` is not a constant"
    reader.note(Code.SE208, argument, message, help=f"write `{FUNCTIONS[call.function]}`")
    return None


def note_bare_calendar(reader: Reader, part: ast.expr) -> bool:
    """Whether the name of a calendar stands without quotes, such as `US-federal`; notes SE221."""
    text = re.sub(r"\s", "", reader.source(part))
    if not _BARE_CALENDAR.fullmatch(text) or text in reader.scope.lets:
        return False
    meant = text if is_calendar(text) else suggest(text, calendar_names()) or "US-federal"
    help = f'write `"{meant}"`: the name of a calendar is a text in quotes'
    reader.note(Code.SE221, part, f"calendar `{text}` without quotes", help=help, offending=text, suggestion=meant)
    return True


def is_known_calendar(reader: Reader, place: Expr | tuple[int, int], name: str) -> bool:
    """Whether there is a calendar of that name; if not, notes SE221."""
    if is_calendar(name):
        return True
    names = calendar_names()
    named = ", ".join(f"`{one}`" for one in names if len(one) > 2)
    help = f"there are {named}, and the alpha-2 codes of States, such as `DE`"
    meant = suggest(name, names)
    help = f"did you mean `{meant}`? {help}" if meant else help
    reader.note(Code.SE221, place, f"unknown calendar `{name}`", help=help, offending=name, suggestion=meant)
    return False


def _whole(reader: Reader, call: Call) -> Expr | None:
    """A duration of a constant length is of a whole number."""
    number = call.arguments[0]
    if isinstance(number, Literal) and not isinstance(number.value, int):
        message = f"`{call.function}` takes a whole number"
        smaller = {"years": "months", "months": "days", "weeks": "days"}.get(call.function)
        reader.note(Code.SE205, number, message, help=f"write it in `{smaller}`" if smaller else "a day is the unit")
        return None
    return call


def _business_days(reader: Reader, call: Call) -> Expr | None:
    name = literal_text(reader, call, 1, "the name of a calendar")
    if name is None or not is_known_calendar(reader, call.arguments[1], name):
        return None
    number = call.arguments[0]
    if isinstance(number, Literal) and isinstance(number.value, int) and number.value < 0:
        help = "count backwards in days: `- days(n)`"
        reader.note(Code.SE205, number, "business days are counted forward only", help=help)
        return None
    return _whole(reader, call)


def _date(reader: Reader, call: Call) -> Expr | None:
    text = literal_text(reader, call, 0, "a day")
    if text is None:
        return None
    try:
        day: date = parse_day(text)
    except DateDoesNotExist as error:
        reader.note(
            Code.SE213, call.arguments[0], str(error), help="look at the month and its number of days", offending=text
        )
        return None
    except ValueError:
        message = f"`{text}` is not a day of the form 2019-12-22"
        help = 'an expression names one day; `date("2019-12-01")` is the first of a month'
        reader.note(Code.SE208, call.arguments[0], message, help=help, offending=text)
        return None
    return Literal(type=DATE, start=call.start, end=call.end, value=day)


def _period_of(reader: Reader, call: Call) -> Expr | None:
    length = call.arguments[1]
    if isinstance(length, Call) and not length.options:
        number = length.arguments[0]
        if isinstance(number, Literal) and (length.function, number.value) in _PERIODS:
            return call
    help = "write `weeks(1)`, `months(1)`, `months(3)`, `months(6)` or `years(1)`"
    reader.note(Code.SE208, length, f"`{reader.source(length)}` is not a period of the calendar", help=help)
    return None


_PERIODS = frozenset({("weeks", 1), ("months", 1), ("months", 3), ("months", 6), ("years", 1)})


def _typed(call: Call, arguments: Arguments, type_: Type) -> Call:
    return Call(type=type_, start=call.start, end=call.end, function=call.function, arguments=arguments)


def _of_two(reader: Reader, call: Call) -> Expr | None:
    """`min` and `max` of two numbers or two days."""
    one, other = call.arguments
    found = unify(reader, one, other, f"the two values of `{call.function}`")
    return None if found is None else _typed(call, call.arguments, found[2])


def _no(reader: Reader, call: Call) -> Expr | None:
    value = call.arguments[0]
    if value.type.optional:
        return call
    source = reader.source(value)
    help = f"leave `no({source})` out; what is not known is not `none`: `presume({source}, default)` sets it"
    reader.note(Code.SE205, value, f"`{source}` is {value.type} and never `none`", help=help)
    return None


def _done(reader: Reader, call: Call) -> Expr | None:
    value = call.arguments[0]
    if isinstance(value, FieldOf):
        return call
    message = f"`done` takes the field that holds the day of an act; `{reader.source(value)}` is none"
    reader.note(Code.SE208, value, message, help="compare other days with `as_of`")
    return None


def _shown(reader: Reader, call: Call) -> Expr | None:
    value = call.arguments[0]
    return _typed(call, call.arguments, CONDITION if value.type.base is Base.CONDITION else value.type)


def _presume(reader: Reader, call: Call) -> Expr | None:
    value, default = call.arguments
    found = unify(reader, value, default, "the value and the default of `presume`")
    return None if found is None else _typed(call, found[:2], found[2])


def _due_of(reader: Reader, call: Call) -> Expr | None:
    return None if literal_text(reader, call, 0, "the id of a rule") is None else call


_COUNTED = ("roll", "calendar")
_MONTHLY = ("round", "roll", "calendar")
_ONE = (NUMBERS,)

TABLE: dict[str, Function] = {
    name: replace(function, form=FUNCTIONS[name])
    for name, function in {
        "days": Function("", _ONE, DURATION, options=_COUNTED, build=_whole),
        "weeks": Function("", _ONE, DURATION, options=_COUNTED, build=_whole),
        "months": Function("", _ONE, DURATION, options=_MONTHLY, build=_whole),
        "years": Function("", _ONE, DURATION, options=_MONTHLY, build=_whole),
        "business_days": Function("", (NUMBERS, _TEXTS), DURATION, calendar_at=1, build=_business_days),
        "date": Function("", (_TEXTS,), DATE, build=_date),
        "year": Function("", (DATES,), NUMBER),
        "month": Function("", (DATES,), NUMBER),
        "days_between": Function("", (DATES, DATES), NUMBER),
        "period_of": Function("", (DATES, _DURATIONS), DATE, build=_period_of),
        "ceil": Function("", _ONE, NUMBER),
        "min": Function("", (ORDERED, ORDERED), NUMBER, build=_of_two),
        "max": Function("", (ORDERED, ORDERED), NUMBER, build=_of_two),
        "no": Function("", (SCALARS,), CONDITION, certain=True, build=_no),
        "done": Function("", (DATES,), CONDITION, certain=True, build=_done),
        "shown": Function("", (_MEASURES,), NUMBER, build=_shown),
        "presume": Function("", (SCALARS, SCALARS), NUMBER, none_at=1, build=_presume),
        "hs_in": Function("", (_TEXTS, _LISTS), CONDITION, certain=True),
        "due_of": Function("", (_TEXTS,), DATE, certain=True, build=_due_of),
        "names_rule": Function("", (_TEXTS,), CONDITION, certain=True),
    }.items()
}
"""Every plain function; `total` and `members` are nodes of their own."""

METHOD_TABLE: dict[str, Function] = {
    "startswith": Function(METHODS["startswith"], (TEXTUAL, _TEXTS), CONDITION, certain=True),
    "endswith": Function(METHODS["endswith"], (TEXTUAL, _TEXTS), CONDITION, certain=True),
    "lower": Function(METHODS["lower"], (TEXTUAL,), TEXT),
    "upper": Function(METHODS["upper"], (TEXTUAL,), TEXT),
}
"""What can be called on a text; the text is the first argument."""

OPTION_VALUES: dict[str, tuple[str, ...]] = {"round": ("down", "up"), "roll": ("forward",)}
"""The words that an option can be; `calendar` is any calendar."""


def options_fit(reader: Reader, call: Call) -> bool:
    """Whether `roll` and `calendar` stand together; if not, notes SE208."""
    options = dict(call.options)
    if ("roll" in options) == ("calendar" in options):
        return True
    help = 'write both: `roll="forward", calendar="US-federal"`'
    missing, given = ("calendar", "roll") if "roll" in options else ("roll", "calendar")
    reader.note(Code.SE208, call, f"`{given}` needs `{missing}` beside it", help=help)
    return False
