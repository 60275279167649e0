"""The verdict table of design section 6, as data: every engine and the docs read it from here.

A situation names what is known of one (rule, subject): each entry is `T`, `F` or `U` (unknown). The first row of `BASE`
that fits gives the verdict; then the rows of `ADJUSTMENTS` apply one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from sanctions_engine.models.verdicts import Verdict

V = Verdict
T, F, U = "T", "F", "U"

SHAPES = ("due", "no_due", "promptly", "event", "group", "state", "indicator")
"""Obligation with a due day, without one, due promptly; prohibition of an event, over a group, of a State's standing; indicator."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the verdict where every condition fits. A condition lists the answers that fit, such as `T` or `FU`."""

    verdict: Verdict
    when: Mapping[str, str]
    shapes: tuple[str, ...] = SHAPES
    says: str = ""


PROHIBITIONS = ("event", "group", "state")

BASE: tuple[Row, ...] = (
    Row(V.NOT_IN_FORCE, {"in_force": F}, says="not in force on the law's day: before, ended, suspended"),
    Row(V.NOT_APPLICABLE, {"applies": F}, says="`applies_when` is false"),
    Row(V.FULFILLED, {"overdue": F, "now": T}, ("due",), "done, on or before the due day"),
    Row(V.PENDING, {"overdue": F}, ("due",), "not shown to be done, and there is time left"),
    Row(V.FULFILLED, {"at_due": T}, ("due",), "done by the due day"),
    Row(V.FULFILLED_LATE, {"at_due": F, "since": T}, ("due",), "not done by the due day, done since"),
    Row(V.VIOLATED, {"at_due": F}, ("due",), "not done by the due day and not shown since"),
    Row(V.UNDETERMINED, {"at_due": U}, ("due",), "unknown whether it was done by the due day"),
    Row(V.FULFILLED, {"now": T}, ("no_due", "promptly"), "done"),
    Row(V.UNDETERMINED, {"now": "FU"}, ("promptly",), "not shown to be done, and the text gives no number of days"),
    Row(V.VIOLATED, {"now": F}, ("no_due",), "not done"),
    Row(V.UNDETERMINED, {"now": U}, ("no_due",), "unknown whether it is done"),
    Row(V.VIOLATED, {"violated": T}, PROHIBITIONS, "what is forbidden happened"),
    Row(V.UNDETERMINED, {"violated": U}, PROHIBITIONS, "unknown whether what is forbidden happened"),
    Row(
        V.PENDING, {"violated": F, "joinable": T}, ("group",), "not so far, and a later fact could still join the group"
    ),
    Row(V.FULFILLED, {"violated": F}, ("group", "state"), "what is forbidden did not happen"),
    Row(V.CLEAN, {"violated": F}, ("event",), "the event is not forbidden"),
    Row(V.RAISED, {"raised": T}, ("indicator",), "the sign is there"),
    Row(V.CLEAR, {"raised": F}, ("indicator",), "the sign is not there"),
    Row(V.UNDETERMINED, {"raised": U}, ("indicator",), "unknown whether the sign is there"),
)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What turns some verdicts into another."""

    when: Mapping[str, str]
    turns: frozenset[Verdict]
    into: Verdict
    says: str


ADJUSTMENTS: tuple[Adjustment, ...] = (
    Adjustment(
        {"exempt": T},
        frozenset({V.VIOLATED, V.FULFILLED_LATE, V.PENDING, V.UNDETERMINED}),
        V.EXEMPT,
        "an exception or exemption is true",
    ),
    Adjustment(
        {"exempt": U},
        frozenset({V.VIOLATED, V.FULFILLED_LATE}),
        V.UNDETERMINED,
        "an exception is unknown, and the burden is on the authority, or it depends on the law's day, which is not known exactly",
    ),
    Adjustment(
        {"applies": U},
        frozenset({V.VIOLATED, V.FULFILLED_LATE, V.EXEMPT, V.RAISED}),
        V.UNDETERMINED,
        "it is unknown whether the rule applies",
    ),
    Adjustment(
        {"applies": U},
        frozenset({V.PENDING}),
        V.PENDING,
        "it is unknown whether the rule applies: pending only if it does",
    ),
    Adjustment(
        {"in_force": U},
        frozenset({V.VIOLATED, V.FULFILLED_LATE, V.EXEMPT, V.RAISED}),
        V.UNDETERMINED,
        "it is unknown whether the rule was in force",
    ),
)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of one (rule, subject); entries that a shape does not use stay `T` or `F` as given here.

    Attributes:
        in_force: Whether the rule was in force on the law's day.
        applies: `applies_when`.
        overdue: Whether the day judged is after the due day.
        now: `satisfied_when` on the day judged.
        at_due: `satisfied_when` on the due day.
        since: Whether `satisfied_when` became true on a day after the due day; it counts as not shown while it is unknown.
        violated: `violated_when`.
        joinable: Whether a later fact could still join the group.
        raised: `raised_when`.
        exempt: Whether an exception or exemption is true; `U` only where the burden is on the authority, or where it is
            the law that is in doubt, or the law's day.
        may_be_exempt: Whether one is unknown, whoever has the burden.
    """

    shape: str
    in_force: str = T
    applies: str = T
    overdue: str = F
    now: str = F
    at_due: str = F
    since: str = F
    violated: str = F
    joinable: str = F
    raised: str = F
    exempt: str = F
    may_be_exempt: bool = False


@cache
def verdict(situation: Situation) -> Verdict:
    """Return the verdict on a situation.

    Example:
        >>> verdict(Situation("due", overdue="T", at_due="F")).value
        'violated'
        >>> verdict(Situation("due", overdue="T", at_due="F", exempt="U")).value
        'undetermined'
    """
    result = next(row.verdict for row in BASE if situation.shape in row.shapes and _fits(row.when, situation))
    for adjustment in ADJUSTMENTS:
        if result in adjustment.turns and _fits(adjustment.when, situation):
            result = adjustment.into
    return result


def _fits(when: Mapping[str, str], situation: Situation) -> bool:
    return all(getattr(situation, name) in answers for name, answers in when.items())


@cache
def possible(situation: Situation) -> frozenset[Verdict]:
    """Return every verdict that the situation can come to once its unknowns are settled.

    Example:
        >>> sorted(one.value for one in possible(Situation("no_due", now="U")))
        ['fulfilled', 'violated']
    """
    names = [
        name
        for name in ("in_force", "applies", "now", "at_due", "violated", "raised", "exempt")
        if getattr(situation, name) == U
    ]
    choices = [(T, F)] * len(names)
    if situation.may_be_exempt and situation.exempt == F:
        names.append("exempt")
        choices.append((T, F))
    if situation.since == U:
        names.append("since")
        choices.append((T, F))
    return frozenset(_completions(situation, names, choices))


def _completions(situation: Situation, names: list[str], choices: list[tuple[str, str]]) -> Iterable[Verdict]:
    given = {name: getattr(situation, name) for name in Situation.__slots__}
    for answers in product(*choices):
        settled = {**given, **dict(zip(names, answers, strict=True)), "may_be_exempt": False}
        yield verdict(Situation(**settled))
