"""`test`: run cases, and say which do not hold."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Option

from sanctions_engine.cli import options
from sanctions_engine.cli.covering import told_coverage
from sanctions_engine.cli.exits import Exit
from sanctions_engine.cli.formats import CasesFormat
from sanctions_engine.cli.output import report_width, write_lines, write_text
from sanctions_engine.cli.problems import tell
from sanctions_engine.cli.values import read_choice

EXAMPLES = (
    "sanctions-engine test rules/ examples/",
    "sanctions-engine test rules/ -k 'last day and not report' --verbose",
    "sanctions-engine test rules/un/dprk --rule 'unscr-2397-*'",
    "sanctions-engine test rules/us/dprk --coverage",
)


def run_tests(
    paths: Annotated[
        list[str], Argument(metavar="PATH", help="Case files, dossiers with `expect`, or folders that hold some.")
    ],
    rules: options.Rules = None,
    case: Annotated[
        str, Option("--case", metavar="GLOB", help="Only cases whose title, or whose FILE:TITLE, matches.")
    ] = "*",
    keywords: Annotated[
        str,
        Option(
            "-k",
            metavar="WORDS",
            help="Only cases whose title, file or rules have these words, joined by `and`, `or`, `not` and brackets.",
        ),
    ] = "",
    rule: Annotated[
        list[str] | None,
        Option("--rule", metavar="GLOB", help="Only what cases expect of rules whose id matches; repeatable."),
    ] = None,
    engine: options.EngineName = "reference",
    format: Annotated[
        str, Option("--format", metavar="text|junit", help="How to print: for people, or JUnit XML for build servers.")
    ] = "text",
    output: options.Output = None,
    coverage: Annotated[
        bool,
        Option("--coverage", help="Say what of the rules no case exercises: conditions, exceptions, rows, verdicts."),
    ] = False,
    html: Annotated[
        str | None,
        Option("--html", metavar="DIR", help="Write the coverage as HTML pages, beside the text of the rules."),
    ] = None,
    fail_under: Annotated[
        float | None,
        Option(
            "--fail-under", metavar="PERCENT", help="Exit with 1 if less than this share of the rules is exercised."
        ),
    ] = None,
    fail_fast: Annotated[bool, Option("--fail-fast", help="Stop after the first case that does not hold.")] = False,
    verbose: Annotated[
        bool, Option("--verbose", "-v", help="List every case, and show the finding where one fails.")
    ] = False,
) -> int:
    """Run cases: what `*.cases.yaml` files and dossiers expect, held against what the rules find."""
    from sanctions_engine.authoring.coverage import CoverageRecorder
    from sanctions_engine.evaluation import run_cases
    from sanctions_engine.reports.cases import case_lines
    from sanctions_engine.reports.cases_junit import junit_xml

    chosen = read_choice("--format", format, CasesFormat)
    recorder = CoverageRecorder(tuple(rule or ())) if coverage or html or fail_under is not None else None
    report = run_cases(
        paths,
        packs=rules or (),
        match=case,
        keywords=keywords,
        rules=rule or (),
        engine=engine,
        fail_fast=fail_fast,
        watch=recorder.record if recorder else None,
    )
    if len(report.problems):
        tell(report.problems)
    if chosen is CasesFormat.JUNIT:
        write_text(junit_xml(report), output)
    else:
        write_lines(case_lines(report, verbose=verbose, width=report_width(output)), output)
    enough = recorder is None or told_coverage(recorder, html, fail_under, quiet=chosen is CasesFormat.JUNIT)
    if report.problems.errors:
        return Exit.INPUT
    return Exit.DONE if enough and not report.failed else Exit.HIT
