"""Comparisons: true or false only if every value agrees, else unknown; false with what is known to be without."""

from __future__ import annotations

from collections.abc import Iterable
from operator import ge, gt, le, lt

from sanctions_engine.models.text_forms import code_readings, is_code
from sanctions_engine.semantics.truth import FALSE, TRUE, Truth, truth, unknown
from sanctions_engine.semantics.values import NOTHING, Choice, Interval, Value, causes_of, may_be_none

_ORDER = {"<": lt, "<=": le, ">": gt, ">=": ge}


def compare(operator: str, left: Value, right: Value) -> Truth:
    """Compare two values of one sort.

    Args:
        operator: `==`, `!=`, `<`, `<=`, `>` or `>=`.

    Example:
        >>> compare(">", Interval(620000, None), Interval(500000, 500000))
        TRUE
        >>> compare("==", Interval(900, 1100), Interval(1000, 1000))
        UNKNOWN
    """
    if left is NOTHING or right is NOTHING:
        return FALSE
    result = _known(operator, left, right)
    if result is None or (result is True and (may_be_none(left) or may_be_none(right))):
        absent = getattr(left, "absent", False) or getattr(right, "absent", False)
        return unknown(causes_of(left) | causes_of(right), absent=absent)
    return truth(result)


def _known(operator: str, left: Value, right: Value) -> bool | None:
    if operator == "!=":
        same = _known("==", left, right)
        return None if same is None else not same
    if isinstance(left, Interval) and isinstance(right, Interval):
        return _same_number(left, right) if operator == "==" else _ordered(operator, left, right)
    if isinstance(left, Choice) and isinstance(right, Choice):
        return _same_text(left, right)
    if isinstance(left, Truth) and isinstance(right, Truth):
        return None if left.value is None or right.value is None else left.value == right.value
    raise TypeError(f"{left!r} and {right!r} do not compare")


def _ordered(operator: str, left: Interval, right: Interval) -> bool | None:
    test = _ORDER[operator]
    worst, best = ((left.high, right.low), (left.low, right.high))
    if operator in (">", ">="):
        worst, best = (left.low, right.high), (left.high, right.low)
    if None not in worst and test(*worst):
        return True
    if None not in best and not test(*best):
        return False
    return None


def _same_number(left: Interval, right: Interval) -> bool | None:
    if left.low is not None and left.low == left.high == right.low == right.high:
        return True
    if left.high is not None and right.low is not None and left.high < right.low:
        return False
    if left.low is not None and right.high is not None and left.low > right.high:
        return False
    return None


def _same_text(left: Choice, right: Choice) -> bool | None:
    if left.options is not None and right.options is not None:
        if len(left.options) == 1 and left.options == right.options:
            return True
        return False if left.options.isdisjoint(right.options) else None
    if left.options is not None and left.options <= right.excluded:
        return False
    if right.options is not None and right.options <= left.excluded:
        return False
    return None


def code_in(code: Value, codes: Iterable[str]) -> Truth:
    """Tell whether a hierarchical code begins with a listed one.

    Unknown if a listed code begins with this one and is longer (a chapter against a heading), if the code is absent, or if it
    is no code at all: a slip of the pen, and nobody can tell of which code.

    Example:
        >>> code_in(Choice(frozenset({"270112"})), ["2701"]), code_in(Choice(frozenset({"27"})), ["2701"])
        (TRUE, UNKNOWN)
        >>> code_in(Choice(frozenset({"27O1"})), ["2701"])
        UNKNOWN
    """
    if code is NOTHING:
        return FALSE
    assert isinstance(code, Choice)
    listed = tuple(codes)
    if code.options is None:
        return unknown(code.causes, absent=code.absent) if listed else FALSE
    answers = {_code_in(option, listed) for option in code.options}
    answer = answers.pop() if len(answers) == 1 else None
    if answer is None or (answer and code.maybe_none):
        return unknown(code.causes)
    return truth(answer)


def _code_in(code: str, listed: tuple[str, ...]) -> bool | None:
    if not is_code(code):
        return None if listed else False
    answers = {_begins(one, listed) for one in code_readings(code)}
    return answers.pop() if len(answers) == 1 else None


def _begins(code: str, listed: tuple[str, ...]) -> bool | None:
    if code.startswith(listed):
        return True
    return None if any(longer.startswith(code) for longer in listed) else False


def text_test(test: str, subject: Value, argument: Value) -> Truth:
    """Apply `startswith` or `endswith` to every text that the two can be."""
    if subject is NOTHING or argument is NOTHING:
        return FALSE
    assert isinstance(subject, Choice)
    assert isinstance(argument, Choice)
    if subject.options is None or argument.options is None:
        return unknown(subject.causes | argument.causes, absent=subject.absent or argument.absent)
    answers = {getattr(one, test)(other) for one in subject.options for other in argument.options}
    if len(answers) > 1 or (True in answers and (subject.maybe_none or argument.maybe_none)):
        return unknown(subject.causes | argument.causes)
    return TRUE if True in answers else FALSE
