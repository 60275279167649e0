"""The text report: what a compliance officer reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sanctions_engine.models.claims import Rejected
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import (
    AssessmentListed,
    ClaimUse,
    ExceptionConsidered,
    Finding,
    Findings,
    Missing,
    PleaMatched,
    Presumption,
    ProofNode,
    VerdictUnder,
)
from sanctions_engine.models.instruments import Citation
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.reports.lines import length, plain
from sanctions_engine.reports.text import text_lines
from sanctions_engine.reports.words import STYLE_OF

CITED = Citation(instrument="unscr-2397", paragraph="8", title="Security Council resolution 2397 (2017)")
MakeFinding = Callable[..., Finding]
MakeFindings = Callable[..., Findings]


def _text(run: Findings, *, verbose: bool = False, width: int = 120) -> str:
    return plain(text_lines(run, verbose=verbose, width=width))


def test_a_finding_begins_with_verdict_subject_rule_and_days(finding: MakeFinding, findings: MakeFindings) -> None:
    text = _text(findings([finding(days_overdue=33, days_overdue_most=33, contested=True)]))
    head = next(line for line in text.splitlines() if line.startswith("VIOLATED"))
    assert " ".join(head.split()) == "VIOLATED RUS unscr-2397-8 due 2019-12-22, 33 days ago contested"


def test_the_whole_report(finding: MakeFinding, findings: MakeFindings) -> None:
    assert _text(findings([finding(days_overdue=33, days_overdue_most=33, rests_on=("RUS",))])) == (
        "As of 2020-01-24 - sanctions-engine 0.1.0\n"
        "  rules    un/dprk 0.1.0 (0123456789ab)\n"
        "  evidence examples/x (fedcba987654)\n"
        "\n"
        "VIOLATED  RUS  unscr-2397-8  due 2019-12-22, 33 days ago\n"
        "  demands  Repatriate workers\n"
        "  because  not done by the due day and not shown since\n"
        "             earning = 900..1100 (RUS, reuters)\n"
        "             shown(barred) = 0 - presumed: none was shown (not covered)\n"
        "           due 2019-12-22 = instrument.adopted + months(24)\n"
        "  formula  earning <= shown(barred)\n"
        "  rests on the word of RUS\n"
        "  cites    Security Council resolution 2397 (2017), paragraph 8\n"
        "\n"
        "1 rule, 1 subject: 1 violated\n"
    )


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"verdict": "pending", "days_left": 1}, "due 2019-12-22, 1 day left"),
        ({"verdict": "pending", "days_left": 0}, "due 2019-12-22, 0 days left"),
        (
            {"verdict": "fulfilled_late", "days_overdue": 32, "days_overdue_most": 32},
            "due 2019-12-22, done 32 days late",
        ),
        (
            {"verdict": "fulfilled_late", "days_overdue": 1, "days_overdue_most": 31},
            "2019-12-22, done 1 to 31 days late",
        ),
        ({"verdict": "violated", "days_overdue": 1, "days_overdue_most": 31}, "due 2019-12-22, 1 to 31 days ago"),
        ({"verdict": "fulfilled_late", "days_overdue": 9, "days_overdue_most": None}, "done at least 9 days late"),
        ({"verdict": "undetermined", "due": None, "days_elapsed": 9}, "promptly, 9 days elapsed"),
        ({"verdict": "violated", "due": None, "on": date(2019, 12, 28)}, "on 2019-12-28"),
        ({"verdict": "pending", "due": DateRange.parse("2019-12")}, "due 2019-12"),
        ({"binding": "hortatory"}, "hortatory: asked for, not binding"),
    ],
)
def test_days_and_marks(finding: MakeFinding, findings: MakeFindings, changes: dict[str, object], words: str) -> None:
    assert words in _text(findings([finding(**changes)]))


def test_disputes_pleas_and_assessments_stand_beside_the_verdict(finding: MakeFinding, findings: MakeFindings) -> None:
    verdicts = (
        VerdictUnder(perspective="record", reading="default", verdict=Verdict.VIOLATED),
        VerdictUnder(
            perspective="record", reading="earning-now", verdict=Verdict.FULFILLED_LATE, note="done on 2020-01-23"
        ),
        VerdictUnder(perspective="USA", reading="default", verdict=Verdict.UNDETERMINED),
        VerdictUnder(perspective="CHN", reading="default", verdict=Verdict.VIOLATED),
    )
    plea = PleaMatched(by="RUS", ground="hardship", words="so hard", source="s", matches=None, note="no such exception")
    assessed = AssessmentListed(by="USA", says="violated", on=None, words=None, source="s", agrees=True)
    text = _text(findings([finding(contested=True, verdicts=verdicts, pleas=(plea,), assessments=(assessed,))]))
    assert "  read as  earning-now: fulfilled late, done on 2020-01-23\n" in text
    assert "           believing USA first: undetermined\n" in text
    assert "CHN" not in text  # who agrees is no dispute
    assert '  plea     RUS: "hardship" - no such exception (s): "so hard"\n' in text
    assert "  assessed USA says violated (s), as found here\n" in text
    assert text.endswith("1 violated (1 contested)\n")


def test_an_undetermined_finding_says_what_is_missing_and_what_is_possible(
    finding: MakeFinding, findings: MakeFindings
) -> None:
    missing = tuple(
        Missing(kind="X", series={}, field=None, why="absent", remedy=f"look for number {n}") for n in range(8)
    )
    possible = (Verdict.FULFILLED, Verdict.VIOLATED)
    text = _text(findings([finding(verdict="undetermined", missing=missing, possible=possible)]))
    assert "  missing  absent: look for number 0\n" in text
    assert "and 2 more\n" in text
    assert "  possible fulfilled or violated\n" in text


def test_what_is_missing_does_not_burden_a_definite_verdict(finding: MakeFinding, findings: MakeFindings) -> None:
    missing = (Missing(kind="X", series={}, field=None, why="absent", remedy="look for it"),)
    assert "missing" not in _text(findings([finding(missing=missing)]))


def test_exceptions(finding: MakeFinding, findings: MakeFindings) -> None:
    def exception(id: str, holds: str, decided: bool = False, burden: str = "bearer") -> ExceptionConsidered:
        cited = Citation(instrument="unscr-2397", paragraph="25")
        return ExceptionConsidered(id=id, title=None, citation=cited, burden=burden, holds=holds, decided=decided)

    considered = (exception("a", "true", True), exception("b", "unknown"), exception("c", "false"))
    text = _text(findings([finding(verdict="exempt", exceptions=considered)]))
    assert "  except   a: holds, and decides [unscr-2397, paragraph 25]\n" in text
    assert "b: not shown; the bearer has to show it" in text
    assert "c: does not hold" not in text
    assert "c: does not hold" in _text(findings([finding(exceptions=considered)]), verbose=True)


def test_a_presumption_that_the_proof_shows_is_not_told_twice(finding: MakeFinding, findings: MakeFindings) -> None:
    presumed = (
        Presumption(text="shown(barred)", value="0", because="none was shown"),
        Presumption(text="presume(x, 1)", value="1", because="none was shown"),
    )
    text = _text(findings([finding(presumed=presumed)]))
    assert "  presumed presume(x, 1) = 1: none was shown\n" in text
    assert text.count("shown(barred) = 0") == 1
    verbose = _text(findings([finding(presumed=presumed)]), verbose=True)
    assert verbose.count("shown(barred) = 0") == 2


def test_findings_stand_by_gravity_then_severity(finding: MakeFinding, findings: MakeFindings) -> None:
    run = findings(
        [
            finding(subject="AAA", verdict="fulfilled"),
            finding(subject="BBB", severity="low"),
            finding(subject="CCC", severity="high", binding="hortatory"),
            finding(subject="DDD", severity="high"),
            finding(subject="EEE", verdict="error", error="rule failed to evaluate"),
        ]
    )
    text = _text(run)
    assert sorted(("AAA", "BBB", "CCC", "DDD", "EEE"), key=text.index) == ["EEE", "DDD", "BBB", "CCC", "AAA"]
    assert "there is no verdict: rule failed to evaluate" in text


def test_quiet_verdicts_are_only_counted(finding: MakeFinding, findings: MakeFindings) -> None:
    quiet = [finding(subject=name, verdict="not_applicable", claims=()) for name in ("PRK", "ABW")]
    run = findings([finding(), *quiet])
    text = _text(run)
    assert "PRK" not in text
    assert "Only counted, not listed above: 2 not applicable - `-v` lists them\n" in text
    assert "In all 1 rule, 3 subjects: 1 violated, 2 not applicable\n" in text
    assert "NOT APPLICABLE  PRK" in _text(run, verbose=True)


def test_a_quiet_verdict_that_somebody_disputes_is_shown(finding: MakeFinding, findings: MakeFindings) -> None:
    contested = finding(subject="PRK", verdict="not_applicable", contested=True, worst="violated")
    assert "NOT APPLICABLE  PRK" in _text(findings([finding(), contested]))


def test_quiet_verdicts_are_shown_where_there_is_nothing_else(finding: MakeFinding, findings: MakeFindings) -> None:
    # Whoever asks about one subject wants an answer, not a count.
    assert "NOT APPLICABLE  PRK" in _text(findings([finding(subject="PRK", verdict="not_applicable")]))


def test_subjects_without_any_evidence_are_told_together(finding: MakeFinding, findings: MakeFindings) -> None:
    missing = (Missing(kind="X", series={}, field=None, why="not covered", remedy="look for it"),)
    bare = [
        finding(subject=f"S{number:02}", verdict="undetermined", claims=(), missing=missing) for number in range(30)
    ]
    text = _text(findings([finding(verdict="undetermined", subject="RUS"), *bare]))
    assert text.count("UNDETERMINED") == 2
    assert "UNDETERMINED  30 subjects" in text
    assert "no claim is about any of them" in text
    assert "S00, S01" in text
    assert text.count("missing") == 1
    assert _text(findings(bare), verbose=True).count("\n  demands") == 30


def test_many_norms_that_no_claim_speaks_of_are_only_listed(finding: MakeFinding, findings: MakeFindings) -> None:
    # A dossier on workers is judged under a regime of two hundred norms; what it says nothing about must not bury the rest.
    bare = [
        finding(subject=state, rule=f"norm-{number}", verdict="undetermined", claims=(), binding=binding)
        for number, binding in enumerate(["mandatory"] * 5 + ["hortatory"])
        for state in ("CHN", "RUS")
    ]
    run = findings([finding(subject="RUS"), finding(subject="CHN", rule="norm-9", verdict="pending", claims=()), *bare])
    text = _text(run)
    assert "No claim speaks of 6 norms in force: 12 undetermined - CHN, RUS\n" in text
    assert "  binding  norm-0, norm-1, norm-2, norm-3, norm-4\n  urged    norm-5\n" in text
    assert text.count("UNDETERMINED") == 0
    assert "PENDING   CHN" in text  # days that run are told
    assert _text(run, verbose=True).count("UNDETERMINED") == 24  # in the table and below it
    assert "No claim speaks" not in _text(findings([finding(subject="RUS"), *bare[:10]]))  # five can be read


def test_many_for_which_the_same_field_is_missing_are_told_together(
    finding: MakeFinding, findings: MakeFindings
) -> None:
    # Twenty flows of which nobody says whether a designated party took part would make pages.
    def flow(number: int, field: str | None = "designated_party") -> Finding:
        remedy = f"look for the field `{field}` of `TradeFlow` (id f{number})"
        missing = (Missing(kind="TradeFlow", series={"id": f"f{number}"}, field=field, why="absent", remedy=remedy),)
        day = date(2018, 2, number)
        return finding(subject=f"f{number}", rule="ban", verdict="undetermined", due=None, on=day, missing=missing)

    text = _text(findings([flow(number) for number in range(1, 10)]))
    assert text.count("UNDETERMINED") == 1
    assert "UNDETERMINED  9 subjects  ban  2018-02-01 to 2018-02-09\n" in text
    assert "nobody states the same of any of them" in text
    assert "for each subject X, absent: look for the field `designated_party` of `TradeFlow` (id X)" in " ".join(
        text.split()
    )
    assert _text(findings([flow(number) for number in range(1, 5)])).count("\n  demands") == 4  # four can be read
    other = flow(9).model_copy(update={"contested": True})
    assert _text(findings([*(flow(number) for number in range(1, 9)), other])).count("\n  demands") == 2
    assert _text(findings([flow(number, None) for number in range(1, 6)])).count("\n  demands") == 5


def test_periods_without_any_evidence_are_told_together(finding: MakeFinding, findings: MakeFindings) -> None:
    # A monthly duty of three years would bury everything else.
    def month(state: str, number: int) -> Finding:
        due = f"2019-{number + 1:02}-28"
        remedy = f"look for `Report` (state {state}, about sales) dated by {due}, or a source that declares its list complete"
        missing = (Missing(kind="Report", series={}, field=None, why="not covered", remedy=remedy),)
        subject = f"{state} 2019-{number:02}-01..2019-{number:02}-28"
        return finding(
            subject=subject,
            verdict="undetermined",
            due=DateRange.parse(due),
            claims=(),
            missing=missing,
            rule="monthly",
        )

    text = _text(findings([month(state, number) for state in ("CHN", "RUS") for number in range(1, 10)]))
    assert "UNDETERMINED  CHN, RUS (9 periods)  monthly  due 2019-02-28 to 2019-10-28\n" in text
    wanted = "missing for each subject X and period, not covered: look for `Report` (state X, about sales) dated by the due day,"
    assert wanted in " ".join(text.split())
    assert text.count("look for") == 1


def test_a_table_stands_on_top(finding: MakeFinding, findings: MakeFindings) -> None:
    run = findings(
        [
            finding(subject="CHN", verdict="pending", days_left=3),
            finding(subject="RUS", contested=True, days_overdue=33, days_overdue_most=33),
            finding(subject="flow-1", rule="ban", verdict="raised", due=None, on=date(2019, 12, 28)),
            finding(subject="USA", verdict="fulfilled", on=date(2020, 1, 24), due=None, binding="hortatory"),
        ]
    )
    lines = _text(run).splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("verdict"))
    assert [line.split() for line in lines[head : head + 5]] == [
        ["verdict", "subject", "paragraph", "due,", "or", "day"],
        ["VIOLATED", "RUS", "unscr-2397-8", "2019-12-22,", "33", "days", "ago", "contested"],
        ["RAISED", "flow-1", "(RUS)", "ban", "(unscr-2397", "8)", "2019-12-28"],
        ["PENDING", "CHN", "unscr-2397-8", "2019-12-22,", "3", "days", "left"],
        ["FULFILLED", "USA", "(RUS)", "unscr-2397-8", "hortatory"],
    ]
    assert lines.index("  demands  Repatriate workers") > head + 5
    assert "verdict " not in _text(findings([finding(), finding(subject="CHN")]))  # two are read without one


def test_made_up_evidence_is_told_apart_and_last(finding: MakeFinding, findings: MakeFindings) -> None:
    # An example of what would be forbidden must not read as a breach.
    claim = ClaimUse(
        id="c1", fact="X", says="x", by="nobody", source="nobody", known=DateRange.parse("2020"), invented=True
    )
    run = findings(
        [
            finding(subject="a", claims=(claim,)),
            finding(subject="RUS", verdict="pending"),
            finding(subject="CHN", contested=True),
        ],
        counts={"violated": 2, "pending": 1, "clean": 5},
        invented={"violated": 1, "clean": 5},
    )
    text = _text(run)
    assert text.endswith(
        "1 violated (1 contested), 1 pending\nApart from these, on made-up evidence: 1 violated, 5 clean\n"
    )
    table, _, details = text.partition("\n\n")[2].partition("\n\n")
    assert table.index("RUS") < table.index("on made-up evidence:") < table.index("  a (RUS)  ")
    assert details.index("PENDING") < details.index("On made-up evidence:") < details.index("VIOLATED  a")
    assert "(nobody (made up))" in text


def test_a_subject_that_is_asked_for_by_name_is_told_of_in_any_case(
    finding: MakeFinding, findings: MakeFindings
) -> None:
    proof = ProofNode(
        role="verdict",
        text="Repatriate workers",
        value="not_applicable",
        note="`applies_when` is false",
        parts=(ProofNode(role="applies_when", text='state.code != "PRK"', value="false", citation=CITED),),
    )
    quiet = [
        finding(rule=f"r{number}", subject="PRK", verdict="not_applicable", because=proof, claims=())
        for number in range(8)
    ]
    text = plain(text_lines(findings([finding(subject="PRK"), *quiet]), named=True))
    assert 'PRK under r0 not applicable: because `applies_when` is false: state.code != "PRK"\n' in text
    assert "not shown here" not in text
    verbose = plain(text_lines(findings(quiet), named=True, verbose=True))
    assert verbose.count("NOT APPLICABLE  PRK") >= 8
    assert "because  the norm does not apply" in verbose or "because  `applies_when` is false" in verbose


def test_the_limit_of_a_cap_is_always_told(finding: MakeFinding, findings: MakeFindings) -> None:
    # It cites the paragraph of the rule, so nothing else would make it stand out.
    parts = (
        ProofNode(text="total(s.barrels)", value="620000..", claims=("c1",)),
        ProofNode(text="parameter.cap", value="500000", citation=CITED),
    )
    step = ProofNode(
        role="violated_when", text="total(s.barrels) > parameter.cap", value="true", citation=CITED, parts=parts
    )
    proof = ProofNode(role="verdict", text="Cap", value="violated", note="what is forbidden happened", parts=(step,))
    assert "parameter.cap = 500000\n" in _text(findings([finding(because=proof)]))


def test_an_exemption_that_takes_records_out_names_who_approved(finding: MakeFinding, findings: MakeFindings) -> None:
    one = ExceptionConsidered(
        id="relief", title="Relief", citation=CITED, burden="bearer", holds="true", decided=False, takes_out=2,
        claims=("c1",), note="takes 2 records out of the group",
    )  # fmt: skip
    text = _text(findings([finding(verdict="fulfilled", exceptions=(one,))]))
    assert "  except   relief (Relief): takes 2 records out of the group (RUS, reuters)\n" in text


def test_a_day_before_all_days_is_no_day(finding: MakeFinding, findings: MakeFindings) -> None:
    claim = ClaimUse(id="c1", fact="X", says="x", by="RUS", source="s", known=DateRange.of(date.min))
    assert "claim    X: x (RUS, s)\n" in _text(findings([finding(claims=(claim,))]), verbose=True)


def test_nothing_that_was_set_aside_is_dropped_in_silence(finding: MakeFinding, findings: MakeFindings) -> None:
    rejected = tuple(
        Rejected(file="TradeFlow.csv", line=n, field="hs", code="SE405", reason="bad code", raw="")
        for n in range(2, 25)
    )
    run = findings([finding()], rejected=rejected, warnings=("warning[SE413]: they disagree",))
    text = _text(run)
    assert "23 rows of the evidence set aside, not read:\n  TradeFlow.csv:2, field `hs`: bad code [SE405]\n" in text
    assert "  and 3 more\n" in text
    assert "TradeFlow.csv:24" in _text(run, verbose=True)
    assert "warning[SE413]: they disagree\n" in text
    assert "warning: warning" not in text


def test_a_scenario_is_marked_as_none(findings: MakeFindings) -> None:
    text = _text(findings([], assumed={"draft-1": date(2019, 12, 16)}, known_at=date(2020, 1, 1), perspective="RUS"))
    assert text.startswith("As of 2020-01-24, as known at 2020-01-01, believing RUS first - sanctions-engine 0.1.0\n")
    assert "  assumed  draft-1 adopted on 2019-12-16 - a scenario, not the law\n" in text
    assert text.endswith("0 rules, 0 subjects: nothing to judge\n")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(finding: MakeFinding, findings: MakeFindings, width: int) -> None:
    plea = PleaMatched(by="RUS", ground="hardship", words="word " * 60, source="s", matches=None, note="no such thing")
    text = _text(findings([finding(days_overdue=33, days_overdue_most=33, contested=True, pleas=(plea,))]), width=width)
    assert max(length(line) for line in text.splitlines()) <= width
    assert text.count("word") == 60
    assert all(not line.endswith(" ") for line in text.splitlines())


def test_evidence_cannot_write_on_the_terminal(finding: MakeFinding, findings: MakeFindings) -> None:
    plea = PleaMatched(by="R\x1b[2JUS", ground="a\nb", words="\x1b]0;x\x07", source="s", matches=None, note="n")
    text = _text(findings([finding(pleas=(plea,), subject="\x1b[31mRUS", title="\u202ereversed")]))
    assert not any(character in text for character in "\x1b\x07\u202e")


def test_every_verdict_has_a_style() -> None:
    assert set(STYLE_OF) == set(Verdict)
