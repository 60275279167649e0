"""How far the strategies reach: a quick look; the whole pack is `python -m sanctions_engine.testing.reach un/dprk`."""

from __future__ import annotations

import pytest

from sanctions_engine import load_pack
from sanctions_engine.diagnostics import BadQuestion
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.testing.reach import Reached, main, poles_of, reach

PACK = load_pack("un/dprk")


@pytest.mark.parametrize(
    "rule",
    [
        "unscr-2397-8-final",  # a report by a due day
        "unscr-2371-8/coal",  # a row of a table: a code that begins with a listed one
        "unscr-1874-17",  # the flag of a ship, by its registrations
        "unscr-2270-35",  # a duty whose subject has to be older than the law
        "dprk-transport-capacity",  # an indicator that works with several numbers
    ],
)
def test_rules_reach_a_breach_and_its_opposite(rule: str) -> None:
    (found,) = reach(PACK, rules=[rule])
    assert found.is_reached, found.reason


def test_a_duty_without_a_day_is_never_violated() -> None:
    assert poles_of(PACK.rules["unscr-2321-14"])[0] == {Verdict.UNDETERMINED}
    (found,) = reach(PACK, rules=["unscr-2397-10"], examples=60)
    assert found.is_reached, found.reason
    assert Verdict.VIOLATED not in found.verdicts


def test_what_is_not_reached_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    # Trap: a rule that nothing can reach, told as reached because nothing was tried.
    assert main(["un/dprk", "--rule", "unscr-2375-14-annual", "--at-least", "1"]) == 1
    told = capsys.readouterr().out
    assert "missed  unscr-2375-14-annual: no text of it was ever in force" in told
    assert "0 of 1 rules" in told
    never = Reached("law", poles_of(PACK.rules["unscr-2397-8"]), examples=7)
    assert never.reason == "no `violated` and no `fulfilled` in 7 examples: no subject"


def test_a_pattern_that_names_no_rule_is_an_error() -> None:
    with pytest.raises(BadQuestion, match="no rule `unscr-9999`"):
        list(reach(PACK, rules=["unscr-9999"]))
