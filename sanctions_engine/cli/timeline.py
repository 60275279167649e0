"""`timeline`: the verdict of one rule and subject for every span of days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from typer import BadParameter, Option

from sanctions_engine.cli import options
from sanctions_engine.cli.exits import Exit
from sanctions_engine.cli.formats import ReportFormat
from sanctions_engine.cli.output import report_width, write_lines, write_text
from sanctions_engine.cli.problems import tell_set_aside
from sanctions_engine.cli.values import read_assumptions, read_choice, read_day, read_optional_day

if TYPE_CHECKING:
    from sanctions_engine.models.findings import Timeline


EXAMPLES = (
    "sanctions-engine timeline examples/russia-2020 --rule unscr-2397-8 --subject RUS --until 2020-01-24",
    "sanctions-engine timeline --law un/dprk --since 2017-08-01 --until 2017-12-31",
)


def timeline(
    dossiers: options.OptionalDossiers = None,
    rule: Annotated[str | None, Option("--rule", metavar="RULE", help="Id of the rule.")] = None,
    subject: Annotated[str | None, Option("--subject", metavar="SUBJECT", help="The subject, such as `RUS`.")] = None,
    law: Annotated[
        list[str] | None,
        Option("--law", metavar="PACK", help="Show instead what changed when in the law of a pack; repeatable."),
    ] = None,
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
    """Show the verdict of one rule and subject for every span of days, or what changed when in the law of a pack."""
    from sanctions_engine import evaluation
    from sanctions_engine.reports.json_report import model_text
    from sanctions_engine.reports.timeline import timeline_lines

    chosen = read_choice("--format", format, ReportFormat)
    first = read_optional_day("--since", since)
    if law is not None:
        if dossiers or rule is not None or subject is not None:
            raise BadParameter("the law has no evidence, rule or subject: leave them out", param_hint="'--law'")
        return _law(law, first, read_optional_day("--until", until), assume, chosen, output)
    for name, given in (("DOSSIER", dossiers), ("--rule", rule), ("--subject", subject)):
        if not given:
            raise BadParameter("give evidence, a rule and a subject, or `--law PACK` alone", param_hint=f"'{name}'")
    assert dossiers is not None
    assert rule is not None
    assert subject is not None
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
        write_text(model_text(_ended(found, last) if until is not None else found), output)
    else:
        write_lines(timeline_lines(found, last=last, width=report_width(output)), output)
    return Exit.DONE


def _law(
    packs: list[str],
    since: date | None,
    until: date | None,
    assume: list[str] | None,
    chosen: ReportFormat,
    output: options.Output,
) -> int:
    from sanctions_engine import evaluation
    from sanctions_engine.language.packs import load_packs
    from sanctions_engine.reports.json_report import model_text
    from sanctions_engine.reports.law_history import law_history_lines

    found = evaluation.law_history(load_packs(packs), since=since, until=until, assume=read_assumptions(assume or ()))
    if chosen is ReportFormat.JSON:
        write_text(model_text(found), output)
    else:
        write_lines(law_history_lines(found, width=report_width(output)), output)
    return Exit.DONE


def _ended(timeline: Timeline, last: date) -> Timeline:
    """Return a timeline whose last span ends on the day that was asked for: nothing was judged beyond it."""
    *before, end = timeline.spans
    return timeline.model_copy(update={"spans": (*before, end.model_copy(update={"until": last}))})
