"""Two sets of findings compared: what changed, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Self

from sanctions_engine.models.findings import (
    Change,
    ClaimUse,
    Comparison,
    Finding,
    Findings,
    PackRef,
    Run,
)
from sanctions_engine.models.verdicts import Verdict

_PERIOD = re.compile(r" (\d{4}-\d\d-\d\d)\.\.\d{4}-\d\d-\d\d$")
_NO_LAW = ("repealed ", "suspended ")
_BUT_FOR_THE_LAW = ("packs", "input_digest", "as_of", "known_at", "perspective", "reading")


def compare(before: Findings, after: Findings) -> Comparison:
    """Return every finding whose verdict, due day or being contested differs, or that is in one set alone, with the reasons.

    The two sets may differ in the day, in what was known, in the law assumed, in the packs or in the evidence.

    Raises:
        TypeError: If something else than findings is given.

    Example: `compare(evaluate(pack, dossier, as_of=day), evaluate(pack, dossier, as_of=day, assume=["draft-2019-12-16"]))`
    """
    one, other = _Side.of("before", before), _Side.of("after", after)
    changes, unchanged = [], 0
    for key in sorted(one.findings.keys() | other.findings.keys()):
        left, right = one.findings.get(key), other.findings.get(key)
        if left is not None and right is not None and _same(left, right):
            unchanged += 1
            continue
        changes.append(
            Change(
                rule=key[0],
                subject=key[1],
                before=left.verdict if left else _without_finding(key[0], one.run, other.run),
                after=right.verdict if right else _without_finding(key[0], other.run, one.run),
                why=tuple(dict.fromkeys(_why(key[0], left, right, one, other))),
                invented=any(side.is_made_up for side in (left, right) if side is not None),
            )
        )
    return Comparison(before=before.run, after=after.run, changes=tuple(changes), unchanged=unchanged)


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two sets, with its findings by rule, subject, kind of the subject, and number among those alike."""

    run: Run
    findings: dict[tuple[str, str, str, int], Finding]
    rules: frozenset[str]

    @classmethod
    def of(cls, name: str, given: Findings) -> Self:
        if not isinstance(given, Findings):
            raise TypeError(f"`{name}` is {given!r}, not the findings of `evaluate`")
        found: dict[tuple[str, str, str, int], Finding] = {}
        for one in given.findings:
            key = one.rule, one.subject, one.subject_kind
            number = next(number for number in count() if (*key, number) not in found)
            found[(*key, number)] = one
        return cls(given.run, found, frozenset(one.rule for one in given.findings))


def _same(left: Finding, right: Finding) -> bool:
    return (left.verdict, left.due, left.contested, left.worst, left.exception) == (
        right.verdict, right.due, right.contested, right.worst, right.exception,
    )  # fmt: skip


def _without_finding(rule: str, run: Run, other: Run) -> Verdict | None:
    """Return what a run says of a subject on which it has no finding: an event is not told of under a rule that is no law.

    That is sure only where the two runs differ in nothing but the law.
    """
    law = run.law.get(rule, "")
    repealed = law != other.law.get(rule) and law.startswith(_NO_LAW)
    alike = {one: getattr(run, one) == getattr(other, one) for one in _BUT_FOR_THE_LAW}
    return Verdict.NOT_IN_FORCE if repealed and all(alike.values()) else None


def _began(finding: Finding, other: Run) -> str | None:
    """Return why a run cannot have had a finding: its record was of a later day, or nobody knew of it."""
    period = _PERIOD.search(finding.subject)
    if period is not None:
        return f"time: the period begins on {period[1]}" if date.fromisoformat(period[1]) > other.as_of else None
    own = _claims_of_subject(finding)
    days = [one.at.low for one in own if one.at is not None and one.at.low is not None]
    if days and min(days) > other.as_of:
        return f"time: the record is of {own[0].at if len(own) == 1 else min(days)}"
    if own and other.known_at is not None and all(_later(one, other.known_at) for one in own):
        return f"known: nobody had said it by {other.known_at}"
    return None


def _claims_of_subject(finding: Finding) -> list[ClaimUse]:
    """Return the claims that tell of the subject's own record; of a group those of its records."""
    claims = [one for one in finding.claims if one.fact == finding.subject_kind]
    parts = [part for part in finding.subject.split("/") if part]
    own = [one for one in claims if all(part in one.says for part in parts)]
    return own or claims


def _later(claim: ClaimUse, day: date) -> bool:
    return claim.known.high is None or claim.known.high > day


