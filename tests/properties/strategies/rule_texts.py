"""Rule files as text: random rules of every modality over the invented kinds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import yaml
from hypothesis.vendor.pretty import RepresentationPrinter

from sanctions_engine.models.kinds import FactKind
from tests.properties.strategies.choices import Choices
from tests.properties.strategies.expressions import Names, condition, day, duration, literal_day, number
from tests.properties.strategies.kinds import KINDS

RULE: Final = "law"
EXEMPTION: Final = "relief"


@dataclass(frozen=True)
class RuleFile:
    """The text of a rule file; it prints as one, so that a failing example can be read."""

    text: str

    @property
    def kinds(self) -> tuple[FactKind, ...]:
        """The fact kinds that it names; all of them if it names none."""
        return tuple(
            kind for kind in KINDS.values() if f" {kind.name} " in self.text or f"({kind.name}," in self.text
        ) or tuple(KINDS.values())

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        printer.text(f"RuleFile('''\n{self.text}''')")


def rule_file(*rules: dict[str, Any], changes: list[dict[str, Any]] | None = None) -> RuleFile:
    """Return the text of a file of rules, and of changes made by the same instrument."""
    content: dict[str, Any] = {"instrument": "pact", "paragraph": "1", "rules": list(rules)}
    if changes:
        content["changes"] = changes
    return RuleFile(yaml.safe_dump(content, sort_keys=False, width=100_000, allow_unicode=True))


def names_of(each: str) -> Names:
    """Return what the rules for a kind of record may name; the record is `e`."""
    names = Names()
    if each == "State":
        return replace(names, flags=("e.un_member",), states=("e.code",))
    return names.with_record("e", KINDS[each])


def lets(draw: Choices, names: Names, into: dict[str, Any]) -> Names:
    """Draw up to two `let` names; they are the first among the names, and thrice there, so that they are used."""
    for index in range(draw.pick((0, 0, 1, 2))):
        name = f"let{index}"
        if draw.below(2):
            text = condition(draw, names, 2)
            names = replace(names, flags=(name, name, name, *names.flags))
        else:
            text = number(draw, names, 2)
            names = replace(names, numbers=(name, name, name, *names.numbers))
        into.setdefault("let", {})[name] = text
    return names


def exceptions(draw: Choices, names: Names, rule: dict[str, Any]) -> None:
    """Draw up to two exceptions."""
    found = []
    for index in range(draw.pick((0, 0, 0, 1, 2))):
        burden = draw.pick(("bearer", "authority"))
        found.append({"id": f"ground{index}", "when": condition(draw, names, 2), "burden": burden})
    if found:
        rule["exceptions"] = found


def readings(draw: Choices, names: Names, rule: dict[str, Any], key: str) -> None:
    """Draw, now and then, another reading of one condition."""
    if draw.rarely(6):
        rule["readings"] = [{"id": "other", key: condition(draw, names, 2)}]


def sometimes(draw: Choices, rule: dict[str, Any], key: str, names: Names, depth: int = 1) -> None:
    """Draw, now and then, a condition for a key."""
    if draw.rarely(5):
        rule[key] = condition(draw, names, depth)


def a_depth(draw: Choices) -> int:
    """Draw how deep a condition is."""
    return draw.pick((1, 2, 2, 3))


def obligation(draw: Choices) -> dict[str, Any]:
    """Draw an obligation: with a due day, without one, or due promptly."""
    each = draw.pick(("State", "State", "Deal", "Act", "Stock"))
    rule: dict[str, Any] = {"id": RULE, "obligation": "Do it", "each": f"{each} as e"}
    names = names_of(each)
    form = draw.pick(("due", "due", "due", "none", "none", "promptly"))
    if form == "due":
        rule["due"] = draw.pick((fixed, start, counted_day, far_day))(draw, names)
        names = replace(names, days=("due", *names.days))
    elif form == "promptly":
        rule["due"] = "promptly"
    names = lets(draw, names, rule)
    if each != "State":
        sometimes(draw, rule, "where", names)
    sometimes(draw, rule, "applies_when", names, 2)
    rule["satisfied_when"] = condition(draw, names, a_depth(draw))
    exceptions(draw, names, rule)
    readings(draw, names, rule, "satisfied_when")
    return rule


def fixed(draw: Choices, names: Names) -> str:
    """Draw a due day: one that is written down."""
    return literal_day(draw)


def start(draw: Choices, names: Names) -> str:
    """Draw a due day: so long after a day that is given."""
    return f"{draw.pick(names.days)} + {duration(draw, names, 1)}".replace("as_of", "instrument.adopted")


def counted_day(draw: Choices, names: Names) -> str:
    """Draw a due day: so long after a day that is computed."""
    return f"{day(draw, names, 1)} + {duration(draw, names, 1)}"


def far_day(draw: Choices, names: Names) -> str:
    """Draw a due day: any."""
    return day(draw, names, 2)


def prohibition(draw: Choices) -> dict[str, Any]:
    """Draw a prohibition of events, of standing states of things, or of a State's conduct."""
    each = draw.pick(("Deal", "State", "Act", "Stock", "State"))
    rule: dict[str, Any] = {"id": RULE, "prohibition": "Do not do it", "each": f"{each} as e"}
    names = lets(draw, names_of(each), rule)
    if each == "Deal" and draw.below(2):
        rule["on"] = draw.pick(("e.date", "e.signed"))
    if each != "State":
        sometimes(draw, rule, "where", names)
    sometimes(draw, rule, "applies_when", names, 2)
    rule["violated_when"] = condition(draw, names, a_depth(draw))
    exceptions(draw, names, rule)
    readings(draw, names, rule, "violated_when")
    return rule


