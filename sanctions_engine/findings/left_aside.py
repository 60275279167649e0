"""Claims that a question leaves aside: they became known too late, or tell of a later day. They are counted, not dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from sanctions_engine.models.claims import Claim
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind, Nature

Counted = dict[str, int]
"""How many claims of each kind, by its name."""


def left_aside(
    claims: Iterable[Claim], kinds: Mapping[str, FactKind], as_of: date, known_at: date | None
) -> tuple[Counted, Counted]:
    """Return how many claims are surely dated after the day judged, and how many were surely known too late, by kind.

    A claim that is both counts among those known too late. One that may be in time is read, so it counts in neither. So is a denial of
    an event, whatever its day: there is no such event. A claim that is said again in the same words is one claim.

    Example:
        >>> from sanctions_engine.evaluation import read_dossiers
        >>> packs, dossier = read_dossiers(["examples/russia-2020"])
        >>> kinds = packs[-1].kinds | packs[0].kinds
        >>> left_aside(dossier.claims, kinds, date(2020, 1, 22), None)[0]["WorkerPresence"]
        2
    """
    later: dict[object, str] = {}
    unknown: dict[object, str] = {}
    for claim in claims:
        kind = kinds.get(claim.fact)
        if kind is None or kind.dated is None:
            continue
        day = claim.fields.get(kind.dated)
        if known_at is not None and claim.known.low is not None and claim.known.low > known_at:
            unknown[_said(claim)] = claim.fact
        elif claim.denied and kind.nature is Nature.EVENT:
            continue
        elif isinstance(day, DateRange) and day.low is not None and day.low > as_of:
            later[_said(claim)] = claim.fact
    return _counted(later.values()), _counted(unknown.values())


def _said(claim: Claim) -> object:
    """Return what a claim says, by whom and where, whatever the place in the files."""
    return claim.fact, frozenset(claim.fields.items()), claim.by, claim.source, claim.known, claim.grade, claim.denied


def _counted(kinds: Iterable[str]) -> Counted:
    return dict(sorted(Counter(kinds).items()))
