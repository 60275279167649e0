"""`compare`: two runs over the same evidence, what changed between them and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from typer import Option

from sanctions_engine.cli import options
from sanctions_engine.cli.exits import Exit
from sanctions_engine.cli.formats import ReportFormat
from sanctions_engine.cli.output import report_width, write_lines, write_text
from sanctions_engine.cli.problems import tell_set_aside
from sanctions_engine.cli.values import malformed, read_assumptions, read_choice, read_day, read_pairs

if TYPE_CHECKING:
    from sanctions_engine.models.findings import Findings

KEYS = ("as-of", "known-at", "perspective", "reading", "assume", "rules", "engine")
"""What can differ between the two sides."""

_SEVERAL = ("assume", "rules")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two runs."""

    as_of: date
    known_at: date | None
    perspective: str | None
    reading: str | None
    assume: Mapping[str, date | None]
    rules: tuple[str, ...]
    engine: str


EXAMPLES = (
    "sanctions-engine compare examples/russia-2020 --as-of 2020-01-24 --assume draft-2019-12-16",
    "sanctions-engine compare examples/russia-2020 --as-of 2019-12-22 --as-of 2019-12-23",
    "sanctions-engine compare dossier.yaml --before rules=un/dprk --after rules=my/dprk",
)


def compare(
    dossiers: options.Dossiers,
    before: Annotated[
        list[str] | None,
        Option(
            "--before",
            metavar="KEY=VALUE",
            help=f"What holds for the first run alone; KEY is one of {', '.join(KEYS)}.",
        ),
    ] = None,
    after: Annotated[
        list[str] | None, Option("--after", metavar="KEY=VALUE", help="What holds for the second run alone.")
    ] = None,
    as_of: Annotated[
        list[str] | None,
        Option(
            "--as-of",
            metavar="DAY",
            help="The day judged; given twice, the first run's and the second's. Default: today.",
        ),
    ] = None,
    known_at: Annotated[
        list[str] | None,
        Option(
            "--known-at",
            metavar="DAY",
            help="Leave aside later claims; given twice, the first run's day and the second's.",
        ),
    ] = None,
    assume: Annotated[
        list[str] | None,
        Option(
            "--assume",
            metavar="INSTRUMENT[=DAY]",
            help="A scenario for the second run; the first takes the law as it is.",
        ),
    ] = None,
    perspective: options.Perspective = None,
    reading: options.ReadingOption = None,
    rules: options.Rules = None,
    rule: options.RuleGlobs = None,
    subject: options.Subjects = None,
    bearer: options.Bearers = None,
    all_states: options.AllStates = False,
    engine: options.EngineName = "reference",
    format: Annotated[str, Option("--format", metavar="text|json", help="How to print.")] = "text",
    output: options.Output = None,
    strict: options.Strict = False,
) -> int:
    """Compare two runs over the same evidence: two days, law and scenario, two packs, two readings.

    Options hold for both runs; `--before` and `--after` say what differs.
    """
    from sanctions_engine import evaluation
    from sanctions_engine.reports.comparison import comparison_lines
    from sanctions_engine.reports.json_report import model_text

    chosen = read_choice("--format", format, ReportFormat)
    common = {
        "perspective": [perspective] if perspective else [],
        "reading": [reading] if reading else [],
        "rules": rules or [],
        "engine": [engine],
    }
    days = _pair("--as-of", as_of), _pair("--known-at", known_at)
    first = _side("--before", before or (), common, (days[0][0], days[1][0]), ())
    second = _side("--after", after or (), common, (days[0][1], days[1][1]), assume or ())
    if first == second:
        help = "give `--assume`, `--as-of` twice, or `--before KEY=VALUE` and `--after KEY=VALUE`"
        raise malformed("there is nothing to compare: both runs ask the same", help)

    def run(side: Side) -> Findings:
        packs, dossier = evaluation.read_dossiers(dossiers, packs=side.rules, strict=strict)
        if side is first:
            tell_set_aside(dossier)
        return evaluation.evaluate(
            packs,
            dossier,
            as_of=side.as_of,
            known_at=side.known_at,
            perspective=side.perspective,
            reading=side.reading,
            assume=side.assume,
            rules=rule or (),
            subjects=subject or (),
            bearers=bearer or (),
            all_states=all_states,
            engine=side.engine,
        )

    found = evaluation.compare(run(first), run(second))
    if chosen is ReportFormat.JSON:
        write_text(model_text(found), output)
    else:
        write_lines(comparison_lines(found, width=report_width(output)), output)
    return Exit.DONE


def _pair(option: str, days: Sequence[str] | None) -> tuple[str | None, str | None]:
    """Return the days of the two runs: one day is that of both."""
    if not days:
        return None, None
    if len(days) > 2:
        raise malformed(f"`{option}` is given {len(days)} times", "give it once for both runs, or twice for the two")
    return days[0], days[-1]


def _side(
    option: str,
    pairs: Sequence[str],
    common: Mapping[str, list[str]],
    days: tuple[str | None, str | None],
    assume: Sequence[str],
) -> Side:
    """Return one run: what holds for both, and over it what holds for this one alone."""
    own = read_pairs(option, pairs, KEYS)
    given = {**common, "assume": list(assume), **own}
    for key, values in given.items():
        if len(values) > 1 and key not in _SEVERAL:
            raise malformed(f"`{option}` gives `{key}` more than once", "give it once")

    def said(key: str) -> str:
        """Return the option with which a value was given."""
        return f"{option} {key}" if key in own else f"--{key}"

    as_of, known_at = _one(given, "as-of") or days[0], _one(given, "known-at") or days[1]
    return Side(
        as_of=read_day(said("as-of"), as_of) if as_of else date.today(),  # noqa: DTZ011  # the user's own day
        known_at=read_day(said("known-at"), known_at) if known_at else None,
        perspective=_one(given, "perspective"),
        reading=_one(given, "reading"),
        assume=read_assumptions(given["assume"], said("assume")),
        rules=tuple(given["rules"]),
        engine=_one(given, "engine") or "reference",
    )


def _one(given: Mapping[str, list[str]], key: str) -> str | None:
    values = given.get(key)
    return values[0] if values else None
