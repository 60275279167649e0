"""Packs that are as they should be: the files of the design, and what becomes of each part of a rule file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from sanctions_engine.diagnostics import Code, RulesRejected
from sanctions_engine.language.nodes import Call, FieldOf, LetRef, Special, walk
from sanctions_engine.language.packs import check_pack, check_packs, load_pack, load_packs
from sanctions_engine.language.rules import Formula, Pack, Rule
from sanctions_engine.models.claims import NONE
from sanctions_engine.models.kinds import FactKind, FieldType
from sanctions_engine.models.norms import Binding, Burden, Modality, RuleSeverity
from sanctions_engine.models.numbers import NumberRange

DESIGN = Path(__file__).parents[2] / "cases" / "packs" / "good" / "design"
BASE = Path(__file__).parents[2] / "cases" / "packs" / "bad" / "base"

Write = Callable[..., Path]


@pytest.fixture(name="write")
def _write(tmp_path: Path) -> Write:
    """Return a function that writes a pack: a rule file, and further files by name; it returns the folder."""

    def write(text: str = "", folder: str = "", **files: str) -> Path:
        root = tmp_path / folder
        root.mkdir(parents=True, exist_ok=True)
        for file in BASE.iterdir():
            (root / file.name).write_bytes(file.read_bytes())
        if text:
            (root / "a.yaml").write_text(text, encoding="utf-8")
        for name, content in files.items():
            (root / name.replace("__", ".")).write_text(content, encoding="utf-8")
        return root

    return write


@pytest.fixture(name="design", scope="module")
def _design() -> Pack:
    return load_pack(DESIGN)


def _rule(text: str, write: Write, **files: str) -> Rule:
    """Return the only rule of a file that holds `text` under its `instrument`."""
    (rule,) = load_pack(write(f"instrument: res-1\nrules:\n{text}", **files)).rules.values()
    return rule


def _texts(rule: Rule) -> dict[str, str]:
    return {name: value.text for name in rule.__slots__ if isinstance(value := getattr(rule, name), Formula)}


# --- the files of the design ---


def test_the_files_of_the_design_load_as_they_stand(design: Pack) -> None:
    assert list(design.rules) == [
        "import-ban/coal",
        "import-ban/textiles",
        "unscr-2397-5",
        "unscr-2397-8",
        "unscr-2397-8-midterm",
    ]
    assert design.warnings == ()


def test_the_workers_rule_has_its_parts(design: Pack) -> None:
    rule = design.rules["unscr-2397-8"]
    assert rule.modality is Modality.OBLIGATION
    assert str(rule.norm.citation) == "Security Council resolution 2397 (2017), paragraph 8"
    assert (rule.norm.severity, rule.norm.binding, rule.norm.pack) == (
        RuleSeverity.HIGH,
        Binding.MANDATORY,
        "un/dprk",
    )
    assert (rule.each.kind.name, rule.each.variable) == ("State", "state")
    assert [name for name, _ in rule.let] == ["earning", "idle", "earned", "barred"]
    assert _texts(rule)["due"] == "instrument.adopted + months(24)"
    (clause,) = rule.exceptions
    assert (clause.id, clause.burden, clause.citation) == ("committee-approved", Burden.BEARER, rule.norm.citation)
    assert rule.place.line == 6


def test_a_reading_overrides_what_it_names_and_nothing_else(design: Pack) -> None:
    (reading,) = design.rules["unscr-2397-8"].readings
    assert (reading.id, reading.grounds) == ("earning-now", ("no longer workers", "permits expired"))
    assert list(reading.overrides) == ["satisfied_when"]
    assert reading.overrides["satisfied_when"].text == "earning <= shown(barred)"


def test_a_state_is_bound_itself_and_has_no_day_of_its_own(design: Pack) -> None:
    rule = design.rules["unscr-2397-8"]
    assert (rule.bearer, rule.bearer_is_all, rule.on) == (None, False, None)


def test_the_rows_of_a_table_are_rules_that_share_their_formulas(design: Pack) -> None:
    coal, textiles = design.rules["import-ban/coal"], design.rules["import-ban/textiles"]
    assert coal.norm.title == "Procure coal from the DPRK"
    assert (coal.instrument.adopted, textiles.instrument.adopted) == (date(2017, 8, 5), date(2017, 9, 11))
    assert str(textiles.norm.citation) == "Security Council resolution 2375 (2017), paragraph 16"
    assert textiles.row == {
        "id": "textiles", "goods": "textiles", "hs": ("50", "51", "..."), "cite": "unscr-2375 16", "wind_down": 90,
    }  # fmt: skip
    assert coal.row["wind_down"] is NONE
    assert coal.violated_when is textiles.violated_when
    assert coal.bearer is textiles.bearer is not None
    assert (coal.place.line, textiles.place.line) == (13, 14)


def test_an_empty_cell_disables_the_exception_that_needs_it(design: Pack) -> None:
    assert design.rules["import-ban/coal"].exceptions == ()
    (clause,) = design.rules["import-ban/textiles"].exceptions
    assert clause.citation.instrument == "unscr-2375"  # what the row cites, not what the file does


def test_the_cap_has_dated_cited_parameters(design: Pack) -> None:
    rule = design.rules["unscr-2397-5"]
    (cap,) = rule.parameters["cap"].values
    assert (cap.value, cap.since, cap.until) == (NumberRange.of(500000), date(2018, 1, 1), None)
    assert cap.citation is not None
    assert cap.citation.paragraph == "5"
    (factor,) = rule.parameters["barrels_per_tonne"].values
    assert factor.value == NumberRange(Fraction(79, 10), Fraction(83, 10))
    assert (factor.citation, factor.source) == (None, "conversion used by the Committee")
    assert rule.bearer_is_all
    assert [name for name, _ in rule.group_by or ()] == ["year"]


def test_a_formula_with_a_comma_may_stand_between_braces(design: Pack) -> None:
    # YAML alone ends the text `presume(supply.barrels` at its comma.
    ((name, formula),) = design.rules["unscr-2397-5"].let
    assert (name, formula.text) == ("barrels", "presume(supply.barrels, supply.tonnes * parameter.barrels_per_tonne)")
    assert (formula.place.line, formula.place.column) == (15, 20)


def test_the_facts_of_the_design_have_their_types(design: Pack) -> None:
    share = design.kinds["Ownership"].fields["share"]
    assert (share.kind.value, share.optional, share.bounds) == ("decimal", False, NumberRange(0, 1))
    seats = design.kinds["TransportCapacity"].fields["seats_per_trip"]
    assert (seats.kind.value, seats.optional, seats.bounds) == ("int", True, NumberRange(0, None))


# --- parts of rules ---


def test_a_record_decides_the_day_of_its_law_by_its_date(write: Write) -> None:
    rule = _rule(
        '  - {id: ban, prohibition: Ban, each: Flow as flow, violated_when: flow.exporter == "PRK"}\n', write
    )
    assert rule.on is not None
    assert rule.on.text == "flow.date"
    assert rule.on.node == FieldOf(type=rule.on.node.type, variable="flow", kind="Flow", name="date")


def test_promptly_is_no_formula(write: Write) -> None:
    rule = _rule("  - {id: a, obligation: A, each: State as s, satisfied_when: s.un_member, due: promptly}\n", write)
    assert (rule.due, rule.promptly) == (None, True)


def test_a_rule_can_begin_and_end_on_days_of_its_own(write: Write) -> None:
    rule = _rule(
        """
  - id: a
    obligation: A
    each: State as s
    satisfied_when: s.un_member
    in_force: {from: instrument.adopted + days(30), until: date("2020-01-01")}
