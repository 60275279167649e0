"""The groups that records make: their keys, and the records of imprecise keys added to each group that they may belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sanctions_engine.engines.relational.comparing import compare
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.group_members import COMBINED, Members
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.membership import is_sure
from sanctions_engine.engines.relational.plan import Query, Rows, Source, Union
from sanctions_engine.engines.relational.running import fetch
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    Column,
    Scalar,
    Term,
    all_of,
    constant,
    equal,
    less,
    negation,
    not_false,
)
from sanctions_engine.engines.relational.values import Condition, Span, SqlValue, Words
from sanctions_engine.facts.bulk import claims_of
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.numbers import exact
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.groups import every_key, key_texts, single_values
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.reference import judges
from sanctions_engine.semantics.truth import Truth
from sanctions_engine.semantics.values import Choice, Interval, Value, one_text

MOST_RECORDS = 2000
"""So many records of imprecise keys are sorted into groups by the reference evaluator, where the keys depend on the day."""

Key = tuple[Value, ...]


def group_keys(keys: Sequence[SqlValue], source: str) -> tuple[SqlValue, ...]:
    """Return the keys of a group, from the columns `k0`, `k1`, … of a source."""
    return tuple(_exact_key(place, key, source) for place, key in enumerate(keys))


def _exact_key(place: int, key: SqlValue, source: str) -> SqlValue:
    column = Column(source, f"k{place}", nullable=False)
    if isinstance(key, Span):
        return Span(column, column, unit=key.unit, size=key.size, is_day=key.is_day, blank=True)
    return Words(column) if isinstance(key, Words) else Condition(column)


def read_key(row: Sequence[Any], keys: Sequence[SqlValue]) -> Key:
    """Return the key of a group as values, from what its columns hold."""
    return tuple(_value(low, low, key) for low, key in zip(row, keys, strict=True))


def _value(low: Any, high: Any, key: SqlValue, *, maybe_none: bool = False) -> Value:
    if isinstance(key, Span):
        if not key.is_day:
            low, high = _number(low, key.unit), _number(high, key.unit)
        return Interval(low, high, maybe_none=maybe_none)
    if isinstance(key, Words):
        return Choice(None) if low is None else one_text(low)
    return Truth(low)


def _number(stored: int | None, unit: Fraction) -> int | Fraction | None:
    return None if stored is None else exact(stored * unit)


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a rule.

    Attributes:
        source: Their keys, one row each; None where they are the rows of the members' table.
        more: Keys that no record has for certain.
    """

    source: Source | None
    more: Sequence[Key] = ()


def groups(found: Members, rule: Rule, judge: Judge, evidence: TablesOfFacts, *, alone: bool) -> Groups:
    """Return the groups that the records of a rule make.

    Args:
        found: The records, by the text of the rule that makes the groups.
        alone: Whether the same records are judged.

    Raises:
        Unsupported: If records of imprecise keys need the reference evaluator.
    """
    more = [] if found.all_sure else list(_possible_keys(found, rule, judge, evidence))
    if found.all_sure and alone:
        return Groups(None)
    sure = Query({"p": found.source}, group_columns(found, "p"), where=_sure(found, "p"))
    parts = [sure]
    if more:
        parts.append(Query({"x": _as_rows(more, found)}, group_columns(found, "x")))
    listed = group_columns(found, "all")
    return Groups(Query({"all": Union(tuple(parts))}, listed, distinct=True), more)


def group_columns(found: Members, source: str) -> dict[str, Term]:
    """Return the columns that hold the keys of a group."""
    return {f"k{place}": Column(source, f"k{place}") for place in range(len(found.shapes))}


def _sure(found: Members, source: str) -> Term:
    counted = less(constant(0), Column(source, "rows", nullable=False))
    return all_of([counted, *map(is_sure, found.keys(source))])


def _as_rows(keys: Sequence[Key], found: Members) -> Rows:
    columns = {}
    for place, shape in enumerate(found.shapes):
        columns[f"k{place}"] = tuple(_scalar(key[place], shape) for key in keys)
    return Rows(columns)


def _scalar(value: Value, shape: SqlValue) -> Scalar:
    if isinstance(value, Choice):
        return value.text
    if isinstance(value, Truth):
        return value.value
    assert isinstance(value, Interval)
    assert isinstance(shape, Span)
    if shape.is_day:
        day: Scalar = value.low
        return day
    stored = Fraction(value.low) / shape.unit
    if stored.denominator != 1:
        raise Unsupported("keys that are finer than what the records hold")
    return int(stored)


