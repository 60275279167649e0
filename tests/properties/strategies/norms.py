"""Norms of every shape: duties once and recurring, prohibitions of events and standings, caps over groups, indicators; in tables or not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.properties.strategies.choices import Choices
from tests.properties.strategies.expressions import Names, condition, number
from tests.properties.strategies.kinds import DAYS, KINDS
from tests.properties.strategies.norm_parts import (
    WIDE_KINDS,
    Drawn,
    due_day,
    grounds,
    in_force,
    own_on,
    parameters,
    periods,
    readings,
    table,
    wide_names,
)
from tests.properties.strategies.plain_conditions import done, passing, plain_condition
from tests.properties.strategies.rule_texts import a_depth, lets, sometimes

TITLES = {
    "satisfied_when": ("obligation", "Do it"),
    "violated_when": ("prohibition", "Do not do it"),
    "raised_when": ("indicator", "A sign"),
}
EACH = {
    "satisfied_when": ("State", "State", "State", "Deal", "Act", "Stock", "Visit"),
    "violated_when": ("Deal", "Deal", "State", "Act", "Stock", "Visit"),
    "raised_when": ("State", "State", "Deal", "Stock", "Act"),
}


def a_norm(draw: Choices, index: int, earlier: list[Drawn]) -> Drawn:
    """Draw a norm.

    Args:
        index: Its number, for its id.
        earlier: The norms before it, whose due days it may read.
    """
    id = f"law{index}"
    form = draw.below(16)
    related = [one for one in earlier if one.counted]
    if related and draw.below(2):
        return _related(draw, id, related)
    if form < 3:
        return _group(draw, id)
    key = (*("satisfied_when",) * 7, *("violated_when",) * 4, *("raised_when",) * 2)[form - 3]
    return _single(draw, id, key, draw.pick(EACH[key]), earlier)


def _related(draw: Choices, id: str, earlier: list[Drawn]) -> Drawn:
    """Draw a norm for the same records as an earlier one, whose due day it may read."""
    return _single(draw, id, draw.pick(("satisfied_when", "violated_when")), draw.pick(earlier).each, earlier)


def _single(draw: Choices, id: str, key: str, each: str, earlier: list[Drawn]) -> Drawn:
    modality, title = TITLES[key]
    rule: dict[str, Any] = {"id": id, modality: title, "each": f"{each} as e"}
    drawn = Drawn(rule, each, key, wide_names(each))
    if each == "State" and key == "satisfied_when" and draw.below(2):
        return _plain_duty(draw, drawn)
    _set_up(draw, drawn, earlier)
    _conditions(draw, drawn)
    return drawn


def _plain_duty(draw: Choices, drawn: Drawn) -> Drawn:
    """Draw a duty of States to do something by a day: the shape in which being late is seen."""
    drawn.rule["due"] = f'date("{draw.pick(DAYS[:5])}")'
    drawn.names = replace(drawn.names, days=("due", *drawn.names.days))
    drawn.counted.append("due")
    drawn.rule["satisfied_when"] = passing(draw) if draw.below(4) == 3 else done(draw, drawn.names)
    grounds(draw, drawn)
    readings(draw, drawn)
    return drawn


def _set_up(draw: Choices, drawn: Drawn, earlier: list[Drawn]) -> None:
    """Draw what a norm can read besides its record."""
    rule = drawn.rule
    named = parameters(draw, rule)
    drawn.names = replace(drawn.names, numbers=(*named, *named, *drawn.names.numbers))
    table(draw, drawn)
    if drawn.key == "satisfied_when":
        if draw.below(5) == 4:
            periods(draw, drawn)
        else:
            due_day(draw, drawn, earlier)
    due = [f'due_of("{one.id}")' for one in earlier if one.each == drawn.each and one.counted]
    if due and "every" not in rule and draw.below(2):
        drawn.names = replace(drawn.names, days=(*due, *due, *drawn.names.days))


def _conditions(draw: Choices, drawn: Drawn) -> None:
    rule = drawn.rule
    if drawn.key != "satisfied_when" or "due" not in rule or draw.rarely(4):
        own_on(draw, drawn)
    if "table" not in rule:
        drawn.names = lets(draw, drawn.names, rule)
    if drawn.each != "State":
        sometimes(draw, rule, "where", drawn.names)
    sometimes(draw, rule, "applies_when", drawn.names, 2)
    rule[drawn.key] = a_condition(draw, drawn)
    in_force(draw, rule)
    if drawn.key != "raised_when":
        grounds(draw, drawn)
    readings(draw, drawn)


def a_condition(draw: Choices, drawn: Drawn) -> str:
    """Draw the condition of a norm: one as laws have them, or any."""
    if drawn.member is None and draw.below(5) < (3 if drawn.counted else 2):
        return plain_condition(draw, drawn.names, drawn.each)
    return condition(draw, drawn.names, a_depth(draw))


# --- caps --------------------------------------------------------------------------------------------------------------


def _group(draw: Choices, id: str) -> Drawn:
    """Draw a prohibition over groups."""
    each = draw.pick(("Deal", "Act", "Stock", "Visit"))
    member = wide_names(each)
    rule: dict[str, Any] = {"id": id, "prohibition": "Stay below the cap", "each": f"{each} as e"}
    names = Names(in_group=True, kinds=WIDE_KINDS, wide=True)
    drawn = Drawn(rule, each, "violated_when", names, member=member)
    named = parameters(draw, rule, 2)
    drawn.names = replace(names, numbers=(*named, *named, *names.numbers))
    table(draw, drawn)
    assert drawn.member is not None
    member = drawn.member
    sometimes(draw, rule, "where", member)
    own_on(draw, drawn)
    rule["group_by"] = keys = _keys(draw, each)
    if "year" in keys or "month" in keys:
        drawn.names = replace(
            drawn.names, numbers=(*drawn.names.numbers, *(f"group.{'year' if 'year' in keys else 'month'}",) * 3)
        )
    if "whose" in keys:
        drawn.names = replace(drawn.names, states=("group.whose",))
    if draw.below(4) == 3:
        rule["let"] = {"part": number(draw, member, 1), "whole": "total(part)"}
        member = replace(member, numbers=("part", "part", *member.numbers))
        drawn.names = replace(drawn.names, numbers=("whole", "whole", *drawn.names.numbers))
    drawn.names = replace(drawn.names, member=member)
    drawn.member = member
    rule["violated_when"] = _cap(draw, drawn.names, named)
    in_force(draw, rule)
    grounds(draw, drawn)
    readings(draw, drawn)
    return drawn


def _keys(draw: Choices, each: str) -> dict[str, str]:
    whose = {"Deal": "e.buyer", "Act": "e.state", "Stock": "e.state", "Visit": "e.host"}[each]
    dated = f"e.{KINDS[each].dated}"
    return draw.pick(
        (
            {},
            {"whose": whose},
            {"year": f"year({dated})"},
            {"month": f"month({dated})"},
            {"whose": whose, "year": f"year({dated})"},
            {"quarter": f"period_of({dated}, months(3))"},
        )
    )


def _cap(draw: Choices, names: Names, named: tuple[str, ...]) -> str:
    assert names.member is not None
    limit = draw.pick((*named, *named, "3", "2", "5"))
    match draw.below(5):
        case 0 | 1:
            return f"total({draw.pick(names.member.numbers)}) > {limit}"
        case 2:
            return f"members() {draw.pick(('>', '<'))} {draw.below(3)}"
        case 3:
            return f"total({number(draw, names.member, 1)}) {draw.pick(('>', '>=', '<'))} {limit}"
        case _:
            return condition(draw, names, 2)
