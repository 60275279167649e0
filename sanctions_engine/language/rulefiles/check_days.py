"""Checks the days that the law itself sets: sums that start from an adoption day or a cell, and the periods of recurring duties."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sanctions_engine.diagnostics import Code, Label, Problems
from sanctions_engine.language.nodes import Arithmetic, Expr, walk
from sanctions_engine.language.rulefiles.changes import KnownRule
from sanctions_engine.language.rulefiles.constants import Known, Length, constant, constant_day
from sanctions_engine.language.rulefiles.pieces import Piece
from sanctions_engine.language.rulefiles.rule_typing import TypedText
from sanctions_engine.language.rules import Every, Formula
from sanctions_engine.language.types import Base
from sanctions_engine.models.deadlines import AmbiguousDay

_LAST_CERTAIN_DAY = 28


def check_days(known: KnownRule, typed: TypedText, days: DaysOfLaw, problems: Problems) -> None:
    """Note SE217 for each day counted from an adoption day or a cell of a row that may not exist.

    Also SE602 for days outside the calendar, SE310 for bad periods, SE103 for a rule that ends before it begins.
    """
    given = Known(known.rule.instrument.adopted, known.rule.row)
    for piece, node in days.of(typed):
        try:
            days.work_out(node, given)
        except AmbiguousDay as error:
            message = f"for rule `{known.rule.id}`, {error}"
            help = f'say which: `round="down"` ({error.down}) or `round="up"` ({error.up})'
            problems.add(Code.SE217, message, piece.locate(node.start, node.end), help=help)
        except OverflowError as error:
            problems.add(Code.SE602, f"for rule `{known.rule.id}`, {error}", piece.locate(node.start, node.end))
    every = typed.fields.get("every")
    if isinstance(every, Every):
        _check_every(every, given, problems)
    since, until = typed.fields.get("since"), typed.fields.get("until")
    if isinstance(until, Formula):
        first = constant_day(since.node, given) if isinstance(since, Formula) else given.adopted
        last = constant_day(until.node, given)
        if first and last and last <= first:
            message, help = f"rule `{known.rule.id}` is never in force", "`until` is the first day without the rule"
            problems.add(Code.SE103, message, until.place, f"{last}, and it begins on {first}", help=help)


@dataclass
class DaysOfLaw:
    """Finds the sums of days that depend on the law alone; each formula is searched once, however many rules share it."""

    _texts: dict[TypedText, list[tuple[Piece, Expr]]] = field(default_factory=dict)
    _sums: dict[int, list[Expr]] = field(default_factory=dict)
    _fine: set[tuple[int, date | None]] = field(default_factory=set)

    def of(self, typed: TypedText) -> list[tuple[Piece, Expr]]:
        """Return the sums `day ± duration` of a rule that read the adoption day or a cell, outermost first."""
        found = self._texts.get(typed)
        if found is None:
            found = self._texts[typed] = [
                (piece, node)
                for piece, formula in typed.sources
                if "adopted" in piece.text or "row" in piece.text
                for node in self._in(formula.node)
            ]
        return found

    def work_out(self, node: Expr, given: Known) -> None:
        """Work out a sum to see whether that can be done; what went well once, without a row, is not done again.

        Raises:
            AmbiguousDay: If it is a day that may not exist.
            OverflowError: If it is a day outside the years 1 to 9999.
        """
        key = (id(node), given.adopted)
        if given.row or key not in self._fine:
            constant(node, given)
            self._fine.add(key)

    def _in(self, root: Expr) -> list[Expr]:
        found = self._sums.get(id(root))
        if found is None:
            found = [one for one in walk(root) if isinstance(one, Arithmetic) and one.type.base is Base.DATE]
            self._sums[id(root)] = found
        return found


def _check_every(every: Every, given: Known, problems: Problems) -> None:
    period = constant(every.period.node, given)
    if not isinstance(period, Length):
        help = "write a duration such as `months(1)`"
        problems.add(Code.SE310, "the period is not a fixed duration", every.period.place, help=help)
        return
    if period.months <= 0 and period.days <= 0 and period.business_days <= 0:
        problems.add(Code.SE310, "the period is empty", every.period.place, help="write a duration of a day or more")
    since = constant_day(every.since.node, given)
    if since and period.months and since.day > _LAST_CERTAIN_DAY and period.round is None:
        help = 'begin on day 28 or before, or say `round="down"` in the period'
        also = [Label(every.period.place, "and this period")]
        problems.add(
            Code.SE217,
            f"periods from {since} begin on a day that some months lack",
            every.since.place,
            also=also,
            help=help,
        )
    until = constant_day(every.until.node, given) if every.until else None
    if since and until and every.until and until <= since:
        help = "`until` is the first day without the duty"
        problems.add(Code.SE310, "the periods end before they begin", every.until.place, help=help)
