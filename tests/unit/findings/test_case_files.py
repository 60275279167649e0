"""Running cases: one that fails shows what mismatches, one that cannot be read is told, and nothing passes for want of a check."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sanctions_engine import BadQuestion, RulesRejected, run_cases
from sanctions_engine.findings.case_files import CaseReport

RULES = """
- id: file
  obligation: File
  each: State as state
  satisfied_when: any(r for r in Report if r.state == state.code and r.about == "file")
  due: instrument.adopted + months(12)
  exceptions:
    - {id: permit, grounds: [poverty], when: any(p for p in Permit if p.covers == "file")}
  readings:
    - {id: mild, due: 'date("2020-01-01")'}
- id: sign
  indicator: A sign
  each: Stock as k
  raised_when: k.amount > 10
  shows: {twice: k.amount * 2}
"""
CASE = """
  - case: {title}
    as_of: 2019-06-30
    coverage: [{{fact: Report}}]
    facts:
      Report: [{{state: BEL, about: file, filed: 2018-05-01}}]
      Stock: [{{state: FRA, item: coal, amount: 20, at: 2018-05-01}}]
    pleas: [{{by: FRA, rule: file, ground: Poverty}}]
    expect: {expect}
"""


def case(expect: str, title: str = "a case", more: str = "") -> str:
    return CASE.format(title=title, expect=expect) + more


@pytest.fixture(name="run")
def _run(study: Any, tmp_path: Path) -> Any:
    """Return a function that writes a case file beside the rules, and runs it."""

    def run(cases: str, law: str = RULES, **asked: Any) -> CaseReport:
        made = study(law)
        file = Path(made.pack.path) / "a.cases.yaml"
        file.write_text(f"cases:{cases}", encoding="utf-8")
        return run_cases([file], **asked)

    return run


HOLDS = "[{rule: file, subject: BEL, verdict: fulfilled}, {rule: file, subject: FRA, verdict: violated}]"


def test_cases_that_hold(run: Any) -> None:
    report = run(case(HOLDS, "one") + case(HOLDS, "two"))
    assert (report.passed, len(report.results), report.expectations, report.failed) == (True, 2, 4, [])
    assert [one.title for one in report.results] == ["one", "two"]


MISMATCHES = [
    ("{rule: file, subject: FRA, verdict: fulfilled}", "verdict", "fulfilled", "violated"),
    ("{rule: file, subject: FRA, verdict: violated, due: 2019-01-02}", "due", "2019-01-02", "2019-01-01"),
    ("{rule: file, subject: FRA, verdict: violated, bearer: BEL}", "bearer", "BEL", "FRA"),
    ("{rule: sign, subject: FRA/coal, verdict: raised, bearer: FRA}", "bearer", "FRA", "none"),
    ("{rule: file, subject: FRA, verdict: violated, contested: false}", "contested", "false", "true"),
    ("{rule: file, subject: FRA, verdict: violated, worst: pending}", "worst", "pending", "violated"),
    ("{rule: file, subject: FRA, verdict: violated, exception: permit}", "exception", "permit", "none"),
    ("{rule: file, subject: FRA, verdict: violated, possible: [exempt]}", "possible", "exempt", "none"),
    ("{rule: file, subject: FRA, verdict: violated, why: [absent]}", "why", "absent", "none"),
    ("{rule: file, subject: BEL, verdict: fulfilled, rests_on: [USA]}", "rests_on", "USA", "case"),
    ("{rule: file, subject: FRA, verdict: violated, verdicts: {mild: violated}}", "verdicts.mild", "violated", "pending"),
    ("{rule: file, subject: FRA, verdict: violated, verdicts: {USA: violated}}", "verdicts.USA", "violated", "none"),
    ("{rule: file, subject: FRA, verdict: violated, pleas: {Poverty: null}}", "pleas.Poverty", "none", "permit"),
    ("{rule: file, subject: FRA, verdict: violated, pleas: {Wealth: null}}", "pleas.Wealth", "none", "no such plea"),
    ('{rule: sign, subject: FRA/coal, verdict: raised, shows: {twice: "41"}}', "shows.twice", "41", "40"),
    ('{rule: sign, subject: FRA/coal, verdict: raised, shows: {thrice: "41"}}', "shows.thrice", "41", "none"),
    ("{rule: sign, subject: FRA/wood, verdict: raised}", "verdict", "raised", "no such subject (there is `FRA/coal`)"),
]  # fmt: skip


@pytest.mark.parametrize("expect, key, expected, found", MISMATCHES, ids=[f"{one[1]}-{one[2]}" for one in MISMATCHES])
def test_a_case_that_fails_shows_what_mismatches(run: Any, expect: str, key: str, expected: str, found: str) -> None:
    report = run(case(f"[{expect}]"))
    assert report.passed is False
    (mismatch,) = report.failed[0].mismatches
    assert (mismatch.key, mismatch.expected, mismatch.found) == (key, expected, found)
    assert mismatch.expectation.place is not None
    assert mismatch.expectation.place.line == 9
    assert (mismatch.finding is None) is found.startswith("no such subject")


def test_every_mismatch_of_a_case_is_shown(run: Any) -> None:
    report = run(
        case(
            "[{rule: file, subject: FRA, verdict: pending, due: 2020-01-01}, {rule: file, subject: BEL, verdict: exempt}]"
        )
    )
    assert [(one.expectation.subject, one.key) for one in report.failed[0].mismatches] == [
        ("FRA", "verdict"), ("FRA", "due"), ("BEL", "verdict"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "judged, found",
    [
        ("{file: [BEL, FRA]}", None),
        ("{file: [FRA]}", ("judged.file", "FRA", "BEL, FRA")),
        ("{file: [BEL, FRA, LUX]}", ("judged.file", "BEL, FRA, LUX", "BEL, FRA")),
        ("{sign: [FRA/coal]}", None),
        ("{sign: []}", ("judged.sign", "none", "FRA/coal")),  # a rule of which nothing else is expected
    ],
)
def test_the_subjects_that_a_rule_is_judged_for(run: Any, judged: str, found: tuple[str, ...] | None) -> None:
    report = run(case(HOLDS, more=f"    judged: {judged}\n"))
    mismatches = [each for one in report.results for each in one.mismatches]
    assert [(one.key, one.expected, one.found) for one in mismatches] == ([found] if found else [])


def test_a_subject_goes_by_any_of_its_names(run: Any) -> None:
    assert run(case("[{rule: file, subject: France, verdict: violated}]")).passed


VACUOUS = [
    (" []", "SE001", "no case in `"),
    (case("[]"), "SE102", "case `a case` expects nothing"),
]


@pytest.mark.parametrize("cases, code, told", VACUOUS)
def test_nothing_passes_for_want_of_a_check(run: Any, cases: str, code: str, told: str) -> None:
    report = run(cases)
    assert report.passed is False
    assert [problem.code.name for problem in report.problems] == [code]
    assert told in report.problems.errors[0].message


def test_an_empty_case_file_among_others_does_not_pass(study: Any) -> None:
    folder = Path(study(RULES).pack.path)
    (folder / "a.cases.yaml").write_text(f"cases:{case(HOLDS)}", "utf-8")
    (folder / "b.cases.yaml").write_text("cases: []", "utf-8")
    report = run_cases([folder])
    assert (report.passed, len(report.results)) == (False, 1)
    assert [one.message for one in report.problems] == [f"no case in `{folder / 'b.cases.yaml'}`"]


@pytest.mark.parametrize(
    "match, help", [("another*", "put a `*` where any text may stand"), ("a cas", "did you mean `a case`?")]
)
def test_a_pattern_that_no_case_matches_is_refused(run: Any, match: str, help: str) -> None:
    # A slip in the pattern would let everything pass.
    with pytest.raises(BadQuestion) as caught:
        run(case(HOLDS), match=match)
    (problem,) = caught.value.problems
    assert (problem.code.name, problem.message, problem.help) == ("SE507", f"no case matches `{match}`, of 1", help)


def test_a_folder_without_a_case_does_not_pass(study: Any, tmp_path: Path) -> None:
    made = study(RULES)
    for path in (Path(made.pack.path), tmp_path / "no-such-folder"):
        report = run_cases([path])
        assert (report.passed, [problem.code.name for problem in report.problems]) == (False, ["SE001"])


def test_a_dossier_that_expects_nothing_does_not_pass_on_its_own(study: Any, tmp_path: Path) -> None:
    made = study(RULES)
    dossier = tmp_path / "one.yaml"
    dossier.write_text("dossier: nothing is expected\n", encoding="utf-8")
    assert run_cases([dossier], packs=[made.pack.path]).passed is False
    # Beside others it is no fault: not every dossier is a case.
    dossier.with_name("two.yaml").write_text(
        "dossier: a case\nexpect: [{rule: file, subject: FRA, as_of: 2019-06-30, verdict: undetermined}]\n", "utf-8"
    )
    report = run_cases([tmp_path], packs=[made.pack.path])
    assert (report.passed, len(report.results)) == (True, 1)


def test_an_expectation_without_a_day_is_told(study: Any, tmp_path: Path) -> None:
    made = study(RULES)
    dossier = tmp_path / "one.yaml"
    dossier.write_text("dossier: a case\nexpect: [{rule: file, subject: FRA, verdict: violated}]\n", "utf-8")
    report = run_cases([dossier], packs=[made.pack.path])
    assert report.passed is False
    (problem,) = report.problems.errors
    assert (problem.code.name, problem.message) == ("SE507", "the expectation of `FRA` under `file` names no day")


UNREADABLE = [
    (case("[{rule: fiel, subject: FRA, verdict: violated}]"), "SE410"),
    (case("[{rule: file, subject: FRA, verdict: violatd}]"), "SE103"),
    (case("[{rule: file, subject: FRA, verdict: violated, assume: [draft-x]}]"), "SE502"),
    (case("[{rule: file, subject: FRA, verdict: violated, reading: milder}]"), "SE503"),
    (case("[{rule: file, subject: FRA, verdict: violated, perspective: USA}]"), "SE504"),
    (case("[{rule: relief, subject: FRA, verdict: exempt}]"), "SE501"),
    (case(HOLDS).replace("amount: 20", "amuont: 20"), "SE403"),
    ("\n  - case: [", "SE006"),
]
RELIEF = "- {id: relief, exemption: Relief, each: State as s, covers: [file], when: s.code == 'LUX'}\n"


@pytest.mark.parametrize("cases, code", UNREADABLE, ids=[code for _, code in UNREADABLE])
def test_a_case_that_cannot_be_judged_is_told_and_does_not_pass(run: Any, cases: str, code: str) -> None:
    whole = case(HOLDS, "a good one") if code != "SE006" else ""
    report = run(whole + cases, RULES + RELIEF.replace("'", '"'))
    assert report.passed is False
    assert code in [problem.code.name for problem in report.problems]
    assert all(problem.span is not None for problem in report.problems)
    assert [one.title for one in report.results] == (["a good one"] if whole else [])


def test_a_dossier_that_is_no_text_is_told(tmp_path: Path) -> None:
    # It might have been a case: nothing may be left out in silence.
    (tmp_path / "one.yaml").write_bytes("dossier: Côte d'Ivoire\nexpect: []\n".encode("latin-1"))
    report = run_cases([tmp_path], packs=["un/dprk"])
    assert [problem.code.name for problem in report.problems] == ["SE002"]


def test_cases_beside_a_dossier_are_run_too(study: Any, tmp_path: Path) -> None:
    made = study(RULES)
    folder = tmp_path / "both"
    folder.mkdir()
    (folder / "dossier.yaml").write_text(
        "dossier: a case\nexpect: [{rule: file, subject: FRA, as_of: 2019-06-30, verdict: undetermined}]\n", "utf-8"
    )
    (folder / "more.cases.yaml").write_text(f"cases:{case(HOLDS)}", "utf-8")
    report = run_cases([folder], packs=[made.pack.path])
    assert [one.title for one in report.results] == ["a case", "a case"]
    assert report.passed


def test_patterns_choose_cases_by_title_or_file(run: Any) -> None:
    both = case(HOLDS, "one") + case(HOLDS, "two")
    assert [one.title for one in run(both, match="t*").results] == ["two"]
    assert [one.title for one in run(both, match="*a.cases.yaml:one").results] == ["one"]


KEYWORDS = [
    ("one", ["one"]),
    ("ONE or two", ["one", "two"]),
    ("not one", ["two", "last day"]),
    ("last day", ["last day"]),  # words beside each other are a phrase
    ("day last or 'one'", ["one"]),
    ("a.cases and (two or last) and not (last and day)", ["two"]),
    ("file and not two", ["one", "last day"]),  # the rule is called so
]


@pytest.mark.parametrize("keywords, titles", KEYWORDS)
def test_words_choose_cases_by_title_file_and_rule(run: Any, keywords: str, titles: list[str]) -> None:
    cases = case(HOLDS, "one") + case(HOLDS, "two") + case(HOLDS, "last day")
    assert [one.title for one in run(cases, keywords=keywords).results] == titles


@pytest.mark.parametrize(
    "keywords, told",
    [
        ("one and", "a word is missing at the end"),
        ("or one", "a word is missing before `or`"),
        ("(one", "a bracket is not closed"),
        ("one)", "`)` is not expected here"),
        ('"one', "a quote is not closed"),
        ('one "two', "a quote is not closed"),
        ("three", "no case matches `three`, of 1"),
    ],
)
def test_words_that_cannot_be_read_or_choose_nothing_are_refused(run: Any, keywords: str, told: str) -> None:
    with pytest.raises(BadQuestion) as caught:
        run(case(HOLDS, "one"), keywords=keywords)
    assert told in str(caught.value)


def test_a_rule_chooses_what_is_expected_of_it(run: Any) -> None:
    both = case(HOLDS[:-1] + ", {rule: sign, subject: FRA/coal, verdict: clear}]", "one") + case(HOLDS, "two")
    assert run(both).passed is False
    assert [(one.title, one.expectations) for one in run(both, rules=["fi*"]).results] == [("one", 2), ("two", 2)]
    assert [(one.title, one.passed) for one in run(both, rules=["sign"]).results] == [("one", False)]
    with pytest.raises(BadQuestion, match="no case of 2 expects anything of `fill`") as caught:
        run(both, rules=["fill"])
    assert [(one.code.name, one.help) for one in caught.value.problems] == [("SE501", "did you mean `file`?")]


def test_what_cannot_be_run_at_all(run: Any, study: Any) -> None:
    with pytest.raises(BadQuestion):
        run(case(HOLDS), engine="rete")
    with pytest.raises(TypeError, match="`paths` is a text"):
        run_cases("examples")
    with pytest.raises(TypeError, match="`packs` is a text"):
        run_cases(["examples"], packs="un/dprk")
    made = study(RULES)
    (Path(made.pack.path) / "a.cases.yaml").write_text(f"cases:{case(HOLDS)}", "utf-8")
    (Path(made.pack.path) / "rules.yaml").write_text("rules: 1", "utf-8")
    with pytest.raises(RulesRejected):
        run_cases([made.pack.path])
