"""The records of a kind as a source of a plan: one row for each fact, as the claims that count leave it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sanctions_engine.engines.relational.formulas import Record
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Source, Table
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Column,
    Term,
    all_of,
    at_most,
    choose,
    constant,
    equal,
    is_true,
    negation,
    not_false,
)
from sanctions_engine.engines.relational.values import Condition, Span, SqlValue, Words, fits
from sanctions_engine.facts.bulk import ClaimColumn, ClaimTable
from sanctions_engine.facts.bulk.claim_tables import ABSENT, NONE_GIVEN
from sanctions_engine.models.kinds import FactKind, FieldKind, Nature
from sanctions_engine.semantics.reference import Question

RECORDS = "records"
"""The source of a plan that has one row for each subject."""

ROW = Column(RECORDS, "$row", nullable=False)


@dataclass(frozen=True, slots=True)
class Records:
    """The records of an event kind that may be dated on or before the day judged.

    Attributes:
        source: What the plan reads.
        record: Their fields as values of `RECORDS`.
        listed: Which rows of the source are such records: true or false.
        exists: Whether there surely is such a fact by the day judged.
        deferred: Where the reference evaluator has to judge, because several claims leave a fact open.
    """

    source: Source
    record: Record
    listed: Term
    exists: Condition
    deferred: Term = FALSE


def records_of(table: ClaimTable, question: Question) -> Records:
    """Return the records of an event kind.

    Raises:
        Unsupported: For a kind of which series have several claims, or claims that may have been known.
    """
    kind = table.kind
    if kind.nature is not Nature.EVENT:
        raise Unsupported("subjects that are a status")
    if not table.one_claim_a_series:
        raise Unsupported("several claims for one subject")
    fields = {name: value_of(column, RECORDS) for name, column in table.columns.items()}
    assert kind.dated is not None
    dated = fields[kind.dated]
    assert isinstance(dated, Span)
    today = constant(question.as_of)
    listed = [not_false(at_most(dated.low, today))]
    if table.denied:
        listed.append(negation(Column(RECORDS, "$denied", nullable=False)))
    exists = _by(dated.high, today)
    if question.known_at is not None:
        limit = constant(question.known_at)
        low, high = Column(RECORDS, "$known.low"), Column(RECORDS, "$known.high")
        if table.known_exact:
            listed.append(is_true(at_most(high, limit)))
        else:
            listed.append(not_false(at_most(low, limit)))
            exists = all_of([exists, _by(high, limit)])
    return Records(Table(table.name), Record(kind, fields), all_of(listed), Condition(exists))


def _by(end: Term, day: Term) -> Term:
    """Whether a day surely came: true, else unknown."""
    came = at_most(end, day)
    return choose([(came, TRUE)], NULL)


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
    only = Column(source, column.name, nullable=column.states)
    return only, only


def identity_columns(kind: FactKind, columns: Mapping[str, ClaimColumn]) -> dict[str, Term]:
    """Return the columns that make a subject's key."""
    found: dict[str, Term] = {}
    for name in kind.identity:
        column = columns[name]
        names = [f"{name}.low", f"{name}.high"] if column.interval else [name]
        names += [f"{name}.state"] if column.states else []
        found.update({one: Column(RECORDS, one) for one in names})
    return found
