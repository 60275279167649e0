"""Windows are for what needs them: claims that others stand beside, and due days that can be several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sanctions_engine.engines.relational.due_days import DUES
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.families import families
from sanctions_engine.engines.relational.flagged import all_pairs
from sanctions_engine.engines.relational.plan import Kept, Query, Source, Table, Union
from sanctions_engine.engines.relational.ranked_claims import facts_of
from sanctions_engine.engines.relational.ranking import Gathered
from sanctions_engine.engines.relational.records import records_of
from sanctions_engine.engines.relational.running import fetch, keep
from sanctions_engine.facts.bulk import ClaimTables, load_claim_tables
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, judges
from tests.benchmarks.bulk.duties.evidence import AS_OF, write_parties, write_standings
from tests.benchmarks.bulk.duties.pack import duties, duties_pack

SAID = {"by": "customs", "source": "s", "known": "2015"}
QUESTION = Question(as_of=AS_OF)


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Law:
    return Law([duties_pack(tmp_path_factory.mktemp("pack") / "pack", duties(5))])


@pytest.fixture(scope="module")
def tables(law: Law, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClaimTables]:
    folder: Path = tmp_path_factory.mktemp("evidence")
    files = {
        "Party": write_parties(folder / "parties.parquet", 300),
        "Standing": write_standings(folder / "standings.parquet", 300, duties(5)),
    }
    with load_claim_tables(files, kinds=law.kinds, defaults=SAID) as found:
        yield found


def test_a_claim_that_stands_alone_is_not_ranked(law: Law, tables: ClaimTables) -> None:
    connection, table = tables.connection, tables.tables["Standing"]
    kept = TablesOfFacts(tables, QUESTION)
    facts = kept.facts("Standing")
    assert facts is not None
    assert isinstance(facts.plan, Union)
    alone, ranked = facts.plan.parts
    assert not alone.windows
    assert list(alone.columns) == list(ranked.columns)
    (best,) = ranked.sources.values()
    assert isinstance(best, Table)
    kept.source(facts)
    made = f'"{kept.kept["Standing"]}"'
    numbers = connection.execute(f'SELECT count(*), (SELECT count(*) FROM "{table.name}") FROM {made}').fetchall()
    assert 0 < numbers[0][0] < numbers[0][1]  # some claims do stand beside others
    in_one = facts_of(table, QUESTION, Gathered(doubtful=facts.doubtful)).plan
    assert in_one is not None
    whole = keep(connection, in_one)
    for one, other in ((made, f'"{whole}"'), (f'"{whole}"', made)):
        assert connection.execute(f"FROM {one} EXCEPT ALL FROM {other}").fetchall() == []
    kept.close()
    assert [
        name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() if name == best.name
    ] == []


@pytest.fixture(scope="module")
def plan(law: Law, tables: ClaimTables) -> Iterator[Query]:
    """The plan of all pairs of a party and a duty."""
    facts = TablesOfFacts(tables, QUESTION)
    judge = judges(QUESTION, law, Evidence(tables.dossier, law.kinds))
    (family,) = families(list(law.rules.values()), judge, QUESTION)
    _, found = all_pairs(family, law, facts, records_of("Party", facts))
    yield found
    facts.close()


def _parts(plan: Query) -> tuple[Query, ...]:
    both = plan.sources["either"]
    assert isinstance(both, Union)
    return both.parts


def test_due_days_that_are_one_day_are_not_compared(plan: Query) -> None:
    alone, by_ends, between = _parts(plan)
    names = dict(_sources(alone))
    assert DUES not in names
    assert not any(isinstance(one, Kept) for one in names.values())  # nothing is kept for one pass over it
    assert not any(one.lateral or one.windows for one in names.values() if isinstance(one, Query))
    for part in (by_ends, between):
        assert DUES in dict(_sources(part))


def test_the_latest_of_one_series_and_what_came_later_are_read_at_once(plan: Query) -> None:
    alone = _parts(plan)[0]
    read = [one for _, one in _sources(alone) if isinstance(one, Query) and one.aggregates]
    functions = sorted(function for one in read for function, _ in one.aggregates.values())
    assert functions == ["any true", "count true", "last", "last"]


@pytest.mark.parametrize(
    "question, readings, expected",
    [
        pytest.param(
            QUESTION, ("half", "shown"), ["any true", "any true", "count true", "last", "last"], id="readings"
        ),
        pytest.param(
            replace(QUESTION, perspective="bank"), (), ["any true", "count true", "last", "last"], id="a perspective"
        ),
    ],
)
def test_readings_and_perspectives_read_the_facts_as_often_as_the_record_does(
    law: Law, tables: ClaimTables, question: Question, readings: tuple[str, ...], expected: list[str]
) -> None:
    facts = TablesOfFacts(tables, question)
    (family,) = families(list(law.rules.values()), judges(question, law, Evidence(tables.dossier, law.kinds)), question)
    _, found = all_pairs(family, law, facts, records_of("Party", facts), readings=readings)
    alone = _parts(found)[0]
    read = [one for _, one in _sources(alone) if isinstance(one, Query) and one.aggregates]
    assert sorted(function for one in read for function, _ in one.aggregates.values()) == expected
    facts.close()


def test_days_between_the_first_and_the_last_are_tried_where_these_two_leave_it_open(
    plan: Query, tables: ClaimTables
) -> None:
    alone, by_ends, between = (fetch(tables.connection, one) for one in _parts(plan))
    places = [place for part in (by_ends, between) for place in part]
    assert len(places) == len({row[:2] for row in places})  # each is settled once
    assert by_ends
    assert not {row[:2] for row in alone} & {row[:2] for row in places}


def _sources(query: Query) -> Iterator[tuple[str, Source]]:
    """Yield all that a query reads, by name."""
    for name, one in query.sources.items():
        yield name, one
        inner = one.query if isinstance(one, Kept) else one
        for part in inner.parts if isinstance(inner, Union) else (inner,):
            if isinstance(part, Query):
                yield from _sources(part)
