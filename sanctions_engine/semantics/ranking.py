"""Which claims count: each speaker's last-known one first, then the better grade, then the one known later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.semantics.causes import Cause, Causes, Why
from sanctions_engine.semantics.evidence import Held, Series, SeriesKey
from sanctions_engine.semantics.values import Interval, Value, hull, unsaid


@dataclass(slots=True)
class Record:
    """A fact as the claims that count leave it: each field is the hull of what they say.

    Attributes:
        of: The series; None for a record that stands for those that nobody claimed.
        held: The claims that count; empty for a record that stands for those that nobody claimed.
        sure: Whether there surely is such a fact.
        date: The day of the fact.
        fields: Values by name where they are not those of the one claim that counts; an absent field is added when it is read.
    """

    kind: FactKind
    of: Series | None
    key: SeriesKey
    held: tuple[Held, ...]
    sure: bool
    date: Interval
    fields: dict[str, Value]

    def pinned(self, name: str, day: Interval) -> Record:
        """Return the record as it would be if a field of it were one day."""
        date = day if name == self.kind.dated else self.date
        return Record(self.kind, self.of, self.key, self.held, self.sure, date, {**self.fields, name: day})

    @property
    def series(self) -> tuple[tuple[str, str], ...]:
        """The identity fields that are given, with their values as texts; none for a record that nobody claimed."""
        return self.of.named if self.of is not None else ()

    def gives(self, name: str) -> bool:
        """Whether anything is said of a field."""
        return name in self.fields or any(one.gives(name) for one in self.held)

    def read(self, name: str) -> Value:
        """Return a field; one of which nothing is said is all that its type and bounds leave."""
        value = self.fields.get(name) if self.fields else None
        if value is None and len(self.held) == 1:
            value = self.held[0].value(name)
        if value is None:
            cause = frozenset((Cause(Why.ABSENT, self.kind.name, self.series, name),))
            value = self.fields[name] = unsaid(self.kind.fields[name], cause, absent=self.of is not None)
        return value


def record_of(series: Series, counting: list[Held], *, sure: bool, tie: bool) -> Record | None:
    """Return the hull of the claims that count; None if all of them deny the fact."""
    kind = series.kind
    affirmed = [one for one in counting if not one.claim.denied]
    if not affirmed:
        return None
    first = affirmed[0]
    fields: dict[str, Value] = {}
    if len(affirmed) > 1:
        why = Why.CONTRADICTED if tie else Why.IMPRECISE
        for name, field in kind.fields.items():
            cause: Causes = frozenset((Cause(why, kind.name, series.named, name),))
            absent: Causes = frozenset((Cause(Why.ABSENT, kind.name, series.named, name),))
            said = [one.value(name) for one in affirmed]
            if all(value is None for value in said):
                continue
            values = [unsaid(field, absent) if value is None else value for value in said]
            joined = values[0]
            for value in values[1:]:
                joined = hull(joined, value, cause)
            fields[name] = joined
    sure = sure and len(affirmed) == len(counting)
    date = fields.get(kind.dated, first.date) if kind.dated else None
    assert isinstance(date, Interval)
    return Record(kind, series, series.key, tuple(affirmed), sure, date, fields)


def surely_later(one: DateRange, other: DateRange) -> bool:
    """Whether every day that the first can be is after every day that the second can be."""
    return one.low is not None and other.high is not None and one.low > other.high


def counting(sure: Iterable[Held], maybe: Iterable[Held]) -> tuple[list[Held], bool]:
    """Return the claims that count, best rank only, and whether they are an exact tie.

    Args:
        sure: Claims that surely were known.
        maybe: Claims that may have been known; they count unless they are surely outranked, and outrank nothing themselves.
    """
    claims = [(one, True) for one in sure] + [(one, False) for one in maybe]
    if len(claims) == 1:
        return [claims[0][0]], True
    last = [
        (one, is_sure)
        for one, is_sure in claims
        if not any(
            other_sure and _same_speaker(one, other) and surely_later(other.known, one.known)
            for other, other_sure in claims
        )
    ]
    settled = [one for one, is_sure in last if is_sure and _is_settled(one, last)]
    left = [one for one, _ in last if not any(_outranks(other, one) for other in settled)]
    return left, all(one in settled for one in left)


def _same_speaker(one: Held, other: Held) -> bool:
    return one.claim.by == other.claim.by


def _is_settled(one: Held, last: list[tuple[Held, bool]]) -> bool:
    """Whether a claim surely is its speaker's last-known one: any other of the speaker is known since the same day, or is a copy."""
    return all(
        (other.known.is_exact and other.known == one.known) or _says_the_same(one, other)
        for other, _ in last
        if other is not one and _same_speaker(one, other)
    )


def _says_the_same(one: Held, other: Held) -> bool:
    mine, theirs = one.claim, other.claim
    return (mine.known, mine.grade, mine.denied, mine.fields) == (
        theirs.known,
        theirs.grade,
        theirs.denied,
        theirs.fields,
    )


def _outranks(one: Held, other: Held) -> bool:
    if one is other:
        return False
    if _same_speaker(one, other) and not (one.known.is_exact and one.known == other.known):
        return False
    if one.grade != other.grade:
        return one.grade < other.grade
    return surely_later(one.known, other.known)
