"""Other terms in place of the columns of a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sanctions_engine.engines.relational.plan import Days, Query, Source, Union
from sanctions_engine.engines.relational.terms import (
    Apply,
    Choose,
    Column,
    Constant,
    Term,
    all_of,
    any_of,
    choose,
    equal,
    is_null,
    less,
    negation,
)

Rewrite = Callable[[Term], Term]


def rewriter(read: Callable[[Column], Term], whole: Callable[[Term], Term | None] = lambda _: None) -> Rewrite:
    """Return what puts other terms in place of the columns of a term; parts that occur again are rewritten once.

    Args:
        read: What stands for a column.
        whole: What stands for a term as a whole, if anything does.

    Example:
        >>> from sanctions_engine.engines.relational.terms import constant, less
        >>> other = rewriter(lambda column: constant(3) if column.source == "dues" else column)
        >>> other(less(Column("r", "day"), Column("dues", "day"))) == less(Column("r", "day"), constant(3))
        True
    """
    known: dict[int, tuple[Term, Term]] = {}  # with the term itself, so that its identity is not given to another

    def rewritten(term: Term) -> Term:
        found = known.get(id(term))
        if found is None:
            found = known[id(term)] = (term, whole(term) or _rewritten(term))
        return found[1]

    def _rewritten(term: Term) -> Term:
        match term:
            case Constant():
                return term
            case Column():
                return read(term)
            case Apply(operation=operation, arguments=arguments):
                return _settled(operation, tuple(map(rewritten, arguments)))
            case Choose(branches=branches, otherwise=otherwise):
                return choose([(rewritten(test), rewritten(value)) for test, value in branches], rewritten(otherwise))

    return rewritten


def _settled(operation: str, arguments: tuple[Term, ...]) -> Term:
    """Return an operation, or what constants among its arguments settle it to."""
    match operation:
        case "and":
            return all_of(arguments)
        case "or":
            return any_of(arguments)
        case "not":
            return negation(arguments[0])
        case "is null":
            return is_null(arguments[0])
        case "equal":
            return equal(*arguments)
        case "less":
            return less(*arguments)
    return Apply(operation, arguments)


def terms_rewritten(query: Query, rewrite: Rewrite) -> Query:
    """Return a query with its own terms rewritten; its sources are left as they are."""
    return replace(
        query,
        columns={name: rewrite(term) for name, term in query.columns.items()},
        on={name: rewrite(term) for name, term in query.on.items()},
        where=rewrite(query.where),
        aggregates={name: (function, rewrite(term)) for name, (function, term) in query.aggregates.items()},
        windows={
            name: replace(
                one,
                of=rewrite(one.of),
                among=tuple(map(rewrite, one.among)),
                order=tuple((rewrite(term), falls) for term, falls in one.order),
            )
            for name, one in query.windows.items()
        },
    )


def rewritten(source: Source, rewrite: Rewrite) -> Source:
    """Return a source with all terms of its queries rewritten, those of the queries within it included.

    Rows that are kept read no source around them, so they stay as they are.
    """
    match source:
        case Days(low=low, high=high):
            return Days(rewrite(low), rewrite(high))
        case Union(parts=parts):
            return Union(tuple(query_rewritten(part, rewrite) for part in parts))
        case Query():
            return query_rewritten(source, rewrite)
        case _:
            return source


def query_rewritten(query: Query, rewrite: Rewrite) -> Query:
    """Return a query with all its terms rewritten, those of the queries within it included."""
    sources = {name: rewritten(one, rewrite) for name, one in query.sources.items()}
    return replace(terms_rewritten(query, rewrite), sources=sources)
