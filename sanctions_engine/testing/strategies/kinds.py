"""Strategies for fact kinds, and for evidence of kinds that nobody has declared yet."""

from __future__ import annotations

from hypothesis import strategies as st

from sanctions_engine.models.claims import Assessment, Claim, Coverage, Dossier, Plea
from sanctions_engine.models.kinds import FactKind, FieldKind, FieldType, Nature
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.reference import Question
from sanctions_engine.testing.strategies.evidence import SOURCE, SPEAKERS, claims, coverages, dossiers
from sanctions_engine.testing.strategies.values import date_ranges, days, state_codes

_NAMES = ("id", "state", "amount", "kind", "flag", "note", "ended")
_KINDS = (FieldKind.TEXT, FieldKind.STATE, FieldKind.INT, FieldKind.BOOL, FieldKind.DECIMAL, FieldKind.DATE)


def field_types() -> st.SearchStrategy[FieldType]:
    """Return a strategy of the types that a field can have: with bounds, a list of words, optional or not.

    Example:
        >>> from hypothesis import find
        >>> find(field_types(), lambda one: bool(one.one_of)).one_of
        ('a', 'b')
    """
    return st.builds(_field_type, st.sampled_from(_KINDS), st.booleans(), st.booleans())


def _field_type(kind: FieldKind, optional: bool, limited: bool) -> FieldType:
    is_number = kind in (FieldKind.INT, FieldKind.DECIMAL)
    return FieldType(
        kind=kind,
        optional=optional,
        bounds=NumberRange(0, None) if limited and is_number else None,
        one_of=("a", "b") if limited and kind is FieldKind.TEXT else (),
    )


@st.composite
def kinds(draw: st.DrawFn) -> FactKind:
    """Return a strategy of fact kinds: an event or a status, dated, with one field or two that make a series.

    Example:
        >>> from hypothesis import find
        >>> kind = find(kinds(), lambda one: one.nature == "status")
        >>> kind.name, kind.identity, sorted(kind.fields)
        ('Record', ('id',), ['date', 'id'])
    """
    fields = {"id": FieldType(kind=FieldKind.TEXT)}
    for name in draw(st.lists(st.sampled_from(_NAMES[1:]), unique=True, max_size=4)):
        fields[name] = draw(field_types())
    fields["date"] = FieldType(kind=FieldKind.DATE)
    more = draw(st.sampled_from(((), *((name,) for name in fields if name not in ("id", "date")))))
    return FactKind(
        name=draw(st.sampled_from(("Record", "Other"))),
        nature=draw(st.sampled_from((Nature.EVENT, Nature.STATUS))),
        dated="date",
        identity=("id", *more),
        fields=fields,
    )


def any_claims() -> st.SearchStrategy[Claim]:
    """Return a strategy of claims of any kind, one that no pack declares included."""
    return kinds().flatmap(lambda kind: claims([kind]))


def any_coverages() -> st.SearchStrategy[Coverage]:
    """Return a strategy of declarations of completeness about any kind."""
    return kinds().flatmap(lambda kind: coverages([kind]))


def any_dossiers() -> st.SearchStrategy[Dossier]:
    """Return a strategy of dossiers about one kind or two, which no pack need declare."""
    return st.lists(kinds(), min_size=1, max_size=2, unique_by=lambda kind: kind.name).flatmap(dossiers)


def pleas() -> st.SearchStrategy[Plea]:
    """Return a strategy of reasons that a State gives for not complying.

    Example:
        >>> from hypothesis import find
        >>> find(pleas(), lambda one: True).by
        'RUS'
    """
    return st.builds(
        Plea,
        by=state_codes(),
        rule=st.sampled_from(("rule", "other-rule")),
        ground=st.sampled_from(("objective difficulties", "force majeure")),
        on=st.none() | date_ranges(),
        words=st.none(),
        source=st.just(SOURCE),
        known=date_ranges(imprecise=False),
        place=st.none(),
    )


def assessments() -> st.SearchStrategy[Assessment]:
    """Return a strategy of what others concluded of a State.

    Example:
        >>> from hypothesis import find
        >>> find(assessments(), lambda one: one.says != "violated").says
        'fulfilled_late'
    """
    verdicts = [one.value for one in Verdict if one is not Verdict.ERROR]
    return st.builds(
        Assessment,
        by=st.sampled_from(SPEAKERS),
        rule=st.sampled_from(("rule", "other-rule")),
        subject=state_codes(),
        says=st.sampled_from(verdicts),
        on=st.none() | date_ranges(),
        words=st.none(),
        source=st.just(SOURCE),
        known=date_ranges(imprecise=False),
        place=st.none(),
    )


def questions() -> st.SearchStrategy[Question]:
    """Return a strategy of questions about all rules: a day judged, with or without a day up to which claims were known.

    Example:
        >>> from hypothesis import find
        >>> find(questions(), lambda one: one.perspective is not None).perspective
        'press'
    """
    return st.builds(
        Question,
        as_of=days(),
        known_at=st.none() | days(),
        perspective=st.none() | st.sampled_from(SPEAKERS),
        reading=st.just("default"),
        rules=st.just(()),
        subjects=st.just(()),
        all_states=st.just(False),
    )