def _why(rule: str, left: Finding | None, right: Finding | None, before: _Side, after: _Side) -> Iterator[str]:
    """Yield the reasons of a change; where none is seen, what the two runs asked differently."""
    alone = left or right
    if alone is not None and (left is None or right is None):
        began = _began(alone, before.run if left is None else after.run)
        if began is not None:
            yield began
            yield from _law(rule, left, right, before.run, after.run) if _not_judged(alone) else ()
            return
    told = list(_law(rule, left, right, before.run, after.run))
    if told and (_not_judged(left) or _not_judged(right)):
        yield from told  # without a text in force there is nothing else to compare
        return
    told += _packs(rule, left, right, before, after)
    if left is not None and right is not None:
        told += [*_due(left, right), *_claims(left, right)]
    told += _asked(left, right, before.run, after.run)
    if left is not None and right is not None:
        told += _details(left, right)
    yield from told or _otherwise(left, right, before.run, after.run)


def _not_judged(finding: Finding | None) -> bool:
    return finding is None or finding.verdict is Verdict.NOT_IN_FORCE


def _law(rule: str, left: Finding | None, right: Finding | None, before: Run, after: Run) -> Iterator[str]:
    """Yield what became of the rule's text; of a quiet event, which has no finding, the run tells it."""
    if left is not None and right is not None:
        if left.text_in_force != right.text_in_force:
            yield f"law: {right.text_in_force or 'in force as adopted'}"
        return
    was, now = before.law.get(rule), after.law.get(rule)
    if was != now:
        yield f"law: {now}" if now else f"law: no longer {was}"


def _packs(rule: str, left: Finding | None, right: Finding | None, before: _Side, after: _Side) -> Iterator[str]:
    if left is not None and right is not None:
        if left.pack != right.pack:
            yield f"pack: {_pack(left.pack)} became {_pack(right.pack)}"
    elif before.run.packs != after.run.packs and rule not in (before.rules & after.rules):
        yield f"packs: {_listed(before.run)} became {_listed(after.run)}"


def _pack(pack: PackRef) -> str:
    return f"{pack.name} {pack.version} ({pack.digest[:12]})"


def _listed(run: Run) -> str:
    return ", ".join(_pack(one) for one in run.packs) or "none"


def _due(left: Finding, right: Finding) -> Iterator[str]:
    if left.due != right.due:
        yield f"due day: {left.due or 'none'} became {right.due or 'none'}"
        return
    last = right.due.high if right.due is not None else None
    if last is not None and left.as_of <= last < right.as_of:
        yield f"time: the due day {right.due} passed"
    elif last is not None and right.as_of <= last < left.as_of:
        yield f"time: the due day {right.due} had not passed"


def _claims(left: Finding, right: Finding) -> Iterator[str]:
    had = {claim.id: claim for claim in left.claims}
    has = {claim.id: claim for claim in right.claims}
    for id in sorted(has.keys() - had.keys()):
        yield f"evidence: now read: {_claim(has[id])}"
    for id in sorted(had.keys() - has.keys()):
        yield f"evidence: no longer read: {_claim(had[id])}"


def _claim(claim: ClaimUse) -> str:
    return f"{claim.says} ({claim.by}, {claim.source})"


def _asked(left: Finding | None, right: Finding | None, before: Run, after: Run) -> Iterator[str]:
    """Yield what was asked differently and can make the difference."""
    alone = left is None or right is None
    read = None if left is None or right is None else left.claims == right.claims
    if before.known_at != after.known_at and read is not True:
        yield f"known: up to {before.known_at or 'any day'} became up to {after.known_at or 'any day'}"
    elif before.input_digest != after.input_digest and alone:
        yield "evidence: the two sets read other dossiers"
    if before.perspective != after.perspective:
        yield f"perspective: {before.perspective or 'record'} became {after.perspective or 'record'}"
    if before.reading != after.reading:
        yield f"reading: {before.reading or 'default'} became {after.reading or 'default'}"


def _details(left: Finding, right: Finding) -> Iterator[str]:
    if left.exception != right.exception:
        yield f"exception: {left.exception or 'none'} became {right.exception or 'none'}"
    if left.contested != right.contested:
        yield "contested: " + ("the verdicts now differ" if right.contested else "the verdicts no longer differ")
    if left.error != right.error:
        yield f"error: {right.error}" if right.error else "error: the rule can be evaluated now"


def _otherwise(left: Finding | None, right: Finding | None, before: Run, after: Run) -> Iterator[str]:
    """Yield how the two runs differ at all, where nothing in the findings themselves tells it."""
    if before.assumed != after.assumed:
        named = sorted(before.assumed.items() ^ after.assumed.items())
        yield "law: " + ", ".join(f"{name} assumed adopted on {day}" for name, day in named)
    if before.known_at != after.known_at:
        yield f"known: up to {before.known_at or 'any day'} became up to {after.known_at or 'any day'}"
    if before.input_digest != after.input_digest:
        yield "evidence: the two sets read other dossiers"
    if before.as_of != after.as_of:
        yield f"time: {before.as_of} became {after.as_of}"
    if (before.engine, before.engine_version) != (after.engine, after.engine_version):
        yield f"engine: {before.engine} {before.engine_version} became {after.engine} {after.engine_version}"
    if left is None or right is None:
        yield "the subject is in one of the two sets alone"