def combined(found: Members, made: Groups) -> Source:
    """Return one row for each group: `k0`, … and what its records come to, those that may belong included."""
    if made.source is None:
        return Query({"p": found.source}, _everything(found, "p"), where=_sure(found, "p"))
    wanted = group_keys(found.shapes, "g")
    own = found.keys("p")
    summed = {name: Column("p", name) for name in found.summed.columns}
    keys = group_columns(found, "g")
    same = all_of(_equal(one, other) for one, other in zip(wanted, own, strict=True))
    parts = [
        Query({"g": made.source, "p": found.source}, {**keys, **summed}, on={"p": same}, where=_sure(found, "p")),
        Query({"g": made.source}, {**keys, **_nothing(found)}),
    ]
    if not found.all_sure:
        near = all_of(not_false(compare("==", one, other).value) for one, other in zip(own, wanted, strict=True))
        apart = negation(all_of(map(is_sure, own)))
        query = Query({"g": made.source, "p": found.source}, {**keys, **summed}, on={"p": near}, where=apart)
        parts.append(query)
    aggregates = {name: (COMBINED[function], Column("u", name)) for name, (function, _) in found.summed.columns.items()}
    return Query(
        {"u": Union(tuple(parts))}, {name: Column("u", name) for name in keys}, group=True, aggregates=aggregates
    )


def _equal(one: SqlValue, other: SqlValue) -> Term:
    if isinstance(one, Span) and isinstance(other, Span):
        return equal(one.low, other.low)
    assert isinstance(one, (Words, Condition))
    assert isinstance(other, (Words, Condition))
    return equal(one.value, other.value)


def _everything(found: Members, source: str) -> dict[str, Term]:
    return {
        **group_columns(found, "p"),
        **{name: Column(source, name) for name in found.summed.columns},
    }


def _nothing(found: Members) -> dict[str, Term]:
    """Return what no record comes to."""
    nothing: dict[str, Term] = {"sum": constant(0), "any true": FALSE}
    return {name: nothing.get(function, NULL) for name, (function, _) in found.summed.columns.items()}


# records of imprecise keys -------------------------------------------------------------------------------------------


def _possible_keys(found: Members, rule: Rule, judge: Judge, evidence: TablesOfFacts) -> Iterator[Key]:
    """Yield the keys that records of imprecise keys can have, each once."""
    own = found.keys("p")
    apart = negation(all_of(map(is_sure, own)))
    columns: dict[str, Term] = {}
    for place, key in enumerate(own):
        low, high = (key.low, key.high) if isinstance(key, Span) else (_only(key), _only(key))
        maybe = key.maybe_none if isinstance(key, Span) else FALSE
        columns |= {f"low{place}": low, f"high{place}": high, f"maybe{place}": maybe}
    rows = fetch(evidence.tables.connection, Query({"p": found.source}, columns, where=apart, distinct=True))
    keys: dict[tuple[str, ...], Key] = {}
    by_day = False
    turning = _depends_on_the_day(rule)
    for row in rows:
        choices = [
            single_values(_value(row[3 * place], row[3 * place + 1], key, maybe_none=row[3 * place + 2]))
            for place, key in enumerate(own)
        ]
        for one in every_key(choices):
            keys.setdefault(key_texts(one), one)
        empty = [turns for turns, choice in zip(turning, choices, strict=True) if not choice]
        by_day = by_day or (bool(empty) and all(empty))
    if by_day:
        for one in _keys_by_day(found, rule, judge, evidence):
            keys.setdefault(key_texts(one), one)
    yield from keys.values()


def _only(key: SqlValue) -> Term:
    return key.value if isinstance(key, (Words, Condition)) else NULL


def _depends_on_the_day(rule: Rule) -> list[bool]:
    """Whether each key reads the day of the record."""
    dated = rule.each.kind.dated
    return [
        any(isinstance(part, nodes.FieldOf) and part.name == dated for part in _parts(formula.node, rule))
        for _, formula in rule.group_by or ()
    ]


def _parts(node: Expr, rule: Rule) -> Iterator[Expr]:
    lets = dict(rule.let)
    for part in nodes.walk(node):
        yield part
        if isinstance(part, nodes.LetRef):
            yield from _parts(lets[part.name].node, rule)


def _keys_by_day(found: Members, rule: Rule, judge: Judge, evidence: TablesOfFacts) -> Iterable[Key]:
    """Return the keys of records whose day is imprecise: the reference evaluator goes through their days."""
    formulas = [one.node for one in (rule.where, rule.on) if one is not None]
    formulas += [formula.node for _, formula in rule.group_by or ()]
    if any(isinstance(part, nodes.Aggregate) for node in formulas for part in _parts(node, rule)):
        raise Unsupported("imprecise keys of groups whose records are chosen by other facts")
    facts = evidence.facts(rule.each.kind.name)
    if facts is None or facts.plan is not None:
        raise Unsupported("imprecise keys of groups where several claims speak of one record")
    plan = found.candidates
    inner = replace(plan, where=all_of([plan.where, negation(found.belongs.key_is_sure)]))
    rows = [row for (row,) in fetch(evidence.tables.connection, inner)]
    if len(rows) > MOST_RECORDS:
        raise Unsupported("many records whose keys depend on which day they are of")
    claims = tuple(claims_of(evidence.tables, rule.each.kind.name, ", ".join(map(str, sorted(rows)))))
    dossier = evidence.tables.dossier.model_copy(update={"claims": claims})
    alone = judges(evidence.question, judge.law, Evidence(dossier, evidence.kinds))
    return [key for _, key in alone.grouping(rule, evidence.question.as_of).subjects()]
