"""What becomes of each part of a rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from sanctions_engine.language.nodes import FieldOf, LetRef, Special, walk
from sanctions_engine.language.packs import load_pack
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.norms import Burden

WritePack = Callable[..., Path]
OnlyRule = Callable[..., Rule]


def test_a_record_decides_the_day_of_its_law_by_its_date(only_rule: OnlyRule) -> None:
    rule = only_rule('  - {id: ban, prohibition: Ban, each: Flow as flow, violated_when: flow.exporter == "PRK"}\n')
    assert rule.on is not None
    assert rule.on.text == "flow.date"
    assert rule.on.node == FieldOf(type=rule.on.node.type, variable="flow", kind="Flow", name="date")


def test_promptly_is_no_formula(only_rule: OnlyRule) -> None:
    rule = only_rule("  - {id: a, obligation: A, each: State as s, satisfied_when: s.un_member, due: promptly}\n")
    assert (rule.due, rule.promptly) == (None, True)


def test_a_rule_can_begin_and_end_on_days_of_its_own(only_rule: OnlyRule) -> None:
    rule = only_rule(
        """
  - id: a
    obligation: A
    each: State as s
    satisfied_when: s.un_member
    in_force: {from: instrument.adopted + days(30), until: date("2020-01-01")}
""",
    )
    assert rule.since is not None
    assert rule.until is not None
    assert (rule.since.text, rule.until.text) == ("instrument.adopted + days(30)", 'date("2020-01-01")')


def test_a_recurring_duty_reads_its_period(only_rule: OnlyRule) -> None:
    rule = only_rule(
        """
  - id: monthly
    obligation: Report each month
    each: State as state
    every: {period: months(1), from: date("2018-01-01"), until: date("2024-01-01")}
    satisfied_when: any(r for r in Report if r.state == state.code and r.submitted >= period.start)
    due: period.end + days(30)
""",
    )
    assert rule.every is not None
    assert (rule.every.period.text, rule.every.since.text) == ("months(1)", 'date("2018-01-01")')
    assert rule.due is not None
    assert [node.name for node in walk(rule.due.node) if isinstance(node, Special)] == ["period.end"]


def test_levels_of_a_group_are_told_apart(only_rule: OnlyRule) -> None:
    rule = only_rule(
        """
  - id: cap
    prohibition: Cap
    each: Flow as flow
    where: heavy
    bearer: group.who
    group_by: {who: flow.importer, year: year(flow.date)}
    let:
      amount: presume(flow.tonnes, 0)
      heavy: amount > 1
      whole: total(amount)
      limit: 100 * 2
      over: whole - limit
    violated_when: over > 0 and group.year >= 2018
    shows: {over: over}
""",
    )
    assert [name for name, _ in rule.let] == ["amount", "heavy", "whole", "limit", "over"]
    assert rule.bearer is not None
    assert rule.shows[0][0] == "over"


def test_an_empty_group_by_is_one_group(only_rule: OnlyRule) -> None:
    rule = only_rule(
        "  - {id: cap, prohibition: Cap, each: Flow as flow, group_by: {}, violated_when: members() > 5}\n"
    )
    assert rule.group_by == ()


def test_a_reading_that_replaces_a_let_takes_along_what_reads_it(only_rule: OnlyRule) -> None:
    rule = only_rule(
        """
  - id: a
    obligation: A
    each: State as state
    let:
      first: latest(r.submitted for r in Report if r.state == state.code and r.about == "x")
      other: 5
    satisfied_when: first <= as_of and first == first
    readings:
      - id: counted
        let: {helper: 1, first: date("2018-01-01"), more: 3}
""",
    )
    (reading,) = rule.readings
    assert list(reading.overrides) == ["let"]  # the types stay, so nothing else is another formula
    assert [name for name, _ in reading.overrides["let"]] == ["helper", "first", "other", "more"]


def test_a_reading_that_gives_a_let_another_type_retypes_its_readers(only_rule: OnlyRule) -> None:
    rule = only_rule(
        """
  - id: ban
    prohibition: Ban
    each: Flow as flow
    let: {amount: flow.tonnes}
    violated_when: flow.exporter == "PRK" and amount > 5
    shows: {amount: amount}
    readings: [{id: fixed, let: {amount: 3}}]
