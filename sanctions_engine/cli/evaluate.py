"""`evaluate`: judge evidence by rules, and report the findings."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from sanctions_engine.cli import options
from sanctions_engine.cli.exits import Exit
from sanctions_engine.cli.formats import FindingsFormat
from sanctions_engine.cli.in_bulk import (
    RELATIONAL,
    check_parquet,
    errors_in_bulk,
    is_hit_in_bulk,
    judged_in_bulk,
    refuse_without_tables,
    report_in_bulk,
)
from sanctions_engine.cli.output import report_width, write_lines, write_text
from sanctions_engine.cli.problems import tell_not_judged, tell_set_aside, tell_warnings
from sanctions_engine.cli.progress import progress
from sanctions_engine.cli.values import read_assumptions, read_choice, read_day, read_delimiter, read_optional_day
from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.models.verdicts import BY_GRAVITY, Verdict

if TYPE_CHECKING:
    from sanctions_engine.findings.bulk_findings import BulkFindings
    from sanctions_engine.models.claims import Dossier
    from sanctions_engine.models.findings import Findings


EXAMPLES = (
    "sanctions-engine evaluate examples/russia-2020 --as-of 2020-01-24",
    "sanctions-engine evaluate dossier.yaml --rule 'unscr-2397-*' --format json --output findings.json",
    "sanctions-engine evaluate examples/russia-2020 --as-of 2020-01-24 --summary",
    "sanctions-engine evaluate dossier.yaml --fail-on violated",
    "sanctions-engine evaluate examples/russia-2020 --as-of 2020-01-24 --engine relational",
)


def evaluate(
    dossiers: options.Dossiers,
    rules: options.Rules = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    perspective: options.Perspective = None,
    reading: options.ReadingOption = None,
    assume: options.Assume = None,
    rule: options.RuleGlobs = None,
    subject: options.Subjects = None,
    bearer: options.Bearers = None,
    all_states: options.AllStates = False,
    engine: options.EngineName = "reference",
    memory_limit: options.MemoryLimit = None,
    temp_directory: options.TempDirectory = None,
    said_by: options.SaidBy = None,
    said_in: options.SaidIn = None,
    said_on: options.SaidOn = None,
    delimiter: options.Delimiter = None,
    format: Annotated[str, Option("--format", metavar="text|json|jsonl|csv|parquet", help="How to print.")] = "text",
    output: options.Output = None,
    fail_on: Annotated[
        str | None,
        Option(
            "--fail-on",
            metavar="VERDICT",
            help="Exit with 1 if a binding rule has this verdict or a graver one; with 4 if no row of a kind could be read.",
        ),
    ] = None,
    strict: options.Strict = False,
    verbose: options.Verbose = False,
    summary: Annotated[
        bool, Option("--summary", help="Print counts by bearer, instrument and verdict in the place of the findings.")
    ] = False,
) -> int:
    """Judge evidence by rules: who, which paragraph, which verdict, why, and what is missing."""
    from sanctions_engine import evaluation

    chosen = read_choice("--format", format, FindingsFormat)
    limit = None if fail_on is None else read_choice("--fail-on", fail_on, Verdict)
    check_parquet(chosen, engine, output)
    asked: dict[str, Any] = {
        # The only place that reads a clock: a library call names its day.
        "as_of": read_day("--as-of", as_of) if as_of is not None else date.today(),  # noqa: DTZ011
        "known_at": read_optional_day("--known-at", known_at),
        "perspective": perspective,
        "reading": reading,
        "assume": read_assumptions(assume or ()),
        "rules": rule or (),
        "subjects": subject or (),
        "bearers": bearer or (),
        "all_states": all_states,
        "engine": engine,
    }
    done = partial(
        _told,
        format=chosen,
        limit=limit,
        output=output,
        verbose=verbose,
        named=subject,
        narrowed=bool(subject or rule),
        summary=summary,
    )
    if engine == RELATIONAL:
        lazily = chosen is FindingsFormat.PARQUET
        said = {"by": said_by, "source": said_in, "known": said_on, "delimiter": read_delimiter(delimiter)}
        given = {key: text for key, text in said.items() if text is not None}
        room = {"memory_limit": memory_limit, "temp_directory": temp_directory}
        with judged_in_bulk(dossiers, rules or [], strict, given, room, asked, lazily=lazily) as judged:
            return done(*judged)
    said = {"--by": said_by, "--source": said_in, "--known": said_on, "--delimiter": delimiter}
    refuse_without_tables({"--memory-limit": memory_limit, "--temp-directory": temp_directory, **said})
    packs, dossier = evaluation.read_dossiers(dossiers, packs=rules or (), strict=strict)
    findings = evaluation.evaluate(packs, dossier, **asked)
    return done(findings, dossier, {claim.fact for claim in dossier.claims})


def _told(
    findings: Findings | BulkFindings,
    dossier: Dossier,
    read: Collection[str],
    *,
    format: FindingsFormat,
    limit: Verdict | None,
    output: str | None,
    verbose: bool,
    named: list[str] | None,
    narrowed: bool,
    summary: bool,
) -> int:
    """Report findings and return the exit code."""
    from sanctions_engine.findings.runs import unread_kinds
    from sanctions_engine.models.findings import Findings

    if named and not findings.run.counts:
        raise no_such_subject(named)
    if format in (FindingsFormat.JSONL, FindingsFormat.CSV):
        tell_set_aside(dossier, total=findings.run.set_aside, everything=verbose)
        tell_warnings(dossier, everything=verbose)
    unread = unread_kinds(dossier.rejected, (), read)
    errors = findings if isinstance(findings, Findings) else errors_in_bulk(findings)
    failed = [one for one in errors if one.verdict is Verdict.ERROR and one.binding.value == "mandatory"]
    tell_not_judged(unread, [one.rule for one in failed])
    if summary:
        _summary(findings, format, output)
    elif isinstance(findings, Findings):
        _report(findings, format, output, verbose=verbose, named=bool(named), narrowed=narrowed)
    else:
        report_in_bulk(findings, format, output)
    hits = is_hit if isinstance(findings, Findings) else is_hit_in_bulk
    if limit is not None and hits(findings, limit):  # type: ignore[arg-type]  # the one of its own sort
        return Exit.HIT
    if failed:
        return Exit.RULES
    return Exit.INPUT if unread and limit is not None else Exit.DONE


def no_such_subject(names: list[str]) -> BadQuestion:
    """Return the error for subjects of which no rule that is asked for has any."""
    named = ", ".join(f"`{name}`" for name in names)
    help = "without `--subject` the report lists the subjects; a State goes by its code or any of its names"
    return BadQuestion([Problem(Code.SE506, f"no rule has a subject {named} in this evidence", help=help)])


def is_hit(findings: Findings, limit: Verdict) -> bool:
    """Whether a finding under a binding norm is, at its worst, as grave as `limit` or graver."""
    grave = frozenset(BY_GRAVITY[: BY_GRAVITY.index(limit) + 1])
    return any(finding.worst in grave and finding.binding.value == "mandatory" for finding in findings)


def _report(
    findings: Findings, format: FindingsFormat, output: str | None, *, verbose: bool, named: bool, narrowed: bool
) -> None:
    from sanctions_engine.reports.csv_report import csv_text
    from sanctions_engine.reports.json_report import json_text, jsonl_lines
    from sanctions_engine.reports.text import text_lines

    if format is FindingsFormat.JSON:
        write_text(json_text(findings), output)
    elif format is FindingsFormat.JSONL:
        write_text("".join(jsonl_lines(findings.findings)), output)
    elif format is FindingsFormat.CSV:
        write_text(csv_text(findings), output)
    else:
        width = report_width(output)
        write_lines(text_lines(findings, verbose=verbose, named=named, narrowed=narrowed, width=width), output)


def _summary(findings: Findings | BulkFindings, format: FindingsFormat, output: str | None) -> None:
    from sanctions_engine.evaluation import summarise
    from sanctions_engine.reports.json_report import model_text
    from sanctions_engine.reports.summary import summary_csv, summary_jsonl, summary_lines

    with progress("counting findings"):
        summary = summarise(findings)
    if format is FindingsFormat.JSON:
        write_text(model_text(summary), output)
    elif format is FindingsFormat.JSONL:
        write_text("".join(summary_jsonl(summary)), output)
    elif format is FindingsFormat.CSV:
        write_text(summary_csv(summary), output)
    else:
        write_lines(summary_lines(summary, width=report_width(output)), output)
