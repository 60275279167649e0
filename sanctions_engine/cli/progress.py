"""A bar that tells how far a long run is: on a terminal alone, never in a pipe or a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sanctions_engine.reports.terminal import is_terminal

Told = Callable[[str, int, int], None]


@contextmanager
def progress(what: str) -> Iterator[Told]:
    """Show a bar on the error stream while something is done, if that is a terminal, and take it away at the end.

    Args:
        what: What is being done at first; what the bar is told replaces it.
    """
    if not is_terminal(sys.stderr):
        yield _silent
        return
    from rich.console import Console  # here, so that a run without a terminal does not load it
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def told(what: str, done: int, of: int) -> None:
            bar.update(task, description=what, completed=done, total=of)

        yield told


def _silent(what: str, done: int, of: int) -> None:
    """Tell nobody."""
