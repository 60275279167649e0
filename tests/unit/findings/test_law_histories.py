"""What changed when in the law: every step of a rule's life once, on its day, with what brings it about."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sanctions_engine import BadQuestion, Pack, law_history, load_pack
from sanctions_engine.language.shipped import shipped_packs
from sanctions_engine.models.law_histories import LawHistory
from sanctions_engine.reports.law_history import law_history_lines
from sanctions_engine.reports.lines import plain
from sanctions_engine.semantics.law import Law

FILES = {
    "pack.yaml": 'name: test/pact\nversion: "1"\ntitle: A pact\n',
    "instruments.yaml": """instruments:
  pact: {title: The pact, body: States, adopted: 2018-01-01}
  protocol: {title: The protocol, body: States, adopted: 2018-10-01}
  draft: {title: A draft, body: States, status: draft, tabled: 2019-05-01}
""",
    "facts.yaml": """kinds:
  Shipment: {is: event, dated: date, identity: [id], fields: {id: text, hs: text, tonnes: decimal, date: date}}
""",
    "rules.yaml": """instrument: pact
rules:
  - id: limit
    prohibition: Ship more than the limit
    paragraph: "1"
    each: Shipment as s
    parameters:
      most:
        - {from: 2018-01-01, value: 10, cite: pact 1}
        - {from: 2018-03-01, value: 20, cite: a table}
    violated_when: s.tonnes > parameter.most
  - id: goods
    prohibition: Ship {row.goods}
    paragraph: "2"
    each: Shipment as s
    in_force: {until: date("2020-01-01")}
    table: {columns: [id, goods, hs], rows: [[coal, coal, ["2701"]], [iron, iron, ["72"]]]}
    violated_when: hs_in(s.hs, row.hs)
  - id: relief
    exemption: Small lots
    paragraph: "3"
    each: Shipment as s
    covers: ["goods/*"]
    when: s.tonnes < 1
""",
    "changes.yaml": """instrument: protocol
paragraph: "4"
changes:
  - {title: Never more than five, amend: [limit], set: {violated_when: s.tonnes > 5, severity: high}}
  - {suspend: [limit], from: 'date("2019-01-01")', until: 'date("2019-02-01")'}
  - {repeal: [relief], from: 'date("2019-03-01")'}
""",
    "draft.yaml": "instrument: draft\nchanges: [{repeal: [limit]}]\n",
}


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return load_pack(tmp_path)


def steps(history: LawHistory) -> list[tuple[str, str, str]]:
    return [(str(one.day), one.step.value, one.rule) for one in history.changes]


def test_every_step_is_told_once_on_its_day(pack: Pack) -> None:
    assert steps(law_history(pack)) == [
        ("2018-01-01", "begins", "goods/coal"),
        ("2018-01-01", "begins", "goods/iron"),
        ("2018-01-01", "begins", "limit"),
        ("2018-01-01", "begins", "relief"),
        ("2018-03-01", "new value", "limit"),
        ("2018-10-01", "amended", "limit"),
        ("2019-01-01", "suspended", "limit"),
        ("2019-02-01", "resumes", "limit"),
        ("2019-03-01", "repealed", "relief"),
        ("2020-01-01", "ends", "goods/coal"),
        ("2020-01-01", "ends", "goods/iron"),
    ]


def test_a_step_says_what_brings_it_about(pack: Pack) -> None:
    by_step = {(one.step.value, one.rule): one for one in law_history(pack).changes}
    amended = by_step["amended", "limit"]
    assert (amended.what, set(amended.fields)) == ("Never more than five", {"violated_when", "severity"})
    assert amended.by is not None
    assert (amended.by.instrument, amended.by.paragraph) == ("protocol", "4")
    assert by_step["ends", "goods/coal"].by is None  # the rule says so itself
    value = by_step["new value", "limit"]
    assert (value.fields, value.value, value.what) == (("most",), "20", "a table")


def test_a_draft_changes_nothing_until_it_is_assumed(pack: Pack) -> None:
    assumed = law_history(pack, assume=["draft=2019-06-01"], since=date(2019, 6, 1))
    assert steps(assumed)[0] == ("2019-06-01", "repealed", "limit")
    assert [one.assumed for one in assumed.changes] == [True, False, False]
    assert assumed.assumed == {"draft": date(2019, 6, 1)}


def test_both_ends_of_the_days_asked_for_count(pack: Pack) -> None:
    history = law_history(pack, since=date(2018, 3, 1), until=date(2018, 10, 1))
    assert [day for day, _, _ in steps(history)] == ["2018-03-01", "2018-10-01"]
    with pytest.raises(BadQuestion, match="SE507"):
        law_history(pack, since=date(2019, 1, 1), until=date(2018, 1, 1))


def test_rows_of_a_table_make_one_line(pack: Pack) -> None:
    text = plain(law_history_lines(law_history(pack)))
    assert "goods/coal, iron: ban: Ship coal and 1 more [pact 2]" in text
    assert "limit: most = 20 [a table]" in text
    assert "limit: Never more than five (" in text
    assert plain(law_history_lines(law_history(pack, until=date(2000, 1, 1)))).endswith(
        "nothing changes between these days\n"
    )


@pytest.mark.parametrize("name", shipped_packs())
def test_between_two_days_of_a_shipped_pack_nothing_changes(name: str) -> None:
    """On every day that the history does not name, each rule has the text that it had the day before."""
    pack = load_pack(name)
    law = Law([pack])
    told = {(one.day, one.rule) for one in law_history(pack).changes}
    for id in law.rules:
        for text in law.texts(id)[1:]:
            silent = text.rule is None and text.why == "before"
            assert silent or (text.since, id) in told


def test_a_history_is_read_again_from_its_json(pack: Pack) -> None:
    history = law_history(pack, assume=["draft"])
    assert LawHistory.model_validate_json(history.model_dump_json()) == history
