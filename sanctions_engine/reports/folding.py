"""Which findings say the same: the two sides of one ban on one record, one rule on several records, what is only open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sanctions_engine.models.findings import Finding
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.reports.grouping import is_made_up

ALIKE = 3
"""So many records under one rule, with the same reason, are told together."""

Key = tuple[object, ...] | None
"""What findings that are told together share; None for one that is told by itself."""

OPEN = frozenset({Verdict.UNDETERMINED, Verdict.PENDING})


def is_disputed(finding: Finding) -> bool:
    """Whether somebody says otherwise, or gives a reason: that is told of each finding by itself."""
    return bool(finding.contested or finding.pleas or finding.assessments or finding.error)


def is_open(finding: Finding) -> bool:
    """Whether a finding only says that it is not known, or not due yet, and nobody disputes it."""
    return finding.verdict in OPEN and not is_disputed(finding)


def folded(groups: Iterable[list[Finding]]) -> list[list[Finding]]:
    """Return groups with those joined that say the same: first the sides of a ban on one record, then records under the same rules."""
    return _joined(_joined([list(one) for one in groups], _side, 2), _reason, ALIKE)


def by_rule(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Return findings in groups of one rule and verdict, in order; rows of a table that are open on the same subjects are one."""
    found: dict[tuple[object, ...], list[Finding]] = {}
    for one in findings:
        found.setdefault((one.rule, one.verdict, is_made_up(one)), []).append(one)
    return _joined(list(found.values()), _table, 2)


def rules_of(group: Iterable[Finding]) -> list[str]:
    """Return the ids of the rules of a group, each once."""
    return list(dict.fromkeys(one.rule for one in group))


def names_of_bearers(group: Iterable[Finding]) -> list[str]:
    """Return who is bound, each once, where that is not the subject itself."""
    told = (one.bearer for one in group if one.bearer and one.bearer != one.subject)
    return ["all States" if one == "all" else one for one in dict.fromkeys(told)]


def fullest(group: Sequence[Finding]) -> Finding:
    """Return the finding of a group whose proof names the most claims, and of those with the most steps that read claims."""
    return max(group, key=lambda one: (len(one.claims), sum(1 for step in one.because.steps() if step.claims)))


def _joined(groups: list[list[Finding]], key_of: Callable[[list[Finding]], Key], fewest: int) -> list[list[Finding]]:
    alike: dict[tuple[object, ...], list[list[Finding]]] = {}
    order: list[list[list[Finding]]] = []
    for group in groups:
        key = key_of(group)
        if key is not None and key in alike:
            alike[key].append(group)
            continue
        own = [group]
        order.append(own)
        if key is not None:
            alike[key] = own
    found: list[list[Finding]] = []
    for own in order:
        found += [[one for group in own for one in group]] if len(own) >= fewest else own
    return found


def table_of(group: Iterable[Finding]) -> str | None:
    """Return the decision table that all rules of a group are rows of; None where there is no such table."""
    tables = {rule.partition("/")[0] if "/" in rule else None for rule in rules_of(group)}
    return tables.pop() if len(tables) == 1 else None


def _table(group: Sequence[Finding]) -> Key:
    """Return what rows of one table share that come to the same on the same subjects and days."""
    table, first = table_of(group), group[0]
    days = tuple((one.subject, str(one.due), str(one.on or one.on_between)) for one in group)
    return None if table is None else (table, first.verdict, first.binding, is_made_up(first), days)


def _side(group: Sequence[Finding]) -> Key:
    """Return what the two sides of a ban on one record share: all but the rule, its title and who is bound."""
    first = group[0]
    is_shared = first.bearer in (None, "all")
    if len(group) > 1 or first.modality is not Modality.PROHIBITION or is_shared or is_disputed(first):
        return None
    return first.subject_kind, first.subject, first.on or first.on_between, *_common(first)


def _reason(group: Sequence[Finding]) -> Key:
    """Return what several records share of which the same rules say the same."""
    first = group[0]
    subjects = {one.subject for one in group}
    if len(subjects) > 1 or any(is_disputed(one) or one.shows for one in group) or first.verdict in OPEN:
        return None
    return tuple(rules_of(group)), *_common(first), first.due, first.days_overdue, first.days_overdue_most


def _common(one: Finding) -> tuple[object, ...]:
    exceptions = tuple((each.id, each.holds, each.note) for each in one.exceptions)
    reason = (one.because.note, one.text_in_force, one.exception, one.citation, one.binding)
    missing = tuple((gap.kind, gap.field, gap.why, gap.remedy) for gap in one.missing)
    presumed = tuple((each.text, each.value) for each in one.presumed)
    return one.verdict, is_made_up(one), reason, exceptions, one.rests_on, missing, presumed