def indicator(draw: Choices) -> dict[str, Any]:
    """Draw an indicator."""
    each = draw.pick(("State", "State", "Deal", "Stock"))
    rule: dict[str, Any] = {"id": RULE, "indicator": "A sign", "each": f"{each} as e"}
    names = lets(draw, names_of(each), rule)
    sometimes(draw, rule, "applies_when", names, 2)
    rule["raised_when"] = condition(draw, names, a_depth(draw))
    return rule


def group_rule(draw: Choices) -> dict[str, Any]:
    """Draw a prohibition over groups, with a parameter that may change on a day."""
    each = draw.pick(("Deal", "Act", "Stock"))
    key, dated = {"Deal": ("buyer", "date"), "Act": ("state", "on"), "Stock": ("state", "at")}[each]
    rule: dict[str, Any] = {"id": RULE, "prohibition": "Stay below the cap", "each": f"{each} as e", "bearer": "all"}
    member = names_of(each)
    sometimes(draw, rule, "where", member)
    keys: tuple[dict[str, str], ...] = (
        {"year": f"year(e.{dated})"},
        {},
        {"whose": f"e.{key}"},
        {"month": f"month(e.{dated})"},
    )
    rule["group_by"] = draw.pick(keys)
    values: list[dict[str, Any]] = [{"value": draw.pick((3, "2..4", 6))}]
    if draw.rarely(4):
        values = [{**values[0], "until": "2019-03-01"}, {"from": "2019-03-01", "value": 5}]
    rule["parameters"] = {"cap": values}
    names = replace(Names(), numbers=("parameter.cap",), in_group=True, member=member)
    rule["violated_when"] = draw.pick((_cap, _cap, _members, _anything))(draw, names)
    exceptions(draw, names, rule)
    return rule


def _cap(draw: Choices, names: Names) -> str:
    assert names.member is not None
    return f"total({draw.pick(names.member.numbers)}) > parameter.cap"


def _members(draw: Choices, names: Names) -> str:
    return f"members() {draw.pick(('>', '<'))} {draw.below(3)}"


def _anything(draw: Choices, names: Names) -> str:
    return condition(draw, names, 2)


def exemption(draw: Choices, each: str) -> dict[str, Any]:
    """Draw an exemption from a rule for the same records."""
    rule: dict[str, Any] = {"id": EXEMPTION, "exemption": "Let off", "each": f"{each} as e", "covers": [RULE]}
    rule["when"] = condition(draw, names_of(each), 2)
    rule["burden"] = draw.pick(("bearer", "authority"))
    if draw.below(2):
        rule["in_force"] = {"from": literal_day(draw)}
    return rule


_CHANGES: Final = (
    {"suspend": RULE, "from": 'date("2019-02-15")', "until": 'date("2019-03-20")'},
    {"repeal": RULE, "from": 'date("2019-03-20")'},
)
_RULES: Final = (obligation, prohibition, group_rule, indicator)


def any_rule_file(draw: Choices) -> RuleFile:
    """Draw a file with one rule, sometimes an exemption from it and a change of it."""
    rule = draw.pick(_RULES)(draw)
    rules = [rule]
    if "indicator" not in rule and draw.rarely(5):
        rules.append(exemption(draw, str(rule["each"]).removesuffix(" as e")))
    changes = [draw.pick(_CHANGES)] if draw.rarely(6) else None
    return rule_file(*rules, changes=changes)
