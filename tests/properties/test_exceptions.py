"""An exception or exemption never worsens a verdict.

Worse is read from the law, not from an order of gravity: a verdict may become `exempt`, and where the burden is on the authority
a breach may become open; nothing else changes.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.testing.law_checks import RANK, is_no_worse
from tests.properties.strategies.choices import Choices, choices
from tests.properties.strategies.dossiers import Situation, a_dossier, questions
from tests.properties.strategies.expressions import condition
from tests.properties.strategies.kinds import KINDS
from tests.properties.strategies.laws import judge_all
from tests.properties.strategies.rule_texts import exemption, names_of, obligation, prohibition, rule_file

V = Verdict


def with_and_without(draw: Choices) -> tuple[Situation, Situation]:
    """Draw a rule, and the same rule with one more exception or an exemption beside it."""
    rule = draw.pick((obligation, prohibition))(draw)
    each = str(rule["each"]).removesuffix(" as e")
    if draw.below(2):
        more = {"id": "more", "when": condition(draw, names_of(each), 2), "burden": draw.pick(("bearer", "authority"))}
        relieved = rule_file({**rule, "exceptions": [*rule.get("exceptions", ()), more]})
    else:
        relieved = rule_file(rule, exemption(draw, each))
    dossier = a_dossier(draw, relieved.kinds)
    return Situation(rule_file(rule), dossier), Situation(relieved, dossier)


@given(st.data(), choices(700).map(with_and_without))
def test_an_exception_never_worsens_a_verdict(data: st.DataObject, both: tuple[Situation, Situation]) -> None:
    plain, relieved = both
    for question in data.draw(questions(plain)):
        after = judge_all(relieved.file, relieved.dossier, question)
        for key, before in judge_all(plain.file, plain.dossier, question).items():
            assert is_no_worse(before.verdict, after[key].verdict, after[key]), key


def capped(draw: Choices) -> tuple[Situation, Situation]:
    """Draw a cap, and the same cap with an exemption that takes single records out of the groups."""
    each, amount = draw.pick((("Deal", "tonnes"), ("Act", "amount"), ("Stock", "count")))
    keys: tuple[dict[str, str], ...] = ({}, {"whose": "e.buyer" if each == "Deal" else "e.state"})
    rule: dict[str, Any] = {
        "id": "law",
        "prohibition": "Stay below the cap",
        "each": f"{each} as e",
        "group_by": draw.pick(keys),
        "violated_when": draw.pick((f"total(e.{amount}) > 3", "members() > 1")),
    }
    relieved = rule_file(rule, exemption(draw, each))
    dossier = a_dossier(draw, (KINDS[each],))
    return Situation(rule_file(rule), dossier), Situation(relieved, dossier)


@given(st.data(), choices(600).map(capped))
def test_an_exemption_of_single_records_never_worsens_a_cap(
    data: st.DataObject, both: tuple[Situation, Situation]
) -> None:
    plain, relieved = both
    for question in data.draw(questions(plain)):
        after = judge_all(relieved.file, relieved.dossier, question)
        for key, before in judge_all(plain.file, plain.dossier, question).items():
            if V.ERROR not in (before.verdict, after[key].verdict):
                assert RANK.get(after[key].verdict, 0) <= RANK.get(before.verdict, 0), key
