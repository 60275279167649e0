"""How a due day lies to the day judged, or to the day on which the duty was met: in days, and in words."""

from __future__ import annotations

from datetime import date

from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.law import Law


def days(judged: Judgement, law: Law, as_of: date) -> dict[str, int | None]:
    """Return days overdue (until it was done, if it was), days left, and days elapsed where the text gives no number.

    Where a day is not known exactly, `days_overdue` is the fewest days that it can be and `days_overdue_most` the most.
    """
    found: dict[str, int | None] = {}
    if judged.verdict is Verdict.VIOLATED:
        found = _overdue(judged.due, DateRange.of(as_of))
    if judged.verdict is Verdict.FULFILLED_LATE:
        found = _overdue(judged.due, judged.late_on)
    if judged.due is not None and judged.due.is_exact and judged.verdict is Verdict.PENDING:
        found["days_left"] = (judged.due.low - as_of).days if judged.due.low else None
    if judged.rule is not None and judged.rule.promptly and judged.verdict is Verdict.UNDETERMINED:
        since = _running_since(judged, law)
        found["days_elapsed"] = (as_of - since).days if since else None
    return found


def done_text(late_on: DateRange) -> str:
    """Return the day on which a duty was met late, as far as it is known.

    Example:
        >>> done_text(DateRange.parse("2020-01-23")), done_text(DateRange.parse("2017-03"))
        ('done on 2020-01-23', 'done between 2017-03-01 and 2017-03-31')
    """
    return f"done on {late_on}" if late_on.is_exact else f"done between {late_on.low} and {late_on.high}"


def _overdue(due: DateRange | None, until: DateRange | None) -> dict[str, int | None]:
    """Return how long after its due day a duty was met, or still is not: at least a day, for it was not met in time."""
    if due is None or until is None:
        return {}
    fewest = (until.low - due.high).days if until.low and due.high else 1
    most = (until.high - due.low).days if until.high and due.low else None
    return {"days_overdue": max(fewest, 1), "days_overdue_most": most}


def _running_since(judged: Judgement, law: Law) -> date | None:
    """Return the day from which a duty without a number of days runs: that of its trigger, else its first day in force."""
    rule, text = judged.rule, judged.text
    if rule is None or text is None:
        return None
    if rule.on is not None:
        return judged.law_day.low if judged.law_day is not None and judged.law_day.is_exact else None
    since = text.since
    for one in reversed(law.texts(rule.id)):
        if one.until == since and one.rule is not None:
            since = one.since
    return since
