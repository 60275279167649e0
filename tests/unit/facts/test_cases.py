"""Case files: what they leave out is filled in, and what is wrong with them is told with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sanctions_engine.diagnostics import Problems
from sanctions_engine.facts.cases import Case, case_packs, cases_in, read_cases
from sanctions_engine.language.yaml.yaml_text import read_yaml
from sanctions_engine.models.kinds import FactKind

BAR = FactKind.model_validate(
    {
        "name": "Bar",
        "nature": "status",
        "dated": "at",
        "identity": ("state",),
        "fields": {
            "state": {"kind": "state"},
            "count": {"kind": "int", "bounds": "0..", "optional": True},
            "at": {"kind": "date"},
        },
    }
)
EXPECT = "expect: [{rule: r, subject: RUS, verdict: pending}]"


def read(text: str) -> tuple[tuple[Case, ...], list[str]]:
    problems = Problems()
    document = read_yaml(text, "a.cases.yaml", problems)
    found = () if document is None else cases_in(document, {"Bar": BAR}, problems, rules={"r", "r-two"})
    return found, [f"{one.code.name} {one.span}: {one.message}" for one in problems]


def one_case(body: str) -> Case:
    (case,), problems = read(f"cases: [{{case: a, as_of: 2020-01-24, {body}}}]")
    assert not problems
    return case


def test_a_claim_is_the_cases_own_and_known_since_ever_unless_it_says_otherwise() -> None:
    case = one_case(
        f"facts: {{Bar: [{{state: RUS, at: 2019, by: CHN, known: 2019-05}}, {{state: Russia, at: 2019}}]}}, {EXPECT}"
    )
    said, left = case.dossier.claims
    assert (said.by, said.source, str(said.known)) == ("CHN", "case", "2019-05")
    assert (left.by, left.source, left.known.low) == ("case", "case", date.min)
    assert left.fields["state"] == "RUS"


def test_a_source_needs_no_declaration() -> None:
    case = one_case(f"facts: {{Bar: [{{state: RUS, at: 2019, source: reuters}}]}}, {EXPECT}")
    assert set(case.dossier.sources) == {"reuters"}


def test_coverage_pleas_and_assessments_are_those_of_a_dossier() -> None:
    case = one_case(
        "coverage: [{fact: Bar, state: RUS, to: 2020-01-01}], pleas: [{by: RUS, rule: r, ground: hardship}], "
        f"assessments: [{{by: USA, rule: r, subject: RUS, says: violated}}], {EXPECT}"
    )
    (coverage,), (plea,), (assessment,) = case.dossier.coverage, case.dossier.pleas, case.dossier.assessments
    assert (coverage.fields, coverage.end) == ({"state": "RUS"}, date(2020, 1, 1))
    assert (plea.by, plea.ground, assessment.says) == ("RUS", "hardship", "violated")


def test_an_expectation_has_what_the_case_asks_unless_it_asks_for_something_else() -> None:
    case = one_case(
        "known_at: 2020-01-01, assume: [draft], perspective: Russia, reading: wide, "
        "expect: [{rule: r, subject: RUS, verdict: pending}, "
        "{rule: r, subject: RUS, verdict: pending, as_of: 2021-01-01, known_at: 2021-01-02, assume: [], reading: default}]"
    )
    first, second = case.expect
    assert (first.as_of, first.known_at, first.assume) == (date(2020, 1, 24), date(2020, 1, 1), ("draft",))
    assert (first.perspective, first.reading) == ("RUS", "wide")
    assert (second.as_of, second.known_at, second.assume) == (date(2021, 1, 1), date(2021, 1, 2), ())
    assert (second.perspective, second.reading) == ("RUS", "default")


def test_the_subjects_that_a_rule_must_be_judged_for() -> None:
    case = one_case(f"judged: {{r: [RUS, CHN], r-two: []}}, {EXPECT}")
    assert case.judged == {"r": ("RUS", "CHN"), "r-two": ()}


BAD = [
    (f"as_of: 2020-01-24, fact: {{}}, {EXPECT}", "SE101", "fact"),
    ("as_of: 2020-01-24", "SE102", "case"),
    (EXPECT, "SE102", "{rule: r, subject: RUS, verdict: pending}"),
    (f"as_of: 2020-02-30, {EXPECT}", "SE213", "2020-02-30"),
    (f"as_of: 2020-01-24, facts: {{Bra: []}}, {EXPECT}", "SE402", "Bra"),
    (f"as_of: 2020-01-24, facts: {{Bar: [5]}}, {EXPECT}", "SE103", "5"),
    (f"as_of: 2020-01-24, facts: {{Bar: {{}}}}, {EXPECT}", "SE103", "{}"),
    (f"as_of: 2020-01-24, facts: {{Bar: [{{state: RUS, at: 2019, cuont: 5}}]}}, {EXPECT}", "SE403", "5"),
    (f"as_of: 2020-01-24, coverage: [{{fact: Bar, state: Atlantis}}], {EXPECT}", "SE406", "Atlantis"),
    ("as_of: 2020-01-24, expect: [{rule: q, subject: RUS, verdict: pending}]", "SE410", "q"),
    ("as_of: 2020-01-24, expect: [{rule: r, subject: RUS, verdict: guilty}]", "SE103", "guilty"),
    (f"as_of: 2020-01-24, judged: {{q: []}}, {EXPECT}", "SE410", "q"),
    ("judged: {r: []}, expect: [{rule: r, subject: RUS, verdict: pending, as_of: 2020-01-24}]", "SE102", "judged"),
]


@pytest.mark.parametrize("body, code, place", BAD)
def test_a_case_with_a_mistake_is_told_and_left_out(body: str, code: str, place: str) -> None:
    text = f"cases: [{{case: a, {body}}}]"
    problems = Problems()
    document = read_yaml(text, "a.cases.yaml", problems)
    assert document is not None
    assert not cases_in(document, {"Bar": BAR}, problems, rules={"r"})
    (problem,) = problems
    assert problem.span is not None
    assert (problem.code.name, text[problem.span.column - 1 : problem.span.end_column - 1]) == (code, place)


def test_a_mistake_in_one_case_does_not_hide_another() -> None:
    found, problems = read(f"cases:\n  - {{case: a, {EXPECT}}}\n  - {{case: b, as_of: 2020-01-24, {EXPECT}}}")
    assert [case.title for case in found] == ["b"]
    assert [one.split()[0] for one in problems] == ["SE102"]


def test_no_two_cases_have_one_title() -> None:
    _, problems = read(
        f"cases:\n  - {{case: a, as_of: 2020-01-24, {EXPECT}}}\n  - {{case: a, as_of: 2020-01-24, {EXPECT}}}"
    )
    assert problems == ["SE104 a.cases.yaml:3:12: two cases are called `a`"]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    problems = Problems()
    missing = tmp_path / "none.cases.yaml"
    assert read_cases(missing, {}, problems, shown_as="none.cases.yaml") == ()
    assert case_packs(missing, problems) is None
    assert {problem.code.name for problem in problems} == {"SE001"}


def test_the_packs_that_a_file_names(tmp_path: Path) -> None:
    file = tmp_path / "a.cases.yaml"
    file.write_text("packs: [un/dprk]\ncases: []\n")
    assert case_packs(file, Problems()) == ("un/dprk",)
    (tmp_path / "rules").mkdir()
    file.write_text("packs: [./rules]\ncases: []\n")
    assert case_packs(file, Problems()) == ((tmp_path / "rules").as_posix(),)
    file.write_text("packs: [./rulez]\ncases: []\n")
    problems = Problems()
    assert case_packs(file, problems) is None
    assert [problem.code.name for problem in problems] == ["SE111"]
