"""`let` names that others read, as columns of a query of their own: so that no plan says the same long term many times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sanctions_engine.engines.relational.formulas import compiled
from sanctions_engine.engines.relational.plan import Query, Source
from sanctions_engine.engines.relational.scope import Scope
from sanctions_engine.engines.relational.terms import Column, Constant, Term, columns_of, never_null
from sanctions_engine.engines.relational.values import Span
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Rule

Layer = dict[str, Term]
"""Columns of one query, in terms of the one below it."""


def let_columns(rule: Rule, scope: Scope, source: str, formulas: Iterable[Expr]) -> list[Layer]:
    """Make columns of the numbers that `let` names of some formulas read of others; the scope reads the columns from then on.

    Where some formula reads other facts, the rule is left as it is.

    Args:
        source: The source that has the columns.
        formulas: What is going to be compiled.

    Returns:
        The layers, the lowest first.
    """
    lets = {name: formula.node for name, formula in rule.let}
    formulas = list(formulas)
    reached = [lets[name] for name in _reached(formulas, lets)]
    if scope.laterals or any(
        isinstance(part, nodes.Aggregate) for node in (*formulas, *reached) for part in nodes.walk(node)
    ):
        return []
    nested = {part.name for node in reached for part in nodes.walk(node) if isinstance(part, nodes.LetRef)}
    layers: list[Layer] = []
    for name, _ in rule.let:
        value = compiled(lets[name], scope) if name in nested else None
        if isinstance(value, Span) and not scope.laterals:  # else it may read a query beside the source
            layer: Layer = {}
            scope.lets[name] = _columns(f"let {name}", value, source, layer)
            layers += [layer] if layer else []
    return layers


def _reached(formulas: Iterable[Expr], lets: dict[str, Expr]) -> set[str]:
    found: set[str] = set()
    left = list(formulas)
    while left:
        for part in nodes.walk(left.pop()):
            if isinstance(part, nodes.LetRef) and part.name not in found:
                found.add(part.name)
                left.append(lets[part.name])
    return found


def _columns(name: str, value: Span, source: str, layer: Layer) -> Span:
    def column(part: str, term: Term) -> Term:
        return _column(f"{name} {part}", term, source, layer)

    low = column("low", value.low)
    return replace(
        value,
        low=low,
        high=low if value.is_single else column("high", value.high),
        absent=column("absent", value.absent),
        nothing=column("nothing", value.nothing),
        maybe_none=column("maybe none", value.maybe_none),
    )


def _column(name: str, term: Term, source: str, layer: Layer) -> Term:
    if isinstance(term, (Constant, Column)):
        return term
    layer[name] = term
    return Column(source, name, nullable=not never_null(term))


def layered(below: Source, layers: Sequence[Layer], source: str, terms: Iterable[Term]) -> Source:
    """Return a source with the columns of some layers, and those that terms read of the source itself."""
    needed = {one for term in terms for one in columns_of(term) if one.source == source}
    wanted: list[set[Column]] = []
    for layer in reversed(layers):
        needed = {one for one in needed if one.name not in layer}
        needed |= {one for term in layer.values() for one in columns_of(term) if one.source == source}
        wanted.insert(0, set(needed))
    for layer, kept in zip(layers, wanted, strict=True):
        passed = {one.name: one for one in sorted(kept, key=lambda one: one.name)}
        below = Query({source: below}, {**passed, **layer})
    return below
