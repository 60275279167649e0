"""`scorecard`: how one State stands under every norm in force on a day."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from typer import Option

from sanctions_engine.cli import options
from sanctions_engine.cli.exits import Exit
from sanctions_engine.cli.formats import TableFormat
from sanctions_engine.cli.output import report_width, write_lines, write_text
from sanctions_engine.cli.problems import tell_set_aside
from sanctions_engine.cli.values import read_assumptions, read_choice, read_day, read_optional_day

EXAMPLES = (
    "sanctions-engine scorecard examples/russia-2020 --state RUS --as-of 2020-01-24",
    "sanctions-engine scorecard --rules un/dprk --state CHN --as-of 2018-03-01",
)


def scorecard(
    state: Annotated[str, Option("--state", metavar="STATE", help="The State, under any of its names.")],
    dossiers: options.OptionalDossiers = None,
    rules: options.Rules = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    perspective: options.Perspective = None,
    reading: options.ReadingOption = None,
    assume: options.Assume = None,
    rule: options.RuleGlobs = None,
    engine: options.EngineName = "reference",
    format: Annotated[str, Option("--format", metavar="text|json|csv", help="How to print.")] = "text",
    output: options.Output = None,
    strict: options.Strict = False,
    verbose: Annotated[
        bool, Option("--verbose", "-v", help="Give each norm lines of its own, also where there is no record.")
    ] = False,
) -> int:
    """Show how one State stands under every norm in force on a day: kept, broken, open, or not known."""
    from sanctions_engine import evaluation
    from sanctions_engine.language.packs import load_packs, shipped_packs
    from sanctions_engine.models.claims import Dossier
    from sanctions_engine.reports.json_report import model_text
    from sanctions_engine.reports.scorecard import scorecard_csv, scorecard_lines

    chosen = read_choice("--format", format, TableFormat)
    day = read_day("--as-of", as_of) if as_of is not None else date.today()  # noqa: DTZ011  # the user's own day
    known = read_optional_day("--known-at", known_at)
    assumed = read_assumptions(assume or ())
    if dossiers:
        packs, dossier = evaluation.read_dossiers(dossiers, packs=rules or (), strict=strict)
    else:  # what binds the State, whatever it did
        packs, dossier = load_packs(rules or shipped_packs()), Dossier()
    card = evaluation.scorecard(
        packs,
        dossier,
        state=state,
        as_of=day,
        known_at=known,
        perspective=perspective,
        reading=reading,
        assume=assumed,
        rules=rule or (),
        engine=engine,
    )
    tell_set_aside(dossier)
    if chosen is TableFormat.JSON:
        write_text(model_text(card), output)
    elif chosen is TableFormat.CSV:
        write_text(scorecard_csv(card), output)
    else:
        write_lines(scorecard_lines(card, verbose=verbose, width=report_width(output)), output)
    return Exit.DONE
