"""Long terms that a query says several times, as columns of a query below it: said once, read once, computed once.

Rules become terms by substitution, so the same condition stands in many branches of a verdict. A database reads and checks
every word of that before it runs anything.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from sanctions_engine.engines.relational.plan import Kept, Query, Source, Union
from sanctions_engine.engines.relational.rewriting import rewriter
from sanctions_engine.engines.relational.terms import (
    GUARDED,
    Apply,
    Choose,
    Column,
    Term,
    columns_of,
    never_null,
)

BELOW = "below"
"""The name of the query below."""

DEPTH = 8
"""So many queries stand below one another at most."""

SHORT = 3
"""Terms of fewer parts are said again."""


def shared(source: Query) -> Query:
    """Return the same query with columns of queries below it in place of long terms that it says several times."""
    return _Sharing({}).query(source)


class _Sharing:
    """One pass over a plan."""

    def __init__(self, kept: dict[int, Kept]) -> None:
        self._kept = kept

    def query(self, plan: Query) -> Query:
        """Return a query whose columns share what they have in common."""
        plan = replace(plan, sources={name: self._source(one) for name, one in plan.sources.items()})
        read = {one.source for term in _said(plan) for one in columns_of(term)}
        if plan.windows or plan.distinct or not read <= set(plan.sources):
            return plan
        numbers = count()
        for _ in range(DEPTH):
            repeated = _repeated(_said(plan), numbers)
            if not repeated:
                break
            plan = _with_columns_below(plan, repeated)
        return plan

    def _source(self, source: Source) -> Source:
        match source:
            case Query():
                return self.query(source)
            case Union(parts=parts):
                return Union(tuple(map(self.query, parts)))
            case Kept(name=name, query=query):
                if id(source) not in self._kept:
                    self._kept[id(source)] = Kept(name, self.query(query))
                return self._kept[id(source)]
            case _:
                return source


def _with_columns_below(plan: Query, repeated: Mapping[Term, str]) -> Query:
    """Return a query over another one that has some terms as columns."""
    below: dict[str, Term] = {name: term for term, name in repeated.items()}
    names = {term: Column(BELOW, name, nullable=not never_null(term)) for term, name in repeated.items()}

    def read(column: Column) -> Term:
        name = column.name if column.source == BELOW else f"{column.source}.{column.name}"
        below[name] = column
        return replace(column, source=BELOW, name=name)

    rewrite = rewriter(read, names.get)
    columns = {name: rewrite(term) for name, term in plan.columns.items()}
    aggregates = {name: (function, rewrite(term)) for name, (function, term) in plan.aggregates.items()}
    rows = replace(plan, columns=below, aggregates={}, group=False)
    return Query({BELOW: rows}, columns, group=plan.group, aggregates=aggregates)


def _said(plan: Query) -> list[Term]:
    """Return the terms that a query works out for each row."""
    return [*plan.columns.values(), *(term for _, term in plan.aggregates.values())]


@dataclass(slots=True)
class _Part:
    """A term that some terms are made of.

    Attributes:
        parts: What it is made of itself.
        size: Of how many terms, each counted as often as it is said.
        said: How often it is said by others, each of them counted once.
        certain: Whether it is worked out in every row, so that it may as well be worked out before.
    """

    term: Term
    parts: tuple[_Part, ...]
    size: int
    said: int = 0
    certain: bool = False
    guarded: bool = False


def _repeated(terms: Iterable[Term], numbers: Iterator[int]) -> dict[Term, str]:
    """Return the terms that are to be columns below, each with a name: those that are said twice and are made of no other such."""
    parts: dict[Hashable, _Part] = {}
    known: dict[int, _Part] = {}
    for term in terms:
        whole = _part(term, parts, known)
        whole.said += 1
        _mark(whole)
    found: dict[Term, str] = {}
    holds: dict[int, bool] = {}  # whether a part is made of a term that was found
    for one in parts.values():  # each comes after its parts
        below = any(holds[id(part)] for part in one.parts)
        chosen = not below and one.said > 1 and one.size >= SHORT and (one.certain or not one.guarded)
        chosen = chosen and not (isinstance(one.term, Apply) and one.term.operation == "by")  # no value of its own
        holds[id(one)] = below or chosen
        if chosen:
            found[one.term] = f"shared {next(numbers)}"
    return found


def _part(term: Term, parts: dict[Hashable, _Part], known: dict[int, _Part]) -> _Part:
    """Return the part that a term is; equal terms are one part."""
    if id(term) in known:
        return known[id(term)]
    inner: tuple[_Part, ...] = ()
    key: Hashable = term
    if isinstance(term, Apply):
        inner = tuple(_part(one, parts, known) for one in term.arguments)
        key = (term.operation, *map(id, inner))
    elif isinstance(term, Choose):
        inner = tuple(_part(one, parts, known) for branch in term.branches for one in branch)
        inner += (_part(term.otherwise, parts, known),)
        key = (Choose, *map(id, inner))
    if key not in parts:
        guarded = (isinstance(term, Apply) and term.operation in GUARDED) or any(one.guarded for one in inner)
        parts[key] = _Part(term, inner, 1 + sum(one.size for one in inner), guarded=guarded)
        for one in inner:
            one.said += 1
    known[id(term)] = parts[key]
    return parts[key]


def _mark(part: _Part) -> None:
    """Mark what is worked out in every row in which a part is: not what a choice or a junction may leave out."""
    if part.certain:
        return
    part.certain = True
    match part.term:
        case Apply(operation="and" | "or") | Choose():
            _mark(part.parts[0])
        case Apply():
            for one in part.parts:
                _mark(one)
