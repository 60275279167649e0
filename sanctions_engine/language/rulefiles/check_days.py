"""Checks the days that the law itself sets: sums that start from an adoption day or a cell, and the periods of recurring duties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sanctions_engine.diagnostics import Code, Label, Problems
from sanctions_engine.language.expressions.constant_dates import Sum, check_sum, rests_on, sums_of_days
from sanctions_engine.language.expressions.constants import Known, Length, constant, constant_day
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rulefiles.changes import KnownRule
from sanctions_engine.language.rulefiles.pieces import Piece
from sanctions_engine.language.rulefiles.rule_typing import TypedText
from sanctions_engine.language.rules import Every, Formula

_LAST_CERTAIN_DAY = 28


def check_days(known: KnownRule, typed: TypedText, days: DaysOfLaw, problems: Problems) -> None:
    """Note SE217 for each day counted from an adoption day, a `let` or a cell of a row that may not exist.

    Also SE602 for days outside the calendar, SE310 for bad periods, SE103 for a rule that ends before it begins.
    """
    sums, every = days.of(typed), typed.fields.get("every")
    since, until = typed.fields.get("since"), typed.fields.get("until")
    if not sums and every is None and until is None:
        return
    given = Known(known.rule.instrument.adopted, known.rule.row, days.lets(typed))
    failed: list[Sum] = []
    for piece, formula, one in sums:
        if not days.is_fine(one, given) and not rests_on(one, failed):
            who = f"for rule `{known.rule.id}`, "
            if check_sum(one, given, formula, piece.locate, problems, who=who):
                days.remember(one, given)
            else:
                failed.append(one)
    if isinstance(every, Every):
        _check_every(every, given, problems)
    if isinstance(until, Formula):
        first = constant_day(since.node, given) if isinstance(since, Formula) else given.adopted
        last = constant_day(until.node, given)
        if first and last and last <= first:
            message, help = f"rule `{known.rule.id}` is never in force", "`until` is the first day without the rule"
            problems.add(Code.SE103, message, until.place, f"{last}, and it begins on {first}", help=help)


@dataclass
class DaysOfLaw:
    """Finds the sums of days that depend on the law alone; each formula is searched once, however many rules share it."""

    _texts: dict[TypedText, list[tuple[Piece, Formula, Sum]]] = field(default_factory=dict)
    _lets: dict[TypedText, Mapping[str, Expr]] = field(default_factory=dict)
    _sums: dict[int, list[Sum]] = field(default_factory=dict)
    _fine: set[tuple[int, date | None, int]] = field(default_factory=set)

    def lets(self, typed: TypedText) -> Mapping[str, Expr]:
        """Return the `let` names that mean the same in every reading."""
        found = self._lets.get(typed)
        if found is None:
            lets = {name: formula.node for name, formula in typed.fields.get("let", ())}
            changed = {name for one in typed.text.readings for name in one.overrides.let}
            found = self._lets[typed] = {name: node for name, node in lets.items() if name not in changed}
        return found

    def of(self, typed: TypedText) -> list[tuple[Piece, Formula, Sum]]:
        """Return the sums `day ± duration` of a rule that read the adoption day, a cell or a `let`, inner ones first."""
        found = self._texts.get(typed)
        if found is None:
            names = ("adopted", "row", *[name for name, _ in typed.fields.get("let", ())])
            found = self._texts[typed] = [
                (piece, formula, one)
                for piece, formula in typed.sources
                if ("+" in piece.text or "-" in piece.text) and any(name in piece.text for name in names)
                for one in self._in(formula.node)
            ]
        return found

    def is_fine(self, one: Sum, given: Known) -> bool:
        """Whether a sum went well before, for the same adoption day and `let` names, and no row."""
        return not given.row and self._key(one, given) in self._fine

    def remember(self, one: Sum, given: Known) -> None:
        """Keep in mind that a sum went well."""
        if not given.row:
            self._fine.add(self._key(one, given))

    def _key(self, one: Sum, given: Known) -> tuple[int, date | None, int]:
        return id(one), given.adopted, id(given.lets) if given.lets else 0

    def _in(self, root: Expr) -> list[Sum]:
        found = self._sums.get(id(root))
        if found is None:
            found = self._sums[id(root)] = [one for one in sums_of_days(root) if one.derived]
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
