"""How an engine that works in a database answered, in one line."""

from __future__ import annotations

from collections import Counter

from sanctions_engine.models.findings import Answered
from sanctions_engine.reports.words import several

MOST = 3
"""So many reasons are told; JSON has all."""


def answered_text(answered: Answered) -> str:
    """Return how many outcomes were found in the database, what was left to the reference evaluator and why, and what was checked.

    Example:
        >>> answered_text(Answered(in_database=12, by_reference={"a": "groups", "b": "groups"}, deferred={"x is open": 1}))
        '12 outcomes in the database; by the reference evaluator 2 rules (groups: 2) and 1 outcome (x is open: 1)'
    """
    told = f"{several(answered.in_database, 'outcome')} in the database"
    reasons = Counter(answered.by_reference.values())
    left = [f"{several(len(answered.by_reference), 'rule')} ({_reasons(reasons)})"] if reasons else []
    deferred = Counter(answered.deferred)
    left += [f"{several(deferred.total(), 'outcome')} ({_reasons(deferred)})"] if deferred else []
    told += f"; by the reference evaluator {' and '.join(left)}" if left else ""
    checked = answered.checked
    if checked is None or not checked.of_listed + checked.of_counted:
        return told
    parts = f"{checked.listed:,} of {checked.of_listed:,} listed, {checked.counted:,} of {checked.of_counted:,} counted"
    return f"{told}; judged again by {'it' if left else 'the reference evaluator'}: {parts}"


def _reasons(counts: Counter[str]) -> str:
    named = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    told = [f"{reason}: {number:,}" for reason, number in named[:MOST]]
    rest = sum(number for _, number in named[MOST:])
    return ", ".join([*told, f"other reasons: {rest:,}"] if rest else told)
