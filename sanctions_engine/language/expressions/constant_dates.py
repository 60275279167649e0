"""Days that can be reckoned before any evidence is read: whether they exist."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sanctions_engine.diagnostics import Code, Problems, Span
from sanctions_engine.language.nodes import (
    Arithmetic,
    Call,
    Constant,
    Expr,
    LetRef,
    Literal,
    Negate,
    RowCell,
    Special,
    children,
)
from sanctions_engine.language.rules import Formula
from sanctions_engine.language.types import Base
from sanctions_engine.models.calendars import add_business_days, roll_forward
from sanctions_engine.models.deadlines import AmbiguousDay, Round, add_months

ADOPTED = "instrument.adopted"
_MONTHS = {"months": 1, "years": 12}
_DAYS = {"days": 1, "weeks": 7}
_NO_LETS: Mapping[str, Expr] = {}
_NO_ROW: Mapping[str, Constant] = {}


@dataclass(frozen=True, slots=True)
class _Day:
    """A day that is known, and whether more than the text of the expression was needed to know it."""

    value: date
    derived: bool


@dataclass(slots=True)
class _Folder:
    """Reckons days, and notes those that may not exist."""

    formula: Formula
    adopted: date | None
    lets: Mapping[str, Expr]
    row: Mapping[str, Constant]
    problems: Problems
    locate: Callable[[int, int], Span]
    written_only: bool
    seen: dict[int, _Day | None] = field(default_factory=dict)
    failed: bool = False

    def visit(self, node: Expr) -> None:
        """Reckon every day in an expression."""
        if node.type.base is Base.DATE:
            self.day(node)
        for child in children(node):
            self.visit(child)

    def day(self, node: Expr) -> _Day | None:
        """Return the day that an expression stands for, None if it is not known; a part is reckoned once."""
        if id(node) not in self.seen:
            self.seen[id(node)] = self._day(node)
        return self.seen[id(node)]

    def _day(self, node: Expr) -> _Day | None:
        match node:
            case Literal(value=date() as written):
                return _Day(written, derived=False)
            case Special(name="instrument.adopted") if self.adopted is not None:
                return _Day(self.adopted, derived=True)
            case RowCell(column=column) if isinstance(day := self.row.get(column), date):
                return _Day(day, derived=True)
            case LetRef(name=name) if name in self.lets:
                found = self._quiet(self.lets[name])
                return None if found is None else _Day(found.value, derived=True)
            case Arithmetic(operator="+" | "-", left=left, right=right) if right.type.base is Base.DURATION:
                start = self.day(left)
                return None if start is None else self._move(start, right, 1 if node.operator == "+" else -1, node)
        return None

    def _quiet(self, node: Expr) -> _Day | None:
        """Return the day of a `let`, whose own problems are noted where it is defined."""
        silent = _Folder(self.formula, self.adopted, self.lets, self.row, Problems(), self.locate, self.written_only)
        return silent.day(node)

    def _move(self, start: _Day, length: Expr, sign: int, whole: Expr) -> _Day | None:
        """Return the day that a duration leads to."""
        if isinstance(length, Arithmetic):
            between = self._move(start, length.left, sign, whole)
            other = sign if length.operator == "+" else -sign
            return None if between is None else self._move(between, length.right, other, whole)
        if isinstance(length, LetRef) and length.name in self.lets:
            return self._move(start, self.lets[length.name], sign, whole)
        if not isinstance(length, Call):
            return None
        number = self._whole_number(length.arguments[0])
        if number is None:
            return None
        derived = start.derived or not isinstance(length.arguments[0], Literal)
        try:
            return _Day(_moved(start.value, length, sign * number), derived)
        except AmbiguousDay as error:
            if derived is not self.written_only:
                self._note(error, length, start, whole)
        except OverflowError:
            if derived is not self.written_only:
                self.failed = True
                place = self.locate(whole.start, whole.end)
                message = f"a day that lies outside the years 1 to 9999: {start.value} and {number} {length.function}"
                self.problems.add(Code.SE602, message, place, help="look at the number")
        return None

    def _whole_number(self, node: Expr) -> int | None:
        value: object = None
        if isinstance(node, Literal):
            value = node.value
        elif isinstance(node, RowCell):
            value = self.row.get(node.column)
        elif isinstance(node, Negate):
            inner = self._whole_number(node.operand)
            value = None if inner is None else -inner
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def _note(self, error: AmbiguousDay, length: Call, start: _Day, whole: Expr) -> None:
        self.failed = True
        text = self.formula.source(length)
        inside = text[: text.rfind(")")].rstrip()
        place = self.locate(whole.start, whole.end)
        message = f"`{self.formula.source(whole)}` is a day that does not exist, counted from {start.value}"
        help = f'write `{inside}, round="down")` for {error.down}, `round="up"` for {error.up}'
        self.problems.add(Code.SE217, message, place, help=help, offending=self.formula.source(whole))


def _moved(start: date, length: Call, number: int) -> date:
    """Return the day that lies a duration after another (before, if the number is negative)."""
    options = dict(length.options)
    name = length.function
    if name in _MONTHS:
        said = options.get("round")
        day = add_months(start, number * _MONTHS[name], Round(said) if said else None)
    elif name in _DAYS:
        day = start + timedelta(days=number * _DAYS[name])
    else:
        calendar = length.arguments[1]
        assert isinstance(calendar, Literal)
        return add_business_days(start, max(number, 0), str(calendar.value))
    return roll_forward(day, options["calendar"]) if "roll" in options else day


def check_written_dates(formula: Formula, problems: Problems, locate: Callable[[int, int], Span]) -> bool:
    """Whether the days that a formula writes out in full exist: `date("2017-12-31") + months(2)` does not.

    Problems: SE217 for a day that its month does not have, where `round` is not said; SE602 for one outside the
    calendar.
    """
    folder = _Folder(formula, None, _NO_LETS, _NO_ROW, problems, locate, written_only=True)
    folder.visit(formula.node)
    return not folder.failed


def check_constant_dates(
    formula: Formula,
    adopted: date | None,
    problems: Problems,
    locate: Callable[[int, int], Span],
    *,
    lets: Mapping[str, Expr] = _NO_LETS,
    row: Mapping[str, Constant] = _NO_ROW,
) -> bool:
    """Whether the days exist that a formula reckons from what its rule says: adoption, `let` names, cells of a row.

    What stands in the formula alone was checked when it was read and is not noted again.

    Args:
        formula: A typed formula.
        adopted: The day on which the rule's instrument was adopted, None if it was not.
        problems: Gets SE217 for a day that its month does not have, where `round` is not said; SE602 for one outside
            the calendar.
        locate: Returns the place of characters of the formula.
        lets: The nodes of the rule's `let` names.
        row: The cells of the rule's row.
    """
    folder = _Folder(formula, adopted, lets, row, problems, locate, written_only=False)
    folder.visit(formula.node)
    return not folder.failed
