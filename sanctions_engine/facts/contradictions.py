"""Finds claims that contradict each other: none outranks the other, and they cannot both be true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, islice

from sanctions_engine.diagnostics import Code, Problem
from sanctions_engine.facts.places import label_at
from sanctions_engine.models.claims import Claim, FieldValue, Without
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.facts import in_words
from sanctions_engine.models.kinds import FactKind, Nature
from sanctions_engine.models.numbers import NumberRange

_MOST_PAIRS = 3
_MOST_COMPARED = 10_000


def contradictions(claims: Iterable[Claim], kinds: Mapping[str, FactKind]) -> Iterator[Problem]:
    """Yield a warning SE413 for claims of which none outranks the other and that cannot both be true.

    Compared are claims of one event series, or of one status series on one exact day, with the same grade and the same
    `known`, whoever makes them. Two imprecise values that overlap do not contradict, nor does a field that one of them
    leaves out. Of one series at most a few pairs are told.
    """
    together: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        kind = kinds.get(claim.fact)
        if kind is not None and (key := _moment(claim, kind)) is not None:
            together.setdefault(key, []).append(claim)
    for rivals in together.values():
        if len(rivals) > 1:
            yield from islice(_among(rivals, kinds[rivals[0].fact]), _MOST_PAIRS)


def _among(rivals: Iterable[Claim], kind: FactKind) -> Iterator[Problem]:
    different = {(claim.denied, *claim.fields.items()): claim for claim in rivals}
    for one, other in islice(combinations(different.values(), 2), _MOST_COMPARED):
        names = _disputed(one, other, kind)
        if names is not None:
            yield _warning(one, other, kind, names)


def _moment(claim: Claim, kind: FactKind) -> tuple[object, ...] | None:
    """Return what two claims share if neither outranks the other, None for one that holds on no exact day."""
    series = tuple(claim.fields.get(name) for name in kind.identity)
    if kind.nature is Nature.EVENT:
        return (claim.fact, series, claim.grade, claim.known)
    day = claim.fields.get(kind.dated or "")
    if not isinstance(day, DateRange) or not day.is_exact:
        return None
    return (claim.fact, series, day, claim.grade, claim.known)


def _disputed(one: Claim, other: Claim, kind: FactKind) -> tuple[str, ...] | None:
    """Return the fields that cannot both be true, empty where one claim denies the fact, None for no contradiction."""
    if one.denied or other.denied:
        return None if one.denied == other.denied else ()
    shared = [name for name in kind.fields if name in one.fields and name in other.fields]
    names = tuple(name for name in shared if are_apart(one.fields[name], other.fields[name]))
    return names or None


def are_apart(one: FieldValue, other: FieldValue) -> bool:
    """Whether two values cannot be the same, whatever imprecise ones are."""
    if isinstance(one, NumberRange) and isinstance(other, NumberRange):
        below = one.high is not None and other.low is not None and one.high < other.low
        return below or (other.high is not None and one.low is not None and other.high < one.low)
    if isinstance(one, DateRange) and isinstance(other, DateRange):
        before = one.high is not None and other.low is not None and one.high < other.low
        return before or (other.high is not None and one.low is not None and other.high < one.low)
    return one is not other if isinstance(one, Without) or isinstance(other, Without) else one != other


def _warning(one: Claim, other: Claim, kind: FactKind, names: tuple[str, ...]) -> Problem:
    both = f"`{one.by}` and `{other.by}` contradict each other"
    who = f"`{one.by}` contradicts itself" if one.by == other.by else both
    series = ", ".join(f"{name} {in_words(one.fields[name])}" for name in kind.identity if name in one.fields)
    values = "; ".join(f"`{n}` is {in_words(one.fields[n])} or {in_words(other.fields[n])}" for n in names)
    what = values or "one says that there is such a fact, the other that there is none"
    labels = tuple(label for claim in (one, other) for label in label_at(claim.place, _said_by(claim)))
    message = f"{who} on `{kind.name}` of {series}: {what}"
    if other.place is not None:
        message += f"; the other claim is at {other.place}"
    return Problem(Code.SE413, message, labels, "grade the claims, or say since when each is known")


def _said_by(claim: Claim) -> str:
    return f"{claim.by}, {claim.source}, known {claim.known}"
