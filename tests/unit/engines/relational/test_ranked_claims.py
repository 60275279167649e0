"""Which claims count: fingerprints find those that may speak of one fact, and decide nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlglot import exp

from sanctions_engine import Claim, DateRange, NumberRange
from sanctions_engine.engines.relational import emit_duckdb
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.facts import Facts
from sanctions_engine.engines.relational.running import keep
from sanctions_engine.facts.bulk import ClaimTables, claim_tables_from
from sanctions_engine.models.claims import Dossier, Source
from sanctions_engine.models.kinds import FactKind, FieldKind, FieldType, Nature
from sanctions_engine.semantics.reference import Question

KINDS = {
    "Level": FactKind(
        name="Level",
        title="A level on a day",
        nature=Nature.STATUS,
        dated="at",
        identity=("party",),
        fields={
            "party": FieldType(kind=FieldKind.TEXT),
            "level": FieldType(kind=FieldKind.INT),
            "word": FieldType(kind=FieldKind.TEXT, optional=True),
            "at": FieldType(kind=FieldKind.DATE),
        },
    )
}
MARCH, APRIL, MAY = date(2019, 3, 1), date(2019, 4, 1), date(2019, 5, 1)
QUESTION = Question(as_of=APRIL)


def _claim(
    party: str, level: int, at: date = MARCH, *, by: str = "bank", grade: str | None = None, **more: Any
) -> Claim:
    fields = {"party": party, "level": NumberRange.of(level), "at": DateRange.of(at), **more.pop("fields", {})}
    return Claim(
        fact="Level", fields=fields, by=by, source="s", known=DateRange.of(date(2020, 1, 1)), grade=grade, **more
    )


def _tables(*claims: Claim) -> ClaimTables:
    source = Source(id="s", publisher="Press", published=DateRange.of(date(2020, 1, 1)))
    return claim_tables_from(Dossier(title="", path="", digest="", sources={"s": source}, claims=claims), KINDS)


@pytest.fixture
def facts(request: pytest.FixtureRequest) -> Iterator[tuple[TablesOfFacts, Facts]]:
    with _tables(*request.param) as tables:
        kept = TablesOfFacts(tables, QUESTION)
        found = kept.facts("Level")
        assert found is not None
        yield kept, found
        kept.close()


def _levels(kept: TablesOfFacts, found: Facts) -> list[tuple[Any, ...]]:
    assert found.plan is not None
    name = keep(kept.tables.connection, found.plan)
    low, high = ("level.low", "level.high") if found.table.columns["level"].interval else ("level", "level")
    return kept.tables.connection.execute(f'SELECT party, "{low}", "{high}" FROM "{name}" ORDER BY ALL').fetchall()


ALONE = (_claim("A", 1), _claim("B", 2), _claim("A", 3, APRIL))
BETTER = (*ALONE, _claim("A", 7, by="press", grade="A1"), _claim("B", 2, by="press", grade="A1"))
TIED = (*ALONE, _claim("A", 7, by="press"))


@pytest.mark.parametrize("facts", [ALONE], indirect=True)
def test_where_no_two_claims_speak_of_one_fact_each_is_a_fact_as_it_stands(facts: tuple[TablesOfFacts, Facts]) -> None:
    _, found = facts
    assert found.plan is None
    assert not found.doubtful


@pytest.mark.parametrize("facts", [BETTER], indirect=True)
def test_the_better_grade_counts_and_leaves_nothing_open(facts: tuple[TablesOfFacts, Facts]) -> None:
    kept, found = facts
    assert not found.doubtful
    assert not found.table.columns["level"].interval
    assert _levels(kept, found) == [("A", 3, 3), ("A", 7, 7), ("B", 2, 2)]


@pytest.mark.parametrize("facts", [TIED], indirect=True)
def test_numbers_that_tie_become_a_range(facts: tuple[TablesOfFacts, Facts]) -> None:
    kept, found = facts
    assert not found.doubtful
    assert _levels(kept, found) == [("A", 1, 7), ("A", 3, 3), ("B", 2, 2)]


OPEN = [
    pytest.param((*ALONE, _claim("A", 1, by="press", denied=True)), id="a denial"),
    pytest.param((*ALONE, _claim("A", 1, by="press", fields={"word": "x"})), id="a text that one leaves out"),
]


@pytest.mark.parametrize("facts", OPEN, indirect=True)
def test_claims_that_leave_a_fact_open_are_told(facts: tuple[TablesOfFacts, Facts]) -> None:
    _, found = facts
    assert found.doubtful


@pytest.mark.parametrize("facts", [(*ALONE, _claim("A", 5, MAY), _claim("A", 6, MAY, by="press"))], indirect=True)
def test_claims_of_a_status_after_the_day_judged_are_not_ranked(facts: tuple[TablesOfFacts, Facts]) -> None:
    _, found = facts
    assert found.plan is None  # nobody reads them, so none of the others stands beside another


@pytest.mark.parametrize("claims", [BETTER, TIED], ids=["better", "tied"])
def test_fingerprints_that_claims_of_other_facts_share_change_nothing(
    claims: tuple[Claim, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def levels() -> list[tuple[Any, ...]]:
        with _tables(*claims) as tables:
            kept = TablesOfFacts(tables, QUESTION)
            found = kept.facts("Level")
            assert found is not None
            return _levels(kept, found)

    apart = levels()
    monkeypatch.setitem(emit_duckdb._OPERATIONS, "fingerprint", lambda _: exp.func("hash", exp.Literal.number("7")))
    assert levels() == apart