""",
        write,
    )
    assert rule.since is not None
    assert rule.until is not None
    assert (rule.since.text, rule.until.text) == ("instrument.adopted + days(30)", 'date("2020-01-01")')


def test_a_recurring_duty_reads_its_period(write: Write) -> None:
    rule = _rule(
        """
  - id: monthly
    obligation: Report each month
    each: State as state
    every: {period: months(1), from: date("2018-01-01"), until: date("2024-01-01")}
    satisfied_when: any(r for r in Report if r.state == state.code and r.submitted >= period.start)
    due: period.end + days(30)
""",
        write,
    )
    assert rule.every is not None
    assert (rule.every.period.text, rule.every.since.text) == ("months(1)", 'date("2018-01-01")')
    assert rule.due is not None
    assert [node.name for node in walk(rule.due.node) if isinstance(node, Special)] == ["period.end"]


def test_levels_of_a_group_are_told_apart(write: Write) -> None:
    rule = _rule(
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
        write,
    )
    assert [name for name, _ in rule.let] == ["amount", "heavy", "whole", "limit", "over"]
    assert rule.bearer is not None
    assert rule.shows[0][0] == "over"


def test_an_empty_group_by_is_one_group(write: Write) -> None:
    rule = _rule(
        "  - {id: cap, prohibition: Cap, each: Flow as flow, group_by: {}, violated_when: members() > 5}\n", write
    )
    assert rule.group_by == ()


def test_a_reading_that_replaces_a_let_takes_along_what_reads_it(write: Write) -> None:
    rule = _rule(
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
        write,
    )
    (reading,) = rule.readings
    assert list(reading.overrides) == ["let"]  # the types stay, so nothing else is another formula
    assert [name for name, _ in reading.overrides["let"]] == ["helper", "first", "other", "more"]


def test_a_reading_that_gives_a_let_another_type_retypes_its_readers(write: Write) -> None:
    rule = _rule(
        """
  - id: ban
    prohibition: Ban
    each: Flow as flow
    let: {amount: flow.tonnes}
    violated_when: flow.exporter == "PRK" and amount > 5
    shows: {amount: amount}
    readings: [{id: fixed, let: {amount: 3}}]
