"""Which claims count, in SQL: the counterpart of `semantics.ranking` for claims that are known to the day.

Each speaker's last-known claim comes first, then the better grade, then the one known later. Claims that tie are joined: numbers
and days to a range, truths that differ to an unknown one. Where the answer has no form, the row is marked `OPEN`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sanctions_engine.engines.relational.facts import FIRST, LAST, OPEN, OWN, Facts, key_columns, stored_names
from sanctions_engine.engines.relational.plan import Kept, Query, Source, Table, Union, Window
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Column,
    Term,
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
from sanctions_engine.engines.relational.tied_claims import NUMBERS, Aggregates, of_ties, said_by_all
from sanctions_engine.facts.bulk import ClaimColumn, ClaimTable
from sanctions_engine.models.kinds import FieldKind, Nature
from sanctions_engine.semantics.reference import Question

PLACE = "$place"
"""Column of claims beside which others stand: the number of the fact of which they speak."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found out about claims before it is known whether some tie.

    Attributes:
        places: See `places_of`.
        best: See `best_of`.
    """

    places: Source
    best: Source


def facts_of(table: ClaimTable, question: Question, *, tied: bool = True, gathered: Gathered | None = None) -> Facts:
    """Return the facts of a kind.

    Args:
        tied: Whether claims may tie; if none does, fields keep the form in which the claims have them.
        gathered: What was computed before; else it is part of the plan.
    """
    limit = question.known_at
    if table.one_claim_a_series and (limit is None or table.known_exact):
        if limit is None:
            return Facts(table, None, doubtful=False)
        known = is_true(at_most(Column("claims", "$known.high"), constant(limit)))
        return Facts(table, Query({"claims": Table(table.name)}, _columns(table), where=known), doubtful=False)
    speaker = question.perspective
    claims = _known(table, question)
    if speaker is None or table.one_claim_a_series:
        ranking = _Ranking(table, limit is not None, tied)
        return Facts(ranking.facts, ranking.plan(claims, gathered), doubtful=True)
    ranking = _Ranking(table, limit is not None, tied, heard=True)
    marked = _heard(table, claims, speaker)
    contested = all_of([is_true(Column("h", "mine")), is_true(Column("h", "others"))])
    columns = {name: Column("h", name) for name in (*claims.columns, FIRST, LAST, "vague")}
    whole = Query({"h": marked}, {**columns, OWN: choose([(contested, FALSE)], NULL)})
    of_speaker = equal(Column("h", "$by"), constant(speaker))
    alone = Query({"h": marked}, {**columns, OWN: TRUE}, where=all_of([contested, of_speaker]))
    plan = Union((ranking.ranked(ranking.best(whole)), ranking.ranked(ranking.best(alone))))
    return Facts(ranking.facts, plan, doubtful=True, heard=True)


def places_of(table: ClaimTable, question: Question) -> Query | None:
    """Return a row for each fact of which claims speak: how many they are, and what the only one says.

    None where each claim is a fact, or where it cannot be told which claims speak of one fact.
    """
    ranking = _Ranking(table, question.known_at is not None, tied=True)
    if table.one_claim_a_series or question.perspective is not None or not ranking.splits:
        return None
    return ranking.places(_known(table, question))


def best_of(table: ClaimTable, question: Question, places: Source | None) -> Query:
    """Return a row for each fact of which several claims speak, with what the best of them say and how many these are.

    Args:
        places: What `places_of` comes to; if None, a fact of which one claim speaks has a row too.
    """
    ranking, claims = _Ranking(table, question.known_at is not None, tied=True), _known(table, question)
    return ranking.best(claims if places is None else ranking.beside_others(claims, places))


def ties(best: Source) -> Query:
    """Return what tells whether the best claims tie somewhere: one row with one column."""
    ties = Column("best", "ties", nullable=False)
    return Query({"best": best}, {}, group=True, aggregates={"tied": ("any true", less(constant(1), ties))})


def _heard(table: ClaimTable, claims: Query, speaker: str) -> Query:
    """Mark the series in which a speaker and others speak, with the days of which the speaker says something."""
    key = key_columns(table, "c")
    mine = equal(Column("c", "$by"), constant(speaker))
    low, high = _dated(table, "c")
    return Query(
        {"c": claims},
        {name: Column("c", name) for name in claims.columns},
        windows={
            "mine": Window("any true", mine, key),
            "others": Window("any true", negation(mine), key),
            FIRST: Window("least", choose([(mine, low)], NULL), key),
            LAST: Window("greatest", choose([(mine, low)], NULL), key),
            "vague": Window("any true", choose([(equal(low, high), FALSE)], TRUE), key),
        },
    )


def _dated(table: ClaimTable, source: str) -> tuple[Term, Term]:
    name = table.kind.dated or ""
    if not table.columns[name].interval:
        return Column(source, name), Column(source, name)
    return Column(source, f"{name}.low"), Column(source, f"{name}.high")


@dataclass(frozen=True, slots=True)
class _Ranking:
    """How the claims of a kind are ranked.

    Attributes:
        limited: Whether claims that became known later are left aside, so that some may have been known.
        tied: Whether claims may tie.
        heard: Whether the claims are those that a perspective reads.
    """

    table: ClaimTable
    limited: bool
    tied: bool
    heard: bool = False

    @property
    def facts(self) -> ClaimTable:
        """The table with its columns as the facts have them: ranges and unknown truths where claims may tie."""
        if not self.tied:
            return self.table
        columns = {name: self._as_fact(column) for name, column in self.table.columns.items()}
        return replace(self.table, columns=columns)

    def _as_fact(self, column: ClaimColumn) -> ClaimColumn:
        if column.name in self.table.kind.identity or column.as_text:
            return column
        if column.type.kind in NUMBERS:
            dated = column.name == self.table.kind.dated
            return column if dated and self._is_status else replace(column, interval=True)
        return replace(column, states=True) if column.type.kind is FieldKind.BOOL else column

    @property
    def _is_status(self) -> bool:
        return self.table.kind.nature is Nature.STATUS

    def _place(self, source: str) -> tuple[Column, ...]:
        """Return the columns in which claims for one fact agree: those of the series, for a status with the day."""
        key = key_columns(self.table, source)
        found = [one for one in key if isinstance(one, Column)]
        if self._is_status:
            found += [one for one in dict.fromkeys(_dated(self.table, source)) if isinstance(one, Column)]
        return tuple(dict.fromkeys(found))

    @property
    def splits(self) -> bool:
        """Whether a claim that no other stands beside is a fact as it is: its day and since when it is known are days."""
        days_known = self.table.known_exact and (self.table.dated_exact or not self._is_status)
        return days_known and not self.heard

    def places(self, claims: Query) -> Query:
        """Return what claims say of one fact: where, how many they are, and what one of them says."""
        place = self._place("one")
        names = ["$row", "$denied", *stored_names(self.table)]
        said = [one for one in names if one not in {known.name for known in place}]
        return Query(
            {"one": claims},
            {one.name: one for one in place},
            group=True,
            aggregates={
                "claims": ("count", TRUE),
                **{name: ("some", Column("one", name)) for name in said},
            },
        )

    def beside_others(self, claims: Query, places: Source) -> Query:
        """Return the claims for facts of which several claims speak."""
        same = (apply("same", Column("p", one.name), one, strict=False) for one in self._place("one"))
        several = less(constant(1), Column("p", "claims", nullable=False))
        columns = {name: Column("one", name) for name in claims.columns}
        columns |= {PLACE: Column("p", "$row", nullable=False), "claims": Column("p", "claims", nullable=False)}
        return Query({"p": places, "one": claims}, columns, on={"one": all_of(same)}, where=several)

    def _alone(self, places: Source, names: Iterable[str]) -> Query:
        """Return the claims for facts of which no other claim speaks, as facts."""
        columns: dict[str, Term] = {"$row": Column("p", "$row"), "$denied": Column("p", "$denied"), OPEN: FALSE}
        for column in self.table.columns.values():
            stored = {
                name: Column("p", name) for name in stored_names(replace(self.table, columns={column.name: column}))
            }
            columns |= stored
            if self.tied and self._as_fact(column) != column:
                only = Column("p", column.name)
                columns |= {
                    f"{column.name}.low": only,
                    f"{column.name}.high": only,
                    f"{column.name}.state": constant(1),
                }
                columns |= stored
        alone = equal(Column("p", "claims", nullable=False), constant(1))
        return Query({"p": places}, {name: columns[name] for name in names}, where=alone)

    def best(self, claims: Query) -> Query:
        """Return a row for each fact: what the claims that count say, `ties` for how many they are, `doubted` where that is open.

        Args:
            claims: The claims; those with `PLACE` are told apart by it.
        """
        table, apart = self.table, PLACE in claims.columns
        names = [*dict.fromkeys([*stored_names(table), "$by", "$grade", "$known.high", "$denied", "$row"])]
        more = [OWN, FIRST, LAST, "vague"] if self.heard else []
        more += [PLACE, "claims"] if apart else []

        def place(source: str) -> tuple[Column, ...]:
            return (Column(source, PLACE, nullable=False),) if apart else self._place(source)

        counted = {} if apart else {"claims": Window("count", TRUE, place("one"))}
        marked = Query(
            {"one": claims},
            {name: Column("one", name) for name in (*names, *more)},
            windows={
                "last": Window("greatest", Column("one", "$known.high"), (*place("one"), Column("one", "$by"))),
                **counted,
                **self._doubts(),
            },
        )
        order = ((Column("two", "$grade"), False), (Column("two", "$known.high"), True))
        newest = equal(Column("two", "$known.high"), Column("two", "last"))
        if not table.known_exact:  # where it is open since when something was known, the fact is left open as a whole
            newest = any_of([is_true(Column("two", "doubted")), is_true(newest)])
        kept = tuple(dict.fromkeys(("claims", *self._doubts(), *more)))
        ranked = Query(
            {"two": marked},
            {name: Column("two", name) for name in (*names, *kept)},
            where=newest,
            windows={"rank": Window("rank", TRUE, place("two"), order)},
        )
        whole: Aggregates = {
            "ties": ("count", TRUE),
            "$row": ("least", Column("three", "$row")),
            "affirmed": ("any true", negation(Column("three", "$denied"))),
            "$denied": ("any true", Column("three", "$denied")),
            **{name: ("greatest", Column("three", name)) for name in (*kept, "$known.high") if name != PLACE},
        }
        for name in (
            *(one for one in self._doubts() if one != "of series"),
            *(one for one in more if one in (OWN, "vague")),
        ):
            whole[name] = ("any true", Column("three", name))
        keys = {one.name: one for one in self._place("three")}
        for column in table.columns.values():
            whole |= said_by_all(column, {*keys})
        if apart:
            whole |= {name: ("some", one) for name, one in keys.items()}
            keys = {PLACE: Column("three", PLACE)}
        first = Query(
            {"three": ranked}, {name: Column("three", name) for name in (*names, *kept)}, where=_is_first("three")
        )
        return Query({"three": first}, dict(keys), group=True, aggregates=whole)

    def _doubts(self) -> dict[str, Window]:
        """Return what may leave a fact open whose claims are ranked; nothing that no claim of the table can be."""
        table, series = self.table, key_columns(self.table, "one")
        found: dict[str, Window] = {}
        if self.limited or not table.known_exact:
            doubt = any_of(
                [Column("one", "$maybe"), FALSE if table.known_exact else _vague(Column("one", "$known.low"))]
            )
            found["doubted"] = Window("any true", doubt, self._place("one"))
        if self._is_status and not table.dated_exact:
            low, high = _dated(table, "one")
            vague_day = choose([(equal(low, high), FALSE)], TRUE)
            found["of series"] = Window("count", TRUE, series)
            found["vague day"] = Window("any true", vague_day, series)
        return found

    def plan(self, claims: Query, gathered: Gathered | None) -> Query | Union:
        """Return a row for each fact, with `OPEN`."""
        if not self.splits:
            return self.ranked(self.best(claims))
        if gathered is None:
            places = Kept("places", self.places(claims))
            gathered = Gathered(places, self.best(self.beside_others(claims, places)))
        ranked = self.ranked(gathered.best)
        return Union((self._alone(gathered.places, ranked.columns), ranked))

    def ranked(self, best: Source) -> Query:
        """Return what the best claims come to as facts."""
        several, doubts = less(constant(1), Column("four", "claims")), self._doubts()
        mixed = all_of([is_true(Column("four", "$denied")), is_true(Column("four", "affirmed"))])
        opened = [mixed]
        if "doubted" in doubts:
            doubted = is_true(Column("four", "doubted"))
            opened.append(doubted if self.limited else all_of([several, doubted]))
        if "vague day" in doubts:
            vague = is_true(Column("four", "vague day"))
            opened.append(all_of([vague, less(constant(1), Column("four", "of series"))]))
        tie = less(constant(1), Column("four", "ties", nullable=False))
        place = {one.name for one in self._place("four")}
        columns: dict[str, Term] = {
            "$row": Column("four", "$row"),
            "$denied": Column("four", "$denied", nullable=False),
        }
        if self.heard:
            contested = negation(is_null(Column("four", OWN)))
            opened.append(all_of([contested, is_true(Column("four", "vague"))]))
            columns |= {name: Column("four", name) for name in (OWN, FIRST, LAST)}
        for column in self.table.columns.values():
            terms, apart = of_ties(column, place, self.tied and self._as_fact(column) != column)
            columns |= terms
            if self.tied and apart != FALSE:
                opened.append(all_of([tie, apart]))
        columns[OPEN] = is_true(any_of(map(is_true, opened)))
        return Query({"four": best}, columns)


def _is_first(source: str) -> Term:
    return equal(Column(source, "rank"), constant(1))


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
