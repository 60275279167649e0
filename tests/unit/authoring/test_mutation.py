"""Mutation: which slips are made, that each changes the law as it says, and that cases notice those that they look at."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sanctions_engine.authoring.mutants import Mutant, mutants_of, mutants_of_changes
from sanctions_engine.authoring.mutation import MutationReport, mutate
from sanctions_engine.authoring.parts import units_of
from sanctions_engine.findings.case_collecting import CaseCollector
from sanctions_engine.findings.case_files import collect_cases
from sanctions_engine.language.packs import load_pack
from sanctions_engine.reports.lines import plain
from sanctions_engine.reports.mutation import mutation_json, mutation_lines
from sanctions_engine.semantics.law import Law

RULES = """
- id: file
  obligation: File
  each: State as state
  applies_when: state.code != "PRK"
  let:
    enough: {value: 5}
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == "file" and r.pages >= 5)
  due: instrument.adopted + months(12)
  exceptions:
    - {id: permit, when: any(p for p in Permit if p.id == state.code.upper())}
""".replace("  let:\n    enough: {value: 5}\n", "")
CASES = """
- case: five pages on the last day
  as_of: 2019-06-30
  coverage: [{fact: Report}, {fact: Permit}]
  facts:
    Report:
      - {state: FRA, about: file, filed: 2019-01-01, pages: 5}
      - {state: BEL, about: file, filed: 2019-01-02, pages: 5}
      - {state: LUX, about: file, filed: 2019-01-01, pages: 4}
      - {state: NLD, about: other, filed: 2019-01-01, pages: 5}
      - {state: DEU, about: other, filed: 2019-01-01, pages: 5}
    Permit: [{id: DEU, state: DEU, covers: file, granted: 2018-02-01}]
  expect:
    - {rule: file, subject: FRA, verdict: fulfilled}
    - {rule: file, subject: FRA, as_of: 2019-01-01, verdict: fulfilled}
    - {rule: file, subject: BEL, verdict: fulfilled_late}
    - {rule: file, subject: LUX, verdict: violated}
    - {rule: file, subject: NLD, verdict: violated}
    - {rule: file, subject: DEU, verdict: exempt}
    - {rule: file, subject: PRK, verdict: not_applicable}
- case: a permit that nobody knows of
  as_of: 2019-06-30
  coverage: [{fact: Report}]
  expect: [{rule: file, subject: FRA, verdict: violated}]
"""
Mutated = Callable[..., MutationReport]


@pytest.fixture
def mutated(make_pack: Callable[..., Path]) -> Mutated:
    """Return a function that mutates a pack and holds its cases against the mutants."""

    def run(rules: str = RULES, cases: str = CASES, only: tuple[str, ...] = (), **files: str) -> MutationReport:
        found = list(collect_cases([make_pack(rules, cases, **files)], CaseCollector()))
        return mutate(found, rules=only)

    return run


def slips(report: MutationReport, *, survived: bool) -> set[tuple[str, str, str, str]]:
    return {
        (one.mutant.slip, one.mutant.role, one.mutant.before, one.mutant.after)
        for one in report.tried
        if one.survived is survived
    }


def test_cases_that_look_at_every_edge_notice_every_slip(mutated: Mutated) -> None:
    report = mutated()
    assert slips(report, survived=True) == set()
    noticed = slips(report, survived=False)
    for expected in (
        ("comparison", "satisfied_when", "r.pages >= 5", "r.pages > 5"),
        ("number", "satisfied_when", "5", "6"),
        ("number", "satisfied_when", "5", "4"),
        ("number", "due", "12", "13"),
        ("word", "satisfied_when", '"file"', '"filx"'),
        ("word", "applies_when", '"PRK"', '"KOR"'),
        ("condition", "applies_when", 'state.code != "PRK"', ""),
        ("exception", "exception permit", "exception permit", ""),
        ("burden", "exception permit", "bearer", "authority"),
        ("sign", "due", "instrument.adopted + months(12)", "instrument.adopted - months(12)"),
    ):
        assert expected in noticed
    days = [after for slip, role, _, after in noticed if (slip, role) == ("day", "due")]
    assert sorted(days) == ["instrument.adopted + months(12) + days(1)", "instrument.adopted + months(12) - days(1)"]
    filters = [before for slip, _, before, _ in noticed if slip in ("and/or", "forgotten condition")]
    assert (
        len(filters) == 6
    )  # two joints and three conditions of the filter; the only condition of the exception's filter
    assert report.score == 100


@pytest.mark.parametrize(
    "without, survivor",
    [
        ("    - {rule: file, subject: BEL, verdict: fulfilled_late}\n", "instrument.adopted + months(12) + days(1)"),
        ("    - {rule: file, subject: LUX, verdict: violated}\n", "4"),
        ("    - {rule: file, subject: PRK, verdict: not_applicable}\n", '"KOR"'),
    ],
)
def test_an_edge_that_no_case_looks_at_lets_a_slip_survive(
    mutated: Mutated, without: str, survivor: str | None
) -> None:
    assert without in CASES
    survivors = {after for _, _, _, after in slips(mutated(cases=CASES.replace(without, "")), survived=True)}
    assert survivor in survivors


TABLE = """
- id: stock
  prohibition: Hold {row.item}
  each: Stock as k
  on: k.at
  parameters:
    most: [{value: 10, until: 2019-01-01, cite: pact 5}, {value: 7.5, from: 2019-01-01, cite: pact 6}]
  table:
    columns: [id, item, goods]
    rows:
      - [coal, Coal, [coal, peat]]
      - [iron, Iron, [iron]]
  violated_when: k.item in row.goods and k.amount > parameter.most
  readings:
    - {id: strict, violated_when: k.item in row.goods}
