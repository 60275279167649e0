"""Claims made in Python: what a file would be refused for is refused here too."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sanctions_engine import evaluate, load_dossier, load_pack
from sanctions_engine.diagnostics import InputRejected
from sanctions_engine.facts.checking import checked_claims
from sanctions_engine.models.claims import NONE, Claim, Dossier, Source
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.numbers import NumberRange

KNOWN = DateRange.of(date(2020, 1, 1))
FLOW: dict[str, Any] = {
    "id": "a",
    "importer": "CHN",
    "exporter": "PRK",
    "hs": "6201",
    "date": DateRange.of(date(2019, 5, 1)),
}

SUPPLY: dict[str, Any] = {"id": "a", "recipient": "PRK", "date": DateRange.parse("2019-05")}


def judged(fact: str, **fields: Any) -> list[str]:
    """Return the verdicts on one claim that was made in Python."""
    claim = Claim(fact=fact, fields=fields, by="x", source="s", known=KNOWN)
    dossier = Dossier(sources={"s": Source(id="s")}, claims=(claim,))
    found = evaluate(load_pack("un/dprk"), dossier, as_of=date(2020, 1, 24), rules=["unscr-2375-16/textiles"])
    return [one.verdict.value for one in found]


def test_a_state_under_another_name_is_its_code() -> None:
    # Trap: `North Korea` is not the text `PRK`, and the flow would pass as clean.
    assert judged("TradeFlow", **{**FLOW, "exporter": "North Korea"}) == judged("TradeFlow", **FLOW) == ["violated"]


@pytest.mark.parametrize(
    "fact, fields, code",
    [
        ("TradeFlo", FLOW, "SE402"),
        ("State", FLOW, "SE402"),
        ("TradeFlow", {**FLOW, "colour": "red"}, "SE403"),
        ("TradeFlow", {name: value for name, value in FLOW.items() if name != "date"}, "SE404"),
        ("TradeFlow", {**FLOW, "date": "soon"}, "SE405"),
        ("TradeFlow", {**FLOW, "importer": "Nowhere"}, "SE406"),
        ("TradeFlow", {**FLOW, "importer": "South Sudan", "date": DateRange.of(date(2011, 7, 8))}, "SE422"),
        ("TradeFlow", {**FLOW, "quantity": "5", "unit": "bags"}, "SE405"),
        ("TradeFlow", {**FLOW, "quantity": "5", "unit": "t", "tonnes": "7"}, "SE429"),
        ("PetroleumSupply", {**SUPPLY, "product": "refined", "tonnes": "600000", "barrels": "100"}, "SE429"),
        (
            "PetroleumSupply",
            {**SUPPLY, "product": "refined", "tonnes": NumberRange.of(600), "barrels": NumberRange.of(1)},
            "SE429",
        ),
    ],
)
def test_what_no_kind_allows_is_refused(fact: str, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(InputRejected) as refused:
        judged(fact, **fields)
    assert [problem.code.name for problem in refused.value.problems] == [code]


def test_a_row_that_was_set_aside_breaks_the_declaration_that_the_list_is_complete(tmp_path: Any) -> None:
    # Trap: the report is there, its day is malformed; a list that is declared complete without it makes a violation.
    text = """
dossier: x
sources: {s: {publisher: P, published: 2020-04-01}}
claims:
  - {fact: ImplementationReport, state: CHN, about: unscr-2397-8-final, submitted: DAY, by: CHN, source: s}
  - {fact: ImplementationReport, state: FRA, about: unscr-2397-8-final, submitted: 2020-01-01, by: FRA, source: s}
coverage: [{fact: ImplementationReport, source: s}]
pleas: [{by: CHN, rule: unscr-2397-8-final, ground: none, source: s}]
"""
    pack, verdicts = load_pack("un/dprk"), []
    for day in ("20.03.2020", "2020-03-23"):
        (tmp_path / "x.yaml").write_text(text.replace("DAY", day), "utf-8")
        dossier = load_dossier(tmp_path / "x.yaml", kinds=pack.kinds)
        found = evaluate(pack, dossier, as_of=date(2020, 4, 2), rules=["unscr-2397-8-final"], subjects=["CHN"])
        verdicts.append(found[0].verdict.value)
    assert verdicts == ["undetermined", "fulfilled_late"]


@pytest.mark.parametrize(
    "word, help",
    [
        ("Refined", "did you mean `refined`? the words are `crude`, `refined`"),
        ("refned", "did you mean `refined`? the words are `crude`, `refined`"),
        ("gasoline", "the words are `crude`, `refined`"),
    ],
)
def test_a_word_that_no_rule_knows_is_no_clean_supply(word: str, help: str, tmp_path: Path) -> None:
    # Trap: `Refined` is neither `crude` nor `refined`; it would match no rule and pass as clean.
    with pytest.raises(InputRejected) as refused:
        judged("PetroleumSupply", **{**SUPPLY, "product": word})
    assert [(problem.code.name, problem.help) for problem in refused.value.problems] == [("SE405", help)]

    claim = f"{{fact: PetroleumSupply, id: a, recipient: PRK, date: 2019, product: {word}, by: x, source: s}}"
    (tmp_path / "dossier.yaml").write_text(f"sources: {{s: {{published: 2020}}}}\nclaims:\n- {claim}\n", "utf-8")
    table = f"id,recipient,date,product,by,source\nb,PRK,2019,{word},x,s\nc,PRK,2019,crude,x,s\n"
    (tmp_path / "PetroleumSupply.csv").write_text(table, "utf-8")
    dossier = load_dossier(tmp_path, kinds=load_pack("un/dprk").kinds)
    assert [claim.fields["id"] for claim in dossier.claims] == ["c"]
    rejected = [(Path(row.file).name, row.line, row.code, row.field) for row in dossier.rejected]
    assert sorted(rejected) == [
        ("PetroleumSupply.csv", 2, "SE405", "product"),
        ("dossier.yaml", 3, "SE405", "product"),
    ]
    assert all(help in row.reason for row in dossier.rejected)


def test_a_word_that_may_be_absent_stays_absent() -> None:
    kinds = load_pack("un/dprk").kinds
    fields: dict[str, Any] = {
        "id": "a",
        "state": "RUS",
        "home": "PRK",
        "kind": "branch",
        "opened": DateRange.parse("2019"),
    }
    for more in ({}, {"business": "bank"}, {"business": NONE}):
        claim = Claim(fact="Presence", fields={**fields, **more}, by="x", source="s", known=KNOWN)
        assert checked_claims([claim], kinds)[0].fields == {**fields, **more}
