"""The commands, in the order in which `--help` lists them."""

from __future__ import annotations

from typing import Annotated

import typer

from sanctions_engine.cli.check import check
from sanctions_engine.cli.compare import compare
from sanctions_engine.cli.evaluate import evaluate
from sanctions_engine.cli.explain import explain
from sanctions_engine.cli.test import test
from sanctions_engine.cli.timeline import timeline

app = typer.Typer(
    rich_markup_mode=None,  # plain help: quick, and the same everywhere
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
)
for command in (evaluate, check, test, explain, timeline, compare):
    app.command()(command)


def _version(asked: bool) -> None:
    if asked:
        from sanctions_engine.findings.runs import engine_version

        typer.echo(f"sanctions-engine {engine_version()}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    r"""Sanctions law as rules that run: dated duties, evidence from many mouths, and findings with proofs.

    \b
    Example:
      sanctions-engine evaluate examples/russia-2020 --as-of 2020-01-24
      sanctions-engine explain unscr-2397-8

    \b
    Exit codes: 0 done; 1 --fail-on was hit or a case failed; 2 usage; 3 rule files rejected; 4 evidence rejected;
    70 internal error.
    """
