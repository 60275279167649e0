"""Claims made in Python: what a file would be refused for is refused here too."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sanctions_engine import evaluate, load_dossier, load_pack
from sanctions_engine.diagnostics import InputRejected
from sanctions_engine.models.claims import Claim, Dossier, Source
from sanctions_engine.models.dates import DateRange

KNOWN = DateRange.of(date(2020, 1, 1))
FLOW: dict[str, Any] = {
    "id": "a",
    "importer": "CHN",
    "exporter": "PRK",
    "hs": "6201",
    "date": DateRange.of(date(2019, 5, 1)),
}


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
