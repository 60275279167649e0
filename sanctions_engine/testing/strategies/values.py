"""Strategies for what stands in a field: States, days, numbers, texts, each exact or as an interval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from hypothesis import strategies as st

from sanctions_engine.models.claims import NONE, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FieldKind, FieldType
from sanctions_engine.models.numbers import Number, NumberRange, exact
from sanctions_engine.models.states import State, all_states, state
from sanctions_engine.models.text_forms import TextForm

FIRST_DAY = date(2006, 1, 1)
LAST_DAY = date(2025, 12, 31)
_PLAIN_STATES = ("RUS", "CHN", "PRK", "USA", "NOR")
_WORDS = ("a", "b", "c")
_DAY_FORMS = st.sampled_from(("span", "open above", "open below"))
_NUMBER_FORMS = st.sampled_from(("span", "at least", "at most"))
_SPANS = st.sampled_from((1, 27, 60))
_MORE = st.sampled_from((1, 10, 100))
_CODES = ("2701", "270111", "27", "0303", "6109", "8703")


@lru_cache
def state_codes() -> st.SearchStrategy[str]:
    """Return a strategy of ISO 3166-1 alpha-3 codes of the register; it shrinks to `RUS`.

    Example:
        >>> from hypothesis import find
        >>> find(state_codes(), lambda code: code != "RUS")
        'CHN'
    """
    others = sorted(one.code for one in all_states() if one.code not in _PLAIN_STATES)
    return st.one_of(st.sampled_from(_PLAIN_STATES), st.sampled_from(others))


@lru_cache
def states() -> st.SearchStrategy[State]:
    """Return a strategy of States of the register, those that are no UN members included.

    Example:
        >>> from hypothesis import find
        >>> from datetime import date
        >>> find(states(), lambda one: one.un_member_on(date(2020, 1, 1))).code
        'RUS'
    """
    return state_codes().map(state)


def days(first: date = FIRST_DAY, last: date = LAST_DAY) -> st.SearchStrategy[date]:
    """Return a strategy of exact days, both ends included; it shrinks towards the first of January 2000 or the nearest day to it."""
    return st.dates(first, last)


@st.composite
def date_ranges(
    draw: st.DrawFn, first: date = FIRST_DAY, last: date = LAST_DAY, *, imprecise: bool = True, exact_of: int = 3
) -> DateRange:
    """Return a strategy of days as a dossier states them: exact, a month or another span, open on one side.

    Args:
        first: No stated end lies before it.
        last: No stated end lies after it.
        imprecise: Whether a day may be anything but exact.
        exact_of: Of so many days about one is imprecise.

    Example:
        >>> from hypothesis import find
        >>> str(find(date_ranges(), lambda day: not day.is_exact and day.low is None))
        '..2006-01-01'
    """
    low = first + timedelta(days=draw(_up_to((last - first).days)))
    if not imprecise or draw(_up_to(exact_of)) < exact_of:
        return DateRange.of(low)
    match draw(_DAY_FORMS):
        case "span":
            return DateRange(low, min(last, low + timedelta(days=draw(_SPANS))))
        case "open above":
            return DateRange(low, None)
        case _:
            return DateRange(None, low)


@st.composite
def number_ranges(
    draw: st.DrawFn,
    bounds: NumberRange | None = None,
    *,
    whole: bool = True,
    imprecise: bool = True,
    near: Sequence[Number] = (),
) -> NumberRange:
    """Return a strategy of numbers as a dossier states them: exact, a span, at least, at most; all within the bounds.

    Args:
        bounds: The least and the greatest value; None for no limit.
        whole: Whether exact values are whole numbers.
        imprecise: Whether a number may be anything but exact.
        near: Values that are drawn often, together with their neighbours.

    Example:
        >>> from hypothesis import find
        >>> str(find(number_ranges(NumberRange(0, None)), lambda number: number.low is not None and number.low > 7))
        '8'
    """
    limits = bounds or NumberRange(None, None)
    number = draw(_numbers(limits, whole, tuple(near)))
    if not imprecise or draw(_up_to(4)) < 4:
        return NumberRange.of(number)
    more = number + draw(_MORE)
    match draw(_NUMBER_FORMS):
        case "span":
            return NumberRange(number, more if limits.high is None else min(limits.high, more))
        case "at least":
            return NumberRange(number, limits.high)
        case _:
            return NumberRange(limits.low, number)


@lru_cache(maxsize=64)
def _up_to(number: int) -> st.SearchStrategy[int]:
    return st.integers(0, number)


@lru_cache(maxsize=4096)
def _numbers(limits: NumberRange, whole: bool, near: tuple[Number, ...]) -> st.SearchStrategy[Number]:
    low, high = limits.low, limits.high
    plain: st.SearchStrategy[Number] = st.integers(
        None if low is None else -int(-low // 1), None if high is None else int(high // 1)
    )
    if low is not None and high is None:
        plain = st.one_of(st.integers(-int(-low // 1), int(low) + 10), plain)
    if not whole:
        tenths = st.integers(
            None if low is None else -int(-low * 10 // 1), None if high is None else int(high * 10 // 1)
        )
        plain = st.one_of(plain, tenths.map(lambda number: exact(Fraction(number, 10))))
    close = [
        one
        for value in near
        for one in (value, value + 1, value - 1)
        if (low is None or one >= low) and (high is None or one <= high)
    ]
    return st.one_of(st.sampled_from(close), plain) if close else plain


def texts(field: FieldType, near: Sequence[str] = ()) -> st.SearchStrategy[str]:
    """Return a strategy of texts that a field can hold: a word of its list, a text of its form, or one of few short texts.

    Args:
        field: The field; its `one_of` and `form` are kept to.
        near: Texts that are drawn often. Of a tariff code, longer and shorter codes are drawn too.

    Example:
        >>> from hypothesis import find
        >>> find(texts(FieldType(kind="text", one_of=("crude", "refined"))), lambda text: text != "crude")
        'refined'
    """
    if field.one_of:
        return st.sampled_from(field.one_of)
    if field.form is TextForm.TARIFF_CODE:
        return st.one_of(st.sampled_from((*near, *_CODES)), st.sampled_from((*near, *_CODES)).flatmap(_near_codes))
    if field.form is TextForm.IMO_NUMBER:
        return st.sampled_from(("9074729", "9000014", "8817007"))
    return st.sampled_from((*dict.fromkeys((*near, *_WORDS)),))


def _near_codes(code: str) -> st.SearchStrategy[str]:
    """Return codes that one prefix more or less tells from a listed one."""
    other = code[:-1] + str((int(code[-1]) + 1) % 10) if code[-1:].isdigit() else code
    found = [code + "10", other, code[:-2]]
    return st.sampled_from([one for one in found if len(one) % 2 == 0 and len(one) >= 2] or ["2701"])


def field_values(
    field: FieldType, *, imprecise: bool = True, near: Sequence[FieldValue] = ()
) -> st.SearchStrategy[FieldValue]:
    """Return a strategy of what one field can hold within its type, bounds, words and form; `none` too where it is optional.

    Args:
        field: The field as its kind declares it.
        imprecise: Whether days and numbers may be intervals.
        near: Values that are drawn often, such as the constants that rules compare the field with.

    Example:
        >>> from hypothesis import find
        >>> find(field_values(FieldType(kind="int", bounds="0..3")), lambda value: value != NumberRange.of(0))
        NumberRange(low=1, high=1)
        >>> find(field_values(FieldType(kind="bool", optional=True)), lambda value: value is NONE)
        NONE
    """
    return _field_values(field, imprecise, tuple(near))


@lru_cache(maxsize=4096)
def _field_values(field: FieldType, imprecise: bool, near: tuple[FieldValue, ...]) -> st.SearchStrategy[FieldValue]:
    """Return the strategy of a field; one is made once, for making one takes longer than drawing from it."""
    stated: st.SearchStrategy[FieldValue]
    match field.kind:
        case FieldKind.STATE:
            said = [one for one in near if isinstance(one, str)]
            stated = st.one_of(st.sampled_from(said), state_codes()) if said else state_codes()
        case FieldKind.TEXT:
            stated = texts(field, [one for one in near if isinstance(one, str)])
        case FieldKind.BOOL:
            stated = st.booleans()
        case FieldKind.DATE:
            stated = date_ranges(imprecise=imprecise)
            told = [one for one in near if isinstance(one, DateRange)]
            stated = st.one_of(st.sampled_from(told), stated) if told else stated
        case FieldKind.INT | FieldKind.DECIMAL:
            numbers = [one.low for one in near if isinstance(one, NumberRange) and one.low is not None]
            whole = field.kind is FieldKind.INT
            stated = number_ranges(field.bounds, whole=whole, imprecise=imprecise, near=numbers)
    return st.one_of(stated, stated, stated, st.just(NONE)) if field.optional else stated
