"""Days that can be worked out before any evidence is read: whether they exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sanctions_engine.diagnostics import Code, Problems, Span
from sanctions_engine.language.expressions.constants import Known, constant
from sanctions_engine.language.nodes import Arithmetic, Call, Expr, LetRef, RowCell, Special, children, walk
from sanctions_engine.language.rules import Formula
from sanctions_engine.language.types import Base
from sanctions_engine.models.deadlines import AmbiguousDay

_OF_THE_RULE = (Special, LetRef, RowCell)
_MONTHS = {"months": 1, "years": 12}
Locate = Callable[[int, int], Span]


@dataclass(frozen=True, slots=True)
class Sum:
    """A day that a formula counts from another one; `derived` if it reads more than what is written out there."""

    node: Arithmetic
    derived: bool


def sums_of_days(root: Expr) -> Iterator[Sum]:
    """Yield each sum of a day and a duration, what it is counted from before it."""
    for child in children(root):
        yield from sums_of_days(child)
    if isinstance(root, Arithmetic) and root.type.base is Base.DATE:
        yield Sum(root, any(isinstance(one, _OF_THE_RULE) for one in walk(root)))


def rests_on(one: Sum, others: Iterable[Sum]) -> bool:
    """Whether a sum has one of the others in it: what follows from a day that does not exist is not told again."""
    return any(node is other.node for other in others for node in walk(one.node))


def check_sum(one: Sum, known: Known, formula: Formula, locate: Locate, problems: Problems, *, who: str = "") -> bool:
    """Whether a day exists, if it can be worked out; notes SE217 or SE602.

    Args:
        one: The sum.
        known: What it can read.
        formula: The formula that it stands in.
        locate: Returns the place of characters of the formula.
        problems: Gets the problem.
        who: Words before the message, such as "for rule `x`, ".
    """
    node, source = one.node, formula.source
    try:
        constant(node, known)
    except AmbiguousDay as error:
        message = f"{who}`{source(node)}` is a day that does not exist, counted from {error.start}"
        help = _help(error, node, known, source)
        problems.add(Code.SE217, message, locate(node.start, node.end), help=help, offending=source(node))
        return False
    except OverflowError:
        message = f"{who}`{source(node)}` lies outside the years 1 to 9999"
        problems.add(Code.SE602, message, locate(node.start, node.end), help="look at the number")
        return False
    return True


def _help(error: AmbiguousDay, node: Arithmetic, known: Known, source: Callable[[Expr], str]) -> str:
    for call in walk(node):
        if isinstance(call, Call) and call.function in _MONTHS and not dict(call.options).get("round"):
            number = constant(call.arguments[0], known)
            if isinstance(number, int) and abs(number * _MONTHS[call.function]) == abs(error.months):
                text = source(call)
                inside = text[: text.rfind(")")].rstrip()
                return f'write `{inside}, round="down")` for {error.down}, `round="up"` for {error.up}'
    return f'say in the duration `round="down"` for {error.down}, `round="up"` for {error.up}'


def check_written_dates(formula: Formula, problems: Problems, locate: Locate) -> bool:
    """Whether the days that a formula writes out in full exist: `date("2017-12-31") + months(2)` does not.

    Problems: SE217 for a day that its month does not have, where `round` is not said; SE602 for one outside the
    calendar.
    """
    failed: list[Sum] = []
    for one in sums_of_days(formula.node):
        if not one.derived and not rests_on(one, failed) and not check_sum(one, Known(), formula, locate, problems):
            failed.append(one)
    return not failed
