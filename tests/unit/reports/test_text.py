"""The text report: what a compliance officer reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sanctions_engine.models.claims import Rejected
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import (
    AssessmentListed,
    ExceptionConsidered,
    Finding,
    Findings,
    Missing,
    PleaMatched,
    Presumption,
    VerdictUnder,
)
from sanctions_engine.models.instruments import Citation
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.reports.lines import length, plain
from sanctions_engine.reports.text import text_lines
from sanctions_engine.reports.words import STYLE_OF

MakeFinding = Callable[..., Finding]
MakeFindings = Callable[..., Findings]


def _text(run: Findings, *, verbose: bool = False, width: int = 120) -> str:
    return plain(text_lines(run, verbose=verbose, width=width))


def test_a_finding_begins_with_verdict_subject_rule_and_days(finding: MakeFinding, findings: MakeFindings) -> None:
    text = _text(findings([finding(days_overdue=33, contested=True)]))
    head = next(line for line in text.splitlines() if line.startswith("VIOLATED"))
    assert " ".join(head.split()) == "VIOLATED RUS unscr-2397-8 due 2019-12-22, 33 days ago contested"


def test_the_whole_report(finding: MakeFinding, findings: MakeFindings) -> None:
    assert _text(findings([finding(days_overdue=33, rests_on=("RUS",))])) == (
        "As of 2020-01-24 - sanctions-engine 0.1.0\n"
        "  rules    un/dprk 0.1.0 (0123456789ab)\n"
        "  evidence examples/x (fedcba987654)\n"
        "\n"
        "VIOLATED  RUS  unscr-2397-8  due 2019-12-22, 33 days ago\n"
        "  demands  Repatriate workers\n"
        "  because  not done by the due day and not shown since: earning <= shown(barred)\n"
        "             earning = 900..1100 (RUS, reuters)\n"
        "             shown(barred) = 0 - presumed: none was shown (not covered)\n"
        "           due = instrument.adopted + months(24) = 2019-12-22\n"
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
        ({"verdict": "fulfilled_late", "days_overdue": 32}, "due 2019-12-22, done 32 days late"),
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
    assert "2 findings not shown here: 2 not applicable\n" in text
    assert "1 rule, 3 subjects: 1 violated, 2 not applicable\n" in text
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
    assert _text(findings(bare), verbose=True).count("UNDETERMINED") == 30


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
    text = _text(findings([finding(days_overdue=33, contested=True, pleas=(plea,))]), width=width)
    assert max(length(line) for line in text.splitlines()) <= width
    assert text.count("word") == 60
    assert all(not line.endswith(" ") for line in text.splitlines())


def test_evidence_cannot_write_on_the_terminal(finding: MakeFinding, findings: MakeFindings) -> None:
    plea = PleaMatched(by="R\x1b[2JUS", ground="a\nb", words="\x1b]0;x\x07", source="s", matches=None, note="n")
    text = _text(findings([finding(pleas=(plea,), subject="\x1b[31mRUS", title="\u202ereversed")]))
    assert not any(character in text for character in "\x1b\x07\u202e")


def test_every_verdict_has_a_style() -> None:
    assert set(STYLE_OF) == set(Verdict)
