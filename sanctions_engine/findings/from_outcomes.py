"""Outcomes become findings: each flagged one is judged again by the reference evaluator, which gives the proof and checks the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sanctions_engine.diagnostics import Code, EngineDisagreement, Problem
from sanctions_engine.findings.because import because, formulas_of
from sanctions_engine.findings.claim_ids import ClaimBook
from sanctions_engine.findings.expansion import expand
from sanctions_engine.findings.missing import missing
from sanctions_engine.findings.pleas import assessments, pleas
from sanctions_engine.findings.proofs import Prover, presumption_reason
from sanctions_engine.findings.wording import law_in_words, value_in_words
from sanctions_engine.language.nodes import walk
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.findings import ExceptionConsidered, Finding, Presumption
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.environment import Trace
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.evidence import Evidence, View
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, case_of, outcome
from sanctions_engine.semantics.subjects import Case, is_single
from sanctions_engine.semantics.values import Choice

QUIET_EVENTS = frozenset({Verdict.CLEAN, Verdict.NOT_IN_FORCE, Verdict.NOT_APPLICABLE})
"""Verdicts on a single event that are counted and make no finding."""


class FindingMaker:
    """Makes findings for one question."""

    def __init__(self, question: Question, law: Law, evidence: Evidence) -> None:
        self.question = question
        self.law = law
        self.evidence = evidence
        self.view = View(evidence, question.known_at, question.perspective)
        self.book = ClaimBook(evidence.kinds, evidence.dossier.sources)
        self.packs = {id: rule.pack for id, rule in law.rules.items()}

    def findings(self, outcomes: Iterable[Outcome]) -> tuple[list[Finding], Counter[str]]:
        """Return the findings in order of rule and subject, and the number of outcomes by verdict."""
        counts: Counter[str] = Counter()
        found = []
        for one in outcomes:
            counts[one.verdict.value] += 1
            if one.verdict in QUIET_EVENTS and is_single(self.law.rules[one.rule]):
                continue
            found.append(self.finding(one))
        found.sort(key=lambda finding: (finding.rule, finding.subject))
        return found, counts

    def finding(self, given: Outcome) -> Finding:
        """Return the finding of one outcome.

        Raises:
            EngineDisagreement: If the reference evaluator comes to another outcome.
        """
        rule, trace = self.law.rules[given.rule], Trace()
        judge = Judge(self.law, self.view, self.question.reading, trace)
        case = case_of(rule, given.subject, judge, self.question)
        if case is None:
            raise _disagreement(given, None)
        judged = judge.judge(rule.id, case, self.question.as_of)
        again = outcome(rule.id, given.subject, judged)
        if again != given:
            raise _disagreement(given, again)
        for one in getattr(case.record, "held", ()):  # the subject's own claims count among those that were read
            self._trace_subject(trace, case, one.claim.by)
        return self._assemble(rule, judged, case, trace, judge)

    def _trace_subject(self, trace: Trace, case: Case, speaker: str) -> None:
        for series in self.evidence.series(case.subject.kind):
            if series.key == case.subject.key:
                speakers = {one.claim.by for one in series.held}
                trace.read(series, speakers | {speaker})
                return

    def _assemble(self, base: Rule, judged: Judgement, case: Case, trace: Trace, judge: Judge) -> Finding:
        question = self.question
        rule = judged.rule or base
        expansion = expand(question, self.law, self.view, base, case.subject, judged, trace)
        prover = Prover(self.book, judged.presumed)
        proof = because(prover, rule, judged, question.as_of)
        subject, bearer = str(case.subject), self._bearer(rule, judged, case)
        open_verdict = judged.verdict in (Verdict.UNDETERMINED, Verdict.PENDING)
        shows = {} if judged.error else self._shows(rule, judge, case, judged)
        return Finding(
            rule=base.id,
            title=rule.norm.title,
            modality=rule.modality,
            binding=rule.norm.binding,
            citation=rule.norm.citation,
            subject=subject,
            subject_kind=case.subject.kind,
            bearer=bearer,
            verdict=judged.verdict,
            contested=expansion.contested,
            worst=expansion.worst,
            possible=tuple(sorted(judged.possible, key=lambda one: one.value)),
            verdicts=expansion.verdicts,
            rests_on=expansion.rests_on,
            as_of=question.as_of,
            known_at=question.known_at,
            due=judged.due,
            **_days(judged, question.as_of),
            on=judged.law_day.low if judged.law_day and judged.law_day.is_exact else None,
            severity=rule.norm.severity,
            exception=judged.exception,
            points_to=rule.points_to,
            shows=shows,
            because=proof,
            missing=missing(judged.causes, question.as_of) if open_verdict else (),
            presumed=tuple(self._presumptions(rule, judged)),
            exceptions=tuple(_considered(judged)),
            pleas=pleas(
                self.evidence.dossier,
                self.law,
                rule,
                (bearer, subject, case.subject.key[0] if case.subject.key else None),
                question.known_at,
            ),
            assessments=assessments(self.evidence.dossier, base, subject, judged.verdict, question.known_at),
            claims=tuple(prover.used[id] for id in sorted(prover.used)),
            text_in_force=law_in_words(judged.text),
            error=str(judged.error) if judged.error else None,
            pack=self.packs[base.id],
        )

    def _bearer(self, rule: Rule, judged: Judgement, case: Case) -> str | None:
        if rule.bearer_is_all:
            return "all"
        if rule.bearer is None:
            return case.subject.key[0] if case.subject.kind == "State" else None
        if case.record is None or judged.error is not None:
            return None
        value = evaluate(rule.bearer.node, Judge(self.law, self.view).env(rule, case, self.question.as_of))
        return value.text if isinstance(value, Choice) and value.is_exact else value_in_words(value)

    def _shows(self, rule: Rule, judge: Judge, case: Case, judged: Judgement) -> dict[str, str]:
        if not rule.shows:
            return {}
        env = judged.steps[-1].env if judged.steps else judge.env(rule, case, self.question.as_of)
        env = replace(env, trace=None)
        return {name: value_in_words(evaluate(formula.node, env)) for name, formula in rule.shows}

    def _presumptions(self, rule: Rule, judged: Judgement) -> Iterable[Presumption]:
        for one in judged.presumed:
            text = next(
                (
                    formula.source(one.node)
                    for formula in formulas_of(rule)
                    if any(part is one.node for part in walk(formula.node))
                ),
                "",
            )
            yield Presumption(text=text, value=value_in_words(one.value), because=presumption_reason(one))


def _days(judged: Judgement, as_of: date) -> dict[str, int | None]:
    """Return days overdue (until it was done, if it was), days left, and days elapsed where the text gives no number."""
    due = judged.due.low if judged.due is not None and judged.due.is_exact else None
    days: dict[str, int | None] = {}
    if due is not None and judged.verdict is Verdict.VIOLATED:
        days["days_overdue"] = (as_of - due).days
    if due is not None and judged.late_on is not None and judged.verdict is Verdict.FULFILLED_LATE:
        days["days_overdue"] = (judged.late_on - due).days
    if due is not None and judged.verdict is Verdict.PENDING:
        days["days_left"] = (due - as_of).days
    if judged.rule is not None and judged.rule.promptly and judged.verdict is Verdict.UNDETERMINED:
        since = judged.text.since if judged.text else None
        days["days_elapsed"] = (as_of - since).days if since else None
    return days


def _considered(judged: Judgement) -> Iterable[ExceptionConsidered]:
    for one in judged.considered:
        yield ExceptionConsidered(
            id=one.id,
            title=one.title,
            citation=one.citation,
            burden=one.burden.value,
            holds=value_in_words(one.holds),
            decided=one.id == judged.exception,
        )


def _disagreement(given: Outcome, again: Outcome | None) -> EngineDisagreement:
    message = f"the engine says {given}, the reference evaluator {again or 'that there is no such subject'}"
    return EngineDisagreement([Problem(Code.SE603, message, help="report both, with the rule and the claims")])