""",
    )
    (reading,) = rule.readings
    assert set(reading.overrides) == {"let", "shows", "violated_when"}
    (base_let,) = [node for node in walk(rule.shows[0][1].node) if isinstance(node, LetRef)]
    (read_let,) = [node for node in walk(reading.overrides["shows"][0][1].node) if isinstance(node, LetRef)]
    assert (base_let.type.optional, read_let.type.optional) == (True, False)


def test_values_of_a_parameter_follow_each_other(only_rule: OnlyRule) -> None:
    rule = only_rule(
        """
  - id: ban
    prohibition: Ban
    each: Flow as flow
    parameters:
      cap:
        - {from: 2020-01-01, value: 300, cite: res-2 4}
        - {from: 2018-01-01, value: 500}
        - {from: 2022-01-01, until: 2023-01-01, value: 200}
        - {from: 2024-01-01, value: 100}
      known_as: [{value: "2018-01-01"}]
    violated_when: flow.tonnes > parameter.cap and flow.hs == parameter.known_as
""",
    )
    days = [(one.since, one.until) for one in rule.parameters["cap"].values]
    assert days == [
        (date(2018, 1, 1), date(2020, 1, 1)),
        (date(2020, 1, 1), date(2022, 1, 1)),
        (date(2022, 1, 1), date(2023, 1, 1)),
        (date(2024, 1, 1), None),
    ]
    assert rule.parameters["known_as"].values[0].value == "2018-01-01"  # in quotes it is text


def test_citations_can_be_set_by_rule_and_marked_unverified(write_pack: WritePack) -> None:
    pack = load_pack(
        write_pack(
            """
instrument: res-1
paragraph: "1"
url: https://example.org/res-1
verified: false
rules:
  - {id: a, obligation: A, each: State as s, satisfied_when: s.un_member}
  - {id: b, obligation: B, each: State as s, satisfied_when: s.un_member, paragraph: "2 (c)", verified: true}
  - {id: c, obligation: C, each: State as s, satisfied_when: s.un_member, cite: res-2 4, binding: hortatory}
"""
        )
    )
    a, b, c = pack.rules.values()
    assert str(a.norm.citation) == "Resolution 1, paragraph 1 (number not verified)"
    assert (b.norm.citation.paragraph, b.norm.citation.verified, b.norm.citation.url) == (
        "2 (c)",
        True,
        "https://example.org/res-1",
    )
    assert (c.instrument.id, c.norm.citation.paragraph, c.norm.citation.url) == ("res-2", "4", None)
    assert not c.is_mandatory


def test_exceptions_cite_their_own_paragraph_where_they_have_one(only_rule: OnlyRule) -> None:
    rule = only_rule(
        """
  - id: ban
    prohibition: Ban
    each: Flow as flow
    violated_when: flow.exporter == "PRK"
    exceptions:
      - {id: one, when: flow.hs == "1"}
      - {id: two, when: flow.hs == "2", paragraph: "9"}
      - {id: three, when: flow.hs == "3", cite: res-2 7, burden: authority}
""",
    )
    cited = [(one.citation.instrument, one.citation.paragraph) for one in rule.exceptions]
    assert cited == [("res-1", ""), ("res-1", "9"), ("res-2", "7")]
    assert rule.exceptions[2].burden is Burden.AUTHORITY


def test_patterns_become_ids(write_pack: WritePack) -> None:
    pack = load_pack(
        write_pack(
            """
instrument: res-1
rules:
  - id: ban
    prohibition: Ban {row.id}
    each: Flow as flow
    violated_when: hs_in(flow.hs, row.hs)
    table: {columns: [id, hs], rows: [[coal, ["2701"]], [iron, "2601"]]}
  - {id: aid, exemption: Aid, each: Flow as f, when: f.hs == "30", covers: ["ban/*"], grounds: [aid], burden: authority}
  - {id: surge, indicator: Surge, each: Flow as flow, raised_when: flow.tonnes > 5, points_to: [ban/iron]}
"""
        )
    )
    assert pack.rules["aid"].covers == ("ban/coal", "ban/iron")
    assert (pack.rules["aid"].grounds, pack.rules["aid"].burden) == (("aid",), Burden.AUTHORITY)
    assert pack.rules["surge"].points_to == ("ban/iron",)
    assert pack.rules["ban/iron"].row["hs"] == ("2601",)  # a column that one cell makes a list is a list throughout
