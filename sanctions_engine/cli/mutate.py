"""`mutate`: make slips of the pen in rules, and say which no case notices."""

from __future__ import annotations

import sys
from typing import Annotated

from typer import Argument, Option

from sanctions_engine.cli import options
from sanctions_engine.cli.exits import Exit
from sanctions_engine.cli.formats import ReportFormat
from sanctions_engine.cli.output import report_width, write_lines, write_text
from sanctions_engine.cli.problems import tell
from sanctions_engine.cli.values import read_choice

EXAMPLES = (
    "sanctions-engine mutate rules/us/dprk",
    "sanctions-engine mutate rules/un/dprk/unscr-2397 --rule unscr-2397-17",
)


def mutate(
    paths: Annotated[
        list[str], Argument(metavar="PATH", help="Case files, dossiers with `expect`, or folders that hold some.")
    ],
    rules: options.Rules = None,
    rule: Annotated[
        list[str] | None,
        Option("--rule", metavar="GLOB", help="Only slips in rules whose id matches; repeatable."),
    ] = None,
    format: Annotated[str, Option("--format", metavar="text|json", help="How to print.")] = "text",
    output: options.Output = None,
    fail_under: Annotated[
        float | None,
        Option(
            "--fail-under", metavar="PERCENT", help="Exit with 1 if cases notice less than this share of the slips."
        ),
    ] = None,
    verbose: Annotated[bool, Option("--verbose", "-v", help="List every slip, and the case that notices it.")] = False,
) -> int:
    """Make slips of the pen in rules, one at a time, and say which no case notices.

    A day off, `<` for `<=`, `and` for `or`, a threshold, a code, a row or an exception forgotten. No file is written.
    """
    from sanctions_engine.authoring.mutation import mutate as tried
    from sanctions_engine.findings.case_collecting import CaseCollector
    from sanctions_engine.findings.case_files import collect_cases
    from sanctions_engine.reports.coverage import percent_text
    from sanctions_engine.reports.mutation import mutation_json, mutation_lines

    chosen = read_choice("--format", format, ReportFormat)
    collector = CaseCollector(tuple(rules or ()))
    cases = list(collect_cases(paths, collector))
    if len(collector.problems):
        tell(collector.problems)
    if collector.problems.errors:
        return Exit.INPUT
    report = tried(cases, rules=rule or ())
    if chosen is ReportFormat.JSON:
        write_text(mutation_json(report), output)
    else:
        write_lines(mutation_lines(report, verbose=verbose, width=report_width(output)), output)
    if fail_under is not None and report.score < fail_under:
        sys.stderr.write(f"a score of {percent_text(report.score)} per cent is under {fail_under:g}\n")
        return Exit.HIT
    return Exit.DONE
