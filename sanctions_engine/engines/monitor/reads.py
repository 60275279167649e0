"""What a judgement read of the evidence: whatever else is said changes nothing of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sanctions_engine.semantics.evidence import SeriesKey


class Read(NamedTuple):
    """Series that were read: those of a kind in which some identity fields can have some values.

    Attributes:
        names: The identity fields that were fixed, in the order of the kind; none for every series.
        values: Their values, as series keys hold them.
        exactly: The one series that has just this key, absent parts included, rather than all that can have it.
    """

    kind: str
    names: tuple[str, ...] = ()
    values: SeriesKey = ()
    exactly: bool = False


@dataclass(slots=True)
class Reads:
    """All that one judgement read.

    Attributes:
        series: The series, by the keys under which they were asked for, found or not.
        covered: The kinds of which it was asked whether a list is complete.
    """

    series: set[Read] = field(default_factory=set)
    covered: set[str] = field(default_factory=set)
