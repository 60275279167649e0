"""The constants that rules compare fields with: where a verdict turns, so where evidence should lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction

from sanctions_engine.language.nodes import (
    Call,
    Compare,
    Expr,
    FieldOf,
    LetRef,
    Literal,
    Member,
    ParameterRef,
    RowCell,
    walk,
)
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.models.claims import FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.text_forms import TextForm
from sanctions_engine.testing.strategies.evidence import Near


def formulas_in(part: object) -> Iterator[Formula]:
    """Yield the formulas of a rule, or of a part of one; those of its readings and exceptions included.

    Example:
        >>> from sanctions_engine import load_pack
        >>> rule = load_pack("un/dprk").rules["unscr-2397-8-midterm"]
        >>> "instrument.adopted + months(15)" in [one.text for one in formulas_in(rule)]
        True
    """
    if isinstance(part, Formula):
        yield part
    elif isinstance(part, (tuple, list)):
        for one in part:
            yield from formulas_in(one)
    elif isinstance(part, dict):
        yield from formulas_in(list(part.values()))
    elif is_dataclass(part) and type(part).__module__ == Rule.__module__:
        for found in fields(part):
            yield from formulas_in(getattr(part, found.name))


def constants_of(rules: Iterable[Rule]) -> Near:
    """Return what rules compare the fields of each kind with, by kind and field: texts, codes, numbers, days, parameters.

    Example:
        >>> from sanctions_engine import load_pack
        >>> near = constants_of(load_pack("un/dprk").rules.values())
        >>> "aviation-fuel" in near["TradeFlow", "fuel"], "2701" in near["TradeFlow", "hs"]
        (True, True)
    """
    found: dict[tuple[str, str], dict[FieldValue, None]] = {}
    for rule in rules:
        for formula in formulas_in(rule):
            for field, constants in _pairs(formula.node, rule):
                found.setdefault((field.kind, field.name), {}).update(dict.fromkeys(constants))
    return {key: tuple(values) for key, values in found.items()}


def _pairs(node: Expr, rule: Rule) -> Iterator[tuple[FieldOf, list[FieldValue]]]:
    for part in walk(node):
        match part:
            case Compare(left=one, right=other) | Member(item=one, options=other):
                sides = (one, other)
            case Call(function="hs_in" | "startswith" | "endswith", arguments=(one, other)):
                sides = (one, other)
            case _:
                continue
        for side, against in (sides, sides[::-1]):
            constants = [value for leaf in walk(against) for value in _values(leaf, rule)]
            for field in walk(side):
                if isinstance(field, FieldOf) and field.kind != "State" and constants:
                    yield field, constants


def _values(node: Expr, rule: Rule) -> Iterator[FieldValue]:
    match node:
        case Literal(value=value):
            yield from _stated(value)
        case RowCell(column=column) if column in rule.row:
            yield from _stated(rule.row[column])
        case ParameterRef(name=name) if name in rule.parameters:
            yield from (one.value for one in rule.parameters[name].values)
        case LetRef(name=name):
            for other, formula in rule.let:
                if other == name and isinstance(formula.node, Literal):
                    yield from _stated(formula.node.value)


def _stated(value: object) -> Iterator[FieldValue]:
    if isinstance(value, tuple):
        yield from value
    elif isinstance(value, (bool, str)):
        yield value
    elif isinstance(value, (int, Fraction)):
        yield NumberRange.of(value)
    elif isinstance(value, date):
        yield DateRange.of(value)


def forms_of(rules: Iterable[Rule], kinds: Mapping[str, FactKind]) -> Mapping[tuple[str, str], TextForm]:
    """Return the form of each field that rules compare with a field that has one: both have to hold the same texts.

    Example:
        >>> from sanctions_engine import load_pack
        >>> pack = load_pack("un/dprk")
        >>> forms_of([pack.rules["unscr-1874-17"]], pack.kinds)["VesselService", "imo"].value
        'imo-number'
    """
    pairs = [
        ((one.left.kind, one.left.name), (one.right.kind, one.right.name))
        for rule in rules
        for formula in formulas_in(rule)
        for one in walk(formula.node)
        if isinstance(one, Compare) and isinstance(one.left, FieldOf) and isinstance(one.right, FieldOf)
    ]
    found: dict[tuple[str, str], TextForm] = {}
    for kind, name in {key for pair in pairs for key in pair}:
        declared = kinds[kind].fields[name] if kind in kinds else None
        if declared is not None and declared.form is not None:
            found[kind, name] = declared.form
    for _ in range(3):  # what is compared with what was compared with it, and so on
        for one, other in (*pairs, *(pair[::-1] for pair in pairs)):
            if one in found:
                found.setdefault(other, found[one])
    return found
