"""Rule files as text: random rules of every modality over the invented kinds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import yaml
from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from sanctions_engine.models.kinds import FactKind
from tests.properties.strategies.expressions import Draw, Names, condition, day, duration, literal_day, number
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


def names_of(each: str, *, presuming: bool = True) -> Names:
    """Return what the rules for a kind of record may name; the record is `e`."""
    names = Names(presuming=presuming)
    if each == "State":
        return replace(names, flags=("e.un_member",), states=("e.code",))
    return names.with_record("e", KINDS[each])


def _lets(draw: Draw, names: Names, into: dict[str, Any]) -> Names:
    """Draw up to two `let` names; they stand first among the names."""
    for index in range(draw(st.integers(0, 2))):
        name = f"let{index}"
        if draw(st.booleans()):
            text = number(draw, names, 2)
            names = replace(names, numbers=(name, *names.numbers))
        else:
            text = condition(draw, names, 2)
            names = replace(names, flags=(name, *names.flags))
        into.setdefault("let", {})[name] = text
    return names


def _exceptions(draw: Draw, names: Names, rule: dict[str, Any]) -> None:
    found = []
    for index in range(draw(st.sampled_from((0, 0, 1, 2)))):
        burden = draw(st.sampled_from(("bearer", "authority")))
        found.append({"id": f"ground{index}", "when": condition(draw, names, 2), "burden": burden})
    if found:
        rule["exceptions"] = found


def _readings(draw: Draw, names: Names, rule: dict[str, Any], key: str) -> None:
    if draw(st.integers(0, 3)) == 3:
        rule["readings"] = [{"id": "other", key: condition(draw, names, 2)}]


def _sometimes(draw: Draw, rule: dict[str, Any], key: str, names: Names, depth: int = 1) -> None:
    if draw(st.integers(0, 3)) == 3:
        rule[key] = condition(draw, names, depth)


@st.composite
def obligations(draw: Draw, *, presuming: bool = True, due: bool | None = None) -> dict[str, Any]:
    """Draw an obligation; `due` says whether it has a due day (None: either)."""
    each = draw(st.sampled_from(("State", "Deal", "Act", "Stock")))
    rule: dict[str, Any] = {"id": RULE, "obligation": "Do it", "each": f"{each} as e"}
    names = names_of(each, presuming=presuming)
    form = draw(st.sampled_from(("due", "due", "none", "promptly"))) if due is None else "due" if due else "none"
    if form == "due":
        rule["due"] = draw(st.sampled_from((_fixed, _start, _counted_day, _far_day)))(draw, names)
        names = replace(names, days=("due", *names.days))
    elif form == "promptly":
        rule["due"] = "promptly"
    names = _lets(draw, names, rule)
    if each != "State":
        _sometimes(draw, rule, "where", names)
    _sometimes(draw, rule, "applies_when", names, 2)
    rule["satisfied_when"] = condition(draw, names, 3)
    _exceptions(draw, names, rule)
    _readings(draw, names, rule, "satisfied_when")
    return rule


def _fixed(draw: Draw, names: Names) -> str:
    return literal_day(draw)


def _start(draw: Draw, names: Names) -> str:
    return f"{draw(st.sampled_from(names.days))} + {duration(draw, names, 1)}".replace("as_of", "instrument.adopted")


def _counted_day(draw: Draw, names: Names) -> str:
    return f"{day(draw, names, 1)} + {duration(draw, names, 1)}"


def _far_day(draw: Draw, names: Names) -> str:
    return day(draw, names, 2)


@st.composite
def prohibitions(draw: Draw, *, presuming: bool = True) -> dict[str, Any]:
    """Draw a prohibition of events, of standing states of things, or of a State's conduct."""
    each = draw(st.sampled_from(("Deal", "Act", "Stock", "State")))
    rule: dict[str, Any] = {"id": RULE, "prohibition": "Do not do it", "each": f"{each} as e"}
    names = _lets(draw, names_of(each, presuming=presuming), rule)
    if each == "Deal" and draw(st.booleans()):
        rule["on"] = draw(st.sampled_from(("e.date", "e.signed")))
    if each != "State":
        _sometimes(draw, rule, "where", names)
    _sometimes(draw, rule, "applies_when", names, 2)
    rule["violated_when"] = condition(draw, names, 3)
    _exceptions(draw, names, rule)
    _readings(draw, names, rule, "violated_when")
    return rule


