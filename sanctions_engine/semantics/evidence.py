"""Claims arranged in series, and a view of them: what was known by a day, on whose word."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sanctions_engine.models.claims import Claim, Coverage, Dossier, Rejected, field_to_json
from sanctions_engine.models.collector import collector_paused
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind, Nature
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.semantics.causes import Cause, Why
from sanctions_engine.semantics.values import Interval, Value, from_field

SeriesKey = tuple[str, ...]
ABSENT = ""
"""How an absent identity field stands in a series key; no text of a claim is empty."""


@dataclass(slots=True)
class Series:
    """The claims of a kind whose identity fields agree.

    Attributes:
        key: The identity fields as texts, `ABSENT` where one is absent.
        vague: Names of the identity fields that are absent or imprecise: the series may be another one than its key says.
    """

    kind: FactKind
    key: SeriesKey
    vague: frozenset[str] = frozenset()
    held: list[Held] = field(default_factory=list)
    _named: tuple[tuple[str, str], ...] | None = None

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """The identity fields that are given, with their values as texts."""
        if self._named is None:
            pairs = zip(self.kind.identity, self.key, strict=True)
            self._named = tuple((name, text) for name, text in pairs if text != ABSENT)
        return self._named


class Held:
    """A claim in its series.

    Attributes:
        claim: The claim.
        series: The series that it belongs to.
        known: Since when it is known.
        grade: Rank of the grade; smaller is better, none is last.
    """

    __slots__ = ("_date", "_values", "claim", "grade", "known", "series")

    def __init__(self, claim: Claim, series: Series) -> None:
        self.claim = claim
        self.series = series
        self.known: DateRange = claim.known
        self.grade = claim.grade or "Z"
        self._values: dict[str, Value] | None = None

    @property
    def date(self) -> Interval | None:
        """The day of the fact, None for a kind without one; most records are looked up and never read."""
        try:
            return self._date
        except AttributeError:
            name = self.series.kind.dated
            day = from_field(self.claim.fields[name], lambda: self._imprecise(name)) if name else None
            self._date: Interval | None = day if isinstance(day, Interval) else None
            return self._date

    def gives(self, name: str) -> bool:
        """Whether the claim says anything of a field."""
        return name in self.claim.fields

    def value(self, name: str) -> Value | None:
        """Return a field that is given, an imprecise one with its cause; None for one that is absent."""
        if name == self.series.kind.dated:
            return self.date
        if self._values is None:
            self._values = {}
        value = self._values.get(name)
        if value is None and name in self.claim.fields:
            value = self._values[name] = from_field(self.claim.fields[name], lambda: self._imprecise(name))
        return value

    def _imprecise(self, name: str) -> Cause:
        return Cause(Why.IMPRECISE, self.series.kind.name, self.series.named, name)


class Evidence:
    """All claims of a dossier in their series, with an index by identity fields that is built when it is first needed."""

    def __init__(self, dossier: Dossier, kinds: Mapping[str, FactKind]) -> None:
        self.dossier = dossier
        self.kinds = kinds
        self._series: dict[str, dict[SeriesKey, Series]] = {}
        self._vague: dict[str, list[Series]] = {}
        self._indexes: dict[tuple[str, tuple[str, ...]], dict[SeriesKey, list[Series]]] = {}
        with collector_paused():
            for claim in dossier.claims:
                self._place(claim)

    def _place(self, claim: Claim) -> Series | None:
        """Put a claim into its series, and return that; None for a kind that no pack in use reads."""
        kind = self.kinds.get(claim.fact)
        if kind is None:
            return None
        all_series = self._series.get(kind.name)
        if all_series is None:
            all_series = self._series[kind.name] = {}
        key = key_of(kind, claim)
        series = all_series.get(key)
        if series is None:
            series = all_series[key] = self._opened(kind, key, claim)
        series.held.append(Held(claim, series))
        return series

    def _opened(self, kind: FactKind, key: SeriesKey, claim: Claim) -> Series:
        """Return the series of a key that no claim had before."""
        fields = claim.fields
        vague = [
            name for name in kind.identity if not isinstance(fields.get(name), str) and _is_vague(fields.get(name))
        ]
        series = Series(kind, key, frozenset(vague))
        if vague:
            self._vague.setdefault(kind.name, []).append(series)
        return series

    def series(self, kind: str, fixed: Mapping[str, str] | None = None) -> Iterable[Series]:
        """Return the series of a kind whose identity fields can have the fixed values: equal to them, absent or imprecise."""
        all_series = self._series.get(kind, {})
        if not fixed:
            return all_series.values()
        identity = self.kinds[kind].identity
        exact: Iterable[Series]
        if len(fixed) == len(identity):
            found = all_series.get(tuple(fixed[name] for name in identity))
            exact = () if found is None or found.vague else (found,)
        else:
            exact = self._index(kind, tuple(fixed)).get(tuple(fixed.values()), ())
        vague = self._vague.get(kind)
        return exact if vague is None else [*exact, *(series for series in vague if _may_have(series, fixed))]

    def at(self, kind: str, key: SeriesKey) -> Series | None:
        """Return the series of a kind that has a key; None if nobody claims anything in it."""
        return self._series.get(kind, {}).get(key)

    def named(self, kind: str, names: Collection[str]) -> Iterable[Series]:
        """Return the series of a kind whose key, written with `/` between its parts, is one of some names."""
        return [one for one in self.series(kind) if "/".join(one.key) in names]

    def _index(self, kind: str, names: tuple[str, ...]) -> dict[SeriesKey, list[Series]]:
        index = self._indexes.get((kind, names))
        if index is None:
            index = self._indexes[kind, names] = {}
            places = [self.kinds[kind].identity.index(name) for name in names]
            for series in self._series.get(kind, {}).values():
                if not series.vague:
                    index.setdefault(tuple(series.key[place] for place in places), []).append(series)
        return index

    @cached_property
    def coverage(self) -> dict[str, list[Coverage]]:
        """The declarations of completeness, by kind; none for a kind of which a row was set aside: it may be the one that counts."""
        by_kind: dict[str, list[Coverage]] = {}
        set_aside = {one.fact for one in self.dossier.rejected if one.fact is not None}
        if any(fact not in self.kinds for fact in set_aside):
            return by_kind  # a row of an unknown kind may be of any
        for one in self.dossier.coverage:
            if one.fact not in set_aside:
                by_kind.setdefault(one.fact, []).append(one)
        return by_kind

    @cached_property
    def suspended(self) -> dict[str, Rejected]:
        """By kind, the row that was set aside because of which its list is not taken as complete, though it is declared so."""
        unknown = next(
            (one for one in self.dossier.rejected if one.fact is not None and one.fact not in self.kinds), None
        )
        of_kind = {one.fact: one for one in reversed(self.dossier.rejected) if one.fact is not None}
        rows = {one.fact: unknown or of_kind.get(one.fact) for one in self.dossier.coverage}
        return {kind: row for kind, row in rows.items() if row is not None}

    def covering(self, kind: str) -> list[Coverage]:
        """Return the declarations of completeness of a kind that count."""
        return self.coverage.get(kind, [])

    @cached_property
    def states(self) -> frozenset[str]:
        """The States that claims speak of in their fields."""
        fields = {name: kind.state_fields for name, kind in self.kinds.items()}
        return frozenset(
            str(claim.fields[name])
            for claim in self.dossier.claims
            for name in fields.get(claim.fact, ())
            if isinstance(claim.fields.get(name), str)
        )

    @cached_property
    def speakers(self) -> frozenset[str]:
        """Everyone who asserts a claim."""
        return frozenset(claim.by for claim in self.dossier.claims)


def _is_vague(value: object) -> bool:
    return value is None or (isinstance(value, (NumberRange, DateRange)) and not value.is_exact)


def _may_have(series: Series, fixed: Mapping[str, str]) -> bool:
    """Whether the identity fields of a vague series can have the fixed values; the filter decides on those that are vague."""
    named = dict(series.named)
    return all(name in series.vague or named[name] == text for name, text in fixed.items())


def key_text(value: object) -> str:
    """Write the value of an identity field as the text that series keys hold."""
    if isinstance(value, str):
        return value
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(field_to_json(value))  # type: ignore[arg-type]  # a field's value


def key_of(kind: FactKind, claim: Claim) -> SeriesKey:
    """Return the key of the series that a claim belongs to."""
    return tuple([key_text(one) for one in map(claim.fields.get, kind.identity)])


@dataclass(frozen=True)
class View:
    """Evidence as one asks for it.

    Attributes:
        evidence: All of it.
        known_at: Leave aside what became known later; None for no limit.
        perspective: Read a series in which this speaker speaks from it alone.
        without: Leave aside the claims of this speaker.
        unlisted: Leave aside these declarations that a list is complete.
    """

    evidence: Evidence
    known_at: date | None = None
    perspective: str | None = None
    without: str | None = None
    unlisted: tuple[Coverage, ...] = ()
    cache: dict[object, object] = field(default_factory=dict, compare=False, repr=False)

    def known(self, series: Series) -> tuple[list[Held], list[Held], bool]:
        """Return the claims that surely were known, those that may have been, and whether some became known later."""
        held = series.held
        if self.without is not None:
            held = [one for one in held if one.claim.by != self.without]
        limit = self.known_at
        if limit is None:
            return held, [], False
        sure = [one for one in held if one.known.high is not None and one.known.high <= limit]
        maybe = [
            one
            for one in held
            if (one.known.high is None or one.known.high > limit) and (one.known.low is None or one.known.low <= limit)
        ]
        return sure, maybe, len(sure) + len(maybe) < len(held)

    def covering(self, kind: str) -> list[Coverage]:
        """Return the declarations of completeness that surely were known."""
        declared = self.evidence.covering(kind)
        limit = self.known_at
        if self.unlisted:
            declared = [one for one in declared if all(one is not other for other in self.unlisted)]
        return [one for one in declared if limit is None or (one.known.high is not None and one.known.high <= limit)]


def is_event(kind: FactKind) -> bool:
    """Whether a series of the kind has one fact."""
    return kind.nature is Nature.EVENT
