"""Values on, just before and just after the one with which something is compared."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from sanctions_engine.models.numbers import exact

Constant = bool | int | Fraction | str | date

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def opposite(operator: str) -> str:
    """Return the comparison that holds where another does not.

    Example:
        >>> opposite("<"), opposite("==")
        ('>=', '!=')
    """
    return _OPPOSITE[operator]


def target(operator: str, bound: Constant) -> st.SearchStrategy[Constant]:
    """Return a strategy of values for which `value operator bound` holds: the nearest ones first.

    Args:
        operator: `==`, `!=`, `<`, `<=`, `>` or `>=`.
        bound: What is compared with.

    Example:
        >>> from hypothesis import find
        >>> find(target("<", date(2019, 12, 22)), lambda day: True)
        datetime.date(2019, 12, 21)
        >>> find(target(">=", 500), lambda number: number != 500)
        501
    """
    if isinstance(bound, bool):
        return st.just(bound if operator == "==" else not bound)
    if isinstance(bound, str):
        others = [one for one in ("RUS", "CHN", "NOR", "other words") if one != bound]
        return st.just(bound) if operator == "==" else st.sampled_from(others)
    if isinstance(bound, date):
        return st.sampled_from(_steps(operator, (1, 30, 400))).map(lambda step: _moved(bound, step))
    number = Fraction(bound)
    more = (1, 10, 1000) if abs(number) < 100_000 else (1, 1000, abs(int(number)))
    return st.sampled_from(_steps(operator, more)).map(lambda step: exact(number + step))


def _steps(operator: str, sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Return how far from the bound a value may lie."""
    before, after = tuple(-size for size in sizes), sizes
    return {
        "==": (0,),
        "!=": (*before[:2], *after[:2]),
        "<": before,
        "<=": (0, *before),
        ">": after,
        ">=": (0, *after),
    }[operator]


def _moved(day: date, step: int) -> date:
    number = day.toordinal() + step
    return date.fromordinal(min(max(number, 1), date.max.toordinal() - 1)) if step else day + timedelta(0)
