"""A longer deadline never creates a violation, for duties that stay done once they are done.

Without that proviso it is not so: who holds nothing on the tenth and something on the twentieth has kept a duty to hold
nothing by the tenth, and broken one to hold nothing by the twentieth.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.models.verdicts import Verdict
from tests.properties.strategies.choices import Choices, choices
from tests.properties.strategies.dossiers import Situation, a_dossier, questions
from tests.properties.strategies.expressions import Names, condition, day
from tests.properties.strategies.kinds import KINDS
from tests.properties.strategies.laws import judge_all
from tests.properties.strategies.rule_texts import RULE, names_of, rule_file


def once_done_stays_done(draw: Choices, names: Names, depth: int) -> str:
    """Draw a condition that, once true, stays true: facts about events only add up."""
    state = draw.pick((*names.states, '"RUS"'))
    tag = draw.pick(('r.tag == "a" and ', 'r.tag == "b" and ', ""))
    acts = f"for r in Act if {tag}r.state == {state}"
    plain = (
        f"any(r {acts})",
        f"any(r.amount > 1 {acts})",
        f"count(r {acts}) >= {draw.pick((1, 2))}",
        f"sum(r.amount {acts}) > {draw.below(4)}",
        f'any(d for d in Deal if d.id == "x" and d.buyer == {state} and d.date <= due)',
    )
    if depth == 0 or not draw.rarely(4):
        return draw.pick(plain)
    one, other = (once_done_stays_done(draw, names, depth - 1) for _ in range(2))
    return f"({one} {draw.pick(('and', 'or'))} {other})"


def two_deadlines(draw: Choices) -> tuple[Situation, Situation]:
    """Draw one duty with a due day, and the same with a later one."""
    each = draw.pick(("State", "Deal"))
    names = replace(names_of(each), presuming=False)
    due = day(draw, names, 1).replace("as_of", "instrument.adopted")
    rule: dict[str, Any] = {"id": RULE, "obligation": "Do it", "each": f"{each} as e", "due": due}
    if draw.below(2):
        rule["exceptions"] = [{"id": "ground", "when": condition(draw, names, 2), "burden": "authority"}]
    rule["satisfied_when"] = once_done_stays_done(draw, names, 1)
    longer = {**rule, "due": f"({due}) + days({draw.pick((1, 30, 400))})"}
    dossier = a_dossier(draw, (KINDS["Act"], KINDS["Deal"]))
    return Situation(rule_file(rule), dossier), Situation(rule_file(longer), dossier)


@given(st.data(), choices(600).map(two_deadlines))
def test_a_longer_deadline_never_creates_a_violation(data: st.DataObject, both: tuple[Situation, Situation]) -> None:
    shorter, longer = both
    for question in data.draw(questions(shorter)):
        first = judge_all(shorter.file, shorter.dossier, question)
        for key, later in judge_all(longer.file, longer.dossier, question).items():
            # Trap: counting overdue days from the wrong end, an inclusive due day that is not, a choice of days that leaves one out.
            if later.verdict is Verdict.VIOLATED:
                assert first[key].verdict in (Verdict.VIOLATED, Verdict.NOT_IN_FORCE), key
