"""Conditions as laws have them: something was done, a number is kept, goods are of a code. Random ones are seldom settled by few claims."""

from __future__ import annotations

from collections.abc import Callable

from tests.properties.strategies.choices import Choices
from tests.properties.strategies.expressions import Names, literal_day
from tests.properties.strategies.kinds import CODES, KINDS, STATES, TAGS

ORDER = ("<=", ">=", "<", ">", "==")


def plain_condition(draw: Choices, names: Names, each: str) -> str:
    """Draw a condition on a State, or on a record and what belongs to it; two of them now and then."""
    one = _of_state(draw, names) if each == "State" else _of_record(draw, names, each)
    if draw.below(4) < 3:
        return one
    other = _of_state(draw, names) if each == "State" else _of_record(draw, names, each)
    return f"({one} {draw.pick(('and', 'or'))} {other})"


def _limit(draw: Choices, names: Names) -> str:
    own = tuple(name for name in names.numbers if not name.startswith("e."))
    return draw.pick((*own[:2], "2", "1", "3", "0"))


def done(draw: Choices, names: Names) -> str:
    """Draw what a State did: an act, an act that may be undone, a visit, a deal."""
    more = draw.pick(("", "", " and r.done", f" and r.on <= {_day(draw, names)}", f" and r.on >= {_day(draw, names)}"))
    return draw.pick(
        (
            "any(r for r in Act if r.state == e.code)",
            "any(r for r in Act if r.state == e.code)",
            f'any(r for r in Act if r.state == e.code and r.tag == "{draw.pick(TAGS)}"{more})',
            f'any(r for r in Act if r.state == e.code and r.tag == "{draw.pick(TAGS)}"{more})',
            f"any(r for r in Act if r.state == e.code{more})",
            "any(r for r in Visit if r.state == e.code)",
            "any(r for r in Deal if r.buyer == e.code)",
        )
    )


def passing(draw: Choices) -> str:
    """Draw what holds of a State for a time: what it did lately, what it holds."""
    return draw.pick(
        (
            "any(r for r in recent(Act, days(31)) if r.state == e.code)",
            f"latest((s.count for s in Stock if s.state == e.code and s.active), none=9) <= {draw.below(4)}",
        )
    )


def _day(draw: Choices, names: Names) -> str:
    return draw.pick((*names.days[:2], literal_day(draw), f"{draw.pick(names.days[:2])} + days(30)"))


def _of_state(draw: Choices, names: Names) -> str:
    active = draw.pick(("s.active", "not s.active"))
    limit, order = _limit(draw, names), draw.pick(ORDER)
    forms: list[Callable[[], str]] = [
        lambda: done(draw, names),
        lambda: done(draw, names),
        lambda: done(draw, names),
        lambda: f"not {done(draw, names)}",
        lambda: f"sum(r.amount for r in Act if r.state == e.code) {order} {limit}",
        lambda: f"latest(s.count for s in Stock if s.state == e.code and {active}) {order} {limit}",
        lambda: f"latest((s.count for s in Stock if s.state == e.code and {active}), none=0) {order} {limit}",
        lambda: f"earliest(s.level for s in Stock if s.state == e.code and {active}) {order} {limit}",
        lambda: f"count(d for d in Deal if d.buyer == e.code) {order} {limit}",
        lambda: f"any(s.good for s in Stock if s.state == e.code and {active})",
        lambda: f"shown(sum(r.amount for r in Act if r.state == e.code)) {order} {limit}",
        lambda: f'any(r for r in Visit if r.state == e.code and r.purpose.lower() == "{draw.pick(("trade", "aid"))}")',
        lambda: "all(r.done for r in recent(Act, days(60)) if r.state == e.code)",
        lambda: (
            f"{draw.pick(('max', 'min'))}(s.count for s in Stock if s.state == e.code and {active}) {order} {limit}"
        ),
    ]
    return draw.pick(forms)()


def _computed(draw: Choices, names: Names, numbers: list[str]) -> str:
    """Draw a number that is computed from those of a record, held against a limit."""
    one, other = draw.pick(numbers), draw.pick(numbers)
    forms = (
        f"{one} * {other}", f"{one} * -2", f"{one} * ({other} - 2)", f"{one} / 2", f"{one} / 3",
        f"shown({one})", f"shown({one})", f"{one} - {other}", f"-{one}",
    )  # fmt: skip
    computed = draw.pick(forms)
    return f"{computed} {draw.pick(ORDER)} {_limit(draw, names)}"


def _of_record(draw: Choices, names: Names, each: str) -> str:
    kind = KINDS[each]
    numbers = [name for name in names.numbers if name.startswith("e.")]
    days = [f"e.{kind.dated}", *(name for name in names.days if name.startswith("e."))]
    forms: list[Callable[[], str]] = [
        lambda: f"{draw.pick(numbers)} {draw.pick(ORDER)} {_limit(draw, names)}",
        lambda: f"{draw.pick(numbers)} {draw.pick(ORDER)} {_limit(draw, names)}",
        lambda: _computed(draw, names, numbers),
        lambda: _computed(draw, names, numbers),
        lambda: _computed(draw, names, numbers),
        lambda: f"{draw.pick(days)} {draw.pick(ORDER)} {_day(draw, names)}",
        lambda: f'{draw.pick(names.states)} {draw.pick(("==", "!="))} "{draw.pick(STATES)}"',
        lambda: draw.pick([name for name in names.flags if name.startswith("e.")] or ["true"]),
        lambda: f'any(r for r in Act if r.state == {draw.pick(names.states)} and r.tag == "{draw.pick(TAGS)}")',
        lambda: (
            f"latest(s.count for s in Stock if s.state == {draw.pick(names.states)} and s.active) > {_limit(draw, names)}"
        ),
    ]
    if each == "Deal":
        listed = names.code_lists[0] if names.code_lists else f'("{draw.pick(CODES)}", "{draw.pick(CODES)}")'
        forms += [lambda: f"hs_in(e.hs, {listed})"] * 9
    if each == "Visit":
        forms += [
            lambda: f'e.purpose.{draw.pick(("lower", "upper"))}() == "{draw.pick(("trade", "TRADE", "aid"))}"'
        ] * 2
    return draw.pick(forms)()
