"""The periods of recurring duties as rows of a source: each record is judged once for each of them."""

from __future__ import annotations

from datetime import date

from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Rows
from sanctions_engine.engines.relational.rule_texts import reads_no_evidence
from sanctions_engine.engines.relational.terms import NULL, Column, Term
from sanctions_engine.language.rules import Every, Rule
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.law import NO_EVIDENCE
from sanctions_engine.semantics.subjects import Case, with_periods

PERIODS = "periods"
"""The source of a plan that has one row for each period of a recurring duty."""

NUMBER = Column(PERIODS, "number", nullable=False)
START = Column(PERIODS, "start", nullable=False)
END = Column(PERIODS, "end", nullable=False)

Periods = tuple[tuple[date, date], ...]


def check_periods(rule: Rule) -> None:
    """Refuse a recurring duty whose periods depend on the subject.

    Raises:
        Unsupported: With the reason.
    """
    written = [rule.every, *(one.overrides.get("every") for one in rule.readings)]
    for every in written:
        if not isinstance(every, Every):
            continue
        formulas = (every.period, every.since, every.until)
        if not all(reads_no_evidence(one.node, today=True) for one in formulas if one is not None):
            raise Unsupported("periods that depend on the subject")


def periods_of(rule: Rule, judge: Judge, day: date) -> Periods | None:
    """Return first and last day of each period that began by a day; None for a duty that does not recur."""
    if rule.every is None:
        return None
    text = judge.read(rule)
    nobody = Case(Subject(rule.each.kind.name, ()), None)
    adopted = judge.law.adopted(rule.instrument)
    found = with_periods(nobody, text.every or rule.every, text, NO_EVIDENCE, adopted, day)
    return tuple(one.days for one in found if one.days is not None)


def rows_of(periods: Periods) -> Rows:
    """Return the source of some periods."""
    return Rows(
        {
            "number": tuple(range(len(periods))),
            "start": tuple(start for start, _ in periods),
            "end": tuple(end for _, end in periods),
        }
    )


def number_of(periods: Periods | None) -> Term:
    """Return the number of the period that a row is judged for; null for a duty that does not recur."""
    return NULL if periods is None else NUMBER
