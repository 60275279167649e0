"""Cases that were run, as text: each that does not hold with what was expected and what was found, and the counts."""

from __future__ import annotations

from sanctions_engine.findings.case_checks import Mismatch
from sanctions_engine.findings.case_files import FILL_IN, CaseReport, CaseResult
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.reports.finding_lines import Layout, finding_lines, missing_text
from sanctions_engine.reports.lines import WIDTH, Line, Piece, paragraph
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
    """Return one case that does not hold as lines: what was expected and found, if `verbose` with the finding and its proof."""
    lines = paragraph(Piece("FAILED", "bad"), f"  {result.title}", width=width, hanging=8)
    lines += paragraph(f"{result.file}:{result.line}", width=width, indent=8)
    for one in result.mismatches:
        lines += paragraph(*_mismatch(one), width=width, indent=8, hanging=2)
        if not verbose:
            for told in _why_open(one):
                lines += paragraph(told, width=width, indent=10, hanging=2)
        if verbose and one.finding is not None:
            lines += [(Piece(" " * 10), *line) for line in finding_lines(one.finding, Layout(width - 10, full=True))]
    if result.title.startswith(FILL_IN):
        lines += paragraph(_UNFINISHED, width=width, indent=8, hanging=2)
    return [*lines, ()]


def _why_open(one: Mismatch) -> list[str]:
    """Return why a verdict that was expected is open: who wrote the case has most often not said that a list is complete."""
    if one.key != "verdict" or one.finding is None or one.finding.verdict is not Verdict.UNDETERMINED:
        return []
    return [missing_text(missing) for missing in one.finding.missing[:MOST_MISSING]]


def _mismatch(one: Mismatch) -> list[Piece | str]:
    asked = one.expectation
    day = f" as of {asked.as_of}" if asked.as_of else ""
    about = f"{asked.rule}, {asked.subject}{day}: "
    return [
        about,
        f"`{one.key}` was expected to be ",
        Piece(one.expected, "name"),
        ", found: ",
        Piece(one.found, "bad"),
    ]
