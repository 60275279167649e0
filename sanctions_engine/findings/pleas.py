"""Pleas beside the exceptions and readings that they match; assessments beside the verdict."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sanctions_engine.language.rules import Rule
from sanctions_engine.models.claims import Assessment, Dossier, Plea
from sanctions_engine.models.findings import AssessmentListed, ExceptionConsidered, PleaMatched, VerdictUnder
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.law import Law


def pleas(
    dossier: Dossier,
    law: Law,
    rule: Rule,
    bearers: Collection[str] | None,
    as_of: date,
    known_at: date | None,
    standing: Mapping[str, str],
) -> tuple[PleaMatched, ...]:
    """Return what the bearer pleads about a rule by the day judged; a plea never changes a verdict.

    Args:
        bearers: Everybody who can be the bearer; None where that is anybody.
        standing: How each exception, exemption and reading stands, so that none reads as accepted because it was pleaded.
    """
    found = [
        one
        for one in dossier.pleas
        if _is_about(one.rule, rule.id) and (bearers is None or one.by in bearers) and _counts(one, as_of, known_at)
    ]
    told = dict.fromkeys(_match(one, law, rule, standing) for one in sorted(found, key=_plea_order))
    return tuple(told)


def _plea_order(one: Plea) -> tuple[str, ...]:
    return one.by, one.ground.casefold(), one.ground, str(one.on or ""), one.source, one.words or ""


def _match(plea: Plea, law: Law, rule: Rule, standing: Mapping[str, str]) -> PleaMatched:
    matches = _grounds(law, rule).get(_folded(plea.ground))
    if matches is None:
        paragraph = rule.norm.citation.paragraph
        note = f"not an exception that {'paragraph ' + paragraph if paragraph else 'the rule'} knows"
    else:
        note = f"this is the {matches}: {standing.get(matches, 'not looked at, for the verdict does not turn on it')}"
    return PleaMatched(by=plea.by, ground=plea.ground, words=plea.words, source=plea.source, matches=matches, note=note)


def standing(considered: Iterable[ExceptionConsidered], verdicts: Iterable[VerdictUnder]) -> dict[str, str]:
    """Return how each exception, exemption and reading stands, by the name under which a plea matches it."""
    told: dict[str, str] = {}
    for one in considered:
        told[f"exception {one.id}"] = told[f"exemption {one.id}"] = how_it_stands(one)
    for under in verdicts:
        if under.perspective == "record":
            told[f"reading {under.reading}"] = f"under it {under.verdict.value.replace('_', ' ')}"
    return told


def how_it_stands(one: ExceptionConsidered) -> str:
    """Return whether an exception or exemption holds, in words."""
    if one.note is not None:
        return one.note
    if one.decided:
        return "holds, and decides" if one.holds == "true" else "may hold: the authority has to show that it does not"
    if one.holds == "unknown":
        return "not shown; the bearer has to show it" if one.burden == "bearer" else "not known whether it holds"
    return "holds" if one.holds == "true" else "does not hold"


def _grounds(law: Law, rule: Rule) -> dict[str, str]:
    """Return the names under which a plea matches: id, title and grounds of exceptions, readings and exemptions."""
    named: dict[str, str] = {}
    entries = [(f"exception {one.id}", (one.id, one.title, *one.grounds)) for one in rule.exceptions]
    entries += [(f"reading {one.id}", (one.id, one.title, *one.grounds)) for one in rule.readings]
    entries += [(f"exemption {one.id}", (one.id, one.norm.title, *one.grounds)) for one in law.exemptions(rule.id)]
    for name, words in entries:
        for word in words:
            if word:
                named.setdefault(_folded(word), name)
    return named


def _folded(words: str) -> str:
    """Return words as they are compared: without capitals, and with single spaces."""
    return " ".join(words.casefold().split())


def assessments(
    dossier: Dossier, rule: Rule, names: Collection[str], verdict: Verdict, as_of: date, known_at: date | None
) -> tuple[AssessmentListed, ...]:
    """Return what others concluded about a rule and subject by the day judged; it never changes a verdict.

    Args:
        names: The names under which the subject can be spoken of.
    """
    found: list[Assessment] = [
        one
        for one in dossier.assessments
        if _is_about(one.rule, rule.id) and one.subject in names and _counts(one, as_of, known_at)
    ]
    told = dict.fromkeys(
        AssessmentListed(
            by=one.by,
            says=one.says,
            on=one.on,
            words=one.words,
            source=one.source,
            agrees=_is_verdict(one.says, verdict),
        )
        for one in sorted(found, key=lambda one: (one.by, str(one.on or ""), one.source, one.says, one.words or ""))
    )
    return tuple(told)


def _is_verdict(says: str, verdict: Verdict) -> bool:
    return _folded(says).replace(" ", "_").replace("-", "_") == verdict.value


def _is_about(named: str, rule: str) -> bool:
    return named == rule or rule.startswith(f"{named}/")


def _counts(one: Plea | Assessment, as_of: date, known_at: date | None) -> bool:
    """Whether something was said by the day judged, as far as its day is told, and surely was known by `known_at`."""
    if one.on is not None and one.on.low is not None and one.on.low > as_of:
        return False
    return known_at is None or (one.known.high is not None and one.known.high <= known_at)
