"""What the linter says of the rules of random packs, the engine's verdicts never deny."""

from __future__ import annotations

from hypothesis import event, given, settings
from hypothesis import strategies as st

from sanctions_engine.diagnostics import Code, Problem, Problems
from sanctions_engine.linting.linted import Linted
from sanctions_engine.linting.table import LINTS
from sanctions_engine.models.verdicts import Verdict
from tests.properties.strategies.dossiers import Situation, questions, situations
from tests.properties.strategies.laws import judge_all, pack_of

V = Verdict
DENIED = {
    "can never be violated": {V.VIOLATED},
    "can never be fulfilled": {V.FULFILLED, V.FULFILLED_LATE},
    "can never be broken": {V.VIOLATED},
    "can never be raised": {V.RAISED},
    "never applies": {V.VIOLATED, V.FULFILLED, V.FULFILLED_LATE, V.RAISED, V.CLEAR, V.PENDING},
}
"""The verdicts that no evidence can give a rule of which this is said."""


def never_given(problem: Problem) -> set[Verdict]:
    """Return the verdicts that a problem rules out; none where it is about one reading or text, or about something else."""
    of_some = any(words in problem.message for words in ("under the reading", "as first written", "as amended"))
    if problem.code not in (Code.SE701, Code.SE702) or of_some:
        return set()
    return next(verdicts for words, verdicts in DENIED.items() if words in problem.message)


@settings(max_examples=max(40, settings().max_examples // 4))
@given(st.data(), situations())
def test_no_verdict_denies_what_the_linter_says(data: st.DataObject, situation: Situation) -> None:
    pack = pack_of(situation.file)
    problems, linted = Problems(), Linted((pack,), (pack,))
    for lint in LINTS:
        lint.check(linted, problems)
    ruled_out = {str(one.offending): verdicts for one in problems if (verdicts := never_given(one))}
    event(f"something ruled out: {bool(ruled_out)}")
    if not ruled_out:
        return
    for question in data.draw(questions(situation)):
        if question.reading != "default":
            continue
        for (rule, subject), judgement in judge_all(situation.file, situation.dossier, question).items():
            assert judgement.verdict not in ruled_out.get(rule, ()), (rule, subject, problems.found)
