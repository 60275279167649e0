"""The fields of a stored fact as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.terms import FALSE, Column, Term, choose, constant, equal
from sanctions_engine.engines.relational.values import Condition, Span, SqlValue, Words, fits
from sanctions_engine.facts.bulk import ClaimColumn, ClaimTable
from sanctions_engine.facts.bulk.claim_tables import ABSENT, NONE_GIVEN
from sanctions_engine.models.kinds import FactKind, FieldKind

SINCE = "un_member.since"
"""The field of a State that says since when it is a member; `un_member` itself depends on the day that reads it."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a record variable stands for: the fields of a source of the plan as values.

    Attributes:
        row: Which fact it is; None where no fact stands behind it.
    """

    kind: FactKind
    fields: Mapping[str, SqlValue]
    row: Term | None = None


class Fields(dict[str, SqlValue]):
    """The fields of a source, made when they are first read: one that has no form is no hindrance until somebody reads it."""

    def __init__(self, table: ClaimTable, source: str) -> None:
        super().__init__()
        self._table, self._source = table, source

    def __missing__(self, name: str) -> SqlValue:
        value = self[name] = value_of(self._table.columns[name], self._source)
        return value


def fields_of(table: ClaimTable, source: str) -> Mapping[str, SqlValue]:
    """Return the fields of a claim table under the name of a source."""
    return Fields(table, source)


def value_of(column: ClaimColumn, source: str) -> SqlValue:
    """Return the value of a field as a claim gives it: one that is absent is all that its type and bounds leave.

    Raises:
        Unsupported: For numbers that no database holds exactly.
    """
    declared, name = column.type, column.name
    state = Column(source, f"{name}.state", nullable=False)
    absent = equal(state, constant(ABSENT)) if column.states else FALSE
    nothing = equal(state, constant(NONE_GIVEN)) if column.states and declared.optional else FALSE
    maybe_none = absent if declared.optional else FALSE
    given = not column.states
    match declared.kind:
        case FieldKind.BOOL:
            return Condition(Column(source, name, nullable=not given), absent, nothing, maybe_none)
        case FieldKind.TEXT | FieldKind.STATE:
            return Words(Column(source, name, nullable=not given), absent, nothing, maybe_none)
        case FieldKind.DATE:
            return Span(*_ends(column, source), absent, nothing, maybe_none, is_day=True, blank=True)
    if column.as_text:
        raise Unsupported(f"numbers of `{name}` that are no decimals of up to 38 digits")
    unit = Fraction(1, 10**column.scale)
    low, high = _ends(column, source)
    blank = True
    size = max((abs(int(one)) for one in (column.low, column.high) if isinstance(one, int)), default=0)
    if declared.bounds is not None and absent != FALSE:
        bounds = (declared.bounds.low, declared.bounds.high)
        blank = bounds == (None, None)
        stored = [None if one is None else Fraction(one) / unit for one in bounds]
        if any(one is not None and one.denominator != 1 for one in stored):
            raise Unsupported(f"bounds of `{name}` that are finer than its values")
        whole = [None if one is None else int(one) for one in stored]
        size = max(size, *(abs(one or 0) for one in whole))
        if not blank:
            low = choose([(absent, constant(whole[0]))], low)
            high = choose([(absent, constant(whole[1]))], high)
    return Span(low, high, absent, nothing, maybe_none, unit=unit, size=fits(size), blank=blank)


def _ends(column: ClaimColumn, source: str) -> tuple[Term, Term]:
    if column.interval:
        return Column(source, f"{column.name}.low"), Column(source, f"{column.name}.high")
    only = Column(source, column.name, nullable=column.states, low=column.low, high=column.high)
    return only, only
