"""The page of a fact kind says what a claim of it holds, how it is written, and which rules read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanctions_engine import load_dossier, load_packs
from sanctions_engine.findings.rulebook.examples import examples_by_kind
from sanctions_engine.findings.rulebook.kinds import KindPage, kind_page, reads_of
from sanctions_engine.findings.rulebook.mentions import rules_mentioning
from sanctions_engine.semantics.law import Law

FACTS = """
kinds:
  Load:
    title: Goods on a ship
    note: Oil is told as Oil
    is: event
    dated: date
    identity: [id]
    fields:
      id: text
      hs: {type: text, form: tariff-code}
      mode: {type: "text?", one_of: [sea, air], title: How it is carried}
      how: {type: "text?", one_of: [sold, given], title: "sold or given"}
      share: decimal? >= 0 <= 1
      about: text?
      amount: decimal? >= 0
      unit: {type: "text?", one_of: [t, kg]}
      tonnes: {type: "decimal? >= 0", converts: {amount: amount, unit: unit, by: {t: 1, kg: 0.001}}}
      date: date
  Note:
    is: status
    dated: day
    identity: [port]
    fields: {port: state, ships: int >= 2, kind: {type: text, one_of: [x, y]}, day: date}
  Later: {is: event, dated: day, identity: [id], fields: {id: text, day: date}}
  Idle: {is: event, dated: day, identity: [id], fields: {id: text, day: date}}
"""
RULES = """
instrument: act
rules:
  - id: ban
    prohibition: Carry {row.goods}
    each: Load as load
    table: {columns: [id, goods, codes], rows: [[fish, seafood, ["03"]], [ore, iron ore, ["26"]]]}
    violated_when: hs_in(load.hs, row.codes) and load.about == "act-1"
  - id: told
    obligation: Tell of each load
    each: Load as load
    satisfied_when: any(n for n in Note if n.ships > 2)
    due: none
    readings: [{id: late, title: Within the harvest, satisfied_when: any(l for l in Later if l.id == load.id)}]
"""


@pytest.fixture
def law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Law:
    pack = tmp_path / "p"
    pack.mkdir()
    (pack / "pack.yaml").write_text("{name: p, version: 0.1.0, title: A pack}\n")
    (pack / "instruments.yaml").write_text("instruments: {act: {title: Act, body: Us, adopted: 2020-01-01}}\n")
    (pack / "facts.yaml").write_text(FACTS)
    (pack / "a.yaml").write_text(RULES)
    (pack / "a.cases.yaml").write_text(
        "cases:\n  - case: one\n    as_of: 2020-02-01\n    facts:\n      Load:\n"
        "        - {id: a, hs: '0303', date: 2020-01-05}\n        - {id: b, hs: '0303', mode: sea, date: 2020-01-06, by: X}\n"
        "        - {id: c, hs: '0303', mode: sea, share: '0.5', date: 2020-01-06, denied: true}\n"
        "    expect: [{rule: ban/fish, subject: a, verdict: violated}]\n"
    )
    monkeypatch.chdir(tmp_path)
    return Law(load_packs(["p"]))


def page(law: Law, name: str) -> KindPage:
    return kind_page(law, name, reads_of(law), examples_by_kind(law.packs, name))


def test_fields_say_type_bounds_words_form_and_where_they_follow_from(law: Law) -> None:
    fields = {
        one.name: (one.type, one.given, "".join(part.text for part in one.parts)) for one in page(law, "Load").fields
    }
    assert fields["id"] == ("text", "required", "")
    assert fields["hs"][2].startswith("a tariff code: its 2, 4, 6, 8 or more digits")
    assert fields["mode"] == ("text", "optional", "How it is carried; one of sea, air")
    # A title that lists the words is not followed by the same list, and it is told that they are all.
    assert fields["how"] == ("text", "optional", "sold or given; no other word is read")
    assert fields["share"] == ("number, 0 to 1", "optional", "")
    assert fields["about"] == ("text", "optional", "rules ask for act-1")
    assert fields["tonnes"][2] == "follows from amount where unit is t, kg"
    assert page(law, "Note").fields[1].type == "whole number, at least 2"


def test_the_rules_that_judge_a_kind_stand_apart_from_those_that_look_at_it(law: Law) -> None:
    told = {one.key: "".join(part.text for part in one.parts) for one in page(law, "Load").statements}
    assert told["judged"] == "each record by ban/*, told"
    assert "read" not in told
    assert told["note"] == "Oil is told as Oil"
    assert told["is"] == "an event: claims with the same id speak of one record"
    assert page(law, "Load").judged == 3
    note = {one.key: "".join(part.text for part in one.parts) for one in page(law, "Note").statements}
    assert (note["read"], "judged" in note) == ("told", False)
    # What only a reading looks at is read too, and what nobody reads says so.
    assert [part.text for one in page(law, "Later").statements if one.key == "read" for part in one.parts] == ["told"]
    assert [part.text for one in page(law, "Idle").statements if one.key == "read" for part in one.parts] == ["no rule"]


def test_the_example_is_the_telling_record_of_a_case_or_made_up_and_loads(law: Law, tmp_path: Path) -> None:
    file = tmp_path / "example.yaml"
    for name, said in (("Load", {"id": "b", "mode": "sea"}), ("Note", {"port": "CHN", "ships": "2", "kind": "x"})):
        file.write_text(page(law, name).example)
        (claim,) = load_dossier(file, kinds=law.packs[0].kinds, strict=True).claims
        assert said.items() <= {key: str(value) for key, value in claim.fields.items()}.items()
    assert page(law, "State").example == ""


def test_a_word_finds_the_rules_whose_title_row_or_reading_has_it(law: Law) -> None:
    assert rules_mentioning(law, "SEAFOOD") == ("ban/fish",)
    assert rules_mentioning(law, "ore") == ("ban/ore",)
    assert rules_mentioning(law, "harvest") == ("told",)
    assert rules_mentioning(law, " ") == ()
