"""Comparisons of one sum with several numbers: whether any number is left."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from sanctions_engine.language.nodes import Expr
from sanctions_engine.linting.reasoning.claims import Bound, Case
from sanctions_engine.linting.reasoning.domains import Domains

_DENIED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
Terms = tuple[tuple[Expr, Fraction], ...]


@dataclass(slots=True)
class _Left:
    """The numbers that are left: between two bounds, each within or without, less some."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_is_out: bool = False
    high_is_out: bool = False
    less: set[Fraction] = field(default_factory=set)

    def narrow(self, operator: str, number: Fraction) -> None:
        if operator in (">", ">=", "=="):
            out = operator == ">"
            if self.low is None or (number, out) > (self.low, self.low_is_out):
                self.low, self.low_is_out = number, out
        if operator in ("<", "<=", "=="):
            out = operator == "<"
            if self.high is None or (-number, out) > (-self.high, self.high_is_out):
                self.high, self.high_is_out = number, out
        if operator == "!=":
            self.less.add(number)

    @property
    def is_empty(self) -> bool:
        if self.low is None or self.high is None or self.low < self.high:
            return False
        return self.low > self.high or self.low_is_out or self.high_is_out or self.low in self.less


def bounds_contradict(case: Case, present: Set[Expr], domains: Domains) -> bool:
    """Whether a case leaves no number for some sum of terms.

    Args:
        case: What is said.
        present: Terms that are known to have a value.
        domains: What numbers fields can be.
    """
    left: dict[Terms, _Left] = {}
    for said in case:
        atom = said.atom
        if not isinstance(atom, Bound):
            continue
        if not said.affirmed and atom.may_be_none and not present >= {term for term, _ in atom.terms}:
            continue  # it is false already if a term is known to be without
        numbers = left.setdefault(atom.terms, _of_domain(atom.terms, domains))
        operator = atom.operator if said.affirmed else _DENIED[atom.operator]
        numbers.narrow(
            *(_in_whole(operator, atom.number) if _is_whole(atom.terms, domains) else (operator, atom.number))
        )
    return any(numbers.is_empty for numbers in left.values())


def _is_whole(terms: Terms, domains: Domains) -> bool:
    """Whether a sum is a whole number: days and counts are."""
    return all(factor.denominator == 1 and domains.is_whole(term) for term, factor in terms)


def _in_whole(operator: str, number: Fraction) -> tuple[str, Fraction]:
    """Return a comparison with the next whole number that says the same of whole numbers: `> 2` is `>= 3`."""
    if operator in (">", ">="):
        return ">=", Fraction(floor(number) + 1 if operator == ">" else ceil(number))
    if operator in ("<", "<="):
        return "<=", Fraction(ceil(number) - 1 if operator == "<" else floor(number))
    return operator, number


def _of_domain(terms: Terms, domains: Domains) -> _Left:
    """Return the numbers that a sum can be before anything is said of it."""
    low = high = Fraction(0)
    no_low = no_high = False
    for term, factor in terms:
        least, most = domains.range_of(term)
        if factor < 0:
            least, most = most, least
        no_low, no_high = no_low or least is None, no_high or most is None
        low += factor * (least or 0)
        high += factor * (most or 0)
    return _Left(None if no_low else low, None if no_high else high)
