"""Pleas beside the exceptions and readings that they match; assessments beside the verdict."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sanctions_engine.language.rules import Rule
from sanctions_engine.models.claims import Assessment, Dossier, Plea
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import AssessmentListed, PleaMatched
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.law import Law


def pleas(
    dossier: Dossier, law: Law, rule: Rule, speakers: Iterable[str | None], known_at: date | None
) -> tuple[PleaMatched, ...]:
    """Return what the bearer pleads about a rule; a plea never changes a verdict."""
    who = set(speakers)
    found = [
        one
        for one in dossier.pleas
        if _is_about(one.rule, rule.id) and one.by in who and _was_known(one.known, known_at)
    ]
    return tuple(_match(one, law, rule) for one in sorted(found, key=lambda one: (one.by, one.ground, one.source)))


def _match(plea: Plea, law: Law, rule: Rule) -> PleaMatched:
    matches = _grounds(law, rule).get(plea.ground.casefold())
    if matches is None:
        paragraph = rule.norm.citation.paragraph
        note = f"not an exception that {'paragraph ' + paragraph if paragraph else 'the rule'} knows"
    else:
        note = f"matches the {matches}"
    return PleaMatched(by=plea.by, ground=plea.ground, words=plea.words, source=plea.source, matches=matches, note=note)


def _grounds(law: Law, rule: Rule) -> dict[str, str]:
    """Return the names under which a plea matches: id, title and grounds of exceptions, readings and exemptions."""
    named: dict[str, str] = {}
    entries = [(f"exception {one.id}", (one.id, one.title, *one.grounds)) for one in rule.exceptions]
    entries += [(f"reading {one.id}", (one.id, one.title, *one.grounds)) for one in rule.readings]
    entries += [(f"exemption {one.id}", (one.id, one.norm.title, *one.grounds)) for one in law.exemptions(rule.id)]
    for name, words in entries:
        for word in words:
            if word:
                named.setdefault(word.casefold(), name)
    return named


def assessments(
    dossier: Dossier, rule: Rule, subject: str, verdict: Verdict, known_at: date | None
) -> tuple[AssessmentListed, ...]:
    """Return what others concluded about a rule and subject; it never changes a verdict."""
    found: list[Assessment] = [
        one
        for one in dossier.assessments
        if _is_about(one.rule, rule.id) and one.subject == subject and _was_known(one.known, known_at)
    ]
    return tuple(
        AssessmentListed(
            by=one.by, says=one.says, on=one.on, words=one.words, source=one.source, agrees=one.says == verdict.value
        )
        for one in sorted(found, key=lambda one: (one.by, one.source, one.says))
    )


def _is_about(named: str, rule: str) -> bool:
    return named == rule or rule.startswith(f"{named}/")


def _was_known(known: DateRange, known_at: date | None) -> bool:
    return known_at is None or (known.high is not None and known.high <= known_at)
