"""Why an exception is neither shown nor shown not to be: its law, or a record that somebody told of and that is not clear."""

from __future__ import annotations

from sanctions_engine.findings.wording import value_in_words
from sanctions_engine.models.norms import Burden
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.semantics.causes import Why
from sanctions_engine.semantics.judgement import Considered


def doubt_of(one: Considered) -> str | None:
    """Return why it is open whether an exemption counts, where that is for its law and not for the evidence."""
    if not one.law_in_doubt or one.step is None:
        return None
    days = value_in_words(one.step.env.law_day) if one.step.env.law_day is not None else "the day that counts"
    return f"whether it holds depends on its day, and that is {days}"


_OPEN = {Why.ABSENT: "not given", Why.IMPRECISE: "not exact", Why.CONTRADICTED: "disputed"}


def may_be_one(one: Considered, subject: Subject) -> str | None:
    """Return which records may show an exception or exemption that is not shown, and what of them leaves that open.

    Somebody told of them, so whoever has to show the exception may only have to be clearer.
    """
    told: dict[str, dict[str, None]] = {}
    for cause in sorted(one.holds.causes) if one.holds.is_unknown else ():
        if cause.series and cause.field and cause.why in _OPEN and (cause.kind, cause.series) != _named(subject):
            named = ", ".join(f"{name} {text}" for name, text in cause.series)
            told.setdefault(f"`{cause.kind}` ({named})", {})[f"its `{cause.field}` is {_OPEN[cause.why]}"] = None
    if not told:
        return None
    stands = "not shown; the bearer has to show it" if one.burden is Burden.BEARER else "not known whether it holds"
    return "; ".join([stands, *(f"{what} may show it, but {' and '.join(why)}" for what, why in told.items())])


def _named(subject: Subject) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return a subject as causes name its series."""
    return subject.kind, tuple((name, text) for name, text in zip(subject.names, subject.key, strict=True) if text)