""",
        write,
    )
    (reading,) = rule.readings
    assert set(reading.overrides) == {"let", "shows", "violated_when"}
    (base_let,) = [node for node in walk(rule.shows[0][1].node) if isinstance(node, LetRef)]
    (read_let,) = [node for node in walk(reading.overrides["shows"][0][1].node) if isinstance(node, LetRef)]
    assert (base_let.type.optional, read_let.type.optional) == (True, False)


def test_values_of_a_parameter_follow_each_other(write: Write) -> None:
    rule = _rule(
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
        write,
    )
    days = [(one.since, one.until) for one in rule.parameters["cap"].values]
    assert days == [
        (date(2018, 1, 1), date(2020, 1, 1)),
        (date(2020, 1, 1), date(2022, 1, 1)),
        (date(2022, 1, 1), date(2023, 1, 1)),
        (date(2024, 1, 1), None),
    ]
    assert rule.parameters["known_as"].values[0].value == "2018-01-01"  # in quotes it is text


def test_citations_can_be_set_by_rule_and_marked_unverified(write: Write) -> None:
    pack = load_pack(
        write(
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


def test_exceptions_cite_their_own_paragraph_where_they_have_one(write: Write) -> None:
    rule = _rule(
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
        write,
    )
    cited = [(one.citation.instrument, one.citation.paragraph) for one in rule.exceptions]
    assert cited == [("res-1", ""), ("res-1", "9"), ("res-2", "7")]
    assert rule.exceptions[2].burden is Burden.AUTHORITY


def test_patterns_become_ids(write: Write) -> None:
    pack = load_pack(
        write(
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


# --- tables in CSV ---


def test_a_table_can_stand_in_a_csv_file(write: Write) -> None:
    table = "\ufeffid,goods,hs,cite,wind_down,verified\r\ncoal,coal,2701; 2704,res-1 8,,true\r\n"
    table += '"fish","fish, live",0301 0302,res-2 9,30,false\r\n'
    path = write(
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
        goods__csv=table,
    )
    coal, fish = load_pack(path).rules.values()
    assert (coal.row["hs"], fish.row["hs"]) == (("2701", "2704"), ("0301", "0302"))
    assert (fish.norm.title, fish.row["wind_down"], coal.row["wind_down"]) == ("Procure fish, live", 30, NONE)
    assert (fish.place.file, fish.place.line) == (f"{path}/goods.csv", 3)
    assert not fish.norm.citation.verified
    assert (len(coal.exceptions), len(fish.exceptions)) == (0, 1)
    assert f"{path}/goods.csv" in load_pack(path).sources


def test_a_code_with_a_leading_zero_stays_text(write: Write) -> None:
    rule = _rule(
        """
  - id: ban
    prohibition: Ban
    each: Flow as flow
    violated_when: flow.hs.startswith(row.code) and flow.date > row.since and flow.tonnes > row.limit
    table: {csv: a.csv}
""",
        write,
        a__csv="id,code,since,limit\nfish,0301,2018-01-01,7.5\n",
    )
    assert rule.row == {"id": "fish", "code": "0301", "since": date(2018, 1, 1), "limit": Fraction(15, 2)}


def test_a_column_of_states_accepts_their_names(write: Write) -> None:
    rule = _rule(
        """
  - id: ban
    prohibition: Ban
    each: Flow as flow
    violated_when: flow.exporter == row.country
    table: {columns: [id, country], types: {country: state}, rows: [[a, Russia]]}
""",
        write,
    )
    assert rule.row["country"] == "RUS"


# --- changes ---


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
  - {id: two, obligation: Two, each: State as state, satisfied_when: state.un_member}
  - {id: three, obligation: Three, each: State as state, satisfied_when: state.un_member}
"""