- id: relief
  exemption: Relief
  each: Stock as k
  covers: [stock]
  when: k.guarded
"""
CHANGES = """
instrument: protocol
changes:
  - repeal: [stock/iron]
    from: instrument.adopted + months(1)
"""


def all_mutants(folder: Path) -> list[Mutant]:
    pack = load_pack(folder)
    kinds = Law([pack]).kinds
    found = [one for unit in units_of([pack]).values() for one in mutants_of(pack, unit, kinds)]
    return [*found, *mutants_of_changes(pack, kinds)]


def test_slips_in_tables_parameters_exemptions_and_changes(make_pack: Callable[..., Path]) -> None:
    told = [
        (one.slip, one.role, one.before, one.after)
        for one in all_mutants(make_pack(TABLE, "[]", changes__yaml=CHANGES))
        if one.node is None
    ]
    assert told == [
        ("reading", "reading strict", "reading strict", ""),
        ("parameter", "parameter most", "10", "11"),
        ("parameter", "parameter most", "10", "9"),
        ("day", "parameter most", "until 2019-01-01", "until 2019-01-02"),
        ("day", "parameter most", "until 2019-01-01", "until 2018-12-31"),
        ("parameter", "parameter most", "7.5", "7.6"),
        ("parameter", "parameter most", "7.5", "7.4"),
        ("day", "parameter most", "since 2019-01-01", "since 2019-01-02"),
        ("day", "parameter most", "since 2019-01-01", "since 2018-12-31"),
        ("row", "row", "row stock/coal", ""),
        ("cell", "cell", 'goods ("coal", "peat")', 'goods ("peat",)'),
        ("cell", "cell", 'goods ("coal", "peat")', 'goods ("coal",)'),
        ("row", "row", "row stock/iron", ""),
        ("exemption", "exemption", "exemption relief", ""),
        ("burden", "burden", "bearer", "authority"),
        ("amendment", "repeal by protocol", "repeal by protocol", ""),
        (
            "day",
            "repeal by protocol: since",
            "instrument.adopted + months(1)",
            "instrument.adopted + months(1) + days(1)",
        ),
        (
            "day",
            "repeal by protocol: since",
            "instrument.adopted + months(1)",
            "instrument.adopted + months(1) - days(1)",
        ),
    ]


def test_every_mutant_changes_the_pack_and_leaves_the_one_it_came_from(make_pack: Callable[..., Path]) -> None:
    folder = make_pack(TABLE + RULES, "[]", changes__yaml=CHANGES)
    pack = load_pack(folder)
    kinds = Law([pack]).kinds
    before = dict(pack.rules), pack.changes
    mutants = [one for unit in units_of([pack]).values() for one in mutants_of(pack, unit, kinds)]
    assert len(mutants) > 40
    for one in mutants:
        made = one.make()
        assert made.rules != pack.rules, one.name
    assert (pack.rules, pack.changes) == before


def test_a_formula_of_a_table_slips_in_all_rows_and_a_cell_in_one(make_pack: Callable[..., Path]) -> None:
    mutants = all_mutants(make_pack(TABLE, "[]"))
    shared = next(one for one in mutants if one.after == "k.amount >= parameter.most").make()
    formulas = {rule.violated_when for id, rule in shared.rules.items() if id.startswith("stock/")}
    assert {str(one and one.node) for one in formulas} == {str(next(iter(formulas)) and next(iter(formulas)).node)}  # type: ignore[union-attr]
    cell = next(one for one in mutants if one.slip == "cell").make()
    assert [cell.rules[f"stock/{row}"].row["goods"] for row in ("coal", "iron")] == [("peat",), ("iron",)]


def test_what_a_filter_looks_up_is_told_anew(make_pack: Callable[..., Path]) -> None:
    # The index reads one series where a filter fixes its fields: a slip in the filter has to reach the others.
    mutants = all_mutants(make_pack(RULES, "[]"))
    lost = next(one for one in mutants if one.after == 'r.about == "file" and r.pages >= 5')
    node = lost.make().rules["file"].satisfied_when
    assert node is not None
    assert [name for name, _ in node.node.pins] == ["about"]  # type: ignore[attr-defined]


def test_what_does_not_hold_without_a_slip_is_left_aside(mutated: Mutated) -> None:
    wrong = CASES.replace("subject: LUX, verdict: violated", "subject: LUX, verdict: pending")
    assert "4" in [one.mutant.after for one in mutated(cases=wrong).survivors]


def test_only_rules_that_are_asked_for_are_changed(mutated: Mutated) -> None:
    report = mutated(TABLE + RULES, CASES, only=("relief",), changes__yaml=CHANGES)
    assert {one.mutant.unit for one in report.tried} == {"relief"}
    assert {one.asked for one in report.tried} == {0}


def test_the_reports(mutated: Mutated) -> None:
    report = mutated(cases=CASES.replace("    - {rule: file, subject: PRK, verdict: not_applicable}\n", ""))
    text = plain(mutation_lines(report, width=1000))
    assert text.startswith("file: ")
    assert "\n  survived: condition in applies_when, " in text
    assert '\n      state.code != "PRK" -> nothing\n' in text
    assert text.endswith(f"{len(report.survivors)} survived, score {int(report.score * 10) / 10:.1f} per cent\n")
    verbose = plain(mutation_lines(report, verbose=True, width=1000))
    assert "\n  noticed: exception in exception permit, " in verbose
    assert "\n      by: five pages on the last day (" in verbose
    data = json.loads(mutation_json(report))
    assert (data["mutants"], data["survived"]) == (len(report.tried), len(report.survivors))
    assert {one["noticed_by"] is None for one in data["tried"]} == {True, False}
