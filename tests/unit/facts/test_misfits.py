"""Texts with a form: read as rules compare them, and told where they do not have it."""

from collections.abc import Mapping

import pytest

from sanctions_engine.facts import read_dossier
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.kinds import FactKind

HEAD = "sources: {r: {published: 2020-01-24}}\nclaims:\n"
KIND = FactKind.model_validate(
    {
        "name": "Cargo",
        "nature": "event",
        "dated": "day",
        "identity": ("id",),
        "fields": {
            "id": {"kind": "text"},
            "day": {"kind": "date"},
            "hs": {"kind": "text", "optional": True, "form": "tariff-code"},
            "imo": {"kind": "text", "optional": True, "form": "imo-number"},
            "party": {"kind": "text", "optional": True, "form": "name-or-imo"},
        },
    }
)
KINDS: Mapping[str, FactKind] = {"Cargo": KIND}


def dossier(*fields: str) -> Dossier:
    rows = (
        f"  - {{fact: Cargo, id: c{n}, day: 2019-01-01, {one}, by: x, source: r}}\n" for n, one in enumerate(fields)
    )
    return read_dossier(HEAD + "".join(rows), kinds=KINDS)


@pytest.mark.parametrize(
    "field, written, read",
    [
        ("hs", "0303.29", "030329"),
        ("hs", "HS 0303", "0303"),
        ("hs", "03 03", "0303"),
        ("hs", "HS code: 0303.29.00", "03032900"),
        ("imo", "IMO 9074729", "9074729"),
        ("imo", "imo no. 9074729", "9074729"),
        ("party", "IMO 9074729", "9074729"),
        ("party", "Imo 2 Trading", "Imo 2 Trading"),
    ],
)
def test_a_text_is_read_as_rules_compare_it(field: str, written: str, read: str) -> None:
    made = dossier(f"{field}: '{written}'")
    assert (made.warnings, made.rejected) == ((), ())
    assert str(made.claims[0].fields[field]) == read


@pytest.mark.parametrize(
    "given, says, help",
    [
        ("hs: '303'", "`hs` of `Cargo`: `303` is no tariff code", "has it lost a zero, `0303`?"),
        ("hs: '303.29'", "`30329` is no tariff code", "`030329`?"),
        ("hs: '3032900'", "`3032900` is no tariff code", "`03032900`?"),
        ("hs: '303290000'", "`303290000` has nine digits", "write `0303290000` if that is meant"),
        ("hs: 27O1", "`27O1` is no tariff code", "write its digits"),
        ("imo: Jie Shun", "`imo` of `Cargo`: `Jie Shun` is no IMO number", "write its seven digits"),
        ("imo: '9074792'", "`9074792` is the IMO number of no ship", "compare it with the source"),
        ("imo: '90747291'", "`90747291` is no IMO number", "write its seven digits"),
    ],
)
def test_a_text_without_the_form_is_kept_and_told(given: str, says: str, help: str) -> None:
    made = dossier(given)
    (warning,) = made.warnings
    assert warning.startswith("dossier.yaml:3")
    assert "warning[SE426]" in warning
    assert says in warning
    assert help in warning
    assert len(made.claims) == 1


def test_the_same_text_is_told_once_with_how_many_claims_have_it() -> None:
    made = dossier("hs: '303'", "hs: '303'", "hs: '0303'", "hs: '305'", "hs: '030329000'")
    assert ["(2 claims)" in warning for warning in made.warnings] == [True, False]
