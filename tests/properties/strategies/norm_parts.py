"""Parts of rules: parameters, tables, periods, due days, days of law. Each adds to a rule and to the names that it can read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sanctions_engine.models.kinds import FieldKind
from tests.properties.strategies.choices import Choices
from tests.properties.strategies.expressions import Names, condition, literal_day, number
from tests.properties.strategies.kinds import CODES, KINDS
from tests.properties.strategies.rule_texts import counted_day, exceptions, far_day, fixed, names_of, start

LAST_DAYS: Final = ("2019-04-01", "2019-05-01", "2019-03-20", "2020-02-29")
"""Days on which a rule may end: all are after the adoption of whatever may hold it."""

WIDE_KINDS: Final = ("Act", "Stock", "Deal", "Visit")


@dataclass
class Drawn:
    """A rule with what its conditions can name.

    Attributes:
        key: The key of its condition.
        names: What its formulas can read.
        member: What the formulas of one record can read, where it judges groups; else None.
        grounds: What exceptions can read besides: cells that may be empty.
    """

    rule: dict[str, Any]
    each: str
    key: str
    names: Names
    member: Names | None = None
    grounds: Names | None = None
    counted: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.rule["id"])

    @property
    def targets(self) -> str:
        """A pattern for its id, or for those of its rows."""
        return f"{self.id}/*" if "table" in self.rule else self.id


def wide_names(each: str) -> Names:
    """Return what the rules for a kind of record may name, rarer forms included."""
    return replace(names_of(each), kinds=WIDE_KINDS, wide=True)


def parameters(draw: Choices, rule: dict[str, Any], one_in: int = 3) -> tuple[str, ...]:
    """Draw, once in so many times, a parameter whose value may change on a day, or lack for a time; returns how it is named."""
    if draw.below(one_in):
        return ()
    first = draw.pick((3, 2, "2..4", 1))
    values: list[dict[str, Any]] = [{"value": first}]
    match draw.below(5):
        case 1 | 2:
            values = [{**values[0], "until": "2019-03-01"}, {"from": "2019-03-01", "value": draw.pick((5, 1, 0))}]
        case 3:
            values = [{"from": "2019-02-15", **values[0]}]
        case 4:
            values = [{**values[0], "until": "2019-03-01"}, {"from": "2019-04-01", "value": 4}]
    rule["parameters"] = {"limit": values}
    return ("parameter.limit",)


def table(draw: Choices, drawn: Drawn) -> None:
    """Draw, one time in four, a decision table: codes, limits, cells that may be empty, rows that another instrument makes."""
    if draw.below(4) < 3:
        return
    rows = []
    for index in range(1 + draw.below(3)):
        codes = [draw.pick(CODES) for _ in range(1 + draw.below(2))]
        grace = draw.pick((None, 30, 60))
        more = draw.pick((None, 1, 4))
        rows.append(
            [f"r{index}", codes, draw.pick((2, 0, 4)), more, grace, draw.pick(("pact 2", "pact 3", "protocol 1"))]
        )
    columns = ["id", "hs", "limit", "more", "grace", "cite"]
    types = {"hs": "texts", "limit": "number", "more": "number", "grace": "number"}
    drawn.rule["table"] = {"columns": columns, "rows": rows, "types": types}
    names = drawn.names
    empty = ("row.more",) if any(row[3] is None for row in rows) else ()
    own = ("row.limit", "row.limit", "presume(row.more, 2)" if empty else "row.more")
    if drawn.member is None:
        drawn.names = replace(
            names, numbers=(*own, *names.numbers), maybe_none=(*empty, *names.maybe_none), code_lists=("row.hs",)
        )
        grounds = ("instrument.adopted + days(row.grace)", "as_of - days(row.grace)")
        drawn.grounds = replace(drawn.names, days=(*grounds, *names.days), numbers=("row.grace", *drawn.names.numbers))
    else:
        drawn.names = replace(names, numbers=(*own, *names.numbers))
        drawn.member = replace(drawn.member, code_lists=("row.hs",))


def periods(draw: Choices, drawn: Drawn) -> None:
    """Draw the periods of a recurring duty, with its due day."""
    length = draw.pick(('months(1, round="down")', 'months(3, round="up")', "weeks(4)", 'months(2, round="down")'))
    every = {"period": length, "from": draw.pick(('date("2019-01-31")', "instrument.adopted", 'date("2019-03-01")'))}
    if draw.below(2):
        every["until"] = 'date("2019-08-01")'
    rule = drawn.rule
    rule["every"] = every
    due = draw.pick(
        (
            "period.end + days(30)",
            "period.end",
            "period.end + days(9)",
            "promptly",
            'period.start + months(1, round="up")',
        )
    )
    rule["due"] = due
    days = ("period.start", "period.end", *(("due",) if due != "promptly" else ()))
    drawn.names = replace(drawn.names, days=(*days, *days, *drawn.names.days))
    if draw.below(2) and drawn.each == "State":
        within = "p.on >= period.start and p.on <= period.end"
        drawn.names = replace(
            drawn.names,
            flags=(*(f"any(p for p in Act if p.state == e.code and {within})",) * 4, *drawn.names.flags),
        )


def due_day(draw: Choices, drawn: Drawn, earlier: list[Drawn]) -> None:
    """Draw whether and when a duty is due; sometimes so long after another duty is."""
    form = draw.pick(("due", "due", "due", "due", "due", "none", "none", "promptly"))
    if form == "none":
        return
    if form == "promptly":
        drawn.rule["due"] = "promptly"
        return
    named = [f'due_of("{one.id}")' for one in earlier if one.each == drawn.each and one.counted]
    if named and draw.below(2):
        drawn.rule["due"] = f"{draw.pick(named)} + days({draw.pick(('30', '1'))})"
    else:
        drawn.rule["due"] = draw.pick((fixed, start, own_day, counted_day, far_day))(draw, drawn.names)
    # A due day that is open is tried day by day, and so is a condition that counts from the day judged: not both at once.
    others = drawn.names.days if drawn.rule["due"].startswith("date(") else _without_today(drawn.names.days)
    drawn.names = replace(drawn.names, days=("due", *others))
    if "table" not in drawn.rule:
        drawn.counted.append("due")


def _without_today(days: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(day for day in days if day != "as_of")


def own_day(draw: Choices, names: Names) -> str:
    """Draw a due day that differs by subject: one that facts about it give."""
    if not names.states:
        return start(draw, names)
    length = draw.pick(("days(30)", "days(1)", 'months(1, round="down")'))
    told = draw.pick(("Act if q.state", "Deal if q.buyer", "Visit if q.state"))
    name = {"Act": "on", "Deal": "signed", "Visit": "day"}[told.split()[0]]
    return (
        f"{draw.pick(('earliest', 'latest', 'max', 'min'))}(q.{name} for q in {told} == {names.states[0]}) + {length}"
    )


def own_on(draw: Choices, drawn: Drawn) -> None:
    """Draw, for records, the day whose law applies."""
    if drawn.each == "State" or draw.below(2) == 0:
        return
    days = [f"e.{name}" for name, one in KINDS[drawn.each].fields.items() if one.kind is FieldKind.DATE]
    dated = f"e.{KINDS[drawn.each].dated}"
    drawn.rule["on"] = draw.pick((dated, dated, dated, *days))


def in_force(draw: Choices, rule: dict[str, Any], one_in: int = 6) -> None:
    """Draw, now and then, a first day or a last one, or both."""
    if not draw.rarely(one_in):
        return
    first, last = literal_day(draw), f'date("{draw.pick(LAST_DAYS)}")'
    match draw.below(3):
        case 0:
            rule["in_force"] = {"from": first}
        case 1:
            rule["in_force"] = {"until": last}
        case _:
            rule["in_force"] = {"from": first, "until": last} if first < last else {"from": first}


def grounds(draw: Choices, drawn: Drawn) -> None:
    """Draw exceptions; in a table they may need cells that are empty in some rows."""
    exceptions(draw, drawn.grounds or drawn.names, drawn.rule)


def readings(draw: Choices, drawn: Drawn) -> None:
    """Draw, now and then, another reading: of the condition, of the due day, of whom it is meant for, of a `let`."""
    if not draw.rarely(4):
        return
    reading: dict[str, Any] = {"id": "other"}
    rule, names = drawn.rule, drawn.names
    ways: list[Callable[[], None]] = [lambda: reading.update({drawn.key: condition(draw, names, 2)})]
    if drawn.counted:
        ways.append(lambda: reading.update(due=literal_day(draw)))
    if drawn.member is None:
        ways.append(lambda: reading.update(applies_when=condition(draw, names, 1)))
    first = next(iter(rule.get("let", {})), None)
    if first is not None and drawn.member is None:
        plain = wide_names(drawn.each)
        same = condition if first in names.flags else number
        ways.append(lambda: reading.update(let={first: same(draw, plain, 1)}))
    draw.pick(ways)()
    rule["readings"] = [reading]