@st.composite
def indicators(draw: Draw, *, presuming: bool = True) -> dict[str, Any]:
    """Draw an indicator."""
    each = draw(st.sampled_from(("State", "Deal", "Stock")))
    rule: dict[str, Any] = {"id": RULE, "indicator": "A sign", "each": f"{each} as e"}
    names = _lets(draw, names_of(each, presuming=presuming), rule)
    _sometimes(draw, rule, "applies_when", names, 2)
    rule["raised_when"] = condition(draw, names, 3)
    return rule


@st.composite
def group_rules(draw: Draw, *, presuming: bool = True) -> dict[str, Any]:
    """Draw a prohibition over groups, with a parameter that changes on a day."""
    each = draw(st.sampled_from(("Deal", "Act", "Stock")))
    key, dated = {"Deal": ("buyer", "date"), "Act": ("state", "on"), "Stock": ("state", "at")}[each]
    rule: dict[str, Any] = {"id": RULE, "prohibition": "Stay below the cap", "each": f"{each} as e", "bearer": "all"}
    member = names_of(each, presuming=presuming)
    _sometimes(draw, rule, "where", member)
    rule["group_by"] = draw(
        st.sampled_from(({"year": f"year(e.{dated})"}, {}, {"whose": f"e.{key}"}, {"month": f"month(e.{dated})"}))
    )
    values: list[dict[str, Any]] = [{"value": draw(st.sampled_from((3, "2..4", 6)))}]
    if draw(st.integers(0, 3)) == 3:
        values = [{**values[0], "until": "2019-03-01"}, {"from": "2019-03-01", "value": 5}]
    rule["parameters"] = {"cap": values}
    names = replace(Names(presuming=presuming), numbers=("parameter.cap",), in_group=True, member=member)
    rule["violated_when"] = draw(st.sampled_from((_cap, _cap, _members, _any_total)))(draw, names)
    _exceptions(draw, names, rule)
    return rule


def _cap(draw: Draw, names: Names) -> str:
    assert names.member is not None
    return f"total({draw(st.sampled_from(names.member.numbers))}) > parameter.cap"


def _members(draw: Draw, names: Names) -> str:
    return f"members() {draw(st.sampled_from(('>', '<')))} {draw(st.integers(0, 2))}"


def _any_total(draw: Draw, names: Names) -> str:
    return condition(draw, names, 2)


@st.composite
def exemptions(draw: Draw, each: str, *, presuming: bool = True) -> dict[str, Any]:
    """Draw an exemption from a rule for the same records."""
    rule: dict[str, Any] = {"id": EXEMPTION, "exemption": "Let off", "each": f"{each} as e", "covers": [RULE]}
    rule["when"] = condition(draw, names_of(each, presuming=presuming), 2)
    rule["burden"] = draw(st.sampled_from(("bearer", "authority")))
    if draw(st.booleans()):
        rule["in_force"] = {"from": literal_day(draw)}
    return rule


_CHANGES: Final = (
    {"suspend": RULE, "from": 'date("2019-02-15")', "until": 'date("2019-03-20")'},
    {"repeal": RULE, "from": 'date("2019-03-20")'},
)


@st.composite
def rule_files(draw: Draw, *, presuming: bool = True) -> RuleFile:
    """Draw a file with one rule, sometimes an exemption from it and a change of it."""
    kinds = (obligations, prohibitions, group_rules, indicators)
    rule = draw(draw(st.sampled_from(kinds))(presuming=presuming))
    rules = [rule]
    if "indicator" not in rule and draw(st.integers(0, 3)) == 3:
        rules.append(draw(exemptions(str(rule["each"]).removesuffix(" as e"), presuming=presuming)))
    changes = [draw(st.sampled_from(_CHANGES))] if draw(st.integers(0, 5)) == 5 else None
    return rule_file(*rules, changes=changes)
