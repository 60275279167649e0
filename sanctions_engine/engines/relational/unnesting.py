"""Queries for each row as joins: what they read is joined with all rows at once and summed up by the number of the row.

A database unfolds a query for each row by itself, into a join over all columns that the query reads of the row: days, texts, constants
of the rule. Here rows are numbered first, so that sums are kept by one whole number, and what is known of the plan is made
use of: such a query sums up, so it has one row for each row around it, and a join by equality finds what it reads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from itertools import count

from sanctions_engine.engines.relational.plan import Kept, Query, Source, Union, Window, columns_in
from sanctions_engine.engines.relational.rewriting import query_rewritten, rewriter, rewritten, terms_rewritten
from sanctions_engine.engines.relational.terms import (
    TRUE,
    Apply,
    Column,
    Term,
    all_of,
    as_filter,
    columns_of,
    constant,
    equal,
    first_given,
    parts_of,
)

PAIR = "$pair"
"""The number of a row for which a query stood."""

COUNTS = frozenset({"count", "count true", "count given"})


def unnested(plan: Query, number: Term | None = None) -> Query:
    """Return the same query with joins in place of the queries for each row; one that has no such form stays as it is.

    A query for each row has that form if it sums up to one row, and finds what it reads by equality with columns of the rows around.

    Args:
        number: A whole number that tells apart the rows of the sources that are no query for each row, if there is one. Then these
            rows are not kept: a database may join what they are made of with what they read in whichever order is cheapest.
    """
    return _Unnesting(count()).query(plan, number)


@dataclass(slots=True)
class _Rows:
    """The rows so far: sources joined one after the other.

    Attributes:
        sources: The sources; the first are `base`, if there is one.
        base: The numbered rows, with their alias.
        names: What stands for a column of the query as it was.
    """

    sources: dict[str, Source]
    on: dict[str, Term]
    lateral: set[str] = field(default_factory=set)
    optional: set[str] = field(default_factory=set)
    base: tuple[str, Kept | Query] | None = None
    names: dict[Column, Term] = field(default_factory=dict)

    def read(self, column: Column) -> Term:
        """Return what stands for a column."""
        return self.names.get(column, column)

    def in_base(self, columns: Iterable[Column]) -> bool:
        """Whether the numbered rows hold some columns."""
        if self.base is None:
            return False
        found = (part for column in columns for part in columns_of(self.read(column)))
        return all(one.source == self.base[0] for one in found)


@dataclass(slots=True)
class _Unnesting:
    """One pass over a plan.

    Attributes:
        numbers: Numbers for names that no other source has.
    """

    numbers: count[int]

    def query(self, plan: Query, number: Term | None = None) -> Query:
        """Return a query without the queries for each row that have a form as joins; `number` is as in `unnested`."""
        steps = {name: one for name, one in plan.sources.items() if name in plan.lateral}
        first = {name: one for name, one in plan.sources.items() if name not in steps}
        before, left, where = set(first), dict(steps), list(parts_of(as_filter(plan.where)))
        rows = _Rows(first, {name: term for name, term in plan.on.items() if name in first}, optional={*plan.optional})
        for name, inner in steps.items():
            outer = {column for column in columns_in(inner) if column.source in before}
            if isinstance(inner, Query) and outer and self._has_form(inner, before):
                if not rows.in_base(outer):
                    early = [one for one in where if _reads(one) <= before]
                    where = [one for one in where if one not in early]
                    later = [*left.values(), replace(plan, sources={}, on={}, where=all_of(where))]
                    read = [one for source in later for one in columns_in(source) if one.source in before]
                    rows = self._numbered(rows, read, early, None if rows.base or rows.lateral else number)
                self._join(rows, name, inner)
            else:
                rows.sources[name] = rewritten(inner, rewriter(rows.read))
                rows.lateral.add(name)
            before.add(name)
            del left[name]
        if not steps:
            return plan
        rest = terms_rewritten(replace(plan, on={}, where=all_of(where)), rewriter(rows.read))
        whole = replace(
            rest, sources=rows.sources, on=rows.on, lateral=frozenset(rows.lateral), optional=frozenset(rows.optional)
        )
        return whole if rows.base is None else _spliced(whole, *rows.base)

    def _has_form(self, inner: Query, outer: Collection[str]) -> bool:
        """Whether a query for each row can be joined; `outer` are the sources around it."""
        if not inner.group or inner.columns:
            return False
        alias = "$tried"
        around = rewriter(lambda one: replace(one, source=alias) if one.source in outer else one)
        try:
            self._apart(query_rewritten(inner, around), alias, Kept("rows", Query({}, {})))
        except _NoForm:
            return False
        return True

    def _numbered(self, rows: _Rows, columns: Iterable[Column], where: Iterable[Term], number: Term | None) -> _Rows:
        """Return numbered rows with the columns that are still read; they are kept where nothing but a count tells them apart."""
        rewrite, alias = rewriter(rows.read), f"$rows.{next(self.numbers)}"
        names: dict[Column, Term] = {
            one: replace(one, source=alias, name=f"{one.source}.{one.name}") for one in columns
        }
        query = Query(
            rows.sources,
            {f"{one.source}.{one.name}": rewrite(one) for one in names},
            on=rows.on,
            where=all_of(map(rewrite, where)),
            lateral=frozenset(rows.lateral),
            optional=frozenset(rows.optional),
        )
        base: Kept | Query
        if number is not None:
            base = replace(query, columns={**query.columns, PAIR: number})
        else:
            base = Kept("rows", replace(query, windows={PAIR: Window("number", TRUE, ())}))
        return _Rows({alias: base}, {}, base=(alias, base), names=names)

    def _join(self, rows: _Rows, name: str, inner: Query) -> None:
        """Join what a query for each row comes to; where it found nothing to sum up there is no row, so counts are 0."""
        assert rows.base is not None
        alias, kept = rows.base
        rows.sources[name] = self._apart(query_rewritten(inner, rewriter(rows.read)), alias, kept)
        rows.on[name] = equal(_pair(alias), _pair(name))
        rows.optional.add(name)
        for one, (function, _) in inner.aggregates.items():
            column = Column(name, one)
            given = first_given(column, constant(0)) if function in COUNTS else column
            rows.names |= {column: given, replace(column, nullable=False): given}

    def _apart(self, query: Query, alias: str, kept: Kept | Query, *, top: bool = True) -> Query:
        """Return what a query comes to for all rows, with the number of the row as one more column.

        Args:
            query: The query; what it reads of its row stands under the name `alias`.
            alias: The name of the rows; each level that reads them is joined with them under it.
            kept: The numbered rows.
            top: Whether it is the whole query for a row, and none of those that it reads.

        Raises:
            _NoForm: If it cannot be told from equalities which of its rows belong to which row around it.
        """
        if query.group and not query.columns and not top:
            raise _NoForm  # it has a row even where it reads none
        plain = {name: one for name, one in query.sources.items() if name not in query.lateral}
        inside = [name for name, one in plain.items() if any(column.source == alias for column in columns_in(one))]
        where, on = list(parts_of(as_filter(query.where))), dict(query.on)
        begin, *rest = plain or ("",)
        if not inside:
            joins = [one for one in where if begin and _reads(one) == {alias, begin}]
            if begin and not any(_is_equality(one) for one in joins):
                raise _NoForm
            where = [one for one in where if one not in joins]
            sources: dict[str, Source] = {begin: plain[begin]} if begin else {}
            sources[alias], number = kept, _pair(alias)
            if joins:
                on[alias] = all_of(joins)
        elif inside == [begin]:
            sources, number = {begin: self._source_apart(plain[begin], alias, kept)}, _pair(begin)
            inner = [column for name in query.lateral for column in columns_in(query.sources[name])]
            if any(one.source == alias for one in (*columns_in(replace(query, sources={})), *inner)):
                sources[alias], on[alias] = kept, equal(_pair(alias), number)
        else:
            raise _NoForm
        sources |= {name: plain[name] for name in rest}
        # In their order: each may read those before.
        sources |= {name: one for name, one in query.sources.items() if name in query.lateral}
        whole = replace(
            query,
            sources=sources,
            columns={PAIR: number, **query.columns},
            on=on,
            where=all_of(where),
            windows={name: replace(one, among=(number, *one.among)) for name, one in query.windows.items()},
        )
        return self.query(_spliced(whole, alias, kept))

    def _source_apart(self, source: Source, alias: str, kept: Kept | Query) -> Source:
        match source:
            case Query():
                return self._apart(source, alias, kept, top=False)
            case Union(parts=parts):
                return Union(tuple(self._apart(one, alias, kept, top=False) for one in parts))
            case _:
                raise _NoForm


def _spliced(plan: Query, alias: str, rows: Kept | Query) -> Query:
    """Return a query that reads what rows are made of in place of rows that are not kept: databases do not look into a query for that."""
    if isinstance(rows, Kept) or plan.sources.get(alias) is not rows:
        return plan
    sources: dict[str, Source] = {}
    for name, source in plan.sources.items():
        sources |= rows.sources if name == alias else {name: source}
    on = {name: term for name, term in plan.on.items() if name != alias}
    where = [plan.where, rows.where, plan.on.get(alias, TRUE)]
    whole = replace(plan, sources=sources, on={**rows.on, **on}, where=all_of(where))
    return query_rewritten(whole, rewriter(lambda one: rows.columns[one.name] if one.source == alias else one))


class _NoForm(Exception):
    """A query for each row has no form as a join."""


def _pair(source: str) -> Column:
    return Column(source, PAIR, nullable=False)


def _reads(term: Term) -> set[str]:
    return {column.source for column in columns_of(term)}


def _is_equality(term: Term) -> bool:
    """Whether databases can join by a condition between two sources: each side reads one of them."""
    if not isinstance(term, Apply) or term.operation != "equal":
        return False
    one, other = map(_reads, term.arguments)
    return len(one) == len(other) == 1 and one != other
