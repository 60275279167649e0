"""The check of a fast engine on a sample: the reference evaluator judges some of the outcomes again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from sanctions_engine.findings.disagreeing import disagreement
from sanctions_engine.findings.formulas import kinds_read_whole
from sanctions_engine.findings.from_outcomes import FindingMaker
from sanctions_engine.models.findings import CrossCheck
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import QUIET, Verdict
from sanctions_engine.semantics.reference import case_of, judges, outcome

if TYPE_CHECKING:
    from sanctions_engine.engines.relational.answers import TableAnswer
    from sanctions_engine.engines.relational.table_evidence import TableEvidence


def cross_checked(answer: TableAnswer, number: int) -> CrossCheck:
    """Judge a sample of what was found in the database again; the claims that it reads are fetched together.

    The sample depends on the question and the claims alone: it is spread over rules, verdicts and exceptions.

    Args:
        answer: The answer.
        number: How many outcomes that make findings, and as many that are only counted.

    Raises:
        EngineDisagreement: If the reference evaluator comes to another outcome.
    """
    with answer.guarded():
        listed, quiet = answer.sample(number)
        checkable = _Checkable(answer)
        listed = [one for one in listed if checkable(one.rule)]
        quiet = [(rule, subject) for rule, subject in quiet if checkable(rule)]
        evidence = answer.evidence()
        by_kind: dict[str, set[tuple[str, ...]]] = {}
        for subject in (*(one.subject for one in listed), *(subject for _, subject in quiet)):
            by_kind.setdefault(subject.kind, set()).add(subject.key)
        for kind, keys in by_kind.items():
            evidence.ahead(kind, sorted(keys))
        maker = FindingMaker(answer.question, answer.law, evidence)
        few = _sample_of_few([one for one in answer.few() if checkable(one.rule)], number)
        evidence.answers([partial(maker.check, one) for one in (*listed, *few)])
        subjects = evidence.answers([partial(_check_quiet, answer, evidence, *one) for one in quiet])
    quiet_few = [one for one in few if one.verdict in QUIET]
    counted = answer.quiet + sum(one.verdict in QUIET for one in answer.few())
    return CrossCheck(
        listed=len(listed) + len(few) - len(quiet_few),
        of_listed=answer.answered.in_database - counted,
        counted=sum(subjects) + len(quiet_few),
        of_counted=counted,
    )


class _Checkable:
    """Which rules can be checked without reading very many claims."""

    def __init__(self, answer: TableAnswer) -> None:
        self._answer = answer
        self._known: dict[str, bool] = {}

    def __call__(self, rule: str) -> bool:
        if rule not in self._known:
            kinds = kinds_read_whole(rule, self._answer.law)
            self._known[rule] = all(map(self._answer.is_soon_read, kinds))
        return self._known[rule]


def _sample_of_few(found: Sequence[Outcome], number: int) -> Sequence[Outcome]:
    """Return some of the outcomes of rules of which all are listed, spread over them all."""
    return found[:: max(1, -(-len(found) // number))] if number else ()


def _check_quiet(answer: TableAnswer, evidence: TableEvidence, rule: str, subject: Subject) -> bool:
    """See that the reference evaluator finds nothing to tell of a subject either; whether there is such a subject by the day judged."""
    question, law = answer.question, answer.law
    judge = judges(question, law, evidence)
    case = case_of(law.rules[rule], subject, judge, question)
    if case is None:
        return False
    again = outcome(rule, subject, judge.judge(rule, case, question.as_of))
    if again.verdict not in QUIET:
        told = " or ".join(f"`{one.value}`" for one in Verdict if one in QUIET)
        raise disagreement(law, again, told, by_engine=True)
    return True
