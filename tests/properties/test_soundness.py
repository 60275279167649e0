"""Soundness: what a finding says for certain, more evidence of the same kind does not overturn.

Only verdicts that presume nothing are bound by it. The transitions that remain are those of the design, and what follows from
the same rows of the verdict table for prohibitions and indicators.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.models.verdicts import DEFINITE, Verdict
from sanctions_engine.semantics.reference import Question
from sanctions_engine.testing.law_checks import Judgements, may_become
from tests.properties.strategies.completions import Completion, complete, smallest
from tests.properties.strategies.dossiers import Situation, questions, situations
from tests.properties.strategies.laws import judge_all

V = Verdict


def broken(first: Judgements, second: Judgements) -> Iterator[str]:
    """Yield what does not hold of the judgements of a situation and of its completion."""
    for key, before in first.items():
        after = second.get(key)
        verdict = V.NOT_APPLICABLE if after is None else after.verdict
        if after is None and before.verdict is V.NOT_IN_FORCE:
            continue  # the record turned out to be dated later: before and after, nothing is judged
        if before.presumed or verdict not in DEFINITE or before.verdict not in DEFINITE | {V.UNDETERMINED}:
            continue
        if verdict not in may_become(before):
            could = ", ".join(sorted(one.value for one in before.possible))
            yield f"{key[0]} on {key[1]}: {before.verdict.value}{could and f' ({could})'} became {verdict.value}"


def check(before: Situation, question: Question, first: Judgements, completion: Completion) -> None:
    """Assert that a completion keeps what is certain; where it does not, show the smallest one that does not."""

    def found(one: Completion) -> list[str]:
        return list(broken(first, judge_all(before.file, one.after, question)))

    if found(completion):
        least = smallest(completion, lambda one: bool(found(one)))
        after = Situation(before.file, least.after)
        raise AssertionError("\n".join([*found(least), str(question), "where it is said", *after.lines()]))


COMPLETIONS = 10
"""How many completions of each situation are tried."""


@given(st.data(), situations(), st.integers(0, 2**32))
def test_more_evidence_keeps_a_definite_verdict(data: st.DataObject, before: Situation, seed: int) -> None:
    random = Random(seed)
    completions = [complete(before, random) for _ in range(COMPLETIONS)]
    for question in data.draw(questions(before)):
        first = judge_all(before.file, before.dossier, question)
        for completion in completions:
            check(before, question, first, completion)
