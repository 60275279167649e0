"""One way to do a workload: a row of a table, with what has to be installed for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Generic, TypeVar, cast

from tests.benchmarks.bulk.answers import Prepared

Workload = TypeVar("Workload")
Prepare = Callable[[Workload], Prepared]


@dataclass(frozen=True)
class Contender(Generic[Workload]):
    """One way to do a workload.

    Attributes:
        name: As the table of results calls it.
        prepare: Puts the data in place; what it returns is timed.
        module: What Python has to be able to import.
        distribution: What `pip install` calls that.
        most: With more lines times bans than this it would take too long: then it gets fewer lines, and its time is multiplied.
        at_most_bans: With more bans it is left out.
        by_hand: Written for these questions alone by somebody who knows the tool: a yardstick.
        in_place: Can read the rows from their file while it runs.
        drawn: Is a line of the picture.
    """

    name: str
    prepare: Prepare[Workload]
    module: str = "duckdb"
    distribution: str = "duckdb"
    most: int | None = None
    at_most_bans: int | None = None
    by_hand: bool = False
    in_place: bool = False
    drawn: bool = False

    def missing(self) -> str | None:
        """Return what to say where the contender cannot run here; None where it can."""
        if find_spec(self.module) is not None:
            return None
        return f"`{self.name}` is left out: `pip install {self.distribution}` brings what it needs"


def found_in(module: str) -> Prepare[Workload]:
    """Return the function `prepare` of a module that is imported when it is needed: what it imports may be missing."""

    def prepare(workload: Workload) -> Prepared:
        return cast(Prepare[Workload], import_module(module).prepare)(workload)

    return prepare
