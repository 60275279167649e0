"""What a verdict would need, and what it takes for granted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sanctions_engine import evaluate, load_pack
from sanctions_engine.models.claims import Claim, Dossier, Source
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import Finding

FILE = """
- id: file
  obligation: File
  each: State as state
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == "file")
  due: instrument.adopted + months(12)
"""
COVERED = "coverage: [{fact: Report, source: paper}]\n"

# --- what is missing ---------------------------------------------------------------------------------------------------


def missing(finding: Finding) -> list[tuple[str, str, str | None]]:
    return [(one.why, one.kind, one.field) for one in finding.missing]


WHY: dict[str, tuple[str, str, tuple[str, str, str | None], str]] = {
    "absent": (
        "s.tonnes <= 10", "insured: true", ("absent", "Shipment", "tonnes"),
        "look for the field `tonnes` of `Shipment` (id a)",
    ),
    "imprecise": (
        "s.tonnes <= 10", "tonnes: 5..50", ("imprecise", "Shipment", "tonnes"),
        "look for an exact value of the field `tonnes` of `Shipment` (id a)",
    ),
    "imprecise code": (
        'hs_in(s.hs, ("7108",))', 'hs: "71"', ("imprecise", "Shipment", "hs"),
        "look for an exact value of the field `hs` of `Shipment`: the code is coarser than a listed one",
    ),
    "not covered": (
        "any(r for r in Report if r.about == s.id)", "insured: true", ("not covered", "Report", None),
        "look for `Report` (about a) dated by 2019-06-30, or a source that declares its list complete",
    ),
    "a part of a day": (
        's.date + days(s.tonnes / 2) == date("2018-05-02")', "tonnes: 3", ("imprecise", "", None),
        "round a length of time to whole numbers, with `ceil`",
    ),
    "division by zero": (
        "1 / s.tonnes > 0", "tonnes: 0", ("division by zero", "", None), "a divisor may be zero",
    ),
}  # fmt: skip


@pytest.mark.parametrize("why", WHY)
def test_missing_says_what_to_look_for(study: Any, why: str) -> None:
    condition, fields, expected, remedy = WHY[why]
    rules = f"- {{id: probe, obligation: Probe, each: Shipment as s, satisfied_when: '{condition}'}}"
    flow = f"claims:\n  - {{fact: Shipment, id: a, sender: FRA, date: 2018-05-01, {fields}, by: FRA, source: paper}}\n"
    finding = study(rules, flow).one("probe", "a")
    assert finding.verdict.value == "undetermined"
    assert missing(finding) == [expected]
    assert finding.missing[0].remedy == remedy


@pytest.mark.parametrize("part", ["or", "and"])
def test_only_what_the_verdict_needs_is_missing(study: Any, part: str) -> None:
    # What a true or a false part settles needs no evidence any more.
    settled = "true" if part == "and" else "false"
    rules = f"""
- id: probe
  obligation: Probe
  each: Shipment as s
  satisfied_when: (s.insured {part} s.tonnes <= 10) and (s.barrels <= 10 or s.insured == {settled})
"""
    rules = rules.replace("s.insured == true", "s.insured").replace("s.insured == false", "not s.insured")
    flow = f"claims:\n  - {{fact: Shipment, id: a, sender: FRA, date: 2018-05-01, insured: {settled}, by: FRA, source: paper}}\n"
    assert missing(study(rules, flow).one("probe", "a")) == [("absent", "Shipment", "tonnes")]


def test_a_definite_verdict_misses_nothing(study: Any) -> None:
    finding = study(FILE, COVERED).one("file", "FRA")
    assert (finding.verdict.value, finding.missing, finding.possible) == ("violated", (), ())


def test_an_event_of_an_imprecise_day_misses_the_day(study: Any) -> None:
    changes = """
instrument: protocol
changes:
  - {title: Wider, amend: [no-gold], set: {violated_when: s.tonnes > 1}}
"""
    rules = "- {id: no-gold, prohibition: Ship gold, each: Shipment as s, on: s.date, violated_when: s.tonnes > 10}"
    flow = (
        "claims:\n  - {fact: Shipment, id: a, sender: FRA, date: 2018-09..2018-10, tonnes: 5, by: FRA, source: paper}\n"
    )
    finding = study(rules, flow, changes__yaml=changes).one("no-gold", "a")
    assert (finding.verdict.value, missing(finding)) == ("undetermined", [("imprecise", "Shipment", "date")])


def test_the_largest_of_records_that_may_not_count_misses_why(study: Any) -> None:
    rules = """
