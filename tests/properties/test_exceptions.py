"""An exception or exemption never worsens a verdict.

Worse is read from the law, not from an order of gravity: a verdict may become `exempt`, and where the burden is on the authority
a breach may become open; nothing else changes.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.models.norms import Burden
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.judgement import Judgement
from tests.properties.strategies.dossiers import Situation, dossiers, questions
from tests.properties.strategies.expressions import Draw, condition
from tests.properties.strategies.kinds import KINDS
from tests.properties.strategies.laws import judge_all
from tests.properties.strategies.rule_texts import exemptions, names_of, obligations, prohibitions, rule_file

V = Verdict
BREACHES = frozenset({V.VIOLATED, V.FULFILLED_LATE})
RELIEVED = frozenset({*BREACHES, V.PENDING, V.UNDETERMINED})
"""What an exception that holds turns into `exempt`."""


@st.composite
def with_and_without(draw: Draw) -> tuple[Situation, Situation]:
    """Draw a rule, and the same rule with one more exception or an exemption beside it."""
    rule: dict[str, Any] = draw(draw(st.sampled_from((obligations, prohibitions)))())
    each = str(rule["each"]).removesuffix(" as e")
    if draw(st.booleans()):
        more = {"id": "more", "when": condition(draw, names_of(each), 2), "burden": draw(_burdens)}
        relieved = rule_file({**rule, "exceptions": [*rule.get("exceptions", ()), more]})
    else:
        relieved = rule_file(rule, draw(exemptions(each)))
    dossier = draw(dossiers(relieved.kinds))
    return Situation(rule_file(rule), dossier), Situation(relieved, dossier)


_burdens = st.sampled_from(("bearer", "authority"))


def no_worse(before: Judgement, after: Judgement) -> bool:
    if after.verdict is before.verdict:
        return True
    if after.verdict is V.EXEMPT:
        return before.verdict in RELIEVED
    # A breach becomes open only where an authority has not shown that there was no ground.
    doubted = any(one.burden is Burden.AUTHORITY and one.holds.is_unknown for one in after.considered)
    return (
        after.verdict is V.UNDETERMINED and before.verdict in BREACHES | {V.EXEMPT} and bool(doubted or after.choices)
    )


@given(st.data(), with_and_without())
def test_an_exception_never_worsens_a_verdict(data: st.DataObject, both: tuple[Situation, Situation]) -> None:
    plain, relieved = both
    for question in data.draw(questions(plain)):
        after = judge_all(relieved.file, relieved.dossier, question)
        for key, before in judge_all(plain.file, plain.dossier, question).items():
            assert no_worse(before, after[key]) or V.ERROR in (before.verdict, after[key].verdict), key


RANK = {V.VIOLATED: 3, V.UNDETERMINED: 2, V.PENDING: 1}
"""How far a capped group is from being in order; all else is."""


@st.composite
def capped(draw: Draw) -> tuple[Situation, Situation]:
    """Draw a cap, and the same cap with an exemption that takes single records out of the groups."""
    each, amount = draw(st.sampled_from((("Deal", "tonnes"), ("Act", "amount"), ("Stock", "count"))))
    key = {"Deal": "buyer", "Act": "state", "Stock": "state"}[each]
    rule: dict[str, Any] = {
        "id": "law",
        "prohibition": "Stay below the cap",
        "each": f"{each} as e",
        "group_by": draw(st.sampled_from(({}, {"whose": f"e.{key}"}))),
        "violated_when": draw(st.sampled_from((f"total(e.{amount}) > 3", "members() > 1"))),
    }
    relieved = rule_file(rule, draw(exemptions(each)))
    dossier = draw(dossiers((KINDS[each],)))
    return Situation(rule_file(rule), dossier), Situation(relieved, dossier)


@given(st.data(), capped())
def test_an_exemption_of_single_records_never_worsens_a_cap(
    data: st.DataObject, both: tuple[Situation, Situation]
) -> None:
    plain, relieved = both
    for question in data.draw(questions(plain)):
        after = judge_all(relieved.file, relieved.dossier, question)
        for key, before in judge_all(plain.file, plain.dossier, question).items():
            if V.ERROR not in (before.verdict, after[key].verdict):
                assert RANK.get(after[key].verdict, 0) <= RANK.get(before.verdict, 0), key
