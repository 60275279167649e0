"""Strategies for evidence: claims of any kind, declared coverage, dossiers, and what one speaker says over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from hypothesis import strategies as st

from sanctions_engine.facts.agreement import disagreements
from sanctions_engine.models.claims import NONE, Claim, Coverage, Dossier, FieldValue, Source
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.facts import Fact
from sanctions_engine.models.kinds import FactKind, FieldKind, Nature
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.testing.strategies.values import FIRST_DAY, LAST_DAY, field_values

_EITHER = st.booleans()
_GRADES = st.sampled_from((None, None, "A1", "B2"))
_LATER = st.sampled_from((0, 1, 30))
SPEAKERS = ("press", "USA", "RUS")
SOURCE = "note"
Near = Mapping[tuple[str, str], Sequence[FieldValue]]
"""Values to draw often, by kind and field."""

F = TypeVar("F", bound=Fact)
T = TypeVar("T")


@lru_cache(maxsize=256)
def _below(number: int) -> st.SearchStrategy[int]:
    """Return the whole numbers below one; made once, for making a strategy takes longer than drawing from it."""
    return st.integers(0, number - 1)


@st.composite
def claims(
    draw: st.DrawFn,
    kinds: Sequence[FactKind],
    *,
    speakers: Sequence[str] = SPEAKERS,
    imprecise: bool = True,
    near: Near | None = None,
) -> Claim:
    """Return a strategy of claims: every field within its kind, optional ones often absent, now and then graded or denied.

    Of two fields that cannot both be true, one is left out.

    A claim is known on the day of its fact or later; a fact without an exact day on the first day of all.

    Args:
        kinds: The kinds to claim facts of.
        speakers: Who may say it.
        imprecise: Whether days and numbers may be intervals.
        near: Values to draw often, by kind and field.

    Raises:
        ValueError: If no kind is given.

    Example:
        >>> from hypothesis import find
        >>> from sanctions_engine import load_pack
        >>> kind = load_pack("un/dprk").kinds["WorkerPresence"]
        >>> claim = find(claims([kind]), lambda one: one.fields["count"].low > 500)
        >>> claim.fields["count"].low, claim.by, claim.denied
        (501, 'press', False)
    """
    recorded = [one for one in kinds if one.dated is not None]
    if not recorded:
        raise ValueError("no kind to claim facts of")
    kind = recorded[draw(_below(len(recorded)))]
    fields: dict[str, FieldValue] = {}
    for name, declared in kind.fields.items():
        if not declared.optional or draw(_EITHER):
            hints = (near or {}).get((kind.name, name), ())
            fields[name] = draw(field_values(declared, imprecise=imprecise, near=hints))
    for fault in disagreements(kind, fields):
        if kind.fields[fault.field or ""].optional:
            del fields[fault.field or ""]
    return Claim(
        fact=kind.name,
        fields=fields,
        by=speakers[draw(_below(len(speakers)))],
        source=SOURCE,
        known=draw(_known_after(fields[kind.dated or ""])),
        grade=draw(_GRADES),
        denied=draw(_below(16)) == 15,
    )


def _known_after(day: FieldValue) -> st.SearchStrategy[DateRange]:
    if not isinstance(day, DateRange) or not day.is_exact:
        return st.just(DateRange.of(FIRST_DAY))
    low = day.low
    assert low is not None
    return _LATER.map(lambda number: DateRange.of(low + timedelta(days=number)))


def facts(kind: type[F], *, imprecise: bool = True) -> st.SearchStrategy[F]:
    """Return a strategy of facts of a kind that Python code declares.

    Args:
        kind: A subclass of `Fact`.
        imprecise: Whether days and numbers may be intervals.
    """
    declared = kind.kind()
    given = {name: field_values(one, imprecise=imprecise) for name, one in declared.fields.items() if not one.optional}
    perhaps = {name: field_values(one, imprecise=imprecise) for name, one in declared.fields.items() if one.optional}
    return st.fixed_dictionaries(given, optional=perhaps).map(lambda values: kind.of(**values))


@st.composite
def coverages(draw: st.DrawFn, kinds: Sequence[FactKind]) -> Coverage:
    """Return a strategy of declarations that a list is complete: of a whole kind first, of some field values, of a period.

    Example:
        >>> from hypothesis import find
        >>> from sanctions_engine import load_pack
        >>> whole = find(coverages([load_pack("un/dprk").kinds["Vessel"]]), lambda one: True)
        >>> whole.fact, whole.fields, whole.start, whole.end
        ('Vessel', {}, None, None)
    """
    kind = draw(st.sampled_from([one for one in kinds if one.dated is not None]))
    fields: dict[str, FieldValue] = {}
    for name, declared in kind.fields.items():
        if declared.kind in (FieldKind.STATE, FieldKind.TEXT, FieldKind.BOOL) and draw(_below(8)) == 7:
            value = draw(field_values(declared))
            if value is not NONE:
                fields[name] = value
    ends = sorted(draw(st.lists(st.dates(FIRST_DAY, LAST_DAY), max_size=2)))
    start, end = (None, None) if not ends else (ends[0], None) if len(ends) == 1 else (ends[0], ends[1])
    return Coverage(fact=kind.name, fields=fields, start=start, end=end, source=SOURCE, known=DateRange.of(FIRST_DAY))


def dossier_of(said: Iterable[Claim], covered: Iterable[Coverage] = ()) -> Dossier:
    """Return a dossier of claims and coverage, with the sources that they name.

    Example:
        >>> dossier_of([]).claims
        ()
    """
    told, whole = tuple(said), tuple(covered)
    names = sorted({SOURCE, *(one.source for one in told), *(one.source for one in whole)})
    sources = {name: Source(id=name, publisher="Press", published=DateRange.of(FIRST_DAY)) for name in names}
    return Dossier(sources=sources, claims=told, coverage=whole)


def kept(draw: st.DrawFn, drawn: Sequence[T], one_in: int = 8) -> list[T]:
    """Return what is kept of things that were drawn, about one in so many left out.

    Shrinking leaves out what does not matter here, one by one: the draws of the others stay as they are.
    """
    return [one for one in drawn if draw(_below(one_in)) > 0]


@st.composite
def dossiers(
    draw: st.DrawFn,
    kinds: Sequence[FactKind],
    *,
    max_claims: int = 6,
    speakers: Sequence[str] = SPEAKERS,
    imprecise: bool = True,
    near: Near | None = None,
) -> Dossier:
    """Return a strategy of dossiers about some kinds; it shrinks to the few claims that matter.

    Args:
        kinds: The kinds; those of a pack are its `kinds.values()`.
        max_claims: The greatest number of claims.
        speakers: Who may say it.
        imprecise: Whether days and numbers may be intervals.
        near: Values to draw often, by kind and field.

    Example:
        >>> from hypothesis import find
        >>> from sanctions_engine import load_pack
        >>> kinds = tuple(load_pack("un/dprk").kinds.values())
        >>> find(dossiers(kinds), lambda one: True).claims
        ()
    """
    said = draw(st.lists(claims(kinds, speakers=speakers, imprecise=imprecise, near=near), max_size=max_claims))
    covered = draw(st.lists(coverages(kinds), max_size=2))
    return dossier_of(kept(draw, said), kept(draw, covered))


@st.composite
def timelines(
    draw: st.DrawFn, kind: FactKind, *, first: date = FIRST_DAY, max_length: int = 5, speakers: Sequence[str] = SPEAKERS
) -> list[Claim]:
    """Return a strategy of what is said of one series over time, in the order in which it became known.

    Each step tells something new, corrects what its speaker said before (the same day of the fact, other values, known later) or
    withdraws it (`denied`). The facts of a status move forward in time; an event has one day, which may be corrected.

    Args:
        kind: The kind of the series.
        first: The first day on which anything is known.
        max_length: The greatest number of claims.
        speakers: Who may speak.

    Example:
        >>> from hypothesis import find
        >>> from sanctions_engine import load_pack
        >>> kind = load_pack("un/dprk").kinds["MissionStaff"]
        >>> told = find(timelines(kind), lambda one: any(claim.denied for claim in one))
        >>> [claim.denied for claim in told], told[0].known.low <= told[1].known.low
        ([False, True], True)
    """
    dated = kind.dated
    if dated is None:
        raise ValueError(f"`{kind.name}` has no day")
    identity = {name: draw(field_values(kind.fields[name], imprecise=False)) for name in kind.identity}
    day = known = first
    told: list[Claim] = []
    for _ in range(draw(st.integers(1, max_length))):
        step = draw(st.sampled_from(("new", "correction", "withdrawal"))) if told else "new"
        known += timedelta(days=draw(st.sampled_from((1, 30, 400))))
        if step == "withdrawal":
            last = draw(st.sampled_from(told))
            told.append(last.model_copy(update={"known": DateRange.of(known), "denied": True}))
            continue
        if step == "new" and kind.nature is Nature.STATUS:
            day = min(known, day + timedelta(days=draw(st.sampled_from((0, 1, 30, 400)))))
        fields = {**identity, **_others(draw, kind)}
        fields[dated] = identity.get(dated, DateRange.of(day))
        by = draw(st.sampled_from(speakers)) if step == "new" else told[-1].by
        told.append(Claim(fact=kind.name, fields=fields, by=by, source=SOURCE, known=DateRange.of(known)))
    return told


def _others(draw: st.DrawFn, kind: FactKind) -> dict[str, FieldValue]:
    """Draw the fields that say nothing of which series it is."""
    found: dict[str, FieldValue] = {}
    for name, declared in kind.fields.items():
        if name not in kind.identity and name != kind.dated and (not declared.optional or draw(_EITHER)):
            found[name] = draw(field_values(declared))
    return found


@st.composite
def blurred(draw: st.DrawFn, claim: Claim, kind: FactKind) -> Claim:
    """Return a strategy of a claim that says less than another: a field left out that may be, a day or number made an interval.

    Example:
        >>> from hypothesis import find
        >>> from sanctions_engine import load_pack
        >>> kind = load_pack("un/dprk").kinds["MissionStaff"]
        >>> exact = find(claims([kind], imprecise=False), lambda one: True)
        >>> find(blurred(exact, kind), lambda one: not one.fields["count"].is_exact).fields["count"].low
        0
    """
    fields = dict(claim.fields)
    name = draw(st.sampled_from([name for name in fields if name not in kind.identity] or list(fields)))
    value = fields[name]
    if name in kind.identity:
        return claim
    if kind.fields[name].optional and draw(_EITHER):
        del fields[name]
    elif isinstance(value, NumberRange) and value.is_exact:
        assert value.low is not None
        fields[name] = NumberRange(value.low, value.low + draw(st.sampled_from((1, 10, 1000))))
        bounds = kind.fields[name].bounds
        if bounds is not None and bounds.high is not None:
            fields[name] = NumberRange(value.low, bounds.high)
    elif isinstance(value, DateRange) and value.is_exact:
        assert value.low is not None
        fields[name] = DateRange(value.low, value.low + timedelta(days=draw(st.sampled_from((1, 30)))))
    return claim.model_copy(update={"fields": fields})