- id: probe
  obligation: Probe
  each: State as state
  satisfied_when: max(s.tonnes for s in Shipment if s.sender == state.code and s.insured) == 10
"""
    flow = "  - {{fact: Shipment, id: {0}, sender: FRA, date: 2018-05-01, tonnes: {1}{2}, by: FRA, source: paper}}\n"
    dossier = f"claims:\n{flow.format('a', 10, ', insured: true')}{flow.format('b', 20, '')}coverage: [{{fact: Shipment, source: paper}}]"
    finding = study(rules, dossier).one("probe", "FRA")
    assert (finding.verdict.value, missing(finding)) == ("undetermined", [("absent", "Shipment", "insured")])


def test_a_group_that_may_have_no_member_misses_why(study: Any) -> None:
    rules = """
- id: cap
  prohibition: Ship more than ten
  each: Shipment as s
  where: s.insured
  group_by: {}
  violated_when: total(s.barrels) > 10
"""
    flow = "claims:\n  - {fact: Shipment, id: a, sender: FRA, date: 2018-05-01, barrels: 20, by: FRA, source: paper}\n"
    finding = study(rules, f"{flow}coverage: [{{fact: Shipment, source: paper}}]").one("cap", "all")
    assert (finding.verdict.value, missing(finding)) == ("undetermined", [("absent", "Shipment", "insured")])


# --- what is presumed --------------------------------------------------------------------------------------------------

PRESUMING: dict[str, tuple[str, str, list[tuple[str, str, str]]]] = {
    "shown of a number": (
        "shown(s.tonnes) <= 10", "tonnes: 5..50",
        [("shown(s.tonnes)", "5", "the least that is shown")],
    ),
    "shown of a number that nobody gives": (
        "shown(s.tonnes) <= 10", "hs: '1'",
        [("shown(s.tonnes)", "0", "none was shown (absent)")],
    ),
    "shown of a condition": (
        "not shown(s.insured)", "tonnes: 5",
        [("shown(s.insured)", "false", "none was shown (absent)")],
    ),
    "shown of what is exact presumes nothing": ("shown(s.tonnes) <= 10", "tonnes: 5", []),
    "a default": (
        "presume(s.tonnes, 3) <= 10", "hs: '1'",
        [("presume(s.tonnes, 3)", "3", "the default, for nothing was said (absent)")],
    ),
    "a default that is not needed": ("presume(s.tonnes, 3) <= 10", "tonnes: 5", []),
    "a part that evaluation does not reach": ("s.insured or shown(s.tonnes) <= 10", "insured: true", []),
    "a part that does not decide": (
        "not (shown(s.tonnes) >= 0 and s.insured)", "insured: false, tonnes: 5..50", [],
    ),
    "a branch that is not taken": (
        "(shown(s.tonnes) if s.insured else s.barrels) <= 10", "insured: false, barrels: 5, tonnes: 5..50", [],
    ),
    "inside an aggregate": (
        "sum(presume(x.tonnes, 3) for x in Shipment if x.id == s.id) <= 10", "hs: '1'",
        [("presume(x.tonnes, 3)", "3", "the default, for nothing was said (absent)")],
    ),
    "in a name": (
        "least <= 10", "tonnes: 5..50",
        [("shown(s.tonnes)", "5", "the least that is shown")],
    ),
    "twice at one place": (
        "least <= 10 and least >= 0", "tonnes: 5..50",
        [("shown(s.tonnes)", "5", "the least that is shown")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PRESUMING)
def test_a_finding_lists_what_its_verdict_presumes_and_nothing_else(study: Any, name: str) -> None:
    condition, fields, expected = PRESUMING[name]
    rules = f"""
- id: probe
  obligation: Probe
  each: Shipment as s
  let: {{least: shown(s.tonnes)}}
  satisfied_when: {condition}
"""
    flow = f"claims:\n  - {{fact: Shipment, id: a, sender: FRA, date: 2018-05-01, {fields}, by: FRA, source: paper}}\n"
    finding = study(rules, flow).one("probe", "a")
    assert finding.verdict.value == "fulfilled"
    assert [(one.text, one.value, one.because) for one in finding.presumed] == expected


def test_an_open_verdict_presumes_what_keeps_it_open(study: Any) -> None:
    # Were the presumed part false, the verdict would be definite.
    rules = "- {id: probe, obligation: Probe, each: Shipment as s, satisfied_when: shown(s.tonnes) <= 10 and s.insured}"
    flow = (
        "claims:\n  - {fact: Shipment, id: a, sender: FRA, date: 2018-05-01, tonnes: 5..50, by: FRA, source: paper}\n"
    )
    finding = study(rules, flow).one("probe", "a")
    assert finding.verdict.value == "undetermined"
    assert [one.text for one in finding.presumed] == ["shown(s.tonnes)"]
    assert [part.text for part in finding.because.parts[0].parts] == ["shown(s.tonnes) <= 10", "s.insured"]


def test_what_decides_on_each_side_of_a_due_day_is_presumed_for_itself(study: Any) -> None:
    rules = """
