"""What a monitor holds: claims found again by what they say, and findings that come back as they were told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sanctions_engine import Claim, evaluate, read_dossiers
from sanctions_engine.models.claims import NONE, FieldValue, Place
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import Finding
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.monitoring import held_claims
from sanctions_engine.monitoring.essence import essence
from sanctions_engine.monitoring.held_claims import HeldClaims
from sanctions_engine.monitoring.kept_findings import KeptFindings, digest_of

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module")
def findings() -> tuple[Finding, ...]:
    packs, dossier = read_dossiers([EXAMPLES / "russia-2020"])
    return evaluate(packs, dossier, as_of=date(2020, 1, 24)).findings


def claim(value: FieldValue, by: str = "RUS", line: int | None = None) -> Claim:
    place = None if line is None else Place(file="f", line=line)
    return Claim(fact="X", fields={"a": value}, by=by, source="s", known=DateRange.parse("2020"), place=place)


VALUES: tuple[FieldValue, ...] = (
    "true",
    "1",
    True,
    False,
    NumberRange.of(1),
    NONE,
    "none",
    DateRange.parse("2020"),
    "2020",
)


@pytest.mark.parametrize("place", ["each of its own", "all the same"])
def test_claims_are_found_by_what_they_say(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if place == "all the same":  # as if all hashes collided
        monkeypatch.setattr(held_claims, "hash", lambda said: 7, raising=False)
    held = HeldClaims()
    claims = [*map(claim, VALUES), claim("true", by="CHN")]
    for one in claims:
        assert one not in held
        held.add(one)
        assert one in held
    held.add(claim("true", line=3))
    assert len(held) == len(claims), "a claim at another place is a copy"
    assert sorted(map(repr, held)) == sorted(map(repr, [*claims, claim("true", line=3)]))
    assert held.take(claim("true")) == [claim("true"), claim("true", line=3)]
    assert claim("true") not in held
    assert held.take(claim("true")) == []
    assert len(held) == len(claims) - 1
    for one in claims[1:]:
        assert held.take(one) == [one]
    assert len(held) == len(list(held)) == 0


def test_findings_come_back_as_they_were(findings: tuple[Finding, ...]) -> None:
    kept = KeptFindings()
    packed = [(one.rule, kept.packed(one)) for one in (*findings, *findings)]
    assert tuple(kept.finding(*one) for one in packed) == (*findings, *findings)
    held = sum(len(one) for _, one in packed if isinstance(one, bytes))
    assert held * 10 < sum(len(one.model_dump_json()) for one in (*findings, *findings)), "what is alike is held once"


def test_a_finding_that_json_cannot_hold_comes_back(findings: tuple[Finding, ...]) -> None:
    kept, odd = KeptFindings(), findings[0].model_copy(update={"bearer": "half a pair \ud800"})
    assert kept.finding(odd.rule, kept.packed(odd)) == odd
    assert kept.finding(odd.rule, kept.packed(findings[0])) == findings[0]
    assert digest_of(essence(odd)) != digest_of(essence(findings[0]))
