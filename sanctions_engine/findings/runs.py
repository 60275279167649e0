"""The run block: what was asked, of which rules, on which evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from sanctions_engine.findings.wording import law_in_words
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.findings import Finding, Run
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, rules_asked


def engine_version() -> str:
    """Return the version of this library, `0` where it runs from source without being installed."""
    try:
        return version("sanctions-engine")
    except PackageNotFoundError:
        return "0"


def run_block(
    question: Question, law: Law, dossier: Dossier, engine: str, counts: Counter[str], findings: Sequence[Finding]
) -> Run:
    """Return the run block; it holds no clock reading, so the same inputs give the same bytes."""
    asked = rules_asked(question, law)
    return Run(
        engine=engine,
        engine_version=engine_version(),
        packs=tuple(pack.ref for pack in sorted(law.packs, key=lambda pack: pack.name)),
        inputs=(dossier.path,) if dossier.path else (),
        input_digest=dossier.digest,
        as_of=question.as_of,
        known_at=question.known_at,
        perspective=question.perspective,
        reading=None if question.reading == "default" else question.reading,
        assumed=law.assumed,
        law=_changed_law(question, law),
        rules=len(asked),
        subjects=len({(finding.subject_kind, finding.subject) for finding in findings}),
        counts=dict(sorted(counts.items())),
        rejected=dossier.rejected,
        warnings=getattr(dossier, "warnings", ()),
    )


def _changed_law(question: Question, law: Law) -> dict[str, str]:
    """Return what instruments have done to the rules asked for, by the day judged."""
    changed = {}
    for rule in rules_asked(question, law):
        text = law.text_on(rule.id, question.as_of)
        if text.changes:
            changed[rule.id] = law_in_words(text) or ""
    return changed
