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
from sanctions_engine.facts.bulk import ClaimColumn, ClaimTable
from sanctions_engine.models.kinds import FieldKind, Nature
from sanctions_engine.semantics.reference import Question

NUMBERS = frozenset({FieldKind.INT, FieldKind.DECIMAL, FieldKind.DATE})
Aggregates = dict[str, tuple[str, Term]]


def facts_of(table: ClaimTable, question: Question, *, tied: bool = True) -> Facts:
    """Return the facts of a kind.

    Args:
        tied: Whether claims may tie; if none does, fields keep the form in which the claims have them.
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
        return Facts(ranking.facts, ranking.plan(claims), doubtful=True)
    ranking = _Ranking(table, limit is not None, tied, heard=True)
    marked = _heard(table, claims, speaker)
    contested = all_of([is_true(Column("h", "mine")), is_true(Column("h", "others"))])
    columns = {name: Column("h", name) for name in (*claims.columns, FIRST, LAST, "vague")}
    whole = Query({"h": marked}, {**columns, OWN: choose([(contested, FALSE)], NULL)})
    of_speaker = equal(Column("h", "$by"), constant(speaker))
    alone = Query({"h": marked}, {**columns, OWN: TRUE}, where=all_of([contested, of_speaker]))
    plan = Union((ranking.ranked(whole), ranking.ranked(alone)))
    return Facts(ranking.facts, plan, doubtful=True, heard=True)


def ties(table: ClaimTable, question: Question) -> Query | None:
    """Return what tells whether claims tie somewhere: one row with one column; None where each claim is a fact."""
    if table.one_claim_a_series:
        return None
    ranking = _Ranking(table, question.known_at is not None, tied=False)
    best = Column("best", "ties", nullable=False)
    counted = ranking.best(ranking.beside_others(_known(table, question)))
    return Query({"best": counted}, {}, group=True, aggregates={"tied": ("any true", less(constant(1), best))})


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
    def _splits(self) -> bool:
        """Whether a claim that no other stands beside is a fact as it is: its day and since when it is known are days."""
        days_known = self.table.known_exact and (self.table.dated_exact or not self._is_status)
        return days_known and not self.heard

    def _places(self, claims: Query) -> Kept:
        """Return what claims say of one fact is counted by: where, how many, and which is the first."""
        return Kept(
            "places",
            Query(
                {"one": claims},
                {one.name: one for one in self._place("one")},
                group=True,
                aggregates={"claims": ("count", TRUE), "first": ("least", Column("one", "$row", nullable=False))},
            ),
        )

    def beside_others(self, claims: Query, places: Kept | None = None) -> Query:
        """Return the claims for facts of which several claims speak, or all claims where they cannot be told apart."""
        if not self._splits:
            return claims
        same = (apply("same", Column("p", one.name), one, strict=False) for one in self._place("one"))
        several = less(constant(1), Column("p", "claims", nullable=False))
        columns = {name: Column("one", name) for name in claims.columns}
        sources: dict[str, Source] = {"p": places or self._places(claims), "one": claims}
        return Query(sources, columns, on={"one": all_of(same)}, where=several)

    def _alone(self, claims: Query, places: Kept, names: Iterable[str]) -> Query:
        """Return the claims for facts of which no other claim speaks, as facts."""
        columns: dict[str, Term] = {"$row": Column("one", "$row"), "$denied": Column("one", "$denied"), OPEN: FALSE}
        for column in self.table.columns.values():
            stored = {
                name: Column("one", name) for name in stored_names(replace(self.table, columns={column.name: column}))
            }
            columns |= stored
            if self.tied and self._as_fact(column) != column:
                only = Column("one", column.name)
                columns |= {
                    f"{column.name}.low": only,
                    f"{column.name}.high": only,
                    f"{column.name}.state": constant(1),
                }
                columns |= stored
        first = equal(Column("p", "first", nullable=False), Column("one", "$row", nullable=False))
        alone = equal(Column("p", "claims", nullable=False), constant(1))
        return Query(
            {"p": places, "one": claims}, {name: columns[name] for name in names}, on={"one": first}, where=alone
        )

    def best(self, claims: Query) -> Query:
        """Return a row for each fact: what the claims that count say, `ties` for how many they are, `open` where that has no form."""
        table = self.table
        names = [*dict.fromkeys([*stored_names(table), "$by", "$grade", "$known.high", "$denied", "$row"])]
        more = [OWN, FIRST, LAST, "vague"] if self.heard else []
        low, high = _dated(table, "one")
        vague_day = FALSE if table.dated_exact or not self._is_status else choose([(equal(low, high), FALSE)], TRUE)
        doubt = any_of([Column("one", "$maybe"), FALSE if table.known_exact else _vague(Column("one", "$known.low"))])
        series = key_columns(table, "one")
        marked = Query(
            {"one": claims},
            {name: Column("one", name) for name in (*names, *more)},
            windows={
                "last": Window("greatest", Column("one", "$known.high"), (*self._place("one"), Column("one", "$by"))),
                "claims": Window("count", TRUE, self._place("one")),
                "doubted": Window("any true", doubt, self._place("one")),
                "of series": Window("count", TRUE, series),
                "vague day": Window("any true", vague_day, series),
            },
        )
        order = ((Column("two", "$grade"), False), (Column("two", "$known.high"), True))
        newest = equal(Column("two", "$known.high"), Column("two", "last"))
        if not table.known_exact:  # where it is open since when something was known, the fact is left open as a whole
            newest = any_of([is_true(Column("two", "doubted")), is_true(newest)])
        kept = ("claims", "doubted", "of series", "vague day", *more)
        ranked = Query(
            {"two": marked},
            {name: Column("two", name) for name in (*names, *kept)},
            where=newest,
            windows={"rank": Window("rank", TRUE, self._place("two"), order)},
        )
        place = self._place("three")
        whole: Aggregates = {
            "ties": ("count", TRUE),
            "$row": ("least", Column("three", "$row")),
            "affirmed": ("any true", negation(Column("three", "$denied"))),
            "$denied": ("any true", Column("three", "$denied")),
            **{name: ("greatest", Column("three", name)) for name in (*kept, "$known.high")},
        }
        for name in ("doubted", "vague day", *(one for one in more if one in (OWN, "vague"))):
            whole[name] = ("any true", Column("three", name))
        for column in table.columns.values():
            whole |= _joined(column, {one.name for one in place})
        keys = {one.name: one for one in place}
        first = Query(
            {"three": ranked}, {name: Column("three", name) for name in (*names, *kept)}, where=_is_first("three")
        )
        return Query({"three": first}, dict(keys), group=True, aggregates=whole)

    def plan(self, claims: Query) -> Query | Union:
        """Return a row for each fact, with `OPEN`."""
        if not self._splits:
            return self.ranked(claims)
        places = self._places(claims)
        ranked = self.ranked(self.beside_others(claims, places))
        return Union((self._alone(claims, places, ranked.columns), ranked))

    def ranked(self, claims: Query) -> Query:
        several, vague = less(constant(1), Column("four", "claims")), is_true(Column("four", "vague day"))
        doubted = is_true(Column("four", "doubted"))
        mixed = all_of([is_true(Column("four", "$denied")), is_true(Column("four", "affirmed"))])
        opened = [
            all_of([several, doubted]),
            all_of([vague, less(constant(1), Column("four", "of series"))]),
            mixed,
        ]
        if self.limited:
            opened.append(all_of([negation(several), doubted]))
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
            terms, apart = _of_ties(column, place, self.tied and self._as_fact(column) != column)
            columns |= terms
            if self.tied and apart != FALSE:
                opened.append(all_of([tie, apart]))
        columns[OPEN] = is_true(any_of(map(is_true, opened)))
        return Query({"four": self.best(claims)}, columns)


def _is_first(source: str) -> Term:
    return equal(Column(source, "rank"), constant(1))


def _names(column: ClaimColumn) -> list[str]:
    return [f"{column.name}.low", f"{column.name}.high"] if column.interval else [column.name]


def _joined(column: ClaimColumn, place: set[str]) -> Aggregates:
    """Return what is gathered of a field of the claims for one fact; nothing of what they agree in."""
    found: Aggregates = {}
    for name in _names(column):
        if name in place:
            continue
        one = Column("three", name)
        found |= {f"{name}/least": ("least", one), f"{name}/most": ("greatest", one)}
        if column.interval:
            found[f"{name}/open"] = ("any true", is_null(one))
    state = f"{column.name}.state"
    if column.states and state not in place:
        found |= {
            f"{state}/least": ("least", Column("three", state)),
            f"{state}/most": ("greatest", Column("three", state)),
        }
    return found


def _of_ties(column: ClaimColumn, place: set[str], widened: bool) -> tuple[dict[str, Term], Term]:
    """Return a field of a fact in the form in which it is stored, and whether the claims leave it without a form."""

    def of(name: str, part: str) -> Term:
        return Column("four", f"{name}/{part}")

    def differ(name: str) -> Term:
        return is_true(negation(equal(of(name, "least"), of(name, "most"))))

    name, state = column.name, f"{column.name}.state"
    terms: dict[str, Term] = {}
    apart: list[Term] = []
    if column.states:
        if state in place:
            terms[state] = Column("four", state)
        else:
            terms[state] = of(state, "least")
            apart.append(differ(state))
    if all(one in place for one in _names(column)):
        return {**terms, **{one: Column("four", one) for one in _names(column)}}, any_of(apart)
    if column.type.kind in NUMBERS and not column.as_text:
        low, high = _names(column) if column.interval else (name, name)
        bottom, top = of(low, "least"), of(high, "most")
        if column.interval:
            bottom = choose([(is_true(of(low, "open")), NULL)], bottom)
            top = choose([(is_true(of(high, "open")), NULL)], top)
        if column.interval or widened:
            return {**terms, f"{name}.low": bottom, f"{name}.high": top}, any_of(apart)
        return {**terms, name: bottom}, any_of(apart)
    if column.type.kind is FieldKind.BOOL and widened:
        terms.setdefault(state, constant(1))
        return {**terms, name: choose([(differ(name), NULL)], of(name, "least"))}, any_of(apart)
    for one in _names(column):
        terms[one] = of(one, "least")
        apart.append(differ(one))
    return terms, any_of(apart)


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
