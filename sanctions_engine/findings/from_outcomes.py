"""Outcomes become findings: each flagged one is judged again by the reference evaluator, which gives the proof and checks the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain

from sanctions_engine.diagnostics import EvaluationFailed, Label, Problem
from sanctions_engine.findings.amending import citation_of
from sanctions_engine.findings.bearers import Bearer, bearer_of, env_of
from sanctions_engine.findings.because import because
from sanctions_engine.findings.claim_ids import ClaimBook
from sanctions_engine.findings.disagreeing import disagreement, outcome_in_words
from sanctions_engine.findings.disputed import Disputed, by_speaker
from sanctions_engine.findings.doubts import doubt_of, may_be_one
from sanctions_engine.findings.ended_reliefs import ended_reliefs
from sanctions_engine.findings.expansion import bound_by_others, expand
from sanctions_engine.findings.formulas import walk_with_lets
from sanctions_engine.findings.lateness import days
from sanctions_engine.findings.made_up import MadeUp
from sanctions_engine.findings.missing import missing
from sanctions_engine.findings.pleas import assessments, pleas, standing
from sanctions_engine.findings.proofs import OtherDue, Prover, as_presumption
from sanctions_engine.findings.questions import names_of
from sanctions_engine.findings.reliefs import reliefs
from sanctions_engine.findings.wording import law_in_words, value_in_words
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.models.claims import Claim, Coverage
from sanctions_engine.models.findings import CompleteList, ExceptionConsidered, Finding, Presumption, ProofNode
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import QUIET, Verdict
from sanctions_engine.semantics.environment import Env, Presumed, Trace
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.evidence import Evidence, Series, View
from sanctions_engine.semantics.groups import Group
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.law import TAKEN_AWAY, Law
from sanctions_engine.semantics.passing import plain_day, plain_days
from sanctions_engine.semantics.ranking import Record
from sanctions_engine.semantics.reading import Window, claims_against, read_series
from sanctions_engine.semantics.reference import Question, case_of, denied_case, denied_outcome, outcome
from sanctions_engine.semantics.subjects import Case, is_single

CHECKED = 1000
"""So many quiet verdicts of each sort are judged again, and beyond them each hundredth."""


class FindingMaker:
    """Makes findings for one question.

    Attributes:
        bearers: Who must be bound by what is told; empty for anybody.
        counts: Number of outcomes by verdict.
        invented: Of these, the number on made-up evidence.
        subjects: The subjects that were judged.
    """

    def __init__(self, question: Question, law: Law, evidence: Evidence, bearers: Collection[str] = ()) -> None:
        self.question = question
        self.law = law
        self.evidence = evidence
        self.view = View(evidence, question.known_at, question.perspective)
        self.book = ClaimBook(evidence.kinds, evidence.dossier.sources)
        self.bearers = frozenset(bearers)
        self.counts: Counter[str] = Counter()
        self.invented: Counter[str] = Counter()
        self._made_up = MadeUp(evidence)
        self.subjects: set[Subject] = set()

    @property
    def judged(self) -> frozenset[str]:
        """The names of the subjects that were judged."""
        return frozenset(name for subject in self.subjects for name in names_of(subject))

    def findings(self, outcomes: Iterable[Outcome], disputed: Disputed = frozenset()) -> list[Finding]:
        """Return the findings in order of rule and subject.

        Args:
            outcomes: What the engine found.
            disputed: Rules and subjects that make a finding whatever the verdict, since a reading or a speaker comes to another.
                Those on which there is no outcome are events that the record denies.

        Raises:
            EngineDisagreement: If the reference evaluator comes to another outcome, or an outcome comes twice.
        """
        found: list[tuple[str, str, Subject, Finding]] = []
        seen: set[tuple[str, Subject]] = set()
        for one in chain(outcomes, self.denied(disputed, seen)):
            if (one.rule, one.subject) in seen:
                raise disagreement(self.law, one, "gives an outcome for it twice")
            seen.add((one.rule, one.subject))
            if self.bearers and not self.binds(one):
                continue
            self.counts[one.verdict.value] += 1
            self.subjects.add(one.subject)
            if self.is_quiet(one) and (one.rule, one.subject) not in disputed:
                self.invented[one.verdict.value] += self.is_made_up(one.subject)
                if _is_sampled(self.counts[one.verdict.value]):
                    self.check(one)
                continue
            finding = self.finding(one)
            self.invented[one.verdict.value] += finding.is_made_up
            found.append((one.rule, str(one.subject), one.subject, finding))
        found.sort(key=lambda each: each[:3])
        return [finding for *_, finding in found]

    def denied(self, disputed: Disputed, seen: Collection[tuple[str, Subject]]) -> Iterator[Outcome]:
        """Yield the outcomes on the disputed subjects that were not seen among those of the record."""
        judge = Judge(self.law, self.view, self.question.reading)
        left = (one for one in disputed if one not in seen)  # looked at when the outcomes of the record are through
        for rule, subject in sorted(left, key=lambda one: (one[0], one[1].key)):
            yield denied_outcome(self.law.rules[rule], subject, judge, self.question)

    def denied_of(self, names: Collection[str]) -> Outcome | None:
        """Return the outcome on an event of one of some names that the record denies, and that somebody's word makes a finding."""
        told = by_speaker(self.question, self.law, self.evidence)
        disputed = frozenset((rule, subject) for rule, subject in told if str(subject) in names)
        return next(self.denied(disputed, ()), None)

    def is_made_up(self, subject: Subject) -> bool:
        """Whether a subject is a record that some source made up."""
        return self._made_up.is_about(subject)

    def binds(self, one: Outcome) -> bool:
        """Whether an outcome is about a norm that binds, or may bind, somebody who was asked for."""
        case, judged, _ = self.check(one)
        rule = judged.rule or self.law.rules[one.rule]
        if rule.bearer is None and not rule.bearer_is_all and case.subject.kind != "State":
            return False  # nobody is named
        named, others = self._bearer(rule, case, judged)
        if named in self.bearers or self.bearers & (others or frozenset()):
            return True
        return bool(self.bearers & bound_by_others(self.question, self.law, self.view, rule, one.subject))

    def is_quiet(self, one: Outcome) -> bool:
        """Whether an outcome is only counted: an event under a rule that asks nothing of it, unless somebody asked for it."""
        if one.verdict not in QUIET or self.question.subjects:
            return False
        rule = self.law.rules[one.rule]
        if not is_single(rule):
            return False
        # A duty that was taken away is news to whoever had it; a ban that was lifted is told by the run.
        was_taken_away = one.verdict is Verdict.NOT_IN_FORCE and rule.modality is Modality.OBLIGATION
        if was_taken_away and any(text.why in TAKEN_AWAY for text in self.law.texts(rule.id)):
            text = self.check(one)[1].text
            return text is None or text.why not in TAKEN_AWAY
        return True

    def check(self, given: Outcome, trace: Trace | None = None) -> tuple[Case, Judgement, Judge]:
        """Judge an outcome again.

        Raises:
            EngineDisagreement: If the reference evaluator comes to another outcome.
        """
        if given.rule not in self.law.rules:
            raise disagreement(self.law, given, "there is no such rule")
        rule = self.law.rules[given.rule]
        # Which subjects there are is no part of the proof: it is asked without the trace.
        untraced = Judge(self.law, self.view, self.question.reading)
        case = case_of(rule, given.subject, untraced, self.question) or denied_case(
            rule, given.subject, untraced, self.question
        )
        judge = Judge(self.law, self.view, self.question.reading, trace)
        if case is None:
            raise disagreement(self.law, given, "there is no such subject")
        judged = judge.judge(rule.id, case, self.question.as_of)
        again = outcome(rule.id, given.subject, judged)
        if again != given:
            raise disagreement(self.law, given, f"it is {outcome_in_words(again)}")
        return case, judged, judge

    def finding(self, given: Outcome) -> Finding:
        """Return the finding of one outcome.

        Raises:
            EngineDisagreement: If the reference evaluator comes to another outcome.
        """
        trace = Trace()
        case, judged, judge = self.check(given, trace)
        return self.proved(self.law.rules[given.rule], case, judged, judge, trace)

    def proved(self, rule: Rule, case: Case, judged: Judgement, judge: Judge, trace: Trace) -> Finding:
        """Return the finding of a judgement of a case; `judge` came to it under the question's reading, and `trace` notes what it read."""
        self._read_subject(rule, case, trace)
        return self._assemble(rule, judged, case, trace, judge)

    def _read_subject(self, rule: Rule, case: Case, trace: Trace) -> None:
        """Note who speaks of the subject itself: its claims count among those that were read.

        Of a group that the record does not have any record may be one.
        """
        told: Iterable[Series] = ()
        if isinstance(case.record, Record) and case.record.of is not None:
            told = (case.record.of,)
        elif case.exists.is_false:
            told = self.evidence.series(rule.each.kind.name)
        window = Window(self.question.as_of)
        for series in told:
            read_series(series, self.view, window, history=False, trace=trace)

    def _assemble(self, base: Rule, judged: Judgement, case: Case, trace: Trace, judge: Judge) -> Finding:
        question = self.question
        rule = judged.rule or base
        bearer, bearers = self._bearer(rule, case, judged)
        expansion = expand(question, self.law, self.view, base, case.subject, judged, trace, bearer)
        env = self._env(rule, judged, case)
        rules = self._rules(rule)
        cites = partial(citation_of, self.law)
        assumed = frozenset(self.law.assumed)
        prover = Prover(self.book, self._other_due(case), cites, assumed, _sorting(rule, judged), rules)
        proof = because(prover, rule, judged, question.as_of, env, self._against(case))
        subject = str(case.subject)
        exceptions = (*_considered(judged, proof, case.subject), *ended_reliefs(self.law, judged))
        stands = standing(exceptions, expansion.verdicts)
        open_verdict = judged.verdict in (Verdict.UNDETERMINED, Verdict.PENDING)
        dossier, known_at, as_of = self.evidence.dossier, question.known_at, question.as_of
        on = judged.law_day if case.record is not None else None  # a group has the days of all its records
        day = plain_days(on)
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
            as_of=plain_day(as_of),
            known_at=None if known_at is None else plain_day(known_at),
            due=plain_days(judged.due),
            **self._days(judged),
            on=day.low if day is not None and day.is_exact else None,
            on_between=None if day is None or day.is_exact else day,
            severity=rule.norm.severity,
            exception=judged.exception,
            points_to=rule.points_to,
            shows={} if judged.error else self._shows(rule, judge, case, judged),
            because=proof,
            missing=missing(judged, self.law.kinds, as_of, self.evidence.suspended) if open_verdict else (),
            presumed=tuple(_presumed(rule, judged, prover)),
            exceptions=exceptions,
            pleas=pleas(dossier, self.law, rule, bearers, as_of, known_at, stands),
            assessments=assessments(dossier, base, names_of(case.subject), judged.verdict, as_of, known_at),
            claims=tuple(prover.used[id] for id in sorted(prover.used)),
            complete=self._complete(expansion.lists),
            text_in_force=law_in_words(judged.text),
            error=str(located(judged.error, rule)) if judged.error else None,
            pack=base.pack,
        )

    def _complete(self, lists: Iterable[Coverage]) -> tuple[CompleteList, ...]:
        """Return the lists that the verdict rests on, in an order that does not depend on that of the dossier."""
        told = {(one.kind, one.says, one.source, str(one.known)): one for one in map(self.book.complete, lists)}
        return tuple(told[key] for key in sorted(told))

    def _against(self, case: Case) -> list[Claim] | None:
        """Return the claims by which there is no such record, where the record does not have it and somebody tells of it."""
        if not case.exists.is_false:
            return None
        series = None if case.subject.group else self.evidence.at(case.subject.kind, case.subject.key)
        return [] if series is None else [one.claim for one in claims_against(series, self.view)]

    def _days(self, judged: Judgement) -> dict[str, int | None]:
        """Return how the due day lies to the day judged."""
        return days(judged, self.law, self.question.as_of)

    def _env(self, rule: Rule, judged: Judgement, case: Case) -> Env | None:
        """Return what the rule's text is evaluated in on the day judged; None for a group or where that fails."""
        if case.record is None or judged.error is not None:
            return None
        env = Judge(self.law, self.view, self.question.reading).env(rule, case, self.question.as_of)
        env.law_day = judged.steps[0].env.law_day if judged.steps else env.law_day
        return env

    def _other_due(self, case: Case) -> OtherDue:
        judge = Judge(self.law, self.view, self.question.reading)

        def other(id: str, env: Env) -> tuple[Formula, Env] | None:
            text = self.law.text_on(id, env.day)
            if text.rule is None or text.rule.due is None:
                return None
            read = judge.read(text.rule)
            return None if read.due is None else (read.due, judge.env(read, case, env.day))

        return other

    def _bearer(self, rule: Rule, case: Case, judged: Judgement) -> Bearer:
        """Return the bearer in words, and everybody who can be it: None for anybody."""
        judge = Judge(self.law, self.view, self.question.reading)
        named, others = bearer_of(rule, case, env_of(rule, case, judged, judge, self.question.as_of))
        return named, others if rule.bearer_is_all else others or frozenset()

    def _shows(self, rule: Rule, judge: Judge, case: Case, judged: Judgement) -> dict[str, str]:
        if not rule.shows or (case.record is None and not judged.steps):  # a group that nobody looked into
            return {}
        env = judged.steps[-1].env if judged.steps else judge.env(rule, case, self.question.as_of)
        return {name: _figure(formula, replace(env, trace=None)) for name, formula in rule.shows}

    def _rules(self, rule: Rule) -> tuple[Rule, ...]:
        """Return a rule and the texts of its exemptions."""
        texts = (text.rule for one in self.law.exemptions(rule.id) for text in self.law.texts(one.id))
        return rule, *(text for text in texts if text is not None)


