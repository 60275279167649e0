"""Cases as test items: a case file or dossier is a file of tests, each case in it is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sanctions_engine.diagnostics import Problem, Problems, SanctionsEngineError
from sanctions_engine.diagnostics.rendering import render_all
from sanctions_engine.engines.registry import engine_named
from sanctions_engine.findings.case_collecting import CaseCollector, CollectedCase
from sanctions_engine.findings.case_files import CaseResult, run_case
from sanctions_engine.reports.cases import failed_case_lines
from sanctions_engine.reports.lines import plain

COLLECTOR = pytest.StashKey[CaseCollector]()
"""Where a run keeps what it has loaded."""
MARKER = "sanctions_case"


class CaseFailed(Exception):
    """A case does not hold."""

    def __init__(self, result: CaseResult) -> None:
        super().__init__(f"{result.title}: {len(result.mismatches)} of {result.expectations} expectations do not hold")
        self.result = result


class CasesRejected(Exception):
    """Cases that could not be read or judged."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(render_all(problems, _text_of))


class CaseFile(pytest.File):
    """A case file, or a dossier that says what it expects."""

    def collect(self) -> Iterator[CaseItem]:
        """Yield its cases; what cannot be read fails the file."""
        collector = self.config.stash.setdefault(COLLECTOR, CaseCollector(_packs(self.config)))
        collector.problems = Problems()
        patterns = self.config.getoption("sanctions_rules") or ()
        try:
            found = list(collector.of_file(_shown(self.path)))
        except SanctionsEngineError as error:
            raise CasesRejected(list(error.problems)) from None
        if collector.problems.errors:
            raise CasesRejected(list(collector.problems.errors))
        for case in found:
            chosen = case.about(patterns) if patterns else case
            if chosen is not None:
                yield CaseItem.from_parent(self, name=case.title, case=chosen)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show why the file could not be read, without the way through the library."""
        return str(excinfo.value) if isinstance(excinfo.value, CasesRejected) else super().repr_failure(excinfo)


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, case: CollectedCase, **given: Any) -> None:
        super().__init__(**given)
        self.case = case
        self.add_marker(MARKER)
        self.extra_keyword_matches.update(case.rules)

    def runtest(self) -> None:
        """Judge it, and hold what it expects against what is found.

        Raises:
            CaseFailed: If it does not hold.
            CasesRejected: If it cannot be judged.
        """
        problems = Problems()
        result = run_case(self.case, engine_named(self.config.getoption("sanctions_engine")), problems)
        if result is None:
            raise CasesRejected(list(problems))
        if not result.passed:
            raise CaseFailed(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show what was expected, what was found, and the proof."""
        error = excinfo.value
        if isinstance(error, CaseFailed):
            return plain(failed_case_lines(error.result, verbose=True, width=_WIDTH)).rstrip()
        return str(error) if isinstance(error, CasesRejected) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return file, line from 0, and the title of the case."""
        return self.path, self.case.line - 1, self.case.title


_WIDTH = 100


def _shown(path: Path) -> Path:
    """Return a path as seen from the folder in which the run was started, if it is below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _packs(config: pytest.Config) -> tuple[str | Path, ...]:
    return tuple(config.getoption("sanctions_packs") or ())


def _text_of(file: str) -> str | None:
    try:
        return Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
