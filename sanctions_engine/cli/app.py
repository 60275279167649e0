"""The commands, in the order in which `--help` lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from sanctions_engine.cli import (
    check,
    compare,
    evaluate,
    explain,
    mutate,
    new,
    schema,
    scorecard,
    test,
    timeline,
    trace,
    watch,
    why_not,
)
from sanctions_engine.cli.own_input import spares_its_input

_LITERALLY = "\b\n"
"""What keeps the help formatter from joining the lines of a paragraph."""

COMMANDS: tuple[tuple[Callable[..., int], tuple[str, ...], str], ...] = (
    (evaluate.evaluate, evaluate.EXAMPLES, "Judge evidence by rules."),
    (scorecard.scorecard, scorecard.EXAMPLES, "Show how a State stands under all norms of a day."),
    (check.check, check.EXAMPLES, "Check rule files."),
    (test.run_tests, test.EXAMPLES, "Run cases."),
    (mutate.mutate, mutate.EXAMPLES, "Make slips in rules that cases should notice."),
    (explain.explain, explain.EXAMPLES, "Explain a rule or a diagnostic code."),
    (trace.trace, trace.EXAMPLES, "Show every part of a rule with its value, for one subject."),
    (why_not.why_not, why_not.EXAMPLES, "Find the smallest changes that give another verdict."),
    (timeline.timeline, timeline.EXAMPLES, "Show how a verdict changes over time."),
    (compare.compare, compare.EXAMPLES, "Compare two runs."),
    (watch.watch, watch.EXAMPLES, "Follow a stream of claims."),
    (new.new, new.EXAMPLES, "Begin a pack, a rule or a case."),
    (schema.schema, schema.EXAMPLES, "Print the JSON Schema of a file format."),
)
"""Each command with its examples and what the list of commands says of it."""

ROOT_EXAMPLES = (
    "sanctions-engine evaluate examples/russia-2020 --as-of 2020-01-24",
    "sanctions-engine explain unscr-2397-8",
)

EXIT_CODES = (
    "0   done",
    "1   --fail-on was hit, a case failed, or --fail-under was not reached",
    "2   the command is wrong, or names something that does not exist",
    "3   rule files were rejected, or a rule failed to evaluate",
    "4   evidence was rejected, or with --fail-on no row of a kind could be read",
    "70  internal error",
)


def _module_name(command: Callable[..., int]) -> str:
    return command.__module__.rpartition(".")[2].replace("_", "-")


def _epilog(title: str, lines: tuple[str, ...]) -> str:
    return f"{_LITERALLY}{title}:\n" + "\n".join(f"  {line}" for line in lines)


app = typer.Typer(
    rich_markup_mode=None,  # plain help: quick, and the same everywhere
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
)
for _command, _examples, _short in COMMANDS:
    app.command(_module_name(_command), epilog=_epilog("Example", _examples), short_help=_short)(
        spares_its_input(_command)
    )


def _version(asked: bool) -> None:
    if asked:
        from sanctions_engine.findings.runs import engine_version

        typer.echo(f"sanctions-engine {engine_version()}")
        raise typer.Exit


@app.callback(epilog=f"{_epilog('Example', ROOT_EXAMPLES)}\n\n{_epilog('Exit codes', EXIT_CODES)}")
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Sanctions law as rules that run: dated duties, evidence from many mouths, and findings with proofs."""
