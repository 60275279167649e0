"""Rows that together go through a number or the calendar step by step: whether a step is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from sanctions_engine.language.nodes import Expr, FieldOf
from sanctions_engine.language.rules import Rule
from sanctions_engine.language.types import Base
from sanctions_engine.linting.reasoning.bounds import Terms
from sanctions_engine.linting.reasoning.claims import Bound, Case, Said, cases, together
from sanctions_engine.linting.reasoning.domains import Domains

_FAR = Fraction(10**30)
"""Stands for no bound."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The values between two rows that no row holds for: of days and whole numbers the first and the last one."""

    before: Rule
    after: Rule
    low: Fraction
    high: Fraction
    are_days: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """The stretch of a field in which a row holds, or rows that meet; `closed` where the end itself belongs to it."""

    first: Rule
    last: Rule
    low: Fraction = -_FAR
    low_closed: bool = True
    high: Fraction = _FAR
    high_closed: bool = True


def gaps(rows: Sequence[tuple[Rule, Sequence[object]]], domains: Domains) -> Iterator[Gap]:
    """Yield what is missing between rows.

    Rows make a ladder if they bound one field, and say the same besides; the numbers that other sums are compared with may differ.

    Args:
        rows: The rows with their conditions (`plain`).
        domains: What the fields are.
    """
    ladders: dict[tuple[Terms, frozenset[object]], list[_Step]] = {}
    for rule, conditions in rows:
        found = together(*(cases(part) for part in conditions if isinstance(part, Expr)))
        for case in found or ():
            for terms, step, rest in _steps(rule, case):
                ladders.setdefault((terms, rest), []).append(step)
    for (terms, _), steps in ladders.items():
        term = terms[0][0]
        whole = domains.is_whole(term)
        for before, after in pairwise(_joined(steps, whole)):
            low, high = _between(before, after, whole)
            yield Gap(before.last, after.first, low, high, term.type.base is Base.DATE)


def _steps(rule: Rule, case: Case) -> Iterator[tuple[Terms, _Step, frozenset[object]]]:
    """Yield the stretch of each field that a case bounds, with what else the case says."""
    about: dict[Terms, list[Bound]] = {}
    for said in case:
        atom = said.atom
        if isinstance(atom, Bound) and said.affirmed and len(atom.terms) == 1 and isinstance(atom.terms[0][0], FieldOf):
            about.setdefault(atom.terms, []).append(atom)
    for terms, bounds in about.items():
        lows = [one for one in bounds if one.operator in (">", ">=")]
        highs = [one for one in bounds if one.operator in ("<", "<=")]
        if len(lows) + len(highs) < len(bounds) or len(lows) > 1 or len(highs) > 1:
            continue
        step = _Step(rule, rule)
        for one in lows:
            step = replace(step, low=one.number, low_closed=one.operator == ">=")
        for one in highs:
            step = replace(step, high=one.number, high_closed=one.operator == "<=")
        yield terms, step, frozenset(_without_number(said) for said in case if said.atom not in bounds)


def _without_number(said: Said) -> object:
    atom = said.atom
    return (atom.terms, atom.operator, said.affirmed) if isinstance(atom, Bound) else said


def _joined(steps: Sequence[_Step], whole: bool) -> Iterator[_Step]:
    """Yield steps in order of where they begin; those that meet or overlap are one."""
    current: _Step | None = None
    for step in sorted(steps, key=lambda one: (one.low, not one.low_closed)):
        if current is not None and _is_apart(current, step, whole):
            yield current
            current = step
        elif current is None:
            current = step
        elif (step.high, step.high_closed) > (current.high, current.high_closed):
            current = replace(current, last=step.last, high=step.high, high_closed=step.high_closed)
    if current is not None:
        yield current


def _is_apart(one: _Step, other: _Step, whole: bool) -> bool:
    low, high = _between(one, other, whole)
    return low < high or (low == high and (whole or not (one.high_closed or other.low_closed)))


def _between(before: _Step, after: _Step, whole: bool) -> tuple[Fraction, Fraction]:
    """Return the ends of what lies between two steps; of days and whole numbers those that are left out themselves."""
    if not whole:
        return before.high, after.low
    low = floor(before.high) + 1 if before.high_closed else ceil(before.high)
    high = ceil(after.low) - 1 if after.low_closed else floor(after.low)
    return Fraction(low), Fraction(high)
