"""Cases: what a dossier or case file expects, held against what the rules find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.engines.protocol import Engine
from sanctions_engine.findings.from_outcomes import FindingMaker
from sanctions_engine.findings.questions import assumptions, check_rule, question, state_or_name
from sanctions_engine.language.rules import Pack
from sanctions_engine.models.claims import Dossier, Expectation
from sanctions_engine.models.findings import Finding
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that an expectation says and the rules do not find.

    Attributes:
        key: The key of the expectation, `verdict` where there is no such subject at all.
        expected: What was expected, as text.
        found: What was found, as text.
        finding: The finding, with its proof; None for a subject that made none.
    """

    expectation: Expectation
    key: str
    expected: str
    found: str
    finding: Finding | None


def check(
    dossier: Dossier,
    expectations: Iterable[Expectation],
    packs: Iterable[Pack],
    engine: Engine,
    judged: Mapping[str, Iterable[str]] | None = None,
) -> list[Mismatch]:
    """Return every expectation that does not hold.

    Args:
        judged: By rule, the names of all subjects that it must be judged for, asked as the first expectation asks.

    Raises:
        BadQuestion: If an expectation names something that does not exist.
    """
    packs = tuple(packs)
    expected = list(expectations)
    mismatches: list[Mismatch] = []
    laws: dict[tuple[str, ...], tuple[Law, Evidence]] = {}

    def asked(one: Expectation) -> tuple[Law, Evidence]:
        if one.assume not in laws:
            law = Law(packs, assumptions(packs, one.assume))
            laws[one.assume] = (law, Evidence(dossier, law.kinds))
        return laws[one.assume]

    for one in expected:
        mismatches.extend(_check_one(one, *asked(one), engine))
    for rule, subjects in (judged or {}).items():
        if expected:
            mismatches.extend(_check_judged(expected[0], rule, set(subjects), *asked(expected[0]), engine))
    return mismatches


def _outcomes(
    one: Expectation, rule: str, law: Law, evidence: Evidence, engine: Engine, subjects: Iterable[str] = ()
) -> tuple[list[Outcome], FindingMaker]:
    if one.as_of is None:
        message = f"the expectation of `{one.subject}` under `{one.rule}` names no day"
        raise BadQuestion([Problem(Code.SE507, message, help="add `as_of: 2020-01-24`")])
    asked = question(law, evidence.dossier, one.as_of, one.known_at, one.perspective, one.reading, [rule], subjects)
    return list(engine.outcomes(asked, law, evidence)), FindingMaker(asked, law, evidence)


def _check_judged(
    one: Expectation, rule: str, subjects: set[str], law: Law, evidence: Evidence, engine: Engine
) -> Iterable[Mismatch]:
    outcomes, _ = _outcomes(one, rule, law, evidence, engine)
    found = {str(outcome.subject) for outcome in outcomes}
    if found != subjects:
        yield Mismatch(one, f"judged.{rule}", _shown(sorted(subjects)), _shown(sorted(found)), None)


def _check_one(one: Expectation, law: Law, evidence: Evidence, engine: Engine) -> Iterable[Mismatch]:
    check_rule(one.rule, law)
    outcomes, maker = _outcomes(one, one.rule, law, evidence, engine, [one.subject])
    names = (one.subject, state_or_name(one.subject))
    outcome = next((each for each in outcomes if str(each.subject) in names), None) or maker.denied_of(names)
    if outcome is None:
        outcomes, _ = _outcomes(one, one.rule, law, evidence, engine)
        subjects = ", ".join(f"`{each.subject}`" for each in outcomes) or "none"
        yield Mismatch(one, "verdict", one.verdict, f"no such subject (there is {subjects})", None)
        return
    finding = maker.finding(outcome)
    for key, expected, found in compared(one, finding):
        if expected != found:
            yield Mismatch(one, key, _shown(expected), _shown(found), finding)


def compared(one: Expectation, finding: Finding) -> Iterable[tuple[str, object, object]]:
    """Yield what an expectation gives beside what was found."""
    yield "verdict", one.verdict, finding.verdict.value
    if one.bearer is not None:
        yield "bearer", one.bearer, finding.bearer or "none"
    if one.due is not None:
        yield "due", str(one.due), str(finding.due)
    if one.days_overdue is not None:
        fewest, most = finding.days_overdue, finding.days_overdue_most
        lateness = None if fewest is None else str(NumberRange(fewest, most))
        yield "days_overdue", str(one.days_overdue), lateness
    if one.contested is not None:
        yield "contested", one.contested, finding.contested
    if one.worst is not None:
        yield "worst", one.worst, finding.worst.value
    if one.exception is not None:
        yield "exception", one.exception, finding.exception
    if one.possible is not None:
        yield "possible", sorted(one.possible), sorted(verdict.value for verdict in finding.possible)
    if one.why is not None:
        yield "why", sorted(one.why), sorted({missing.why for missing in finding.missing})
    if one.rests_on is not None:
        yield "rests_on", sorted(one.rests_on), sorted(finding.rests_on)
    for name, verdict in (one.verdicts or {}).items():
        under = [each.verdict.value for each in finding.verdicts if name in (each.perspective, each.reading)]
        yield f"verdicts.{name}", verdict, under[0] if under else None
    for ground, matched in (one.pleas or {}).items():
        pleas = [each for each in finding.pleas if each.ground == ground]
        found = (pleas[0].matches or "").partition(" ")[2] or None if pleas else "no such plea"
        yield f"pleas.{ground}", matched, found
    for name, figure in (one.shows or {}).items():
        yield f"shows.{name}", figure, finding.shows.get(name)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
