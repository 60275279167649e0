"""What durable-rules is matching: noted where a crash leaves it, so that a claim at which the process dies is not matched for ever."""

from __future__ import annotations

from mmap import mmap
from pathlib import Path

from sanctions_engine.monitoring.journal import Journal

CRASHES = 2
"""A fact that was being matched at so many crashes goes to the index alone."""
_SIZE, _LENGTH = 1 << 16, 4


class InFlightFile:
    """One fact in a file beside the journal, written through memory: it outlives the process, and costs no wait for the disk.

    A fact that is found there when the file is opened was being matched when the process died. How often that was is in the journal.

    Attributes:
        alone: Facts that were being matched at two crashes.
    """

    def __init__(self, journal: Journal, path: Path) -> None:
        """Open the file, or make it, and take note of what it tells."""
        with path.open("a+b") as file:
            file.truncate(_SIZE)
            self._memory = mmap(file.fileno(), _SIZE)
        if (length := self._length) > 0:
            journal.note_crash(self._memory[_LENGTH : _LENGTH + length].decode("ascii"))
            self.end()
        self.alone = journal.crashed_at(CRASHES)

    @property
    def _length(self) -> int:
        return int.from_bytes(self._memory[:_LENGTH], "little")

    def begin(self, fact: str) -> None:
        """Note a fact."""
        told = fact.encode("ascii")
        self._memory[_LENGTH : _LENGTH + len(told)] = told
        self._memory[:_LENGTH] = len(told).to_bytes(_LENGTH, "little")

    def end(self) -> None:
        """Note that none is being matched."""
        self._memory[:_LENGTH] = bytes(_LENGTH)

    def close(self) -> None:
        """Close the file."""
        self._memory.close()
