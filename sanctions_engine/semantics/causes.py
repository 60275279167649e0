"""Why something is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """The reasons for which a value is not known."""

    ABSENT = "absent"
    NOT_COVERED = "not covered"
    IMPRECISE = "imprecise"
    STALE = "stale"
    CONTRADICTED = "contradicted"
    AMBIGUOUS_DATE = "ambiguous date"
    LATER_THAN_KNOWN_AT = "later than known_at"
    LATER_THAN_AS_OF = "later than as_of"
    DIVISION_BY_ZERO = "division by zero"


@dataclass(frozen=True, slots=True, order=True)
class Cause:
    """One reason: which kind, which series of it, which field, and why.

    `series` holds the identity fields that are fixed, as texts; it may be empty where the kind as a whole is meant.
    """

    why: Why
    kind: str = ""
    series: tuple[tuple[str, str], ...] = ()
    field: str = ""
    note: str = ""


Causes = frozenset[Cause]
NO_CAUSES: Causes = frozenset()
