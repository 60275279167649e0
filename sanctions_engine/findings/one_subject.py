"""One rule and one subject of a question: found by their names, and judged."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.findings.questions import check_rule, no_such_subject, state_or_name, subjects_of
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.semantics.environment import Trace
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, case_of, cases, judges


@dataclass(frozen=True, slots=True)
class OneSubject:
    """A rule and a subject of it, under a question."""

    question: Question
    law: Law
    rule: str
    subject: Subject

    def judged(self, evidence: Evidence, trace: Trace | None = None) -> Judgement | None:
        """Return the judgement under some evidence; None if nobody claims the subject there."""
        judge = judges(self.question, self.law, evidence)
        judge.trace = trace
        case = case_of(self.law.rules[self.rule], self.subject, judge, self.question)
        return None if case is None else judge.judge(self.rule, case, self.question.as_of)


def one_subject(question: Question, law: Law, evidence: Evidence, rule: str, name: str) -> OneSubject:
    """Return a rule and subject by their names.

    Raises:
        BadQuestion: If there is no such rule (SE501) or subject (SE506), or the name is that of several periods (SE506).
    """
    check_rule(rule, law)
    return OneSubject(
        question, law, rule, subject_named(question, law.rules[rule], judges(question, law, evidence), name)
    )


def subject_named(question: Question, rule: Rule, judge: Judge, name: str) -> Subject:
    """Return the subject of a rule that has a name.

    Raises:
        BadQuestion: If there is none (SE506), or several: one for each period.
    """
    asked = replace(question, subjects=(name, state_or_name(name)))
    found = {str(case.subject): case.subject for case in cases(rule, asked, judge)}
    subject = found.get(name) or found.get(state_or_name(name))
    if subject is not None:
        return subject
    if found:
        listed = ", ".join(f"`{one}`" for one in list(found)[:3])
        message = f"rule `{rule.id}` has a subject `{name}` for each of its periods"
        raise BadQuestion([Problem(Code.SE506, message, help=f"name one: {listed}", offending=name)])
    known = set(subjects_of([rule], question, judge.law, judge.view.evidence))
    problem = no_such_subject(name, known, rule.id)
    if name in known:
        problem = replace(problem, message=f"{problem.message} by {question.as_of}", help="judge a later day")
    raise BadQuestion([problem])
