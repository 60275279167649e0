"""Two sets of findings compared: what changed, and why."""

from __future__ import annotations

from collections.abc import Iterable

from sanctions_engine.models.findings import Change, Comparison, Finding, Findings, Run
from sanctions_engine.models.verdicts import Verdict


def compare(before: Findings, after: Findings) -> Comparison:
    """Return every finding whose verdict, due day or being contested differs, or that is in one set alone, with the reasons.

    The two sets may differ in the day, in what was known, in the law assumed, in the packs or in the evidence.

    Example: `compare(evaluate(pack, dossier, as_of=day), evaluate(pack, dossier, as_of=day, assume=["draft-2019-12-16"]))`
    """
    one = {(finding.rule, finding.subject): finding for finding in before.findings}
    other = {(finding.rule, finding.subject): finding for finding in after.findings}
    changes, unchanged = [], 0
    for key in sorted(one.keys() | other.keys()):
        left, right = one.get(key), other.get(key)
        if left is not None and right is not None and _same(left, right):
            unchanged += 1
            continue
        changes.append(
            Change(
                rule=key[0],
                subject=key[1],
                before=left.verdict if left else None,
                after=right.verdict if right else None,
                why=tuple(_why(key[0], left, right, before.run, after.run)),
            )
        )
    return Comparison(before=before.run, after=after.run, changes=tuple(changes), unchanged=unchanged)


def _same(left: Finding, right: Finding) -> bool:
    return (left.verdict, left.due, left.contested, left.worst, left.exception) == (
        right.verdict, right.due, right.contested, right.worst, right.exception,
    )  # fmt: skip


def _why(rule: str, left: Finding | None, right: Finding | None, before: Run, after: Run) -> Iterable[str]:
    law = list(_law(rule, left, right, before, after))
    if law and (_not_judged(left) or _not_judged(right)):
        return law  # without a text in force there is nothing else to compare
    told = [
        *law,
        *_packs(left, right, before, after),
        *_due(left, right),
        *_evidence(left, right, before, after),
        *_details(left, right),
    ]
    if not told:
        told = ["the subject is in one of the two sets alone" if left is None or right is None else "the day judged"]
    return dict.fromkeys(told)


def _not_judged(finding: Finding | None) -> bool:
    return finding is None or finding.verdict is Verdict.NOT_IN_FORCE


def _law(rule: str, left: Finding | None, right: Finding | None, before: Run, after: Run) -> Iterable[str]:
    was, now = before.law.get(rule), after.law.get(rule)
    if was != now:
        yield f"law: {now}" if now else f"law: no longer {was}"
    elif left and right and left.text_in_force != right.text_in_force:
        yield f"law: {right.text_in_force or 'in force as adopted'}"


def _packs(left: Finding | None, right: Finding | None, before: Run, after: Run) -> Iterable[str]:
    if left and right and left.pack != right.pack:
        yield f"pack: {left.pack.name} {left.pack.version} became {right.pack.version}"
    elif (left is None or right is None) and before.packs != after.packs:
        yield "packs: the rule is in one of the two sets of packs alone"


def _due(left: Finding | None, right: Finding | None) -> Iterable[str]:
    if left is None or right is None:
        return
    if left.due != right.due:
        yield f"due day: {left.due or 'none'} became {right.due or 'none'}"
    elif right.due is not None and right.due.high is not None and left.as_of <= right.due.high < right.as_of:
        yield f"time: the due day {right.due} passed"
    elif right.due is not None and right.due.high is not None and right.as_of <= right.due.high < left.as_of:
        yield f"time: the due day {right.due} had not passed"


def _evidence(left: Finding | None, right: Finding | None, before: Run, after: Run) -> Iterable[str]:
    had = {claim.id: claim for claim in left.claims} if left else {}
    has = {claim.id: claim for claim in right.claims} if right else {}
    if left and right:
        for id in sorted(has.keys() - had.keys()):
            yield f"evidence: now read: {has[id].says} ({has[id].by}, {has[id].source})"
        for id in sorted(had.keys() - has.keys()):
            yield f"evidence: no longer read: {had[id].says} ({had[id].by}, {had[id].source})"
    if before.known_at != after.known_at and (left is None or right is None or had.keys() != has.keys()):
        yield f"known: up to {before.known_at or 'any day'} became up to {after.known_at or 'any day'}"
    elif before.input_digest != after.input_digest and (left is None or right is None):
        yield "evidence: the two sets read other dossiers"
    if before.perspective != after.perspective:
        yield f"perspective: {before.perspective or 'record'} became {after.perspective or 'record'}"
    if before.reading != after.reading:
        yield f"reading: {before.reading or 'default'} became {after.reading or 'default'}"


def _details(left: Finding | None, right: Finding | None) -> Iterable[str]:
    if left is None or right is None:
        return
    if left.exception != right.exception:
        yield f"exception: {left.exception or 'none'} became {right.exception or 'none'}"
    if left.contested != right.contested:
        yield "contested: " + ("the verdicts now differ" if right.contested else "the verdicts no longer differ")
