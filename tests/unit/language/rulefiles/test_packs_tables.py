"""Decision tables in CSV files, and the types of their columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

from sanctions_engine.language.packs import load_pack
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.claims import NONE

WritePack = Callable[..., Path]
OnlyRule = Callable[..., Rule]


def test_a_table_can_stand_in_a_csv_file(write_pack: WritePack) -> None:
    table = "\ufeffid,goods,hs,cite,wind_down,verified\r\ncoal,coal,2701; 2704,res-1 8,,true\r\n"
    table += '"fish","fish, live",0301 0302,res-2 9,30,false\r\n'
    path = write_pack(
        """
instrument: res-1
rules:
  - id: ban
    prohibition: Procure {row.goods}
    each: Flow as flow
    table: {csv: goods.csv}
    violated_when: hs_in(flow.hs, row.hs)
    exceptions: [{id: wind-down, when: flow.date <= instrument.adopted + days(row.wind_down)}]
""",
        files={"goods.csv": table},
    )
    coal, fish = load_pack(path).rules.values()
    assert (coal.row["hs"], fish.row["hs"]) == (("2701", "2704"), ("0301", "0302"))
    assert (fish.norm.title, fish.row["wind_down"], coal.row["wind_down"]) == ("Procure fish, live", 30, NONE)
    assert (fish.place.file, fish.place.line) == (f"{path}/goods.csv", 3)
    assert not fish.norm.citation.verified
    assert (len(coal.exceptions), len(fish.exceptions)) == (0, 1)
    assert f"{path}/goods.csv" in load_pack(path).sources


def test_a_code_with_a_leading_zero_stays_text(only_rule: OnlyRule) -> None:
    rule = only_rule(
        """
  - id: ban
    prohibition: Ban
    each: Flow as flow
    violated_when: flow.hs.startswith(row.code) and flow.date > row.since and flow.tonnes > row.limit
    table: {csv: a.csv}
""",
        files={"a.csv": "id,code,since,limit\nfish,0301,2018-01-01,7.5\n"},
    )
    assert rule.row == {"id": "fish", "code": "0301", "since": date(2018, 1, 1), "limit": Fraction(15, 2)}


def test_a_column_of_states_accepts_their_names(only_rule: OnlyRule) -> None:
    rule = only_rule(
        """
  - id: ban
    prohibition: Ban
    each: Flow as flow
    violated_when: flow.exporter == row.country
    table: {columns: [id, country], types: {country: state}, rows: [[a, Russia]]}
""",
    )
    assert rule.row["country"] == "RUS"


def test_readings_and_what_they_replace_go_with_the_empty_cells(write_pack: WritePack) -> None:
    text = """
instrument: res-1
rules:
  - id: ban
    prohibition: Ban
    each: Flow as flow
    let: {limit: "presume(row.kilos, 0)"}
    violated_when: flow.tonnes > limit
    readings:
      - {id: strict, violated_when: flow.tonnes > row.kilos}
      - {id: noted, let: {extra: row.kilos * 2, more: 5}}
    table: {columns: [id, kilos], rows: [[coal, 5], [lead, null]]}
"""
    coal, lead = load_pack(write_pack(text)).rules.values()
    assert [one.id for one in coal.readings] == ["strict", "noted"]
    assert [one.id for one in lead.readings] == ["noted"]
    assert [name for name, _ in coal.readings[1].overrides["let"]] == ["limit", "extra", "more"]
    assert [name for name, _ in lead.readings[0].overrides["let"]] == ["limit", "more"]


def test_a_row_can_be_unverified_without_citing_anything_else(write_pack: WritePack) -> None:
    text = """
instrument: res-1
paragraph: "4"
rules:
  - id: ban
    prohibition: Ban
    each: Flow as flow
    violated_when: flow.hs == row.hs
    table: {columns: [id, hs, verified], types: {hs: text}, rows: [[coal, 2701, false], [lead, 2607, null]]}
    exceptions: [{id: own, when: flow.hs == "1", paragraph: "9"}, {id: none, when: flow.hs == "2"}]
"""
    coal, lead = load_pack(write_pack(text)).rules.values()
    assert (coal.norm.citation.paragraph, coal.norm.citation.verified, lead.norm.citation.verified) == (
        "4",
        False,
        True,
    )
    assert [(one.citation.paragraph, one.citation.verified) for one in coal.exceptions] == [("9", True), ("4", False)]
    assert coal.row == {"id": "coal", "hs": "2701"}  # `verified` is about the citation and no cell of the rule