def _sorting(rule: Rule, judged: Judgement) -> tuple[Presumed, ...]:
    """Return what was presumed to sort records into a group: all but what its condition presumes itself."""
    if rule.group_by is None or rule.violated_when is None:
        return ()
    own = {id(part) for part in walk_with_lets(rule.violated_when.node, rule)}
    return tuple(one for one in judged.presumed if id(one.node) not in own)


def _presumed(rule: Rule, judged: Judgement, prover: Prover) -> Iterable[Presumption]:
    """Return what the verdict rests on that no evidence shows.

    That is what its proof presumes. A proof does not show every choice of an imprecise day: there, all that was presumed on
    the way counts. So it does for a group.
    """
    if not judged.alternatives and rule.group_by is None:
        return prover.presumed
    return dict.fromkeys([*prover.presumed, *(as_presumption(one, prover.rules) for one in judged.presumed)])


def _is_sampled(number: int) -> bool:
    return number <= CHECKED or number % 100 == 0


def located(problem: Problem, rule: Rule) -> Problem:
    """Return why a rule failed to evaluate, with the place of the rule where none is named."""
    return problem if problem.labels else replace(problem, labels=(Label(rule.place, f"while judging `{rule.id}`"),))


def _figure(formula: Formula, env: Env) -> str:
    try:
        return value_in_words(evaluate(formula.node, env))
    except EvaluationFailed as failure:
        return f"error: {failure.problems[0].message}"


def _considered(judged: Judgement, proof: ProofNode, subject: Subject) -> Iterable[ExceptionConsidered]:
    """Yield the exceptions and exemptions that were looked at, then those that take single records out of a group."""
    for one in judged.considered:
        yield ExceptionConsidered(
            id=one.id,
            title=one.title,
            citation=one.citation,
            burden=one.burden.value,
            holds=value_in_words(one.holds),
            decided=one.id == judged.exception,
            note=doubt_of(one) or may_be_one(one, subject),
        )
    group = next((step.env.members for step in judged.steps if isinstance(step.env.members, Group)), None)
    for relief in reliefs(group) if group is not None else ():
        proved = next(part for part in proof.parts if part.role == f"exemption {relief.exemption.id}")
        yield ExceptionConsidered(
            id=relief.exemption.id,
            title=relief.exemption.title,
            citation=relief.exemption.citation,
            burden=relief.exemption.burden.value,
            holds=relief.holds,
            decided=False,
            takes_out=len(relief.out),
            claims=proved.claims,
            note=relief.told,
        )
