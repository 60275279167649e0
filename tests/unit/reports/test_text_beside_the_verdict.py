"""What a reader of the text report has to know beside a verdict: rows not read, norms that may not bind, refused grounds."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from sanctions_engine.models.claims import Rejected
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import ClaimUse, ExceptionConsidered, Finding, Findings, ProofNode
from sanctions_engine.models.instruments import Citation
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.reports.lines import plain
from sanctions_engine.reports.text import text_lines

CITED = Citation(instrument="unscr-2397", paragraph="8", title="Security Council resolution 2397 (2017)")
MakeFinding = Callable[..., Finding]
MakeFindings = Callable[..., Findings]


def _text(run: Findings) -> str:
    return plain(text_lines(run, width=120))


def test_rows_set_aside_are_counted_in_the_header(finding: MakeFinding, findings: MakeFindings) -> None:
    # At the foot of a long report nobody sees that half of the table was not read.
    rejected = tuple(
        Rejected(file="TradeFlow.csv", line=line, field="hs", code="SE405", reason="bad code", raw="")
        for line in (2, 3)
    )
    run = findings([finding()])
    text = _text(run.model_copy(update={"run": run.run.model_copy(update={"rejected": rejected, "set_aside": 2})}))
    assert "(fedcba987654), 2 rows set aside, not read\n" in text.split("VIOLATED")[0]
    assert "set aside" not in _text(run)


def test_what_is_kept_by_one_who_may_not_be_bound_says_so(finding: MakeFinding, findings: MakeFindings) -> None:
    doubt = ProofNode(text="flow.big", value="unknown", role="applies_when")
    kept = finding(verdict=Verdict.FULFILLED)
    unsure = kept.model_copy(update={"because": kept.because.model_copy(update={"parts": (doubt,)})})
    assert "if it applies" in _text(findings([unsure]))
    assert "if it applies" not in _text(findings([kept]))


def test_an_exemption_that_somebody_relied_on_and_that_does_not_hold_is_named(
    finding: MakeFinding, findings: MakeFindings
) -> None:
    said = ClaimUse(
        id="k2", fact="CommitteeApproval", says="id HA-1, granted 2018-05-01", by="1718 Committee", source="s",
        known=DateRange.of(date(2020, 3, 2)),
    )  # fmt: skip
    refused = ExceptionConsidered(
        id="let-pass", title="Let pass", citation=CITED, burden="bearer", holds="false", decided=False
    )
    ground = ProofNode(text="granted", value="false", role="exemption let-pass", claims=("k2",))
    base = finding(exceptions=(refused,))
    relied = base.model_copy(
        update={
            "claims": (*base.claims, said),
            "because": base.because.model_copy(update={"parts": (*base.because.parts, ground)}),
        }
    )
    text = _text(findings([relied]))
    assert "let-pass (Let pass): does not hold" in text
    assert "CommitteeApproval: id HA-1, granted 2018-05-01" in text
    assert "let-pass" not in _text(findings([base]))


def test_the_row_of_a_decision_table_has_its_title_in_the_table(finding: MakeFinding, findings: MakeFindings) -> None:
    # `unscr-2397-6/earth` does not say what earth it is.
    found = [
        finding(rule="ban/earth", title="Buy magnesite", subject="RUS"),
        finding(rule="ban", title="Buy fish", subject="CHN"),
        # Fifty open rows on one record would be a hundred lines.
        finding(rule="ban/sand", title="Buy sand", verdict="undetermined"),
    ]
    table = _text(findings(found)).split("\n\n")[1]
    assert "ban/sand" in table
    assert "Buy sand" not in table
    assert re.search(r"ban/earth \(unscr-2397 8\).*\n    Buy magnesite\n", table)
    assert "Buy fish" not in table


def test_an_exemption_that_has_ended_is_told(finding: MakeFinding, findings: MakeFindings) -> None:
    cited = Citation(instrument="unscr-2371", paragraph="9")
    one = ExceptionConsidered(
        id="winddown", title="Old contracts", citation=cited, burden="bearer", holds="false", decided=False,
        note="ended: the last day was 2017-09-04",
    )  # fmt: skip
    told = "  except   winddown (Old contracts): ended: the last day was 2017-09-04 [unscr-2371, paragraph 9]\n"
    assert told in _text(findings([finding(exceptions=(one,))]))


def test_a_rule_that_is_no_law_is_told_beside_the_counts(finding: MakeFinding, findings: MakeFindings) -> None:
    told = "rule `x` is not judged: `draft-1` is a draft, and nothing assumes it adopted"
    run = findings([finding()], warnings=("a.yaml:1:1: warning[SE413]: x", "a.yaml:2:1: warning[SE413]: y", told))
    text = plain(text_lines(run, narrowed=True))
    assert "\n2 warnings on the evidence; `-v` tells each\n" in text
    assert f"\n{told}\n" in text
    assert "SE413" not in text
