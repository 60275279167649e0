"""Claims of dossier.yaml beside a table of their kind."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from sanctions_engine.facts import load_dossier
from sanctions_engine.facts.bulk import claims_of, load_claim_tables
from sanctions_engine.models.facts import in_words
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.numbers import MAX_DIGITS
from tests.unit.facts.bulk.typed_lines import KIND

DOSSIER = """sources: {un: {published: 2020-01-24}}
tables: {Line: {by: RUS, source: un, grade: B2, denied: true, known: 2020-03-01}}
claims:
  - {fact: Line, id: p, on: 2019-12-22, by: customs, source: un}
  - {fact: Line, id: q, on: 2019-12-22, by: customs, source: un, grade: A1}
"""
ROWS = "id,on,grade\nr,2019-12-22,\ns,2019-12-22,C3\n"


@pytest.mark.parametrize("rows", [ROWS, "id,on\nr,2019-12-22\n"])
def test_what_is_said_of_a_table_is_not_said_of_them(rows: str, tmp_path: Path) -> None:
    (tmp_path / "dossier.yaml").write_text(DOSSIER)
    (tmp_path / "Line.csv").write_text(rows)
    dossier = load_dossier(tmp_path, kinds={"Line": KIND})
    with load_claim_tables(tmp_path, kinds={"Line": KIND}) as tables:
        found = list(claims_of(tables, "Line"))
        assert found == list(dossier.claims)
        assert [one.grade for one in found][:2] == [None, "A1"]
        assert tables.dossier.rejected == dossier.rejected


LONG = "0.0123456789012345678901234567890123456789012345678901234567"
SUPPLY = FactKind.model_validate(
    {
        "name": "Supply",
        "nature": "event",
        "dated": "on",
        "identity": ("id",),
        "fields": {
            "id": {"kind": "text"},
            "on": {"kind": "date"},
            "amount": {"kind": "decimal", "optional": True},
            "unit": {"kind": "text", "one_of": ("t", "lb"), "optional": True},
            "tonnes": {
                "kind": "decimal",
                "optional": True,
                "converts": {"amount": "amount", "unit": "unit", "by": (("t", 1), ("lb", Fraction(45359237, 10**11)))},
            },
        },
    }
)


@pytest.mark.parametrize("amount", [LONG, f"{LONG}..1", "3/7..5/7"])
def test_a_number_that_a_conversion_makes_too_long_to_be_read_stands_beside_a_table(
    amount: str, tmp_path: Path
) -> None:
    claim = f"{{fact: Supply, id: p, on: 2019-12-22, amount: {amount}, unit: lb, by: RUS, source: un}}"
    (tmp_path / "dossier.yaml").write_text(
        "sources: {un: {published: 2020-01-24}}\n"
        f"tables: {{Supply: {{by: RUS, source: un}}}}\nclaims:\n  - {claim}\n"
    )
    (tmp_path / "Supply.csv").write_text("id,on,amount,unit\nr,2019-12-22,7,t\n")
    dossier = load_dossier(tmp_path, kinds={"Supply": SUPPLY})
    assert len(in_words(dossier.claims[0].fields["tonnes"])) > MAX_DIGITS or "/" in amount
    with load_claim_tables(tmp_path, kinds={"Supply": SUPPLY}) as tables:
        assert list(claims_of(tables, "Supply")) == list(dossier.claims)
