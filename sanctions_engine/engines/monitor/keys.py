"""The keys of a ban on single events: what a record has to say for the ban to have anything to tell of it.

Most records break no ban, and of most bans a record needs no judgement to be sure of that: it is of other goods, or sold by
somebody else. The constants that a condition compares fields with, and the codes that it lists, are looked up by what a claim says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from sanctions_engine.language.nodes import (
    Aggregate,
    And,
    Arithmetic,
    Call,
    Compare,
    Expr,
    FieldOf,
    LetRef,
    Literal,
    Member,
    Or,
    RowCell,
    walk,
)
from sanctions_engine.language.rules import Rule
from sanctions_engine.language.types import Base
from sanctions_engine.models.claims import Claim, FieldValue
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.text_forms import code_readings, is_code
from sanctions_engine.semantics.subjects import is_single

HARMLESS = frozenset(
    (
        *("hs_in", "startswith", "endswith", "lower", "upper", "no", "shown", "presume", "names_rule"),
        *("min", "max", "year", "month", "ceil", "days_between"),
    )
)
"""Calls that come to some value whatever the record says; others can fail, and a failure is told."""


class How(Enum):
    """How a field has to lie to the value of a key."""

    IS = "is it"
    BEGINS = "is a code that begins with it"
    COARSER = "is the code itself, which is coarser than a listed one"


class Key(NamedTuple):
    """What a record has to say for a condition to be other than false of it."""

    field: str
    value: str
    how: How = How.IS


class Variant(NamedTuple):
    """A rule under one text and reading."""

    rule: Rule

    @property
    def conditions(self) -> list[Expr]:
        """All of what has to hold."""
        rule = self.rule
        return [one.node for one in (rule.where, rule.applies_when, rule.violated_when) if one is not None]


def variants(rules: Iterable[Rule]) -> list[Variant] | None:
    """Return what a ban can be read as; None where there are no keys: it is none on single events, or it can fail to evaluate.

    Args:
        rules: The texts that the ban has had, each under each of its readings.
    """
    found = [Variant(rule) for rule in rules]
    if all(_has_keys(one.rule) for one in found):
        return found
    return None


def keys_of(variant: Variant) -> frozenset[Key] | None:
    """Return keys of which a record has to have one; None where any record will do."""
    return _least(_keys(one, variant.rule) for one in variant.conditions)


def admits(variant: Variant, claims: list[Claim]) -> bool:
    """Whether a ban can have something to tell of the record of some claims."""
    return all(_can_hold(one, variant.rule, claims) for one in variant.conditions)


def met_by(value: str) -> Iterator[tuple[str, How]]:
    """Yield the values of keys that a text has.

    Example:
        >>> [(value, how.name) for value, how in met_by("27")]
        [('27', 'IS'), ('2', 'BEGINS'), ('27', 'BEGINS'), ('27', 'COARSER')]
    """
    yield value, How.IS
    for code in code_readings(value) if is_code(value) else ():
        yield from ((code[:length], How.BEGINS) for length in range(1, len(code) + 1))
        yield code, How.COARSER


# --- conditions --------------------------------------------------------------------------------------------------------


def _has_keys(rule: Rule) -> bool:
    if rule.modality is not Modality.PROHIBITION or not is_single(rule):
        return False
    formulas = [rule.on, rule.bearer, rule.where, rule.applies_when, rule.violated_when]
    formulas += [formula for _, formula in rule.let]
    return all(_is_harmless(part) for one in formulas if one is not None for part in walk(one.node))


def _is_harmless(node: Expr) -> bool:
    if isinstance(node, Call):
        return node.function in HARMLESS
    if isinstance(node, Arithmetic):
        return node.type.base is Base.NUMBER and node.left.type.base is not Base.DATE
    return not (isinstance(node, Aggregate) and node.window is not None)


def _let(node: LetRef, rule: Rule) -> Expr:
    return next(formula.node for name, formula in rule.let if name == node.name)


def _texts(node: Expr, rule: Rule) -> tuple[str, ...] | None:
    """Return the constant texts that an expression lists; None if it is no constant text."""
    value = (
        node.value if isinstance(node, Literal) else rule.row.get(node.column) if isinstance(node, RowCell) else None
    )
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else None


def _test(node: Expr, rule: Rule) -> tuple[str, tuple[str, ...], bool] | None:
    """Return the field that a condition tests, the texts, and whether they are codes; None where it is no such test."""
    field: Expr | None = None
    listed: tuple[str, ...] | None = None
    prefix = False
    match node:
        case Compare(operator="==", left=left, right=right):
            field, listed = (left, _texts(right, rule)) if isinstance(left, FieldOf) else (right, _texts(left, rule))
        case Member(item=item, options=options, negated=False):
            field, listed = item, _texts(options, rule)
        case Call(function="hs_in", arguments=(item, options)):
            field, listed, prefix = item, _texts(options, rule), True
    if isinstance(field, FieldOf) and field.variable == rule.each.variable and listed is not None:
        return field.name, listed, prefix
    return None


def _keys(node: Expr, rule: Rule) -> frozenset[Key] | None:
    """Return keys of which a record has to have one for a condition to be other than false; None where any will do."""
    match node:
        case And(operands=operands):
            return _least(_keys(one, rule) for one in operands)
        case Or(operands=operands):
            found = [_keys(one, rule) for one in operands]
            return None if None in found else frozenset().union(*(one for one in found if one is not None))
        case LetRef():
            return _keys(_let(node, rule), rule)
        case Call(function="shown", arguments=(inner,)):
            return _keys(inner, rule)
    test = _test(node, rule)
    if test is None:
        return None
    field, listed, are_codes = test
    if not are_codes:
        return frozenset(Key(field, text) for text in listed)
    begins = {Key(field, code, How.BEGINS) for code in listed}
    coarser = {code[:size] for code in listed for size in range(1, len(code))}
    return frozenset(begins | {Key(field, code, How.COARSER) for code in coarser if is_code(code)})


def _least(found: Iterable[frozenset[Key] | None]) -> frozenset[Key] | None:
    """Return the fewest of several sets, each of which is enough; codes tell records apart better than names do."""
    given = [one for one in found if one is not None]
    return min(given, key=lambda one: (not any(key.how is How.BEGINS for key in one), len(one)), default=None)


def _can_hold(node: Expr, rule: Rule, claims: list[Claim]) -> bool:
    """Whether a condition can be other than false of the record of some claims."""
    match node:
        case And(operands=operands):
            return all(_can_hold(one, rule, claims) for one in operands)
        case Or(operands=operands):
            return any(_can_hold(one, rule, claims) for one in operands)
        case LetRef():
            return _can_hold(_let(node, rule), rule, claims)
        case Call(function="shown", arguments=(inner,)):
            return _can_hold(inner, rule, claims)
        case FieldOf(variable=variable, name=name) if variable == rule.each.variable:
            return any(claim.fields.get(name) is not False for claim in claims)
    test = _test(node, rule)
    if test is None:
        return True
    field, listed, prefix = test
    may = _may_begin if prefix else _may_be
    return any(may(claim.fields.get(field), listed) for claim in claims)


def _may_be(value: FieldValue | None, listed: tuple[str, ...]) -> bool:
    return not isinstance(value, str) or value in listed


def _may_begin(value: FieldValue | None, listed: tuple[str, ...]) -> bool:
    if not isinstance(value, str) or not is_code(value):
        return True
    readings = code_readings(value)
    return any(code.startswith(one) or one.startswith(code) for code in readings for one in listed)
