"""What `watch` does with lines: steps of the monitor, changes on the standard output, and what is counted."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sanctions_engine.cli.growing import Line
from sanctions_engine.diagnostics import BadQuestion
from sanctions_engine.diagnostics.replacing import replacing
from sanctions_engine.diagnostics.written import note_printed
from sanctions_engine.models.claims import Rejected
from sanctions_engine.monitoring.journaled import GROUP, JournaledMonitor
from sanctions_engine.monitoring.lines import LineReader
from sanctions_engine.monitoring.steps import Advance, Feed, Step
from sanctions_engine.reports.changes import change_line, metrics_text
from sanctions_engine.reports.terminal import is_terminal

if TYPE_CHECKING:
    from sanctions_engine.models.monitoring import FindingChange, Turn

EVERY = 1.0
"""Seconds between two writings of the status line and the counters."""


class Watching:
    """One run of `watch`."""

    def __init__(
        self,
        monitor: JournaledMonitor,
        reader: LineReader,
        *,
        metrics: str | None,
        quarantine: str | None,
        stopped: Callable[[], bool],
    ) -> None:
        self._monitor = monitor
        self._reader = reader
        self._metrics = metrics
        self._quarantine = quarantine
        self._stopped = stopped
        self._lines = self._aside = 0
        self._turns: Counter[Turn] = Counter()
        self._last = 0.0
        self._shows = is_terminal(sys.stderr)

    def begin(self) -> None:
        """Tell what may not have been told before a crash."""
        self._tell(self._monitor.untold)
        self._monitor.told()

    def pass_to(self, day: date) -> None:
        """Let days pass, if the day is a later one."""
        if day > self._monitor.as_of:
            self._do([Advance(day)], None)

    def take(self, lines: Iterable[Line]) -> None:
        """Do what lines say. Those that feed go to the disk together; where it is to stop, no other is begun."""
        waiting: list[Step] = []
        end: Line | None = None
        for line in lines:
            for _, step in self._reader.read([line.text], line.number):
                if waiting and (not isinstance(step, Feed) or len(waiting) == GROUP):
                    self._do(waiting, end)
                    waiting = []
                if self._stopped():
                    return
                waiting.append(step)
                if not isinstance(step, Feed):
                    self._alone(step, line)
                    waiting = []
            end = line
            self._lines += 1
        if waiting:
            self._do(waiting, end)

    def _alone(self, step: Step, line: Line) -> None:
        """Do a step that may not be possible: then its line is set aside."""
        try:
            self._do([step], line)
        except KeyError:
            refused = self._reader.refused(line.number, line.text, "nothing like it was said, or it was withdrawn")
            self._do([Feed((refused,))], line)
        except BadQuestion as error:
            refused = self._reader.refused(line.number, line.text, error.problems[0].message)
            self._do([Feed((refused,))], line)

    def _do(self, steps: list[Step], end: Line | None) -> None:
        for step in steps:
            for one in step.items if isinstance(step, Feed) else ():
                if isinstance(one, Rejected):
                    self._set_aside(one)
        for changes in self._monitor.take(steps, None if end is None else (end.number, end.end)):
            self._tell(changes)
            self._monitor.told()
            if self._stopped():
                break  # the others are on the disk
        self.show()

    def _set_aside(self, one: Rejected) -> None:
        self._aside += 1
        self._clear()
        sys.stderr.write(f"set aside, not read: {one.file}:{one.line}: {one.reason} [{one.code}]\n")
        if self._quarantine is not None:
            with Path(self._quarantine).open("a", encoding="utf-8") as out:
                out.write(f"{one.model_dump_json(exclude={'fact'})}\n")

    def _tell(self, changes: Iterable[FindingChange]) -> None:
        """Write changes, and return when whoever reads them has them, or the pipe that leads there."""
        lines = []
        for one in changes:
            self._turns[one.turn] += 1
            lines.append(change_line(one))
        if lines:
            self._clear()
            _write("".join(lines))

    # what is shown beside --------------------------------------------------------------------------------------------

    def show(self, *, at_the_end: bool = False) -> None:
        """Write the counters to their file and the status to the terminal, now and then and at the end."""
        now = time.monotonic()
        if not at_the_end and now - self._last < EVERY:
            return
        self._last = now
        verdicts = self._monitor.verdicts
        if self._metrics is not None:
            text = metrics_text(
                lines=self._lines,
                set_aside=self._aside,
                turns=self._turns,
                verdicts=verdicts,
                as_of=self._monitor.as_of,
                matching=self._monitor.matching,
            )
            with replacing(Path(self._metrics)) as beside:
                beside.write_text(text, encoding="utf-8")
        if self._shows:
            sys.stderr.write(f"\r\x1b[K{self.status}")
            sys.stderr.write("\n" if at_the_end else "")
            sys.stderr.flush()

    @property
    def status(self) -> str:
        """One line on how things stand."""
        verdicts = self._monitor.verdicts
        violated = verdicts.get("violated", 0)
        told = f"{self._lines:,} lines, {self._aside:,} set aside; {sum(verdicts.values()):,} findings, {violated:,} violated"
        return f"{told}; as of {self._monitor.as_of}"

    def _clear(self) -> None:
        if self._shows:
            sys.stderr.write("\r\x1b[K")


def _write(text: str) -> None:
    """Write to the standard output, and return when it is with whoever reads it, or in the pipe that leads there."""
    buffer = getattr(sys.stdout, "buffer", None)
    note_printed()
    if buffer is None:
        sys.stdout.write(text)
        return
    sys.stdout.flush()
    buffer.write(text.encode("utf-8"))
    buffer.flush()
