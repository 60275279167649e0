"""Evidence out of tables is what it is in memory: the same series for every question, however they are fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, combinations

import pytest
from hypothesis import given

from sanctions_engine import EngineUnavailable
from sanctions_engine.engines.relational import table_evidence
from sanctions_engine.engines.relational.key_texts import key_texts, subject_sql
from sanctions_engine.engines.relational.table_evidence import TableEvidence
from sanctions_engine.facts.bulk import claim_tables_from
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.models.claims import Claim, Dossier, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.semantics.evidence import Evidence, Series, key_text
from tests.properties.strategies.dossiers import dossiers
from tests.properties.strategies.kinds import ALL_KINDS, KINDS

Told = list[tuple[tuple[str, ...], frozenset[str], list[Claim]]]


@pytest.fixture(autouse=True)
def nothing_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    # A small kind is read as a whole: no test would see what a demand fetches.
    monkeypatch.setattr(table_evidence, "SMALL", 0)


def told(series: Iterable[Series]) -> Told:
    return sorted((one.key, one.vague, [held.claim for held in one.held]) for one in series)


def questions(dossier: Dossier) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what aggregates can ask: any identity fields, with the values of some claim or with values of none."""
    for kind in KINDS.values():
        keys = {
            tuple(key_text(one.fields.get(n)) for n in kind.identity) for one in dossier.claims if one.fact == kind.name
        }
        names = list(kind.identity)
        for chosen in chain.from_iterable(combinations(names, size) for size in range(1, len(names) + 1)):
            for key in [*sorted(keys), tuple("nowhere" for _ in names)]:
                fixed = {name: key[names.index(name)] for name in chosen}
                if all(fixed.values()):
                    yield kind.name, fixed


@given(dossiers(ALL_KINDS))
def test_series_with_fixed_fields_are_those_in_memory(dossier: Dossier) -> None:
    memory = Evidence(dossier, KINDS)
    asked = list(questions(dossier))
    expected = [told(memory.series(*one)) for one in asked]
    with claim_tables_from(dossier, KINDS) as tables:
        one_by_one, together = TableEvidence(tables), TableEvidence(tables)
        assert [told(one_by_one.series(*one)) for one in asked] == expected
        assert together.answers([lambda one=one: told(together.series(*one)) for one in asked]) == expected  # type: ignore[misc]
        for kind in KINDS:
            assert told(one_by_one.series(kind)) == told(memory.series(kind))


@given(dossiers(ALL_KINDS))
def test_a_series_of_a_key_or_a_name_is_the_one_in_memory(dossier: Dossier) -> None:
    memory = Evidence(dossier, KINDS)
    with claim_tables_from(dossier, KINDS) as tables:
        for kind in tables.tables:
            keys = [one.key for one in memory.series(kind)]
            alone, ahead, named = TableEvidence(tables), TableEvidence(tables), TableEvidence(tables)
            ahead.ahead(kind, keys)
            for key in keys:
                expected = [memory.at(kind, key)]
                assert told(filter(None, [alone.at(kind, key)])) == told(filter(None, expected))
                assert told(filter(None, [ahead.at(kind, key)])) == told(filter(None, expected))
            names = {"/".join(key) for key in keys[::2]} | {"nowhere"}
            assert told(named.named(kind, names)) == told(memory.named(kind, names))
            assert alone.at(kind, ("nowhere",) * len(KINDS[kind].identity)) is None


@given(dossiers(ALL_KINDS))
def test_states_and_speakers_are_those_in_memory(dossier: Dossier) -> None:
    memory = Evidence(dossier, KINDS)
    with claim_tables_from(dossier, KINDS) as tables:
        found = TableEvidence(tables)
        assert (found.states, found.speakers) == (memory.states, memory.speakers)


NUMBERS = [
    "0",
    "7",
    "-7",
    "2.50",
    "-0.05",
    "1200",
    "..3",
    "4..",
    "1..2.5",
    "-3..-1",
    "1/3",
    "1/3..2",
    str(10**30),
    "0.000001",
]
DAYS = [
    "2019-03-22",
    "2019-03",
    "2020-02",
    "2019",
    "2018..2019",
    "..2019-03",
    "2019-03..",
    "2019-03-01..2019-04-30",
    "0901",
]


@pytest.mark.parametrize("numbers", [NUMBERS, NUMBERS[:4], NUMBERS[:10], [one for one in NUMBERS if "/" not in one]])
@pytest.mark.parametrize("optional", [True, False])
def test_keys_are_written_as_series_keys(numbers: list[str], optional: bool) -> None:
    fields = {
        "name": {"kind": "text", "optional": optional},
        "size": {"kind": "decimal", "optional": optional},
        "count": {"kind": "int", "optional": optional},
        "sure": {"kind": "bool", "optional": optional},
        "at": {"kind": "date"},
    }
    kind = FactKind.model_validate(
        {"name": "K", "nature": "event", "dated": "at", "identity": list(fields), "fields": fields}
    )
    day = DateRange.parse("2019")
    claims = []
    for number, size in enumerate(numbers):
        given: dict[str, FieldValue] = {"name": f"a/{number}", "size": NumberRange.parse(size), "sure": number % 2 == 0}
        given |= {"count": NumberRange.of(number), "at": DateRange.parse(DAYS[number % len(DAYS)])}
        if optional and number % 3 == 2:
            given.pop(("name", "size", "count", "sure")[number % 4])
        claims.append(Claim.model_construct(fact="K", fields=given, by="RUS", source="s", known=day, denied=False))
    expected = [tuple(key_text(one.fields.get(name)) for name in kind.identity) for one in claims]
    with claim_tables_from(Dossier(claims=tuple(claims)), {"K": kind}) as tables:
        table = tables.tables["K"]
        listed = ", ".join([*key_texts(table, "t"), subject_sql(table, "t")])
        rows = tables.connection.execute(f'SELECT {listed} FROM {quoted(table.name)} t ORDER BY "$row"').fetchall()
    assert rows == [(*key, "/".join(key)) for key in expected]


def test_a_kind_that_would_not_fit_into_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # To be killed for want of memory is no answer.
    monkeypatch.setattr(table_evidence, "WHOLE", 1)
    day = DateRange.parse("2019-03-22")
    kind = FactKind.model_validate(
        {
            "name": "K",
            "nature": "event",
            "dated": "at",
            "identity": ["id"],
            "fields": {"id": {"kind": "text"}, "at": {"kind": "date"}},
        }
    )
    claims = tuple(
        Claim.model_construct(fact="K", fields={"id": id, "at": day}, by="RUS", source="s", known=day, denied=False)
        for id in "ab"
    )
    with claim_tables_from(Dossier(claims=claims), {"K": kind}) as tables:
        found = TableEvidence(tables)
        assert [one.key for one in found.series("K", {"id": "b"})] == [("b",)]
        with pytest.raises(EngineUnavailable) as caught:
            found.series("K")
        assert caught.value.problems[0].offending == "K"
