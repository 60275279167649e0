"""Declarations of completeness as the groups of a rule see them: those of other keys than a group's own are left aside.

A list that is complete for one supplier says nothing of the groups of another: a record that nobody claimed and that could join
those is outside of it whatever its days. So each group looks at the few declarations of its own keys, which stand in a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sanctions_engine.engines.relational.hypothetical import Declared, day_after, day_before, declared
from sanctions_engine.engines.relational.plan import Query, Rows
from sanctions_engine.engines.relational.scope import Scope
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    Column,
    Scalar,
    Term,
    all_of,
    equal,
    is_true,
)
from sanctions_engine.engines.relational.values import SqlValue, Words
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.claims import FieldValue
from sanctions_engine.semantics.law import Law

Period = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What declarations of one sort speak of: fields that are keys, and values of other fields."""

    keys: tuple[str, ...]
    fields: tuple[tuple[str, FieldValue], ...]


def declarations(rule: Rule, law: Law, scope: Scope, keys: Sequence[SqlValue]) -> list[Declared]:
    """Return the declarations that may speak of a group; those that stand in a table are laid as lateral queries of the scope.

    Args:
        keys: The keys of the group.
    """
    key_of = _key_fields(rule, law, keys)
    found: list[Declared] = []
    shapes: dict[_Shape, dict[tuple[str, ...], list[Period]]] = {}
    for one in scope.coverage(rule.each.kind.name):
        pins = tuple(name for name, value in one.fields.items() if name in key_of and isinstance(value, str))
        if not pins:
            found.append(declared(one))
            continue
        rest = tuple((name, value) for name, value in one.fields.items() if name not in pins)
        of_shape = shapes.setdefault(_Shape(pins, rest), {})
        of_shape.setdefault(tuple(str(one.fields[name]) for name in pins), []).append((one.start, one.end))
    for shape, periods in shapes.items():
        found += _laid(shape, {key: _joined(some) for key, some in periods.items()}, scope, key_of)
    return found


def _key_fields(rule: Rule, law: Law, keys: Sequence[SqlValue]) -> dict[str, Term]:
    """Return the text fields that are keys as they stand, and that the rule reads nowhere else."""
    elsewhere = list(_field_reads(rule, law))
    found: dict[str, Term] = {}
    for (_, formula), key in zip(rule.group_by or (), keys, strict=True):
        node = formula.node
        if isinstance(node, nodes.FieldOf) and isinstance(key, Words) and elsewhere.count(node.name) == 1:
            found[node.name] = key.value
    return found


def _field_reads(rule: Rule, law: Law) -> Iterator[str]:
    """Yield the fields of a record that decide whether it belongs to a group, once for each place that reads them."""
    formulas = [one.node for one in (rule.where, rule.on) if one is not None]
    formulas += [formula.node for _, formula in rule.group_by or ()]
    yield from _reads(formulas, rule)
    for exemption in law.exemptions(rule.id):
        for text in law.texts(exemption.id):
            read = text.rule
            if read is not None:
                yield from _reads([one.node for one in (read.where, read.applies_when, read.when) if one], read)


def _reads(formulas: Iterable[Expr], rule: Rule) -> Iterator[str]:
    lets = dict(rule.let)
    for formula in formulas:
        for part in nodes.walk(formula):
            if isinstance(part, nodes.FieldOf) and part.variable == rule.each.variable:
                yield part.name
            elif isinstance(part, nodes.LetRef):
                yield from _reads([lets[part.name].node], rule)


def _joined(periods: Iterable[Period]) -> list[Period]:
    """Return the same days in as few periods as can be.

    Example:
        >>> _joined([(date(2019, 1, 1), None), (None, date(2018, 12, 31))])
        [(None, None)]
    """
    found: list[Period] = []
    for start, end in sorted(set(periods), key=lambda one: (one[0] or date.min, one[1] or date.max)):
        last = found[-1] if found else None
        if last is not None and (last[1] is None or start is None or start <= (day_after(last[1]) or date.max)):
            later = None if last[1] is None or end is None else max(last[1], end)
            found[-1] = (last[0], later)
        else:
            found.append((start, end))
    return found


def _laid(
    shape: _Shape, periods: Mapping[tuple[str, ...], Sequence[Period]], scope: Scope, key_of: Mapping[str, Term]
) -> Iterator[Declared]:
    """Yield a declaration for each place among the periods of a key, from a table with a row for each key."""
    alias, most = scope.fresh("closed"), max(len(some) for some in periods.values())
    columns: dict[str, tuple[Scalar, ...]] = {
        f"key{place}": tuple(key[place] for key in periods) for place in range(len(shape.keys))
    }
    for number in range(most):
        listed = [some[number] if number < len(some) else None for some in periods.values()]
        starts = [None if one is None else one[0] for one in listed]
        ends = [None if one is None else one[1] for one in listed]
        columns |= {
            f"there{number}": tuple(one is not None for one in listed),
            f"start{number}": tuple(starts),
            f"before{number}": tuple(map(day_before, starts)),
            f"end{number}": tuple(ends),
            f"after{number}": tuple(map(day_after, ends)),
        }
    columns = {name: values for name, values in columns.items() if any(one is not None for one in values)}
    same = [equal(key_of[name], Column("c", f"key{place}", nullable=False)) for place, name in enumerate(shape.keys)]
    scope.laterals[alias] = Query(
        {"c": Rows(columns)},
        {},
        group=True,
        where=all_of(same),
        aggregates={
            name: ("any true" if name.startswith("there") else "least", Column("c", name))
            for name in columns
            if not name.startswith("key")
        },
    )

    def column(name: str) -> Term:
        return Column(alias, name) if name in columns else NULL

    for number in range(most):
        there = column(f"there{number}")
        yield Declared(
            dict(shape.fields),
            start=column(f"start{number}"),
            before=column(f"before{number}"),
            end=column(f"end{number}"),
            after=column(f"after{number}"),
            applies=FALSE if there == NULL else is_true(there),
            pinned=True,
        )
