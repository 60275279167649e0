"""The facts of a kind as a plan: which claims count, by the record or by the word of one speaker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sanctions_engine.engines.relational.facts import FIRST, LAST, OPEN, OWN, Facts, key_columns
from sanctions_engine.engines.relational.plan import Kept, Query, Source, Table, Union, Window
from sanctions_engine.engines.relational.ranking import (
    FINGERPRINT,
    Gathered,
    Ranking,
    claim_columns,
    dated_of,
    known_claims,
)
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Column,
    Term,
    all_of,
    apply,
    at_most,
    choose,
    constant,
    equal,
    is_null,
    is_true,
    less,
    negation,
)
from sanctions_engine.facts.bulk import ClaimTable
from sanctions_engine.semantics.reference import Question


def facts_of(
    table: ClaimTable, question: Question, gathered: Gathered | None = None, record: Facts | None = None
) -> Facts:
    """Return the facts of a kind.

    Args:
        gathered: What was computed before; else it is part of the plan.
        record: The facts by the record where a speaker is asked, if they are in a table; else they are part of the plan.
    """
    gathered = gathered or Gathered(tied=not table.one_claim_a_series)
    if table.one_claim_a_series and (question.known_at is None or table.known_exact):
        return _as_claimed(table, question)
    if gathered.several is not None and gathered.best is None:
        return _as_claimed(table, question)
    claims, speaker = known_claims(table, question), question.perspective
    if speaker is not None and not table.one_claim_a_series:
        return _by_speaker(table, question, claims, speaker, record)
    ranking = Ranking(table, question, gathered.tied)
    return Facts(ranking.facts, ranking.plan(claims, gathered), doubtful=gathered.doubtful)


def _as_claimed(table: ClaimTable, question: Question) -> Facts:
    """Return the facts where no two claims speak of one, and of each claim it is certain whether it was known."""
    if question.known_at is None:
        return Facts(table, None, doubtful=False)
    known = is_true(at_most(Column("claims", "$known.high"), constant(question.known_at)))
    return Facts(table, Query({"claims": Table(table.name)}, claim_columns(table), where=known), doubtful=False)


def several_of(table: ClaimTable, question: Question) -> Query | None:
    """Return the fingerprints that several claims have: the only claims beside which others may stand.

    None where each claim is a fact, or where it cannot be told which claims speak of one fact.
    """
    ranking = Ranking(table, question, tied=True)
    if table.one_claim_a_series or question.perspective is not None or not ranking.splits:
        return None
    return ranking.several(known_claims(table, question))


def best_of(table: ClaimTable, question: Question, several: Source | None) -> Query:
    """Return a row for each fact of which several claims speak, with what the best of them say and how many these are.

    Args:
        several: What `several_of` comes to; if None, a fact of which one claim speaks has a row too.
    """
    ranking, claims = Ranking(table, question, tied=True), known_claims(table, question)
    return ranking.best(claims if several is None else ranking.beside_others(claims, several))


def found_in(table: ClaimTable, question: Question, best: Source) -> Query:
    """Return what is to be known of the best claims: whether some tie, and whether they leave a fact open. One row, two columns."""
    ties = Column("facts", "ties", nullable=False)
    facts = Ranking(table, question, tied=True).ranked(best, counted=True)
    return Query(
        {"facts": facts},
        {},
        group=True,
        aggregates={
            "tied": ("any true", less(constant(1), ties)),
            "doubtful": ("any true", Column("facts", OPEN, nullable=False)),
        },
    )


def _by_speaker(table: ClaimTable, question: Question, claims: Query, speaker: str, record: Facts | None) -> Facts:
    """Return the facts as a speaker has them beside those that all claims leave, where the speaker is not alone in a series."""
    ranking, plain = Ranking(table, question, tied=True, heard=True), Ranking(table, question, tied=True)
    if not plain.splits or not table.dated_exact:
        return Facts(ranking.facts, Union(_contested(ranking, claims, speaker)), doubtful=True, heard=True)
    contested = Kept("contested", _contested_series(plain, claims, speaker))
    whole = plain.plan(claims, Gathered()) if record is None else plain.as_tied(record)
    by_speaker = equal(Column("one", "$by"), constant(speaker))
    columns = {name: Column("one", name) for name in claims.columns}
    on = {"c": all_of(_same(table, "one", "c"))}
    own = Query({"one": claims, "c": contested}, columns, on=on, where=all_of([by_speaker, plain.in_time]))
    names = plain.ranked(contested).columns
    parts = (
        _told(plain, names, whole, contested),
        _told(plain, names, plain.plan(own, Gathered()), contested, own=True),
    )
    return Facts(ranking.facts, Union(parts), doubtful=True, heard=True)


def _told(ranking: Ranking, names: Iterable[str], facts: Source, contested: Source, *, own: bool = False) -> Query:
    """Return facts with the days of which the speaker tells in their series; `own` says that they are what the speaker tells."""
    columns: dict[str, Term] = {name: Column("f", name) for name in names}
    first, last = Column("c", FIRST), Column("c", LAST)
    columns |= {OWN: TRUE if own else choose([(is_null(first), NULL)], FALSE), FIRST: first, LAST: last}
    on = {"c": all_of(_same(ranking.table, "f", "c"))}
    return Query({"f": facts, "c": contested}, columns, on=on, optional=frozenset(() if own else ("c",)))


def _same(table: ClaimTable, one: str, other: str) -> Iterator[Term]:
    """Yield the conditions under which rows are of one series."""
    for mine, yours in zip(key_columns(table, one), key_columns(table, other), strict=True):
        yield apply("same", mine, yours, strict=False)


def _contested_series(ranking: Ranking, claims: Query, speaker: str) -> Query:
    """Return the series in which a speaker and others speak, with the first and the last day of which the speaker tells.

    Fingerprints leave the few series of which several speakers may tell; the days in them are exact.
    """
    by, number = Column("one", "$by"), apply("fingerprint", *key_columns(ranking.table, "one"), strict=False)
    among = Query(
        {"one": claims},
        {FINGERPRINT: number},
        where=ranking.in_time,
        group=True,
        aggregates={"first": ("least", by), "last": ("greatest", by)},
    )
    apart = less(Column("p", "first"), Column("p", "last"))
    shared = Query({"p": among}, {FINGERPRINT: Column("p", FINGERPRINT)}, where=apart)
    mine, (day, _) = equal(by, constant(speaker)), dated_of(ranking.table, "one")
    keys = [one for one in key_columns(ranking.table, "one") if isinstance(one, Column)]
    told = Query(
        {"one": claims, "s": shared},
        {one.name: one for one in keys},
        on={"s": equal(number, Column("s", FINGERPRINT, nullable=False))},
        where=ranking.in_time,
        group=True,
        aggregates={
            "others": ("any true", negation(mine)),
            FIRST: ("least", choose([(mine, day)], NULL)),
            LAST: ("greatest", choose([(mine, day)], NULL)),
        },
    )
    columns = {name: Column("t", name) for name in (*(one.name for one in keys), FIRST, LAST)}
    both = all_of([is_true(Column("t", "others")), negation(is_null(Column("t", FIRST)))])
    return Query({"t": told}, columns, where=both)


def _contested(ranking: Ranking, claims: Query, speaker: str) -> tuple[Query, Query]:
    """Return the facts as all claims leave them, and as a speaker has them who is not alone, where days may be imprecise."""
    marked = _heard(ranking.table, claims, speaker)
    contested = all_of([is_true(Column("h", "mine")), is_true(Column("h", "others"))])
    columns = {name: Column("h", name) for name in (*claims.columns, FIRST, LAST, "vague")}
    whole = Query({"h": marked}, {**columns, OWN: choose([(contested, FALSE)], NULL)})
    of_speaker = equal(Column("h", "$by"), constant(speaker))
    alone = Query({"h": marked}, {**columns, OWN: TRUE}, where=all_of([contested, of_speaker]))
    return ranking.ranked(ranking.best(whole)), ranking.ranked(ranking.best(alone))


def _heard(table: ClaimTable, claims: Query, speaker: str) -> Query:
    """Mark the series in which a speaker and others speak, with the days of which the speaker says something."""
    key = key_columns(table, "c")
    mine = equal(Column("c", "$by"), constant(speaker))
    low, high = dated_of(table, "c")
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
