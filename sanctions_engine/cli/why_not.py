"""`why-not`: the smallest changes of evidence that would give another verdict."""

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
from sanctions_engine.models.verdicts import Verdict

EXAMPLES = (
    "sanctions-engine why-not examples/russia-2020 --rule unscr-2397-8 --subject RUS --verdict fulfilled --as-of 2020-01-24",
)


def why_not(
    dossiers: options.Dossiers,
    rule: Annotated[str, Option("--rule", metavar="RULE", help="Id of the rule.")],
    subject: Annotated[str, Option("--subject", metavar="SUBJECT", help="The subject, such as `RUS`.")],
    verdict: Annotated[
        str, Option("--verdict", metavar="VERDICT", help="The verdict asked about, such as `fulfilled`.")
    ],
    sets: Annotated[int, Option("--sets", min=1, metavar="N", help="Stop after so many sets of changes.")] = 2000,
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
    """Find the smallest changes of evidence that would give another verdict, and tell how far the search went."""
    from sanctions_engine import evaluation
    from sanctions_engine.findings.inquiries import why_not as search
    from sanctions_engine.reports.json_report import model_text
    from sanctions_engine.reports.why_not import why_not_lines

    chosen = read_choice("--format", format, ReportFormat)
    wanted = read_choice("--verdict", verdict, Verdict)
    day = read_day("--as-of", as_of) if as_of is not None else date.today()  # noqa: DTZ011  # the user's own day
    packs, dossier = evaluation.read_dossiers(dossiers, packs=rules or (), strict=strict)
    found = search(
        packs,
        dossier,
        rule=rule,
        subject=subject,
        verdict=wanted,
        as_of=day,
        known_at=read_optional_day("--known-at", known_at),
        perspective=perspective,
        reading=reading,
        assume=read_assumptions(assume or ()),
        sets=sets,
    )
    tell_set_aside(dossier)
    if chosen is ReportFormat.JSON:
        write_text(model_text(found), output)
    else:
        write_lines(why_not_lines(found, width=report_width(output)), output)
    return Exit.DONE
