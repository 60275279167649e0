"""Facts: one row for each event series, or each day of a status series, as the best claim leaves it.

`ranked_claims` makes them of the claims. Where several claims leave a fact open, its row is marked, and whoever reads it asks the
reference evaluator.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sanctions_engine.engines.relational.plan import Query, Source, Table, Union, Window
from sanctions_engine.engines.relational.terms import (
    FALSE,
    TRUE,
    Column,
    Term,
    add,
    all_of,
    any_of,
    apply,
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

OPEN = "$open"
"""Column of facts: several claims leave the fact open, so that the reference evaluator has to judge."""


OWN = "$own"
"""Column of facts under a perspective: whether the row is what the speaker says of a series in which others speak too; null where
the series has no such speaker."""

FIRST, LAST = "$first", "$last"
"""Columns beside `OWN`: the first and the last day of which the speaker says something in the series."""


EPOCH, AHEAD = date(1970, 1, 1), 10_000_000
"""Days are numbered from the first; so many days are more than there are from the year 1 to the year 9999."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a kind.

    Attributes:
        table: The claims; its columns say how the fields of the facts are stored.
        plan: What makes the facts from the claims; None where each claim is a fact.
        doubtful: There are rows with `OPEN`.
        heard: Some series are there twice, as one speaker has them and as all claims leave them: rows have `OWN`, `FIRST` and `LAST`.
    """

    table: ClaimTable
    plan: Query | Union | None
    doubtful: bool
    heard: bool = False

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

    def listens(self, source: str, day: Term, start: Span | None) -> tuple[Term, Term]:
        """Return whether a row counts for whoever reads on a day, and whether that is open: both true or false.

        A series in which the speaker of the perspective says something of the days that are looked at is read from that speaker alone.
        """
        if not self.heard:
            return TRUE, FALSE
        own, first, last = (Column(source, name) for name in (OWN, FIRST, LAST))
        if start is None:
            speaks, silent = is_true(at_most(first, day)), is_true(less(day, first))
        else:
            within = (all_of([at_most(start.high, one), at_most(one, day)]) for one in (first, last))
            speaks = is_true(any_of(within))
            silent = is_true(any_of([less(last, start.low), less(day, first)]))
        counts = choose([(is_null(own), TRUE), (own, negation(silent))], negation(speaks))
        return counts, all_of([negation(is_null(own)), negation(speaks), negation(silent)])

    def in_order(self, source: str, day: Term, *, latest: bool) -> tuple[Term, Term]:
        """Return what the latest (or earliest) fact of a series has most (or least) of, and whether a fact counts on its own day.

        What the speaker of the perspective says comes before what others say.
        """
        if not self.heard:
            return day, TRUE
        ahead = choose([(is_true(Column(source, OWN)), constant(AHEAD if latest else -AHEAD))], constant(0))
        counts, _ = self.listens(source, day, None)
        return add(apply("days between", constant(EPOCH), day), ahead), counts


def latest(
    source: Source, facts: Facts, name: str, dated: Span, in_time: list[Term], identity: list[Term], opened: Term
) -> tuple[Query, Term]:
    """Return the last fact of each status series by the day judged, and where claims leave a series open.

    Args:
        source: The facts, read under `name`.
        dated: The day of a fact.
        in_time: Which facts count; true or false.
        identity: What their identity fields have to meet; conditions.
        opened: Where claims leave a fact open: true or false.
    """
    names = ["$row", *stored_names(facts.table), *(["$denied"] if facts.table.denied else [])]
    names += [OWN, FIRST, LAST] if facts.heard else []
    key = key_columns(facts.table, name)
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
