"""`trace`: every part of the formulas that judged one rule and subject, with its value."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from typer import Option

from sanctions_engine.cli import options
from sanctions_engine.cli.exits import Exit
from sanctions_engine.cli.formats import ReportFormat
from sanctions_engine.cli.output import report_width, write_lines, write_text
from sanctions_engine.cli.problems import tell_set_aside
from sanctions_engine.cli.values import read_assumptions, read_choice, read_day, read_optional_day

EXAMPLES = ("sanctions-engine trace examples/russia-2020 --rule unscr-2397-8 --subject RUS --as-of 2020-01-24",)


def trace(
    dossiers: options.Dossiers,
    rule: Annotated[str, Option("--rule", metavar="RULE", help="Id of the rule.")],
    subject: Annotated[str, Option("--subject", metavar="SUBJECT", help="The subject, such as `RUS`.")],
    rules: options.Rules = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    perspective: options.Perspective = None,
    reading: options.ReadingOption = None,
    assume: options.Assume = None,
    format: Annotated[str, Option("--format", metavar="text|json", help="How to print.")] = "text",
    output: options.Output = None,
    strict: options.Strict = False,
) -> int:
    """Show every part of a rule's formulas for one subject: its value, bounds, causes and claims."""
    from sanctions_engine import evaluation
    from sanctions_engine.findings.inquiries import trace as trace_of
    from sanctions_engine.reports.json_report import model_text
    from sanctions_engine.reports.tracing import trace_lines

    chosen = read_choice("--format", format, ReportFormat)
    day = read_day("--as-of", as_of) if as_of is not None else date.today()  # noqa: DTZ011  # the user's own day
    packs, dossier = evaluation.read_dossiers(dossiers, packs=rules or (), strict=strict)
    found = trace_of(
        packs,
        dossier,
        rule=rule,
        subject=subject,
        as_of=day,
        known_at=read_optional_day("--known-at", known_at),
        perspective=perspective,
        reading=reading,
        assume=read_assumptions(assume or ()),
    )
    tell_set_aside(dossier)
    if chosen is ReportFormat.JSON:
        write_text(model_text(found), output)
    else:
        write_lines(trace_lines(found, width=report_width(output)), output)
    return Exit.DONE
