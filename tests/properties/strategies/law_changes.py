"""What other texts do to norms: exemptions, amendments, repeals, suspensions; by the pact itself, the protocol or a draft."""

from __future__ import annotations

from typing import Any, Final

from tests.properties.strategies.choices import Choices
from tests.properties.strategies.expressions import condition, literal_day
from tests.properties.strategies.norm_parts import Drawn, in_force, parameters, wide_names
from tests.properties.strategies.norms import a_condition
from tests.properties.strategies.pack_texts import DRAFT, PACT, PROTOCOL
from tests.properties.strategies.rule_texts import exceptions, sometimes

STARTS: Final = (
    ("", "2019-02-16", "2019-03-01"),
    ("2019-03-20", "2019-03-31", "2019-04-02"),
)
"""The days on which the first and the second change may start; no day for the adoption of what makes it."""

SPANS: Final = (("2019-02-15", "2019-03-20"), ("2019-03-01", "2019-03-02"), ("2019-01-31", "2019-04-01"))


def an_exemption(draw: Choices, index: int, norms: list[Drawn]) -> tuple[str, dict[str, Any]] | None:
    """Draw an exemption from one of the norms; returns the instrument that makes it, too. None if none can have one."""
    open_to = [one for one in norms if one.key != "raised_when"]
    if not open_to:
        return None
    of = draw.pick(open_to)
    rule: dict[str, Any] = {
        "id": f"relief{index}",
        "exemption": "Let off",
        "each": f"{of.each} as e",
        "covers": [of.targets],
    }
    names = wide_names(of.each)
    if of.member is not None and draw.below(2):
        rule["group_by"] = of.rule["group_by"]
        rule["when"] = draw.pick((f"members() <= {draw.below(3)}", f"total({draw.pick(names.numbers)}) < 4"))
    else:
        named = parameters(draw, rule)
        if named and draw.below(2):
            rule["when"] = f"{named[0]} {draw.pick(('>', '<='))} 3"
        else:
            rule["when"] = condition(draw, names, 2)
        if of.each != "State":
            sometimes(draw, rule, "where", names)
        sometimes(draw, rule, "applies_when", names)
    rule["burden"] = draw.pick(("bearer", "authority"))
    in_force(draw, rule, 3)
    return draw.pick((PACT, PACT, PROTOCOL, DRAFT)), rule


def a_change(draw: Choices, index: int, norms: list[Drawn]) -> tuple[str, dict[str, Any]]:
    """Draw a change of one of the norms; returns the instrument that makes it, too. Two changes never start on one day."""
    of = draw.pick(norms)
    instrument = draw.pick((PROTOCOL, PROTOCOL, PACT, DRAFT))
    start = draw.pick(STARTS[index])
    change: dict[str, Any] = {}
    match draw.below(4):
        case 0:
            begin, end = SPANS[index + draw.below(2)]
            return instrument, {"suspend": [of.targets], "from": f'date("{begin}")', "until": f'date("{end}")'}
        case 1:
            change["repeal"] = [of.targets]
        case _:
            change["amend"] = [of.targets]
            change["set"] = _amended(draw, of)
    if start:
        change["from"] = f'date("{start}")'
    if "amend" in change and draw.rarely(4):
        change["until"] = 'date("2019-05-01")'
    return instrument, change


def _amended(draw: Choices, of: Drawn) -> dict[str, Any]:
    """Draw what an amendment replaces."""
    ways = ["condition"]
    if of.counted:
        ways += ["due", "due"]
    if of.member is None:
        ways += ["applies_when", *(("exceptions",) if of.key != "raised_when" else ())]
    if "parameters" in of.rule:
        ways.append("parameters")
    match draw.pick(ways):
        case "due":
            return {"due": literal_day(draw)}
        case "applies_when":
            return {"applies_when": condition(draw, of.names, 1)}
        case "exceptions":
            replaced: dict[str, Any] = {}
            exceptions(draw, of.names, replaced)
            ground = {"id": "ground9", "when": condition(draw, of.names, 1)}
            return {"exceptions": replaced.get("exceptions", [ground])}
        case "parameters":
            return {"parameters": {"limit": [{"value": draw.pick((0, 6, "1..5"))}]}}
        case _:
            return {of.key: a_condition(draw, of)}