def test_changes_name_their_rules_and_what_they_replace(write: Write) -> None:
    pack = load_pack(write(RULES, b__yaml=CHANGES))
    amend, suspend = pack.changes
    assert (amend.action, amend.targets, amend.title) == ("amend", ("one",), "Reporting later")
    assert amend.since is not None
    assert amend.until is not None
    fields = amend.overrides["one"]
    assert set(fields) == {"due", "promptly", "norm", "exceptions"}
    assert (fields["due"], fields["promptly"], fields["norm"].severity) == (None, True, RuleSeverity.HIGH)
    assert str(fields["exceptions"][0].citation) == "Resolution 2, paragraph 4"  # the amendment brought it in
    assert (suspend.action, suspend.targets, suspend.citation.paragraph) == ("suspend", ("two", "three"), "5")
    assert pack.rules["one"].norm.severity is RuleSeverity.MEDIUM


def test_a_lapsed_amendment_is_no_ground_for_a_later_one(write: Write) -> None:
    # What held in between is gone: the later amendment repeats it and so changes something.
    text = RULES + """
changes:
  - {amend: two, from: date("2018-01-01"), until: date("2019-01-01"), set: {satisfied_when: state.code == "FRA"}}
  - {amend: two, from: date("2020-01-01"), set: {satisfied_when: state.code == "FRA"}}
"""
    assert load_pack(write(text)).warnings == ()


def test_an_amendment_of_a_table_respects_the_empty_cells_of_each_row(write: Write) -> None:
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
    (change,) = load_pack(write(text)).changes
    assert [len(change.overrides[rule]["exceptions"]) for rule in ("ban/coal", "ban/iron")] == [1, 0]
    assert load_pack(write(text)).rules["ban/coal"].exceptions == ()


def test_a_draft_changes_rules_without_a_day(write: Write) -> None:
    draft = "instrument: draft-1\nchanges: [{repeal: [one]}]\n"
    (change,) = load_pack(write(RULES, b__yaml=draft)).changes
    assert (change.instrument.adopted, change.since) == (None, None)


# --- packs as a whole ---


def test_all_problems_of_all_files_are_told_at_once(write: Write) -> None:
    path = write("instrument: res-1\nrulez: []\n", b__yaml="instrument: res-11\n", c__yaml="")
    with pytest.raises(RulesRejected) as caught:
        load_pack(path)
    assert [problem.code for problem in caught.value.problems] == [Code.SE101, Code.SE113, Code.SE004]


def test_warnings_come_with_the_pack(write: Write) -> None:
    text = RULES + 'changes: [{amend: one, from: date("2019-01-01"), set: {severity: medium}}]\n'
    (warning,) = load_pack(write(text)).warnings
    assert warning.code is Code.SE302


def test_the_digest_is_over_names_and_bytes(write: Write) -> None:
    path = write(RULES)
    first = load_pack(path)
    names = ("a.yaml", "facts.yaml", "instruments.yaml", "pack.yaml")
    total = hashlib.sha256()
    for name in names:
        content = (path / name).read_bytes()
        total.update(f"{name}\0{len(content)}\0".encode() + content)
    assert first.digest == total.hexdigest()
    (path / "a.cases.yaml").write_text("- case: nothing", encoding="utf-8")
    assert load_pack(path).digest == first.digest  # cases are no law
    (path / "a.yaml").rename(path / "b.yaml")
    assert load_pack(path).digest != first.digest
    assert first.rules["one"].pack == first.ref


def test_kinds_can_be_written_in_python(write: Write) -> None:
    fields = {"id": FieldType(kind="text"), "seen": FieldType(kind="date")}
    kind = FactKind(name="Sighting", nature="event", dated="seen", identity=("id",), fields=fields)
    text = 'instrument: res-1\nrules: [{id: a, prohibition: A, each: Sighting as s, violated_when: s.id == "x"}]\n'
    pack = load_pack(write(text), kinds=[kind])
    assert pack.kinds["Sighting"] is kind
    _, problems, _ = check_pack(write(text))
    assert [problem.code for problem in problems] == [Code.SE206]


def test_a_kind_of_python_cannot_contradict_the_files(write: Write) -> None:
    fields = {"date": FieldType(kind="date")}
    kind = FactKind(name="Flow", nature="event", dated="date", identity=("date",), fields=fields)
    _, problems, _ = check_pack(write(RULES), kinds=[kind])
    assert [problem.code for problem in problems] == [Code.SE114]


