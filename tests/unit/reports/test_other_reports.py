"""Timelines and comparisons as text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sanctions_engine.models.findings import Change, Comparison, Findings, Timeline, TimelineSpan
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.reports.comparison import comparison_lines
from sanctions_engine.reports.lines import length, plain
from sanctions_engine.reports.timeline import timeline_lines

MakeFindings = Callable[..., Findings]


def _span(since: str, until: str | None, verdict: Verdict, because: str = "") -> TimelineSpan:
    last = None if until is None else date.fromisoformat(until)
    return TimelineSpan(since=date.fromisoformat(since), until=last, verdict=verdict, because=because)


def test_a_timeline_is_one_line_a_span() -> None:
    spans = (
        _span("2017-12-21", "2017-12-21", Verdict.NOT_IN_FORCE, "not yet in force"),
        _span("2017-12-22", "2019-12-22", Verdict.PENDING, "due 2019-12-22"),
        _span("2019-12-23", None, Verdict.VIOLATED),
    )
    found = Timeline(rule="r", subject="RUS", known_at=date(2020, 1, 1), spans=spans)
    assert plain(timeline_lines(found, last=date(2020, 1, 24))) == (
        "r for RUS, as known at 2020-01-01\n"
        "  2017-12-21                NOT IN FORCE  not yet in force\n"
        "  2017-12-22 to 2019-12-22  PENDING       due 2019-12-22\n"
        "  2019-12-23 to 2020-01-24  VIOLATED\n"
    )
    assert "  from 2019-12-23           VIOLATED\n" in plain(timeline_lines(found))


def test_a_long_reason_is_wrapped_under_itself() -> None:
    spans = (_span("2019-12-23", None, Verdict.VIOLATED, "word " * 40),)
    text = plain(timeline_lines(Timeline(rule="r", subject="RUS", known_at=None, spans=spans), width=80))
    lines = text.splitlines()
    assert max(map(length, lines)) <= 80
    assert {line.index("word") for line in lines[1:]} == {38}


def _comparison(findings: MakeFindings, *changes: Change) -> Comparison:
    before = findings([]).run
    after = findings([], assumed={"draft-1": date(2019, 12, 16)}).run
    return Comparison(before=before, after=after, changes=changes, unchanged=3)


def test_a_comparison_says_what_differs_and_why(findings: MakeFindings) -> None:
    changes = (
        Change(rule="b", subject="CHN", before=Verdict.PENDING, after=Verdict.FULFILLED, why=("it was done",)),
        Change(rule="a", subject="RUS", before=Verdict.VIOLATED, after=None, why=("law: repealed", "due day: gone")),
    )
    text = plain(comparison_lines(_comparison(findings, *changes)))
    assert text.startswith(
        "before   nothing but what both have\nafter    draft-1 assumed adopted on 2019-12-16\nboth     as of"
    )
    assert "\nRUS  a  VIOLATED  ->  no finding\n  because  law: repealed\n           due day: gone\n" in text
    assert text.index("RUS") < text.index("CHN")  # the gravest change first
    assert text.endswith("\n2 findings changed, 3 did not\n")


def test_changes_on_made_up_evidence_come_last_and_are_counted(findings: MakeFindings) -> None:
    why = ("law: repealed",)
    changes = (
        Change(rule="a", subject="X", before=Verdict.VIOLATED, after=None, why=why, invented=True),
        Change(rule="b", subject="RUS", before=Verdict.PENDING, after=None, why=why),
    )
    text = plain(comparison_lines(_comparison(findings, *changes)))
    assert text.index("RUS  b") < text.index("\n\nOn made-up evidence:\n\nX    a  VIOLATED")
    assert text.endswith("\n2 findings changed (1 on made-up evidence), 3 did not\n")


def test_a_finding_that_is_there_in_both_with_one_verdict_says_so(findings: MakeFindings) -> None:
    change = Change(rule="a", subject="RUS", before=Verdict.VIOLATED, after=Verdict.VIOLATED, why=("contested now",))
    assert "RUS  a  VIOLATED  ->  VIOLATED\n" in plain(comparison_lines(_comparison(findings, change)))
