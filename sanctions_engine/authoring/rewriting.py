"""Puts another piece into an expression, and another formula into the rules of a pack; nothing is read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from sanctions_engine.authoring.parts import place_key, unit_of
from sanctions_engine.language.expressions.pins import pins
from sanctions_engine.language.nodes import Aggregate, Expr
from sanctions_engine.language.rules import Every, ExceptionClause, Formula, Pack, Reading, Rule
from sanctions_engine.models.kinds import FactKind


def with_piece(root: Expr, old: Expr, new: Expr, kinds: Mapping[str, FactKind]) -> Expr:
    """Return an expression with one of its pieces replaced; what an aggregate looks up is told anew.

    Args:
        root: The expression.
        old: The piece, by identity.
        new: What stands there instead.
        kinds: The fact kinds that aggregates read.
    """
    if root is old:
        return new
    changed: dict[str, Any] = {}
    for one in fields(root):
        value = getattr(root, one.name)
        put: Any
        if isinstance(value, Expr):
            put = with_piece(value, old, new, kinds)
        elif isinstance(value, tuple) and value and isinstance(value[0], Expr):
            parts = tuple(with_piece(part, old, new, kinds) for part in value)
            put = parts if any(part is not before for part, before in zip(parts, value, strict=True)) else value
        else:
            continue
        if put is not value:
            changed[one.name] = put
    if not changed:
        return root
    if isinstance(root, Aggregate):
        return pinned(replace(root, **changed), kinds)
    return replace(root, **changed)


def pinned(node: Aggregate, kinds: Mapping[str, FactKind]) -> Aggregate:
    """Return an aggregate with what its condition fixes."""
    found = () if node.condition is None else tuple(pins(node.variable, kinds[node.kind], node.condition))
    return replace(node, pins=found)


def with_formula(pack: Pack, unit: str, old: Formula, new: Formula | None) -> Pack:
    """Return a pack with a formula of a rule or table replaced wherever it stands: in all rows, readings and amendments.

    Args:
        pack: The pack.
        unit: Id of the rule or table.
        old: The formula; one that was read from the same place is the same.
        new: What stands there instead; None to leave out a condition.
    """
    key = place_key(old)

    def put(formula: Formula) -> Formula | None:
        return new if place_key(formula) == key else formula

    return with_rules(pack, unit, lambda given: _fields(given, put))


def with_rules(pack: Pack, unit: str, put: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Pack:
    """Return a pack in which the fields of the rules of a unit, and what amendments replace of them, were changed.

    Args:
        pack: The pack.
        unit: Id of the rule or table.
        put: Returns of some fields of `Rule` those that change.
    """
    rules = dict(pack.rules)
    for id, rule in pack.rules.items():
        if unit_of(id) == unit:
            changed = put({one.name: getattr(rule, one.name) for one in fields(rule)})
            rules[id] = replace(rule, **changed) if changed else rule
    changes = []
    for change in pack.changes:
        overrides = {
            id: {**given, **put(given)} if unit_of(id) == unit else given for id, given in change.overrides.items()
        }
        changes.append(replace(change, overrides=overrides))
    return replace(pack, rules=rules, changes=tuple(changes))


def with_rule(pack: Pack, rule: Rule, new: Rule | None) -> Pack:
    """Return a pack with one rule replaced, or without it."""
    rules = {id: (new if id == rule.id else one) for id, one in pack.rules.items()}
    return replace(pack, rules={id: one for id, one in rules.items() if one is not None})


Put = Callable[[Formula], Formula | None]


def _fields(given: Mapping[str, Any], put: Put) -> dict[str, Any]:
    """Return the fields that change where formulas are replaced."""
    changed = {name: _value(value, put) for name, value in given.items()}
    return {name: value for name, value in changed.items() if value is not given[name]}


def _value(value: Any, put: Put) -> Any:
    match value:
        case Formula():
            return put(value)
        case Every():
            inside = {name: _value(getattr(value, name), put) for name in ("period", "since", "until")}
            return replace(value, **inside) if any(getattr(value, one) is not inside[one] for one in inside) else value
        case ExceptionClause():
            when = put(value.when)
            return value if when is value.when or when is None else replace(value, when=when)
        case Reading():
            overrides = _fields(value.overrides, put)
            return replace(value, overrides={**value.overrides, **overrides}) if overrides else value
        case (str(), Formula() as formula):
            new = put(formula)
            return value if new is formula or new is None else (value[0], new)
        case tuple() if value and isinstance(value[0], (tuple, ExceptionClause, Reading)):
            parts = tuple(_value(one, put) for one in value)
            return parts if any(one is not two for one, two in zip(parts, value, strict=True)) else value
    return value
