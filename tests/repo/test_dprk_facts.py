"""The words and numbers that the fact kinds of `un/dprk` let a claim state."""

from __future__ import annotations

import pytest

from sanctions_engine import Pack, load_pack
from sanctions_engine.facts import read_dossier
from sanctions_engine.models.claims import Dossier

HEAD = "sources: {r: {published: 2020-01-24}}\nclaims:\n"

BAR = "fact: RepatriationBar, state: POL, nationality: PRK, count: 100, at: 2019-12-22"
FOUND = "fact: Determination, id: d, state: POL, party: a, date: 2017-01-10"
SEIZED = "fact: Inspection, id: i, state: POL, date: 2017-01-10"
LISTED = (
    "fact: Listing, party: '9074729', name: Pearl, authority: UN Security Council, action: listed, date: 2017-10-03"
)
MEETING = "fact: ShipToShipTransfer, id: t, date: 2017-10-19"
SERVICE = "fact: VesselService, id: v, state: SGP, kind: bunkering, date: 2018-01-01"
ASSET = "fact: HeldAsset, id: h, state: SGP, kind: vessel, found: 2018-01-01"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("un/dprk")


def told(pack: Pack, claim: str) -> Dossier:
    return read_dossier(f"{HEAD}  - {{{claim}, by: x, source: r}}\n", kinds=pack.kinds)


@pytest.mark.parametrize(
    "claim, field, good, bad",
    [
        # paragraph 8 of resolution 2397 knows law as a ground, and no hardship
        (
            BAR,
            "ground",
            ["own-national", "refugee-or-human-rights-law", "headquarters-agreement", "other-law"],
            "no flights",
        ),
        (FOUND, "ground", ["helps-evasion", "programme-official", "other"], "evasion"),
        (SEIZED, "disposal", ["destroyed", "stored", "other"], "given back"),
        (LISTED, "port_ban", ["unscr-2321-12", "unscr-2371-6", "unscr-2375-6"], "unscr-2371"),
    ],
)
def test_a_word_that_no_rule_knows_is_set_aside(pack: Pack, claim: str, field: str, good: list[str], bad: str) -> None:
    for word in good:
        assert told(pack, f"{claim}, {field}: {word}").rejected == ()
    (rejected,) = told(pack, f"{claim}, {field}: {bad}").rejected
    assert (rejected.field, rejected.code) == (field, "SE405")


@pytest.mark.parametrize(
    "claim, fields",
    [
        (MEETING, {"imo_from": "IMO 9074729", "imo_to": "IMO8606173"}),
        (SERVICE, {"imo": "IMO 9074729"}),
        (ASSET, {"party": "IMO 9074729", "asset": "IMO No. 8606173"}),
        ("fact: Ownership, share: 1, at: 2018-01-01", {"owner": "IMO 9074729", "asset": "IMO 8606173"}),
    ],
)
def test_the_number_of_a_ship_is_read_alike_wherever_it_stands(pack: Pack, claim: str, fields: dict[str, str]) -> None:
    dossier = told(pack, ", ".join([claim, *(f"{name}: '{text}'" for name, text in fields.items())]))
    read = dossier.claims[0].fields
    assert {name: str(read[name]) for name in fields} == {name: text[-7:] for name, text in fields.items()}


def test_a_slip_in_the_number_of_a_ship_is_told_and_the_claim_is_kept(pack: Pack) -> None:
    for claim in (f"{MEETING}, imo_from: '9074729', imo_to: '8606137'", f"{SERVICE}, imo: '8606137'"):
        made = told(pack, claim)
        assert ["8606137" in one for one in made.warnings] == [True]
        assert len(made.claims) == 1
