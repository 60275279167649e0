"""The run block: what was asked, of which rules, on which evidence."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.findings.left_aside import Counted, left_aside
from sanctions_engine.findings.wording import law_in_words
from sanctions_engine.models.base import Model
from sanctions_engine.models.claims import Claim, Dossier, Rejected
from sanctions_engine.models.findings import Answered, Run
from sanctions_engine.models.norms import Modality
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, rules_asked


def engine_version() -> str:
    """Return the version of this library, `0` where it runs from source without being installed."""
    try:
        return version("sanctions-engine")
    except PackageNotFoundError:
        return "0"


def run_block(
    question: Question,
    law: Law,
    dossier: Dossier,
    engine: str,
    counts: Counter[str],
    subjects: int,
    invented: Mapping[str, int],
    *,
    read: Collection[str] | None = None,
    aside: tuple[Counted, Counted] | None = None,
    answered: Answered | None = None,
) -> Run:
    """Return the run block; it holds no clock reading, so the same inputs give the same bytes.

    Args:
        counts: Number of outcomes by verdict.
        subjects: How many subjects were judged.
        invented: Of the outcomes, the number on made-up evidence by verdict.
        read: The fact kinds that somebody claims; None for those of the claims in the dossier.
        aside: How many claims are left aside, as `left_aside` returns it; None to count those of the dossier.
        answered: How an engine that works in a database answered.
    """
    asked = rules_asked(question, law)
    later, unknown = aside or left_aside(dossier.claims, law.kinds, question.as_of, question.known_at)
    return Run(
        engine=engine,
        engine_version=engine_version(),
        packs=tuple(pack.ref for pack in sorted(law.packs, key=lambda pack: pack.name)),
        inputs=(dossier.path,) if dossier.path else (),
        input_digest=dossier.digest or content_digest(dossier),
        as_of=question.as_of,
        known_at=question.known_at,
        perspective=question.perspective,
        reading=None if question.reading == "default" else question.reading,
        assumed=law.assumed,
        law=_changed_law(question, law),
        rules=len(asked),
        subjects=subjects,
        counts=dict(sorted(counts.items())),
        invented={verdict: number for verdict, number in sorted(invented.items()) if number},
        later_than_as_of=later,
        later_than_known_at=unknown,
        rejected=dossier.rejected,
        set_aside=len(dossier.rejected),
        warnings=(
            *dossier.warnings,
            *_unread_kinds(dossier, read),
            *_drafts_asked(question, law),
            *_drafts_assumed(question, law),
        ),
        answered=answered,
    )


def content_digest(dossier: Dossier) -> str:
    """Return SHA-256 over what a dossier says, for one that was not read from files; order and repetition do not count.

    Example:
        >>> content_digest(Dossier(title="a")) == content_digest(Dossier(title="a", path="b"))
        True
    """
    lists: tuple[Iterable[Model], ...] = (
        dossier.sources.values(),
        dossier.claims,
        dossier.pleas,
        dossier.assessments,
        dossier.coverage,
    )
    digest = hashlib.sha256(dossier.title.encode())
    for items in lists:
        for text in sorted({item.model_dump_json(exclude={"place"}) for item in items}):
            digest.update(text.encode() + b"\n")
        digest.update(b"\n")
    return digest.hexdigest()


def unread_kinds(
    rejected: Iterable[Rejected], claims: Iterable[Claim], read: Collection[str] | None = None
) -> dict[str, int]:
    """Return the fact kinds of which every row was set aside, with the number of rows: nothing can be judged on them.

    Args:
        rejected: The rows that were set aside.
        claims: The claims.
        read: The fact kinds that are claimed; None for those of the claims.

    Example:
        >>> unread_kinds([], [])
        {}
    """
    aside = Counter(one.fact or "claims" for one in rejected if one.fact is not None)
    known = read if read is not None else {claim.fact for claim in claims} if aside else set()
    return {kind: number for kind, number in sorted(aside.items()) if kind not in known}


def _unread_kinds(dossier: Dossier, read: Collection[str] | None) -> Iterable[str]:
    for kind, number in unread_kinds(dossier.rejected, dossier.claims, read).items():
        rows = "its only row" if number == 1 else f"all {number:,} rows"
        yield f"nothing was judged on `{kind}`: {rows} had to be set aside"


def _drafts_asked(question: Question, law: Law) -> Iterable[str]:
    """Tell of rules that are asked for by name and are no law: without a word, no finding would look like good news."""
    for id, rule in sorted(law.rules.items()):
        if rule.modality is Modality.EXEMPTION or law.adopted(rule.instrument) is not None:
            continue
        if question.rules and question.asks_for(id):
            yield f"rule `{id}` is not judged: `{rule.instrument.id}` is a draft, and nothing assumes it adopted"


def _drafts_assumed(question: Question, law: Law) -> Iterable[str]:
    """Tell of drafts that are assumed and change nothing: because the packs hold nothing of them, or by the day judged."""
    own = {rule.instrument.id for rule in law.rules.values()}
    own |= {change.instrument.id for pack in law.packs for change in pack.changes}
    for id, day in sorted(law.assumed.items()):
        if id not in own:
            yield f"`{id}` is assumed adopted, and the packs hold nothing that it demands or changes"
        elif day > question.as_of:
            yield f"`{id}` is assumed adopted on {day}, after the day judged"


def _changed_law(question: Question, law: Law) -> dict[str, str]:
    """Return what instruments have done to the rules asked for, by the day judged."""
    changed = {}
    for rule in rules_asked(question, law):
        try:
            text = law.text_on(rule.id, question.as_of)
        except EvaluationFailed:
            continue  # its findings tell the error
        if text.changes:
            changed[rule.id] = law_in_words(text) or ""
    return changed
