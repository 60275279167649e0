"""Tables of codes whose rows are judged together: against the record that the formula names, whichever record is judged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sanctions_engine import evaluate, load_pack
from sanctions_engine.facts import read_dossier
from sanctions_engine.models.claims import Dossier

MEANING = Path(__file__).parents[3] / "cases" / "meaning"
CLAIMS = """
sources: {s: {published: 2019-06-01}}
coverage: [{fact: Shipment, source: s}]
claims:
  - {fact: Shipment, id: fish, sender: CHN, hs: "0303", date: 2019-01-01, by: CHN, source: s}
  - {fact: Shipment, id: coal, sender: CHN, hs: "2701", date: 2019-01-01, by: CHN, source: s}
  - {fact: Order, id: o, state: CHN, served: 2019-02-01, by: CHN, source: s}
  - {fact: Order, id: p, state: FRA, served: 2019-02-01, by: CHN, source: s}
"""


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return read_dossier(CLAIMS, kinds=load_pack(MEANING).kinds)


@pytest.mark.parametrize(
    "rules, broken",
    [
        ("goods/*", set()),  # of the record that is judged
        ("beside/*", {("beside/fish", "coal")}),  # of others of its kind: it has a code of its own
        ("served-beside/*", {("served-beside/fish", "o")}),  # of another kind: it has no code at all
    ],
)
def test_the_codes_of_the_record_that_is_named_count(
    dossier: Dossier, rules: str, broken: set[tuple[str, str]]
) -> None:
    # Trap: rows that are judged together share one join, of the code of the record that is judged.
    pack = load_pack(MEANING)
    subjects = ["fish", "coal"] if "served" not in rules else ["o", "p"]
    found = [
        evaluate(pack, dossier, as_of=date(2020, 1, 1), rules=[rules], subjects=subjects, engine=engine)
        for engine in ("reference", "relational")
    ]
    one, other = ({(each.rule, each.subject): each.verdict.value for each in findings} for findings in found)
    assert one == other
    assert broken <= {key for key, verdict in one.items() if verdict == "violated"}
