"""The relational plan: queries over tables, constants and other queries. `told` prints it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sanctions_engine.engines.relational.terms import TRUE, Apply, Choose, Column, Constant, Scalar, Term, columns_of


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view of the database."""

    name: str


@dataclass(frozen=True)
class Rows:
    """Constants as a table: a list of values for each column."""

    columns: Mapping[str, tuple[Scalar, ...]]


@dataclass(frozen=True, slots=True)
class Window:
    """What a row has among those that agree with it in some terms.

    Attributes:
        function: `greatest`, `rank` or `number` (both by `order`, each from 1), `count`, `any true`.
        of: The argument of `greatest` and `any true`.
        among: The terms in which rows agree.
        order: Terms and whether they fall.
    """

    function: str
    of: Term
    among: tuple[Term, ...]
    order: tuple[tuple[Term, bool], ...] = ()


@dataclass(frozen=True)
class Query:
    """Rows of one or more sources that meet a condition, as columns.

    Attributes:
        sources: What is read, by the name under which terms read it; each after the first is joined.
        columns: What comes out.
        on: For each joined source the condition; a condition of equalities joins by hash.
        where: Which rows come out: those where it is true.
        group: Whether rows that agree in `keys` become one; `columns` then holds keys and aggregates.
        aggregates: Function (`count`, `count true`, `count given`, `any true`, `sum`, `least`, `greatest`, `some` for one of
            the values that are given, `last` and `first` for the value, null or not, whose order is greatest or least) and
            argument of each column that sums rows up.
        windows: Columns that compare a row with others.
        distinct: Whether equal rows come out once.
        lateral: Sources that are a query for each row of the sources before them: their terms may read those.
        optional: Joined sources without which a row stays too: where none of their rows meets the condition, their columns are null.
    """

    sources: Mapping[str, Source]
    columns: Mapping[str, Term]
    on: Mapping[str, Term] = field(default_factory=dict)
    where: Term = TRUE
    group: bool = False
    aggregates: Mapping[str, tuple[str, Term]] = field(default_factory=dict)
    windows: Mapping[str, Window] = field(default_factory=dict)
    distinct: bool = False
    lateral: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Union:
    """The rows of several queries of the same columns."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, eq=False)
class Kept:
    """The rows of a query that are computed once and kept, however often the plan reads them.

    Attributes:
        name: What `told` calls them.
    """

    name: str
    query: Query


@dataclass(frozen=True, slots=True)
class Days:
    """Every day from `low` to `high`, both included, as the column `day`; none where one of them is null or `low` is later."""

    low: Term
    high: Term


Source = Table | Rows | Query | Union | Kept | Days


def columns_in(source: Source) -> Iterator[Column]:
    """Yield the columns that the terms of a source read, those of the queries within it included."""
    match source:
        case Days(low=low, high=high):
            yield from (*columns_of(low), *columns_of(high))
        case Kept(query=query):
            yield from columns_in(query)
        case Union(parts=parts):
            for part in parts:
                yield from columns_in(part)
        case Query():
            for inner in source.sources.values():
                yield from columns_in(inner)
            windows = [term for one in source.windows.values() for term in (one.of, *one.among)]
            windows += [term for one in source.windows.values() for term, _ in one.order]
            aggregated = [term for _, term in source.aggregates.values()]
            for term in (*source.columns.values(), *source.on.values(), source.where, *aggregated, *windows):
                yield from columns_of(term)


def told(source: Source, depth: int = 0) -> str:
    """Return a plan as indented text, for people.

    Example:
        >>> print(told(Query({"r": Table("t")}, {"x": Column("r", "x")})))
        query
          r: table t
          x = r.x
    """
    return "\n".join(_lines(source, depth, set()))


def _lines(source: Source, depth: int, kept: set[int], name: str = "") -> Iterator[str]:
    pad, label = "  " * depth, f"{name}: " if name else ""
    match source:
        case Table(name=table):
            yield f"{pad}{label}table {table}"
        case Rows(columns=columns):
            number = len(next(iter(columns.values()), ()))
            yield f"{pad}{label}{number} rows of {', '.join(columns)}"
        case Days(low=low, high=high):
            yield f"{pad}{label}every day from {term_told(low)} to {term_told(high)}"
        case Union(parts=parts):
            yield f"{pad}{label}all of"
            for part in parts:
                yield from _lines(part, depth + 1, kept)
        case Kept(name=word, query=query):
            known = id(source) in kept
            yield f"{pad}{label}{'the same ' if known else ''}rows kept as `{word}`"
            if not known:
                kept.add(id(source))
                yield from _lines(query, depth + 1, kept)
        case Query():
            yield f"{pad}{label}query" + (", distinct" if source.distinct else "")
            for alias, inner in source.sources.items():
                how = "for each, " if alias in source.lateral else "if any, " if alias in source.optional else ""
                yield from _lines(inner, depth + 1, kept, how + alias)
                if alias in source.on:
                    yield f"{pad}    on {term_told(source.on[alias])}"
            if source.where != TRUE:
                yield f"{pad}  where {term_told(source.where)}"
            for column, term in source.columns.items():
                yield f"{pad}  {column} = {term_told(term)}"
            for column, (function, term) in source.aggregates.items():
                yield f"{pad}  {column} = {function}({term_told(term)})"
            for column, window in source.windows.items():
                among = ", ".join(term_told(one) for one in window.among)
                yield f"{pad}  {column} = {window.function}({term_told(window.of)}) among equal {among}"


def term_told(term: Term) -> str:
    """Return a term as text, for people.

    Example:
        >>> from sanctions_engine.engines.relational.terms import constant, less
        >>> term_told(less(Column("r", "x"), constant(3)))
        'r.x less 3'
    """
    match term:
        case Constant(value=value):
            return "null" if value is None else f"'{value}'" if isinstance(value, str) else str(value).lower()
        case Column(source=source, name=name):
            return f"{source}.{name}"
        case Apply(operation=("not" | "is null" | "wide") as operation, arguments=(one,)):
            return f"({term_told(one)} is null)" if operation == "is null" else f"{operation} {term_told(one)}"
        case Apply(operation=operation, arguments=(one, other)) if operation not in ("and", "or"):
            return f"{term_told(one)} {operation} {term_told(other)}"
        case Apply(operation=("and" | "or") as operation, arguments=arguments):
            return "(" + f" {operation} ".join(term_told(one) for one in arguments) + ")"
        case Apply(operation=operation, arguments=arguments):
            return f"{operation}({', '.join(term_told(one) for one in arguments)})"
        case Choose(branches=branches, otherwise=otherwise):
            cases = "; ".join(f"{term_told(test)}: {term_told(value)}" for test, value in branches)
            return f"[{cases}; else {term_told(otherwise)}]"
