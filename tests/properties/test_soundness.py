"""Soundness: what a finding says for certain, more evidence of the same kind does not overturn.

Only verdicts that presume nothing are bound by it. The transitions that remain are those of the design, and what follows from
the same rows of the verdict table for prohibitions and indicators.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.models.norms import Burden
from sanctions_engine.models.verdicts import DEFINITE, Verdict
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.reference import Question
from tests.properties.strategies.completions import Completion, complete, smallest
from tests.properties.strategies.dossiers import Situation, questions, situations
from tests.properties.strategies.laws import Judgements, judge_all

V = Verdict

ALLOWED: dict[Verdict, frozenset[Verdict]] = {
    # It may come out that it was done after all, too late; that lay after the due day and was not known.
    V.VIOLATED: frozenset({V.FULFILLED_LATE}),
    # What the bearer was let off from need not have been let off: it was done in time. The same of an event that was exempt
    # while nobody knew whether it is forbidden: it is not (`clean`, or `fulfilled` for a group or a State).
    V.EXEMPT: frozenset({V.FULFILLED, V.CLEAN}),
    # Done, whether or not it had to be: `applies_when` unknown leaves these as they are, and so does a day that may lie outside
    # the time in force, which the table treats alike.
    V.FULFILLED: frozenset({V.NOT_APPLICABLE, V.NOT_IN_FORCE}),
    # It binds nobody either way: a record to which the rule does not apply may turn out to be of a day without the rule.
    V.NOT_APPLICABLE: frozenset({V.NOT_IN_FORCE}),
    V.CLEAN: frozenset({V.NOT_APPLICABLE, V.NOT_IN_FORCE}),
    V.CLEAR: frozenset({V.NOT_APPLICABLE, V.NOT_IN_FORCE}),
}
"""What each definite verdict may become besides itself."""


def may_become(before: Judgement) -> frozenset[Verdict]:
    """Return what a judgement may become under any completion."""
    if before.verdict is V.UNDETERMINED:
        # A group whose only member may belong elsewhere has none in the end, unless one that the law did not reach joins.
        none = {V.NOT_APPLICABLE, V.NOT_IN_FORCE} if before.situation and before.situation.shape == "group" else set()
        return before.possible | (none if V.NOT_APPLICABLE in before.possible else set())
    allowed = {before.verdict, *ALLOWED.get(before.verdict, ())}
    # The bearer has not shown an exception yet and may still do so. (The table treats being late like not having done it.)
    if before.verdict in (V.VIOLATED, V.FULFILLED_LATE) and any(
        one.burden is Burden.BEARER and one.holds.is_unknown for one in before.considered
    ):
        allowed.add(V.EXEMPT)
    return frozenset(allowed)


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
