"""A scorecard: how one State stands under every norm in force on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from sanctions_engine.models.base import Model
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import Run
from sanctions_engine.models.instruments import Citation, Instrument
from sanctions_engine.models.norms import Binding, Modality
from sanctions_engine.models.states import StateCode
from sanctions_engine.models.verdicts import Verdict


class Standing(StrEnum):
    """How a State stands under a norm.

    `KEPT` is fulfilled or exempt; `LATE` is kept after the due day; `CLEAN` is a ban that nothing on record breaks, which does
    not show that nothing else happened; `OPEN` is pending, or undetermined on the evidence that there is; `NO_EVIDENCE` is
    undetermined because no claim tells anything; `NO_RECORD` is a norm about events, periods or groups of which there is none
    for this State.
    """

    BROKEN = "broken"
    LATE = "late"
    OPEN = "open"
    KEPT = "kept"
    CLEAN = "clean"
    NO_EVIDENCE = "no_evidence"
    NO_RECORD = "no_record"


class ScoredNorm(Model):
    """One norm on a scorecard; all that it was judged for is folded into it.

    Attributes:
        rule: Id of the rule; a row of a table is a norm of its own.
        shared: Whether it binds all States together, such as a cap: the verdict is then nobody's own.
        standing: How the State stands; None for an indicator.
        verdict: The gravest verdict; a subject that is only pending does not count beside others. None without a record.
        worst: The gravest verdict that some perspective or reading gives.
        verdicts: How many subjects (periods, records, groups) have each verdict, the gravest first.
        unit: What those are: `State`, `period`, `record` or `group`.
        broken: Names of the subjects that are violated.
        due: The last day in time, where there is one subject.
        invented: How many subjects of each verdict rest on evidence that was made up.
    """

    rule: str
    title: str
    modality: Modality
    binding: Binding
    citation: Citation
    pack: str
    shared: bool
    standing: Standing | None
    verdict: Verdict | None
    worst: Verdict | None
    contested: bool
    verdicts: dict[Verdict, int]
    unit: str
    broken: tuple[str, ...] = ()
    due: DateRange | None = None
    days_overdue: int | None = None
    days_overdue_most: int | None = None
    days_left: int | None = None
    invented: dict[Verdict, int] = {}

    @property
    def is_made_up(self) -> bool:
        """Whether its verdict rests on made-up evidence alone."""
        return self.verdict is not None and 0 < self.verdicts.get(self.verdict, 0) <= self.invented.get(self.verdict, 0)

    @property
    def subjects(self) -> int:
        """How many subjects were judged."""
        return sum(self.verdicts.values())


class Scorecard(Model):
    """How one State stands under every norm in force on a day.

    Attributes:
        run: What was asked, of which rules, on which evidence.
        state: Alpha-3 code of the State.
        name: Its name.
        as_of: The day.
        instruments: The legal texts of the norms, the oldest first.
        norms: Norms in force on the day that bind the State, by instrument and paragraph; hortatory and shared ones too.
        standings: How many of the norms that bind the State by itself (`own`) have each standing.
        ended: Norms that are not in force on the day and under which something was judged: a repeal undoes no breach.
        flags: Indicators that are raised.
        not_bound: How many norms in force do not bind the State.
        invented: How many of the `standings` rest on made-up evidence alone.
        nobody_known: How many outcomes but clean ones are about somebody of whom nobody knows who it is.
    """

    run: Run
    state: StateCode
    name: str
    as_of: date
    instruments: tuple[Instrument, ...]
    norms: tuple[ScoredNorm, ...]
    standings: dict[Standing, int]
    ended: tuple[ScoredNorm, ...]
    flags: tuple[ScoredNorm, ...]
    not_bound: int
    nobody_known: int
    invented: dict[Standing, int] = {}

    @property
    def own(self) -> tuple[ScoredNorm, ...]:
        """The norms that bind the State by itself: neither hortatory nor shared. The shares are shares of these."""
        return tuple(one for one in self.norms if one.binding is Binding.MANDATORY and not one.shared)

    @property
    def shared(self) -> tuple[ScoredNorm, ...]:
        """The binding norms that all States share."""
        return tuple(one for one in self.norms if one.binding is Binding.MANDATORY and one.shared)

    @property
    def hortatory(self) -> tuple[ScoredNorm, ...]:
        """The norms that only ask."""
        return tuple(one for one in self.norms if one.binding is Binding.HORTATORY)


def tally(norms: Iterable[ScoredNorm]) -> dict[Standing, int]:
    """Return how many norms have each standing, in order; those that none has are left out.

    Example:
        >>> tally([])
        {}
    """
    counts = Counter(one.standing for one in norms if one.standing is not None)
    return {standing: counts[standing] for standing in Standing if counts[standing]}
