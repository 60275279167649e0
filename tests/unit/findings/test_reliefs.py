"""Exemptions that take records out of a group: the finding names the exemption, the records and who approved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanctions_engine.models.findings import Finding, ProofNode

Parts = Callable[[Finding, str], list[ProofNode]]

RULES = """
- id: cap
  prohibition: Ship more than 500 barrels a year
  each: Shipment as s
  on: s.date
  bearer: all
  group_by: {year: year(s.date)}
  violated_when: total(s.barrels) > 500
- id: permitted
  exemption: What a permit covers does not count
  each: Shipment as s
  cite: relief 3
  in_force: {from: date("2018-03-01")}
  covers: [cap]
  when: any(p for p in Permit if p.covers == s.hs and p.granted <= s.date)
"""
SHIPMENT = "  - {{fact: Shipment, id: {0}, sender: CHN, hs: {1}, barrels: 400, date: {2}, by: CHN, source: paper}}\n"
PERMIT = "  - {fact: Permit, id: p, covers: h1, granted: 2018-01-01, by: Committee, source: later}\n"
CLOSED = "coverage: [{fact: Shipment, source: later}, {fact: Permit, source: later}]\n"


def dossier(*shipments: tuple[str, str, str]) -> str:
    return f"claims:\n{''.join(SHIPMENT.format(*one) for one in shipments)}{PERMIT}{CLOSED}"


def test_a_record_that_is_taken_out_is_named_with_who_approved(study: Any, parts: Parts) -> None:
    # The cap holds only because a permit takes a shipment out: that must not stay unsaid.
    made = study(RULES, dossier(("a", "h1", "2018-04-01"), ("b", "h2", "2018-04-02")))
    finding = made.one("cap", "year=2018")
    assert finding.verdict.value == "fulfilled"
    (considered,) = finding.exceptions
    assert (considered.id, considered.holds, considered.decided, considered.takes_out) == (
        "permitted",
        "true",
        False,
        1,
    )
    assert considered.note == "takes 1 record out of the group"
    assert str(considered.citation).startswith("The relief act")
    told = {finding.claim(id).by: finding.claim(id).says for id in considered.claims}
    assert told["Committee"].startswith("id p")
    assert told["CHN"].startswith("id a")
    (node,) = parts(finding, "exemption permitted")
    assert (node.value, node.note, node.claims) == ("true", considered.note, considered.claims)
    (record,) = node.parts
    assert (record.role, record.text, record.value) == ("record", "a", "taken out")
    assert record.parts[0].value == "true"


def test_where_every_record_is_taken_out_the_finding_says_so(study: Any) -> None:
    finding = study(RULES, dossier(("a", "h1", "2018-04-01"), ("b", "h1", "2018-04-02"))).one("cap", "year=2018")
    assert finding.verdict.value == "fulfilled"
    assert [(one.id, one.takes_out, len(one.claims)) for one in finding.exceptions] == [("permitted", 2, 3)]


def test_a_record_that_stays_in_for_nobody_shows_the_permit_is_counted(study: Any) -> None:
    made = study(
        RULES,
        dossier(("a", "h1", "2018-04-01"), ("b", "h2", "2018-04-02")).replace(", {fact: Permit, source: later}", ""),
    )
    (considered,) = made.one("cap", "year=2018").exceptions
    assert considered.note == (
        "takes 1 record out of the group; is not shown for 1 record, which the bearer would have to"
    )


def test_an_exemption_whose_law_is_in_doubt_is_told_as_that(study: Any, parts: Parts) -> None:
    # The ground is shown: what is open is the law. A proof that says "true, and not shown" contradicts itself.
    made = study(RULES, dossier(("a", "h1", "2018-02..2018-03"), ("b", "h2", "2018-04-02")))
    finding = made.one("cap", "year=2018")
    assert finding.verdict.value == "undetermined"
    (considered,) = finding.exceptions
    assert (considered.holds, considered.takes_out, considered.note) == ("unknown", 0, "may take 1 record out")
    (record,) = [one for one in parts(finding, "a") if one.role == "record"]
    (ground,) = record.parts
    assert (record.value, ground.value) == ("may be taken out", "unknown")
    assert ground.note == "whether it holds depends on its day, and that is 2018-02-01..2018-03-31"


def test_a_ban_says_the_same_of_an_exemption_in_doubt(study: Any, parts: Parts) -> None:
    rules = RULES.replace("  bearer: all\n  group_by: {year: year(s.date)}\n", "").replace(
        "total(s.barrels)", "s.barrels"
    )
    finding = study(rules.replace("> 500", "> 300"), dossier(("a", "h1", "2018-02..2018-03"))).one("cap", "a")
    assert (finding.verdict.value, sorted(one.value for one in finding.possible)) == (
        "undetermined",
        ["exempt", "violated"],
    )
    (considered,) = finding.exceptions
    assert (considered.holds, considered.takes_out) == ("unknown", None)
    assert considered.note == "whether it holds depends on its day, and that is 2018-02-01..2018-03-31"
    (node,) = parts(finding, "exemption permitted")
    assert (node.value, node.note) == ("unknown", considered.note)
    assert "depends on the law's day, which is not known exactly" in (finding.because.note or "")
