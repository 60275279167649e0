"""Numbers and days as sums of terms: what two comparisons have to share to be held against each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sanctions_engine.language.nodes import Aggregate, Arithmetic, Call, Expr, FieldOf, Literal, Negate, Special
from sanctions_engine.language.types import Base
from sanctions_engine.models.claims import NONE

_DAYS = {"days": 1, "weeks": 7}
_NEVER_NONE = frozenset({"as_of", "instrument.adopted", "period.start", "period.end"})
_AS_THEIR_ARGUMENTS = frozenset({"year", "month", "days_between", "ceil", "min", "max", "lower", "upper", "shown"})


@dataclass(frozen=True, slots=True)
class Linear:
    """A sum: terms with their factors, in a fixed order, and a number; a day counts as the number of days since the year 1."""

    terms: tuple[tuple[Expr, Fraction], ...]
    number: Fraction

    def plus(self, other: Linear, factor: Fraction) -> Linear:
        """Return this sum and `factor` times another one."""
        factors = dict(self.terms)
        for term, weight in other.terms:
            factors[term] = factors.get(term, Fraction(0)) + factor * weight
        return _sum(factors, self.number + factor * other.number)

    def times(self, factor: Fraction) -> Linear:
        """Return a multiple of it."""
        return _sum({term: factor * weight for term, weight in self.terms}, factor * self.number)


def _sum(factors: dict[Expr, Fraction], number: Fraction) -> Linear:
    kept = sorted(((term, weight) for term, weight in factors.items() if weight), key=lambda pair: repr(pair[0]))
    return Linear(tuple(kept), number)


def linear(node: Expr) -> Linear:
    """Return a number or a day as a sum; what cannot be taken apart is a term of its own."""
    match node:
        case Literal(value=value) if isinstance(value, date):
            return Linear((), Fraction(value.toordinal()))
        case Literal(value=value) if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
            return Linear((), Fraction(value))
        case Negate(operand=operand):
            return linear(operand).times(Fraction(-1))
        case Arithmetic(operator="+" | "-" as operator, left=left, right=right):
            sign = Fraction(1 if operator == "+" else -1)
            length = _length(right)
            if length is not None:
                return linear(left).plus(length, sign)
            if right.type.base in (Base.NUMBER, Base.DATE) and left.type.base in (Base.NUMBER, Base.DATE):
                return linear(left).plus(linear(right), sign)
        case Arithmetic(operator="*", left=left, right=right):
            one, other = linear(left), linear(right)
            if not other.terms:
                return one.times(other.number)
            if not one.terms:
                return other.times(one.number)
        case Arithmetic(operator="/", left=left, right=Literal() as right):
            divisor = linear(right).number
            if divisor:
                return linear(left).times(1 / divisor)
    return Linear(((node, Fraction(1)),), Fraction(0))


def _length(node: Expr) -> Linear | None:
    """Return a duration of a fixed number of days; None for any other, or for what is none."""
    match node:
        case Call(function="days" | "weeks" as unit, arguments=(Literal(value=int() as number),), options=()):
            return Linear((), Fraction(number * _DAYS[unit]))
        case _:
            return None


def may_be_none(node: Expr) -> bool:
    """Whether a value may be known to be without, so that every comparison with it is false; True where that is not certain.

    Example:
        >>> from sanctions_engine.language.types import NUMBER, Type, Base
        >>> flow = lambda type: FieldOf(type=type, variable="f", kind="Flow", name="n")
        >>> may_be_none(flow(NUMBER)), may_be_none(flow(Type(Base.NUMBER, optional=True)))
        (False, True)
    """
    match node:
        case Literal(value=value):
            return value is NONE
        case FieldOf():
            return node.type.optional
        case Special(name=name):
            return name not in _NEVER_NONE
        case Negate(operand=operand):
            return may_be_none(operand)
        case Arithmetic(left=left, right=right):
            return may_be_none(left) or may_be_none(right)
        case Call(function=function, arguments=arguments) if function in _AS_THEIR_ARGUMENTS or function in _DAYS:
            return any(map(may_be_none, arguments))
        case Aggregate(function="count" | "sum"):
            return False
        case _:
            return True
