"""Tells what cases exercise, and whether it is enough."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sanctions_engine.cli.output import report_width, write_lines, write_text
from sanctions_engine.diagnostics.replacing import unwritable

if TYPE_CHECKING:
    from sanctions_engine.authoring.coverage import Coverage, CoverageRecorder


def told_coverage(recorder: CoverageRecorder, html: str | None, fail_under: float | None, *, quiet: bool) -> bool:
    """Print what was exercised, write its pages, and return whether it is enough.

    Args:
        recorder: What was noted while the cases were run.
        html: The folder for the pages, if any.
        fail_under: The least share that is enough, in per cent.
        quiet: Print nothing on the standard output.

    Raises:
        BadQuestion: If a page cannot be written (SE507).
    """
    from sanctions_engine.reports.coverage import coverage_lines, percent_text

    coverage = recorder.coverage()
    if not quiet:
        write_text("\n", None)
        write_lines(coverage_lines(coverage, width=report_width(None)), None)
    if html is not None:
        write_coverage(coverage, recorder.sources, Path(html))
    if fail_under is not None and coverage.percent < fail_under:
        sys.stderr.write(f"coverage of {percent_text(coverage.percent)} per cent is under {fail_under:g}\n")
        return False
    return True


def write_coverage(coverage: Coverage, sources: dict[str, str], folder: Path) -> None:
    """Write the pages of coverage into a folder, which is made.

    Raises:
        BadQuestion: If a page cannot be written (SE507).
    """
    from sanctions_engine.reports.coverage_html import coverage_pages

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error.strerror or str(error)) from error
    for name, text in coverage_pages(coverage, sources):
        write_text(text, str(folder / name))
