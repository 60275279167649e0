"""The periods of recurring duties as rows of a source: each record is judged once for each of them."""

from __future__ import annotations

from dataclasses import replace
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

Period = tuple[date, date]
"""First and last day."""

Periods = tuple[Period, ...]


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


def of_period(subject: Subject, period: Period | None) -> Subject:
    """Return a record in a period, or by itself.

    Example:
        >>> from datetime import date
        >>> report = Subject("Report", ("a",), names=("id",))
        >>> str(of_period(report, (date(2019, 1, 1), date(2019, 1, 31)))), str(of_period(report, None))
        ('a 2019-01-01..2019-01-31', 'a')
    """
    return replace(subject, period=() if period is None else tuple(day.isoformat() for day in period))
