"""Cases that were run, as text: each that does not hold with what was expected and what was found, and the counts."""

from __future__ import annotations

from sanctions_engine.findings.case_checks import Mismatch
from sanctions_engine.findings.case_files import FILL_IN, CaseReport, CaseResult
from sanctions_engine.findings.pleas import how_it_stands
from sanctions_engine.models.findings import Finding
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.reports.deciding import deciding_lines
from sanctions_engine.reports.finding_lines import Layout, finding_lines, missing_text
from sanctions_engine.reports.lines import WIDTH, Line, Piece, paragraph, row
from sanctions_engine.reports.words import several

MOST_MISSING = 3
_UNFINISHED = (
    "not filled in yet: write the facts, the verdict that the law means, and a title that says what the case shows"
)


def case_lines(report: CaseReport, *, verbose: bool = False, width: int = WIDTH) -> list[Line]:
    """Return cases as lines: those that fail, all of them if `verbose`, and last the counts."""
    lines: list[Line] = []
    for one in report.results:
        if one.passed and verbose:
            lines += paragraph(
                Piece("passed", "good"), f"  {one.title}  ({one.file}:{one.line})", width=width, hanging=8
            )
        elif not one.passed:
            lines += failed_case_lines(one, verbose=verbose, width=width)
    counts = [several(len(report.results), "case"), several(report.expectations, "expectation")]
    failed = Piece(f"{len(report.failed):,} failed", "bad") if report.failed else Piece("all hold", "good")
    if report.problems.errors and report.results and not report.failed:
        failed = Piece("all hold, but others could not be read", "bad")
    if not report.results:
        failed = Piece("nothing was run", "bad")
    return [*lines, *paragraph(f"{', '.join(counts)}: ", failed, width=width)]


def failed_case_lines(result: CaseResult, *, verbose: bool, width: int) -> list[Line]:
    """Return one case that does not hold as lines: what was expected, what was found and why, if `verbose` with the whole proof."""
    lines = paragraph(Piece("FAILED", "bad"), f"  {result.title}", width=width, hanging=8)
    lines += paragraph(f"{result.file}:{result.line}", width=width, indent=8)
    told: Finding | None = None
    for one in result.mismatches:
        lines += _difference(one, width)
        if one.finding is None or one.finding is told:
            continue
        told = one.finding
        if verbose:
            lines += [(Piece(" " * 10), *line) for line in finding_lines(told, Layout(width - 10, full=True))]
        else:
            lines += _why(one, told, width)
    if result.title.startswith(FILL_IN):
        lines += paragraph(_UNFINISHED, width=width, indent=8, hanging=2)
    return [*lines, ()]


def _difference(one: Mismatch, width: int) -> list[Line]:
    """Return what was expected above what was found, so that the eye can compare them."""
    asked = one.expectation
    day = f" as of {asked.as_of}" if asked.as_of else ""
    lines = paragraph(f"{asked.rule}, {asked.subject}{day}: `{one.key}`", width=width, indent=8, hanging=2)
    lines += row("expected", Piece(one.expected, "name"), width=width, indent=10)
    return lines + row("found", Piece(one.found, "bad"), width=width, indent=10)


def _why(one: Mismatch, finding: Finding, width: int) -> list[Line]:
    """Return the deciding line of the proof, what an open verdict misses (often, that a list is complete), and what was not shown."""
    told = deciding_lines(finding)
    if one.key == "verdict" and finding.verdict is Verdict.UNDETERMINED:
        told += [missing_text(missing) for missing in finding.missing[:MOST_MISSING]]
    lines: list[Line] = []
    for index, text in enumerate(told):
        lines += row("" if index else "because", text, width=width, indent=10)
    for considered in finding.exceptions if one.key == "verdict" else ():
        if considered.holds == "unknown":
            lines += row("except", f"{considered.id}: {how_it_stands(considered)}", width=width, indent=10)
    return lines
