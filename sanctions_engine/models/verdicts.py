"""Verdicts: the status of one rule for one subject."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """The status of one (rule, subject).

    `CLEAN` is a single event that a prohibition examined and does not forbid: it is counted, and makes no finding.
    `ERROR` is no verdict of law: the rule failed to evaluate.
    """

    VIOLATED = "violated"
    FULFILLED_LATE = "fulfilled_late"
    UNDETERMINED = "undetermined"
    PENDING = "pending"
    EXEMPT = "exempt"
    FULFILLED = "fulfilled"
    NOT_APPLICABLE = "not_applicable"
    NOT_IN_FORCE = "not_in_force"
    RAISED = "raised"
    CLEAR = "clear"
    CLEAN = "clean"
    ERROR = "error"


BY_GRAVITY: tuple[Verdict, ...] = (
    Verdict.ERROR,
    Verdict.VIOLATED,
    Verdict.FULFILLED_LATE,
    Verdict.UNDETERMINED,
    Verdict.RAISED,
    Verdict.PENDING,
    Verdict.EXEMPT,
    Verdict.FULFILLED,
    Verdict.CLEAR,
    Verdict.CLEAN,
    Verdict.NOT_APPLICABLE,
    Verdict.NOT_IN_FORCE,
)
"""Most severe first; `worst` and `--fail-on` use this order."""

_RANK = {verdict: rank for rank, verdict in enumerate(BY_GRAVITY)}

DEFINITE = frozenset(
    {
        Verdict.VIOLATED,
        Verdict.FULFILLED_LATE,
        Verdict.EXEMPT,
        Verdict.FULFILLED,
        Verdict.NOT_APPLICABLE,
        Verdict.NOT_IN_FORCE,
        Verdict.RAISED,
        Verdict.CLEAR,
        Verdict.CLEAN,
    }
)
"""Verdicts that more evidence of the same kind does not overturn (soundness, design section 3)."""


QUIET = frozenset({Verdict.CLEAN, Verdict.NOT_APPLICABLE, Verdict.NOT_IN_FORCE})
"""Verdicts on a single event that make no finding by themselves: they are counted."""


def worst_of(verdicts: list[Verdict]) -> Verdict:
    """Return the most severe verdict.

    Example:
        >>> worst_of([Verdict.FULFILLED, Verdict.PENDING]).value
        'pending'
    """
    return min(verdicts, key=_RANK.__getitem__)
