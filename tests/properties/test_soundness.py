"""Soundness: what a finding says for certain, more evidence of the same kind does not overturn.

Only verdicts that presume nothing are bound by it. The transitions that remain are those of the design, and what follows from
the same rows of the verdict table for prohibitions and indicators.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.models.norms import Burden
from sanctions_engine.models.verdicts import DEFINITE, Verdict
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.reference import Question
from tests.properties.strategies.completions import Completed, completions
from tests.properties.strategies.dossiers import questions
from tests.properties.strategies.laws import judge_all

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


def check(both: Completed, question: Question) -> None:
    """Assert that the completion of a situation keeps what is certain of it."""
    after = judge_all(both.after.file, both.after.dossier, question)
    for key, first in judge_all(both.before.file, both.before.dossier, question).items():
        second = after.get(key)
        verdict = V.NOT_APPLICABLE if second is None else second.verdict
        if second is None and first.verdict is V.NOT_IN_FORCE:
            continue  # the record turned out to be dated later: before and after, nothing is judged
        if first.presumed or verdict not in DEFINITE or first.verdict not in DEFINITE | {V.UNDETERMINED}:
            continue
        assert verdict in may_become(first), (
            f"{key[0]} on {key[1]}, {question}: {first.verdict.value} "
            f"({', '.join(sorted(one.value for one in first.possible))}) became {verdict.value}"
        )


@given(st.data(), completions())
def test_more_evidence_keeps_a_definite_verdict(data: st.DataObject, both: Completed) -> None:
    for question in data.draw(questions(both.before)):
        check(both, question)
