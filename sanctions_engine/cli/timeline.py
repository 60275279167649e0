"""`timeline`: the verdict of one rule and subject for every span of days."""

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

EXAMPLES = ("sanctions-engine timeline examples/russia-2020 --rule unscr-2397-8 --subject RUS --until 2020-01-24",)


def timeline(
    dossiers: options.Dossiers,
    rule: Annotated[str, Option("--rule", metavar="RULE", help="Id of the rule.")],
    subject: Annotated[str, Option("--subject", metavar="SUBJECT", help="The subject, such as `RUS`.")],
    since: Annotated[
        str | None, Option("--since", metavar="DAY", help="First day. Default: the day before the law begins.")
    ] = None,
    until: Annotated[str | None, Option("--until", metavar="DAY", help="Last day. Default: today.")] = None,
    rules: options.Rules = None,
    known_at: options.KnownAt = None,
    perspective: options.Perspective = None,
    reading: options.ReadingOption = None,
    assume: options.Assume = None,
    format: Annotated[str, Option("--format", metavar="text|json", help="How to print.")] = "text",
    output: options.Output = None,
    strict: options.Strict = False,
) -> int:
    """Show the verdict of one rule and subject for every span of days, and what changed on each day."""
    from sanctions_engine import evaluation
    from sanctions_engine.reports.json_report import model_text
    from sanctions_engine.reports.timeline import timeline_lines

    chosen = read_choice("--format", format, ReportFormat)
    first = read_optional_day("--since", since)
    last = read_day("--until", until) if until is not None else date.today()  # noqa: DTZ011  # the user's own day
    known = read_optional_day("--known-at", known_at)
    assumed = read_assumptions(assume or ())
    packs, dossier = evaluation.read_dossiers(dossiers, packs=rules or (), strict=strict)
    found = evaluation.timeline(
        packs,
        dossier,
        rule=rule,
        subject=subject,
        as_of=last,
        since=first,
        known_at=known,
        perspective=perspective,
        reading=reading,
        assume=assumed,
    )
    tell_set_aside(dossier)
    if chosen is ReportFormat.JSON:
        write_text(model_text(found), output)
    else:
        write_lines(timeline_lines(found, last=last, width=report_width(output)), output)
    return Exit.DONE
