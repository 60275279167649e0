"""The table of lints: what each module looks for. A code that is in no row here never fires."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sanctions_engine.diagnostics import Code, Problems
from sanctions_engine.linting.linted import Linted
from sanctions_engine.linting.lints.changes import check_changes
from sanctions_engine.linting.lints.codes import check_codes
from sanctions_engine.linting.lints.conditions import check_conditions
from sanctions_engine.linting.lints.contradictions import check_contradictions
from sanctions_engine.linting.lints.days import check_days
from sanctions_engine.linting.lints.readings import check_readings
from sanctions_engine.linting.lints.scaffolds import check_scaffolds
from sanctions_engine.linting.lints.sources import check_citations, check_sources
from sanctions_engine.linting.lints.tables import check_tables
from sanctions_engine.linting.lints.unused import check_unused


@dataclass(frozen=True, slots=True)
class Lint:
    """One lint: the codes that it can tell, and the function that looks."""

    codes: tuple[Code, ...]
    check: Callable[[Linted, Problems], None]


LINTS: tuple[Lint, ...] = (
    Lint((Code.SE701, Code.SE702, Code.SE703), check_conditions),
    Lint((Code.SE704,), check_readings),
    Lint((Code.SE705, Code.SE706, Code.SE707), check_tables),
    Lint((Code.SE708, Code.SE709), check_codes),
    Lint((Code.SE710, Code.SE711, Code.SE712), check_days),
    Lint((Code.SE713, Code.SE714), check_changes),
    Lint((Code.SE715,), check_contradictions),
    Lint((Code.SE716, Code.SE717, Code.SE718), check_unused),
    Lint((Code.SE719, Code.SE720, Code.SE721), check_sources),
    Lint((Code.SE719, Code.SE721), check_citations),
    Lint((Code.SE724,), check_scaffolds),
)
"""In the order in which they run; the order of what they tell is that of files and lines."""