- id: shrink
  obligation: At most 100 are shown
  each: State as state
  satisfied_when: shown(latest(k.amount for k in Stock if k.state == state.code and k.item == "coal")) <= 100
  due: instrument.adopted + months(12)
"""
    stock = "  - {{fact: Stock, state: FRA, item: coal, amount: {0}, at: {1}, by: FRA, source: paper}}\n"
    dossier = f"claims:\n{stock.format('500..600', '2018-06-01')}{stock.format('50..60', '2019-03-01')}"
    finding = study(rules, dossier).one("shrink", "FRA")
    assert finding.verdict.value == "fulfilled_late"
    assert [one.value for one in finding.presumed] == ["500", "50"]


def test_what_sorts_records_into_a_group_is_presumed_too(study: Any) -> None:
    rules = """
- id: cap
  prohibition: Ship more than ten, of what is shown to be insured
  each: Shipment as s
  where: shown(s.insured)
  on: s.date
  group_by: {year: year(s.date)}
  violated_when: total(s.barrels) > 10
"""
    flow = "  - {{fact: Shipment, id: {0}, sender: FRA, barrels: 5, date: 2018-05-01{1}, by: FRA, source: paper}}\n"
    dossier = f"claims:\n{flow.format('a', ', insured: true')}{flow.format('b', '')}coverage: [{{fact: Shipment, source: paper}}]"
    finding = study(rules, dossier).one("cap", "year=2018")
    assert finding.verdict.value == "fulfilled"
    assert [(one.text, one.value) for one in finding.presumed] == [("shown(s.insured)", "false")]
    assert finding.because.parts[0].parts[0].note == "1 record; presumed inside it: none was shown (absent)"


def test_what_an_exemption_presumes_is_told_in_its_words(study: Any) -> None:
    rules = (
        FILE
        + """
- id: relief
  exemption: Who is shown to hold nothing
  each: State as state
  covers: [file]
  when: shown(latest(k.amount for k in Stock if k.state == state.code and k.item == "coal")) <= 0
"""
    )
    finding = study(rules, COVERED).one("file", "FRA")
    assert (finding.verdict.value, finding.exception) == ("exempt", "relief")
    (one,) = finding.presumed
    assert one.text == 'shown(latest(k.amount for k in Stock if k.state == state.code and k.item == "coal"))'


def test_a_copy_of_a_claim_of_an_imprecise_day_changes_nothing_of_what_is_missing(study: Any) -> None:
    # Trap: each copy was taken for another fact that may be the latest, so the field to look for was lost.
    rule = "- {id: law, prohibition: Do not, each: Stock as k, violated_when: k.guarded}"
    claim = "  - {fact: Stock, state: FRA, item: coal, guarded: true, at: 2019-01-31.., by: FRA, source: paper}\n"
    once, twice = (study(rule, f"claims:\n{claim * number}").one("law", "FRA/coal") for number in (1, 2))
    assert [(one.field, one.why) for one in once.missing] == [("at", "imprecise")]
    assert twice.missing == once.missing


def test_a_field_that_follows_from_others_is_asked_for_with_them() -> None:
    pack = load_pack("un/dprk")
    flow: dict[str, Any] = {
        "id": "a",
        "importer": "CHN",
        "exporter": "PRK",
        "hs": "270112",
        "date": "2016-12-01",
        "quantity": "5",
    }
    claim = Claim(fact="TradeFlow", fields=flow, by="x", source="s", known=DateRange.parse("2020"))
    dossier = Dossier(sources={"s": Source(id="s")}, claims=(claim,))
    found = evaluate(pack, dossier, as_of=date(2020, 1, 24), rules=["unscr-2321-26b-2016"])
    told = [one.remedy for one in found[0].missing if one.field == "tonnes"]
    assert told == ["look for the field `tonnes` of `TradeFlow` (id a), or `quantity` with `unit`"]
