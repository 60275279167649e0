"""Amendments, repeals and suspensions: their targets, and what they replace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from sanctions_engine.language.packs import load_pack
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.norms import Binding, Norm, RuleSeverity
from sanctions_engine.semantics.law import Law

WritePack = Callable[..., Path]
OnlyRule = Callable[..., Rule]


CHANGES = """
instrument: res-2
paragraph: "4"
changes:
  - amend: one
    title: Reporting later
    from: date("2019-01-01")
    until: date("2021-01-01")
    set: {due: promptly, severity: high, exceptions: [{id: war, when: state.code == "UKR"}]}
  - {suspend: ["t*"], until: date("2020-01-01"), paragraph: "5"}
"""
RULES = """
instrument: res-1
rules:
  - {id: one, obligation: One, each: State as state, satisfied_when: state.un_member, due: instrument.adopted + days(1)}
  - {id: two, obligation: Two, each: State as state, satisfied_when: state.un_member, due: none}
  - {id: three, obligation: Three, each: State as state, satisfied_when: state.un_member, due: none}
"""


def test_changes_name_their_rules_and_what_they_replace(write_pack: WritePack) -> None:
    pack = load_pack(write_pack(RULES, files={"b.yaml": CHANGES}))
    amend, suspend = pack.changes
    assert (amend.action, amend.targets, amend.title) == ("amend", ("one",), "Reporting later")
    assert amend.since is not None
    assert amend.until is not None
    fields = amend.overrides["one"]
    assert set(fields) == {"due", "promptly", "norm", "exceptions"}
    assert (fields["due"], fields["promptly"], fields["norm"]) == (None, True, {"severity": RuleSeverity.HIGH})
    assert str(fields["exceptions"][0].citation) == "Resolution 2, paragraph 4"  # the amendment brought it in
    assert (suspend.action, suspend.targets, suspend.citation.paragraph) == ("suspend", ("two", "three"), "5")
    assert pack.rules["one"].norm.severity is RuleSeverity.MEDIUM


def test_a_lapsed_amendment_is_no_ground_for_a_later_one(write_pack: WritePack) -> None:
    # What held in between is gone: the later amendment repeats it and so changes something.
    text = (
        RULES
        + """
changes:
  - {amend: two, from: date("2018-01-01"), until: date("2019-01-01"), set: {satisfied_when: state.code == "FRA"}}
  - {amend: two, from: date("2020-01-01"), set: {satisfied_when: state.code == "FRA"}}
"""
    )
    assert load_pack(write_pack(text)).warnings == ()


def test_an_amendment_of_a_table_respects_the_empty_cells_of_each_row(write_pack: WritePack) -> None:
    text = """
instrument: res-1
rules:
  - id: ban
    prohibition: Ban
    each: Flow as flow
    violated_when: hs_in(flow.hs, row.hs)
    table: {columns: [id, hs, days], rows: [[coal, ["2701"], 3], [iron, ["2601"], null]]}
changes:
  - amend: ban/*
    from: date("2020-01-01")
    set: {exceptions: [{id: late, when: flow.date <= instrument.adopted + days(row.days)}]}
"""
    (change,) = load_pack(write_pack(text)).changes
    assert [len(change.overrides[rule]["exceptions"]) for rule in ("ban/coal", "ban/iron")] == [1, 0]
    assert load_pack(write_pack(text)).rules["ban/coal"].exceptions == ()


def test_a_draft_changes_rules_without_a_day(write_pack: WritePack) -> None:
    draft = "instrument: draft-1\nchanges: [{repeal: [one]}]\n"
    (change,) = load_pack(write_pack(RULES, files={"b.yaml": draft})).changes
    assert (change.instrument.adopted, change.since) == (None, None)


TITLES = """
instrument: res-1
rules:
  - {id: one, obligation: Report, each: State as state, satisfied_when: state.un_member, due: none, note: As first written}
  - id: ban
    prohibition: Import {row.goods}
    each: Flow as flow
    violated_when: hs_in(flow.hs, row.hs)
    table: {columns: [id, goods, hs], rows: [[coal, coal, ["2701"]], [iron, iron ore, ["2601"]]]}
changes:
  - {amend: one, from: date("2018-01-01"), until: date("2020-01-01"), set: {severity: high, binding: hortatory}}
  - {amend: one, from: date("2019-01-01"), set: {obligation: Report each year, note: As amended}, paragraph: "9"}
  - {amend: "ban/*", from: date("2019-01-01"), set: {prohibition: "Import {row.goods}, or carry it"}}
"""


def test_an_amendment_replaces_title_binding_and_note(write_pack: WritePack) -> None:
    # The trap: each amendment replaces what it names alone; when an earlier one lapses, the later one does not keep its severity.
    law = Law([load_pack(write_pack(TITLES))])

    def on(rule: str, day: date) -> Norm:
        text = law.text_on(rule, day).rule
        assert text is not None
        return text.norm

    seen = {
        year: (norm.title, norm.note, norm.severity, norm.binding)
        for year in (2017, 2018, 2019, 2020)
        for norm in [on("one", date(year, 12, 30))]
    }
    assert seen == {
        2017: ("Report", "As first written", RuleSeverity.MEDIUM, Binding.MANDATORY),
        2018: ("Report", "As first written", RuleSeverity.HIGH, Binding.HORTATORY),
        2019: ("Report each year", "As amended", RuleSeverity.HIGH, Binding.HORTATORY),
        2020: ("Report each year", "As amended", RuleSeverity.MEDIUM, Binding.MANDATORY),
    }
    assert [on(f"ban/{row}", date(2019, 1, 1)).title for row in ("coal", "iron")] == [
        "Import coal, or carry it",
        "Import iron ore, or carry it",
    ]


def test_a_text_cites_the_rule_and_what_amended_it(write_pack: WritePack) -> None:
    law = Law([load_pack(write_pack(RULES, files={"b.yaml": CHANGES}))])

    def cited(rule: str, day: date) -> list[str]:
        text = law.text_on(rule, day)
        own = [] if text.rule is None else [text.rule.norm.citation]
        return [str(one) for one in (*own, *(change.citation for change in text.changes))]

    assert cited("one", date(2018, 12, 31)) == ["Resolution 1"]
    assert cited("one", date(2019, 1, 1)) == [
        "Resolution 1",
        "Resolution 2, paragraph 4",
    ]
    assert cited("two", date(2019, 1, 1)) == ["Resolution 2, paragraph 5"]
