"""What was not known, and what to look for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sanctions_engine.models.claims import Rejected
from sanctions_engine.models.findings import Missing
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.semantics.causes import Cause, Why
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.truth import Truth


def missing(
    judged: Judgement, kinds: Mapping[str, FactKind], as_of: date, suspended: Mapping[str, Rejected]
) -> tuple[Missing, ...]:
    """Return what was not known as things to look for, each once, in order.

    What shows that a duty was done has to be dated by its due day; anything else by the day judged.

    Args:
        judged: The judgement.
        kinds: The fact kinds, by name: one may say that a field follows from others.
        as_of: The day judged.
        suspended: By kind, the row that was set aside because of which a list that is declared complete does not count as such.
    """
    due = judged.due.high if judged.due is not None and judged.due.is_exact else None
    done: set[Cause] = set()
    for step in judged.steps:
        if step.role == "satisfied_when" and isinstance(step.value, Truth):
            done |= step.value.causes
    days = ((cause, due if due is not None and cause in done else as_of) for cause in sorted(judged.causes))
    return tuple(_one(cause, day, kinds.get(cause.kind), suspended) for cause, day in days)


def _one(cause: Cause, day: date, kind: FactKind | None, suspended: Mapping[str, Rejected]) -> Missing:
    remedy = _remedy(cause, day)
    if cause.why is Why.NOT_COVERED and cause.kind in suspended:
        row = suspended[cause.kind]
        remedy = f"mend the row that was set aside ({row.file}:{row.line}): the list is declared complete, and lacks it"
    field = kind.fields.get(cause.field) if kind is not None else None
    if field is not None and field.converts is not None and cause.why is Why.ABSENT:
        remedy += f", or `{field.converts.amount}` with `{field.converts.unit}`"
    return Missing(
        kind=cause.kind,
        series=dict(cause.series),
        field=cause.field or None,
        why=cause.why.value,
        remedy=remedy,
        note=cause.note or None,
    )


def _remedy(cause: Cause, day: date) -> str:
    name = f"`{cause.kind}`" if cause.kind else "the rule"
    of = ", ".join(f"{key} {value}" for key, value in cause.series)
    what = f"{name} ({of})" if of else name
    if cause.field:
        what = f"the field `{cause.field}` of {what}"
    if cause.field.startswith("parameter."):
        what = f"`{cause.field}`"
    match cause.why:
        case Why.ABSENT:
            return f"look for {what}"
        case Why.NOT_COVERED:
            return f"look for {what} dated by {day}, or a source that declares its list complete"
        case Why.IMPRECISE if cause.field.startswith("parameter."):
            return f"look for a claim that says more: the rule itself leaves {what} open"
        case Why.IMPRECISE if cause.note and not cause.kind and not cause.field:
            return cause.note
        case Why.IMPRECISE:
            return f"look for an exact value of {what}" + (f": {cause.note}" if cause.note else "")
        case Why.STALE:
            return f"look for a fresh claim of {what}: those there are too old"
        case Why.CONTRADICTED:
            return f"look for a better graded or later claim of {what}: its sources disagree"
        case Why.AMBIGUOUS_DATE:
            return "say `round` in the rule: a month does not have the day"
        case Why.LATER_THAN_KNOWN_AT:
            return f"{what} became known later than the day asked about"
        case Why.LATER_THAN_AS_OF:
            return f"judge a later day: by {day} what {what} tells of was still to come"
        case Why.DIVISION_BY_ZERO:
            return "a divisor may be zero"
