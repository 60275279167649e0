"""How the claims of a kind are ranked, in SQL: the counterpart of `semantics.ranking` for claims that are known to the day.

Each speaker's last-known claim comes first, then the better grade, then the one known later. Claims that tie are joined: numbers
and days to a range, truths that differ to an unknown one. Where the answer has no form, the row is marked `OPEN`. Most claims
have no other beside them: these are found by fingerprints, and nothing of them is compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sanctions_engine.engines.relational.facts import FIRST, LAST, OPEN, OWN, Facts, key_columns, stored_names
from sanctions_engine.engines.relational.plan import Kept, Query, Source, Table, Union, Window
from sanctions_engine.engines.relational.terms import (
    FALSE,
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

FINGERPRINT = "fingerprint"
"""Column of the numbers by which claims that may speak of one fact are found: those that surely do have the same."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found out about claims before their facts are computed.

    Attributes:
        several: What `several_of` comes to; None where it cannot be told by the claims alone which of them are facts.
        best: What `best_of` comes to; None where no fact has several claims.
        tied: Whether claims may tie; if none does, fields keep the form in which the claims have them.
        doubtful: Whether the claims may leave a fact open.
    """

    several: Source | None = None
    best: Source | None = None
    tied: bool = True
    doubtful: bool = True


@dataclass(frozen=True, slots=True)
class Ranking:
    """How the claims of a kind are ranked.

    Attributes:
        question: What is asked: when claims have to be known, and the day judged.
        tied: Whether claims may tie.
        heard: Whether the claims are those that a perspective reads.
    """

    table: ClaimTable
    question: Question
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
    def limited(self) -> bool:
        """Whether claims that became known later are left aside, so that some may have been known."""
        return self.question.known_at is not None

    @property
    def _denied(self) -> tuple[str, ...]:
        """The column of denials, if there are any."""
        return ("$denied",) if self.table.denied else ()

    @property
    def _is_status(self) -> bool:
        return self.table.kind.nature is Nature.STATUS

    def _place(self, source: str) -> tuple[Column, ...]:
        """Return the columns in which claims for one fact agree: those of the series, for a status with the day."""
        key = key_columns(self.table, source)
        found = [one for one in key if isinstance(one, Column)]
        if self._is_status:
            found += [one for one in dict.fromkeys(dated_of(self.table, source)) if isinstance(one, Column)]
        return tuple(dict.fromkeys(found))

    @property
    def splits(self) -> bool:
        """Whether a claim that no other stands beside is a fact as it is: its day and since when it is known are days."""
        days_known = self.table.known_exact and (self.table.dated_exact or not self._is_status)
        return days_known and not self.heard

    def _fingerprint(self) -> Term:
        return apply("fingerprint", *self._place("one"), strict=False)

    @property
    def in_time(self) -> Term:
        """Which claims matter: a status that is said of a later day is never read; an event that is denied has been denied for any day."""
        if not self._is_status:
            return TRUE
        day, _ = dated_of(self.table, "one")
        return is_true(at_most(day, constant(self.question.as_of)))

    def several(self, claims: Query) -> Query:
        """Return the fingerprints that several claims have."""
        counted = Query(
            {"one": claims},
            {FINGERPRINT: self._fingerprint()},
            where=self.in_time,
            group=True,
            aggregates={"claims": ("count", TRUE)},
        )
        several = less(constant(1), Column("p", "claims", nullable=False))
        return Query({"p": counted}, {FINGERPRINT: Column("p", FINGERPRINT)}, where=several)

    def beside_others(self, claims: Query, several: Source) -> Query:
        """Return the claims beside which others may stand."""
        columns = {name: Column("one", name) for name in claims.columns}
        same = equal(self._fingerprint(), Column("p", FINGERPRINT, nullable=False))
        return Query({"one": claims, "p": several}, columns, on={"p": same}, where=self.in_time)

    def _alone(self, claims: Query, several: Source, names: Iterable[str]) -> Query:
        """Return the claims beside which no others stand, as facts."""
        columns = {**self._widened("one"), OPEN: FALSE}
        same = equal(self._fingerprint(), Column("p", FINGERPRINT))
        return Query(
            {"one": claims, "p": several},
            {name: columns[name] for name in names},
            on={"p": same},
            where=all_of([self.in_time, is_null(Column("p", FINGERPRINT))]),
            optional=frozenset({"p"}),
        )

    def _widened(self, source: str) -> dict[str, Term]:
        """Return the columns of facts that are what one claim says, in the form that facts have where claims may tie."""
        columns: dict[str, Term] = {name: Column(source, name) for name in ("$row", *self._denied)}
        for column in self.table.columns.values():
            stored = stored_names(replace(self.table, columns={column.name: column}))
            if self.tied and self._as_fact(column) != column:
                only = Column(source, column.name)
                columns |= dict.fromkeys((f"{column.name}.low", f"{column.name}.high"), only)
                columns |= {f"{column.name}.state": constant(1)}
            columns |= {name: Column(source, name) for name in stored}
        return columns

    def as_tied(self, facts: Facts) -> Query:
        """Return facts in the form that they have where claims may tie."""
        names = self.ranked(Table("")).columns
        columns = self._widened("f") if facts.table.columns == self.table.columns else {}
        columns = {name: columns.get(name, Column("f", name)) for name in names}
        return Query({"f": facts.source()}, {**columns, OPEN: facts.is_open("f")})

    def best(self, claims: Query) -> Query:
        """Return a row for each fact: what the claims that count say, `ties` for how many they are, `doubted` where that is open."""
        table, place = self.table, self._place
        names = [*dict.fromkeys([*stored_names(table), "$by", "$grade", "$known.high", *self._denied, "$row"])]
        more = [OWN, FIRST, LAST, "vague"] if self.heard else []
        marked = Query(
            {"one": claims},
            {name: Column("one", name) for name in (*names, *more)},
            windows={
                "last": Window("greatest", Column("one", "$known.high"), (*place("one"), Column("one", "$by"))),
                **self._doubts(),
            },
        )
        order = ((Column("two", "$grade"), False), (Column("two", "$known.high"), True))
        newest = equal(Column("two", "$known.high"), Column("two", "last"))
        if not table.known_exact:  # where it is open since when something was known, the fact is left open as a whole
            newest = any_of([is_true(Column("two", "doubted")), is_true(newest)])
        kept = tuple(dict.fromkeys((*self._doubts(), *more)))
        ranked = Query(
            {"two": marked},
            {name: Column("two", name) for name in (*names, *kept)},
            where=newest,
            windows={"rank": Window("rank", TRUE, place("two"), order)},
        )
        whole: Aggregates = {
            "ties": ("count", TRUE),
            "$row": ("least", Column("three", "$row")),
            **{name: ("greatest", Column("three", name)) for name in (*kept, "$known.high")},
        }
        for name in (
            *(one for one in self._doubts() if one not in ("of series", "claims")),
            *(one for one in more if one in (OWN, "vague")),
        ):
            whole[name] = ("any true", Column("three", name))
        for name in self._denied:
            whole["affirmed"] = ("any true", negation(Column("three", name)))
            whole[name] = ("any true", Column("three", name))
        keys = {one.name: one for one in self._place("three")}
        for column in table.columns.values():
            whole |= said_by_all(column, {*keys})
        first = Query(
            {"three": ranked}, {name: Column("three", name) for name in (*names, *kept)}, where=_is_first("three")
        )
        return Query({"three": first}, dict(keys), group=True, aggregates=whole)

    def _doubts(self) -> dict[str, Window]:
        """Return what may leave a fact open whose claims are ranked; nothing that no claim of the table can be."""
        table, series = self.table, key_columns(self.table, "one")
        found: dict[str, Window] = {}
        if not table.known_exact:
            doubt = any_of([Column("one", "$maybe"), _vague(Column("one", "$known.low"))])
            found["doubted"] = Window("any true", doubt, self._place("one"))
            if not self.limited:
                found["claims"] = Window("count", TRUE, self._place("one"))
        if self._is_status and not table.dated_exact:
            low, high = dated_of(table, "one")
            vague_day = choose([(equal(low, high), FALSE)], TRUE)
            found["of series"] = Window("count", TRUE, series)
            found["vague day"] = Window("any true", vague_day, series)
        return found

    def plan(self, claims: Query, gathered: Gathered) -> Query | Union:
        """Return a row for each fact; with `OPEN`, if there may be one that is open."""
        if not self.splits:
            return self.ranked(gathered.best or self.best(claims), doubtful=gathered.doubtful)
        several = gathered.several or Kept("several", self.several(claims))
        ranked = self.ranked(
            gathered.best or self.best(self.beside_others(claims, several)), doubtful=gathered.doubtful
        )
        return Union((self._alone(claims, several, ranked.columns), ranked))

    def ranked(self, best: Source, *, doubtful: bool = True, counted: bool = False) -> Query:
        """Return what the best claims come to as facts.

        Args:
            doubtful: Whether they may leave one open.
            counted: Whether how many tie is a column too.
        """
        several, doubts = less(constant(1), Column("four", "claims")), self._doubts()
        opened = [all_of([is_true(Column("four", name)), is_true(Column("four", "affirmed"))]) for name in self._denied]
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
            **{name: Column("four", name, nullable=False) for name in self._denied},
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
        if doubtful:
            columns[OPEN] = is_true(any_of(map(is_true, opened)))
        if counted:
            columns["ties"] = Column("four", "ties", nullable=False)
        return Query({"four": best}, columns)


def dated_of(table: ClaimTable, source: str) -> tuple[Term, Term]:
    """Return the first and the last day that a claim can be dated."""
    name = table.kind.dated or ""
    if not table.columns[name].interval:
        return Column(source, name), Column(source, name)
    return Column(source, f"{name}.low"), Column(source, f"{name}.high")


def _is_first(source: str) -> Term:
    return equal(Column(source, "rank"), constant(1))


def known_claims(table: ClaimTable, question: Question) -> Query:
    """Return the claims that were known, or may have been: `$maybe`."""
    columns = {**claim_columns(table)}
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


def claim_columns(table: ClaimTable) -> dict[str, Term]:
    """Return what is read of the claims of a table, which are called `claims`."""
    names = ("$row", "$by", "$denied", "$grade", "$known.low", "$known.high", *stored_names(table))
    return {name: Column("claims", name) for name in names}
