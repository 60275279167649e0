"""Expressions as text, typed by construction: a grammar whose first alternatives are the plainest, for shrinking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sanctions_engine.models.kinds import FactKind, FieldKind
from tests.properties.strategies.choices import Choices
from tests.properties.strategies.kinds import ALL_KINDS, CODES, DAYS, KINDS, STATES, WORDS

ROUNDS: Final = ('"down"', '"up"')
VARIABLES: Final = ("r", "q")
"""Variables of aggregates, outermost first: two levels at most."""


@dataclass(frozen=True)
class Names:
    """What an expression may name, by type.

    Attributes:
        texts: Names of texts with the words that they can hold.
        maybe_none: Names that may be `none`.
        level: How many aggregates are open.
        in_group: Whether `total` and `members` can be called; `member` then holds what may stand in `total`.
        presuming: Whether `shown` and `presume` may be used.
        code_lists: Names of lists of codes.
        kinds: The kinds that aggregates read.
        wide: Whether rarer forms may be drawn too: the latest of a text, its ends, a second aggregate beside another.
    """

    flags: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    days: tuple[str, ...] = ("instrument.adopted", "as_of")
    states: tuple[str, ...] = ()
    texts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    maybe_none: tuple[str, ...] = ()
    level: int = 0
    in_group: bool = False
    member: Names | None = field(default=None, repr=False)
    presuming: bool = True
    code_lists: tuple[str, ...] = ()
    kinds: tuple[str, ...] = tuple(kind.name for kind in ALL_KINDS)
    wide: bool = False

    def with_record(self, variable: str, kind: FactKind) -> Names:
        """Return the names with the fields of a record."""
        of: dict[FieldKind, list[str]] = {}
        for name, declared in kind.fields.items():
            of.setdefault(declared.kind, []).append(f"{variable}.{name}")
        texts = tuple((f"{variable}.{name}", words) for (owner, name), words in WORDS.items() if owner == kind.name)
        optional = tuple(f"{variable}.{name}" for name, declared in kind.fields.items() if declared.optional)
        return replace(
            self,
            flags=(*of.get(FieldKind.BOOL, ()), *self.flags),
            numbers=(*of.get(FieldKind.INT, ()), *of.get(FieldKind.DECIMAL, ()), *self.numbers),
            days=(*of.get(FieldKind.DATE, ()), *self.days),
            states=(*of.get(FieldKind.STATE, ()), *self.states),
            texts=(*texts, *self.texts),
            maybe_none=(*optional, *self.maybe_none),
        )


def literal_number(draw: Choices) -> str:
    return draw.pick(("2", "0", "1", "3", "5", "-1", "2.5"))


def literal_day(draw: Choices) -> str:
    return f'date("{draw.pick(DAYS).isoformat()}")'


def _choose(draw: Choices, depth: int, plain: Sequence[Callable[[], str]], deep: Sequence[Callable[[], str]]) -> str:
    forms = [*plain, *(deep if depth > 0 else ())]
    return forms[draw.below(len(forms))]()


# --- conditions --------------------------------------------------------------------------------------------------------


def condition(draw: Choices, names: Names, depth: int) -> str:
    """Draw a condition."""
    inner = depth - 1
    plain: list[Callable[[], str]] = []
    if names.flags:
        plain.append(lambda: draw.pick(names.flags))
    if names.numbers:
        plain.append(lambda: _compared(draw, draw.pick(names.numbers), literal_number(draw)))
    if names.texts:
        plain.append(lambda: _text_test(draw, names))
    if names.maybe_none:
        plain.append(lambda: f"no({draw.pick(names.maybe_none)})")
    if names.states:
        plain.append(lambda: f'{draw.pick(names.states)} == "{draw.pick(STATES)}"')
    plain.append(lambda: _compared(draw, draw.pick(names.days), literal_day(draw)))
    from_facts: list[Callable[[], str]] = [
        lambda: _quantified(draw, names, inner),
        lambda: _quantified(draw, names, inner),
        lambda: _compared(draw, _measured(draw, names, inner), literal_number(draw)),
        lambda: _compared(draw, _measured(draw, names, inner), literal_number(draw)),
        lambda: _compared(draw, _measured(draw, names, inner), number(draw, names, inner)),
        lambda: _latest(draw, names, inner, "flags"),
    ]
    acts = [name for name in names.days if "." in name and not name.startswith(("instrument.", "period."))]
    if acts:
        plain.append(lambda: f"done({draw.pick(tuple(acts))})")
    deep: list[Callable[[], str]] = [
        *(from_facts if names.level == 0 else from_facts[:1]),
        *(from_facts if names.level == 0 else ()),
        lambda: _compared(draw, number(draw, names, inner), number(draw, names, inner)),
        lambda: _compared(draw, day(draw, names, inner), day(draw, names, inner)),
        lambda: f"not ({condition(draw, names, inner)})",
        lambda: f"({condition(draw, names, inner)} and {condition(draw, names, inner)})",
        lambda: f"({condition(draw, names, inner)} or {condition(draw, names, inner)})",
        lambda: _if_else(draw, names, inner, condition),
    ]
    if names.wide:
        deep += [
            lambda: _latest_text(draw, names, inner),
            lambda: f"{day(draw, names, inner)} <= {day(draw, names, inner)} < {day(draw, names, inner)}",
            lambda: _latest_none(draw, names, inner),
        ]
    if names.presuming:
        deep += [
            lambda: f"shown({condition(draw, names, inner)})",
            lambda: f"presume({condition(draw, names, inner)}, {draw.pick(('true', 'false'))})",
        ]
    return _choose(draw, depth, plain, deep)


def _compared(draw: Choices, left: str, right: str) -> str:
    return f"{left} {draw.pick(('<=', '>', '<', '>=', '==', '!='))} {right}"


def _text_test(draw: Choices, names: Names) -> str:
    name, words = draw.pick(names.texts)
    one, other = draw.pick(words), draw.pick(words)
    forms = [
        f'{name} == "{one}"',
        f'{name} in ("{one}", "{other}")',
        f'{name} != "{one}"',
        f'{name} not in ("{one}", "{other}")',
        f'{name}.lower().startswith("{one}")',
    ]
    if words is CODES:
        forms.insert(0, f'hs_in({name}, ("{one}", "{other}"))')
        forms += [f"hs_in({name}, {codes})" for codes in names.code_lists for _ in range(4)]
    if names.wide:
        forms += [f'{name}.endswith("{one[-2:]}")', f'{name}.upper() == "{one.upper()}"']
        forms += [f"{name} == {same}" for same, meant in names.texts if meant is words and same != name]
    return draw.pick(forms)


def _latest_text(draw: Choices, names: Names, depth: int) -> str:
    """Draw a test of the latest text of a kind that has one."""
    if _closed(names):
        return "true"
    kinds = [kind for kind, _ in WORDS if kind in names.kinds]
    loop, inside, variable = _loop(draw, names, depth, kinds)
    name, words = next((name, words) for name, words in inside.texts if name.startswith(f"{variable}."))
    latest = f"{draw.pick(('latest', 'earliest'))}({name} {loop})"
    if words is CODES:
        return f'hs_in({latest}, ("{draw.pick(words)}",))'
    return f'{latest} {draw.pick(("==", "!="))} "{draw.pick(words)}"'


def _latest_none(draw: Choices, names: Names, depth: int) -> str:
    """Draw whether the latest value of a field that may be `none` is so."""
    if _closed(names):
        return "true"
    loop, inside, variable = _loop(draw, names, depth)
    return f"no({draw.pick(('latest', 'earliest'))}({_own(draw, inside, variable, 'maybe_none')} {loop}))"


def _if_else(draw: Choices, names: Names, depth: int, of: Callable[[Choices, Names, int], str]) -> str:
    return f"({of(draw, names, depth)} if {condition(draw, names, depth)} else {of(draw, names, depth)})"


# --- numbers, days, durations ------------------------------------------------------------------------------------------


def number(draw: Choices, names: Names, depth: int) -> str:
    """Draw a number."""
    inner = depth - 1
    plain: list[Callable[[], str]] = [lambda: literal_number(draw)]
    if names.numbers:
        plain = [lambda: draw.pick(names.numbers), lambda: draw.pick(names.numbers), *plain]
    deep: list[Callable[[], str]] = [
        lambda: _counted(draw, names, inner),
        lambda: _folded(draw, names, inner, ("sum", "max", "min")),
        lambda: _latest(draw, names, inner, "numbers"),
        lambda: _latest(draw, names, inner, "numbers"),
        lambda: f"({number(draw, names, inner)} {draw.pick('+-*')} {number(draw, names, inner)})",
        lambda: f"({number(draw, names, inner)} / {_divisor(draw, names, inner)})",
        lambda: f"{draw.pick(('min', 'max'))}({number(draw, names, inner)}, {number(draw, names, inner)})",
        lambda: f"ceil({number(draw, names, inner)})",
        lambda: f"{draw.pick(('year', 'month'))}({day(draw, names, inner)})",
        lambda: f"days_between({day(draw, names, inner)}, {day(draw, names, inner)})",
        lambda: f"-({number(draw, names, inner)})",
        lambda: _if_else(draw, names, inner, number),
    ]
    if names.presuming:
        deep += [
            lambda: f"shown({number(draw, names, inner)})",
            lambda: f"presume({number(draw, names, inner)}, {literal_number(draw)})",
        ]
    member = names.member
    if names.in_group and member is not None:
        grouped: list[Callable[[], str]] = [lambda: f"total({number(draw, member, inner)})", lambda: "members()"]
        deep = [*grouped, *grouped, *deep]
    return _choose(draw, depth, plain, deep)


def _measured(draw: Choices, names: Names, depth: int) -> str:
    """Draw a number that facts give."""
    forms: list[Callable[[], str]] = [
        lambda: _counted(draw, names, depth),
        lambda: _folded(draw, names, depth, ("sum", "max", "min")),
        lambda: _latest(draw, names, depth, "numbers"),
    ]
    return forms[draw.below(3)]()


def _divisor(draw: Choices, names: Names, depth: int) -> str:
    text = number(draw, names, depth)
    return (
        "4" if text in ("0", "-(0)") else text
    )  # a constant nought is an error of the rule; a variable one is unknown


def day(draw: Choices, names: Names, depth: int) -> str:
    """Draw a day."""
    inner = depth - 1
    plain: list[Callable[[], str]] = [lambda: literal_day(draw), lambda: draw.pick(names.days)]
    deep: list[Callable[[], str]] = [
        lambda: f"{day(draw, names, inner)} + {duration(draw, names, inner)}",
        lambda: f"{day(draw, names, inner)} - {draw.pick(('days(30)', 'weeks(2)'))}",
        lambda: f"{draw.pick(names.days)} {draw.pick('+-')} months({draw.pick(('1', '2'))})",
        lambda: f"{draw.pick(('min', 'max'))}({day(draw, names, inner)}, {day(draw, names, inner)})",
        lambda: f"period_of({day(draw, names, inner)}, {draw.pick(('months(1)', 'weeks(1)', 'years(1)'))})",
        lambda: _latest(draw, names, inner, "days"),
        lambda: _folded(draw, names, inner, ("max", "min"), "days"),
        lambda: _if_else(draw, names, inner, day),
    ]
    return _choose(draw, depth, plain, deep)


def duration(draw: Choices, names: Names, depth: int) -> str:
    """Draw a duration that is not negative, whatever the facts."""
    plain: list[Callable[[], str]] = [
        lambda: f"days({draw.pick(('30', '0', '1', '90'))})",
        lambda: f"months({draw.pick(('1', '2'))}, round={draw.pick(ROUNDS)})",
        lambda: 'days(3, roll="forward", calendar="US-federal")',
        lambda: 'business_days(5, "US-federal")',
    ]
    deep: list[Callable[[], str]] = []
    if names.numbers:
        deep = [lambda: f"{draw.pick(('days', 'months'))}(max(0, min(9, {draw.pick(names.numbers)})))"]
        if names.wide:  # outside the calendar, where the number is not nought
            deep += [lambda: f"days(max(0, {draw.pick(names.numbers)} * 9999999))"] * 2
    return _choose(draw, depth, plain, deep)


# --- aggregates --------------------------------------------------------------------------------------------------------


def _loop(draw: Choices, names: Names, depth: int, kinds: Sequence[str] | None = None) -> tuple[str, Names, str]:
    """Draw `for r in Kind if …`; returns it with the names inside and the variable."""
    variable = VARIABLES[names.level]
    kind = KINDS[draw.pick(tuple(kinds or names.kinds))]
    inside = replace(names.with_record(variable, kind), level=names.level + 1, in_group=False)
    source = kind.name
    if draw.rarely(8):
        source = f"recent({kind.name}, {draw.pick(('days(31)', 'months(2)'))})"
    conditions = [pin for name in kind.identity if (pin := _pin(draw, names, variable, kind, name))]
    if draw.below(4) == 3:
        conditions.append(condition(draw, inside, min(depth, 1)))
    text = f"for {variable} in {source}"
    return (f"{text} if {' and '.join(conditions)}" if conditions else text), inside, variable


def _pin(draw: Choices, names: Names, variable: str, kind: FactKind, name: str) -> str:
    if draw.below(6) == 5:
        return ""
    field_name = f"{variable}.{name}"
    declared = kind.fields[name]
    if declared.kind is FieldKind.BOOL:
        return draw.pick((field_name, f"not {field_name}"))
    if declared.kind is FieldKind.STATE:
        state = draw.pick((*names.states, *(f'"{code}"' for code in STATES)))
        return f"{field_name} == {state}"
    if declared.kind is FieldKind.DATE:
        return f"{field_name} == {draw.pick((literal_day(draw), *names.days))}"
    words = WORDS[kind.name, name]
    same = [f"{field_name} == {other}" for other, meant in names.texts if meant == words]
    literal = [f'{field_name} == "{word}"' for word in words]
    return draw.pick([*same, *literal, *([f"no({field_name})"] if declared.optional else [])])


def _closed(names: Names) -> bool:
    return names.level >= len(VARIABLES)


def _quantified(draw: Choices, names: Names, depth: int) -> str:
    if _closed(names):
        return "true"
    loop, inside, variable = _loop(draw, names, depth)
    form = draw.below(4)
    if form < 2:
        return f"any({variable} {loop})"
    return f"{'any' if form == 2 else 'all'}({condition(draw, inside, min(depth, 1))} {loop})"


def _counted(draw: Choices, names: Names, depth: int) -> str:
    if _closed(names):
        return "1"
    loop, _, variable = _loop(draw, names, depth)
    return f"count({variable} {loop})"


def _folded(draw: Choices, names: Names, depth: int, functions: Sequence[str], sort: str = "numbers") -> str:
    if _closed(names):
        return "1" if sort == "numbers" else literal_day(draw)
    loop, inside, variable = _loop(draw, names, depth, _with_field(names, sort))
    return f"{draw.pick(functions)}({_own(draw, inside, variable, sort)} {loop})"


def _latest(draw: Choices, names: Names, depth: int, sort: str) -> str:
    if _closed(names):
        return {"numbers": "1", "flags": "true", "days": literal_day(draw)}[sort]
    loop, inside, variable = _loop(draw, names, depth, _with_field(names, sort))
    value = _own(draw, inside, variable, sort)
    function = draw.pick(("latest", "latest", "earliest"))
    if draw.below(5) < 4:
        return f"{function}({value} {loop})"
    default = {"numbers": literal_number(draw), "flags": "false", "days": literal_day(draw)}[sort]
    return f"{function}(({value} {loop}), none={default})"


_SORTS: Final = {
    "flags": (FieldKind.BOOL,),
    "numbers": (FieldKind.INT, FieldKind.DECIMAL),
    "days": (FieldKind.DATE,),
}


def _with_field(names: Names, sort: str) -> list[str]:
    """Return the kinds that have a field of a sort."""
    return [kind for kind in names.kinds if any(one.kind in _SORTS[sort] for one in KINDS[kind].fields.values())]


def _own(draw: Choices, names: Names, variable: str, sort: str) -> str:
    """Draw a field of the record itself."""
    all_names: tuple[str, ...] = getattr(names, sort)
    own = [name for name in all_names if name.startswith(f"{variable}.")]
    return draw.pick(own or all_names)