OTHER = """
name: test/other
version: "2.0"
title: A pack that builds on another
requires: [test/pack]
"""


def test_a_pack_uses_kinds_instruments_and_rules_of_those_it_requires(write: Write) -> None:
    write(RULES, folder="rules/test/pack")
    other = write(
        """
instrument: res-2
rules:
  - {id: more, obligation: More, each: State as s, satisfied_when: 'as_of > due_of("one")'}
  - {id: aid, exemption: Aid, each: State as s, when: s.code == "FRA", covers: [one]}
changes:
  - {amend: two, set: {severity: low}}
""",
        folder="rules/test/other",
        pack__yaml=OTHER,
    )
    for name in ("instruments.yaml", "facts.yaml"):
        (other / name).unlink()
    first, second = load_packs([other])
    assert (first.name, second.name, second.requires) == ("test/pack", "test/other", ("test/pack",))
    assert list(second.rules) == ["more", "aid"]
    assert list(second.kinds) == ["Flow", "Report"]
    assert second.rules["aid"].covers == ("one",)
    assert second.changes[0].targets == ("two",)
    assert first.changes == ()


def test_packs_of_a_folder_load_together(write: Write) -> None:
    write(RULES, folder="rules/test/pack")
    write("", folder="rules/test/other", pack__yaml=OTHER)
    packs = load_packs([write("", folder="rules/test/pack").parents[1]])
    assert [pack.name for pack in packs] == ["test/pack", "test/other"]


def test_packs_that_require_each_other_are_told_with_the_way(write: Write) -> None:
    pack = 'name: test/pack\nversion: "1"\ntitle: One\nrequires: [test/other]\n'
    path = write("", folder="rules/test/pack", pack__yaml=pack)
    write("", folder="rules/test/other", pack__yaml=OTHER)
    _, problems, _ = check_pack(path)
    (problem,) = problems
    assert problem.code is Code.SE111
    assert problem.message == "packs require each other: `test/pack` -> `test/other` -> `test/pack`"


def test_one_id_in_two_packs_is_ambiguous(write: Write) -> None:
    one = write(RULES, folder="one")
    two = write(RULES, folder="two", pack__yaml='name: test/two\nversion: "1"\ntitle: Two\n')
    _, problems, _ = check_packs([one, two])
    assert [problem.code for problem in problems] == [Code.SE104] * 3


def test_an_unknown_name_of_a_pack_is_told_with_what_there_is() -> None:
    with pytest.raises(RulesRejected) as caught:
        load_pack("un/dprkk")
    (problem,) = caught.value.problems
    assert problem.code is Code.SE111


def test_a_link_out_of_the_pack_is_not_followed(write: Write, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("instrument: res-1\n", encoding="utf-8")
    path = write(RULES, folder="pack")
    (path / "b.yaml").symlink_to(secret)
    _, problems, sources = check_pack(path)
    assert [problem.code for problem in problems] == [Code.SE010]
    assert not any(name.endswith("b.yaml") for name in sources)


def test_equal_formulas_are_read_once(write: Write) -> None:
    pack = load_pack(write(RULES))
    two, three = pack.rules["two"], pack.rules["three"]
    assert two.satisfied_when is not None
    assert three.satisfied_when is not None
    assert two.satisfied_when.node is three.satisfied_when.node
    assert two.satisfied_when.place.line != three.satisfied_when.place.line


def test_a_big_table_shares_what_its_rows_have_in_common(write: Write) -> None:
    rows = "".join(f"r{number},{number % 97 + 1:02}{number % 89:02},{'' if number % 2 else 30}\n" for number in range(2560))
    path = write(
        """
instrument: res-1
rules:
  - id: ban
    prohibition: Procure {row.id}
    each: Flow as flow
    table: {csv: a.csv}
    violated_when: hs_in(flow.hs, row.hs)
    exceptions: [{id: wind-down, when: flow.date <= instrument.adopted + days(row.wind_down)}]
changes:
  - {amend: "ban/*", from: date("2020-01-01"), set: {severity: high}}
""",
        a__csv=f"id,hs,wind_down\n{rows}",
    )
    pack = load_pack(path)
    assert len(pack.rules) == 2560
    assert len({id(rule.violated_when) for rule in pack.rules.values()}) == 1
    assert len({id(rule.exceptions) for rule in pack.rules.values()}) == 2
    assert any(isinstance(node, Call) for node in walk(pack.rules["ban/r0"].exceptions[0].when.node))
