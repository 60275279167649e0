"""Claims of a dossier in memory as tables: whatever is laid out is read back as it was."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given

from sanctions_engine.diagnostics import InputRejected
from sanctions_engine.facts.bulk import ClaimTables, claim_tables_from, claims_of, load_claim_tables
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.models.claims import NONE, Claim, Dossier, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.numbers import Number, NumberRange
from tests.properties.strategies.dossiers import SOURCE, dossier_of, dossiers
from tests.properties.strategies.kinds import ALL_KINDS, DEAL, KINDS

DAY = DateRange.of(date(2019, 5, 2))


def deal(id: str, **fields: FieldValue) -> Claim:
    return Claim(fact="Deal", fields={"id": id, **fields, "date": DAY}, by="RUS", source=SOURCE, known=DAY)


def back(tables: ClaimTables) -> dict[str, list[Claim]]:
    return {kind: list(claims_of(tables, kind)) for kind in tables.tables}


def types_of(tables: ClaimTables, kind: str) -> dict[str, str]:
    rows = tables.connection.execute(f"DESCRIBE {quoted(tables.tables[kind].name)}").fetchall()
    return {row[0]: row[1] for row in rows}


@given(dossiers(ALL_KINDS))
def test_claims_are_read_back_as_they_were(dossier: Dossier) -> None:
    with claim_tables_from(dossier, KINDS) as tables:
        found = back(tables)
        assert tables.dossier == dossier.model_copy(update={"claims": ()})
        for name in KINDS:
            claims = [one for one in dossier.claims if one.fact == name]
            assert found.get(name, []) == claims
            if claims:
                table = tables.tables[name]
                series = {tuple(one.fields.get(field) for field in table.kind.identity) for one in claims}
                assert table.rows == len(claims)
                assert table.one_claim_a_series == (len(series) == len(claims))
                assert table.denied == any(one.denied for one in claims)
                assert table.known_exact == all(one.known.is_exact for one in claims)


@pytest.mark.parametrize(
    "numbers, scale, type",
    [
        ([1, 2], 0, "BIGINT"),
        ([Fraction(79, 10), 2], 1, "BIGINT"),
        ([2**63 - 1, -(2**63)], 0, "BIGINT"),
        ([2**63], 0, "HUGEINT"),
        ([-(10**38) + 1], 0, "HUGEINT"),
        ([Fraction(1, 10**20), 10**17], 20, "HUGEINT"),
        ([10**38], 0, "VARCHAR"),
        ([Fraction(1, 10**20), 10**18], 0, "VARCHAR"),
        ([Fraction(1, 3), 5], 0, "VARCHAR"),
        ([Fraction(1, 10**40)], 0, "VARCHAR"),
    ],
)
def test_numbers_are_scaled_integers_where_they_fit(numbers: list[Number], scale: int, type: str) -> None:
    dossier = dossier_of([deal(str(index), tonnes=NumberRange.of(one)) for index, one in enumerate(numbers)])
    with claim_tables_from(dossier, KINDS) as tables:
        column = tables.tables["Deal"].columns["tonnes"]
        assert (column.scale, column.as_text) == (scale, type == "VARCHAR")
        assert types_of(tables, "Deal")["tonnes"] == type
        if not column.as_text:
            assert (column.low, column.high) == (min(numbers) * 10**scale, max(numbers) * 10**scale)
        assert back(tables)["Deal"] == list(dossier.claims)


def test_a_column_is_no_wider_than_its_values_ask() -> None:
    exact = [deal("x", hs="2701", tonnes=NumberRange.of(1)), deal("y", hs="03", tonnes=NumberRange.of(2))]
    with claim_tables_from(dossier_of(exact), KINDS) as tables:
        columns = tables.tables["Deal"].columns
        assert [name for name, column in columns.items() if column.states] == ["buyer", "approved", "signed"]
        assert not any(column.interval for column in columns.values())
        assert columns["hs"].codes
        assert not columns["id"].codes
        assert (columns["date"].low, columns["date"].high) == (DAY.low, DAY.high)
    vague = [deal("x", hs=NONE, tonnes=NumberRange(None, 4)), deal("y", hs="\u0663", signed=DateRange.parse("2019-03"))]
    with claim_tables_from(dossier_of(vague), KINDS) as tables:
        columns = tables.tables["Deal"].columns
        assert [name for name, column in columns.items() if column.interval] == ["tonnes", "signed"]
        assert not columns["hs"].codes  # a digit of another script is none of a code
        assert (columns["tonnes"].low, columns["tonnes"].high) == (4, 4)
        assert (columns["signed"].low, columns["signed"].high) == (date(2019, 3, 1), date(2019, 3, 31))


def test_some_rows_alone_can_be_read_back() -> None:
    dossier = dossier_of([deal(str(index)) for index in range(5)])
    with claim_tables_from(dossier, KINDS) as tables:
        assert list(claims_of(tables, "Deal", "3, 1")) == [dossier.claims[1], dossier.claims[3]]


def test_closing_drops_the_tables_and_no_others() -> None:
    connection = duckdb.connect(":memory:")
    connection.execute("CREATE TABLE mine (a INTEGER)")
    with claim_tables_from(dossier_of([deal("x")]), KINDS, connection) as tables:
        assert tables.connection is connection
        assert len(connection.execute("SHOW TABLES").fetchall()) == 2
    assert connection.execute("SHOW TABLES").fetchall() == [("mine",)]


def test_names_and_values_that_try_to_be_sql_are_names_and_values() -> None:
    word = 'x"; DROP TABLE a; --'
    declared = DEAL.model_dump(exclude={"fields", "name", "identity"})
    fields = {word: DEAL.fields["id"], "date": DEAL.fields["date"]}
    kind = FactKind(name=word, fields=fields, identity=(word,), **declared)
    claim = Claim(fact=word, fields={word: "'; DROP TABLE b; --", "date": DAY}, by=word, source=word, known=DAY)
    with claim_tables_from(Dossier(claims=(claim,)), {word: kind}) as tables:
        assert back(tables) == {word: [claim]}


def test_fields_that_differ_in_capitals_only_are_told() -> None:
    fields = {"a": {"kind": "text"}, "A": {"kind": "text"}, "on": {"kind": "date"}}
    declared = {"name": "Line", "nature": "event", "dated": "on", "identity": ("a",), "fields": fields}
    kinds = {"Line": FactKind.model_validate(declared)}
    claim = Claim(fact="Line", fields={"a": "x", "A": "y", "on": DAY}, by="RUS", source=SOURCE, known=DAY)
    with pytest.raises(InputRejected) as laid:
        claim_tables_from(dossier_of([claim]), kinds)
    rows = pa.table([["x"], ["y"], ["2019"]], names=["a", "A", "on"])
    said = {"by": "RUS", "source": SOURCE, "known": "2019"}
    with pytest.raises(InputRejected) as loaded:
        load_claim_tables({"Line": rows}, kinds=kinds, defaults=said)
    for caught in (laid, loaded):
        [problem] = caught.value.problems
        assert (problem.code.name, problem.offending) == ("SE114", "A")
