"""Facts: one row for each event series, or each day of a status series, as the best claim leaves it.

The counterpart of `semantics.ranking` for claims that are known and dated to the day. Where several claims leave a fact open, its
row is marked, and whoever reads it asks the reference evaluator.
"""

from __future__ import annotations

from dataclasses import dataclass

from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Query, Source, Table, Window
from sanctions_engine.engines.relational.terms import (
    FALSE,
    TRUE,
    Column,
    Term,
    all_of,
    any_of,
    at_most,
    choose,
    constant,
    equal,
    is_null,
    is_true,
    less,
    negation,
    not_false,
)
from sanctions_engine.engines.relational.values import Span
from sanctions_engine.facts.bulk import ClaimTable
from sanctions_engine.models.kinds import Nature
from sanctions_engine.semantics.reference import Question

OPEN = "$open"
"""Column of facts: several claims leave the fact open, so that the reference evaluator has to judge."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a kind.

    Attributes:
        table: The claims; its columns say how fields are stored.
        plan: What makes the facts from the claims; None where each claim is a fact.
        doubtful: There are rows with `OPEN`.
    """

    table: ClaimTable
    plan: Query | None
    doubtful: bool

    def source(self, made: str | None = None) -> Source:
        """Return what a plan reads: the table that holds the facts if they were computed before."""
        if self.plan is None:
            return Table(self.table.name)
        return self.plan if made is None else Table(made)

    def is_open(self, source: str) -> Term:
        """Whether a row is open: true or false."""
        return Column(source, OPEN, nullable=False) if self.doubtful else FALSE

    def denied(self, source: str) -> Term:
        """Whether a row says that there is no such fact."""
        return Column(source, "$denied", nullable=False) if self.table.denied else FALSE


def facts_of(table: ClaimTable, question: Question) -> Facts:
    """Return the facts of a kind.

    Raises:
        Unsupported: For a perspective, where somebody else speaks in a series too.
    """
    status = table.kind.nature is Nature.STATUS
    lonely = table.one_claim_a_series
    limit = question.known_at
    if lonely and (limit is None or table.known_exact):
        if limit is None:
            return Facts(table, None, doubtful=False)
        known = is_true(at_most(Column("claims", "$known.high"), constant(limit)))
        return Facts(table, Query({"claims": Table(table.name)}, _columns(table), where=known), doubtful=False)
    if question.perspective is not None:
        raise Unsupported("the perspective of one of several speakers")
    claims = _known(table, question)
    names = [*stored_names(table), "$by", "$grade", "$known.high"]
    series = key_columns(table, "one")
    place = (*series, Column("one", f"{table.kind.dated}")) if status and table.dated_exact else series
    vague_days = status and not table.dated_exact
    marked = Query(
        {"one": claims},
        {name: Column("one", name) for name in ("$row", "$denied", "$maybe", *names)},
        windows={
            "last": Window("greatest", Column("one", "$known.high"), (*place, Column("one", "$by"))),
            "claims": Window("count", TRUE, place),
            "doubted": Window(
                "any true",
                any_of([Column("one", "$maybe"), FALSE if table.known_exact else _vague(Column("one", "$known.low"))]),
                place,
            ),
        },
    )
    of_place = (
        (*key_columns(table, "two"), Column("two", f"{table.kind.dated}"))
        if len(place) > len(series)
        else key_columns(table, "two")
    )
    order = ((Column("two", "$grade"), False), (Column("two", "$known.high"), True))
    ranked = Query(
        {"two": marked},
        {name: Column("two", name) for name in ("$row", "$denied", "claims", "doubted", *names)},
        where=equal(Column("two", "$known.high"), Column("two", "last")) if table.known_exact else TRUE,
        windows={"rank": Window("rank", TRUE, of_place, order)},
    )
    best = Query(
        {"three": ranked},
        {name: Column("three", name) for name in ("$row", "$denied", "claims", "doubted", *names)},
        where=equal(Column("three", "rank"), constant(1)),
        windows={
            "ties": Window("count", TRUE, _renamed(of_place, "three")),
            "number": Window("number", TRUE, _renamed(of_place, "three"), ((Column("three", "$row"), False),)),
        },
    )
    several = less(constant(1), Column("four", "claims", nullable=False))
    tied = less(constant(1), Column("four", "ties", nullable=False))
    unclear = [all_of([several, is_true(Column("four", "doubted"))]), tied]
    if vague_days:
        unclear = [several]
    maybe_alone = all_of([negation(several), is_true(Column("four", "doubted"))]) if limit is not None else FALSE
    columns = {name: Column("four", name) for name in ("$row", "$denied", *names)}
    plan = Query(
        {"four": best},
        {**columns, OPEN: any_of([*unclear, maybe_alone])},
        where=equal(Column("four", "number"), constant(1)),
    )
    return Facts(table, plan, doubtful=True)


