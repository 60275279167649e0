"""Expectations that hold, ready to be held against other law: what each was judged on, and which conditions it read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sanctions_engine.authoring.parts import unit_of
from sanctions_engine.diagnostics import SanctionsEngineError
from sanctions_engine.findings.case_checks import compared
from sanctions_engine.findings.case_collecting import CollectedCase
from sanctions_engine.findings.formulas import rules_named
from sanctions_engine.findings.from_outcomes import FindingMaker
from sanctions_engine.findings.questions import assumptions, question, state_or_name
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rulefiles.patterns import names_rule
from sanctions_engine.language.rules import Pack, Rule
from sanctions_engine.models.claims import Expectation
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.environment import Trace
from sanctions_engine.semantics.evidence import Evidence, View
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, cases, outcome
from sanctions_engine.semantics.subjects import Case
from sanctions_engine.semantics.truth import Truth

_OF_FINDINGS = ("bearer", "days_overdue", "contested", "worst", "why", "rests_on", "verdicts", "pleas", "shows")
"""What an expectation can ask that a judgement alone does not tell."""
_OF_SPEAKERS = ("contested", "worst", "rests_on", "verdicts")


@dataclass(slots=True, eq=False)
class Held:
    """One expectation of a case.

    Attributes:
        asked: The question that it asks.
        conditions: Identities of the conditions that were evaluated for it, in the record's view under each reading.
    """

    case: CollectedCase
    expected: Expectation
    asked: Question
    evidence: Evidence
    conditions: set[int] = field(default_factory=set)

    @property
    def hears_speakers(self) -> bool:
        """Whether it asks for other views of the evidence than the record's."""
        return any(getattr(self.expected, name) is not None for name in _OF_SPEAKERS)

    @property
    def name(self) -> str:
        """The case with its place."""
        return f"{self.case.title} ({self.case.file}:{self.case.line})"

    def holds(self, law: Law) -> bool:
        """Whether it holds under some law; where that fails to evaluate it does not."""
        rule = law.rules.get(self.expected.rule)
        if rule is None:
            return False
        try:
            judged = self._judged(law, rule)
            return judged is not None and self._fits(law, *judged)
        except SanctionsEngineError:
            return False

    def _judged(self, law: Law, rule: Rule) -> tuple[Case, Judgement] | None:
        judge = Judge(law, View(self.evidence, self.asked.known_at, self.asked.perspective), self.asked.reading)
        case = self.case_of(rule, judge)
        return None if case is None else (case, judge.judge(rule.id, case, self.asked.as_of))

    def case_of(self, rule: Rule, judge: Judge) -> Case | None:
        """Return the subject that is judged; None if there is none of that name."""
        names = (self.expected.subject, state_or_name(self.expected.subject))
        return next((one for one in cases(rule, self.asked, judge) if str(one.subject) in names), None)

    def _fits(self, law: Law, case: Case, judged: Judgement) -> bool:
        one = self.expected
        if judged.verdict.value != one.verdict or judged.verdict is Verdict.ERROR:
            return False
        if one.due is not None and str(one.due) != str(judged.due):
            return False
        if one.exception is not None and one.exception != judged.exception:
            return False
        if one.possible is not None and set(one.possible) != {verdict.value for verdict in judged.possible}:
            return False
        if all(getattr(one, name) is None for name in _OF_FINDINGS):
            return True
        finding = FindingMaker(self.asked, law, self.evidence).finding(outcome(one.rule, case.subject, judged))
        return all(expected == found for _, expected, found in compared(one, finding))


def held_expectations(cases: Iterable[CollectedCase], patterns: tuple[str, ...] = ()) -> Iterator[Held]:
    """Yield the expectations of cases that hold, each with the conditions that it read.

    Args:
        cases: The cases.
        patterns: Only what can read rules or tables that one of these patterns names; empty for all.
    """
    laws: dict[tuple[tuple[int, ...], tuple[str, ...]], Law] = {}
    for case in cases:
        evidence: dict[tuple[str, ...], Evidence] = {}
        for one in case.expect:
            if one.as_of is None:
                continue
            try:
                key = tuple(map(id, case.packs)), one.assume
                law = laws.get(key) or laws.setdefault(key, Law(case.packs, assumptions(case.packs, one.assume)))
                if patterns and not _reads(one.rule, law, patterns):
                    continue
                known = evidence.get(one.assume) or evidence.setdefault(one.assume, Evidence(case.dossier, law.kinds))
                asked = question(
                    law, case.dossier, one.as_of, one.known_at, one.perspective, one.reading, [one.rule], [one.subject]
                )
            except SanctionsEngineError:
                continue  # the run of the cases tells it
            held = Held(case, one, asked, known)
            if held.holds(law):
                _listen(held, law)
                yield held


def _reads(rule: str, law: Law, patterns: tuple[str, ...]) -> bool:
    units = units_behind(rule, law) if rule in law.rules else set()
    return any(unit_of(id) in units and names_rule(pattern, id) for pattern in patterns for id in law.rules)


def _listen(held: Held, law: Law) -> None:
    def watch(text: Rule, node: Expr, value: Truth) -> None:
        held.conditions.add(id(node))

    rule = law.rules[held.expected.rule]
    readings = {one.id for text in law.texts(rule.id) if text.rule is not None for one in text.rule.readings}
    view = View(held.evidence, held.asked.known_at, held.asked.perspective)
    asked = held.asked.reading
    for reading in {asked} | (readings if asked == "default" else set()):
        judge = Judge(law, view, reading, Trace(watch=watch))
        case = held.case_of(rule, judge)
        if case is not None:
            judge.judge(rule.id, case, held.asked.as_of)


def units_behind(rule: str, law: Law) -> set[str]:
    """Return the rules and tables whose text can matter for a rule: itself, what covers it, and whose due days these read."""
    found, waiting = set[str](), [rule]
    seen = {rule}
    while waiting:
        id = waiting.pop()
        found.add(unit_of(id))
        texts = [law.rules[id], *(text.rule for text in law.texts(id) if text.rule is not None)]
        others = {one.id for one in law.exemptions(id)} | {one for text in texts for one in rules_named(text)}
        waiting += [one for one in others - seen if one in law.rules]
        seen |= others
    return found


def mutated(packs: tuple[Pack, ...], new: Pack) -> tuple[Pack, ...]:
    """Return packs with one of them replaced by its like."""
    return tuple(new if one.name == new.name else one for one in packs)
