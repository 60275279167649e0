"""Which findings a report tells, in which order, and which it tells together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from sanctions_engine.models.findings import Finding
from sanctions_engine.models.norms import Binding, RuleSeverity
from sanctions_engine.models.verdicts import BY_GRAVITY, Verdict

QUIET = frozenset({Verdict.NOT_IN_FORCE, Verdict.NOT_APPLICABLE, Verdict.CLEAR, Verdict.CLEAN})
"""Verdicts that are only counted, unless somebody disputes them, asks for the subject, or nothing else was found."""

_NO_BREACH = frozenset({Verdict.FULFILLED, Verdict.PENDING, Verdict.EXEMPT})

FEW = 5
TOGETHER = 2
"""So many findings without any evidence, alike but for subject and period, are told together."""

_PERIOD = re.compile(r" \d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$")
_RANK = {verdict: index for index, verdict in enumerate(BY_GRAVITY)}
_WEIGHT = {severity: -index for index, severity in enumerate(RuleSeverity)}


def is_quiet(finding: Finding) -> bool:
    """Whether a finding is only counted: nothing is asked of its subject, and nobody says otherwise."""
    return finding.verdict in QUIET and not (finding.contested or finding.pleas or finding.assessments)


def is_made_up(finding: Finding) -> bool:
    """Whether a finding rests on evidence that was made up."""
    return finding.is_made_up


def shown(findings: Sequence[Finding], *, everything: bool) -> list[Finding]:
    """Return the findings to tell, most severe first; those on made-up evidence come after all others."""
    loud = [finding for finding in findings if everything or not is_quiet(finding)]
    if not loud and len(findings) <= FEW:
        loud = list(findings)
    return sorted(loud, key=_order)


def _order(one: Finding) -> tuple[bool, int, bool, int]:
    return is_made_up(one), _RANK[one.verdict], one.binding is Binding.HORTATORY, _WEIGHT[one.severity]


def in_order(groups: Iterable[list[Finding]]) -> list[list[Finding]]:
    """Return groups, the most severe first; those on made-up evidence come after all others."""
    return sorted(groups, key=lambda group: _order(group[0]))


def groups(findings: Iterable[Finding], *, apart: bool) -> list[list[Finding]]:
    """Return the findings in order; those of one rule that rest on no evidence at all stand together.

    So do many of one rule for which the same field is stated nowhere.

    Args:
        apart: Tell every finding by itself.
    """
    alike: dict[tuple[object, ...], list[Finding]] = {}
    found: list[list[Finding]] = []
    for finding in findings:
        key = _alike(finding)
        if apart or key is None:
            found.append([finding])
        elif key in alike:
            alike[key].append(finding)
        else:
            alike[key] = [finding]
            found.append(alike[key])
    split = ([group] if len(group) >= _fewest(group) else [[one] for one in group] for group in found)
    return list(chain.from_iterable(split))


def _alike(finding: Finding) -> tuple[object, ...] | None:
    """Return what findings that are told together share: no evidence at all, or the same field that nobody states."""
    if is_bare(finding):
        return (finding.rule, finding.verdict) if finding.verdict in (Verdict.UNDETERMINED, Verdict.PENDING) else None
    disputed = finding.pleas or finding.assessments or finding.contested
    fields = {(one.kind, one.field, one.why) for one in finding.missing}
    if (
        disputed
        or finding.verdict is not Verdict.UNDETERMINED
        or not fields
        or any(not field for _, field, _ in fields)
    ):
        return None
    return finding.rule, is_made_up(finding), frozenset(fields)


def _fewest(group: Sequence[Finding]) -> int:
    return TOGETHER if all(is_bare(one) for one in group) else FEW


def without_evidence(found: Sequence[list[Finding]]) -> list[list[Finding]]:
    """Return the groups of findings that only say that no claim speaks of them, where they are too many to tell one by one."""
    silent = [group for group in found if all(is_bare(one) for one in group)]
    silent = [group for group in silent if group[0].verdict is Verdict.UNDETERMINED]
    return silent if len(silent) > FEW else []


def is_bare(finding: Finding) -> bool:
    """Whether nothing at all speaks of a finding: no claim, no plea, no assessment."""
    return not (finding.claims or finding.pleas or finding.assessments or finding.contested)


def bearers_of(group: Iterable[Finding]) -> list[str]:
    """Return the subjects of findings, each once, without the periods of recurring duties."""
    return list(dict.fromkeys(_PERIOD.sub("", one.subject) for one in group))


def number_of_periods(group: Iterable[Finding]) -> int:
    """Return for how many periods of a recurring duty findings are; 0 where there is none."""
    return len({found.group() for one in group if (found := _PERIOD.search(one.subject))})


def may_not_apply(finding: Finding) -> bool:
    """Whether a finding that claims no breach rests on a norm of which it is not known whether it applies."""
    if finding.verdict not in _NO_BREACH:
        return False
    return any(step.role in ("where", "applies_when") and step.value == "unknown" for step in finding.because.parts)
