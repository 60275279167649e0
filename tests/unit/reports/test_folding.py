"""A report tells together what says the same: the sides of a ban, records under one rule, what waits for the same evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import (
    ClaimUse,
    ExceptionConsidered,
    Finding,
    Findings,
    Missing,
    PleaMatched,
    ProofNode,
)
from sanctions_engine.models.instruments import Citation
from sanctions_engine.reports.folding import by_rule, folded
from sanctions_engine.reports.lines import plain
from sanctions_engine.reports.overview import when_text
from sanctions_engine.reports.text import text_lines

MakeFinding = Callable[..., Finding]
MakeFindings = Callable[..., Findings]
CITED = Citation(instrument="unscr-2371", paragraph="8")
RELIEF = ExceptionConsidered(
    id="relief", title="Let pass", citation=CITED, burden="bearer", holds="unknown", decided=False
)


def _text(run: Findings, **how: Any) -> str:
    return plain(text_lines(run, **how))


@pytest.fixture
def flow(finding: MakeFinding) -> MakeFinding:
    """Make a finding on a flow that a ban forbids; with `sold`, on its other side."""

    def make(id: str, day: int = 2, *, sold: bool = False, **changes: Any) -> Finding:
        proof = ProofNode(
            role="verdict",
            text="ban",
            value="violated",
            note="what is forbidden happened",
            parts=(
                ProofNode(
                    role="violated_when",
                    text="hs_in(flow.hs, row.hs)" if sold else 'flow.exporter == "PRK" and hs_in(flow.hs, row.hs)',
                    value="true",
                    parts=() if sold else (ProofNode(text="flow.hs", value="2701", claims=("c1",)),),
                ),
                ProofNode(role="on", text="flow.date", value=f"2017-10-{day:02}", claims=("c1",)),
            ),
        )
        given: dict[str, Any] = {
            "rule": "ban-supply/coal" if sold else "ban/coal",
            "title": "Sell coal" if sold else "Buy coal",
            "modality": "prohibition",
            "bearer": "PRK" if sold else "CHN",
            "subject": id,
            "subject_kind": "TradeFlow",
            "due": None,
            "on": date(2017, 10, day),
            "citation": CITED,
            "because": proof,
            "claims": (
                ClaimUse(id="c1", fact="TradeFlow", says="x", by="CHN", source="desk", known=DateRange.parse("2018")),
            ),
        }
        return finding(**{**given, **changes})

    return make


def test_rows_of_a_table_that_are_open_on_the_same_record_are_one_line(
    flow: MakeFinding, findings: MakeFindings
) -> None:
    # One code that lost its zero leaves every row of every ban open.
    gap = (Missing(kind="TradeFlow", series={}, field="hs", why="imprecise", remedy="look for it"),)
    rows = [
        *(flow("f01", rule=f"ban/{row}", verdict="undetermined", missing=gap) for row in ("coal", "iron", "ore")),
        flow("f02", rule="ban/coal", verdict="undetermined", missing=gap),
        flow("f03", rule="ban/ore", verdict="undetermined", missing=gap),
        flow("f03", rule="cap/ore", verdict="undetermined", missing=gap),
    ]
    found = [[(one.rule, one.subject) for one in group] for group in by_rule(rows[:3])]
    assert found == [[("ban/coal", "f01"), ("ban/iron", "f01"), ("ban/ore", "f01")]]
    # Rows that are open on other records stand apart.
    assert [[one.rule for one in group] for group in by_rule(rows)] == [
        ["ban/coal", "ban/coal"],
        ["ban/iron"],
        ["ban/ore", "ban/ore"],
        ["cap/ore"],
    ]
    others = [flow(f"g{n}", rule=f"other-{n}", verdict="undetermined", missing=gap) for n in range(6)]
    text = _text(findings([*rows[:3], *others]))
    assert " ".join(text.split()).count("UNDETERMINED f01 ban/* (3 rows) (unscr-2371 8) 2017-10-02") == 1


def test_the_two_sides_of_a_ban_on_one_record_are_told_once(flow: MakeFinding, findings: MakeFindings) -> None:
    both = findings([flow("f01", sold=True, exceptions=(RELIEF,)), flow("f01", exceptions=(RELIEF,))])
    text = _text(both)
    assert text.count("VIOLATED") == 1
    assert "VIOLATED  f01  ban-supply/coal, ban/coal  on 2017-10-02\n" in text
    assert "  forbids  Sell coal (bearer PRK)\n           Buy coal (bearer CHN)\n" in text
    assert "flow.hs = 2701 (CHN, desk)\n" in text  # the proof that names more claims
    assert '  formula  flow.exporter == "PRK" and hs_in(flow.hs, row.hs)\n           hs_in(flow.hs, row.hs)\n' in text
    assert text.count("relief (Let pass): not shown; the bearer has to show it") == 1
    assert "2 rules, 1 subject: 2 violated\n" in text  # both are counted
    assert _text(both, verbose=True).count("\nVIOLATED") == 2


@pytest.mark.parametrize(
    "other",
    [
        {"subject": "f02"},
        {"verdict": "undetermined"},
        {"contested": True},
        {"on": date(2017, 10, 3)},
        {"bearer": "all"},
        {"citation": Citation(instrument="unscr-2371", paragraph="9")},
        {"exceptions": (RELIEF,)},
        {"rests_on": ("CHN",)},
        {"modality": "obligation"},
        {"pleas": (PleaMatched(by="CHN", ground="g", words=None, source="s", matches=None, note="no such exception"),)},
    ],
)
def test_sides_that_differ_are_told_apart(flow: MakeFinding, other: dict[str, Any]) -> None:
    # Told together, the difference would be lost.
    assert len(folded([[flow("f01")], [flow("f01", sold=True)]])) == 1
    assert len(folded([[flow("f01")], [flow("f01", sold=True, **other)]])) == 2


def test_records_under_the_same_rules_for_the_same_reason_are_rows_of_one(
    flow: MakeFinding, findings: MakeFindings
) -> None:
    many = [flow(f"f{n:02}", n, sold=sold) for n in range(1, 16) for sold in (False, True)]
    text = _text(findings(many))
    assert "VIOLATED  15 subjects  ban/coal, ban-supply/coal  on 2017-10-01 to 2017-10-15\n" in text
    assert (
        "  because  what is forbidden happened\n             f01, 2017-10-01, CHN and PRK: flow.hs = 2701 (CHN, desk)\n"
        in text
    )
    assert "f12, 2017-10-12" in text
    assert "f13, 2017-10-13" not in text
    assert "and 3 more; `-v` tells each\n" in text
    assert text.count("  cites ") == 1
    assert _text(findings(many), verbose=True).count("  cites ") == 30
    assert _text(findings(many[:4])).count("  cites ") == 2  # two records are read one by one


def test_imprecise_days_are_told_from_the_first_to_the_last_that_is_possible(
    flow: MakeFinding, findings: MakeFindings
) -> None:
    month, weeks = DateRange.parse("2017-09"), DateRange.parse("2017-09-05..2017-09-29")
    unknown = {"on": None, "on_between": DateRange.parse("..2017-09-29")}
    # A single one has its own words.
    one = _text(findings([flow("bill-1", on=None, on_between=month)]))
    assert one.splitlines()[4].endswith("  on 2017-09")
    many = [
        flow("bill-1", on=date(2017, 9, 20)),
        flow("bill-2", on=None, on_between=weeks),
        flow("bill-3", on=date(2017, 9, 12)),
    ]
    text = _text(findings(many))
    assert "on 2017-09-05 to 2017-09-29\n" in text
    assert "bill-2, 2017-09-05..2017-09-29, CHN: " in text
    assert "on up to 2017-09-29" not in _text(findings([*many, flow("bill-4", **unknown)]))
    assert "  up to 2017-09-29\n" in _text(findings([*many, flow("bill-4", **unknown)]))
    # One that happened on the day judged is a day like others.
    assert "on 2017-09-20 to 2020-01-24\n" in _text(
        findings([many[0], flow("bill-5", on=date(2020, 1, 24)), flow("bill-6", on=date(2020, 1, 24))])
    )
    # Nothing is known of any day: no day is told.
    blank = [flow(f"bill-{n}", on=None) for n in range(3)]
    assert _text(findings(blank)).splitlines()[4].endswith("  ban/coal")


def test_the_table_tells_first_and_last_possible_days(flow: MakeFinding) -> None:
    group = [flow("a", on=None, on_between=DateRange.parse("2017-09")), flow("b", on=date(2017, 9, 20))]
    assert when_text(group) == "2017-09-01 to 2017-09-30"
    dues = ["2019-12-20", "2019-12", "2020-01-02"]
    assert when_text([flow("a", due=DateRange.parse(due)) for due in dues]) == "2019-12-01 to 2020-01-02"
    assert when_text([flow(n, on=None, on_between=DateRange.parse("2017-09")) for n in "ab"]) == "2017-09"


def test_records_that_show_figures_or_are_disputed_are_told_apart(flow: MakeFinding) -> None:
    alike = [[flow(f"f{n}", n)] for n in range(1, 4)]
    assert len(folded(alike)) == 1
    assert len(folded([*alike[:2], [flow("f3", 3, shows={"times": "2"})]])) == 3
    assert len(folded([*alike[:2], [flow("f3", 3, contested=True)]])) == 3


def _gap(field: str | None, why: str = "absent", kind: str = "TradeFlow") -> Missing:
    return Missing(kind=kind, series={}, field=field, why=why, remedy=f"look for {field or kind}")


def test_what_is_open_is_grouped_by_what_is_missing(
    flow: MakeFinding, finding: MakeFinding, findings: MakeFindings
) -> None:
    def unknown(rule: str, id: str, *gaps: Missing) -> Finding:
        return flow(id, rule=rule, verdict="undetermined", missing=gaps)

    told = [
        *(unknown(f"list-{n}", f"f{m}", _gap("control_list")) for n in range(3) for m in range(4)),
        *(unknown("risk", f"f{m}", _gap("luxury"), _gap("purpose")) for m in range(3)),
        unknown("fuel", "f1", _gap("fuel"), _gap(None, "stale", "Listing")),
        finding(subject="CHN", rule="report", verdict="pending", missing=(_gap(None, "not covered", "Report"),)),
        unknown("day", "f9"),
        unknown(
            "rate", "f7", Missing(kind="", series={}, field=None, why="imprecise", remedy="look for an exact rate")
        ),
        flow("f8", rule="ban", verdict="undetermined", contested=True, missing=(_gap("hs"),)),
        flow("f0"),
    ]
    text = _text(findings(told))
    assert [line for line in text.split("Open: ")[1].splitlines() if line.startswith("  ")] == [
        "  `control_list` of `TradeFlow` (f0, f1, f2, f3): list-0, list-1, list-2",
        "  `luxury`, `purpose` of `TradeFlow` (f0, f1, f2): risk",
        "  `fuel` of `TradeFlow`; claims of `Listing`, more recent (f1): fuel",
        "  nothing that a claim could add (f9): day",
        "  an exact rate (f7): rate",
        "  claims of `Report` (CHN): report",
        "  `-v` or `--rule` tells each; in the place of claims, a source can declare that its list of them is complete",
    ]
    assert "Open: 18 undetermined, 1 pending - by what is missing:\n" in text
    table, _, details = text.partition("\n\n")[2].partition("\n\n")
    assert table.count("\nUNDETERMINED") == 8  # each rule has its row
    assert details.count("UNDETERMINED") == 1  # what is disputed is told in full
    assert details.index("VIOLATED") < details.index("Open: ")
    assert _text(findings(told), verbose=True).count("\nUNDETERMINED") == 2 * 19
    assert "Open: " not in _text(findings(told), named=True)
    assert "Open: " not in _text(findings(told[-5:]))  # a few are read one by one


def test_open_findings_on_made_up_evidence_stand_apart(flow: MakeFinding, findings: MakeFindings) -> None:
    made_up = ClaimUse(
        id="c1", fact="TradeFlow", says="x", by="me", source="me", known=DateRange.parse("2018"), invented=True
    )
    told = [flow(f"f{n}", rule=f"r{n}", verdict="undetermined", missing=(_gap("hs"),)) for n in range(4)]
    told += [one.model_copy(update={"claims": (made_up,), "subject": "i"}) for one in told]
    text = _text(findings(told))
    assert (
        "Open: 4 undetermined - by what is missing:\n  `hs` of `TradeFlow` (f0, f1, f2, f3): r0, r1, r2, r3\n" in text
    )
    assert text.count("\nUNDETERMINED") == 8  # one row a rule
    same = [flow(f"f{n}", rule="r", verdict="undetermined", missing=(_gap(None, "not covered"),)) for n in range(6)]
    assert _text(findings(same)).count("\nUNDETERMINED  f0, f1, f2, f3, f4, f5") == 1
    assert "Open on made-up evidence: 4 undetermined - by what is missing:\n  `hs` of `TradeFlow` (i): r0" in text


def test_many_changes_of_a_text_are_told_in_short(flow: MakeFinding, findings: MakeFindings) -> None:
    run = findings([flow("f01", text_in_force="amended by a; amended by b; amended by c")])
    assert "  in force changed 3 times; at last amended by c\n" in _text(run)
    assert "  in force amended by a; amended by b; amended by c\n" in _text(run, verbose=True)


def test_the_last_line_counts_what_was_left_aside_for_its_day(finding: MakeFinding, findings: MakeFindings) -> None:
    later = {"later_than_as_of": {"TradeFlow": 2}, "later_than_known_at": {"Listing": 1, "Order": 1}}
    text = _text(findings([finding()], known_at=date(2020, 1, 20), **later), width=200)
    assert text.splitlines()[-1] == (
        "1 rule, 1 subject: 1 violated; left aside: 2 records dated after 2020-01-24 (2 TradeFlow); "
        "2 records known only after 2020-01-20 (1 Listing, 1 Order)"
    )
    # An empty answer must not look like good news either.
    assert "nothing to judge; left aside: 2 records dated after 2020-01-24" in _text(
        findings([], counts={}, **later), width=200
    )
