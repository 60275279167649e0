"""Lists what changed when in the law: from the texts that each rule has over time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.language.rules import Change, Rule
from sanctions_engine.models.instruments import Citation
from sanctions_engine.models.law_histories import LawChange, LawHistory, LawStep
from sanctions_engine.semantics.law import Law, Text

_GONE = {
    "ended": LawStep.ENDS,
    "repealed": LawStep.REPEALED,
    "suspended": LawStep.SUSPENDED,
    "no parameter": LawStep.ENDS,
}
_ORDER = list(LawStep)


def law_history(law: Law, since: date | None = None, until: date | None = None) -> LawHistory:
    """Return everything that begins, changes or ends between two days (both included), in order.

    Args:
        law: The packs, with what a scenario assumes.
        since: First day; None for the beginning.
        until: Last day; None for no end.

    Raises:
        BadQuestion: If the first day is after the last (SE507).
    """
    if since is not None and until is not None and since > until:
        message = f"the first day, {since}, is after the last, {until}"
        raise BadQuestion([Problem(Code.SE507, message, help="give an earlier first day, or a later last one")])
    found = [change for rule in law.rules.values() for change in _of_rule(law, rule)]
    kept = [one for one in found if (since is None or since <= one.day) and (until is None or one.day <= until)]
    kept.sort(key=lambda one: (one.day, _ORDER.index(one.step), one.rule, one.fields))
    return LawHistory(
        packs=tuple(pack.ref for pack in law.packs), assumed=law.assumed, since=since, until=until, changes=tuple(kept)
    )


def _of_rule(law: Law, rule: Rule) -> Iterator[LawChange]:
    if law.adopted(rule.instrument) is None:  # a draft that nobody assumes adopted
        return
    before: Text | None = None
    for text in law.texts(rule.id):
        if text.since is not None and (before is not None or text.rule is not None):
            yield from _at(law, rule, before, text)
        if text.rule is not None:
            yield from _values(law, text)
        before = text


def _at(law: Law, rule: Rule, before: Text | None, text: Text) -> Iterator[LawChange]:
    """Yield what makes one text follow on another."""
    assert text.since is not None
    was = before.rule if before is not None else None
    if text.rule is None:
        never_began = text.why == "repealed" and before is not None and before.why == "before"
        if text.why in _GONE and (was is not None or never_began):
            change = text.changes[0] if text.why in ("repealed", "suspended") else None
            yield _change(law, text.since, _GONE[text.why], was or rule, change)
        return
    if was is None:
        step = LawStep.RESUMES if before is not None and before.why not in ("before", "") else LawStep.BEGINS
        yield _change(law, text.since, step, text.rule, None, by=rule.norm.citation)
        before_changes: tuple[Change, ...] = () if step is LawStep.BEGINS else text.changes
    else:
        before_changes = before.changes if before is not None else ()
    for change in text.changes:
        if not any(change is one for one in before_changes):
            yield _change(law, text.since, LawStep.AMENDED, text.rule, change, fields=_fields(change, rule.id))
    for change in before_changes:
        if not any(change is one for one in text.changes):
            fields = _fields(change, rule.id)
            yield _change(law, text.since, LawStep.AMENDMENT_LAPSED, text.rule, change, fields=fields)


def _fields(change: Change, rule: str) -> tuple[str, ...]:
    """Return which parts of a rule an amendment replaces, as the rule file names them."""
    names: list[str] = []
    for name, value in change.overrides.get(rule, {}).items():
        names += list(value) if name == "norm" and isinstance(value, dict) else [name]
    return tuple(dict.fromkeys(names))


def _values(law: Law, text: Text) -> Iterator[LawChange]:
    """Yield the new values of parameters while a text is in force; the value that it begins with is no change."""
    assert text.rule is not None
    for parameter in text.rule.parameters.values():
        for value in parameter.values:
            day = value.since
            if day is None or (text.since is not None and day <= text.since) or not text.covers(day):
                continue
            yield _change(
                law,
                day,
                LawStep.NEW_VALUE,
                text.rule,
                None,
                by=value.citation,
                fields=(parameter.name,),
                value=str(value.value),
                what=value.source or None,
            )


def _change(
    law: Law,
    day: date,
    step: LawStep,
    rule: Rule,
    change: Change | None,
    *,
    by: Citation | None = None,
    fields: tuple[str, ...] = (),
    value: str | None = None,
    what: str | None = None,
) -> LawChange:
    instrument = change.instrument if change is not None else rule.instrument
    return LawChange(
        day=day,
        step=step,
        rule=rule.id,
        modality=rule.modality,
        title=rule.norm.title,
        what=change.title if change is not None else what,
        by=change.citation if change is not None else by,
        fields=fields,
        value=value,
        assumed=instrument.id in law.assumed,
    )
