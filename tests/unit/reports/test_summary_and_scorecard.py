"""Summaries and scorecards in print."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from sanctions_engine.findings.summaries import summarise
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import Finding, Findings
from sanctions_engine.models.instruments import Citation, Instrument
from sanctions_engine.models.scorecards import Scorecard, ScoredNorm, Standing
from sanctions_engine.models.verdicts import BY_GRAVITY, Verdict
from sanctions_engine.reports.lines import length, plain
from sanctions_engine.reports.scorecard import COLUMNS, WORDS, scorecard_csv, scorecard_lines
from sanctions_engine.reports.summary import summary_csv, summary_jsonl, summary_lines

MakeFinding = Callable[..., Finding]
MakeFindings = Callable[..., Findings]
ACT = Instrument(id="act", title="The act", body="B", adopted=date(2018, 1, 1))
ORDER = Instrument(id="order", title="The order", body="B", adopted=date(2019, 1, 1))


def test_a_summary_is_a_table(finding: MakeFinding, findings: MakeFindings) -> None:
    found = findings(
        [
            finding(contested=True),
            finding(verdict="pending", bearer="CHN"),
            finding(verdict="violated", bearer="CHN", binding="hortatory"),
            finding(verdict="violated", bearer="all"),
            finding(verdict="pending", bearer=None),
        ]
    )
    text = plain(summary_lines(summarise(found)))
    table = text[text.index("bearer") : text.rindex("\n\n") + 1]
    assert table == (
        "bearer               instrument              violated  pending  all  contested\n"
        "CHN                  unscr-2397                     -        1    1          -\n"
        "CHN                  unscr-2397 (hortatory)         1        -    1          -\n"
        "CHN                  all instruments                1        1    2          -\n"
        "RUS                  unscr-2397                     1        -    1          1\n"
        "all States together  unscr-2397                     1        -    1          -\n"
        "nobody named         unscr-2397                     -        1    1          -\n"
        "all of them                                         3        2    5          1\n"
    )


def test_a_summary_counts_every_row_that_was_set_aside(finding: MakeFinding, findings: MakeFindings) -> None:
    """A run over claim tables keeps the first of them alone."""
    found = findings([finding()])
    found = found.model_copy(update={"run": found.run.model_copy(update={"set_aside": 28_735})})
    assert "\n28,735 rows of the evidence set aside, not read\n" in plain(summary_lines(summarise(found)))


def test_a_summary_has_a_column_for_what_is_made_up(finding: MakeFinding, findings: MakeFindings) -> None:
    (claim,) = finding().claims
    summary = summarise(findings([finding(), finding(claims=(claim.model_copy(update={"invented": True}),))]))
    text = plain(summary_lines(summary))
    assert "violated  all  contested  made up\nRUS          unscr-2397         2    2          -        1\n" in text
    assert "\nof these on made-up evidence: 1 violated\n" in text
    assert summary.totals[0].invented == summary.rows[0].invented == {Verdict.VIOLATED: 1}
    (row,) = csv.DictReader(io.StringIO(summary_csv(summary)))
    assert row["on_made_up_evidence"] == "1"


def test_a_summary_says_what_it_leaves_out(finding: MakeFinding, findings: MakeFindings) -> None:
    text = plain(summary_lines(summarise(findings([finding()], counts={"violated": 1, "clean": 3}))))
    assert text.endswith("\nno finding, and so no row, for 3 outcomes: 3 clean\n")
    assert "nothing to count: no finding\n" in plain(summary_lines(summarise(findings([]))))


def test_a_summary_for_programs(finding: MakeFinding, findings: MakeFindings) -> None:
    summary = summarise(findings([finding(), finding(verdict="pending"), finding(bearer="=1+1")]))
    rows = list(csv.DictReader(io.StringIO(summary_csv(summary))))
    assert [(row["bearer"], row["violated"], row["pending"], row["findings"]) for row in rows] == [
        ("'=1+1", "1", "0", "1"),  # no spreadsheet runs it
        ("RUS", "1", "1", "2"),
    ]
    assert [(one.bearer, one.verdicts) for one in summary.totals] == [
        ("=1+1", {Verdict.VIOLATED: 1}),
        ("RUS", {Verdict.VIOLATED: 1, Verdict.PENDING: 1}),
    ]
    lines = [json.loads(line) for line in summary_jsonl(summary)]
    assert lines[1]["verdicts"] == {"violated": 1, "pending": 1}


def _norm(rule: str, verdict: str | None = None, **changes: Any) -> ScoredNorm:
    standing = changes.pop("standing", "no_record" if verdict is None else "broken")
    given: dict[str, Any] = {
        "rule": rule,
        "title": f"Do {rule}",
        "modality": "obligation",
        "binding": "mandatory",
        "citation": Citation(instrument="act", paragraph="8", title="The act"),
        "pack": "own/x",
        "shared": False,
        "standing": standing,
        "verdict": verdict,
        "worst": verdict,
        "contested": False,
        "verdicts": {} if verdict is None else {Verdict(verdict): 1},
        "unit": "State",
    }
    return ScoredNorm(**{**given, **changes})


def _card(findings: MakeFindings, *norms: ScoredNorm, **changes: Any) -> Scorecard:
    given: dict[str, Any] = {
        "run": findings([]).run,
        "state": "RUS",
        "name": "Russia",
        "as_of": date(2020, 1, 24),
        "instruments": (ACT, ORDER),
        "norms": norms,
        "standings": {},
        "ended": (),
        "flags": (),
        "not_bound": 0,
        "nobody_known": 0,
    }
    return Scorecard(**{**given, **changes})


def test_a_scorecard_is_sorted_into_parts_and_instruments(findings: MakeFindings) -> None:
    ordered = Citation(instrument="order", paragraph="12 (b)", title="The order", verified=False)
    card = _card(
        findings,
        _norm(
            "home", "violated", due=DateRange.parse("2019-12-22"), days_overdue=33, days_overdue_most=33, contested=True
        ),
        _norm("ban/coal", "clean", standing="clean", unit="record", verdicts={"clean": 3}),
        _norm("ban/iron"),
        _norm("ban/lead"),
        _norm("other", citation=ordered),
        _norm("tell", "undetermined", standing="no_evidence", citation=ordered),
        _norm("cap", "violated", shared=True),
        _norm("kind", "fulfilled", standing="kept", binding="hortatory"),
        ended=(_norm("gone", "violated"),),
        flags=(_norm("surge", "raised", standing=None, modality="indicator"),),
        not_bound=2,
        nobody_known=1,
    )
    text = plain(scorecard_lines(card))
    assert text.startswith("Russia (RUS) on 2020-01-24\nAs of 2020-01-24")
    # Who has fifty lines to read has to see at once whether something is broken.
    top = text[: text.index("\n\n")]
    assert top.endswith(
        "\n6 norms binding RUS: 1 broken (17 %), 1 clean on record (17 %), 1 not judged for want of evidence (17 %), 3 no record"
        "\n  (50 %)"
    )
    body = text[text.index("\n\n") :]
    assert body == (
        "\n\nThe act, adopted on 2018-01-01\n"
        "  8        VIOLATED        home  due 2019-12-22, 33 days over  contested\n"
        "           Do home\n"
        "  8        CLEAN           ban/coal  3 records: 3 clean\n"
        "           Do ban/coal\n"
        "           no record ban/* (2 rows)\n"
        "\nThe order, adopted on 2019-01-01\n"
        "  12 (b)?  UNDETERMINED    tell  nothing is known\n"
        "           Do tell\n"
        "           no record other\n"
        "\nShared by all States: what others did counts too\n"
        "\nThe act, adopted on 2018-01-01\n"
        "  8        VIOLATED        cap\n"
        "           Do cap\n"
        "\nOnly asked for, not binding\n"
        "\nThe act, adopted on 2018-01-01\n"
        "  8        FULFILLED       kind\n"
        "           Do kind\n"
        "\nNo longer in force: a repeal undoes no breach\n"
        "\nThe act, adopted on 2018-01-01\n"
        "  8        VIOLATED        gone\n"
        "           Do gone\n"
        "\nFlags, which are no breaches\n"
        "\nThe act, adopted on 2018-01-01\n"
        "  8        RAISED          surge\n"
        "           Do surge\n"
        "\n1 norm binding all States together: 1 broken\n"
        "1 norm only asking: 1 kept\n"
        "1 norm no longer in force: 1 broken\n"
        "2 norms in force not binding RUS\n"
        "1 outcome on whom nobody knows who is bound\n"
        "? paragraph number not verified against the text\n"
    )


def test_a_scorecard_marks_what_is_made_up(findings: MakeFindings) -> None:
    card = _card(
        findings,
        _norm("buy", "violated", unit="record", verdicts={"violated": 2, "clean": 1}, invented={"violated": 1}),
        _norm("sell", "violated", unit="record", verdicts={"violated": 1, "clean": 1}, invented={"violated": 1}),
        _norm("ship", "violated", invented={"violated": 1}),
    )
    text = plain(scorecard_lines(card))
    assert "3 broken (100 %, 2 on made-up evidence)\n" in text
    assert "buy  3 records: 2 violated, 1 clean; of these on made-up evidence: 1 violated\n" in text
    assert "sell  2 records: 1 violated, 1 clean; of these on made-up evidence: 1 violated  on made-up" in text
    assert "ship  on made-up evidence\n" in text
    assert [row["on_made_up_evidence"] for row in csv.DictReader(io.StringIO(scorecard_csv(card)))] == ["1", "1", "1"]


def test_in_full_each_norm_has_its_lines(findings: MakeFindings) -> None:
    text = plain(scorecard_lines(_card(findings, _norm("ban/iron"), _norm("ban/lead")), verbose=True))
    assert "  8  no record       ban/iron\n     Do ban/iron\n  8  no record       ban/lead\n" in text


def test_a_scorecard_keeps_to_the_width(findings: MakeFindings) -> None:
    norms = [_norm(f"rule-{number}", title="word " * 40) for number in range(40)]
    for verbose in (False, True):
        lines = plain(scorecard_lines(_card(findings, *norms), verbose=verbose, width=80)).splitlines()
        assert max(map(length, lines)) <= 80


def test_a_scorecard_for_spreadsheets(findings: MakeFindings) -> None:
    card = _card(findings, _norm("home", "violated", broken=("RUS",)), ended=(_norm("gone"),))
    rows = list(csv.DictReader(io.StringIO(scorecard_csv(card))))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["part"], row["rule"], row["standing"], row["violated"], row["broken"]) for row in rows] == [
        ("in force", "home", "broken", "1", "RUS"),
        ("ended", "gone", "no_record", "0", ""),
    ]
    assert rows[1]["verdict"] == ""


def test_every_standing_has_words_and_every_verdict_a_column() -> None:
    assert set(WORDS) == set(Standing)
    assert {verdict.value for verdict in BY_GRAVITY} <= set(COLUMNS)
