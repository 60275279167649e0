"""`watch`: findings that follow a stream of claims."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from sanctions_engine.cli import options
from sanctions_engine.cli.exits import Exit
from sanctions_engine.cli.output import close_quietly
from sanctions_engine.cli.values import read_assumptions, read_day

if TYPE_CHECKING:
    from sanctions_engine.cli.watching import Watching

EXAMPLES = (
    "sanctions-engine watch claims.jsonl --rules un/dprk --once --as-of 2020-01-24",
    "sanctions-engine watch claims.jsonl --rules un/dprk --journal watch.db --once",
)


def watch(
    input: Annotated[
        str, Argument(metavar="INPUT", help="A file of JSON lines that grows; `-` for the standard input.")
    ] = "-",
    rules: Annotated[
        list[str] | None,
        Option(
            "--rules", metavar="PACK", help="A pack that ships (`un/dprk`) or a pack folder; repeatable. Default: all."
        ),
    ] = None,
    journal: Annotated[
        str | None,
        Option("--journal", metavar="FILE", help="Keep every step here, to go on after a stop or a crash."),
    ] = None,
    once: Annotated[
        bool,
        Option("--once", help="End where the input ends, rather than wait for more; for `cron`, with `--journal`."),
    ] = False,
    as_of: Annotated[
        str | None,
        Option(
            "--as-of",
            metavar="DAY",
            help="The first day judged; then days pass by lines alone. Default: today, and days pass as they do.",
        ),
    ] = None,
    known_at: Annotated[
        str | None,
        Option(
            "--known-at",
            metavar="DAY|as-of",
            help="Leave aside later claims; `as-of`: what the day judged did not know.",
        ),
    ] = None,
    perspective: options.Perspective = None,
    reading: options.ReadingOption = None,
    assume: options.Assume = None,
    rule: options.RuleGlobs = None,
    subject: options.Subjects = None,
    all_states: options.AllStates = False,
    matcher: Annotated[
        str,
        Option(
            "--matcher",
            metavar="MATCHER",
            help="What looks up the rules that a claim can concern: `index`, or `durable-rules` beside it.",
        ),
    ] = "index",
    quarantine: Annotated[
        str | None, Option("--quarantine", metavar="FILE", help="Append lines that cannot be read, with the reason.")
    ] = None,
    metrics: Annotated[
        str | None,
        Option("--metrics", metavar="FILE", help="Write counters here, in the text format of Prometheus."),
    ] = None,
) -> int:
    """Follow a stream of claims: print each finding that opens, changes or closes as a line of JSON, as soon as it does.

    SIGTERM and Ctrl-C end it after the claim that is being judged.
    """
    from sanctions_engine.cli.growing import GrowingLines
    from sanctions_engine.cli.watching import Watching
    from sanctions_engine.language.packs import load_packs
    from sanctions_engine.language.shipped import shipped_packs
    from sanctions_engine.monitoring.journaled import JournaledMonitor
    from sanctions_engine.monitoring.lines import LineReader

    packs = load_packs(rules or shipped_packs())
    asked: dict[str, Any] = {
        "known_at": None if known_at is None else "as_of" if known_at == "as-of" else read_day("--known-at", known_at),
        "perspective": perspective,
        "reading": reading,
        "assume": read_assumptions(assume or ()),
        "rules": tuple(rule or ()),
        "subjects": tuple(subject or ()),
        "all_states": all_states,
        "matcher": matcher,
    }
    start = _today() if as_of is None else read_day("--as-of", as_of)
    with _stops() as stopped, JournaledMonitor(packs, journal or ":memory:", as_of=start, **asked) as monitor:
        kinds = {name: kind for pack in packs for name, kind in pack.kinds.items()}
        ids = {id for pack in packs for id in pack.rules}
        reader = LineReader(kinds, ids, monitor.dossier.sources, "-" if input == "-" else input)
        lines = GrowingLines(input, position=monitor.position, once=once, stopped=stopped)
        watching = Watching(monitor, reader, metrics=metrics, quarantine=quarantine, stopped=stopped)
        try:
            _follow(watching, lines.blocks(), by_the_clock=as_of is None)
        except BrokenPipeError:  # whoever read the changes has left: what was not told is told next time
            close_quietly()
        finally:
            lines.close()
    return Exit.DONE


def _follow(watching: Watching, blocks: Iterator[list[Any]], *, by_the_clock: bool) -> None:
    watching.begin()
    if by_the_clock:
        watching.pass_to(_today())
    for block in blocks:
        if by_the_clock:
            watching.pass_to(_today())
        watching.take(block)
        watching.show()
    watching.show(at_the_end=True)


def _today() -> date:
    return date.today()  # noqa: DTZ011  # the user's own day


@contextmanager
def _stops() -> Iterator[Callable[[], bool]]:
    """Give a test whether SIGTERM or Ctrl-C came; what is being done is done to its end."""
    asked: list[int] = []
    before = {sign: signal.signal(sign, lambda sign, _: asked.append(sign)) for sign in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield lambda: bool(asked)
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)