def latest(
    source: Source, facts: Facts, name: str, dated: Span, in_time: list[Term], identity: list[Term]
) -> tuple[Query, Term]:
    """Return the last fact of each status series by the day judged, and where claims leave a series open.

    Args:
        source: The facts, read under `name`.
        dated: The day of a fact.
        in_time: Which facts count; true or false.
        identity: What their identity fields have to meet; conditions.
    """
    names = ["$row", *stored_names(facts.table), *(["$denied"] if facts.table.denied else [])]
    opened, key = facts.is_open(name), key_columns(facts.table, name)
    windows = {"place": Window("number", TRUE, key, ((dated.low, True),))}
    if facts.doubtful:
        windows["any open"] = Window("any true", opened, key)
    inner = Query(
        {name: source},
        {one: Column(name, one) for one in names},
        where=all_of([*map(not_false, identity), any_of([all_of(in_time), opened])]),
        windows=windows,
    )
    outer: dict[str, Term] = {one: Column("s", one) for one in names}
    if facts.doubtful:
        outer["series open"] = Column("s", "any open")
    last = Query({"s": inner}, outer, where=equal(Column("s", "place", nullable=False), constant(1)))
    return last, Column(name, "series open", nullable=False) if facts.doubtful else FALSE


def _known(table: ClaimTable, question: Question) -> Query:
    """Return the claims that were known, or may have been: `$maybe`."""
    columns = {**_columns(table)}
    if question.known_at is None:
        return Query({"claims": Table(table.name)}, {**columns, "$maybe": FALSE})
    limit = constant(question.known_at)
    low, high = Column("claims", "$known.low"), Column("claims", "$known.high")
    sure = is_true(at_most(high, limit))
    return Query(
        {"claims": Table(table.name)}, {**columns, "$maybe": negation(sure)}, where=not_false(at_most(low, limit))
    )


def _vague(low: Column) -> Term:
    high = Column(low.source, "$known.high")
    return choose([(is_null(low), TRUE), (is_null(high), TRUE), (equal(low, high), FALSE)], TRUE)


def _columns(table: ClaimTable) -> dict[str, Term]:
    names = ("$row", "$by", "$denied", "$grade", "$known.low", "$known.high", *stored_names(table))
    return {name: Column("claims", name) for name in names}


def stored_names(table: ClaimTable) -> list[str]:
    """Return the names of the columns that hold the fields of a kind."""
    found = []
    for name, column in table.columns.items():
        found += [f"{name}.low", f"{name}.high"] if column.interval else [name]
        found += [f"{name}.state"] if column.states else []
    return found


def key_columns(table: ClaimTable, source: str) -> tuple[Term, ...]:
    """Return the columns in which claims of one series agree."""
    found: list[Term] = []
    for name in table.kind.identity:
        column = table.columns[name]
        names = [f"{name}.low", f"{name}.high"] if column.interval else [name]
        names += [f"{name}.state"] if column.states else []
        found += [Column(source, one) for one in names]
    return tuple(found)


def _renamed(terms: tuple[Term, ...], source: str) -> tuple[Term, ...]:
    return tuple(Column(source, one.name) for one in terms if isinstance(one, Column))
