"""The leaves of a proof: which claims an aggregate, a field or a group rests on, and what a reader must know beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sanctions_engine.findings.claim_ids import claim_id
from sanctions_engine.findings.formulas import walk_with_lets
from sanctions_engine.language.nodes import Aggregate, And, Compare, Expr, FieldOf, walk
from sanctions_engine.models.claims import Claim
from sanctions_engine.semantics.aggregates import Selection, decisive, select
from sanctions_engine.semantics.environment import Env, Readable, StateRecord, traced
from sanctions_engine.semantics.evaluator import evaluate, holds
from sanctions_engine.semantics.evidence import Series
from sanctions_engine.semantics.groups import Group
from sanctions_engine.semantics.ranking import Record
from sanctions_engine.semantics.reading import read_series

MAX_PARTS = 40
"""More records than these are counted and not listed one by one."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a leaf rests on.

    Attributes:
        claims: The claims, in an order that does not depend on that of the dossier.
        note: What else a reader must know, above all why there are no claims.
    """

    claims: tuple[Claim, ...]
    note: str | None = None


def field_leaf(record: Readable, name: str) -> Leaf:
    """Return what a field of a record rests on."""
    if isinstance(record, StateRecord):
        return Leaf((), "register of States")
    assert isinstance(record, Record)
    claims = in_order(one.claim for one in record.held if one.gives(name))
    return Leaf(claims, None if claims else "no claim says it")


def aggregate_leaf(node: Aggregate, env: Env) -> Leaf:
    """Return what an aggregate rests on: the records that count, else those that were read and do not."""
    env = traced(env, None)
    selection = select(node, env, evaluate)
    records = [one.record for one in decisive(selection)]
    if records:
        claims, rest = _listed(records, node, env)
        return Leaf(claims, _joined(rest, _why_complete(selection)))
    rejected, denied = _read_in_vain(selection)
    claims, rest = _listed(rejected, node, env)
    if rejected:
        return Leaf(claims, _joined("read, and does not fit", rest))
    if denied:
        return Leaf(in_order(denied), "denied")
    if selection.left_aside:
        return Leaf((), f"claims left aside: {', '.join(sorted({cause.why.value for cause in selection.left_aside}))}")
    return Leaf((), _joined("no claim", _declared(selection) if selection.is_complete else None))


def group_leaf(group: Group, value: Expr | None, env: Env) -> Leaf:
    """Return what a group rests on: its members, and what each of them reads."""
    members = sorted(group.of, key=lambda one: _place(one.record))
    listed = members[:MAX_PARTS]
    claims = [one.claim for member in listed for one in member.record.held]
    for member in listed:
        claims += _inner([value] if value is not None else [], member.env)
    sure = sum(1 for one in members if one.belongs.is_true)
    note = f"{sure:,} records" if sure != 1 else "1 record"
    if len(members) > sure:
        note += f", and {len(members) - sure:,} that may belong"
    if group.missing:
        note += "; the list is not declared complete"
    return Leaf(in_order(claims), _joined(note, _rest(len(members))))


def in_order(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return claims in an order of their content, each once."""
    given = tuple(claims)
    if len(given) < 2:
        return given
    found = {claim_id(one): one for one in given}
    return tuple(found[id] for id in sorted(found, key=lambda id: (found[id].fact, id)))


def _listed(records: list[Record], node: Aggregate, env: Env) -> tuple[tuple[Claim, ...], str | None]:
    """Return the claims behind records, those that their conditions read included, and how many were left out."""
    listed = sorted(records, key=_place)[:MAX_PARTS]
    claims = [one.claim for record in listed for one in record.held]
    parts = [part for part in (node.condition, node.value) if part is not None]
    for record in listed:
        claims += _inner(parts, replace(env, records={**env.records, node.variable: record}))
    return in_order(claims), _rest(len(records))


def _inner(parts: Iterable[Expr], env: Env) -> Iterator[Claim]:
    """Yield the claims that aggregates inside expressions read."""
    for whole in parts:
        for part in walk_with_lets(whole, env.rule):
            if isinstance(part, Aggregate):
                yield from aggregate_leaf(part, replace(env, lets={})).claims


def _place(record: Record) -> tuple[str, tuple[str, ...], list[str]]:
    return str(record.date.low), record.key, sorted(claim_id(one.claim) for one in record.held)


def _rest(number: int) -> str | None:
    return f"{MAX_PARTS} of {number:,} records are listed" if number > MAX_PARTS else None


def _read_in_vain(selection: Selection) -> tuple[list[Record], list[Claim]]:
    """Return the records that were looked at and do not pass, and the claims that there is no such fact.

    Looked at are those that have every value that the filter names for a field: not each record of the kind.
    """
    rejected: list[Record] = []
    denied: list[Claim] = []
    node, env, window = selection.node, selection.env, selection.window
    names = list(_fields_named(node))
    for series in env.view.evidence.series(node.kind, selection.fixed):
        found = [one.record for one in read_series(series, env.view, window, history=False, trace=None)]
        for record in found:
            inner = replace(env, records={**env.records, node.variable: record})
            if not any(holds(one, inner).is_false for one in names):
                rejected.append(record)
        if not found and (selection.fixed or not names):
            denied += _denials(series, selection)
    return rejected, denied


def _fields_named(node: Aggregate) -> Iterator[Expr]:
    """Yield the conditions of a filter that give a field of the record one value."""
    conditions = node.condition.operands if isinstance(node.condition, And) else (node.condition,)
    for one in conditions:
        if isinstance(one, Compare) and one.operator == "==":
            sides = [any(_reads(part, node.variable) for part in walk(side)) for side in (one.left, one.right)]
            whole = [isinstance(side, FieldOf) for side in (one.left, one.right)]
            if sides in ([True, False], [False, True]) and whole[sides.index(True)]:
                yield one


def _reads(node: Expr, variable: str) -> bool:
    return isinstance(node, FieldOf) and node.variable == variable


def _denials(series: Series, selection: Selection) -> Iterator[Claim]:
    sure, maybe, _ = selection.env.view.known(series)
    for one in (*sure, *maybe):
        if one.claim.denied and (one.date is None or selection.window.may_hold(one.date)):
            yield one.claim


def _why_complete(selection: Selection) -> str | None:
    """Return who declared the list complete, where the value rests on that and not on the records alone."""
    node = selection.node
    if node.function in ("latest", "earliest") or selection.claimed:
        return None
    witness = node.function in ("any", "all") and any(one.holds.is_true for one in selection.found)
    return None if witness or not selection.is_complete else _declared(selection)


def _declared(selection: Selection) -> str | None:
    view = selection.env.view
    told = view.evidence.dossier.sources
    sources = sorted({one.source for one in view.covering(selection.node.kind)})
    marked = [f"{one}, made up" if one in told and told[one].invented else one for one in sources]
    return f"the list is declared complete ({'; '.join(marked)})" if marked else None


def _joined(*notes: str | None) -> str | None:
    return "; ".join(note for note in notes if note) or None
