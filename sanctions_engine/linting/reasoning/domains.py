"""What values a field can have, by its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sanctions_engine.language.nodes import Aggregate, Call, Expr, FieldOf, Members
from sanctions_engine.language.types import Base
from sanctions_engine.models.kinds import FactKind, FieldKind, FieldType

Range = tuple[Fraction | None, Fraction | None]
_ANY: Range = (None, None)


@dataclass(frozen=True)
class Domains:
    """The values that terms can have; a field of a kind that is not known can have any.

    Attributes:
        kinds: The fact kinds by name.
    """

    kinds: Mapping[str, FactKind]

    def range_of(self, term: Expr) -> Range:
        """Return the least and the greatest number that a term can be; None where there is no limit."""
        match term:
            case FieldOf():
                declared = self._field(term)
                if declared is None or declared.bounds is None:
                    return _ANY
                low, high = declared.bounds.low, declared.bounds.high
                return (None if low is None else Fraction(low)), (None if high is None else Fraction(high))
            case Aggregate(function="count") | Members():
                return Fraction(0), None
            case Call(function="month"):
                return Fraction(1), Fraction(12)
            case _:
                return _ANY

    def is_whole(self, term: Expr) -> bool:
        """Whether a term is a day or a whole number."""
        if term.type.base is Base.DATE:
            return True
        declared = self._field(term) if isinstance(term, FieldOf) else None
        counted = isinstance(term, Members) or (isinstance(term, Aggregate) and term.function == "count")
        return counted or (declared is not None and declared.kind is FieldKind.INT)

    def words_of(self, term: Expr) -> frozenset[str] | None:
        """Return the words that a text can be; None where it can be any."""
        declared = self._field(term) if isinstance(term, FieldOf) else None
        return frozenset(declared.one_of) if declared and declared.one_of else None

    def _field(self, term: FieldOf) -> FieldType | None:
        kind = self.kinds.get(term.kind)
        return kind.fields.get(term.name) if kind else None
