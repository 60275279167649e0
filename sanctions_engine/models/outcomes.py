"""Outcomes: what an engine returns, small and without proof."""

from __future__ import annotations

from dataclasses import dataclass

from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.verdicts import Verdict


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What a norm was evaluated for: a record of a kind, with the period of a recurring duty or the keys of a group.

    Attributes:
        kind: Fact kind, or `State`.
        key: Identity values in the kind's order (one State code for a State); for a group its key values in order.
        period: First and last day of the period of a recurring duty, in ISO form; empty otherwise.
        names: The field names that belong to `key`.

    Example:
        >>> str(Subject("State", ("RUS",), names=("code",)))
        'RUS'
        >>> str(Subject("State", ("RUS",), ("2018-01-01", "2018-01-31"), ("code",)))
        'RUS 2018-01-01..2018-01-31'
        >>> str(Subject("PetroleumSupply", ("2018",), names=("year",), group=True))
        'year=2018'
    """

    kind: str
    key: tuple[str, ...]
    period: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    group: bool = False

    def __str__(self) -> str:
        if self.group:
            name = ", ".join(f"{name}={value}" for name, value in zip(self.names, self.key, strict=True)) or "all"
        else:
            name = "/".join(self.key)
        return f"{name} {self.period[0]}..{self.period[1]}" if self.period else name


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one (rule, subject), with its due day and the exception that decided.

    Attributes:
        rule: Id of the rule.
        subject: What it was evaluated for.
        verdict: The verdict.
        due: The last day in time, possibly imprecise; None where there is none.
        exception: Id of the exception or exemption that made it `exempt`.
    """

    rule: str
    subject: Subject
    verdict: Verdict
    due: DateRange | None = None
    exception: str | None = None
