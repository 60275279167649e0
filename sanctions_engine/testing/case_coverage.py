"""Coverage of rules in a run of pytest: what the cases exercise is noted, brought together from all processes, and told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sanctions_engine.authoring.coverage import CoverageRecorder
from sanctions_engine.language.packs import load_packs
from sanctions_engine.reports.coverage import coverage_lines, percent_text
from sanctions_engine.reports.coverage_html import coverage_pages
from sanctions_engine.reports.lines import plain
from sanctions_engine.testing.case_items import COLLECTOR, CaseItem

_SENT = "sanctions_coverage"


class CoveragePlugin:
    """Notes what cases exercise; registered only where coverage is asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.recorder = CoverageRecorder(tuple(config.getoption("sanctions_rules") or ()))
        self.sources: set[tuple[str, ...]] = set()
        self.problem: str | None = None

    def pytest_runtest_call(self, item: pytest.Item) -> None:
        """Note what a case exercises, before it is judged."""
        if isinstance(item, CaseItem):
            self.recorder.record(item.case)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Take in what another process noted."""
        noted, sources = getattr(node, "workeroutput", {}).get(_SENT, ((), ()))
        self.recorder.noted.update(noted)
        self.sources.update(tuple(one) for one in sources)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Send what was noted to the main process; there, fail the run where it is not enough."""
        own = self.config.stash.get(COLLECTOR, None)
        if own is not None:
            self.sources.update(tuple(map(str, one)) for one in own.loaded)
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            output[_SENT] = (sorted(self.recorder.noted), sorted(self.sources))
            return
        least = self.config.getoption("sanctions_fail_under")
        self._load()
        percent = self.recorder.coverage().percent
        if least is not None and percent < least:
            self.problem = f"coverage of {percent_text(percent)} per cent is under {least:g}"
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Tell what was not exercised, and write the pages."""
        if hasattr(self.config, "workeroutput"):
            return
        coverage = self.recorder.coverage()
        terminalreporter.section("coverage of rules")
        terminalreporter.write(plain(coverage_lines(coverage, width=100)))
        folder = self.config.getoption("sanctions_html")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            for name, text in coverage_pages(coverage, self.recorder.sources):
                Path(folder, name).write_text(text, encoding="utf-8")
            terminalreporter.write_line(f"pages written to {folder}")
        if self.problem is not None:
            terminalreporter.write_line(self.problem, red=True)

    def _load(self) -> None:
        """Load the packs that other processes judged by: which rules there are is told by them."""
        for source in sorted(self.sources):
            self.recorder.with_packs(load_packs(source))
